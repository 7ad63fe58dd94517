"""A new version of the segmentation rules takes catalogs along (DESIGN section 3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from locpipe.catalog import dump, is_machine_text, origin_note, read, update
from locpipe.model import Catalog, Entry
from test_catalog_laws import WHERE, make, unit


def bumped(sources: list[str], *entries: Entry):
    """The update of a catalog from segmentation `1 gfm` to `2 gfm`, proved to be stable."""
    first = update(None, make([unit("x")]), **WHERE).catalog
    old: Catalog = replace(first, entries=entries)
    new = make([unit(source) for source in sources], "2 gfm")
    done = update(old, new, **WHERE)
    assert done.catalog.header("X-Locpipe-Segmentation") == "2 gfm"
    assert update(done.catalog, new, **WHERE) == replace(done, findings=())
    assert read(dump(done.catalog), WHERE["path"], "pl") == done.catalog
    return done


@pytest.mark.parametrize(
    ("old", "target", "new", "fitted"),
    [
        ("See [tea](/t) now", "Zob. [herbatę](/t) teraz", "See [tea][tea] now", "Zob. [herbatę][tea] teraz"),
        ("Use [a](/x) and [b](/y)", "[B](/y) i [A](/x)", "Use [a][1] and [b][2]", "[B][2] i [A][1]"),
        ("Run ``a`` *now*", "*Teraz* ``a``", "Run `a` _now_", "_Teraz_ `a`"),
        ("**Seated** hug", "Uścisk **siedząc**", "Seated hug", "Uścisk siedząc"),
        ("one\ntwo", "raz\ndwa", "one two", "raz dwa"),
        ("See <https://a.b> now", "Zob. <https://a.b> teraz", "See https://a.b now", "Zob. https://a.b teraz"),
    ],
)
def test_markup_is_fitted_and_the_review_stays(old, target, new, fitted):
    done = bumped([new], Entry(old, target=target))
    [entry] = done.catalog.entries
    assert (entry.target, entry.reviewed) == (fitted, True)
    assert [finding.message for finding in done.findings] == ["migrated from segmentation 1 gfm to 2 gfm: 1 kept"]


def test_markup_that_cannot_be_fitted_is_fuzzy():
    done = bumped(["Run `a`"], Entry("Run ``a``", target="Uruchom to"))
    assert (done.catalog.entries[0].fuzzy, done.catalog.entries[0].previous) == (True, "Run ``a``")
    assert "1 fuzzy because the markup could not be fitted" in done.findings[0].message


def test_the_parts_of_a_split_are_fuzzy():
    done = bumped(["**1. Hug**", "Pull one knee"], Entry("**1. Hug** Pull one knee", target="**1. Uścisk** Ciągnij"))
    for entry in done.catalog.entries:
        assert (entry.target, entry.fuzzy) == ("**1. Uścisk** Ciągnij", True)
        assert entry.previous == "**1. Hug** Pull one knee"
    assert "2 fuzzy by a split" in done.findings[0].message


def test_a_join_has_both_texts():
    old = Entry("Hug", target="Uścisk", comments=("a",)), Entry("Pull one knee", target="Ciągnij", comments=("b",))
    done = bumped(["Hug\nPull one knee"], *old)
    [entry] = done.catalog.entries
    assert (entry.target, entry.fuzzy, entry.previous) == ("Uścisk Ciągnij", True, "Hug Pull one knee")
    assert entry.comments == ("a", "b")
    assert "1 fuzzy by a join" in done.findings[0].message


def test_machine_text_stays_machine_text_or_is_emptied():
    def machine(source: str, target: str) -> Entry:
        return Entry(source, target=target, fuzzy=True, notes=(origin_note("deepl", source, target),))

    done = bumped(["_A_ knee", "Hug", "Pull"], machine("*A* knee", "*Kolano*"), machine("Hug Pull", "Uścisk"))
    kept, *parts = done.catalog.entries
    assert (kept.target, is_machine_text(kept)) == ("_Kolano_", True)
    assert [(part.target, part.fuzzy) for part in parts] == [("", False)] * 2


def test_everything_else_is_updated_as_ever():
    done = bumped(
        ["Same", "Hold your right knee"], Entry("Same", target="To samo"), Entry("Hold your left knee", target="L")
    )
    assert [(entry.target, entry.reviewed) for entry in done.catalog.entries] == [("To samo", True), ("L", False)]
    assert done.findings == ()
