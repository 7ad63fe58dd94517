"""Terms in inflected text: where they occur, and whether a translation uses them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from locpipe.glossary.analyzer import Analyzer, Token, analyzer
from locpipe.glossary.phrases import (
    Pattern,
    Prose,
    Same,
    pattern_of,
    same_form,
    same_key,
    same_lexeme,
    same_noun,
    same_text,
    same_word,
)
from locpipe.model import Span, Term, TermStatus


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
class _Phrase:
    """A source phrase, and the terms that have it."""

    pattern: Pattern
    terms: tuple[Term, ...]
    same: Same

    @property
    def size(self) -> int:
        return len(self.pattern.tokens)


class Matcher:
    """A glossary, ready to be looked up in prose: text without markup."""

    def __init__(
        self, terms: Iterable[Term], source: str, target: str, *, analyzers: tuple[Analyzer, Analyzer] | None = None
    ) -> None:
        self._source, self._target = analyzers or (analyzer(source), analyzer(target))
        # By a key of the first word and one of the second, if there is one: a thousand terms begin with "muscle".
        self._phrases: dict[tuple[str, str], list[_Phrase]] = defaultdict(list)
        for phrase in _phrases(terms, self._source):
            for keys in _openings(phrase.pattern.tokens):
                self._phrases[keys].append(phrase)
        self._firsts = frozenset(first for first, _ in self._phrases)
        self._patterns: dict[str, Pattern] = {}

    def occurrences(self, text: str) -> tuple[Occurrence, ...]:
        """Return where terms occur in source prose, inflected or not, in the order of the text.

        The words of a term stand side by side and in its order. Of overlapping terms the longest counts; of equally
        long ones the first, and of those at one place that which is nearer to the letters.
        """
        # Most texts have no term, which their words tell at a glance.
        if not self._source.has_any(text, self._firsts):
            return ()
        prose = Prose(text, self._source)
        taken = bytearray(len(prose.tokens))
        chosen = []
        for start, phrase, _ in sorted(self._matches(prose), key=_rank):
            end = start + phrase.size
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * phrase.size
                chosen.append(Occurrence(phrase.terms, prose.span(start, phrase.size)))
        return tuple(sorted(chosen, key=lambda each: each.span))

    def _matches(self, prose: Prose) -> Iterator[tuple[int, _Phrase, int]]:
        """Yield each phrase with the word it begins at, and how many of its words stand there letter by letter."""
        for start, token in enumerate(prose.tokens):
            if token.keys.isdisjoint(self._firsts):
                continue
            window = prose.tokens[start : start + 2]
            keys = [*_openings(window[:1]), *(_openings(window) if len(window) > 1 else ())]
            found = {id(phrase): phrase for key in keys for phrase in self._phrases.get(key, ())}
            for phrase in found.values():
                if prose.stands(start, phrase.pattern, phrase.same):
                    yield start, phrase, sum(map(same_word, prose.tokens[start:], phrase.pattern.tokens))

    def problems(
        self, source: str, target: str, occurrences: Sequence[Occurrence] | None = None
    ) -> tuple[Problem, ...]:
        """Return what a translation's prose makes of the terms that occur in its source's.

        `occurrences` are what `occurrences` returned for the source, for a caller that has them.

        A term is missing where none of its targets and forms stands in the translation, inflected or not; only terms
        that must be used are (`Term.required`). Forbidden words count where they are not part of a right translation.
        """
        occurrences = self.occurrences(source) if occurrences is None else occurrences
        if not occurrences:
            return ()
        prose = Prose(target, self._target)
        terms = tuple(dict.fromkeys(term for each in occurrences for term in each.terms))
        right = {term: tuple(self._right(prose, term)) for term in terms}
        problems = [Problem("missing", _wanted(each)) for each in occurrences if _is_missing(each, right)]
        for term in terms:
            problems += self._forbidden(prose, term, right)
        return tuple(dict.fromkeys(problems))

    def ways(self, source: str, target: str) -> tuple[tuple[Term, str], ...]:
        """Return each term that the source has and the translation uses, with the first of its wordings that it uses.

        Wordings that differ in inflection, word order or length alone are one: "ból szyi" stands for "bólu szyi".
        Abbreviations are no wording of their own.
        """
        terms = dict.fromkeys(term for each in self.occurrences(source) for term in each.terms if term.forms)
        if not terms:
            return ()
        prose = Prose(target, self._target)
        return tuple((term, way) for term in terms for way in self._ways(prose, term))

    def _ways(self, prose: Prose, term: Term) -> Iterator[str]:
        """Yield the wording that the prose uses; none where it uses several, so that nobody is blamed for either."""
        phrases = [phrase for phrase in (term.target, *term.forms) if not phrase.isupper()]
        used = {
            self._first_alike(phrases, phrase)
            for phrase in phrases
            if any(prose.find(self._pattern(phrase), same_key, free=True))
        }
        if len(used) == 1:
            yield used.pop()

    def _first_alike(self, phrases: Sequence[str], phrase: str) -> str:
        """Return the first of the phrases that is the same wording as this one."""
        return next(each for each in phrases if self._alike(each, phrase) or self._alike(phrase, each))

    def _alike(self, long: str, short: str) -> bool:
        """Tell whether every word of the short phrase is one of the long one's, inflected or not."""
        tokens = Prose(long, self._target).tokens
        return all(any(same_key(one, other) for one in tokens) for other in self._pattern(short).tokens)

    def target_spans(self, text: str, term: Term) -> tuple[Span, ...]:
        """Return where a term's target, or one of its forms, stands in prose of the target language."""
        return tuple(sorted(set(self._right(Prose(text, self._target), term))))

    def _right(self, prose: Prose, term: Term) -> Iterator[Span]:
        if term.status is TermStatus.FORBIDDEN:
            return
        same = same_key
        if term.status is TermStatus.KEPT or term.case_sensitive:
            same = same_text if term.case_sensitive else same_word
        for phrase in (term.target, *term.forms):
            yield from prose.find(self._pattern(phrase), same, free=same is same_key)

    def _forbidden(self, prose: Prose, term: Term, right: dict[Term, tuple[Span, ...]]) -> Iterator[Problem]:
        words = (*term.forbidden, term.target) if term.status is TermStatus.FORBIDDEN else term.forbidden
        allowed = {phrase.casefold() for phrase in (term.target, *term.forms)} if term.required else set()
        for word in words:
            # A stem is too coarse to accuse someone: "kark" is not in "karkołomny".
            for span in prose.find(self._pattern(word), same_form, free=False):
                found = span.of(prose.text)
                # Whoever forbids "mięsień większy" beside "mięsień wielki" means it, though both have one stem.
                meant = found.casefold() == word.casefold() not in allowed
                holders = (other for other, spans in right.items() for ok in spans if _holds(ok, span))
                if all(other == term and meant for other in holders):
                    yield Problem("forbidden", term, found)

    def _pattern(self, phrase: str) -> Pattern:
        if phrase not in self._patterns:
            self._patterns[phrase] = pattern_of(phrase, self._target)
        return self._patterns[phrase]


def _is_missing(occurrence: Occurrence, right: dict[Term, tuple[Span, ...]]) -> bool:
    return any(term.required for term in occurrence.terms) and not any(right[term] for term in occurrence.terms)


def _wanted(occurrence: Occurrence) -> Term:
    return next(term for term in occurrence.terms if term.required)


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _openings(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """Yield each pair of a key of the first word and one of the second, "" where there is none."""
    seconds = tokens[1].keys if len(tokens) > 1 else frozenset([""])
    return ((first, second) for first in tokens[0].keys for second in seconds)


def _rank(match: tuple[int, _Phrase, int]) -> tuple[int, int, int, bool, str]:
    start, phrase, letters = match
    term = phrase.terms[0]
    return -phrase.size, start, -letters, not term.case_sensitive, term.source


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
            yield _Phrase(pattern_of(ordered[0].source, words), tuple(ordered), _sameness(group, words.language))


def _sameness(terms: Sequence[Term], language: str) -> Same:
    if terms[0].case_sensitive:
        return same_text
    nouns = all(term.part_of_speech.casefold() == "noun" for term in terms)
    return same_noun if nouns and language == "en" else same_lexeme
