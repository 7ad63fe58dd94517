"""Which old entry a template entry came from."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from locpipe.catalog import notes
from locpipe.catalog.assign import Pair, assigned
from locpipe.catalog.closest import Closest
from locpipe.catalog.keep import skeleton
from locpipe.model import Entry

SLUG = "slug"
_NEIGHBOURS = 6


class Matcher:
    """Finds the old entry for each place of the template.

    `exact` maps places to positions of old entries with the same key (or the one slug); `used` are the positions
    that found their place: the caller adds to it.
    """

    def __init__(self, old: Sequence[Entry], new: Sequence[Entry]) -> None:
        self.old, self.new = old, new
        self.used: set[int] = set()
        self.exact = self._exact()

    def reverted(self, place: int) -> int | None:
        """Return the fuzzy entry whose previous msgid is this one again."""
        found = self._by_previous.get(self.new[place].key, [])
        reviewed = [position for position in found if notes.was_reviewed(self.old[position])]
        return self._best(reviewed or found, self._near(place))

    def closest(self, places: Iterable[int]) -> dict[int, int]:
        """Return which entry with a person's text each of the places came from; most certain ones first.

        Where nothing but markup changed or the text stands in another context, that one. Then the texts most alike
        find each other, those of the same context first.
        """
        left = [place for place in places if self.new[place].context != SLUG]
        if not left:
            return {}
        taken = set(self.used)
        found: dict[int, int] = {}
        for place in left:
            if (position := self._same(place, taken)) is not None:
                found[place] = position
                taken.add(position)
        # What was found says where the others would stand: the second round sees more.
        for index_of in (self._index_of, self._index_of, lambda _: self._index_of_all)[: 1 + len(self._contexts)]:
            self._anchors = _in_order(self.exact | found, self.old)
            left = [place for place in left if place not in found]
            found |= assigned([pair for place in left for pair in self._alike(place, index_of, taken)], taken)
        return found

    def _same(self, place: int, taken: Collection[int]) -> int | None:
        """Return the entry with the same text, or one that differs in markup, blanks and quotes alone."""
        entry, near = self.new[place], self._near(place)
        same = self._by_skeleton.get((entry.context, skeleton(entry.source))) or self._by_source.get(entry.source)
        return min(same, key=lambda position: (position in taken, abs(position - near), position)) if same else None

    def _alike(self, place: int, index_of: Callable[[str], Closest], taken: Collection[int]) -> Iterator[Pair]:
        entry, near = self.new[place], self._near(place)
        neighbours = [position for position in self._neighbours(place) if position not in taken]
        for score, position in index_of(entry.context).alike(entry.source, near, neighbours):
            yield Pair(-score, abs(position - near), place, position)

    def remains(self, place: int) -> int | None:
        """Return the closest unused machine text, or untranslated entry with a comment."""
        entry = self.new[place]
        if entry.context == SLUG or not self._remains:
            return None
        found = self._index_of_remains.find(entry.source, self._near(place), self._neighbours(place))
        return found if found not in self.used else None

    def _exact(self) -> dict[int, int]:
        by_key = {entry.key: position for position, entry in enumerate(self.old)}
        found = {place: by_key[entry.key] for place, entry in enumerate(self.new) if entry.key in by_key}
        slugs = [place for place, entry in enumerate(self.new) if entry.context == SLUG]
        was = [p for p, entry in enumerate(self.old) if entry.context == SLUG and not entry.obsolete]
        if len(slugs) == len(was) == 1 and slugs[0] not in found:
            found[slugs[0]] = was[0]
        return found

    @cached_property
    def _people(self) -> dict[int, Entry]:
        return {
            position: entry
            for position, entry in enumerate(self.old)
            if entry.target.strip()
            and entry.context != SLUG
            and notes.KEPT_FOR_COMMENT not in entry.notes
            and not notes.is_machine_text(entry)
        }

    @cached_property
    def _remains(self) -> dict[int, Entry]:
        return {
            position: entry
            for position, entry in enumerate(self.old)
            if position not in self._people
            and position not in self.used
            and entry.context != SLUG
            and (entry.comments or notes.is_machine_text(entry))
        }

    @cached_property
    def _contexts(self) -> dict[str, dict[int, Entry]]:
        contexts: dict[str, dict[int, Entry]] = {}
        for position, entry in self._people.items():
            contexts.setdefault(entry.context, {})[position] = entry
        return contexts

    @cached_property
    def _indexes(self) -> dict[str, Closest]:
        return {}

    def _index_of(self, context: str) -> Closest:
        if context not in self._indexes:
            self._indexes[context] = Closest(self._contexts.get(context, {}))
        return self._indexes[context]

    @cached_property
    def _index_of_all(self) -> Closest:
        return Closest(self._people)

    @cached_property
    def _index_of_remains(self) -> Closest:
        return Closest(self._remains)

    @cached_property
    def _by_skeleton(self) -> dict[tuple[str, str], list[int]]:
        found: dict[tuple[str, str], list[int]] = {}
        used = set(self.exact.values())
        for position, entry in self._people.items():
            if position not in used:
                found.setdefault((entry.context, skeleton(entry.source)), []).append(position)
        return found

    @cached_property
    def _by_source(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for position, entry in self._people.items():
            found.setdefault(entry.source, []).append(position)
        return found

    @cached_property
    def _by_previous(self) -> dict[tuple[str, str], list[int]]:
        found: dict[tuple[str, str], list[int]] = {}
        for position, entry in self._people.items():
            if entry.fuzzy and entry.previous:
                found.setdefault((entry.context, entry.previous), []).append(position)
        return found

    @cached_property
    def _anchors(self) -> tuple[list[int], list[int]]:
        return _in_order(self.exact, self.old)

    def _between(self, place: int) -> tuple[int, int, int]:
        """Return the old positions around the place, and the one where it would stand had nothing moved."""
        places, positions = self._anchors
        at = bisect_left(places, place)
        before_place, before = (places[at - 1], positions[at - 1]) if at else (-1, -1)
        after = positions[at] if at < len(positions) else len(self.old)
        return before, after, before + place - before_place

    def _near(self, place: int) -> int:
        return self._between(place)[2]

    def _neighbours(self, place: int) -> range:
        before, after, near = self._between(place)
        start = max(before + 1, near - _NEIGHBOURS // 2)
        return range(start, min(after, start + _NEIGHBOURS))

    def _best(self, positions: Iterable[int], near: int) -> int | None:
        """Return the position that is not used yet, then the nearest one."""
        ranked = sorted(positions, key=lambda p: (p in self.used, abs(p - near), p))
        return ranked[0] if ranked else None


def _in_order(found: Mapping[int, int], old: Sequence[Entry]) -> tuple[list[int], list[int]]:
    """Return the places that have an entry which is not obsolete, in order, and its position for each."""
    pairs = sorted((place, position) for place, position in found.items() if not old[position].obsolete)
    return [place for place, _ in pairs], [position for _, position in pairs]
