"""What a glossary might want: phrases that the articles use again and again and that no glossary has.

The measure is the C-value (Frantzi, Ananiadou and Mima, 2000): the logarithm of a phrase's words to base 2, times how
often it stands there, less the mean of how often each longer phrase around it does. "Low back" is no phrase of its own
where it only ever stands in "low back pain".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import log2

from locpipe.glossary.analyzer import Token, analyzer
from locpipe.glossary.function_words import function_words, joining_words
from locpipe.glossary.matcher import Matcher
from locpipe.model import Span, Term

LEAST = 2
"""How often a phrase must stand in the articles."""

_MOST_WORDS = 4
_LETTERS = re.compile(r"[^\W\d_]{2,}")
# What may stand between two words of one phrase: "low back", "low-back".
_JOINT = re.compile("[ \xa0\u202f\t]+|[-\u2010\u2011]")
_EXAMPLE = 90
# Stands for markup in a plain text: a picture, code, a footnote.
_MARKUP = "\ufffc"
# In a language without a list of function words, they are what so large a share of so many texts holds.
_COMMON, _ENOUGH = 0.2, 20

Phrase = tuple[str, ...]
"""A phrase as the representatives of its words, equal for all its inflected forms."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A plain text, without markup, of an article."""

    article: str
    text: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase in its most frequent form: how often it stands in how many articles, and a text that holds it."""

    phrase: str
    count: int
    articles: int
    example: str
    score: float


def suggest(
    passages: Iterable[Passage], terms: Iterable[Term], language: str, least: int = LEAST
) -> tuple[Candidate, ...]:
    """Return phrases of two to four words that stand there at least `least` times, the most telling first.

    Inflected forms count together. What lies wholly within a known term is left out, what holds more than one is not.
    A language written without blanks has no phrases of words, and gets none. The time grows with the texts' length.
    """
    texts = [passage for passage in passages if passage.text.strip()]
    words = analyzer(language)
    tokens = [words.tokens(passage.text) for passage in texts]
    folding, terms = _Folding(tokens, language), tuple(terms)
    counted = _Counted(folding, {folding.name(words.tokens(term.source)) for term in terms})
    matcher = Matcher(terms, language, language)
    for passage, found in zip(texts, tokens, strict=True):
        counted.take(passage, found, [occurrence.span for occurrence in matcher.occurrences(passage.text)])
    return counted.best(max(least, 1))


class _Folding:
    """Gives each word one representative of its forms: the key that most words of these texts share."""

    def __init__(self, texts: Sequence[Sequence[Token]], language: str) -> None:
        found = Counter(token.text.casefold() for tokens in texts for token in tokens)
        keys = {token.text.casefold(): token.keys for tokens in texts for token in tokens}
        weight: Counter[str] = Counter()
        for word, count in found.items():
            weight.update(dict.fromkeys(keys[word] | {word}, count))
        self._chosen = {word: min(keys[word] | {word}, key=lambda key: (-weight[key], len(key), key)) for word in found}
        self._functions = function_words(language) or _common(texts)
        self._joining = joining_words(language)

    def name(self, tokens: Iterable[Token]) -> Phrase:
        """Return what is equal for all forms of a phrase."""
        return tuple(self._chosen.get(word, word) for word in (token.text.casefold() for token in tokens))

    def phrases(self, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
        """Yield where phrases of a stretch of words begin and end, as positions of tokens."""
        content = [token.text.casefold() not in self._functions and _is_word(token.text) for token in tokens]
        inside = [fine or token.text.casefold() in self._joining for fine, token in zip(content, tokens, strict=True)]
        for start, fine in enumerate(content):
            for end in range(start + 2, min(start + _MOST_WORDS, len(tokens)) + 1):
                if not fine or not all(inside[start:end]):
                    break
                if content[end - 1]:
                    yield start, end


def _is_word(text: str) -> bool:
    return bool(_LETTERS.search(text)) and not any(sign.isdigit() for sign in text)


def _common(texts: Sequence[Sequence[Token]]) -> frozenset[str]:
    if len(texts) < _ENOUGH:
        return frozenset()
    spread = Counter(word for tokens in texts for word in {token.text.casefold() for token in tokens})
    return frozenset(word for word, count in spread.items() if count >= _COMMON * len(texts))


@dataclass(slots=True)
class _Seen:
    """How often a phrase stood where, in which forms."""

    forms: Counter[str] = field(default_factory=Counter)
    articles: set[str] = field(default_factory=set)
    example: str = ""

    @property
    def count(self) -> int:
        """Return how often the phrase stood there."""
        return self.forms.total()

    @property
    def form(self) -> str:
        """Return the most frequent form, with no capitals that only a heading or a sentence's start gave it."""
        folded: Counter[str] = Counter()
        for form, count in self.forms.items():
            folded[form.casefold()] += count
        best = min(folded, key=lambda form: (-folded[form], form))
        return min((form for form in self.forms if form.casefold() == best), key=lambda form: (_capitals(form), form))


def _capitals(text: str) -> int:
    return sum(sign.isupper() for sign in text)


class _Counted:
    """The phrases of all passages taken so far."""

    def __init__(self, folding: _Folding, known: set[Phrase]) -> None:
        self._folding, self._known = folding, known
        self._seen: defaultdict[Phrase, _Seen] = defaultdict(_Seen)

    def take(self, passage: Passage, tokens: Sequence[Token], known: Sequence[Span]) -> None:
        """Count the phrases of a passage, but those within a known term."""
        for stretch in _stretches(passage.text, tokens):
            names = self._folding.name(stretch)
            homes = [_home(token.span, known) for token in stretch]
            for start, end in self._folding.phrases(stretch):
                if homes[start] is None or homes[start] != homes[end - 1]:
                    self._count(names[start:end], passage, Span(stretch[start].span.start, stretch[end - 1].span.end))

    def best(self, least: int) -> tuple[Candidate, ...]:
        """Return the phrases by their C-value, those alone that it says stand for themselves."""
        frequent = {name: seen for name, seen in self._seen.items() if seen.count >= least and name not in self._known}
        around: defaultdict[Phrase, list[int]] = defaultdict(list)
        for phrase, seen in frequent.items():
            for part in _parts(phrase):
                around[part].append(seen.count)
        candidates = []
        for phrase, seen in frequent.items():
            longer = around.get(phrase, [])
            score = log2(len(phrase)) * (seen.count - (sum(longer) / len(longer) if longer else 0))
            if score > 0:
                candidates.append(Candidate(seen.form, seen.count, len(seen.articles), seen.example, round(score, 2)))
        return tuple(sorted(candidates, key=lambda each: (-each.score, -each.count, each.phrase)))

    def _count(self, phrase: Phrase, passage: Passage, span: Span) -> None:
        seen = self._seen[phrase]
        seen.forms[" ".join(span.of(passage.text).split())] += 1
        seen.articles.add(passage.article)
        seen.example = seen.example or _excerpt(passage.text, span)


def _stretches(text: str, tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield runs of words with nothing but blanks or a hyphen between them."""
    stretch: list[Token] = []
    for token in tokens:
        if stretch and not _JOINT.fullmatch(text, stretch[-1].span.end, token.span.start):
            yield stretch
            stretch = []
        stretch.append(token)
    yield stretch


def _home(span: Span, known: Sequence[Span]) -> Span | None:
    """Return which of the known spans, in order and apart from each other, holds the span."""
    place = bisect_right(known, span.start, key=lambda each: each.start) - 1
    return known[place] if place >= 0 and span.end <= known[place].end else None


def _parts(phrase: Phrase) -> set[Phrase]:
    """Return the shorter phrases within one."""
    sizes = range(2, len(phrase))
    return {phrase[start : start + size] for size in sizes for start in range(len(phrase) - size + 1)}


def _excerpt(text: str, span: Span) -> str:
    room = max(0, _EXAMPLE - (span.end - span.start)) // 2
    start, end = max(0, span.start - room), min(len(text), span.end + room)
    shown = " ".join(text[start:end].replace(_MARKUP, "…").split())
    return f"{'…' * (start > 0)}{shown}{'…' * (end < len(text))}"
