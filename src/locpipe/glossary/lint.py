"""What is wrong with the project's term lists: the checks of `locpipe glossary lint`."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from locpipe.glossary.analyzer import Token, analyzer
from locpipe.glossary.deepl_tsv import MOST_BYTES
from locpipe.model import Finding, Severity, Term, TermStatus

DUPLICATE = "term-duplicate"
CONTRADICTION = "term-contradiction"
CYCLE = "term-cycle"
LENGTH = "term-length"
SHAPE = "term-shape"
UNUSED = "term-unused"

MOST_WORDS = 10
"""A longer phrase is a sentence: nobody writes it twice in the same words."""

_MARKUP = re.compile(r"[*`]|__|~~|\]\(|\]\[|</?[A-Za-z][^<>]*>|&(?:#\w+|\w+);")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Glossary:
    """One term list: its path, relative to the project, its languages and its terms."""

    path: str
    source: str
    target: str
    terms: tuple[Term, ...]


def lint(glossaries: Sequence[Glossary], texts: Iterable[str], language: str) -> Iterator[Finding]:
    """Yield what a person should mend; `texts` are the articles' words, in `language`, without markup."""
    pairs: defaultdict[tuple[str, str], list[Term]] = defaultdict(list)
    for glossary in glossaries:
        pairs[glossary.source, glossary.target] += glossary.terms
    for (source, target), terms in pairs.items():
        for term in terms:
            yield from _alone(term, source, target)
        for group in _by_source(terms):
            yield from _together(group)
    yield from _cycles(pairs)
    own = [term for (source, _), terms in pairs.items() if source == language for term in terms]
    yield from _unused(own, texts, language)


def folded(text: str) -> str:
    """Return what is equal for texts that differ in capitals, blanks or the way accents are encoded."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _finding(check: str, severity: Severity, term: Term, message: str) -> Finding:
    return Finding(check, severity, term.path, term.line, message)


def _short(text: str) -> str:
    plain = _CONTROLS.sub(" ", text)
    return f"“{plain if len(plain) <= _SHOWN else plain[: _SHOWN - 1] + '…'}”"


def _place(term: Term, seen_from: Term) -> str:
    return f"line {term.line}" if term.path == seen_from.path else f"{term.path}:{term.line}"


# One term.


def _alone(term: Term, source: str, target: str) -> Iterator[Finding]:
    yield from _shape(term)
    yield from _length(term)
    yield from _against_itself(term)


def _shape(term: Term) -> Iterator[Finding]:
    for text in (term.source, term.target, *term.forms, *term.forbidden):
        if _CONTROLS.search(text) or "  " in text or text != text.strip():
            message = f"{_short(text)} has blanks at an end, several in a row, or a control character; take them out"
        elif found := _MARKUP.search(text):
            message = (
                f"{_short(text)} holds markup, {found[0]}, and articles are searched without; write the words alone"
            )
        elif not any(sign.isalnum() for sign in text):
            message = f"{_short(text)} holds no letter, so that it is never found; take it out"
        else:
            continue
        yield _finding(SHAPE, Severity.WARNING, term, message)


def _length(term: Term) -> Iterator[Finding]:
    for text in (term.source, term.target):
        if (size := len(text.encode("utf-8", "surrogatepass"))) > MOST_BYTES:
            message = f"{_short(text)} has {size} bytes, DeepL takes {MOST_BYTES}; shorten it"
        elif text is term.source and (words := len(text.split())) > MOST_WORDS:
            message = f"{_short(text)} has {words} words: a sentence, which hardly ever returns; name the term alone"
        else:
            continue
        yield _finding(LENGTH, Severity.WARNING, term, message)


def _against_itself(term: Term) -> Iterator[Finding]:
    """Yield where a row forbids what it asks for, or keeps a source and translates it."""
    if term.status is TermStatus.KEPT and folded(term.target) != folded(term.source):
        message = f"{_short(term.source)} is to stay as it is, and has the target {_short(term.target)}; delete one"
        yield _finding(CONTRADICTION, Severity.ERROR, term, message)
    if term.status is TermStatus.FORBIDDEN or not term.forbidden:
        return
    for wrong in term.forbidden:
        if folded(wrong) in _right(term):
            message = f"{_short(wrong)} is both right and forbidden for {_short(term.source)}; delete one"
            yield _finding(CONTRADICTION, Severity.ERROR, term, message)


# Terms with one source.


def _by_source(terms: Sequence[Term]) -> Iterator[list[Term]]:
    groups: defaultdict[str, list[Term]] = defaultdict(list)
    for term in terms:
        groups[folded(term.source)].append(term)
    yield from (group for group in groups.values() if len(group) > 1)


def _together(group: Sequence[Term]) -> Iterator[Finding]:
    """Yield one finding for each term that cannot stand beside an earlier one with the same source."""
    for place, term in enumerate(group):
        found = (_clash(earlier, term) for earlier in group[:place] if not _told_apart(earlier, term))
        if first := next((finding for finding in found if finding), None):
            yield first


def _told_apart(one: Term, other: Term) -> bool:
    # "AIDS" and "aids" are two words where either row says that capitals count.
    return one.source != other.source and (one.case_sensitive or other.case_sensitive)


def _clash(first: Term, term: Term) -> Finding | None:
    there, source = _place(first, term), _short(term.source)
    right, others = _right(first), _right(term)
    if contradicted := (right & _wrong(term)) | (others & _wrong(first)):
        which = _short(min(contradicted))
        message = (
            f"for {source}, {which} is right on one of this line and {there}, and forbidden on the other; change one"
        )
        return _finding(CONTRADICTION, Severity.ERROR, term, message)
    if folded(first.target) == folded(term.target):
        kind = "" if (first.source, first.target) == (term.source, term.target) else ", but for capitals or blanks"
        message = f"{source} is on {there} too, with the same target{kind}; delete one"
        return _finding(DUPLICATE, Severity.WARNING, term, message)
    if not (first.required and term.required) or folded(term.target) in right or folded(first.target) in others:
        return None
    two = f"{source} is {_short(first.target)} on {there} and {_short(term.target)} here"
    if first.part_of_speech and term.part_of_speech and first.part_of_speech != term.part_of_speech:
        message = f"{two}; DeepL gets the first alone: give the terms longer sources that tell them apart"
        return _finding(CONTRADICTION, Severity.WARNING, term, message)
    return _finding(CONTRADICTION, Severity.ERROR, term, f"{two}; keep one, the other among its forms or as proposed")


def _right(term: Term) -> set[str]:
    return set() if term.status is TermStatus.FORBIDDEN else {folded(text) for text in (term.target, *term.forms)}


def _wrong(term: Term) -> set[str]:
    own = (term.target,) if term.status is TermStatus.FORBIDDEN else ()
    return {folded(text) for text in (*own, *term.forbidden)}


# Several lists.

_Lists = Mapping[tuple[str, str], Mapping[str, Sequence[Term]]]
"""By source and target language: the terms that a translation must use, by their folded sources."""


def _cycles(pairs: Mapping[tuple[str, str], Sequence[Term]]) -> Iterator[Finding]:
    """Yield the terms that the lists, one after the other, translate back into another term of the same language."""
    lists = {pair: _required(terms) for pair, terms in pairs.items()}
    for (source, target), known in lists.items():
        synonyms = _by_target(known)
        for term in (term for terms in known.values() for term in terms):
            ways = list(_ways(term.target, target, source, lists, frozenset([target])))
            if ways and not any(folded(way[-1].target) in synonyms[folded(term.target)] for way in ways):
                message = (
                    f"{_short(term.source)} is {_short(term.target)} here, which comes back as "
                    f"{_short(ways[0][-1].target)} by {' and '.join(_place(each, term) for each in ways[0])}; "
                    "make the lists agree"
                )
                yield _finding(CYCLE, Severity.WARNING, term, message)


def _required(terms: Iterable[Term]) -> Mapping[str, Sequence[Term]]:
    found: defaultdict[str, list[Term]] = defaultdict(list)
    for term in terms:
        if term.required:
            found[folded(term.source)].append(term)
    return found


def _by_target(known: Mapping[str, Sequence[Term]]) -> Mapping[str, set[str]]:
    """Return the sources of each target: any of them is a right way back."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for source, terms in known.items():
        for term in terms:
            found[folded(term.target)].add(source)
    return found


def _ways(word: str, language: str, home: str, lists: _Lists, been: frozenset[str]) -> Iterator[tuple[Term, ...]]:
    """Yield the terms that lead from a word to the language `home`, no other language twice."""
    for (source, target), known in lists.items():
        if source != language or target in been:
            continue
        for term in known.get(folded(word), ()):
            if target == home:
                yield (term,)
            else:
                further = _ways(term.target, target, home, lists, been | {target})
                yield from ((term, *way) for way in further)


# The articles.


def _unused(terms: Sequence[Term], texts: Iterable[str], language: str) -> Iterator[Finding]:
    """Yield the terms that no article holds in any form, also within a longer term."""
    words = analyzer(language)
    missing: defaultdict[str, dict[Term, tuple[Token, ...]]] = defaultdict(dict)
    for term in terms:
        if tokens := words.tokens(term.source):
            for key in tokens[0].keys:
                missing[key][term] = tokens
    for text in texts:
        for term, tokens in _held(words.tokens(text), missing).items():
            for key in tokens[0].keys:
                missing[key].pop(term, None)
    for term in sorted(
        {term for waiting in missing.values() for term in waiting}, key=lambda term: (term.path, term.line)
    ):
        message = f"no article holds {_short(term.source)}; keep it for later, or delete it"
        yield _finding(UNUSED, Severity.NOTE, term, message)


_Missing = Mapping[str, Mapping[Term, tuple[Token, ...]]]
"""By each key of their first word: the terms not found so far, and their words."""


def _held(tokens: Sequence[Token], missing: _Missing) -> dict[Term, tuple[Token, ...]]:
    found = {}
    for place, token in enumerate(tokens):
        for key in token.keys & missing.keys():
            for term, wanted in missing[key].items():
                there = tokens[place : place + len(wanted)]
                if len(there) == len(wanted) and all(_same(a, b, term) for a, b in zip(there, wanted, strict=True)):
                    found[term] = wanted
    return found


def _same(found: Token, wanted: Token, term: Term) -> bool:
    return found.text == wanted.text if term.case_sensitive else bool(found.keys & wanted.keys)
