"""Which unit of a translated article belongs to which of its source: by shape, heading by heading, or not at all.

A wrong pair puts one sentence's translation under another sentence, so what is not certain stays unpaired.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TypeVar

from locpipe.markdown.inline import analyse, full_form_labels
from locpipe.model import PlaceableKind, Unit, UnitKind

T = TypeVar("T")
Pairs = list[tuple[Unit, Unit]]

_NUMBER = re.compile(r"\d+")
_TELLING = (PlaceableKind.CODE, PlaceableKind.IMAGE, PlaceableKind.FOOTNOTE, PlaceableKind.PLACEHOLDER)


@dataclass(frozen=True, slots=True)
class Pairing:
    """The units that certainly belong together, and those of either side that are left."""

    pairs: tuple[tuple[Unit, Unit], ...]
    source_only: tuple[Unit, ...]
    target_only: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class _Section:
    """A heading, None before the first, and the units up to the next one."""

    heading: Unit | None
    units: tuple[Unit, ...]

    @property
    def level(self) -> int:
        return self.heading.level if self.heading else 0


def pair(source: Sequence[Unit], target: Sequence[Unit]) -> Pairing:
    """Return the pairs of the units of an article and of its translation, in the source's order."""
    sides = [[unit for unit in units if unit.kind is UnitKind.FRONT_MATTER] for units in (source, target)]
    bodies = [[unit for unit in units if unit.kind is not UnitKind.FRONT_MATTER] for units in (source, target)]
    pairs = [*_front(*sides), *_body(*bodies)]
    ours, theirs = {id(unit) for unit, _ in pairs}, {id(unit) for _, unit in pairs}
    return Pairing(
        tuple(pairs),
        tuple(unit for unit in source if id(unit) not in ours),
        tuple(unit for unit in target if id(unit) not in theirs),
    )


def _front(source: Sequence[Unit], target: Sequence[Unit]) -> Iterator[tuple[Unit, Unit]]:
    """Yield the front-matter values of equal keys; those of a list only where it is as long as its source."""
    for context in dict.fromkeys(unit.context for unit in source):
        ours, theirs = ([unit for unit in units if unit.context == context] for units in (source, target))
        if len(ours) == len(theirs):
            yield from zip(ours, theirs, strict=True)


def _body(source: Sequence[Unit], target: Sequence[Unit]) -> Pairs:
    if _kinds(source) == _kinds(target):
        return list(zip(source, target, strict=True))
    pairs: Pairs = []
    for ours, theirs in _aligned(_sections(source), _sections(target), lambda each: each.level, _section_marks):
        if ours.heading and theirs.heading:
            pairs.append((ours.heading, theirs.heading))
        pairs += _section(ours.units, theirs.units)
    return pairs


def _section(source: Sequence[Unit], target: Sequence[Unit]) -> Pairs:
    pairs: Pairs = []
    gaps = _gaps(source, target, _anchors(source, target, _unit_marks))
    for anchor, ours, theirs in gaps:
        pairs += [anchor] if anchor else []
        pairs += list(zip(ours, theirs, strict=True)) if _kinds(ours) == _kinds(theirs) else _runs(ours, theirs)
    return pairs


def _runs(source: Sequence[Unit], target: Sequence[Unit]) -> Pairs:
    """Return the pairs in runs of one kind, such as a list's items, that certainly belong together and are as long."""
    ours, theirs = ([list(run) for _, run in groupby(units, lambda unit: unit.kind)] for units in (source, target))
    if [run[0].kind for run in ours] == [run[0].kind for run in theirs]:
        pairs = [pair for pair in zip(ours, theirs, strict=True) if len(pair[0]) == len(pair[1])]
    elif len(ours) < len(theirs):
        pairs = [(run, theirs[at]) for run, at in zip(ours, _only_places(ours, theirs), strict=False)]
    else:
        pairs = [(ours[at], run) for run, at in zip(theirs, _only_places(theirs, ours), strict=False)]
    return [pair for our_run, their_run in pairs for pair in zip(our_run, their_run, strict=True)]


def _only_places(few: Sequence[Sequence[Unit]], many: Sequence[Sequence[Unit]]) -> list[int]:
    """Return where the runs stand among the others in their order; none unless there is exactly one way."""
    wanted, found = ([(run[0].kind, len(run)) for run in runs] for runs in (few, many))
    first, last = _leftmost(wanted, found), _leftmost(wanted[::-1], found[::-1])
    return first if first == [len(many) - 1 - place for place in reversed(last)] else []


def _leftmost(wanted: Sequence[Hashable], found: Sequence[Hashable]) -> list[int]:
    places: list[int] = []
    for place, each in enumerate(found):
        if len(places) < len(wanted) and each == wanted[len(places)]:
            places.append(place)
    return places if len(places) == len(wanted) else []


def _aligned(
    source: Sequence[T], target: Sequence[T], kind: Callable[[T], Hashable], marks: Callable[[T], Sequence[Hashable]]
) -> Iterator[tuple[T, T]]:
    """Yield what belongs together: all in order where the kinds are equal, else between what is unmistakable."""
    anchors = [] if list(map(kind, source)) == list(map(kind, target)) else _anchors(source, target, marks)
    for anchor, ours, theirs in _gaps(source, target, anchors):
        if anchor:
            yield anchor
        if list(map(kind, ours)) == list(map(kind, theirs)):
            yield from zip(ours, theirs, strict=True)


def _gaps(
    source: Sequence[T], target: Sequence[T], anchors: Sequence[tuple[int, int]]
) -> Iterator[tuple[tuple[T, T] | None, Sequence[T], Sequence[T]]]:
    """Yield each anchor, None at first, with what stands between it and the next one."""
    starts = [(-1, -1), *anchors]
    for (ours, theirs), (our_end, their_end) in zip(starts, [*anchors, (len(source), len(target))], strict=True):
        anchor = None if ours < 0 else (source[ours], target[theirs])
        yield anchor, source[ours + 1 : our_end], target[theirs + 1 : their_end]


def _anchors(
    source: Sequence[T], target: Sequence[T], marks: Callable[[T], Sequence[Hashable]]
) -> list[tuple[int, int]]:
    """Return the positions that a mark identifies, once in the source and once in the target; longest rising row."""
    ours, theirs = _by_mark(source, marks), _by_mark(target, marks)
    found = {(ours[mark], theirs[mark]) for mark in ours.keys() & theirs.keys()}
    once = Counter(place for pair in found for place in (("ours", pair[0]), ("theirs", pair[1])))
    certain = [pair for pair in sorted(found) if once["ours", pair[0]] == once["theirs", pair[1]] == 1]
    return _rising(certain)


def _by_mark(units: Sequence[T], marks: Callable[[T], Sequence[Hashable]]) -> dict[Hashable, int]:
    found = [(mark, position) for position, unit in enumerate(units) for mark in marks(unit)]
    times = Counter(mark for mark, _ in found)
    return {mark: position for mark, position in found if times[mark] == 1}


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest row of pairs that rises on both sides (patience sorting, n log n)."""
    tops: list[int] = []
    ends: list[tuple[int, int]] = []
    before: dict[tuple[int, int], tuple[int, int] | None] = {}
    for pair in pairs:
        place = bisect_left(tops, pair[1])
        before[pair] = ends[place - 1] if place else None
        tops[place : place + 1], ends[place : place + 1] = [pair[1]], [pair]
    row: list[tuple[int, int]] = []
    last = ends[-1] if ends else None
    while last is not None:
        row.append(last)
        last = before[last]
    return row[::-1]


def _sections(units: Sequence[Unit]) -> list[_Section]:
    sections: list[tuple[Unit | None, list[Unit]]] = [(None, [])]
    for unit in units:
        if unit.kind is UnitKind.HEADING:
            sections.append((unit, []))
        else:
            sections[-1][1].append(unit)
    return [_Section(heading, tuple(held)) for heading, held in sections]


def _section_marks(section: _Section) -> list[Hashable]:
    """Return what may identify a section: what its units hold, and its make-up where that is more than one kind."""
    kinds = tuple(_kinds(section.units))
    units = [*([section.heading] if section.heading else []), *section.units]
    values = tuple(_values(unit.source) for unit in units)
    marks: list[Hashable] = [(section.level, kinds, values)] if any(values) else []
    return [*marks, *([(section.level, kinds)] if len(set(kinds)) > 1 else []), *([0] if not section.heading else [])]


def _unit_marks(unit: Unit) -> list[Hashable]:
    values = _values(unit.source)
    return [(unit.kind, unit.level, values)] if values else []


@lru_cache(maxsize=4096)
def _values(text: str) -> tuple[str, ...]:
    """Return what a translation keeps of a text: code, images, footnotes, placeholders, numbers."""
    found = analyse(text, full_form_labels(text))
    kept = [f"{each.kind} {each.value}" for each in found.placeables if each.kind in _TELLING]
    return tuple(sorted([*kept, *_NUMBER.findall(found.prose)]))


def _kinds(units: Sequence[Unit]) -> list[tuple[UnitKind, int]]:
    return [(unit.kind, unit.level) for unit in units]
