"""Who goes with whom: the texts most alike find each other first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

# An entry that has its text already lends it to another one only where they are this much alike: what both have in
# common, "Hold for 10 seconds", is otherwise no reason to begin with a translation of something else.
LENT = 0.9


class Pair(NamedTuple):
    """A place of the template and an entry that is like it; the lower `unlike`, -1 to 0, the more so."""

    unlike: float
    distance: int
    place: int
    position: int


def assigned(pairs: Iterable[Pair], taken: set[int]) -> dict[int, int]:
    """Return the position for each place that finds one, each position once; added to `taken`.

    A place that is left over may have one that is taken where the two are nearly the same.
    """
    found: dict[int, int] = {}
    ranked = sorted(pairs)
    for pair in ranked:
        if pair.place not in found and pair.position not in taken:
            found[pair.place] = pair.position
            taken.add(pair.position)
    for pair in ranked:
        if -pair.unlike >= LENT:
            found.setdefault(pair.place, pair.position)
    return found
