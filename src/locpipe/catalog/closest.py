"""Finding the old entry that a new msgid came from, without comparing each with each."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from heapq import nsmallest

from locpipe.model import Entry

LEAST = 0.6
_LEAST_WORDS = 0.4
_LEAST_WORDS_HERE = 0.5
_LEAST_PART = 0.85
_LEAST_ELSEWHERE = 0.7
_LEAST_FEW_ELSEWHERE = 0.9
_FEW_WORDS = 4
_FEW_BYTES = 40
# Looking for a part takes time with the square of its length.
_LONGEST_PART = 300
_LONGEST_WHOLE = 3000
_SHORT = 80
_FEATURES = 10
_NEAREST = 12
_COMPARED = 8

_WORD = re.compile(r"\w+")


class Closest:
    """An index over old entries by their place in the file; `find` takes a time that hardly grows with their number."""

    def __init__(self, entries: Mapping[int, Entry]) -> None:
        self.entries = entries
        self._postings: dict[str, list[int]] = {}
        for position, entry in entries.items():
            for feature in _features(entry.source):
                self._postings.setdefault(feature, []).append(position)

    def find(self, source: str, near: int, neighbours: Iterable[int] = ()) -> int | None:
        """Return the place of the entry whose msgid is most like `source`, None where none is alike enough.

        `near` is the position where the entry would stand if nothing but its text had changed: of equally close
        ones the nearest wins. `neighbours` are as in `alike`.
        """
        found = min(
            ((-score, abs(position - near), position) for score, position in self.alike(source, near, neighbours)),
            default=None,
        )
        return found[2] if found else None

    def alike(self, source: str, near: int, neighbours: Iterable[int] = ()) -> Iterator[tuple[float, int]]:
        """Yield how alike an entry's msgid is and its place, for each that is alike enough.

        `neighbours` are positions to compare with whatever the words say, and it is enough if one of the two texts
        is in the other, or every second word: what stands between the same texts as before is likely to be the same.
        Elsewhere more must be equal, of headings of a few words nearly all.
        """
        here = {each for each in neighbours if each in self.entries}
        for position in sorted(here.union(self._candidates(source, near))):
            other = self.entries[position].source
            score = similarity(source, other)
            if position in here:
                score = score or LEAST * kinship(source, other)
            elif score < (_LEAST_FEW_ELSEWHERE if _few(source) or _few(other) else _LEAST_ELSEWHERE):
                continue
            if score:
                yield score, position

    def _candidates(self, source: str, near: int) -> list[int]:
        votes: dict[int, float] = {}
        postings = [found for feature in _features(source) if (found := self._postings.get(feature))]
        # Rare features say most; of a common one only the entries close by are looked at.
        for found in sorted(postings, key=len)[:_FEATURES]:
            weight = 1 / len(found)
            for position in found if len(found) <= _NEAREST else _around(found, near):
                votes[position] = votes.get(position, 0.0) + weight
        best = nsmallest(_COMPARED, ((-vote, abs(position - near), position) for position, vote in votes.items()))
        return [position for _, _, position in best]


def similarity(a: str, b: str, least: float = LEAST) -> float:
    """Return how alike two msgids are, from 0 to 1; 0 below `least` or where long texts share too few words."""
    # A first run has nothing to compare, and need not wait for the import.
    from rapidfuzz.distance import Indel

    score: float = Indel.normalized_similarity(a, b, score_cutoff=least)
    if score and score < 1 and min(_words(a).total(), _words(b).total()) > _FEW_WORDS and _shared(a, b) < _LEAST_WORDS:
        # Long texts of one language share most letters in some order: "alike" must mean words too.
        return 0.0
    return score


def kinship(a: str, b: str) -> float:
    """Return how much of the shorter msgid the longer one has, from 0 to 1; 0 where that is not nearly all of it.

    Of texts of a similar length, the share of words that both have; 0 below a half. 0 where one is very long.
    """
    shorter, longer = sorted((a, b), key=len)
    if len(shorter) > _LONGEST_PART or len(longer) > _LONGEST_WHOLE:
        return 0.0
    if len(longer) > len(shorter) * 3 // 2:
        from rapidfuzz.fuzz import partial_ratio

        return float(partial_ratio(shorter, longer, score_cutoff=100 * _LEAST_PART)) / 100
    shared = _shared(a, b)
    return shared if shared >= _LEAST_WORDS_HERE else 0.0


def _few(text: str) -> bool:
    # Bytes, because thirteen letters of Chinese are a sentence.
    return len(text.encode("utf-8", "surrogatepass")) <= _FEW_BYTES and _words(text).total() <= _FEW_WORDS


def _shared(a: str, b: str) -> float:
    left, right = _words(a), _words(b)
    return 2 * (left & right).total() / max(1, left.total() + right.total())


@lru_cache(maxsize=4096)
def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.casefold()))


def _features(text: str) -> set[str]:
    """Return the words; for a short text or a script without blanks also runs of three letters."""
    folded = text.casefold()
    words = set(_WORD.findall(folded))
    if len(folded) <= _SHORT:
        words.update(_runs(folded, 3))
    # Chinese, Japanese and Thai sentences are one "word".
    for word in [word for word in words if len(word) > 12 and not word.isascii()]:
        words.update(_runs(word, 2))
    return words


def _runs(text: str, size: int) -> Iterator[str]:
    return (text[i : i + size] for i in range(len(text) - size + 1))


def _around(positions: list[int], near: int) -> list[int]:
    middle = bisect_left(positions, near)
    start = max(0, min(middle - _NEAREST // 2, len(positions) - _NEAREST))
    return positions[start : start + _NEAREST]
