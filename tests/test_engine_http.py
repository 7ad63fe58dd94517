"""The two engines that speak JSON, against servers on loopback that behave and misbehave."""

import json
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from engine_servers import DROP, ChatServer, LibreServer, said
from locpipe.engines import http, open_engine
from locpipe.engines.base import Mode, Pair, Request, Settings
from locpipe.engines.chat import is_comment, translations_in
from locpipe.errors import EngineError, UsageError
from locpipe.model import Term, TermStatus

KEY = "secret-key-123"


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    monkeypatch.setattr(http, "PAUSES", (0.001, 0.001))


def libre(server, *, key="", timeout=5):
    return open_engine("libretranslate", Settings(server.url, timeout, "p", {"LIBRETRANSLATE_API_KEY": key}))


def chat(server, *, key="", timeout=5):
    return open_engine("openai", Settings(f"{server.url}/v1", timeout, "p", {"OPENAI_API_KEY": key}))


PL = Pair("en", "pl", "m1")
TEXTS = ('Do <g id="1">not</g> stop', "Fish &amp; chips")


def request(*texts, pair=PL, mode=Mode.XML, **more):
    return Request(pair, texts or TEXTS, mode=mode, **more)


ENGINES = {
    "libretranslate": (LibreServer, libre, Mode.HTML, {"translatedText": ["a", "b"]}),
    "openai": (ChatServer, chat, Mode.XML, {"choices": [{"message": {"content": said({"t0": "a", "t1": "b"})}}]}),
}


@pytest.fixture(params=ENGINES)
def running(request):
    make, connect, mode, answer = ENGINES[request.param]
    with make() as server:
        yield server, connect, mode, answer


# What both share


def test_texts_come_back_each_in_its_place(running):
    server, connect, mode, _ = running
    engine = connect(server)
    assert engine.translate(request(mode=mode)).texts == ('DO <g id="1">NOT</g> STOP', "FISH &amp; CHIPS")
    engine.close()


@pytest.mark.parametrize("status", [429, 503])
def test_what_was_turned_away_is_sent_again(running, status):
    server, connect, mode, _ = running
    engine = connect(server)
    engine.prepare([PL], {})
    before = len(server.requests)
    server.faults += [(status, {"error": "later"}), (status, {"error": "later"}, {"Retry-After": "0"})]
    assert all(engine.translate(request(mode=mode)).texts)
    assert len(server.requests) == before + 3
    server.faults += [(status, {"error": "later"})] * 9
    with pytest.raises(EngineError, match=str(status)):
        engine.translate(request(mode=mode))
    engine.close()


@pytest.mark.parametrize(
    "fault", [DROP, 0.5, (500, {"error": "oops"}), (200, b"<html>"), (302, b"", {"Location": "/x"})]
)
def test_what_may_have_been_done_is_not_sent_again(running, fault):
    server, connect, mode, _ = running
    engine = connect(server, timeout=0.2)
    engine.prepare([PL], {})
    before = len(server.requests)
    server.faults.append(fault)
    with pytest.raises(EngineError) as raised:
        engine.translate(request(mode=mode))
    assert raised.value.exit_code == 3
    assert "\n" not in str(raised.value)
    assert len(server.requests) == before + 1
    engine.close()


@pytest.mark.parametrize("name", ENGINES)
def test_a_server_that_is_not_there_is_one_line(name):
    make, connect, mode, _ = ENGINES[name]
    with make() as server:
        engine = connect(server)
    with pytest.raises(EngineError, match="cannot be reached"):
        engine.translate(request(mode=mode))
    engine.close()


def test_four_threads_get_each_its_own(running):
    server, connect, mode, _ = running
    engine = connect(server)
    asked = [request(f"text {number}", mode=mode) for number in range(24)]
    with ThreadPoolExecutor(4) as pool:
        assert [each.texts[0] for each in pool.map(engine.translate, asked)] == [f"TEXT {n}" for n in range(24)]
    engine.close()


def test_a_refused_key_is_said_and_never_shown(running):
    server, connect, mode, _ = running
    server.key = "another"
    engine = connect(server, key=KEY)
    with pytest.raises(EngineError, match=r"40[13]") as raised:
        engine.translate(request(mode=mode))
    assert KEY not in str(raised.value)
    engine.close()


def test_a_key_is_sent(running):
    server, connect, mode, _ = running
    server.key = KEY
    engine = connect(server, key=f" {KEY}\n")
    assert all(engine.translate(request(mode=mode)).texts)
    engine.close()


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("url", ["ftp://x", "localhost:5000", "http://translate.example.org"])
def test_no_key_goes_out_unencrypted_or_nowhere(name, url):
    keys = {"LIBRETRANSLATE_API_KEY": KEY, "OPENAI_API_KEY": KEY}
    with pytest.raises(UsageError) as raised:
        open_engine(name, Settings(url, 5, "p", keys))
    assert "[engine] url" in str(raised.value)
    assert KEY not in str(raised.value)


@pytest.mark.parametrize(
    "url", ["http://localhost:5000", "http://192.168.1.5", "http://mt.local", "http://mt", "https://x.org"]
)
def test_a_key_may_go_to_one_s_own_network(url):
    open_engine("libretranslate", Settings(url, 5, "p", {"LIBRETRANSLATE_API_KEY": KEY})).close()


# LibreTranslate


def test_libretranslate_needs_a_server():
    with pytest.raises(UsageError, match="url is not set"):
        open_engine("libretranslate", Settings())


def test_plain_texts_are_sent_as_text():
    with LibreServer() as server:
        engine = libre(server)
        assert engine.translate(request("a < b", mode=Mode.PLAIN)).texts == ("A < B",)
        assert server.requests[-1][2]["format"] == "text"
        engine.close()


NAMES = [("zh", "zh-Hans"), ("zh-Hant", "zt"), ("pt-BR", "pb"), ("pt-PT", "pt"), ("no", "nb")]


@pytest.mark.parametrize(("target", "known"), NAMES)
def test_a_language_goes_by_the_name_that_the_server_has(target, known):
    with LibreServer(languages=("en", known)) as server:
        engine = libre(server)
        engine.translate(request("a", pair=Pair("en", target), mode=Mode.HTML))
        assert server.requests[-1][2]["target"] == known
        engine.close()


def test_a_language_that_is_not_there_is_named_before_anything_is_sent():
    with LibreServer() as server:
        engine = libre(server)
        with pytest.raises(EngineError, match="no English into German"):
            engine.prepare([Pair("en", "de")], {})
        engine.close()


@pytest.mark.parametrize(
    "body", [{"translatedText": ["one"]}, {"translatedText": ["a", "b", "c"]}, {"translatedText": "ab"}, ["a", "b"], {}]
)
def test_an_answer_of_another_length_is_used_for_no_text(body):
    with LibreServer() as server:
        engine = libre(server)
        engine.prepare([PL], {})
        server.faults.append((200, body))
        with pytest.raises(EngineError):
            engine.translate(request(mode=Mode.HTML))
        engine.close()


# OpenAI


def test_openai_needs_a_key_or_a_server_and_a_model():
    with pytest.raises(UsageError, match="OPENAI_API_KEY is not set"):
        open_engine("openai", Settings())
    with ChatServer() as server:
        engine = chat(server)
        with pytest.raises(UsageError, match="model is not set"):
            engine.translate(request(pair=Pair("en", "pl")))
        engine.close()


def test_the_prompt_has_context_terms_and_tone():
    terms = ((Term("neck", "szyja", forbidden=("kark",)),), (Term("fish", "ryb", TermStatus.FORBIDDEN),))
    with ChatServer() as server:
        engine = chat(server)
        engine.translate(request(context="Neck pain", terms=terms, pair=Pair("en", "pl", "m1", "warm")))
        body = server.requests[0][2]
        engine.close()
    rules, material = body["messages"][0]["content"], json.loads(body["messages"][1]["content"])
    assert "from English into Polish (pl)" in rules
    assert "Tone: warm." in rules
    assert material["context"] == "Neck pain"
    assert material["glossary"] == [
        {"term": "neck", "use": "szyja", "avoid": ["kark"]},
        {"term": "fish", "avoid": ["ryb"]},
    ]
    assert body["temperature"] == 0
    assert body["response_format"]["json_schema"]["strict"] is True


@pytest.mark.parametrize("forms", [{"json_object", None}, {None}])
def test_a_server_that_knows_no_schema_is_asked_for_less_from_then_on(forms):
    with ChatServer() as server:
        server.forms = forms
        server.temperature = False
        engine = chat(server)
        assert all(engine.translate(request()).texts)
        count = len(server.requests)
        assert all(engine.translate(request()).texts)
        assert len(server.requests) == count + 1
        engine.close()


def test_an_unknown_model_is_one_line():
    with ChatServer() as server:
        engine = chat(server)
        with pytest.raises(EngineError, match="The model m9 does not exist"):
            engine.translate(request(pair=Pair("en", "pl", "m9")))
        engine.close()


def answered(say, *texts):
    with ChatServer() as server:
        server.say = say
        engine = chat(server)
        answer = engine.translate(request(*(texts or ("one two", "three"))))
        engine.close()
        return answer.texts


def test_ids_decide_and_never_the_order():
    assert answered(lambda texts: said({"t1": "trzy", "t0": "raz dwa"})) == ("raz dwa", "trzy")
    assert answered(lambda texts: said({"t1": "trzy", "t7": "x"})) == ("", "trzy")


def test_an_id_that_comes_twice_is_used_for_nothing():
    twice = {"translations": [{"id": "t0", "text": "a"}, {"id": "t0", "text": "b"}, {"id": "t1", "text": "trzy"}]}
    assert answered(lambda texts: json.dumps(twice)) == ("", "trzy")


def test_what_cannot_be_read_is_asked_for_in_halves_once():
    def cut_off(texts):
        whole = said({name: text.upper() for name, text in texts.items()})
        return whole if len(texts) < 3 else whole[: len(whole) // 2]

    assert answered(cut_off, "a", "b", "c", "d") == ("A", "B", "C", "D")
    assert answered(lambda texts: "I cannot do that.", "a", "b") == ("", "")


def test_a_fence_around_the_json_is_no_comment():
    assert answered(lambda texts: f"```json\n{said({'t0': 'raz', 't1': 'dwa'})}\n```") == ("raz", "dwa")
    assert answered(lambda texts: f"Sure!\n{said({'t0': 'raz', 't1': 'dwa'})}") == ("", "")


@pytest.mark.parametrize("content", ["", "null", "[]", "7", '{"translations": 3}', '{"translations": [3]}', "[" * 9999])
def test_other_json_gives_nothing(content):
    assert translations_in(content, 2) == {}


COMMENTS = [
    ("Sure, here is the translation: Szyja", "Neck"),
    ("Here's the Polish text: Szyja", "Neck"),
    ("I'm sorry, but I can't help with that.", "Stop the medicine."),
    ("As an AI model I do not translate.", "Neck"),
    ("Translation: Szyja", "Neck"),
    ('"Szyja boli"', "The neck hurts"),
    ("```\nSzyja\n```", "Neck"),
    ("Szyja. " * 40, "Neck"),
    ("Do not stop taking the medicine before the end.", "Do not stop taking the medicine before the end."),
]
TRANSLATIONS = [
    ("Uwaga: nie przestawaj.", "Note: do not stop."),
    ("Oto jak to zrobić: usiądź.", "Here is how: sit down."),
    ("„Szyja”", "“Neck”"),
    ("WHO", "WHO"),
    ("Kręgosłup piersiowy", "T-spine"),
    ("Przepraszam, nie mogę.", "I'm sorry, I can't."),
]


@pytest.mark.parametrize(("answer", "source"), COMMENTS)
def test_comments_are_refused(answer, source):
    assert is_comment(answer, source, "pl")
    assert answered(lambda texts: said({"t0": answer}), source) == ("",)


@pytest.mark.parametrize(("answer", "source"), TRANSLATIONS)
def test_translations_are_not_taken_for_comments(answer, source):
    assert not is_comment(answer, source, "pl")


def test_an_english_translation_may_begin_like_a_comment():
    assert not is_comment("Sure, you can sit.", "Jasne, możesz siedzieć.", "en-GB")
    assert is_comment("Sure, here is the translation: Sit.", "Siedź.", "en-GB")


def test_the_key_changes_with_what_decides_an_answer():
    with ChatServer() as server:
        engine = chat(server)
        keys = {engine.key(pair) for pair in (PL, Pair("en", "pl", "m2"), Pair("en", "pl", "m1", "warm"))}
        assert len(keys) == 3
        assert all("prompt" in key for key in keys)
        engine.close()


def test_size_is_what_is_sent():
    with ChatServer() as server:
        engine = chat(server)
        asked = request("żółw" * 50)
        engine.translate(asked)
        assert engine.size(asked) == int(server.requests[0][1]["content-length"])
        engine.close()


def test_nothing_of_the_environment_is_read():
    os.environ["OPENAI_API_KEY"] = KEY
    try:
        with pytest.raises(UsageError, match="OPENAI_API_KEY is not set"):
            open_engine("openai", Settings())
    finally:
        del os.environ["OPENAI_API_KEY"]
