"""What an update makes of reviewed, fuzzy, machine-made and obsolete entries (DESIGN section 4)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from locpipe.catalog import dump, is_machine_text, origin_note, read, update
from locpipe.model import Catalog, Entry, Location, UnitKind
from test_catalog_laws import WHERE, make, unit

OLD = "Do not take more than 5 mg of [ibuprofen](/drugs/ibu) per day."


def catalog(*entries: Entry) -> Catalog:
    made = update(None, make([unit(entry.source, entry.context) for entry in entries if not entry.obsolete]), **WHERE)
    return replace(made.catalog, entries=entries)


def after(old: Catalog, *sources: str, context: str = ""):
    return update(old, make([unit(source, context) for source in sources]), **WHERE)


def become(entry: Entry, source: str) -> Entry:
    return after(catalog(entry), source).catalog.entries[0]


def edited(old: Catalog, **more) -> Catalog:
    """The catalog as a person leaves it: the first entry changed."""
    return replace(old, entries=(old.entries[0]._replace(**more), *old.entries[1:]))


def machine(source: str, target: str, **more) -> Entry:
    return Entry(source, target=target, fuzzy=True, notes=(origin_note("deepl", source, target),), **more)


# ---- what cannot change meaning stays reviewed


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Hold your *left* knee", "Hold your left knee"),
        ("Hold your left  knee", "Hold your **left** knee"),
        ("It's your knee", "It’s your knee"),
        ('The "knee" fold', "The “knee” fold"),
        ("Hold your\nleft knee", "Hold your left knee"),
    ],
)
def test_an_edit_without_meaning_keeps_the_review(old, new):
    entry = become(Entry(old, target="Przytrzymaj kolano"), new)
    assert (entry.target, entry.reviewed, entry.previous) == ("Przytrzymaj kolano", True, "")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("See [it](/old-page) now", "See [it](/new-page) now"),
        ("Run `extract` first", "Run `merge` first"),
        ("![Knee](/a.png) up", "![Knee](/b.png) up"),
    ],
)
def test_a_new_link_target_or_code_span_is_carried_over(old, new):
    entry = become(Entry(old, target="Zob. " + old), new)
    assert (entry.target, entry.reviewed) == ("Zob. " + new, True)


@pytest.mark.parametrize(
    ("old", "new", "target"),
    [
        ("See [it](/tea-5) now", "See [it](/tea-6) now", "Zob. [to](/tea-5)"),
        ("See [it](/safe) now", "See [it](/not-safe) now", "Zob. [to](/safe)"),
        ("See [it](/old) now", "See [it](/new) now", "Zob. [to](/old), /old"),
        ("See [it](/old) now", "See [it](/new) now", "Zob. [to](/inny)"),
        ("Call `a` or `b`", "Call `b` or `a`", "`a` i `b`, `a`"),
    ],
)
def test_a_value_that_cannot_be_carried_over_safely_makes_it_fuzzy(old, new, target):
    entry = become(Entry(old, target=target), new)
    assert (entry.target, entry.fuzzy, entry.previous) == (target, True, old)


@pytest.mark.parametrize(
    ("new", "why"),
    [
        (OLD.replace("5", "50"), "a number changed"),
        (OLD.replace("not ", ""), "a negation changed"),
        (OLD.replace("mg", "g"), "a unit changed"),
        (OLD.replace("more than", "less than"), "a comparator changed"),
    ],
)
def test_whatever_health_hangs_on_is_fuzzy_and_reported(new, why):
    done = after(catalog(Entry(OLD, target="Nie więcej niż 5 mg [x](/drugs/ibu)")), new)
    entry = done.catalog.entries[0]
    assert entry.fuzzy
    assert entry.previous == OLD
    assert any(note.startswith("changed: " + why) for note in entry.notes)
    [finding] = done.findings
    assert (finding.check, finding.path, finding.line) == ("source-changed", WHERE["path"], entry.line)
    assert why in finding.message
    assert new[:30] in finding.message


# ---- reverted edits


def test_an_edit_that_is_taken_back_is_reviewed_again():
    old = catalog(Entry("Hold your left knee", target="Lewe"))
    there = after(old, "Hold your right knee").catalog
    back = after(read(dump(there), "x.po", "pl"), "Hold your left knee").catalog
    assert (back.entries[0].target, back.entries[0].reviewed, back.entries[0].notes) == ("Lewe", True, ("paragraph",))


def test_a_text_edited_meanwhile_stays_fuzzy():
    there = after(catalog(Entry("Hold your left knee", target="Lewe")), "Hold your right knee").catalog
    back = after(edited(there, target="Prawe"), "Hold your left knee").catalog.entries[0]
    assert (back.target, back.fuzzy, back.previous) == ("Prawe", True, "")


def test_two_edits_keep_the_oldest_previous_source():
    there = after(catalog(Entry("Hold your left knee", target="Lewe")), "Hold your right knee").catalog
    again = after(there, "Hold your right knee tight").catalog
    assert again.entries[0].previous == "Hold your left knee"
    assert after(again, "Hold your left knee").catalog.entries[0].reviewed


def test_a_text_that_was_never_reviewed_does_not_become_so():
    there = after(catalog(Entry("Hold your left knee", target="Lewe?", fuzzy=True)), "Hold your right knee").catalog
    assert any(note.startswith("changed: earlier unreviewed text [") for note in there.entries[0].notes)
    back = after(there, "Hold your left knee").catalog.entries[0]
    assert (back.target, back.fuzzy) == ("Lewe?", True)


def test_without_a_change_note_the_previous_source_is_evidence_enough():
    entry = Entry("Hold your right knee", target="Lewe", fuzzy=True, previous="Hold your left knee")
    assert become(entry, "Hold your left knee").reviewed


def test_notes_of_change_and_origin_go_once_a_person_has_reviewed():
    there = after(catalog(Entry("Hold your left knee", target="Lewe")), "Hold your right knee").catalog
    done = after(edited(there, fuzzy=False, previous=""), "Hold your right knee").catalog
    assert done.entries[0].notes == ("paragraph",)
    made = catalog(machine("Hold", "Trzymaj"))
    assert is_machine_text(after(made, "Hold").catalog.entries[0])
    assert after(edited(made, fuzzy=False), "Hold").catalog.entries[0].notes == ("paragraph",)


# ---- machine text


def test_machine_text_whose_source_changed_is_emptied_and_its_comment_stays():
    done = after(catalog(machine("Take 5 mg of it", "Weź 5 mg", comments=("Anna?",))), "Take 50 mg of it")
    entry = done.catalog.entries[0]
    assert (entry.target, entry.fuzzy, entry.comments) == ("", False, ("Anna?",))
    assert [finding.check for finding in done.findings] == ["machine-text"]


def test_a_machine_text_that_a_person_touched_is_a_persons():
    entry = edited(catalog(machine("Take 5 mg of it", "Weź 5 mg")), target="Zażyj 5 mg")
    assert not is_machine_text(entry.entries[0])
    assert after(entry, "Take 50 mg of it").catalog.entries[0].target == "Zażyj 5 mg"


def test_machine_text_goes_with_its_source_but_a_comment_never_does():
    gone = after(
        catalog(machine("Hold", "Trzymaj"), machine("Take", "Weź", comments=("Anna?",)), Entry("A", comments=("b",)))
    )
    assert [(entry.source, entry.obsolete) for entry in gone.catalog.entries] == [("Take", True), ("A", True)]
    back = after(read(dump(gone.catalog), "x.po", "pl"), "Take", "A").catalog
    assert is_machine_text(back.entries[0])
    assert (back.entries[1].target, back.entries[1].comments, back.entries[1].fuzzy) == ("", ("b",), False)


# ---- contexts, slugs, obsolete entries, flags


def test_a_slug_keeps_translation_and_state_when_its_source_changes():
    old = catalog(Entry("back-pain", "slug", "bol-plecow"), Entry("pain-of-backs", target="x"))
    entry = after(old, "pain-in-the-back", context="slug").catalog.entries[0]
    assert (entry.key, entry.target, entry.reviewed) == (("slug", "pain-in-the-back"), "bol-plecow", True)


def test_a_slug_never_lends_its_text():
    assert after(catalog(Entry("back-pain", "slug", "bol-plecow")), "back pain").catalog.entries[0].target == ""


def test_the_same_text_in_another_place_is_fuzzy():
    entry = after(catalog(Entry("Back pain", "title", "Ból pleców")), "Back pain").catalog.entries[0]
    assert (entry.target, entry.fuzzy, entry.previous) == ("Ból pleców", True, "")


def test_an_obsolete_entry_comes_back_as_it_was():
    old = catalog(Entry("Hold", target="Trzymaj", fuzzy=True, obsolete=True, previous="Grab", comments=("a", "")))
    entry = after(old, "Hold").catalog.entries[0]
    assert (entry.target, entry.fuzzy, entry.previous, entry.comments) == ("Trzymaj", True, "Grab", ("a", ""))


def test_header_fields_and_comments_stay_as_found():
    old = catalog(Entry("Hold", target="Trzymaj"))
    headers = (("Project-Id-Version", "mine"), ("X-Generator", "Poedit 3.2.2"), ("X-Zebra", "1"), ("Language", "pl"))
    old = replace(old, headers=headers, comments=("Mine", "", "Anna <a@b.c>"))
    done = after(old, "Hold").catalog
    assert done.comments == old.comments
    assert done.headers == (*headers[:2], ("X-Locpipe-Segmentation", "1 gfm"), *headers[2:])


# ---- templates


def test_equal_units_are_one_entry_with_all_places():
    units = [unit("Hold", headings=("A", "B")), *(unit("Hold", headings=(name,)) for name in "CDEF")]
    units[2] = units[2]._replace(kind=UnitKind.HEADING, level=3, note="a\nb\x00")
    [entry] = make(units).entries
    assert entry.notes == (
        "paragraph",
        "in: A › B",
        "note: a b",
        "also: paragraph; in: C",
        "also: heading, level 3; in: D",
        "and 2 more places",
    )
    assert entry.locations == (Location("content/en/a.md"),)


def test_limits_are_named():
    notes = [entry.notes for entry in make([unit("a", "slug"), unit("b", "title"), unit("c", "description")]).entries]
    assert notes[0] == ("front matter: slug", "URL: a-z, 0-9, hyphens; 50 at most")
    assert all("about" in note[1] for note in notes[1:])
