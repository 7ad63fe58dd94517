"""What a translation memory holds and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SLUG = "slug"
"""The context of an article's slug: never in a memory, a URL is nobody else's."""


@dataclass(frozen=True, slots=True, order=True)
class Segment:
    """One reviewed pair of texts and where it stood.

    `context` is the msgctxt, `before` the msgid of the unit before it ("" where there is none or it is not known),
    `where` the path of the file that it came from.
    """

    source: str
    target: str
    context: str = ""
    before: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A segment that fits a text. `score` is a whole percent, rounded down: 100 only where the source is the same.

    `same_place`: context and neighbour are the same too, so that nothing speaks against its target.
    """

    segment: Segment
    score: int
    same_place: bool = False


@dataclass(frozen=True, slots=True)
class Stats:
    """How much a memory holds: pairs by language and file, distinct sources by language, bytes on disk."""

    pairs: Mapping[tuple[str, str], int]
    sources: Mapping[str, int]
    size: int
