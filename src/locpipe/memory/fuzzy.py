"""The source most like a text among many thousands, without comparing each with each.

Two texts are alike where Indel similarity says so *and* they share words: long texts of one language share most letters
in some order. The second half also makes looking up fast without missing anything: which of many thousands share enough
words is found for all of them at once (sieve.py), and only those are compared letter by letter.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from zlib import crc32

from rapidfuzz.distance import Indel
from rapidfuzz.process import extract

from locpipe.memory.sieve import Sieve

# Of two texts with more than FEW words each, this many percent of the words must be shared.
SHARED = 40
FEW = 4
# Making the sieve takes as long as comparing a few texts with every source: few texts do without.
UNSIEVED = 3

# Thai to Myanmar, Khmer, kana, Han: scripts without blanks, where pairs of letters stand for words.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUN = re.compile(rf"([{_UNSPACED}]+)|[^\W{_UNSPACED}]+")


def fingerprint(text: str) -> array[int]:
    """Return a number of 32 bits for each word of the text, the second "the" another one than the first.

    So two fingerprints as sets share as many numbers as the texts share words. The same on every machine.
    """
    seen: Counter[str] = Counter()
    numbers = array("I")
    for word in _words(text):
        numbers.append(crc32(word.encode("utf-8", "surrogatepass"), seen[word]))
        seen[word] += 1
    return numbers


def _words(text: str) -> list[str]:
    words: list[str] = []
    for match in _RUN.finditer(text.casefold()):
        run = match[0]
        words += [run[i : i + 2] for i in range(len(run) - 1)] if match[1] and len(run) > 1 else [run]
    return words


def percent(one: str, other: str) -> int:
    """Return how alike two texts are in whole percent, rounded down: 100 only for the same text."""
    total = len(one) + len(other)
    return 100 if one == other else min(99, 100 * (total - int(Indel.distance(one, other))) // total)


def share_words(one: Sequence[int], other: Sequence[int]) -> bool:
    """Tell whether two fingerprints share enough; texts of few words need not."""
    if len(one) <= FEW or len(other) <= FEW:
        return True
    return 200 * len(set(one).intersection(other)) >= SHARED * (len(one) + len(other))


class Nearest:
    """Sources to look among, each with its fingerprint as bytes; the order in which they are given does not matter.

    `unsieved` is how many times the number of sources may be compared letter by letter before the sieve is made.
    """

    def __init__(self, sources: Iterable[tuple[str, bytes]], unsieved: int = UNSIEVED) -> None:
        ordered = sorted(sources, key=lambda pair: len(pair[0]))
        self._texts = [text for text, _ in ordered]
        self._sizes = [len(text) for text in self._texts]
        self._prints = [packed for _, packed in ordered]
        self._unsieved = unsieved * len(ordered)

    @cached_property
    def _sieve(self) -> Sieve:
        return Sieve([array("I", packed) for packed in self._prints], SHARED)

    @cached_property
    def _short(self) -> list[int]:
        most = FEW * array("I").itemsize
        return [place for place, packed in enumerate(self._prints) if len(packed) <= most]

    def find(self, text: str, least: int) -> tuple[str, int] | None:
        """Return the source most like the text and its percent; None where none has `least` percent.

        Of equally close ones the shorter one is taken, then the first by its letters.
        """
        numbers = fingerprint(text)
        places = self._candidates(numbers, *self._range(len(text), least))
        texts = [self._texts[place] for place in places]
        # A score that equals the cut-off can be rounded below it.
        cut_off = max(0.0, least / 100 - 0.001)
        found = extract(text, texts, scorer=Indel.normalized_similarity, score_cutoff=cut_off, limit=None)
        for source, _, index in sorted(found, key=lambda each: (-each[1], len(each[0]), each[0])):
            score = percent(text, source)
            if score < least:
                return None
            if share_words(numbers, array("I", self._prints[places[index]])):
                return source, score
        return None

    def _range(self, size: int, least: int) -> tuple[int, int]:
        """Return between which places the sources stand whose length alone does not rule them out."""
        # Similarity is 2 x common / (both lengths), and what is common is no longer than the shorter one.
        shortest = -(-size * least // (200 - least))
        longest = size * (200 - least) // least if least else self._sizes[-1] if self._sizes else 0
        return bisect_left(self._sizes, shortest), bisect_left(self._sizes, longest + 1)

    def _candidates(self, numbers: Sequence[int], low: int, high: int) -> Sequence[int]:
        """Return the places of all sources that share enough words, in order, and of some more."""
        self._unsieved -= high - low
        if len(numbers) <= FEW or low >= high or self._unsieved >= 0:
            return range(low, high)
        short = self._short[bisect_left(self._short, low) : bisect_left(self._short, high)]
        return sorted({*self._sieve.find(numbers, low, high), *short})
