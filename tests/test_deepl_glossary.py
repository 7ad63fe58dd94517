"""The project's glossary at DeepL: made once, replaced only where it changed, mended when somebody deleted it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import deepl.http_client
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepl_server import DeepLServer, Fault, Glossary
from locpipe.engines.base import Pair, Request, Settings
from locpipe.engines.deepl import DeepL
from locpipe.engines.deepl.terms import term_list
from locpipe.errors import EngineError
from locpipe.model import Term, TermStatus

POLISH, GERMAN = Pair("en", "pl"), Pair("en", "de")
PAIRS = (POLISH, GERMAN)
NAME = "locpipe: health"
TERMS = {
    "pl": [Term("back pain", "ból pleców"), Term("neck", "kark")],
    "de": [Term("back pain", "Rückenschmerzen")],
}


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    """The client's pauses, a thousandth as long."""
    monkeypatch.setattr(deepl.http_client._BackoffTimer, "BACKOFF_INITIAL", 0.001)
    monkeypatch.setattr(deepl.http_client._BackoffTimer, "BACKOFF_MAX", 0.01)


@pytest.fixture
def server():
    with DeepLServer() as running:
        yield running


def opened(server, project="health") -> DeepL:
    return DeepL(Settings(url=server.url, project=project, environment={"DEEPL_AUTH_KEY": server.key}))


@pytest.fixture
def engine(server):
    with opened(server) as running:
        yield running


def prepared(server, terms=TERMS, pairs=PAIRS, project="health") -> tuple[str, ...]:
    """Return what a run of its own changes."""
    server.requests.clear()
    with opened(server, project) as engine:
        return engine.prepare(pairs, terms)


def writes(server) -> list[str]:
    """Return the requests that change a glossary."""
    return [f"{one.method} {one.path.split('/')[-1]}" for one in server.requests if one.method != "GET"]


def only_glossary(server) -> Glossary:
    (glossary,) = server.glossaries.values()
    return glossary


# --- created once, replaced where it changed ---


def test_a_project_has_one_glossary_with_a_dictionary_per_pair(server):
    assert prepared(server) == (f'deepl: created glossary "{NAME}": en-de with 1 terms, en-pl with 2 terms',)
    assert writes(server) == ["POST glossaries"]
    assert only_glossary(server).name == NAME
    assert only_glossary(server).dictionaries == {
        ("en", "pl"): {"back pain": "ból pleców", "neck": "kark"},
        ("en", "de"): {"back pain": "Rückenschmerzen"},
    }


def test_an_unchanged_glossary_is_not_sent_again(server):
    prepared(server)
    assert prepared(server) == ()
    assert writes(server) == []


@pytest.mark.parametrize(
    ("polish", "count"),
    [
        ([Term("back pain", "ból pleców"), Term("neck", "szyja")], 2),
        ([Term("back pain", "ból pleców"), Term("Neck", "kark")], 2),
        ([Term("back pain", "ból pleców")], 1),
        ([*TERMS["pl"], Term("hip", "biodro")], 3),
    ],
    ids=["target", "case", "fewer", "more"],
)
def test_a_changed_term_replaces_its_dictionary_alone(server, polish, count):
    prepared(server)
    assert prepared(server, TERMS | {"pl": polish}) == (f'deepl: replaced en-pl with {count} terms in "{NAME}"',)
    assert writes(server) == ["PUT dictionaries"]
    # The number of entries tells more and fewer apart without fetching them.
    looked = [one.query.get("target_lang") for one in server.requests if one.path.endswith("/entries")]
    assert looked == (["DE", "PL"] if count == 2 else ["DE"])
    assert only_glossary(server).dictionaries["en", "pl"] == {term.source: term.target for term in polish}
    assert prepared(server, TERMS | {"pl": polish}) == ()


def test_a_new_pair_becomes_a_dictionary(server):
    prepared(server, pairs=[POLISH])
    assert prepared(server) == (f'deepl: added en-de with 1 terms in "{NAME}"',)
    assert writes(server) == ["PUT dictionaries"]


def test_a_dictionary_that_is_not_asked_for_stays(server):
    prepared(server)
    assert prepared(server, pairs=[POLISH]) == ()
    assert ("en", "de") in only_glossary(server).dictionaries


def test_a_dictionary_whose_terms_are_gone_is_removed(server):
    prepared(server)
    assert prepared(server, {"pl": TERMS["pl"]}) == (f'deepl: removed en-de from "{NAME}": it has no terms any more',)
    assert set(only_glossary(server).dictionaries) == {("en", "pl")}


def test_the_last_dictionary_takes_its_glossary_along(server):
    prepared(server)
    assert len(prepared(server, {})) == 2
    assert server.glossaries == {}
    assert prepared(server, {}) == ()


def test_one_dictionary_may_go_while_another_comes(server):
    prepared(server, pairs=[GERMAN])
    assert len(prepared(server, {"pl": TERMS["pl"]})) == 2
    assert set(only_glossary(server).dictionaries) == {("en", "pl")}


def test_other_glossaries_of_the_account_are_left_alone(server):
    server.glossaries["other"] = Glossary("a team's own", {("en", "pl"): {"neck": "szyja"}})
    prepared(server, project="yoga")
    prepared(server)
    assert sorted(glossary.name for glossary in server.glossaries.values()) == ["a team's own", NAME, "locpipe: yoga"]
    assert server.glossaries["other"].dictionaries == {("en", "pl"): {"neck": "szyja"}}


def test_of_two_with_one_name_every_run_takes_the_older(server):
    server.glossaries["b"] = Glossary(NAME, {}, created="2026-03-01T00:00:00.000Z")
    server.glossaries["a"] = Glossary(NAME, {}, created="2026-04-01T00:00:00.000Z")
    prepared(server)
    assert len(server.glossaries["b"].dictionaries) == 2
    assert server.glossaries["a"].dictionaries == {}
    assert prepared(server) == ()


def test_without_terms_no_glossary_is_made(server, engine):
    assert engine.prepare([POLISH], {}) == ()
    engine.translate(Request(POLISH, ("neck",)))
    assert server.glossaries == {}
    assert "glossary_id" not in server.translations[0].body


def test_two_variants_of_a_language_have_a_glossary_each(server, engine):
    brazil, portugal = Pair("en", "pt-BR"), Pair("en", "pt-PT")
    terms = {"pt-BR": [Term("train", "trem")], "pt-PT": [Term("train", "comboio")], "pl": TERMS["pl"]}
    assert len(engine.prepare([brazil, portugal, POLISH], terms)) == 3
    names = sorted(glossary.name for glossary in server.glossaries.values())
    assert names == [NAME, f"{NAME} (pt-BR)", f"{NAME} (pt-PT)"]
    assert engine.translate(Request(brazil, ("the train",))).texts == ("THE trem",)
    assert engine.translate(Request(portugal, ("the train",))).texts == ("THE comboio",)
    assert prepared(server, terms, [brazil, portugal, POLISH]) == ()


def test_languages_prepared_one_after_another_keep_their_terms(server, engine):
    engine.prepare([POLISH], TERMS)
    engine.prepare([GERMAN], TERMS)
    server.glossaries.clear()
    assert engine.translate(Request(POLISH, ("neck",))).texts == ("kark",)
    assert engine.translate(Request(GERMAN, ("back pain",))).texts == ("Rückenschmerzen",)


def test_a_variant_alone_uses_the_glossary_it_has_among_others(server):
    brazil, portugal = Pair("en", "pt-BR"), Pair("en", "pt-PT")
    terms = {"pt-BR": [Term("train", "trem")], "pt-PT": [Term("train", "comboio")]}
    prepared(server, terms, [brazil, portugal])
    assert prepared(server, terms, [brazil]) == ()


def test_a_variant_uses_the_languages_dictionary(server, engine):
    pair = Pair("pl", "en", code="en-GB")
    engine.prepare([pair], {"en": [Term("kark", "neck")]})
    assert set(only_glossary(server).dictionaries) == {("pl", "en")}
    assert engine.translate(Request(pair, ("kark",))).texts == ("neck",)


def test_a_translation_uses_the_glossary(server, engine):
    engine.prepare(PAIRS, TERMS)
    text = 'Chronic <g id="1">back pain</g>'
    assert engine.translate(Request(POLISH, (text,))).texts == ('CHRONIC <g id="1">ból pleców</g>',)
    assert engine.translate(Request(GERMAN, (text,))).texts == ('CHRONIC <g id="1">Rückenschmerzen</g>',)


@pytest.mark.parametrize("newer", [True, False])
def test_a_language_without_glossaries_gets_none_and_one_line(server, engine, newer):
    server.newer = newer
    thai = Pair("en", "th")
    assert engine.prepare([thai], {"th": [Term("neck", "คอ")]}) == (
        "deepl: no glossary can be used from English into Thai",
    )
    engine.translate(Request(thai, ("neck",)))
    assert writes(server) == ["POST translate"]
    assert "glossary_id" not in server.translations[0].body


# --- deleted by somebody else ---


def test_a_glossary_deleted_between_runs_is_made_again(server):
    prepared(server)
    server.glossaries.clear()
    assert len(prepared(server)) == 1
    assert len(only_glossary(server).dictionaries) == 2


def delete_all(server) -> None:
    server.glossaries.clear()


def delete_dictionary(server) -> None:
    del only_glossary(server).dictionaries["en", "pl"]


def make_another(server) -> None:
    server.glossaries.clear()
    server.glossaries["another"] = Glossary(NAME, {("en", "pl"): {"neck": "wrong"}})


@pytest.mark.parametrize("harm", [delete_all, delete_dictionary, make_another])
def test_a_glossary_deleted_meanwhile_is_mended_before_translating(server, engine, harm):
    engine.prepare(PAIRS, TERMS)
    engine.translate(Request(POLISH, ("neck",)))
    harm(server)
    assert engine.translate(Request(POLISH, ("my neck",))).texts == ("MY kark",)
    assert only_glossary(server).dictionaries["en", "pl"] == {"back pain": "ból pleców", "neck": "kark"}
    assert server.used == len("neck") + len("my neck")


def test_a_glossary_deleted_meanwhile_is_mended_once_for_all_threads(server, engine):
    engine.prepare(PAIRS, TERMS)
    server.glossaries.clear()
    server.requests.clear()
    server.faults.extend([Fault.delay(0.05)] * 4)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(engine.translate, [Request(POLISH, (f"neck {number}",)) for number in range(4)]))
    assert [answer.texts for answer in answers] == [(f"kark {number}",) for number in range(4)]
    assert writes(server).count("POST glossaries") == 1
    assert len([one for one in server.requests if (one.method, one.path) == ("GET", "/v3/glossaries")]) == 1


def test_a_glossary_that_stays_away_stops_the_run(server, engine):
    engine.prepare(PAIRS, TERMS)
    server.faults.extend([Fault.status(404)] * 2)
    with pytest.raises(EngineError, match="Not found"):
        engine.translate(Request(POLISH, ("neck",)))
    assert server.used == 0


def test_a_glossary_deleted_while_it_is_brought_up_to_date_is_made_again(server):
    prepared(server)
    server.faults.append(Fault.status(404, path="/v3/glossaries/"))
    assert prepared(server) == ()
    assert len(only_glossary(server).dictionaries) == 2


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (Fault.status(403, path="/v3/glossaries"), "cannot bring the glossary up to date: the key is refused"),
        (Fault.not_json(path="/v3/glossaries", body='{"glossaries": [{}]}'), "the answer is not one of DeepL's"),
        (Fault.not_json(path="/v3/languages", body='[{"name": "Polish"}]'), "the answer is not one of DeepL's"),
    ],
)
def test_a_fault_in_between_is_one_line(server, engine, fault, message):
    server.faults.append(fault)
    with pytest.raises(EngineError, match=message):
        engine.prepare(PAIRS, TERMS)


def test_an_account_that_is_full_of_glossaries_says_so(server, engine):
    server.most_glossaries = 0
    with pytest.raises(EngineError, match="the number of glossaries is reached"):
        engine.prepare(PAIRS, TERMS)


# --- terms ---


def test_only_what_a_translation_must_use_is_sent():
    terms = [
        Term("neck", "kark"),
        Term("hip", "biodro", TermStatus.PROPOSED),
        Term("diet", "dieta cud", TermStatus.FORBIDDEN),
        Term("WHO", "", TermStatus.KEPT),
    ]
    assert term_list(terms).entries == {"neck": "kark", "WHO": "WHO"}


def at(line: int, term: Term) -> Term:
    return replace(term, path="glossary/health.en-pl.csv", line=line)


@pytest.mark.parametrize(
    ("terms", "entries", "note"),
    [
        ([Term("", "kark")], {}, 'term "kark" is left out: it has no source'),
        ([Term("neck", " ")], {}, 'term "neck" is left out: it has no target'),
        ([Term(" neck\u00a0", "kark ")], {"neck": "kark"}, None),
        ([Term("a\tb", "c\r\nd\u2028e")], {"a b": "c d e"}, 'term "a b" → "c d e" is sent with spaces'),
        ([Term("n" * 1025, "kark")], {}, "it has 1025 bytes, DeepL takes 1024"),
        ([Term("neck", "ł" * 513)], {}, "it has 1026 bytes, DeepL takes 1024"),
        ([Term("n" * 1024, "kark")], {"n" * 1024: "kark"}, None),
        ([Term("neck", "kark"), Term("neck", "kark")], {"neck": "kark"}, None),
        ([Term("neck", "kark"), Term("Neck", "szyja")], {"neck": "kark"}, '"Neck" → "szyja" is left out: glossary/'),
        ([Term("ne\u0301e", "kark")], {"n\u00e9e": "kark"}, None),
    ],
)
def test_terms_that_deepl_refuses_are_left_out_or_made_safe(server, terms, entries, note):
    placed = [at(line, term) for line, term in enumerate(terms, 2)]
    found = term_list(placed)
    assert found.entries == entries
    assert len(found.notes) == (note is not None)
    if note:
        assert note in found.notes[0]
        assert found.notes[0].startswith(f"glossary/health.en-pl.csv:{len(terms) + 1}: deepl: ")
    prepared(server, {"pl": [*placed, Term("hip", "biodro")]}, [POLISH])
    assert only_glossary(server).dictionaries["en", "pl"] == entries | {"hip": "biodro"}


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(st.lists(st.builds(Term, WORDS, WORDS), max_size=8))
def test_whatever_the_terms_deepl_takes_them_and_a_second_run_changes_nothing(lasting_server, terms):
    lasting_server.glossaries.clear()
    prepared(lasting_server, {"pl": terms}, [POLISH])
    notes = prepared(lasting_server, {"pl": terms}, [POLISH])
    assert writes(lasting_server) == []
    assert all("left out" in note or "is sent with" in note for note in notes)


@pytest.fixture(scope="module")
def lasting_server():
    with DeepLServer() as running:
        yield running
