"""Suggested terms: counted over inflected forms, the longer phrase before the parts of it, known terms left out."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locpipe.glossary.suggest import Passage, suggest
from locpipe.model import Term


def found(*texts, terms=(), language="en", least=2):
    passages = [Passage(f"article{place}", text) for place, text in enumerate(texts)]
    return suggest(passages, terms, language, least)


def phrases(*texts, **options):
    return [each.phrase for each in found(*texts, **options)]


# Laws.

WORDS = st.sampled_from(["the", "lower", "back", "pain", "chronic", "range", "of", "motion", "ankles", "12", ",", "."])
TEXTS = st.lists(st.lists(WORDS, max_size=12).map(" ".join), max_size=6)


@given(TEXTS, st.integers(1, 3))
def test_a_phrase_stands_in_the_texts_as_often_as_it_says(texts, least):
    for each in found(*texts, least=least):
        words = each.phrase.split()
        assert least <= each.count
        assert 1 <= each.articles <= min(each.count, len(texts))
        assert 2 <= len(words) <= 4
        assert not {words[0], words[-1]} & {"the", "of", "12"}
        assert each.phrase in " ".join(" ".join(texts).split())
        assert each.phrase in each.example
        assert each.score > 0


@given(TEXTS)
def test_what_is_suggested_is_no_longer_once_it_is_a_term(texts):
    before = phrases(*texts)
    known = [Term(phrase, "x") for phrase in before]
    assert not set(phrases(*texts, terms=known)) & set(before)


@given(TEXTS)
def test_the_result_is_the_same_twice(texts):
    assert found(*texts) == found(*texts)


# What counts.


def test_inflected_forms_are_one_phrase():
    texts = ("A herniated disc, then.", "No herniated discs.", "Herniated discs!")
    [one] = found(*texts)
    assert (one.phrase, one.count, one.articles) == ("herniated discs", 3, 3)
    assert one.example == "A herniated disc, then."


def test_forms_of_another_language_are_one_phrase():
    assert phrases("Ein schmerzender Muskel.", "Schmerzende Muskeln.", language="de") != []


def test_a_part_that_never_stands_alone_is_left_out():
    text = "A chronic pelvic pain, or chronic pelvic pain."
    assert phrases(text) == ["chronic pelvic pain"]
    assert set(phrases(text, "Pelvic pain, then.", "And pelvic pain again.")) == {"chronic pelvic pain", "pelvic pain"}


def test_the_score_is_the_c_value():
    text = "A chronic pelvic pain, or chronic pelvic pain. And pelvic pain."
    scores = {each.phrase: each.score for each in found(text)}
    assert scores == {"chronic pelvic pain": 3.17, "pelvic pain": 1.0}


def test_a_known_term_is_masked_and_what_holds_it_is_not():
    text = "A chronic pelvic pain, or chronic pelvic pain."
    assert phrases(text, terms=[Term("pelvic pain", "ból miednicy")]) == ["chronic pelvic pain"]
    assert phrases(text, terms=[Term("chronic pelvic pains", "x")]) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Range of motion improves: range of motion matters.", ["range of motion"]),
        ("Sit, stand. Sit, stand. Sit; stand.", []),
        ("It is 30 minutes, 30 minutes.", []),
        ("Pain in the neck, pain in the neck.", []),
        ("Take deep\xa0breaths and deep-breaths.", ["deep\xa0breaths"]),
        ("Muscle \ufffc tension, muscle \ufffc tension.", []),
        ("Achilles tendon. Achilles Tendon. ACHILLES TENDON.", ["Achilles tendon"]),
    ],
)
def test_what_is_a_phrase(text, wanted):
    assert phrases(text) == [each.replace("\xa0", " ") for each in wanted]


def test_a_language_without_a_list_of_words_learns_them():
    texts = [f"ja selkä ja {'lihas kireä' if place % 9 == 0 else 'niska jumissa'} ja" for place in range(60)]
    assert "lihas kireä" in phrases(*texts, language="fi", least=2)
    assert not [phrase for phrase in phrases(*texts, language="fi") if "ja" in phrase.split()]


def test_the_work_grows_with_the_text():
    texts = [
        f"Muscle{place % 700} tension in the neck{place % 90} eases after gentle traction." for place in range(2000)
    ]

    def calls(count):
        """Count calls of functions: work, whatever else the machine does meanwhile."""
        seen = 0

        def count_one(frame, event, argument):
            nonlocal seen
            seen += event in ("call", "c_call")

        sys.setprofile(count_one)
        try:
            found(*texts[:count])
        finally:
            sys.setprofile(None)
        return seen

    calls(200)
    assert calls(2000) < 15 * calls(200)
