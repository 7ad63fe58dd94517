"""The English source before it is translated: glossary words misspelt into others, phrases that people mistype."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locpipe.checks import source_words
from locpipe.checks.base import UnitPair
from locpipe.checks.sound import vocabulary
from locpipe.markdown import Rules, segment

REPOSITORY = Path(__file__).resolve().parent.parent
TERMS = ("lumbar spine", "muscle", "piriformis muscle", "quadratus lumborum", "spine")
EXAMPLES = [(each, example, True) for each in source_words.FAMILY.checks for example in each.bad]
EXAMPLES += [(each, example, False) for each in source_words.FAMILY.checks for example in each.good]


def glossary():
    files = (REPOSITORY / "glossary").glob("*.csv")
    rows = [row for path in files for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())]
    return tuple(sorted({row["source"] for row in rows}))


def hits(*texts, terms=TERMS, language="en"):
    pairs = [UnitPair(text, "", language, language) for text in texts]
    return [found for look in source_words.FAMILY.of_source for found in look(pairs, terms)]


def said(text, terms=TERMS, check=None):
    return [hit.message for _, hit in hits(text, terms=terms) if check in (None, hit.check.id)]


@pytest.mark.parametrize(("check", "example", "fires"), EXAMPLES)
def test_examples(check, example, fires):
    assert (check in {hit.check for _, hit in hits(example.source)}) == fires


def test_every_check_has_three_examples_of_each_kind():
    assert all(len(each.good) >= 3 and len(each.bad) >= 3 for each in source_words.FAMILY.checks)


def test_the_slips_of_the_sample_are_found_and_nothing_else():
    found = []
    for path in sorted((REPOSITORY / "content/en").glob("*.md")):
        units = segment(path.read_text(encoding="utf-8"), path.name, Rules()).units
        found += [hit.message for _, hit in hits(*(unit.source for unit in units), terms=glossary())]
    assert found == [
        "“Here's a start that”: did you mean “Here's a stat that”?",
        "“preforms”: did you mean “piriformis”?",
        "“preforms”: did you mean “piriformis”?",
        "“quadrates”: did you mean “quadratus”?",
        "“lumber”: did you mean “lumbar”?",
    ]


def test_the_place_is_the_word_s_own_in_the_unit():
    text = "See [the **lumber** muscle](https://lumber.example/spine) and `lumber` muscles."
    places = [text[hit.source.start : hit.source.end] for _, hit in hits(text)]
    assert places == ["lumber"]
    assert hits(text)[0][1].source.start == text.index("lumber")


@pytest.mark.parametrize(
    "text",
    [
        "lumbar muscles, the lumbar's muscle, spines, a muscled back",
        "The muscle is <span class=lumber>weak</span>, see muscle https://example.org/lumber muscle.",
        "Spine surgery with Lumber of the muscle clinic",
        "a lumber yard",
        "the lumber that we had bought for our spine",
    ],
)
def test_what_is_no_misspelt_term(text):
    assert said(text, check="misspelt-term") == []


@pytest.mark.parametrize(("term", "text"), [("fiber muscle", "fibre muscle"), ("muscle edema", "muscle oedema")])
def test_british_spelling_is_no_mistake(term, text):
    assert said(text, terms=(term,)) == []


def test_a_term_s_other_forms_are_suggested():
    assert said("Muscle tendans", terms=("muscle", "tendon")) == ["“tendans”: did you mean “tendons”?"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("You COULD\nof been", "“COULD of”: did you mean “Could have”?"),
        ("**Bare** in mind", "“Bare in mind”: did you mean “Bear in mind”?"),
        ("Here’s a start that", "“Here’s a start that”: did you mean “Here's a stat that”?"),
    ],
)
def test_phrases_are_found_in_any_case_over_lines_and_emphasis(text, message):
    assert said(text) == [message]


@pytest.mark.parametrize(
    "text",
    ["It could of course be.", "could `x` of", "could, of", "could-of", "It could of-course be.", "You could offer"],
)
def test_what_is_no_phrase(text):
    assert said(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Breathe out through the mouth even though your nose is blocked.",
        "Pain in the tongue and cheek",
        "We each breathe about 20,000 times a day.",
        "After a week muscles begin to adapt.",
        "The room fell quiet a few minutes later.",
        "Most of it's down to sleep.",
        "May you too be well.",
        "Red cells in your blood lose their shape.",
        "The vessels of the heart attach here.",
        "Count each breath in and breath out.",
        "In addition to strength your spine needs rest.",
        "Those that break away form new cells.",
        "Keep a dairy-free diet, or keep a dairy free diet.",
        "Let loose your shoulders.",
    ],
)
def test_phrases_that_are_right_in_health_prose(text):
    assert said(text, terms=()) == []


@pytest.mark.parametrize(
    "text",
    [
        "Short bursts of vigorous activity help.",
        "You may feel nauseous; dizziness and headache follow.",
        "A humorous study of the shoulder and the elbow joint",
        "Maximise muscle strength, work behaviourally on sleep.",
        "Ask dieticians about protein.",
        "Dennis had pain in the elbow.",
        "Pilates for the spine",
    ],
)
def test_everyday_words_beside_a_term(text):
    assert said(text, terms=(*glossary(), "humerus", "palate")) == []


@pytest.mark.parametrize(("text", "meant"), [("blood presure", "pressure"), ("the piriformmis muscle", "piriformis")])
def test_a_letter_too_few_or_too_many_is_a_mistake(text, meant):
    word = text.split()[1]
    assert said(text, terms=glossary()) == [f"“{word}”: did you mean “{meant}”?"]


def test_a_text_of_the_glossary_s_terms_has_no_mistake():
    assert said(". ".join(glossary()), terms=glossary()) == []
    assert said(" ".join(glossary()), terms=glossary()) == []


def test_one_place_is_named_once():
    assert said("The lumber spine") == ["“lumber spine”: did you mean “lumbar spine”?"]


def test_other_languages_are_left_alone():
    assert hits("the lumber muscle could of", language="pl") == []
    assert len(hits("the lumber muscle could of", language="en-GB")) == 2


def test_without_a_glossary_phrases_are_found_all_the_same():
    assert said("the lumber muscle could of", terms=()) == ["“could of”: did you mean “could have”?"]


def test_the_phrases_are_well_formed():
    text = (Path(source_words.__file__).parent / "confusables.en.tsv").read_text(encoding="utf-8")
    rows = [tuple(line.split("\t")) for line in text.splitlines()]
    assert rows[0] == ("wrong", "right")
    assert {len(row) for row in rows} == {2}
    wrong = [row[0] for row in rows[1:]]
    assert sorted(wrong) == wrong
    assert len(set(wrong)) == len(wrong) >= 150
    assert [row for row in rows[1:] if row[0] == row[1] or len(row[0].split()) < 2] == []
    assert [row for row in rows[1:] if row[1] and not said(f"So {row[0]} {{x}}", terms=())] == []
    assert [row for row in rows[1:] if said(f"So {row[1]} {{x}}", terms=())] == []


words = st.text(st.characters(categories=("Lu", "Ll", "Lo", "Zs"), include_characters="-'’"), max_size=30)


@given(st.lists(st.text()), st.lists(st.text()))
def test_no_text_and_no_terms_are_too_odd(texts, terms):
    terms = tuple(sorted(set(terms)))
    assert hits(*texts, terms=terms) == hits(*texts, terms=terms)


@given(st.lists(st.one_of(words, st.sampled_from(glossary())), min_size=1))
def test_a_text_of_terms_alone_has_none_misspelt(terms):
    text = ". ".join(terms)
    assert said(text, terms=tuple(sorted(set(terms))), check="misspelt-term") == []


@given(st.text(st.characters(codec="ascii", categories=("Ll",)), min_size=1, max_size=12))
def test_a_word_of_the_glossary_is_never_another(word):
    known = vocabulary((word, "lumbar"))
    assert not any(known.meant(form) for form in (word, word + "s", word + "es", word + "ed", word + "ing"))
