"""What an edit can change: every change that matters is named, and what only looks different is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locpipe.meaning import sensitive_change

CHANGES = [
    ("Do not sit", "Do sit", "negation"),
    ("You can't lift", "You can lift", "negation"),
    ("Avoid coffee", "Drink coffee", "negation"),
    ("Take it unless it hurts", "Take it if it hurts", "negation"),
    ("Take 5 mg", "Take 50 mg", "number"),
    ("1.5 ml", "15 ml", "number"),
    ("½ tablet", "1 tablet", "number"),
    ("-5 °C", "5 °C", "number"),
    ("twice daily", "once daily", "number"),
    ("2 tablets 3 times", "3 tablets 2 times", "number"),
    ("Take 5 mg", "Take 5 g", "unit"),
    ("Take 5 mg", "Take 5 mcg", "unit"),
    ("38 °C", "38 °F", "unit"),
    ("5 minutes", "5 hours", "unit"),
    ('a 5" box', "a 5' box", "unit"),
    ("one tablet", "one capsule", "dose"),
    ("at least 5", "at most 5", "comparator"),
    ("< 5", "> 5", "comparator"),
    ("before meals", "after meals", "comparator"),
    ("hold 5–10 s", "hold 5, 10 s", "comparator"),
]
EQUAL = [
    ("don't sit", "do not sit"),
    ("can’t", "cannot"),
    ("5 mcg", "5 µg"),
    ("Hold for ten seconds", "Hold for 10 seconds"),
    ("5–10 reps", "5-10 reps"),
    ("a 5 minute walk", "a 5 minutes walk"),
    ("**not** now", "not now"),
    ("10%", "10 percent"),
    ("the lumber muscle", "the lumbar muscle"),
]


@given(st.text(max_size=40))
def test_a_text_has_not_changed_from_itself(text):
    assert sensitive_change(text, text) == ""


@given(st.text(max_size=20), st.integers(0, 10**6), st.integers(0, 10**6))
def test_another_number_is_never_missed(text, old, new):
    assert bool(sensitive_change(f"{text} {old} mg", f"{text} {new} mg")) == (old != new)


@pytest.mark.parametrize(("old", "new", "what"), CHANGES)
def test_a_change_that_matters_is_named(old, new, what):
    assert sensitive_change(old, new).startswith(f"a {what} ")
    assert sensitive_change(new, old).startswith(f"a {what} ")


@pytest.mark.parametrize(("old", "new"), EQUAL)
def test_what_says_the_same_is_let_pass(old, new):
    assert sensitive_change(old, new) == ""


def test_other_languages_have_numbers_and_symbols():
    assert sensitive_change("5 mg dziennie", "5 g dziennie", "pl").startswith("a unit")
    assert sensitive_change("no dobrze", "dobrze", "pl") == ""
