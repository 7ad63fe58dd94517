"""Terms in inflected text: where they occur, and whether a translation uses them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from locpipe.glossary.analyzer import Analyzer, Token, analyzer
from locpipe.model import Span, Term, TermStatus

# What may stand between the words of one term.
_GAP = re.compile(r"[\s'’ʼ‐‑-]{0,3}")
# A term's words may stand in another order where there are few of them: "ból ostry", "ostry ból".
_MOST_FREE = 4

Same = Callable[[Token, Token], bool]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place in a text, and the terms that stand there: several where one source has several targets."""

    terms: tuple[Term, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Problem:
    """What a translation makes of a term: "missing", or "forbidden" with the words `found` in it."""

    kind: str
    term: Term
    found: str = ""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A phrase's words, and the signs that it has between them: the full stop in "Urząd ds. Żywności"."""

    tokens: tuple[Token, ...]
    signs: frozenset[str]


def _pattern(phrase: str, words: Analyzer) -> _Pattern:
    tokens = words.tokens(phrase)
    between = (phrase[one.span.end : other.span.start].strip() for one, other in pairwise(tokens))
    return _Pattern(tokens, frozenset(filter(None, between)))


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A source phrase, and the terms that have it."""

    pattern: _Pattern
    terms: tuple[Term, ...]

    @property
    def tokens(self) -> tuple[Token, ...]:
        return self.pattern.tokens

    @property
    def same(self) -> Same:
        return _same_text if all(term.case_sensitive for term in self.terms) else _same_key


def _same_key(one: Token, other: Token) -> bool:
    return bool(one.keys & other.keys)


def _same_form(one: Token, other: Token) -> bool:
    return bool(one.forms & other.forms)


def _same_word(one: Token, other: Token) -> bool:
    return one.text.casefold() == other.text.casefold()


def _same_text(one: Token, other: Token) -> bool:
    return one.text == other.text


class Matcher:
    """A glossary, ready to be looked up in prose: text without markup."""

    def __init__(
        self, terms: Iterable[Term], source: str, target: str, *, analyzers: tuple[Analyzer, Analyzer] | None = None
    ) -> None:
        self._source, self._target = analyzers or (analyzer(source), analyzer(target))
        self._first: dict[str, list[_Phrase]] = defaultdict(list)
        for phrase in _phrases(terms, self._source):
            for key in phrase.tokens[0].keys:
                self._first[key].append(phrase)
        self._patterns: dict[str, _Pattern] = {}

    def occurrences(self, text: str) -> tuple[Occurrence, ...]:
        """Return where terms occur in source prose, inflected or not, in the order of the text.

        The words of a term stand side by side and in its order. Of overlapping terms the longest counts; of equally
        long ones that which is nearer to the letters.
        """
        tokens = self._source.tokens(text)
        found = sorted(self._matches(text, tokens), key=_rank)
        taken = bytearray(len(tokens))
        chosen = []
        for start, phrase, _ in found:
            end = start + len(phrase.tokens)
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                chosen.append(Occurrence(phrase.terms, Span(tokens[start].span.start, tokens[end - 1].span.end)))
        return tuple(sorted(chosen, key=lambda each: each.span))

    def _matches(self, text: str, tokens: Sequence[Token]) -> Iterator[tuple[int, _Phrase, int]]:
        """Yield each phrase with the token it begins at, and how many of its words stand there letter by letter."""
        for start, token in enumerate(tokens):
            candidates = {id(phrase): phrase for key in token.keys for phrase in self._first.get(key, ())}
            for phrase in candidates.values():
                window = tokens[start : start + len(phrase.tokens)]
                if _stands(text, window, phrase.pattern, phrase.same):
                    yield start, phrase, sum(map(_same_word, window, phrase.tokens))

    def problems(self, source: str, target: str) -> tuple[Problem, ...]:
        """Return what a translation's prose makes of the terms that occur in its source's.

        A term is missing where none of its targets and forms stands in the translation, inflected or not. Forbidden
        words count where they are not part of a right translation.
        """
        occurrences = self.occurrences(source)
        if not occurrences:
            return ()
        tokens = self._target.tokens(target)
        right = [(t, span) for each in occurrences for t in each.terms for span in self._right(target, tokens, t)]
        missing = [each for each in occurrences if self._is_missing(each, target, tokens)]
        problems = [Problem("missing", next(t for t in each.terms if t.required)) for each in missing]
        for term in dict.fromkeys(term for each in occurrences for term in each.terms):
            problems += self._forbidden(target, tokens, term, right)
        return tuple(dict.fromkeys(problems))

    def target_spans(self, text: str, term: Term) -> tuple[Span, ...]:
        """Return where a term's target, or one of its forms, stands in prose of the target language."""
        return tuple(sorted(set(self._right(text, self._target.tokens(text), term))))

    def _is_missing(self, occurrence: Occurrence, text: str, tokens: Sequence[Token]) -> bool:
        usable = [term for term in occurrence.terms if term.status is not TermStatus.FORBIDDEN]
        required = any(term.required for term in usable)
        return required and not any(next(self._right(text, tokens, term), None) for term in usable)

    def _right(self, text: str, tokens: Sequence[Token], term: Term) -> Iterator[Span]:
        if term.status is TermStatus.FORBIDDEN:
            return
        same = _same_key
        if term.status is TermStatus.KEPT or term.case_sensitive:
            same = _same_text if term.case_sensitive else _same_word
        for phrase in (term.target, *term.forms):
            yield from _found(text, tokens, self._pattern(phrase), same, free=same is _same_key)

    def _forbidden(
        self, text: str, tokens: Sequence[Token], term: Term, right: Sequence[tuple[Term, Span]]
    ) -> Iterator[Problem]:
        words = (*term.forbidden, term.target) if term.status is TermStatus.FORBIDDEN else term.forbidden
        allowed = {phrase.casefold() for phrase in (term.target, *term.forms)} if term.required else set()
        for word in words:
            # A stem is too coarse to accuse someone: "kark" is not in "karkołomny".
            for span in _found(text, tokens, self._pattern(word), _same_form, free=False):
                # Whoever forbids "mięsień większy" beside "mięsień wielki" means it, though both have one stem.
                meant = span.of(text).casefold() == word.casefold() not in allowed
                if not any(_holds(ok, span) and (other != term or not meant) for other, ok in right):
                    yield Problem("forbidden", term, span.of(text))

    def _pattern(self, phrase: str) -> _Pattern:
        if phrase not in self._patterns:
            self._patterns[phrase] = _pattern(phrase, self._target)
        return self._patterns[phrase]


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _rank(match: tuple[int, _Phrase, int]) -> tuple[int, int, int, str]:
    start, phrase, letters = match
    return -len(phrase.tokens), start, -letters, phrase.terms[0].source


def _phrases(terms: Iterable[Term], words: Analyzer) -> Iterator[_Phrase]:
    """Yield each source phrase once; terms that only a capital parts are one, unless capitals are meant."""
    groups: dict[tuple[str, ...], list[Term]] = defaultdict(list)
    for term in terms:
        tokens = words.tokens(term.source)
        texts = tuple(token.text if term.case_sensitive else token.text.casefold() for token in tokens)
        groups[(*texts, "case" if term.case_sensitive else "")].append(term)
    for key, group in groups.items():
        if len(key) > 1:
            ordered = sorted(group, key=lambda term: (term.path, term.line, term.source, term.target))
            yield _Phrase(_pattern(ordered[0].source, words), tuple(ordered))


def _found(text: str, tokens: Sequence[Token], pattern: _Pattern, same: Same, *, free: bool) -> Iterator[Span]:
    """Yield the spans of the pattern's words side by side; with `free` in any order."""
    size = len(pattern.tokens)
    for start in range(len(tokens) - size + 1 if size else 0):
        window = tokens[start : start + size]
        in_order = _stands(text, window, pattern, same)
        if in_order or (free and 1 < size <= _MOST_FREE and _stands_freely(text, window, pattern, same)):
            yield Span(window[0].span.start, window[-1].span.end)


def _stands(text: str, window: Sequence[Token], pattern: _Pattern, same: Same) -> bool:
    alike = len(window) == len(pattern.tokens) and all(map(same, window, pattern.tokens))
    return alike and _joined(text, window, pattern.signs)


def _stands_freely(text: str, window: Sequence[Token], pattern: _Pattern, same: Same) -> bool:
    return _joined(text, window, pattern.signs) and _assigned(list(window), list(pattern.tokens), same)


def _assigned(window: list[Token], pattern: list[Token], same: Same) -> bool:
    """Tell whether each word of the pattern can have a word of the window to itself."""
    if not pattern:
        return True
    first, rest = pattern[0], pattern[1:]
    return any(
        same(token, first) and _assigned(window[:at] + window[at + 1 :], rest, same) for at, token in enumerate(window)
    )


def _joined(text: str, window: Sequence[Token], signs: frozenset[str]) -> bool:
    gaps = (text[one.span.end : other.span.start] for one, other in pairwise(window))
    return all(_GAP.fullmatch(gap) or gap.strip() in signs for gap in gaps)
