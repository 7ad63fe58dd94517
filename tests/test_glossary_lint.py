"""What lint finds in term lists, and what it leaves in peace."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import REPOSITORY
from locpipe.glossary.lint import CONTRADICTION, CYCLE, DUPLICATE, LENGTH, SHAPE, UNUSED, Glossary, lint
from locpipe.model import Severity, Term, TermStatus
from locpipe.pipeline import glossary
from locpipe.project import find_project

KEPT, PROPOSED, FORBIDDEN = TermStatus.KEPT, TermStatus.PROPOSED, TermStatus.FORBIDDEN


def rows(*terms, path="glossary/a.en-pl.csv"):
    """Return the terms as rows of a list, the first in line 2."""
    placed = [
        Term(
            term.source,
            term.target,
            term.status,
            term.part_of_speech,
            term.forms,
            term.forbidden,
            term.case_sensitive,
            term.note,
            path,
            line,
        )
        for line, term in enumerate(terms, 2)
    ]
    source, target = path.split(".")[1].split("-")
    return Glossary(path, source, target, tuple(placed))


def findings(*glossaries, texts=()):
    return [each for each in lint(glossaries, texts, "en") if each.check != UNUSED]


def found(*terms):
    return [(each.check, each.severity.word, each.line) for each in findings(rows(*terms))]


# Laws.

WORDS = st.sampled_from(["pain", "Pain", "back pain", "knee", "ból", "ból pleców", "kolano", " pain", "**knee**"])
TERMS = st.builds(
    Term,
    WORDS,
    WORDS,
    st.sampled_from(TermStatus),
    st.sampled_from(["", "noun", "verb"]),
    st.lists(WORDS, max_size=2).map(tuple),
    st.lists(WORDS, max_size=2).map(tuple),
    st.booleans(),
)


@given(st.lists(TERMS, max_size=6), st.lists(WORDS, max_size=3))
def test_each_finding_has_a_row_and_says_what_to_do(terms, texts):
    listed = rows(*terms)
    for each in lint([listed], texts, "en"):
        assert each.path == listed.path
        assert 2 <= each.line < 2 + len(terms)
        assert ";" in each.message or ":" in each.message
        assert "\n" not in each.message


@given(st.lists(TERMS, max_size=6))
def test_every_source_that_stands_twice_with_two_required_targets_is_found(terms):
    lines = {each.line for each in findings(rows(*terms))}
    for line, term in enumerate(terms, 2):
        for earlier in terms[: line - 2]:
            same = term.source == earlier.source and term.required and earlier.required
            apart = {term.target.casefold().strip(), earlier.target.casefold().strip()}
            if same and len(apart) == 2 and not {term.target, earlier.target} & {*term.forms, *earlier.forms}:
                assert line in lines


# Each check.


def test_a_list_without_faults():
    assert not found(
        Term("back pain", "ból pleców", forms=("bóle pleców",), forbidden=("ból krzyża",)),
        Term("pain", "ból"),
        Term("Theraband", "Theraband", KEPT),
        Term("AIDS", "AIDS", case_sensitive=True),
        Term("aids", "pomoce"),
    )


@pytest.mark.parametrize(
    "second",
    [
        Term("pain", "ból"),
        Term("Pain", "ból"),
        Term("pain", "Ból"),
        Term("pain ", "ból"),
        Term("pain", "ból", PROPOSED),
    ],
)
def test_duplicates(second):
    assert (DUPLICATE, "warning", 3) in found(Term("pain", "ból"), second)


@pytest.mark.parametrize(
    ("first", "second", "severity"),
    [
        (Term("back", "plecy"), Term("back", "grzbiet"), "error"),
        (Term("back", "plecy"), Term("Back", "grzbiet"), "error"),
        (Term("back", "plecy"), Term("back", "back", KEPT), "error"),
        (Term("back", "plecy", part_of_speech="noun"), Term("back", "wstecz", part_of_speech="adverb"), "warning"),
        (Term("back", "plecy"), Term("back", "plecy", FORBIDDEN), "error"),
        (Term("back", "plecy", forms=("plecami",)), Term("back", "plecami", FORBIDDEN), "error"),
        (Term("back", "grzbiet", forbidden=("plecy",)), Term("back", "plecy", PROPOSED), "error"),
    ],
)
def test_contradictions(first, second, severity):
    assert found(first, second) == [(CONTRADICTION, severity, 3)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Term("back", "plecy"), Term("back", "grzbiet", PROPOSED)),
        (Term("back", "plecy", forms=("grzbiet",)), Term("back", "grzbiet")),
        (Term("back", "plecy"), Term("back", "tył", FORBIDDEN)),
        (Term("back", "tył", FORBIDDEN), Term("back", "wstecz", FORBIDDEN)),
        (Term("back", "plecy", forbidden=("tył",)), Term("rear", "tył")),
        (Term("Back", "Back", KEPT, case_sensitive=True), Term("back", "plecy")),
    ],
)
def test_what_may_stand_side_by_side(first, second):
    assert found(first, second) == []


def test_a_row_that_contradicts_itself():
    assert found(Term("pain", "ból", forbidden=("Ból",))) == [(CONTRADICTION, "error", 2)]
    assert found(Term("pain", "ból", forms=("bóle",), forbidden=("bóle",))) == [(CONTRADICTION, "error", 2)]
    # Whoever forbids one form of a word means it: the matcher finds it by its letters.
    assert found(Term("pain", "ból", forbidden=("bólami",))) == []
    assert found(Term("Theraband", "taśma", KEPT)) == [(CONTRADICTION, "error", 2)]


def test_lists_that_lead_back_elsewhere():
    there = rows(Term("backbone", "kręgosłup"), Term("knee", "kolano"))
    back = rows(Term("kręgosłup", "spine"), Term("kolano", "knee"), path="glossary/b.pl-en.csv")
    [one] = findings(there, back)
    assert (one.check, one.path, one.line) == (CYCLE, there.path, 2)
    assert "glossary/b.pl-en.csv:2" in one.message
    assert "“spine”" in one.message
    synonym = rows(Term("backbone", "kręgosłup"), Term("spine", "kręgosłup"))
    assert [each for each in findings(synonym, back) if each.path == synonym.path] == []


def test_a_way_back_over_a_third_language():
    lists = [
        rows(Term("backbone", "kręgosłup"), path="g/a.en-pl.csv"),
        rows(Term("kręgosłup", "Wirbelsäule"), path="g/a.pl-de.csv"),
        rows(Term("Wirbelsäule", "spine"), path="g/a.de-en.csv"),
    ]
    assert (CYCLE, "g/a.en-pl.csv") in {(each.check, each.path) for each in findings(*lists)}
    lists[2] = rows(Term("Wirbelsäule", "Backbone"), path="g/a.de-en.csv")
    assert findings(*lists) == []


def test_too_long_for_an_engine():
    assert found(Term("a", "ł" * 513)) == [(LENGTH, "warning", 2)]
    assert found(Term("a", "ł" * 512)) == []
    assert found(Term("one two three four five six seven eight nine ten eleven", "a")) == [(LENGTH, "warning", 2)]


@pytest.mark.parametrize(
    "odd", ["**pain**", "`pain`", "[pain](x)", "<b>pain", "pain&nbsp;here", " pain", "a  b", "a\tb", "…"]
)
def test_texts_that_no_prose_holds(odd):
    assert found(Term(odd, "x")) == [(SHAPE, "warning", 2)]
    assert found(Term("x", odd)) == [(SHAPE, "warning", 2)]
    assert found(Term("x", "y", forms=(odd,))) == [(SHAPE, "warning", 2)]


@pytest.mark.parametrize("fine", ["follow-up", "L4/L5", "X-ray", "doctor's", "C++ & D", "5-HT", "vitamin B₁₂", "a < b"])
def test_texts_that_are_terms(fine):
    assert found(Term(fine, "x")) == []


def test_terms_that_no_article_holds():
    listed = rows(Term("knee", "kolano"), Term("lower back", "lędźwie"), Term("MRI", "MRI", case_sensitive=True))
    other = rows(Term("knie", "knee"), path="glossary/a.de-en.csv")
    unused = {each.line for each in lint([listed, other], ["Bend your knees."], "en")}
    assert unused == {3, 4}
    texts = ["Bend both lower backs.", "an mri", "An MRI of the knee"]
    assert list(lint([listed, other], texts, "en")) == []
    assert {each.line for each in lint([listed], texts[:2], "en")} == {2, 4}
    [note] = lint([rows(Term("gait", "chód"))], ["knee"], "en")
    assert note.severity is Severity.NOTE


def test_our_own_lists_hold_no_fault():
    result = glossary.lint(find_project(REPOSITORY))
    assert [str(each) for each in result.findings if each.severity is Severity.ERROR] == []
    assert result.counts["lists"] == 2
