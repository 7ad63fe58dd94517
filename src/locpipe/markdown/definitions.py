"""The lines of link reference definitions (CommonMark 4.7), of which the parser keeps no tokens."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from typing import Any


def uncovered(lines: Sequence[str], covered: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield number (from 0) and words of each line with a letter that no block covers."""
    taken = bytearray(len(lines) + 1)
    for first, last in covered:
        taken[first:last] = b"\1" * (last - first)
    for number, line in enumerate(lines):
        if not taken[number] and any(map(str.isalpha, line)):
            yield number, len(line.split())


def defining_lines(env: dict[str, Any], skipped: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield first line and the line after the last of each definition that counts and is in no skipped region.

    Lines are numbered from 0; the regions, sorted, have their first and last line.
    """
    starts = [start for start, _ in skipped]
    for first, last in sorted(tuple(found["map"]) for found in env.get("references", {}).values()):
        before = bisect.bisect(starts, first) - 1
        if before < 0 or first > skipped[before][1]:
            yield first, last
