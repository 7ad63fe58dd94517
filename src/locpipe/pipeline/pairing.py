"""Which unit of a translated article belongs to which of its source: by shape, heading by heading, or not at all.

A wrong pair puts one sentence's translation under another sentence, so what is not certain stays unpaired.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TypeVar

from locpipe.markdown.inline import analyse, full_form_labels, spoken
from locpipe.model import Placeable, PlaceableKind, Unit, UnitKind

T = TypeVar("T")
Pairs = list[tuple[Unit, Unit]]
Places = list[tuple[int, int]]

_NUMBER = re.compile(r"\d+")
_TELLING = (PlaceableKind.CODE, PlaceableKind.IMAGE, PlaceableKind.FOOTNOTE, PlaceableKind.PLACEHOLDER)

# A section of two or three units may look like any other; one of five with a list in it hardly does by chance.
_TELLING_SHAPE = 4


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

    @property
    def all(self) -> tuple[Unit, ...]:
        return (self.heading, *self.units) if self.heading else self.units


def pair(source: Sequence[Unit], target: Sequence[Unit]) -> Pairing:
    """Return the pairs of the units of an article and of its translation, in the source's order."""
    sides = [[unit for unit in units if unit.kind is UnitKind.FRONT_MATTER] for units in (source, target)]
    bodies = [[unit for unit in units if unit.kind is not UnitKind.FRONT_MATTER] for units in (source, target)]
    found = [*_front(*sides), *_body(*bodies)]
    ours, theirs = {id(both[0]): both for both in found}, {id(both[1]) for both in found}
    return Pairing(
        tuple(ours[id(unit)] for unit in source if id(unit) in ours),
        tuple(unit for unit in source if id(unit) not in ours),
        tuple(unit for unit in target if id(unit) not in theirs),
    )


def _front(source: Sequence[Unit], target: Sequence[Unit]) -> Iterator[tuple[Unit, Unit]]:
    """Yield the front-matter values of equal keys; those of a list only where it is as long as its source."""
    by_key = [
        {key: list(units) for key, units in groupby(sorted(side, key=_context), _context)} for side in (source, target)
    ]
    for key in dict.fromkeys(map(_context, source)):
        ours, theirs = by_key[0][key], by_key[1].get(key, [])
        if len(ours) == len(theirs):
            yield from zip(ours, theirs, strict=True)


def _context(unit: Unit) -> str:
    return unit.context


def _body(source: Sequence[Unit], target: Sequence[Unit]) -> Pairs:
    """Return the body's pairs; where the shapes differ, without those whose markup tells them apart.

    With equal shapes such a pair is a translation in which somebody changed a number or a link: 911 became 112.
    """
    ours, theirs = _sections(source), _sections(target)
    if [each.level for each in ours] == [each.level for each in theirs]:
        places = [(at, at) for at in range(len(ours))]
        steady = _steady(places, _section_places(ours, theirs))
        pairs = [found for at, _ in steady for found in _section(ours[at], theirs[at])]
    else:
        pairs = _split(source, target, _by_section_marks)
    return pairs if _kinds(source) == _kinds(target) else [each for each in pairs if not _clash(*each)]


def _by_section_marks(source: Sequence[Unit], target: Sequence[Unit]) -> Pairs:
    """Return the pairs of the sections that something identifies, and of those that stand between such ones alone."""
    ours, theirs = _sections(source), _sections(target)
    anchors = _rising(_anchors(ours, theirs, _section_marks))
    pairs: Pairs = []
    for our_gap, their_gap in _gaps(ours, theirs, anchors):
        if [each.level for each in our_gap] == [each.level for each in their_gap]:
            pairs += [found for both in zip(our_gap, their_gap, strict=True) for found in _section(*both)]
    return pairs + [found for our_at, their_at in anchors for found in _section(ours[our_at], theirs[their_at])]


def _section(source: _Section, target: _Section) -> Pairs:
    pairs = [(source.heading, target.heading)] if source.heading and target.heading else []
    if _kinds(source.units) != _kinds(target.units):
        return pairs + _split(source.units, target.units, _runs)
    places = [(at, at) for at in range(len(source.units))]
    steady = _steady(places, _anchors(source.units, target.units, _unit_marks))
    return pairs + [(source.units[at], target.units[at]) for at, _ in steady]


def _steady(places: Places, anchors: Iterable[tuple[int, int]]) -> Places:
    """Return the places, equal on both sides, less the stretches in which an anchor says that things moved."""
    found = list(anchors)
    fences = sorted({ours for ours, theirs in found if ours == theirs})
    held = set(fences)
    moved = {at for ours, theirs in found if not {ours, theirs} & held for at in (ours, theirs)}
    stretches = {bisect_left(fences, at) for at in moved}
    return [place for place in places if place[0] in held or bisect_left(fences, place[0]) not in stretches]


def _split(
    source: Sequence[Unit], target: Sequence[Unit], otherwise: Callable[[Sequence[Unit], Sequence[Unit]], Pairs]
) -> Pairs:
    """Return the units that a mark identifies, and between them what shape makes certain."""
    anchors = _rising(_anchors(source, target, _unit_marks))
    pairs = [(source[ours], target[theirs]) for ours, theirs in anchors]
    for ours, theirs in _gaps(source, target, anchors):
        forced = _forced(_kinds(ours), _kinds(theirs))
        pairs += otherwise(ours, theirs) if forced is None else _filled(ours, theirs, forced)
    return pairs


def _filled(source: Sequence[Unit], target: Sequence[Unit], forced: Places) -> Pairs:
    """Return the pairs at the places, and what a mark identifies between two of them though not in all the text."""
    pairs = [(source[ours], target[theirs]) for ours, theirs in forced]
    for ours, theirs in _gaps(source, target, forced):
        pairs += [(ours[one], theirs[other]) for one, other in _rising(_anchors(ours, theirs, _unit_marks))]
    return pairs


def _forced(source: Sequence[Hashable], target: Sequence[Hashable]) -> Places | None:
    """Return the places that every way to find one side's row within the other's has; None where there is no way.

    So one paragraph more leaves only the paragraphs beside it in doubt: which of them is the new one?
    """
    if len(source) > len(target):
        turned = _forced(target, source)
        return None if turned is None else [(ours, theirs) for theirs, ours in turned]
    first, last = _leftmost(source, target), _leftmost(source[::-1], target[::-1])
    if len(first) < len(source):
        return None
    backwards = [len(target) - 1 - place for place in reversed(last)]
    return [(at, left) for at, (left, right) in enumerate(zip(first, backwards, strict=True)) if left == right]


def _leftmost(wanted: Sequence[Hashable], found: Sequence[Hashable]) -> list[int]:
    places: list[int] = []
    for place, each in enumerate(found):
        if len(places) < len(wanted) and each == wanted[len(places)]:
            places.append(place)
    return places


def _runs(source: Sequence[Unit], target: Sequence[Unit]) -> Pairs:
    """Return the pairs in runs of one kind, such as a list's items, that stand in the same order and are as long."""
    ours, theirs = ([list(run) for _, run in groupby(units, _kind)] for units in (source, target))
    if [_kind(run[0]) for run in ours] != [_kind(run[0]) for run in theirs]:
        return []
    equal = (both for both in zip(ours, theirs, strict=True) if len(both[0]) == len(both[1]))
    return [found for our_run, their_run in equal for found in zip(our_run, their_run, strict=True)]


def _gaps(source: Sequence[T], target: Sequence[T], anchors: Places) -> Iterator[tuple[Sequence[T], Sequence[T]]]:
    """Yield what stands before, between and after the anchors, which rise on both sides."""
    for start, end in zip([(-1, -1), *anchors], [*anchors, (len(source), len(target))], strict=True):
        yield source[start[0] + 1 : end[0]], target[start[1] + 1 : end[1]]


def _anchors(source: Sequence[T], target: Sequence[T], marks: Callable[[T], Sequence[Hashable]]) -> Places:
    """Return the positions that a mark identifies, once in the source and once in the target; sorted."""
    ours, theirs = _by_mark(source, marks), _by_mark(target, marks)
    found = {(ours[mark], theirs[mark]) for mark in ours.keys() & theirs.keys()}
    once = Counter(place for one, other in found for place in (("ours", one), ("theirs", other)))
    return [place for place in sorted(found) if once["ours", place[0]] == once["theirs", place[1]] == 1]


def _by_mark(each: Sequence[T], marks: Callable[[T], Sequence[Hashable]]) -> dict[Hashable, int]:
    found = [(mark, position) for position, one in enumerate(each) for mark in marks(one)]
    times = Counter(mark for mark, _ in found)
    return {mark: position for mark, position in found if times[mark] == 1}


def _rising(places: Places) -> Places:
    """Return the longest row of places that rises on both sides (patience sorting, n log n)."""
    tops: list[int] = []
    ends: Places = []
    before: dict[tuple[int, int], tuple[int, int] | None] = {}
    for place in places:
        at = bisect_left(tops, place[1])
        before[place] = ends[at - 1] if at else None
        tops[at : at + 1], ends[at : at + 1] = [place[1]], [place]
    row: Places = []
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


def _section_places(source: Sequence[_Section], target: Sequence[_Section]) -> set[tuple[int, int]]:
    """Return which sections hold the units that a mark identifies in the whole text."""
    ours, theirs = ([(at, unit) for at, each in enumerate(side) for unit in each.all] for side in (source, target))
    found = _anchors(ours, theirs, lambda placed: _unit_marks(placed[1]))
    return {(ours[one][0], theirs[other][0]) for one, other in found}


def _section_marks(section: _Section) -> list[Hashable]:
    """Return what may identify a section: what its units hold, and its make-up where that is hardly chance."""
    kinds = tuple(_kinds(section.units))
    values = tuple(_values(unit.source) for unit in section.all)
    marks: list[Hashable] = [(section.level, kinds, values)] if any(map(_tells, values)) else []
    telling = len(kinds) > _TELLING_SHAPE and len(set(kinds)) > 1
    return [*marks, *([(section.level, kinds)] if telling else []), *([0] if not section.heading else [])]


def _unit_marks(unit: Unit) -> list[Hashable]:
    values = _values(unit.source)
    return [(unit.kind, unit.level, values)] if _tells(values) else []


def _tells(values: Sequence[str]) -> bool:
    """Tell whether the values can identify a unit: one digit alone cannot, it may be written out in the other text."""
    return len("".join(values)) > 1


def _clash(source: Unit, target: Unit) -> bool:
    """Tell whether markup keeps two texts apart: how many links, images or code spans, whether any is bold, which code.

    Numbers do not: one inch is 2.5 cm in another language.
    """
    ours, theirs = _markup(source.source), _markup(target.source)
    return ours[0] != theirs[0] or (bool(ours[1]) and bool(theirs[1]) and not ours[1] & theirs[1])


def _markup(text: str) -> tuple[tuple[object, ...], frozenset[str]]:
    return _markup_in(text, spoken())


def _values(text: str) -> tuple[str, ...]:
    return _values_in(text, spoken())


@lru_cache(maxsize=4096)
def _markup_in(text: str, flavours: tuple[str, ...]) -> tuple[tuple[object, ...], frozenset[str]]:
    """Return what a text has of bold, links, images, code spans and the like; and which values it keeps of them."""
    found = analyse(text, full_form_labels(text), flavours)
    telling = [each for each in found.placeables if each.kind in _TELLING]
    links = sum(each.kind is PlaceableKind.LINK for each in found.placeables)
    return (bool(found.strong), links, *sorted(each.kind for each in telling)), frozenset(map(_kept, telling))


@lru_cache(maxsize=4096)
def _values_in(text: str, flavours: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a translation keeps of a text: code, images, footnotes, placeholders, numbers."""
    found = analyse(text, full_form_labels(text), flavours)
    kept = [_kept(each) for each in found.placeables if each.kind in _TELLING]
    return tuple(sorted([*kept, *_NUMBER.findall(found.prose)]))


def _kept(placeable: Placeable) -> str:
    """Return a value that a translation keeps; of an image its file name, since `img/en/` may be `img/pl/` there."""
    value = placeable.value
    return f"{placeable.kind} {value.rpartition('/')[2] if placeable.kind is PlaceableKind.IMAGE else value}"


def _kind(unit: Unit) -> tuple[UnitKind, int]:
    return (unit.kind, unit.level)


def _kinds(units: Sequence[Unit]) -> list[tuple[UnitKind, int]]:
    return [_kind(unit) for unit in units]
