"""Terms in inflected text: laws, examples in three languages, and the sentences of tests/terms/."""

import csv
import re
from functools import lru_cache
from itertools import pairwise
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import REPOSITORY
from locpipe.glossary import Matcher, analyzer, read
from locpipe.glossary.analyzer import Analyzer
from locpipe.glossary.lemmas import _words, morfeusz
from locpipe.model import Span, Term, TermStatus

TERMS = REPOSITORY / "tests/terms"


def glossary(target):
    path = REPOSITORY / f"glossary/health.en-{target}.csv"
    return read(path.read_bytes(), path.name)


@lru_cache
def matcher(target):
    return Matcher(glossary(target), "en", target)


def found(text, *terms):
    return [(each.terms[0].source, each.span.of(text)) for each in Matcher(terms, "en", "pl").occurrences(text)]


# Laws

words = st.sampled_from(["neck", "pain", "Neck", "pains", "back", "lower", "low", "the", "of", "chin", "tucks", "WHO"])
prose = st.lists(st.tuples(words, st.sampled_from([" ", "-", ", ", ". ", "\n", "\ufffc"])), max_size=12).map(
    lambda parts: "".join(word + gap for word, gap in parts)
)


@given(prose)
def test_occurrences_lie_in_the_text_apart_and_in_order(text):
    spans = [each.span for each in matcher("pl").occurrences(text)]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))


@given(prose, st.randoms(use_true_random=False))
def test_the_order_of_a_glossary_does_not_matter(text, random):
    shuffled = list(glossary("pl")[:80])
    expected = Matcher(shuffled, "en", "pl").occurrences(text)
    random.shuffle(shuffled)
    assert Matcher(shuffled, "en", "pl").occurrences(text) == expected


sources = st.lists(words, min_size=1, max_size=3).map(" ".join)
glossaries = st.lists(st.builds(Term, sources, sources, case_sensitive=st.booleans()), max_size=12)


@given(glossaries, prose, st.randoms(use_true_random=False))
def test_no_longer_term_was_left_out_whatever_the_order(terms, text, random):
    found = Matcher(terms, "en", "pl").occurrences(text)
    random.shuffle(terms)
    assert Matcher(terms, "en", "pl").occurrences(text) == found
    for term in terms:
        for other in Matcher([term], "en", "pl").occurrences(text):
            beside = [each for each in found if each.span.start < other.span.end and other.span.start < each.span.end]
            assert any(size(each.span.of(text)) >= size(other.span.of(text)) for each in beside)


def size(text):
    return len(analyzer("en").tokens(text))


@given(st.text(max_size=40))
def test_tokens_are_the_text_they_stand_for(text):
    for language in ("en", "pl", "ja", "xx"):
        for token in analyzer(language).tokens(text):
            assert normalize("NFC", token.span.of(text).replace("\xad", "")) == token.text
            assert token.text.casefold() in token.forms <= token.keys


# Examples

NECK, NECK_PAIN = Term("neck", "szyja"), Term("neck pain", "ból szyi")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("My neck hurts.", [("neck", "neck")]),
        ("Necks hurt.", [("neck", "Necks")]),
        ("Neck pains and the neck.", [("neck pain", "Neck pains"), ("neck", "neck")]),
        ("neck-pain", [("neck pain", "neck-pain")]),
        ("The neck's pain", [("neck", "neck")]),
        ("neck, pain", [("neck", "neck")]),
        ("neck\ufffcpain", [("neck", "neck")]),
        ("necklace", []),
        ("neck - pain", [("neck", "neck")]),
        ("neck\n  pain", [("neck pain", "neck\n  pain")]),
        ("NECK PAIN", [("neck pain", "NECK PAIN")]),
        ("neck\u2011pain, ne\xadck pain", [("neck pain", "neck\u2011pain"), ("neck pain", "ne\xadck pain")]),
    ],
)
def test_longest_wins_side_by_side_and_inflected(text, expected):
    assert found(text, NECK, NECK_PAIN) == expected


def test_the_longest_of_overlapping_terms_wins_wherever_it_begins():
    terms = (Term("lower back", "krzyż"), Term("back pain relief", "ulga w bólu pleców"))
    assert found("lower back pain relief", *terms) == [("back pain relief", "back pain relief")]


def test_a_sign_of_the_term_s_own_may_stand_between_its_words():
    assert found("Vitamin B. complex, vitamin B", Term("vitamin B. complex", "x")) == [
        ("vitamin B. complex", "Vitamin B. complex")
    ]
    assert found("The neck. Pain", NECK_PAIN) == []


def test_capitals_count_where_they_are_meant():
    who = Term("WHO", "WHO", TermStatus.KEPT, case_sensitive=True)
    assert found("WHO says who may.", who) == [("WHO", "WHO")]


def test_two_targets_of_one_source_are_one_occurrence():
    one, other = Term("back", "plecy"), Term("Back", "grzbiet", TermStatus.PROPOSED)
    [occurrence] = Matcher([one, other], "en", "pl").occurrences("The back.")
    assert set(occurrence.terms) == {one, other}


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("lung", "Two lunges."),
        ("evidence", "It is evident."),
        ("hand", "A handful of nuts."),
        ("organ", "The World Health Organization."),
        ("pain", "A painful neck."),
    ],
)
def test_a_stem_makes_no_term_of_a_word_that_the_dictionary_has(term, text):
    assert found(text, Term(term, "x")) == []


@pytest.mark.parametrize(
    ("term", "right", "wrong"),
    [
        ("seat", "Two seats.", "A seated march."),
        ("tingling", "Tinglings?", "It tingles."),
        ("bed", "Two beds.", "Bedding."),
        ("foot", "Feet down.", "A footed glass."),
    ],
)
def test_an_english_noun_is_not_the_verb_made_like_it(term, right, wrong):
    noun = Term(term, "x", part_of_speech="noun")
    assert found(right, noun)
    assert not found(wrong, noun)
    assert found("Seated.", Term("seat", "x"))


def test_a_stem_ties_words_that_no_dictionary_has():
    assert found("Two Therabands.", Term("Theraband", "x")) == [("Theraband", "Therabands")]


def test_a_thousand_terms_with_one_first_word_cost_no_more_than_others():
    terms = [Term(f"muscle number {count}", "x") for count in range(2000)]
    assert len(Matcher(terms, "en", "pl").occurrences("muscle " * 2000 + "number 7")) == 1


def test_letters_are_the_same_however_they_are_composed():
    term = Term("neck", "szyję")
    looked = Matcher([term], "en", "pl")
    assert looked.target_spans("Boli szyje\u0328.", term) == (Span(5, 11),)


@pytest.mark.parametrize("use_morfeusz", [False, True])
@pytest.mark.parametrize(
    ("target", "right", "wrong"),
    [
        ("stopa", "Boli mnie w stopie.", "Lód się stopił."),
        ("nerw", "Zapalenie nerwów.", "Pracuje nerwowo."),
        ("alarmowy objaw", "Przy alarmowych objawach.", "Objaw alarmował."),
        ("leczenie", "Potrzebuje leczenia.", "Lekarz leczy."),
        ("masa", "Z masami mięśni.", "Masował plecy."),
        ("nadgarstek", "Pomaga nadgarstkowi.", "Garstka ryżu."),
    ],
)
def test_polish_nouns_are_not_the_verbs_made_like_them(target, right, wrong, use_morfeusz):
    finds = inflected("pl", use_morfeusz=use_morfeusz)
    assert finds(right, Term("x", target))
    assert not finds(wrong, Term("x", target))


def feet():
    _words.cache_clear()
    return set(Analyzer("en").tokens("feet")[0].forms)


def test_a_cache_that_cannot_be_kept_or_was_spoilt_changes_no_word(tmp_path, monkeypatch):
    file = tmp_path / "file"
    file.touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(file))
    assert feet() == {"feet", "foot"}
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert feet() == {"feet", "foot"}
    [kept] = tmp_path.glob("locpipe/simplemma-*/*")
    kept.write_bytes(kept.read_bytes()[:1000])
    assert feet() == {"feet", "foot"}
    assert [each.stat().st_size > 1000 for each in kept.parent.iterdir()] == [True]


needs_morfeusz = pytest.mark.skipif(morfeusz() is None, reason="morfeusz2 is not installed: locpipe[pl]")


@needs_morfeusz
def test_morfeusz_parts_what_is_not_and_what_is_more():
    finds = inflected("pl", use_morfeusz=True)
    assert finds("Bez leczenia.", Term("treatment", "leczenie"))
    assert not finds("Skutki nieleczenia.", Term("treatment", "leczenie"))
    assert not finds("Mięśnia większego.", Term("great muscle", "mięsień wielki"))


@needs_morfeusz
@pytest.mark.parametrize(
    ("target", "right", "wrong"),
    [
        ("ból", "Z bólem.", "Głowa mnie boli."),
        ("mocz", "Krew w moczu.", "Moczyć nogi."),
        ("stopa", "Stopy bolą.", "Stopu metali."),
        ("goleń", "Skóra goleni.", "Golić się."),
        ("cofanie brody", "Cofaniem brody.", "Cofa brodę."),
        ("uruchamiać", "Uruchamianie stawu.", "Nieuruchamianie stawu."),
    ],
)
def test_a_term_in_its_base_form_is_no_form_of_another_word(target, right, wrong):
    finds = inflected("pl", use_morfeusz=True)
    assert finds(right, Term("x", target))
    assert not finds(wrong, Term("x", target))


def test_german_nouns_are_not_the_verbs_made_like_them():
    finds = inflected("de")
    assert finds("Zwei STUDIEN zeigen es.", Term("study", "Studie"))
    assert not finds("Sie studieren es.", Term("study", "Studie"))
    assert not finds("Sie sind arm.", Term("arm", "Arm"))
    assert finds("Akuten Schmerzen", Term("acute pain", "akuter Schmerz"))


def problems(source, target, *terms, language="pl"):
    words = (analyzer("en"), Analyzer(language, use_morfeusz=False))
    looked = Matcher(terms, "en", language, analyzers=words)
    return [(each.kind, each.found) for each in looked.problems(source, target)]


ACUTE = Term("acute pain", "ból ostry", forbidden=("ostra boleść",))
GLUTEUS = Term("gluteus", "mięsień pośladkowy wielki", forbidden=("mięsień pośladkowy większy",))


@pytest.mark.parametrize(
    ("source", "target", "term", "expected"),
    [
        ("The neck.", "Szyję boli.", NECK, []),
        ("The neck.", "Kark boli.", NECK, [("missing", "")]),
        ("Acute pain.", "Ostrym bólem.", ACUTE, []),
        ("Acute pain.", "Ból. Ostry.", ACUTE, [("missing", "")]),
        ("Acute pain.", "Ostrą boleścią.", ACUTE, [("missing", ""), ("forbidden", "Ostrą boleścią")]),
        ("No term.", "Ostrą boleścią.", ACUTE, []),
        ("The gluteus.", "Mięsień pośladkowy większy.", GLUTEUS, [("forbidden", "Mięsień pośladkowy większy")]),
        ("The neck.", "Kark.", Term("neck", "szyja", TermStatus.PROPOSED), []),
        ("The neck.", "Kark.", Term("neck", "kark", TermStatus.FORBIDDEN), [("forbidden", "Kark")]),
        ("The neck.", "Szyi.", Term("neck", "kark", forms=("szyja",)), []),
        ("Use Theraband.", "Użyj Theraband.", Term("Theraband", "Theraband", TermStatus.KEPT), []),
        ("Use Theraband.", "Użyj taśmy.", Term("Theraband", "Theraband", TermStatus.KEPT), [("missing", "")]),
        ("The WHO says.", "Who mówi.", Term("WHO", "WHO", TermStatus.KEPT, case_sensitive=True), [("missing", "")]),
    ],
)
def test_what_a_translation_makes_of_a_term(source, target, term, expected):
    assert problems(source, target, term) == expected


def test_a_forbidden_word_in_a_right_translation_is_none():
    terms = (Term("neck", "szyja", forbidden=("kark",)), Term("nape", "kark"))
    assert problems("Neck and nape.", "Szyja i kark.", *terms) == []


@pytest.mark.parametrize(
    ("language", "target", "text"),
    [
        ("de", "Nackenschmerz", "Bei Nackenschmerzen hilft Wärme."),
        ("de", "akuter Schmerz", "Mit akuten Schmerzen zum Arzt."),
        ("ja", "首の痛み", "首の痛みがある人。"),
        ("zh-Hans", "颈部疼痛", "有颈部疼痛的人"),
        ("ko", "목 통증", "목 통증이 있는"),
        ("es", "dolor de cuello", "Los dolores de cuello pasan."),
        ("sw", "shingo", "Maumivu ya shingo."),
    ],
)
def test_languages_of_many_kinds(language, target, text):
    assert problems("Neck pain.", text, Term("neck pain", target), language=language) == []
    assert problems("Neck pain.", "…", Term("neck pain", target), language=language) == [("missing", "")]


# The sentences, which were written by somebody who did not see the code (tests/terms/README.md).


def rows(language):
    found = []
    for path in sorted(TERMS.glob(f"{language}*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    return found


@pytest.mark.parametrize(("language", "positives", "negatives"), [("pl", 100, 50), ("de", 40, 20)])
def test_there_are_sentences_enough_and_each_is_about_a_term(language, positives, negatives):
    found = rows(language)
    known = {(term.source, term.target) for term in glossary(language)}
    assert all((row["english"], row["target"]) in known for row in found)
    assert {row["found"] for row in found} == {"yes", "no"}
    assert len({row["sentence"] for row in found}) == len(found)
    assert sum(row["found"] == "yes" for row in found) >= positives
    assert sum(row["found"] == "no" for row in found) >= negatives


def shares(language, finds):
    """Return the share of terms that are found, and of near misses that are taken for the term."""
    terms = {(each.source, each.target): each for each in glossary(language)}
    hits = {"yes": [], "no": []}
    for row in rows(language):
        hits[row["found"]].append(finds(row["sentence"], terms[row["english"], row["target"]]))
    return sum(hits["yes"]) / len(hits["yes"]), sum(hits["no"]) / len(hits["no"])


def exactly(sentence, term):
    return re.search(rf"(?<!\w){re.escape(term.target)}(?!\w)", sentence, re.IGNORECASE) is not None


def inflected(language, *, use_morfeusz=False):
    bare = Term("x", "x")
    words = (analyzer("en"), Analyzer(language, use_morfeusz=use_morfeusz))
    looked = Matcher([bare], "en", language, analyzers=words)
    # Without the forms that the glossary lists: the analysis alone is measured.
    return lambda sentence, term: bool(looked.target_spans(sentence, Term(term.source, term.target)))


@pytest.mark.parametrize("use_morfeusz", [False, True])
@pytest.mark.parametrize("language", ["pl", "de"])
def test_inflected_terms_are_found_and_near_misses_are_not(language, use_morfeusz):
    hits, misses = shares(language, inflected(language, use_morfeusz=use_morfeusz))
    assert hits >= 0.97
    assert misses <= 0.08
    assert shares(language, exactly)[0] < 0.1
