"""What LibreTranslate and chat servers have in common: HTTP, its faults, and keys. Real sockets on loopback."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate

import pytest

from engine_servers import ChatServer, Fault, LibreServer, said
from locpipe.engines import http, open_engine
from locpipe.engines.base import Mode, Pair, Request, Settings
from locpipe.errors import EngineError, UsageError

KEY = "secret-key-123"
PL = Pair("en", "pl", "m1")
TEXTS = ('Do <g id="1">not</g> stop', "Fish &amp; chips")
DONE = ('DO <g id="1">NOT</g> STOP', "FISH &amp; CHIPS")
# Engine: its server, the path of its address, how it is asked, an answer that is right.
ENGINES = {
    "libretranslate": (LibreServer, "", Mode.HTML, {"translatedText": ["a", "b"]}),
    "openai": (ChatServer, "/v1", Mode.XML, {"choices": [{"message": {"content": said({"a1": "a", "a2": "b"})}}]}),
}


class Bench:
    """A server and its engine."""

    def __init__(self, name, server):
        _, self._path, self.mode, self.right = ENGINES[name]
        self.name, self.server = name, server
        self.engine = None

    def connect(self, *, key="", timeout=5):
        keys = {"LIBRETRANSLATE_API_KEY": key, "OPENAI_API_KEY": key}
        self.engine = open_engine(self.name, Settings(self.server.url + self._path, timeout, "p", keys))
        return self.engine

    def request(self, *texts):
        return Request(PL, texts or TEXTS, mode=self.mode)

    def ask(self, *texts):
        return (self.engine or self.connect()).translate(self.request(*texts)).texts

    def refusal(self):
        """Return the one line that stops a run."""
        with pytest.raises(EngineError) as raised:
            self.ask()
        message = str(raised.value)
        assert raised.value.exit_code == 3
        assert "\n" not in message
        assert message.startswith(f"{self.name}: ")
        assert "; " in message, "it does not say what to do"
        assert KEY not in message
        return message


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    monkeypatch.setattr(http, "PAUSES", (0.001,) * 4)


@pytest.fixture(params=ENGINES)
def bench(request):
    with ENGINES[request.param][0]() as server:
        made = Bench(request.param, server)
        yield made
        if made.engine:
            made.engine.close()


def test_texts_come_back_each_in_its_place(bench):
    assert bench.ask() == DONE


# Later, and sending again


@pytest.mark.parametrize("status", [429, 503, 529])
def test_what_was_turned_away_is_sent_again(bench, status):
    bench.server.faults += [Fault.status(status), Fault.page(status), Fault.status(status, retry_after="0")]
    assert bench.ask() == DONE
    assert len(bench.server.posts) == 4


def test_patience_ends(bench):
    bench.server.faults += [Fault.status(429)] * 9
    assert "answered 429 (fault 429); wait a few minutes and run again" in bench.refusal()
    assert len(bench.server.posts) == 5


def test_the_server_s_own_pause_is_kept(bench):
    bench.server.faults += [Fault.status(429, retry_after="1")]
    began = time.monotonic()
    assert bench.ask() == DONE
    assert time.monotonic() - began >= 1


@pytest.mark.parametrize("wanted", ["3600", formatdate(time.time() + 3600, usegmt=True)], ids=["seconds", "date"])
def test_a_pause_of_an_hour_is_said_instead_of_waited_for(bench, wanted):
    bench.server.faults += [Fault.status(429, retry_after=wanted)]
    words = bench.refusal()
    assert "wait 3" in words
    assert "seconds and run again" in words
    assert len(bench.server.posts) == 1


@pytest.mark.parametrize("wanted", ["soon", "-5", "Thu, 01 Jan 1970 00:00:00 GMT", "9" * 400, "", "1e999"])
def test_a_pause_that_is_none_breaks_nothing(bench, wanted):
    bench.server.faults += [Fault.status(503, retry_after=wanted)]
    try:
        assert bench.ask() == DONE
    except EngineError:
        assert wanted.startswith("99")


def test_after_a_429_threads_wait_for_one_another(bench):
    bench.connect()
    bench.server.faults += [Fault.status(429)]
    bench.ask("first")
    bench.server.faults += [Fault.delay(0.01)] * 8
    before, bench.server.most_at_once = bench.server.most_at_once, 0
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda n: bench.ask(f"text {n}"), range(8))) == [(f"TEXT {n}",) for n in range(8)]
    assert before == bench.server.most_at_once == 1


def test_an_empty_account_is_not_waited_for(bench):
    words = {"error": {"message": "You exceeded your current quota", "code": "insufficient_quota"}}
    bench.server.faults += [Fault.status(429, words)]
    assert "see to the account's balance" in bench.refusal()
    assert len(bench.server.posts) == 1


# What may have been done and billed

ONCE = {
    "dropped": (Fault.dropped(), "hung up"),
    "late": (Fault.delay(0.6), "no answer from"),
    "half": (Fault.stall(0.6), "no answer from"),
    "500": (Fault.status(500), "(fault 500)"),
    "502 of a proxy": (Fault.page(502), "answered 502; look into the server's log"),
    "504": (Fault.page(504), "answered 504"),
    "a page": (Fault.page(), "a web page that is no JSON"),
    "half of the JSON": (Fault.page(body=b'{"translatedText": ["a"'), "something that is no JSON"),
    "nothing": (Fault.page(body=b""), "no JSON"),
    "not UTF-8": (Fault.page(body=b"\xff\xff\xff"), "no JSON"),
    "deep": (Fault.page(body=b"[" * 200_000), "no JSON"),
    "other JSON": (Fault.status(200, {"hello": 1}), "; check [engine] url"),
    "a list": (Fault.status(200, [1]), "; check [engine] url"),
    "null": (Fault.page(body=b"null"), "; check [engine] url"),
    "moved": (Fault.redirect("https://elsewhere.example/v1"), "leads to, https://elsewhere.example/v1"),
    "moved for good": (Fault.redirect("/other", 308), "leads to, /other"),
}


@pytest.mark.parametrize("name", ONCE)
def test_what_may_have_been_done_is_not_sent_again(bench, name):
    fault, words = ONCE[name]
    bench.connect(timeout=0.3)
    bench.server.faults.append(fault)
    assert words in bench.refusal()
    assert len(bench.server.posts) == 1
    assert bench.ask() == DONE, "the engine can be asked after a fault"


@pytest.mark.parametrize(
    "body",
    [
        {"error": "plain"},
        {"error": {"message": "plain"}},
        {"message": "plain", "object": "error"},
        {"detail": "plain"},
        {"detail": [{"loc": ["body"], "msg": "plain"}]},
    ],
)
def test_a_refusal_is_given_in_the_server_s_words(bench, body):
    bench.server.faults += [Fault.status(500, body)]
    assert "(plain)" in bench.refusal()


def test_a_refusal_stays_one_short_line(bench):
    bench.server.faults += [Fault.status(500, {"error": "a\nb\x1b[31m " + "long " * 200})]
    words = bench.refusal()
    assert "(a b[31m long" in words
    assert "\x1b" not in words
    assert len(words) < 400


@pytest.mark.parametrize("name", ENGINES)
def test_a_server_that_is_not_there_is_one_line(name):
    with ENGINES[name][0]() as server:
        bench = Bench(name, server)
        bench.connect()
    assert "cannot be reached; start it" in bench.refusal()
    bench.engine.close()


def test_a_server_that_is_just_started_is_waited_for(bench, monkeypatch):
    # What met nobody is the one thing that can be sent again without a doubt.
    monkeypatch.setattr(http, "PAUSES", (0.5,))
    bench.connect()
    address = bench.server.address
    bench.server.stop()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(bench.ask)
        time.sleep(0.1)
        bench.server.start(address)
        assert waiting.result() == DONE
    assert len(bench.server.posts) == 1


def test_four_threads_get_each_its_own(bench):
    bench.connect()
    bench.server.faults += [Fault.delay(0.02)] * 8
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda n: bench.ask(f"text {n}"), range(40))) == [(f"TEXT {n}",) for n in range(40)]
    assert bench.server.most_at_once > 1


def test_nothing_is_kept_between_requests(bench):
    bench.ask()
    bench.ask()
    assert "cookie" not in bench.server.requests[-1].headers


# Keys


def test_a_key_is_sent(bench):
    bench.server.key = KEY
    bench.connect(key=f" {KEY}\n")
    assert bench.ask() == DONE


def test_a_refused_key_is_said_and_never_shown(bench):
    bench.server.key = "another"
    bench.connect(key=KEY)
    variable = {"libretranslate": "LIBRETRANSLATE_API_KEY", "openai": "OPENAI_API_KEY"}[bench.name]
    assert f"set {variable} to a key of this server" in bench.refusal()


def test_a_missing_key_is_said(bench):
    bench.server.key = KEY
    assert "_API_KEY to a key of this server" in bench.refusal()


def test_a_key_that_comes_back_in_an_answer_is_not_shown(bench):
    bench.connect(key=KEY)
    for body in ({"error": f"who is {KEY}?"}, {"message": [KEY]}):
        bench.server.faults += [Fault.status(500, body)]
        assert "…" in bench.refusal()
    bench.server.faults += [Fault.redirect(f"https://elsewhere.example/?key={KEY}")]
    assert "?key=…" in bench.refusal()


def test_a_key_of_netrc_does_not_replace_the_one_that_was_set(bench, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("default login someone password else\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    bench.connect(key=KEY)._http._session.trust_env = True
    bench.ask()
    assert bench.server.posts[0].headers.get("authorization", "") in ("", f"Bearer {KEY}")


def test_a_proxy_is_not_told_of_servers_on_this_machine(bench, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    assert bench.ask() == DONE


WRONG = [
    "ftp://x",
    "localhost:5000",
    "http://",
    "http://[::1",
    "https://x:port",
    "https://x:99999",
    "https://x.org/?a=1",
    "https://x.org/#a",
    "https://someone:pass@x.org",
    "http://translate.example.org",
    "http://127.0.0.1.example.org",
    "http://8.8.8.8",
    "http://[2001:4860:4860::8888]",
]


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("url", WRONG)
def test_no_key_goes_to_an_address_that_is_unsafe_or_none(name, url):
    keys = {"LIBRETRANSLATE_API_KEY": KEY, "OPENAI_API_KEY": KEY}
    with pytest.raises(UsageError) as raised:
        open_engine(name, Settings(url, 5, "p", keys))
    assert "[engine] url" in str(raised.value)
    assert KEY not in str(raised.value)
    assert "pass" not in str(raised.value)


RIGHT = [
    "https://x.org",
    "https://x.org:8443/mt/",
    "http://localhost:5000",
    "http://LOCALHOST:5000",
    "http://[::1]:5000",
    "http://192.168.1.5",
    "http://10.0.0.7:8080",
    "http://mt.local",
    "http://host.docker.internal:11434",
    "http://mt",
]


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("url", RIGHT)
def test_a_key_may_go_out_encrypted_or_to_one_s_own_network(name, url):
    keys = {"LIBRETRANSLATE_API_KEY": KEY, "OPENAI_API_KEY": KEY}
    open_engine(name, Settings(url, 5, "p", keys)).close()


@pytest.mark.parametrize("name", ENGINES)
def test_a_public_server_without_a_key_may_be_asked_openly(name):
    open_engine(name, Settings("http://translate.example.org", 5)).close()


@pytest.mark.parametrize("key", ["zażółć", "two\nlines", "tab\tbed"])
@pytest.mark.parametrize("name", ENGINES)
def test_a_key_that_no_header_holds_is_said(name, key):
    keys = {"LIBRETRANSLATE_API_KEY": key, "OPENAI_API_KEY": key}
    with pytest.raises(UsageError, match="_API_KEY has letters that no key has") as raised:
        open_engine(name, Settings("https://x.org", 5, "p", keys))
    assert key not in str(raised.value)


def test_nothing_of_the_environment_is_read():
    os.environ["OPENAI_API_KEY"] = KEY
    try:
        with pytest.raises(UsageError, match="OPENAI_API_KEY is not set"):
            open_engine("openai", Settings())
    finally:
        del os.environ["OPENAI_API_KEY"]
