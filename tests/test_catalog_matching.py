"""Changed texts find their entries, new ones none, and the work grows with the texts; the cases are a benchmark's."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import matching
import pytest
import rapidfuzz.distance
import rapidfuzz.fuzz
import rewriting

from conftest import requires_program, shared
from locpipe.catalog import closest, update
from test_catalog_laws import WHERE, make, unit


def targets(old: list[str], new: list[str]) -> list[str]:
    """What stands under the new texts where every old one is its own translation."""
    was = update(None, make([unit(text) for text in old]), **WHERE).catalog
    was = replace(was, entries=tuple(entry._replace(target=entry.source) for entry in was.entries))
    now = update(was, make([unit(text) for text in new]), **WHERE).catalog
    return [entry.target for entry in now.entries if not entry.obsolete]


@pytest.mark.parametrize("seed", range(3))
def test_of_five_thousand_texts_the_changed_ones_find_theirs_and_the_new_ones_nothing(seed):
    case = rewriting.made_case(5000, 250, seed)
    score = matching.scored(case, matching.locpipe(*matching.written(case)))
    assert score.changed > 500
    assert len(case.fresh) == 250
    assert score.right >= 0.95 * score.changed
    assert score.wrong <= 0.005 * score.changed
    assert score.fresh == 0


@requires_program("msgmerge")
@pytest.mark.parametrize("seed", range(3))
def test_more_are_right_and_fewer_wrong_than_with_msgmerge(seed):
    case = rewriting.made_case(500, 50, seed)
    files = matching.written(case)
    ours, theirs = (matching.scored(case, tool(*files)) for tool in (matching.locpipe, matching.msgmerge))
    assert theirs.right > 0.8 * theirs.changed
    assert ours.right >= theirs.right
    assert ours.wrong <= theirs.wrong
    assert ours.fresh <= theirs.fresh


def test_texts_of_real_articles_find_theirs():
    case = matching.chosen(shared("corpus", "prometheus"), shared("corpus", "starlight"), 3000, 0)
    score = matching.scored(case, matching.locpipe(*matching.written(case)))
    assert score.changed > 250
    assert score.right >= 0.85 * score.changed
    assert score.wrong <= 0.03 * score.changed


def test_comparisons_grow_with_the_texts(monkeypatch):
    compared: Counter[int] = Counter()
    size = 0

    def counting(tool):
        def compare(*texts, **more):
            compared[size] += 1
            return tool(*texts, **more)

        return compare

    monkeypatch.setattr(
        rapidfuzz.distance, "Indel", type("Counted", (), {"normalized_similarity": counting(SIMILARITY)})
    )
    monkeypatch.setattr(rapidfuzz.fuzz, "partial_ratio", counting(rapidfuzz.fuzz.partial_ratio))
    for size in (250, 500, 1000, 2000, 4000):
        matching.locpipe(*matching.written(rewriting.made_case(size, size // 20, 1)))
    assert 0.9 <= matching.slope(compared) <= 1.1
    # 17 in 100 are changed or new; each meets its neighbours and the likeliest others, twice at most.
    assert all(count <= 0.2 * size * 2 * (6 + 8 + 6) for size, count in compared.items())


SIMILARITY = rapidfuzz.distance.Indel.normalized_similarity
AROUND = ["Sit tall and look ahead.", "Breathe out while you count to ten."]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Screen height", "Screen height. Raise it until the upper edge is level with your eyes; books will do."),
        ("Put it there. Then drink a glass of water before every meal.", "Put it there."),
        ("Desk exercises", "Desk stretches"),
    ],
)
def test_between_the_same_neighbours_less_must_be_alike(old, new):
    assert targets([AROUND[0], old, AROUND[1]], [AROUND[0], new, AROUND[1]])[1] == old
    elsewhere = targets([old, *AROUND], [*AROUND, "Lie down for a quarter of an hour.", new])
    assert elsewhere[3] == ""


def test_the_text_most_alike_goes_first_whatever_comes_before_it():
    old = "Hold your left knee for ten seconds and breathe"
    new = ["Hold your left elbow for six seconds and rest", "Hold your left knee for ten seconds and breathe out"]
    assert targets([AROUND[0], old, AROUND[1]], [AROUND[0], *new, AROUND[1]]) == [AROUND[0], "", old, AROUND[1]]


def test_an_entry_that_has_its_text_lends_it_only_to_nearly_the_same():
    old = "Hold the stretch for 10 seconds on every side"
    new = ["Hold the stretch for 30 seconds on every side", "Hold the weight for a minute on either side"]
    assert targets([old, *AROUND], [old, *AROUND, *new]) == [old, *AROUND, old, ""]


def test_very_long_texts_are_not_searched_for_parts(monkeypatch):
    monkeypatch.setattr(rapidfuzz.fuzz, "partial_ratio", lambda *_, **__: pytest.fail("takes minutes"))
    assert closest.kinship("a b " * 5000, "c d " * 20000) == 0.0
    assert closest.kinship("a b", "c d " * 20000) == 0.0
