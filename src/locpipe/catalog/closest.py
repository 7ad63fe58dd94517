"""Finding the old entry that a new msgid came from, without comparing each with each."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from heapq import nsmallest

from rapidfuzz.distance import Indel

from locpipe.model import Entry

LEAST = 0.6
_LEAST_WORDS = 0.4
_FEW_WORDS = 4
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
        ones the nearest wins. `neighbours` are positions to compare with whatever the words say.
        """
        best: tuple[float, int] | None = None
        for position in self._candidates(source, near, neighbours):
            # A little less than the best so far: a score that equals the cut-off can be rounded below it.
            least = max(LEAST, best[0] - 0.001) if best else LEAST
            score = similarity(source, self.entries[position].source, least)
            if score and (best is None or (score, -abs(position - near)) > (best[0], -abs(best[1] - near))):
                best = (score, position)
        return best[1] if best else None

    def _candidates(self, source: str, near: int, neighbours: Iterable[int]) -> list[int]:
        votes: dict[int, float] = {}
        postings = [found for feature in _features(source) if (found := self._postings.get(feature))]
        # Rare features say most; of a common one only the entries close by are looked at.
        for found in sorted(postings, key=len)[:_FEATURES]:
            weight = 1 / len(found)
            for position in found if len(found) <= _NEAREST else _around(found, near):
                votes[position] = votes.get(position, 0.0) + weight
        best = nsmallest(_COMPARED, ((-vote, abs(position - near), position) for position, vote in votes.items()))
        return sorted({*(each[2] for each in best), *(each for each in neighbours if each in self.entries)})


def similarity(a: str, b: str, least: float = LEAST) -> float:
    """Return how alike two msgids are, from 0 to 1; 0 below `least` or where long texts share too few words."""
    score: float = Indel.normalized_similarity(a, b, score_cutoff=least)
    if score and score < 1 and _word_overlap(a, b) < _LEAST_WORDS:
        # Long texts of one language share most letters in some order: "alike" must mean words too.
        return 0.0
    return score


def _word_overlap(a: str, b: str) -> float:
    left, right = _words(a), _words(b)
    total = left.total() + right.total()
    if left.total() <= _FEW_WORDS or right.total() <= _FEW_WORDS:
        return 1.0
    return 2 * (left & right).total() / total


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
