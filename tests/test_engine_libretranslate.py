"""LibreTranslate: languages, limits, and what its servers do to markup. What HTTP does to it: test_engine_http."""

import re
from html import escape, unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine_servers import Fault, LibreServer
from locpipe.engines import open_engine
from locpipe.engines.base import Mode, Pair, Request, Settings
from locpipe.engines.libretranslate import restored_html, restored_text
from locpipe.engines.marks import Mark, MarkError, joined, read, words_of, write
from locpipe.errors import EngineError, UsageError

PL = Pair("en", "pl")


@pytest.fixture
def server():
    with LibreServer() as running:
        yield running


@pytest.fixture
def engine(server):
    made = open_engine("libretranslate", Settings(server.url, 5))
    yield made
    made.close()


def request(*texts, pair=PL, mode=Mode.HTML):
    return Request(pair, texts, mode=mode)


def test_it_is_free_and_takes_html_before_plain_text(engine):
    assert (engine.paid, engine.modes, engine.uses_terms) == (False, (Mode.HTML, Mode.PLAIN), False)


def test_a_server_must_be_named():
    with pytest.raises(UsageError, match=r"\[engine\] url is not set; give your server"):
        open_engine("libretranslate", Settings())


def test_texts_go_as_a_list(server, engine):
    engine.translate(request("one", "two"))
    assert server.posts[0].body == {"q": ["one", "two"], "source": "en", "target": "pl", "format": "html"}


def test_plain_texts_go_as_text(server, engine):
    assert engine.translate(request("a < b", mode=Mode.PLAIN)).texts == ("A < B",)
    assert server.posts[0].body["format"] == "text"


def test_the_key_goes_in_the_body_and_nowhere_else():
    with LibreServer(key="k1") as server:
        engine = open_engine("libretranslate", Settings(server.url, 5, "p", {"LIBRETRANSLATE_API_KEY": "k1"}))
        engine.prepare([PL], {})
        assert engine.translate(request("one")).texts == ("ONE",)
        engine.close()
    assert server.posts[0].body["api_key"] == "k1"
    assert "k1" not in server.posts[0].path + str(server.posts[0].headers)
    assert server.requests[0].path == "/languages"


# Languages


NAMES = [
    ("pl", ("pl",), "pl"),
    ("de-AT", ("de",), "de"),
    ("zh", ("zh-Hans", "zh-Hant"), "zh-Hans"),
    ("zh-CN", ("zh", "zt"), "zh"),
    ("zh-Hant", ("zh", "zt"), "zt"),
    ("zh-TW", ("zh-Hans", "zh-Hant"), "zh-Hant"),
    ("pt-BR", ("pt", "pt-BR"), "pt-BR"),
    ("pt-BR", ("pb", "pt"), "pb"),
    ("pt-BR", ("pt",), "pt"),
    ("pt-PT", ("pt", "pt-BR"), "pt"),
    ("no", ("nb",), "nb"),
]


@pytest.mark.parametrize(("target", "known", "code"), NAMES)
def test_a_language_goes_by_the_name_that_the_server_has(target, known, code):
    with LibreServer(languages=("en", *known)) as server:
        engine = open_engine("libretranslate", Settings(server.url, 5))
        engine.translate(request("a", pair=Pair("en-GB", target)))
        engine.close()
    assert (server.posts[0].body["source"], server.posts[0].body["target"]) == ("en", code)


@pytest.mark.parametrize(
    ("target", "known"), [("zh-Hant", "zh"), ("zh-TW", "zh-Hans"), ("sr-Latn", "sr"), ("de", "pl")]
)
def test_a_language_that_is_not_there_is_never_replaced_by_one_of_another_script(target, known):
    with LibreServer(languages=("en", known)) as server:
        engine = open_engine("libretranslate", Settings(server.url, 5))
        with pytest.raises(EngineError, match=rf"no English into .*; it has en, {known}: name one as code") as raised:
            engine.prepare([Pair("en", target)], {})
        engine.close()
    assert f"[engine.languages.{target}]" in str(raised.value)
    assert server.posts == []


def test_a_configured_code_is_used(server, engine):
    engine.translate(request("a", pair=Pair("en", "pl", code="pt-BR")))
    assert server.posts[0].body["target"] == "pt-BR"
    with pytest.raises(EngineError, match=r"\(eo\)"):
        engine.translate(request("a", pair=Pair("en", "pl", code="eo")))


def test_languages_are_asked_for_once(server, engine):
    engine.prepare([PL, Pair("en", "zh")], {})
    engine.translate(request("a"))
    assert [each.path for each in server.requests].count("/languages") == 1


def test_an_older_server_lists_no_targets(server, engine):
    server.lists_targets = False
    engine.prepare([PL], {})


@pytest.mark.parametrize("answer", [{"a": 1}, [1], [{"name": "x"}], "x", [{"code": "en", "targets": 3}]])
def test_a_server_that_is_none_of_its_kind_is_said(server, engine, answer):
    server.answer = lambda _: answer
    with pytest.raises(EngineError, match=r"none of LibreTranslate's; check \[engine\] url"):
        engine.prepare([PL], {})


# Limits, and answers of the wrong shape


def test_texts_that_are_too_many_or_too_long_go_in_parts(server, engine):
    server.most_texts, server.most_characters = 3, 12
    texts = ("aaaa", "bbbb", "cccc", "d", "e" * 13, "f", "g")
    assert engine.translate(request(*texts)).texts == ("AAAA", "BBBB", "CCCC", "D", "", "F", "G")


def test_a_proxy_s_limit_is_met_the_same_way(server, engine):
    server.faults += [Fault.page(413)]
    assert engine.translate(request("one", "two")).texts == ("ONE", "TWO")
    server.faults += [Fault.page(413)]
    assert engine.translate(request("one")).texts == ("",)


def test_another_400_stops_the_run(server, engine):
    server.faults += [Fault.status(400, {"error": "pl is not supported"})]
    with pytest.raises(EngineError, match=r"answered 400 \(pl is not supported\); check"):
        engine.translate(request("one", "two"))


def test_a_ban_says_to_wait(server, engine):
    server.faults += [Fault.status(403, {"error": "Too many request limits violations"})]
    with pytest.raises(EngineError, match="wait if you were too fast"):
        engine.translate(request("one"))


@pytest.mark.parametrize("texts", [["one"], ["a", "b", "c"], []])
def test_an_answer_of_another_length_is_used_for_no_text(server, engine, texts):
    server.faults += [Fault.status(200, {"translatedText": texts})]
    with pytest.raises(EngineError, match=f"2 texts were sent, {len(texts)} came back, and none is used; "):
        engine.translate(request("one", "two"))
    assert len(server.posts) == 1


@pytest.mark.parametrize(
    "body", [{"translatedText": "ab"}, {"translatedText": ["a", None]}, {"translatedText": ["a", 1]}, ["a", "b"], {}]
)
def test_an_answer_of_another_shape_is_used_for_no_text(server, engine, body):
    server.faults += [Fault.status(200, body)]
    with pytest.raises(EngineError, match="none of LibreTranslate's"):
        engine.translate(request("one", "two"))


# Markup

# What is between the words of a text, as it was written: also what looks like a tag or an entity.
WORDS = st.text(alphabet="ab <>&;#x3ltgampquo\"'", max_size=12) | st.sampled_from(
    ("&lt;", "&amp;", "&amp;lt;", "AT&T", "&nbsp;", "&#60;", "a < b", "<b>", "x & y")
)


@st.composite
def texts(draw):
    """Draw a masked text: words, and marks around and between them."""
    pieces = draw(st.lists(WORDS | st.just(Mark(7)), max_size=4))
    return joined((*pieces, Mark(1, joined((draw(WORDS),))), draw(WORDS)))


@given(texts(), st.booleans())
def test_words_come_back_as_they_were_whether_or_not_the_server_unescapes(nodes, unescapes):
    # A server that reads HTML, translates nothing, and writes HTML.
    sent = write(nodes, Mode.HTML)
    restored = restored_html(unescape(sent) if unescapes else sent, sent)
    try:
        back = read(restored, Mode.HTML) if restored else None
    except MarkError:
        back = None
    # Words that look like a tag, or like an entity of two layers, may end in doubt; never in other words.
    assert back == nodes or (back is None and re.search("</?[gx]|&#?\\w+;", words_of(nodes)))


@pytest.mark.parametrize("unescapes", [True, False])
@pytest.mark.parametrize("words", ["Fish & chips", "a < b > c", "write &lt; for <", "use &amp; here", "no more"])
def test_entities_survive_both_kinds_of_server(server, engine, words, unescapes):
    server.unescapes = unescapes
    sent = escape(f"{words}", quote=False) + ' <g id="1">now</g><x id="2"></x>'
    answer = engine.translate(request(sent)).texts[0]
    assert answer.casefold() == sent.casefold()
    assert read(answer, Mode.HTML)


def test_an_entity_that_the_server_swallowed_leaves_a_plain_text_empty(server, engine):
    texts = ("Write &lt; for it", "Fish & chips")
    assert engine.translate(request(*texts, mode=Mode.PLAIN)).texts == ("", "FISH & CHIPS")
    server.unescapes = False
    assert engine.translate(request(*texts, mode=Mode.PLAIN)).texts == ("WRITE &lt; FOR IT", "FISH & CHIPS")


def test_a_plain_text_without_entities_is_left_alone():
    assert restored_text("a & b", "a und b") == "a & b"
