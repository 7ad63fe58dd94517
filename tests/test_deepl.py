"""DeepL's adapter over the real client, against a server on loopback that behaves, and misbehaves, like DeepL's."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import deepl.http_client
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepl_server import Corruption, DeepLServer, Fault, Language
from locpipe.engines.base import Mode, Pair, Quota, Request, Settings
from locpipe.engines.deepl import DeepL
from locpipe.errors import ConfigError, EngineError, UsageError
from locpipe.model import Term

POLISH = Pair("en", "pl")
MARKED = 'Stretch your <g id="1">neck</g> and press <x id="2"/> twice.'


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    """The client's pauses, a thousandth as long: seven tries take milliseconds."""
    monkeypatch.setattr(deepl.http_client._BackoffTimer, "BACKOFF_INITIAL", 0.001)
    monkeypatch.setattr(deepl.http_client._BackoffTimer, "BACKOFF_MAX", 0.01)


@pytest.fixture
def server():
    with DeepLServer(translate={"neck": "kark", "back pain": "ból pleców"}) as running:
        yield running


def opened(server, **options) -> DeepL:
    return DeepL(Settings(**{"url": server.url, "environment": {"DEEPL_AUTH_KEY": server.key}} | options))


@pytest.fixture
def engine(server):
    with opened(server) as running:
        yield running


# --- the laws: a request weighs what is sent, and is answered text by text ---

TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=5)


@given(TEXTS, st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(Mode), st.booleans())
def test_size_is_what_the_client_sends(size_checker, texts, context, mode, with_glossary):
    server, plain, prepared = size_checker
    engine, pair = (prepared, replace(POLISH, formality="more")) if with_glossary else (plain, POLISH)
    request = Request(pair, tuple(texts), context, mode=mode)
    engine.translate(request)
    assert server.translations[0].size == engine.size(request)
    server.requests.clear()


@pytest.fixture(scope="module")
def size_checker():
    with DeepLServer(limit=10**9) as server, opened(server) as plain, opened(server) as prepared:
        prepared.prepare([replace(POLISH, formality="more")], {"pl": [Term("neck", "kark")]})
        server.requests.clear()
        yield server, plain, prepared


def test_texts_are_answered_in_their_order_with_their_markup(server, engine):
    answer = engine.translate(Request(POLISH, (MARKED, "Back pain &amp; neck")))
    assert answer.texts == (
        'STRETCH YOUR <g id="1">kark</g> AND PRESS <x id="2"/> TWICE.',
        "ból pleców &amp; kark",
    )
    assert answer.billed == len("Stretch your neck and press  twice.") + len("Back pain & neck") == server.used


def test_a_request_says_how_markup_is_to_be_kept(server, engine):
    engine.translate(Request(replace(POLISH, model="prefer_quality_optimized"), (MARKED,), "A heading."))
    assert server.translations[0].body == {
        "text": [MARKED],
        "source_lang": "EN",
        "target_lang": "PL",
        "context": "A heading.",
        "split_sentences": "nonewlines",
        "preserve_formatting": True,
        "model_type": "prefer_quality_optimized",
        "tag_handling": "xml",
        "tag_handling_version": "v2",
        "outline_detection": False,
        "non_splitting_tags": ["g", "x"],
        "ignore_tags": ["x"],
        "show_billed_characters": True,
    }


def test_html_is_the_second_way(server, engine):
    answer = engine.translate(Request(POLISH, ('a <x id="1"></x> b',), mode=Mode.HTML))
    assert answer.texts == ('A <x id="1"></x> B',)
    assert server.translations[0].body["tag_handling"] == "html"


def test_plain_text_is_sent_without_tag_handling(server, engine):
    assert engine.translate(Request(POLISH, ("1 < 2 & neck",), mode=Mode.PLAIN)).texts == ("1 < 2 & kark",)
    assert not [name for name in server.translations[0].body if "tag" in name]


def test_the_model_that_was_used_is_told(engine):
    pair = replace(POLISH, model="prefer_quality_optimized")
    assert engine.translate(Request(pair, ("a",))).model == "quality_optimized"
    assert engine.translate(Request(POLISH, ("a",))).model == ""


def test_importing_the_engine_imports_no_client():
    code = "import sys, locpipe.engines.deepl; print(sorted({'deepl', 'requests'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


# --- the key and the address ---


@pytest.mark.parametrize("environment", [{}, {"DEEPL_AUTH_KEY": " \n"}, {"DEEPL_AUTH_KEY": "klucz-ł"}])
def test_without_a_key_nothing_is_opened(environment):
    with pytest.raises(UsageError, match="DEEPL_AUTH_KEY"):
        DeepL(Settings(environment=environment))


def test_a_key_may_end_in_a_newline(server):
    with opened(server, environment={"DEEPL_AUTH_KEY": f"{server.key}\n"}) as engine:
        assert engine.translate(Request(POLISH, ("neck",))).texts == ("kark",)


@pytest.mark.parametrize("tail", ["", "/", "/v2", "/v2/"])
def test_the_server_may_be_named_in_the_environment(server, tail):
    environment = {"DEEPL_AUTH_KEY": server.key, "DEEPL_SERVER_URL": server.url + tail}
    with opened(server, url="", environment=environment) as engine:
        assert engine.translate(Request(POLISH, ("neck",))).texts == ("kark",)


def test_an_address_without_a_scheme_is_refused(server):
    with pytest.raises(UsageError, match="https://"):
        opened(server, url="api.deepl.com")


# --- languages, by what the API reports ---


def sent(server, engine, pair: Pair) -> dict:
    engine.prepare([pair], {})
    engine.translate(Request(pair, ("neck",)))
    return server.translations[-1].body


@pytest.mark.parametrize("newer", [True, False])
@pytest.mark.parametrize(
    ("pair", "source", "target"),
    [
        (Pair("en", "pl"), "EN", "PL"),
        (Pair("en-US", "de-AT"), "EN", "DE"),
        (Pair("pl", "en", code="en-GB"), "PL", "EN-GB"),
        (Pair("pl", "en-US"), "PL", "EN-US"),
        (Pair("en", "pt", code="PT-BR"), "EN", "PT-BR"),
        (Pair("en", "zh-TW"), "EN", "ZH-HANT"),
        (Pair("en", "zh-Hant-HK"), "EN", "ZH-HANT"),
        (Pair("en", "zh"), "EN", "ZH"),
        (Pair("zh-Hans", "no"), "ZH", "NB"),
    ],
)
def test_codes_become_those_that_deepl_reports(server, engine, newer, pair, source, target):
    server.newer = newer
    body = sent(server, engine, pair)
    assert (body["source_lang"], body["target_lang"]) == (source, target)


@pytest.mark.parametrize("newer", [True, False])
@pytest.mark.parametrize(
    ("pair", "message"),
    [
        (Pair("pl", "en"), r'\[engine.languages.en\] code = "en-GB" or "en-US"'),
        (Pair("en", "pt"), r'\[engine.languages.pt\] code = "pt-BR" or "pt-PT"'),
        (Pair("pl", "en-AU"), r'\[engine.languages.en-AU\] code = "en-GB" or "en-US"'),
        (Pair("en", "tlh"), "cannot translate into Klingon"),
        (Pair("en", "pl", code="tlh"), "cannot translate into Klingon"),
        (Pair("tlh", "pl"), "cannot translate from Klingon"),
        (Pair("en", "pl", formality="polite"), r'formality = "polite" is unknown.*"more"'),
    ],
)
def test_a_language_that_deepl_has_not_stops_before_anything_is_sent(server, engine, newer, pair, message):
    server.newer = newer
    with pytest.raises(ConfigError, match=f"(?i){message}"):
        engine.prepare([POLISH, pair], {"pl": [Term("neck", "kark")]})
    assert not server.translations
    assert not server.glossaries


def test_a_bare_english_is_refused_even_unprepared(server, engine):
    with pytest.raises(ConfigError, match='code = "en-GB" or "en-US"'):
        engine.translate(Request(Pair("pl", "en"), ("kark",)))
    assert not server.requests


def test_a_bare_english_is_refused_though_the_list_had_it(server, engine):
    server.language("en").target = True
    with pytest.raises(ConfigError, match='code = "en-GB" or "en-US"'):
        engine.prepare([Pair("pl", "en")], {})


@pytest.mark.parametrize("newer", [True, False])
@pytest.mark.parametrize(
    ("word", "sent_word"),
    [("more", "prefer_more"), ("less", "prefer_less"), ("prefer_less", "prefer_less"), ("default", None), ("", None)],
)
def test_formality_is_always_one_that_may_be_set_aside(server, engine, newer, word, sent_word):
    server.newer = newer
    assert sent(server, engine, replace(POLISH, formality=word)).get("formality") == sent_word


@pytest.mark.parametrize("newer", [True, False])
def test_formality_is_not_sent_where_the_language_has_none(server, engine, newer):
    server.newer = newer
    server.language("pl").formality = False
    pair = replace(POLISH, formality="more")
    assert engine.prepare([pair], {}) == (
        "deepl: Polish has no formality; [engine.languages.pl] formality is not used",
    )
    engine.translate(Request(pair, ("neck",)))
    assert "formality" not in server.translations[0].body


def test_a_language_without_tag_handling_gets_bare_texts_alone(server, engine):
    pair = Pair("en", "ace")
    assert engine.prepare([pair], {}) == ("deepl: ace has no tag handling; texts with markup are left untranslated",)
    answer = engine.translate(Request(pair, (MARKED, "neck &amp; leg")))
    assert answer.texts == ("", "kark &amp; LEG")
    assert engine.translate(Request(pair, (MARKED,))).texts == ("",)
    assert server.texts == ["neck & leg"]


def test_a_new_language_needs_no_change_here(server, engine):
    server.languages.append(Language("szl", "Silesian"))
    assert sent(server, engine, Pair("en", "szl"))["target_lang"] == "SZL"


def test_languages_are_asked_for_once(server, engine):
    engine.prepare([POLISH], {})
    engine.prepare([POLISH, Pair("en", "de")], {})
    assert [request.path for request in server.requests].count("/v3/languages") == 1


def test_the_key_of_the_cache_has_what_decides_an_answer(engine):
    pairs = [
        POLISH,
        replace(POLISH, model="quality_optimized"),
        replace(POLISH, formality="more"),
        replace(POLISH, code="pl-PL"),
    ]
    assert len({engine.key(pair) for pair in pairs}) == len(pairs)
    assert all("v2" in engine.key(pair) for pair in pairs)
    assert engine.key(pairs[2]) == engine.key(replace(POLISH, formality="prefer_more"))


# --- money ---


def test_the_quota_is_told(server, engine):
    engine.translate(Request(POLISH, ("neck",)))
    assert engine.quota() == Quota(4, 500_000)


def test_an_account_without_a_limit_has_none(server, engine):
    server.limit = 10**12
    assert engine.quota() == Quota(0, None)


def test_characters_beyond_the_limit_stop_the_run(server, engine):
    server.limit = 10
    engine.translate(Request(POLISH, ("neck",)))
    with pytest.raises(EngineError, match=r"quota is used up.*run again"):
        engine.translate(Request(POLISH, ("back pain",)))
    assert server.used == 4


# --- faults ---


@pytest.mark.parametrize("fault", [Fault.status(429), Fault.status(503), Fault.status(529), Fault.dropped()])
def test_a_passing_fault_is_survived(server, engine, fault):
    server.faults.extend([fault, fault])
    assert engine.translate(Request(POLISH, ("neck",))).texts == ("kark",)
    assert len(server.translations) == 3
    assert server.used == 4


LASTING = [
    (Fault.status(429), 7, "too many requests.*wait a few minutes and run again"),
    (Fault.status(503), 7, "unavailable.*run again later"),
    (Fault.status(529), 7, "overloaded.*run again later"),
    (Fault.status(500), 7, "500.*run again later"),
    (Fault.dropped(), 7, "(?i)connection.*check the network"),
    (Fault.status(403), 1, "key is refused.*DEEPL_AUTH_KEY"),
    (Fault.status(404), 1, "Not found.*check .engine. url"),
    (Fault.status(456), 1, "quota is used up.*raise the account's limit"),
    (Fault.status(400), 1, r"Bad request, message: fault 400; check \[engine\] in locpipe.toml"),
    (Fault.not_json(), 1, r"1 texts were sent, 0 came back.*\[engine\] url"),
    (Fault.not_json(body='{"translations": [{"text": "kark"}]}'), 1, "the answer is not one of DeepL's"),
    (Fault.not_json(body='{"translations": [{"text": 7, "billed_characters": 4}]}'), 1, "1 texts were sent, 0 came"),
    (Fault.not_json(body='{"translations": [null]}'), 1, "the answer is not one of DeepL's"),
    (Fault.not_json(body="[]"), 1, "1 texts were sent, 0 came back"),
]


@pytest.mark.parametrize(("fault", "tries", "message"), LASTING)
def test_a_lasting_fault_is_one_line_with_the_next_step(server, engine, fault, tries, message):
    server.faults.extend([fault] * 20)
    with pytest.raises(EngineError, match=message) as caught:
        engine.translate(Request(POLISH, ("neck",)))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 450
    assert len(server.translations) == tries


def test_a_wrong_key_is_told_before_anything_else(server):
    with opened(server, environment={"DEEPL_AUTH_KEY": "wrong"}) as engine:
        with pytest.raises(EngineError, match="key is refused"):
            engine.prepare([POLISH], {})
        with pytest.raises(EngineError, match="key is refused"):
            engine.quota()


def test_a_server_that_is_not_there_is_named():
    with DeepLServer() as server:
        url = server.url
    with (
        DeepL(Settings(url=url, environment={"DEEPL_AUTH_KEY": "k"})) as engine,
        pytest.raises(EngineError, match="check the network"),
    ):
        engine.translate(Request(POLISH, ("neck",)))


@pytest.mark.parametrize("fault", [Fault.too_few(), Fault.too_many()])
def test_an_answer_with_another_number_of_texts_is_not_used(server, engine, fault):
    server.faults.append(fault)
    with pytest.raises(EngineError, match=r"2 texts were sent, [13] came back, and none is used"):
        engine.translate(Request(POLISH, ("neck", "back pain")))
    assert len(server.translations) == 1


def test_an_unknown_model_is_told_in_deepls_words(server, engine):
    with pytest.raises(EngineError, match=r"'model_type' not supported.*check \[engine\]"):
        engine.translate(Request(replace(POLISH, model="best"), ("neck",)))


# --- patience ---


@pytest.mark.parametrize("fault", [Fault.delay(0.3), Fault.stall(0.3)])
def test_a_slow_success_is_waited_for(server, engine, fault, monkeypatch):
    # The client's own patience, 10 s, shortened below the delay: ours has to count.
    monkeypatch.setattr(deepl.http_client, "min_connection_timeout", 0.05)
    server.faults.append(fault)
    assert engine.translate(Request(POLISH, ("neck",))).texts == ("kark",)
    assert len(server.translations) == 1


@pytest.mark.parametrize("fault", [Fault.delay(0.5), Fault.stall(0.5)])
def test_a_success_that_is_too_slow_is_not_sent_again(server, fault):
    server.faults.append(fault)
    with (
        opened(server, timeout=0.1) as engine,
        pytest.raises(EngineError, match=r"no answer in 0.1 s; raise \[engine\] timeout"),
    ):
        engine.translate(Request(POLISH, ("neck",)))
    assert len(server.translations) == 1
    assert server.used == 4


def test_other_users_of_the_client_keep_their_patience(server, engine):
    engine.translate(Request(POLISH, ("neck",)))
    assert deepl.http_client.min_connection_timeout == 10.0
    assert deepl.http_client.max_network_retries == 5


def test_several_requests_are_in_flight_until_deepl_says_too_many(server, engine):
    def all_at_once() -> None:
        server.most_at_once = 0
        server.faults.extend([Fault.delay(0.05)] * 4)
        with ThreadPoolExecutor(engine.parallel) as pool:
            list(pool.map(engine.translate, [Request(POLISH, (f"neck {number}",)) for number in range(4)]))

    all_at_once()
    assert server.most_at_once == 4
    server.faults.append(Fault.status(429))
    engine.translate(Request(POLISH, ("neck",)))
    all_at_once()
    assert server.most_at_once == 1


# --- texts that DeepL refuses ---


def test_a_request_that_is_too_large_is_sent_in_halves(server, engine):
    server.most_bytes = 600
    texts = tuple(f"neck {number}" for number in range(40))
    answer = engine.translate(Request(POLISH, texts))
    assert answer.texts == tuple(f"kark {number}" for number in range(40))
    assert answer.billed == server.used == sum(map(len, texts))


def test_a_text_that_is_too_large_alone_has_no_translation(server, engine):
    server.most_bytes = 600
    assert engine.translate(Request(POLISH, ("neck", "n" * 700, "neck"))).texts == ("kark", "", "kark")
    assert server.used == 8


def test_a_context_that_is_too_large_is_left_out(server, engine):
    server.most_bytes = 600
    assert engine.translate(Request(POLISH, ("neck",), context="c" * 700)).texts == ("kark",)
    assert "context" not in server.translations[-1].body


def test_a_text_of_the_greatest_size_fits(server, engine):
    empty = engine.size(Request(POLISH, ("",)))
    request = Request(POLISH, ("n" * (engine.most_bytes - empty),))
    assert engine.size(request) == engine.most_bytes
    assert engine.translate(request).texts[0]
    assert [one.status for one in server.translations] == [200]


def test_markup_that_deepl_cannot_read_costs_its_own_text_alone(server, engine):
    texts = ("neck", '<g id="1">neck', "back pain")
    assert engine.translate(Request(POLISH, texts)).texts == ("kark", "", "ból pleców")
    assert server.used == len("neck") + len("back pain")


# --- the server itself: what the real one refuses, it refuses ---


def client_of(server) -> deepl.DeepLClient:
    return deepl.DeepLClient(server.key, server_url=server.url)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"target_lang": "xx"}, "target_lang"),
        ({"target_lang": "en-AU"}, "target_lang"),
        ({"target_lang": "pl", "source_lang": "en-GB"}, "source_lang"),
        ({"target_lang": "pl", "formality": "formal"}, "formality"),
        ({"target_lang": "cs", "formality": "more"}, "formality"),
        ({"target_lang": "pl", "tag_handling": "sgml"}, "tag_handling"),
        ({"target_lang": "pl", "split_sentences": "2"}, "split_sentences"),
        ({"target_lang": "pl", "custom_instructions": ["Be kind."]}, "custom_instructions"),
        ({"target_lang": "pl", "style_rule": "s"}, "style_id"),
        ({"target_lang": "pl", "translation_memory": "m"}, "translation_memory_id"),
        ({"target_lang": "pl", "extra_body_parameters": {"glossary_id": "g"}}, "source_lang"),
        ({"target_lang": "pl", "extra_body_parameters": {"colour": "red"}}, "colour"),
        ({"target_lang": "pl", "extra_body_parameters": {"target_lang": "EN"}}, "target_lang"),
        ({"target_lang": "pl", "extra_body_parameters": {"text": []}}, "text"),
        ({"target_lang": "pl", "extra_body_parameters": {"text": ["a"] * 51}}, "Too many texts"),
    ],
)
def test_the_server_is_strict(server, options, message):
    with pytest.raises(deepl.DeepLException, match=message):
        client_of(server).translate_text(["a"], **options)
    assert server.used == 0


@pytest.mark.parametrize("code", ["de", "DE", "De"])
def test_the_server_takes_codes_in_either_case(server, code):
    options = {"custom_instructions": ["Be kind."]}
    assert client_of(server).translate_text("neck", target_lang=code, **options).text == "kark"


def test_the_server_takes_fifty_texts(server):
    assert len(client_of(server).translate_text(["a"] * 50, target_lang="pl")) == 50


def test_the_server_translates_by_a_function():
    with DeepLServer(translate=lambda text, target: f"[{target}]{text[::-1]}") as server:
        result = client_of(server).translate_text('a <g id="1">&lt;</g>', target_lang="pl", tag_handling="xml")
    assert result.text == '[PL] a<g id="1">[PL]&lt;</g>'


SPOILT = {
    Corruption.NONE: 'PRESS <g id="1">kark</g> AND <x id="2"/> &lt; 5.',
    Corruption.GLUED: 'PRESS<g id="1">kark</g>AND<x id="2"/>&lt; 5.',
    Corruption.MOVED: 'PRESS  AND <x id="2"/> &lt; 5. <g id="1">kark</g>',
    Corruption.DOUBLED: 'PRESS <g id="1">kark</g> <g id="1">kark</g> AND <x id="2"/> &lt; 5.',
    Corruption.EMPTIED: 'PRESS kark <g id="1"></g> AND <x id="2"/> &lt; 5.',
    Corruption.DROPPED: 'PRESS kark AND <x id="2"/> &lt; 5.',
    Corruption.SWAPPED: 'PRESS <g id="2">kark</g> AND <x id="1"/> &lt; 5.',
    Corruption.NEWLINE: 'PRESS <g id="1">kark\n</g> AND <x id="2"/> &lt; 5.',
    Corruption.NBSP: 'PRESS\u00a0<g id="1">kark</g>\u00a0AND\u00a0<x id="2"/>\u00a0&lt; 5.',
    Corruption.ESCAPED: 'PRESS <g id="1">kark</g> AND <x id="2"/> &amp;lt; 5.',
    Corruption.RENAMED: 'PRESS <span id="1">kark</span> AND <br id="2"/> &lt; 5.',
    Corruption.CAPITALISED: 'PRESS <G ID="1">kark</G> AND <X ID="2"/> &lt; 5.',
}


@pytest.mark.parametrize("how", Corruption)
def test_the_server_spoils_markup_and_the_engine_hands_it_on(server, engine, how):
    server.corruption = how
    answer = engine.translate(Request(POLISH, ('Press <g id="1">neck</g> and <x id="2"/> &lt; 5.', "Press.")))
    assert answer.texts == (SPOILT[how], "PRESS.")


def test_the_log_is_json_that_can_be_shown(server, engine):
    engine.translate(Request(POLISH, ("neck",)))
    assert json.loads(json.dumps(server.translations[0].body)) == server.translations[0].body
    assert server.translations[0].headers["User-Agent"].startswith("deepl-python/")
    assert "locpipe/" in server.translations[0].headers["User-Agent"]
