"""Which of many fingerprints share enough numbers with one, for all of them at once.

A set of places is one long integer, a bit for each place, so that one operation of the processor counts for many
places. How many numbers each place shares is written across several such integers, the first holding everyone's ones,
the second everyone's twos, the third the fours: a column of bits is one place's sum.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

Columns = list[int]

# A list longer than this share of all places is kept as bits once it was needed.
_RARE = 500


class Sieve:
    """Fingerprints by place; `share` in percent is how much of two must be common, by the mean of their lengths."""

    def __init__(self, prints: Sequence[Sequence[int]], share: int) -> None:
        self._size = len(prints)
        self._share = share
        self._places: defaultdict[int, list[int]] = defaultdict(list)
        for place, numbers in enumerate(prints):
            for number in numbers:
                self._places[number].append(place)
        self._bits: dict[int, int] = {}
        # Long fingerprints need more in common: what they need less than the longest is given to the others.
        needs = [self._part(len(numbers)) for numbers in prints]
        self._most = max(needs, default=0)
        self._given = _columns([self._most - need for need in needs])

    def _part(self, count: int) -> int:
        """Return one fingerprint's part of what two must have in common, rounded up."""
        return -(-self._share * count // 200)

    def find(self, numbers: Sequence[int], low: int, high: int) -> Iterator[int]:
        """Yield, in order, every place from `low` to before `high` that shares enough, and few that just do not."""
        columns: Columns = []
        for number in sorted(numbers, key=lambda each: len(self._places.get(each, ()))):
            _add(columns, self._between(number, low, high))
        mask = (1 << (high - low)) - 1
        for height, given in enumerate(self._given):
            _add(columns, (given >> low) & mask, height)
        # Both parts are rounded up, so that their sum may be one too high.
        least = self._most + self._part(len(numbers)) - 1
        return (low + place for place in _set_bits(_at_least(columns, least, mask)))

    def _between(self, number: int, low: int, high: int) -> int:
        """Return the places of a number from `low` on as bits."""
        places = self._places.get(number, [])
        if len(places) * _RARE <= self._size:
            first, last = bisect_left(places, low), bisect_left(places, high)
            return _bits((place - low for place in places[first:last]), high - low)
        if number not in self._bits:
            self._bits[number] = _bits(places, self._size)
        return (self._bits[number] >> low) & ((1 << (high - low)) - 1)


def _bits(places: Iterable[int], size: int) -> int:
    row = bytearray(size // 8 + 1)
    for place in places:
        row[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(row, "little")


def _columns(sums: Sequence[int]) -> Columns:
    """Return sums, one for each place, written across integers."""
    heights = range(max(sums, default=0).bit_length())
    # The last digit stands for the first place.
    return [int("".join("1" if each >> height & 1 else "0" for each in reversed(sums)), 2) for height in heights]


def _add(columns: Columns, bits: int, height: int = 0) -> None:
    """Add two to the power of `height` to the sum of each place that has its bit."""
    columns += [0] * (height - len(columns))
    for row in range(height, len(columns)):
        if not bits:
            return
        columns[row], bits = columns[row] ^ bits, columns[row] & bits
    if bits:
        columns.append(bits)


def _at_least(columns: Columns, least: int, mask: int) -> int:
    """Return the places whose sum is `least` or more, all of `mask` where that is nothing."""
    if least <= 0:
        return mask
    if least.bit_length() > len(columns):
        return 0
    more, same = 0, mask
    for height in reversed(range(len(columns))):
        if least >> height & 1:
            same &= columns[height]
        else:
            more |= same & columns[height]
            same &= ~columns[height]
    return more | same


def _set_bits(bits: int) -> Iterator[int]:
    digits = f"{bits:b}"[::-1]
    place = digits.find("1")
    while place >= 0:
        yield place
        place = digits.find("1", place + 1)
