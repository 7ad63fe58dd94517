"""Pairing an article with its translation: a missing pair costs a minute, a wrong one costs trust."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from locpipe.model import Span, Unit, UnitKind
from locpipe.pipeline.pairing import pair

LEAVES = st.sampled_from([UnitKind.PARAGRAPH, UnitKind.LIST_ITEM, UnitKind.TABLE_CELL, UnitKind.QUOTE])
SECTIONS = st.lists(st.tuples(st.integers(2, 4), st.lists(LEAVES, max_size=5)), min_size=1, max_size=8)


def built(sections):
    """Return a source and its translation: the n-th unit of one belongs to the n-th of the other."""
    kinds = [
        each for level, leaves in sections for each in [(UnitKind.HEADING, level), *((kind, 0) for kind in leaves)]
    ]
    front = [Unit(UnitKind.FRONT_MATTER, "Title", (Span(0, 1),), 1, "title")]
    body = [Unit(kind, f"Text{'é' * n}", (Span(n, n + 1),), n, level=level) for n, (kind, level) in enumerate(kinds)]
    source = [*front, *body]
    return source, [replace(unit, source=f"Tekst {unit.source}") for unit in source]


@given(SECTIONS)
def test_equal_structure_gives_every_pair(sections):
    source, target = built(sections)
    assert list(pair(source, target).pairs) == list(zip(source, target, strict=True))


@given(SECTIONS, st.data())
def test_a_unit_more_or_less_gives_no_wrong_pair_and_leaves_other_sections_whole(sections, data):
    source, target = built(sections)
    place = data.draw(st.integers(1, len(source) - 1))
    assume(source[place].kind is not UnitKind.HEADING)
    truth = {id(theirs): ours for ours, theirs in zip(source, target, strict=True)}
    if data.draw(st.booleans()):
        del target[place]
    else:
        target.insert(place, replace(target[place], source="Nowy"))
    found = pair(source, target)
    touched = _section(source, place)
    for ours, theirs in found.pairs:
        if _section(source, source.index(ours)) != touched and id(theirs) in truth:
            assert truth[id(theirs)] is ours
    paired = {id(ours) for ours, _ in found.pairs}
    assert all(id(unit) in paired for at, unit in enumerate(source) if _section(source, at) != touched)


def _section(units, place):
    return sum(unit.kind is UnitKind.HEADING for unit in units[: place + 1])


@given(SECTIONS, st.data())
def test_a_paragraph_added_beside_a_list_is_the_one_that_is_left(sections, data):
    first, second = (Unit(UnitKind.PARAGRAPH, text, (Span(n, n + 1),), n) for n, text in enumerate(["A", "B"]))
    items = [Unit(UnitKind.LIST_ITEM, f"i{n}", (Span(n, n + 1),), n) for n in range(3)]
    found = pair([first, *items], [first, *items, second])
    assert found.target_only == (second,)
    assert len(found.pairs) == 4


def test_what_could_stand_in_two_places_is_left():
    one, two, new = (Unit(UnitKind.PARAGRAPH, text, (Span(n, n + 1),), n) for n, text in enumerate(["A", "B", "C"]))
    assert pair([one, two], [one, new, two]).pairs == ()
    numbered = [replace(unit, source=f"{unit.source} in {number}") for number, unit in enumerate([one, two, new])]
    assert [theirs for _, theirs in pair(numbered[:2], [numbered[0], one, numbered[1]]).pairs] == numbered[:2]
