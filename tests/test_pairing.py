"""Pairing: no pair is wrong, whatever stands on one side alone; what has not changed is paired in full."""

from __future__ import annotations

from collections import Counter
from itertools import chain

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from conftest import REPOSITORY
from locpipe import frontmatter
from locpipe.markdown import Rules, segment
from locpipe.model import Span, Unit, UnitKind
from locpipe.pipeline.pairing import pair

HEADINGS = [(UnitKind.HEADING, 2), (UnitKind.HEADING, 3)]
BLOCKS = [(UnitKind.PARAGRAPH, 0), (UnitKind.LIST_ITEM, 0), (UnitKind.QUOTE, 0), (UnitKind.TABLE_CELL, 0)]
blocks = st.sampled_from([*BLOCKS[:1] * 3, *BLOCKS])
kinds = blocks | st.sampled_from(HEADINGS)


def name(number: int) -> str:
    """Return a name without digits, which would be a mark."""
    return "".join(chr(97 + int(digit)) for digit in str(number))


def unit(kind: tuple[UnitKind, int], text: str, context: str = "") -> Unit:
    return Unit(kind[0], text, (Span(0, 1),), 1, context, level=kind[1])


@st.composite
def articles(draw, kind=kinds, marked=None, most=20):
    """Draw an article's units; `marked` is whether they have a code span that no other has, None for some of them."""
    drawn = draw(st.lists(st.tuples(kind, st.booleans() if marked is None else st.just(marked)), max_size=most))
    return [unit(each, f"{name(at)}{f' `{name(at)}`' * mark}") for at, (each, mark) in enumerate(drawn)]


@st.composite
def grown(draw, units, kind=kinds, marked=False, most=4):
    """Draw the units with new ones and copies of theirs among them, in their order."""
    result = list(units)
    for number in range(draw(st.integers(0, most))):
        at = draw(st.integers(0, len(result)))
        new = name(1000 + 100 * draw(st.integers(0, 9)) + number)
        fresh = unit(draw(kind), f"{new}{f' `{new}`' * marked}")
        result.insert(at, draw(st.sampled_from([fresh, *result])))
    return result


@st.composite
def shrunk(draw, units):
    return [each for each in units if draw(st.integers(0, 4))]


def named(prefix: str, units: list[Unit]) -> list[Unit]:
    return [each._replace(source=prefix + each.source) for each in units]


def translated(units: list[Unit]) -> list[Unit]:
    """Return a translation of the units: it keeps code, and equal texts have equal translations."""
    return named("ź", units)


def wrong(pairing):
    return [(ours.source, theirs.source) for ours, theirs in pairing.pairs if theirs.source != f"ź{ours.source}"]


def shape(units):
    return [(each.kind, each.level) for each in units]


def run_around(units: list[Unit], at: int, kind: tuple[UnitKind, int]) -> tuple[int, int]:
    """Return where the run of units of this kind that ends or begins before `at` begins and ends."""
    first, last = at, at
    while first and shape(units[first - 1 : first]) == [kind]:
        first -= 1
    while shape(units[last : last + 1]) == [kind]:
        last += 1
    return first, last


@given(st.data())
def test_what_stands_on_one_side_alone_makes_no_pair_wrong(data):
    few = data.draw(articles())
    many = data.draw(grown(few, marked=data.draw(st.booleans())))
    assert not wrong(pair(few, translated(many)))
    assert not wrong(pair(many, translated(few)))


@given(st.lists(st.tuples(articles(kind=blocks, most=6), st.booleans()), min_size=1, max_size=5), st.data())
def test_sections_that_grew_on_different_sides_make_no_pair_wrong(sections, data):
    source, target = [], []
    for at, (units, ours) in enumerate(sections):
        heading = unit(data.draw(st.sampled_from(HEADINGS)), f"h{name(at)}")
        own = named(f"{name(at)}x", units)
        more = data.draw(grown(own, kind=blocks))
        source += [heading, *(more if ours else own)]
        target += [heading, *(own if ours else more)]
    pairing = pair(source, translated(target))
    assert not wrong(pairing)
    assert [ours for ours, _ in pairing.pairs if ours.level] == [each for each in source if each.level]


@given(articles(marked=True), st.data())
def test_texts_that_all_tell_who_they_are_are_never_confused(units, data):
    """Both sides lose, gain and repeat units; with equal shapes a changed text is a changed text, not another one."""
    source, target = (data.draw(shrunk(data.draw(grown(units, marked=True)))) for _ in range(2))
    assume(shape(source) != shape(target))
    pairing = pair(source, translated(target))
    assert not wrong(pairing)
    times = [Counter(side) for side in (source, target)]
    ours, theirs = ([each for each in side if times[0][each] == times[1][each] == 1] for side in (source, target))
    if ours == theirs and not any(each.level for each in (*source, *target)):
        assert set(ours) <= {each for each, _ in pairing.pairs}


@given(articles())
def test_equal_shapes_are_paired_one_to_one(units):
    assert list(pair(units, translated(units)).pairs) == list(zip(units, translated(units), strict=True))


@given(articles(marked=False), kinds, st.data())
def test_one_unit_more_leaves_only_its_own_kind_beside_it_in_doubt(units, kind, data):
    at = data.draw(st.integers(0, len(units)))
    first, last = run_around(units, at, kind)
    certain = [*units[:first], *units[last:]]
    more = [*units[:at], unit(kind, "new"), *units[at:]]
    for pairing in (pair(units, translated(more)), pair(more, translated(units))):
        assert [ours.source for ours, _ in pairing.pairs] == [each.source for each in certain]
        assert not wrong(pairing)


@given(articles(marked=None), articles(marked=None))
def test_every_unit_is_paired_once_or_left(source, target):
    pairing = pair(source, target)
    for side, left, place in ((source, pairing.source_only, 0), (target, pairing.target_only, 1)):
        taken = [id(both[place]) for both in pairing.pairs]
        assert Counter(map(id, side)) == Counter(chain(taken, map(id, left)))
    order = {id(each): at for at, each in enumerate(source)}
    assert [order[id(ours)] for ours, _ in pairing.pairs] == sorted(order[id(ours)] for ours, _ in pairing.pairs)


def body(text: str) -> list[Unit]:
    return list(segment(text, "a.md", Rules(), 0).units)


def sources(pairing) -> list[tuple[str, str]]:
    return [(ours.source, theirs.source) for ours, theirs in pairing.pairs]


def test_a_number_that_a_person_changed_is_an_edit_where_the_shape_is_the_same():
    source, target = body("Call 911.\n\nWait.\n"), body("Zadzwoń pod 112.\n\nCzekaj.\n")
    assert sources(pair(source, target)) == [("Call 911.", "Zadzwoń pod 112."), ("Wait.", "Czekaj.")]


def test_paragraphs_that_changed_places_are_left_in_doubt_and_no_other():
    source = body("# Top\n\nRun `a`.\n\nThen rest.\n\nRun `b`.\n\n# End\n\nGood.\n")
    target = body("# Góra\n\nUruchom `b`.\n\nOdpocznij.\n\nUruchom `a`.\n\n# Koniec\n\nDobrze.\n")
    assert sources(pair(source, target)) == [("Top", "Góra"), ("End", "Koniec"), ("Good.", "Dobrze.")]


def test_sections_that_changed_places_are_left_in_doubt_and_no_other():
    source = body("# One\n\nTake 250 mg.\n\n# Two\n\nTake 500 mg.\n\n# Three\n\nIn 2024.\n\n# Four\n\nGood.\n")
    target = body("# Dwa\n\nWeź 500 mg.\n\n# Jeden\n\nWeź 250 mg.\n\n# Trzy\n\nW 2024.\n\n# Cztery\n\nDobrze.\n")
    wanted = [("Three", "Trzy"), ("In 2024.", "W 2024."), ("Four", "Cztery"), ("Good.", "Dobrze.")]
    assert sources(pair(source, target)) == wanted


def test_one_digit_is_no_mark_since_another_text_may_write_it_out():
    source = body("Do it 3 times.\n\n- one\n\nTwo ways.\n\nMore.\n")
    target = body("Zrób to trzy razy.\n\n- jeden\n\nSą 3 sposoby.\n")
    assert ("Do it 3 times.", "Są 3 sposoby.") not in sources(pair(source, target))


def test_marks_tell_which_paragraph_is_new():
    source = body("Take 250 mg.\n\nSee ![x](img/en/back.png).\n\nRun `make`.\n")
    target = body("Weź 250 mg.\n\nNowy.\n\nZobacz ![y](img/pl/back.png).\n\nUruchom `make`.\n")
    assert [ours for ours, _ in sources(pair(source, target))] == [each.source for each in source]
    assert [each.source for each in pair(source, target).target_only] == ["Nowy."]


def test_a_text_with_a_link_is_not_one_without_where_the_shapes_differ():
    source, target = body("See [this](a).\n\n> A\n\n- B\n- C\n"), body("Nowy.\n\n> Ź\n\n- Ć\n")
    assert sources(pair(source, target)) == [("A", "Ź")]


def test_a_list_with_as_many_items_is_paired_between_paragraphs_that_are_not():
    source = body("A.\n\nB.\n\n- one\n- two\n\nC.\n")
    target = body("Ź.\n\n- jeden\n- dwa\n\nĆ.\n\nĘ.\n")
    assert sources(pair(source, target)) == [("one", "jeden"), ("two", "dwa")]


def test_a_section_is_known_by_what_it_holds_where_headings_are_more_and_fewer():
    source = body("# One\n\nLost.\n\n- a\n- b\n\n## Dose\n\nTake 250 mg.\n\nRest.\n")
    target = body("# Jeden\n\n## Nowe\n\nNowy.\n\n## Inne\n\n## Dawka\n\nWeź 250 mg.\n\nOdpocznij.\n")
    assert sources(pair(source, target)) == [("Take 250 mg.", "Weź 250 mg."), ("Rest.", "Odpocznij.")]


def front(text: str) -> list[Unit]:
    found = frontmatter.cut(text, "a.md")
    assert found is not None
    return list(frontmatter.units(text, found, Rules().keys))


@pytest.mark.parametrize(
    ("target", "paired"),
    [
        ("tags: [plecy, biurko]\ntitle: Plecy", {"Back": "Plecy", "back": "plecy", "desk": "biurko"}),
        ("title: Plecy\ntags: [plecy]", {"Back": "Plecy"}),
        ("tags: [plecy, biurko]", {"back": "plecy", "desk": "biurko"}),
        ("description: Opis", {}),
    ],
)
def test_front_matter_is_paired_by_key_and_lists_that_are_as_long_by_place(target, paired):
    source = front("---\ntitle: Back\ntags: [back, desk]\n---\n")
    assert dict(sources(pair(source, front(f"---\n{target}\n---\n")))) == paired


def test_the_sample_is_paired_with_its_translation_and_less_one_unit_all_but_those_beside_it():
    names = ("en/desk-exercises-for-back-pain.md", "pl/cwiczenia-przy-biurku-na-bol-plecow-10-skutecznych.md")
    english, polish = ((REPOSITORY / "content" / each).read_text("utf-8") for each in names)
    source, target = body(english.partition("\n---\n")[2]), body(polish.partition("\n---\n")[2])
    assert len(pair(source, target).pairs) == len(source) == len(target)
    truth = {id(ours): theirs for ours, theirs in zip(source, target, strict=True)}
    for at, lost in enumerate(target):
        less = [*target[:at], *target[at + 1 :]]
        first, last = run_around(less, at, (lost.kind, lost.level))
        pairing = pair(source, less)
        assert all(truth[id(ours)] is theirs for ours, theirs in pairing.pairs)
        assert set(map(id, pairing.target_only)) <= set(map(id, less[first:last]))


def test_a_long_article_is_paired_in_one_pass():
    source = [unit(kind, f"{name(at)} `{at // 2}`") for at in range(5_000) for kind in (*HEADINGS, *BLOCKS)]
    target = [*source[:7_001], unit(BLOCKS[0], "new"), unit(HEADINGS[0], "new"), *source[7_001:]]
    assert len(pair(source, translated(target)).pairs) > len(source) - 3
