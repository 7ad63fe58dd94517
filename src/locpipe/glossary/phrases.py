"""Phrases in prose: whether the words of one stand side by side in the other, and when two words are the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from locpipe.glossary.analyzer import Analyzer, Token
from locpipe.model import Span

# What may stand between the words of one term; a hyphen between blanks is a dash.
_GAP = re.compile(r"\s*|['’ʼ‐‑-]")
# A term's words may stand in another order where there are few of them: "ból ostry", "ostry ból".
_MOST_FREE = 4
# How English verbs end, and nouns made of them with their plurals; "bed" and "beds" too, both of them.
_OF_VERB = re.compile("(ed|ing)s?$")

Same = Callable[[Token, Token], bool]


def same_key(one: Token, other: Token) -> bool:
    """Tell whether a text's word and a phrase's can be forms of one: they have a lemma or a stem in common."""
    return not one.keys.isdisjoint(other.keys) and _can_be(one, other)


def same_form(one: Token, other: Token) -> bool:
    """Tell whether a text's word and a phrase's have a lemma in common."""
    return not one.forms.isdisjoint(other.forms) and _can_be(one, other)


def _can_be(one: Token, other: Token) -> bool:
    """Tell whether a text's word can be a phrase's noun, if that is one; any word can begin a sentence."""
    return one.noun or not other.noun


def same_lexeme(one: Token, other: Token) -> bool:
    """Tell whether a text's word and a phrase's are forms of one; a stem tells it only of words that no dictionary has.

    The stem of "lunges" is that of "lung", the one of "evident" that of "evidence".
    """
    return same_form(one, other) or (not (one.known and other.known) and same_key(one, other))


def same_noun(one: Token, other: Token) -> bool:
    """Tell whether an English text's word and a noun's are forms of one: "seated" and "tingles" are none of nouns."""
    return same_lexeme(one, other) and _made_of_verb(one.text) == _made_of_verb(other.text)


def _made_of_verb(word: str) -> str:
    found = _OF_VERB.search(word.casefold())
    return found[1] if found else ""


def same_word(one: Token, other: Token) -> bool:
    """Tell whether two words differ in nothing but capitals."""
    return one.text.casefold() == other.text.casefold()


def same_text(one: Token, other: Token) -> bool:
    """Tell whether two words are the same letter by letter."""
    return one.text == other.text


@dataclass(frozen=True, slots=True)
class Pattern:
    """A phrase's words, and the signs that it has between them: the full stop in "Urząd ds. Żywności"."""

    tokens: tuple[Token, ...]
    signs: frozenset[str]


def pattern_of(phrase: str, words: Analyzer) -> Pattern:
    """Return the pattern of a phrase."""
    tokens = words.phrase(phrase)
    between = (phrase[one.span.end : other.span.start].strip() for one, other in pairwise(tokens))
    return Pattern(tokens, frozenset(filter(None, between)))


class Prose:
    """A text whose words are known, for looking up many phrases."""

    def __init__(self, text: str, words: Analyzer) -> None:
        self.text = text
        self.tokens = words.tokens(text)
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, token in enumerate(self.tokens):
            for key in token.keys:
                self._places[key].append(place)

    def span(self, start: int, size: int) -> Span:
        """Return the span of so many words from a word on."""
        return Span(self.tokens[start].span.start, self.tokens[start + size - 1].span.end)

    def stands(self, start: int, pattern: Pattern, same: Same) -> bool:
        """Tell whether the pattern's words stand side by side from a word of the text on."""
        window = self.tokens[start : start + len(pattern.tokens)]
        alike = len(window) == len(pattern.tokens) and all(map(same, window, pattern.tokens))
        return alike and self._joined(window, pattern.signs)

    def find(self, pattern: Pattern, same: Same, *, free: bool) -> Iterator[Span]:
        """Yield where the pattern's words stand side by side; with `free` in any order, if they are few."""
        size = len(pattern.tokens)
        free = free and 1 < size <= _MOST_FREE
        for start in self._starts(pattern, free=free):
            if self.stands(start, pattern, same) or (free and self._stands_freely(start, pattern, same)):
                yield self.span(start, size)

    def _starts(self, pattern: Pattern, *, free: bool) -> Iterable[int]:
        """Return the words from which on the pattern can stand, in the order of the text."""
        if not pattern.tokens:
            return ()
        places = {place for key in pattern.tokens[0].keys for place in self._places.get(key, ())}
        size = len(pattern.tokens)
        starts = {place - back for place in places for back in range(size if free else 1)}
        return sorted(start for start in starts if 0 <= start <= len(self.tokens) - size)

    def _stands_freely(self, start: int, pattern: Pattern, same: Same) -> bool:
        window = self.tokens[start : start + len(pattern.tokens)]
        return self._joined(window, pattern.signs) and _assigned(list(window), list(pattern.tokens), same)

    def _joined(self, window: Sequence[Token], signs: frozenset[str]) -> bool:
        gaps = (self.text[one.span.end : other.span.start] for one, other in pairwise(window))
        return all(_GAP.fullmatch(gap) or gap.strip() in signs for gap in gaps)


def _assigned(window: list[Token], pattern: list[Token], same: Same) -> bool:
    """Tell whether each word of the pattern can have a word of the window to itself."""
    if not pattern:
        return True
    first, rest = pattern[0], pattern[1:]
    return any(
        same(token, first) and _assigned(window[:at] + window[at + 1 :], rest, same) for at, token in enumerate(window)
    )
