"""Apertium, the real programs: texts never change places, tags move with their words, nothing is left running."""

import os
import re
import signal
import socket
import stat
import subprocess
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import requests

from conftest import requires_program
from locpipe.engines import open_engine
from locpipe.engines.apertium.document import mended, paragraphs
from locpipe.engines.base import Mode, Pair, Request, Settings
from locpipe.engines.marks import MarkError, read, write
from locpipe.engines.masking import mask, unmask
from locpipe.errors import EngineError, UsageError
from test_laws_corpus import FOLDERS, articles

EN_ES = Pair("en", "es")
needs_apertium = requires_program("apertium", "tf-extract")


def opened(environment=None, **options):
    return open_engine("apertium", Settings(environment=dict(environment or os.environ), **options))


def spanish(*texts, mode=Mode.XML, engine=None):
    return (engine or opened()).translate(Request(EN_ES, texts, mode=mode)).texts


ODD = (
    "The house",
    "",
    " ",
    "!",
    "~5 kg of ~bread~",
    "A &lt;b&gt; &amp;amp; c, AT&amp;T",
    "[x] {y} ^z^ $5 @you a/b \\ *star* #tag _u_ `code` | =d",
    "It ends.\nIt goes on.\n\nAnd on",
    "Dr. Smith's dog. No. 5! Yes? 1,000.5 km… “quotes” — dash",
    "a\xa0b and 5\xa0kg",
    "日本語のテキスト",
    "Łódź — Ще — ελληνικά — 😀",
    '<x id="1"/>',
    '<g id="1">The</g>',
    'The <g id="1">red</g> house',
    "&lt;/p&gt;&lt;p id=&quot;t3&quot;&gt;",
    "t3",
    "</p>",
    "\x00 nothing \x1b",
    "x" * 5000,
)


@needs_apertium
class TestTexts:
    def test_a_sentence(self):
        assert spanish("The red house is big.") == ("La casa roja es grande.",)

    def test_no_text_is_ever_taken_for_another(self):
        """Every other one is odd: each gets what it gets alone, whatever stands beside it."""
        plain = [f"The house has {number} rooms." for number in range(100, 150)]
        texts = [text for number, each in enumerate(plain, 100) for text in (each, ODD[number % len(ODD)])]
        answers = spanish(*texts)
        assert len(answers) == len(texts)
        assert answers[::2] == tuple(f"La casa tiene {number} salas." for number in range(100, 150))
        alone = [spanish(text)[0] for text in ODD]
        assert answers[1::2] == tuple(alone[number % len(ODD)] for number in range(100, 150))

    @pytest.mark.parametrize("text", ODD)
    def test_an_odd_text_keeps_its_signs_and_tags(self, text):
        (answer,) = spanish(text)
        if not answer:
            assert not text.strip() or text in ("</p>", ODD[-2])
            return
        before, after = read(text, Mode.XML), read(answer, Mode.XML)
        assert re.findall(r"<[^>]*>", write(before, Mode.XML)) == re.findall(r"<[^>]*>", write(after, Mode.XML))
        signs = r"[~&<>\[\]{}^$@/\\*#`|=\d\xa0日😀Ще]"
        assert sorted(re.findall(signs, "".join(map(str, before)))) == sorted(
            re.findall(signs, "".join(map(str, after)))
        )

    def test_plain_text_is_no_markup(self):
        assert spanish("The <b>house</b> & the dog", mode=Mode.PLAIN) == ("El <b>casa</b> & el perro",)

    def test_words_that_it_does_not_know_are_not_marked(self):
        assert spanish("The xyzzyq house") == ("El xyzzyq casa",)

    def test_a_text_that_begins_small_still_does(self):
        assert spanish("red house", "Red house", "GPS house") == ("casa roja", "Casa roja", "Casa de GPS")

    def test_a_pronoun_that_spanish_leaves_out_leaves_no_gap(self):
        assert "  " not in spanish('If you want <x id="1"/>, you need bread because you are hungry.')[0]

    def test_no_texts_need_no_program(self):
        assert spanish() == ()

    @pytest.mark.parametrize("variables", [{"LC_ALL": "C"}, {"LANG": "C"}, {"LC_ALL": "POSIX", "LANG": "C"}])
    def test_letters_survive_any_locale(self, variables):
        environment = {"PATH": os.environ["PATH"], **variables}
        assert spanish("The façade in Łódź", engine=opened(environment)) == ("La fachada en Łódź",)

    def test_several_threads_at_once(self):
        engine = opened()
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda number: spanish(f"{number} houses", engine=engine), range(2, 14)))
        assert answers == [(f"{number} casas",) for number in range(2, 14)]

    def test_nothing_is_left_in_the_temporary_folder(self, tmp_path, monkeypatch):
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        spanish("The house")
        assert list(tmp_path.iterdir()) == []


@needs_apertium
class TestTags:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ('The <g id="1">red</g> <g id="2">house</g>', 'La <g id="2">casa</g> <g id="1">roja</g>'),
            ('The <g id="1">red house</g> here', 'La <g id="1">casa roja</g> aquí'),
            ('See <g id="1">the <g id="2">best</g> doctor</g>.', 'Ver <g id="1">el doctor <g id="2">mejor</g></g>.'),
            ('I see <g id="1">all houses</g> now', 'Veo <g id="1">todas las casas</g> ahora'),
            ('Use <x id="1"/> and <x id="2"/>.', 'Uso <x id="1"/> y <x id="2"/>.'),
            ('Eat <g id="1">bread &amp; 1.5 kg</g> (see <x id="2"/>).', None),
        ],
    )
    def test_tags_move_with_their_words(self, text, expected):
        (answer,) = spanish(text)
        assert expected is None or answer == expected
        assert sorted(re.findall("<[^>]*>", answer)) == sorted(re.findall("<[^>]*>", text))

    @pytest.mark.parametrize("folder", FOLDERS)
    def test_markup_of_the_corpus_fits_around_the_answers(self, folder):
        units = [unit for article in articles(folder) for unit in article.units][:150]
        masks = [masked for unit in units if (masked := mask(unit.source, markdown=not unit.context)).texts]
        texts = [write(text, Mode.XML) for masked in masks for text in masked.texts]
        engine = opened()
        answers = [
            answer for at in range(0, len(texts), 200) for answer in spanish(*texts[at : at + 200], engine=engine)
        ]
        left, refused = iter(answers), 0
        for masked in masks:
            own = [next(left) for _ in masked.texts]
            try:
                unmask(masked, own, Mode.XML, "es")
            except MarkError:
                refused += 1
        # CommonMark's examples hold markup that nobody writes; of the others 1 of 80 is refused.
        assert refused <= len(masks) * (0.1 if folder in ("commonmark", "gfm") else 0.03)


SOURCE = read('<g id="1">all <x id="2"/> files</g> of <g id="3">him</g>', Mode.XML)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        # Words that Apertium added between the parts of a phrase.
        ('<b id="1">todos</b> los <b id="1">ficheros</b>', '<g id="1">todos los ficheros</g>'),
        ('<b id="1">a</b> b c d <b id="1">e</b>', '<g id="1">a b c d e</g>'),
        # More words than it adds, or the end of a sentence: nobody knows, and the caller refuses a doubled tag.
        ('<b id="1">a</b> b c d e <b id="1">f</b>', '<g id="1">a</g> b c d e <g id="1">f</g>'),
        ('<b id="1">a</b>. <b id="1">b</b>', '<g id="1">a</g>. <g id="1">b</g>'),
        # What the tag held in the source may be in it again, what it did not may not.
        ('<b id="1">a</b> <br id="2"> <b id="1">b</b>', '<g id="1">a <x id="2"/> b</g>'),
        ('<b id="1">a</b> <br id="2">', '<g id="1">a <x id="2"/></g>'),
        ('<b id="1">a</b> b <br id="2">', '<g id="1">a</g> b <x id="2"/>'),
        ('<b id="1">a</b> <b id="3">c</b> <b id="1">b</b>', '<g id="1">a</g> <g id="3">c</g> <g id="1">b</g>'),
    ],
)
def test_parts_of_a_tag_are_put_together(answer, expected):
    (nodes,) = paragraphs(f'<p id="t0">{answer}</p>').values()
    assert write(mended(nodes, SOURCE, "es"), Mode.XML) == expected


@pytest.mark.parametrize(
    "answer", ['<p id="t0">a', '<p id="t0"><b id="1">a</p>', '<p id="t0">a</p><p id="t0">b</p>', "<p>a</p>", "a", ""]
)
def test_a_paragraph_that_is_not_whole_is_no_answer(answer):
    assert paragraphs(answer) == {}


class Fake:
    """A command named `apertium` that does what a test says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, script: str) -> dict[str, str]:
        for name in ("apertium", "tf-extract"):
            path = self.folder / name
            path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
            path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return {"PATH": f"{self.folder}:/usr/bin:/bin"}


@pytest.fixture
def fake(tmp_path):
    return Fake(tmp_path)


MODES = "[ $1 = -l ] && printf '  eng-spa\\n  eng-por_BR\\n  en-es\\n  eng-hbs_HR\\n  spa-eng_US\\n' && exit 0"


@pytest.mark.parametrize(
    ("pair", "direction"),
    [
        (Pair("en", "es"), "eng-spa"),
        (Pair("en-GB", "es-MX"), "eng-spa"),
        (Pair("en", "pt-BR"), "eng-por_BR"),
        (Pair("en", "hr"), "eng-hbs_HR"),
        (Pair("es", "en", code="en-US"), "spa-eng_US"),
        (Pair("es", "en", model="spa-eng_US"), "spa-eng_US"),
        (Pair("en", "es", model="en-es"), "en-es"),
    ],
)
def test_the_direction_is_found_by_the_languages(fake, pair, direction):
    engine = opened(fake.write(f"{MODES}\necho '<p id=\"t0\">x</p>'"))
    assert engine.prepare([pair], {}) == ()
    answer = engine.translate(Request(pair, ("y",)))
    assert (answer.model, answer.texts, answer.billed) == (direction, ("x",), 0)


def test_a_direction_that_is_not_installed(fake):
    with pytest.raises(EngineError) as error:
        opened(fake.write(MODES)).prepare([Pair("en", "pl")], {})
    assert str(error.value) == (
        "apertium: there is no eng-pol, to translate from English into Polish (installed: en-es, eng-hbs_HR, "
        "eng-por_BR, eng-spa, spa-eng_US); install its data (Debian: apt install apertium-eng-pol), "
        "or choose another engine with --engine"
    )


def test_no_command(tmp_path):
    with pytest.raises(EngineError, match=r"cannot be run \(No such file or directory\); install it \(Debian: apt i"):
        spanish("x", engine=opened({"PATH": str(tmp_path)}))


def test_no_transfuse(fake):
    environment = fake.write(MODES)
    (fake.folder / "tf-extract").unlink()
    with pytest.raises(EngineError, match="there is no tf-extract, which moves tags with their words; install it"):
        spanish("x", engine=opened({"PATH": str(fake.folder)} | {"LANG": environment["PATH"]}))


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("echo 'Error: no data' >&2; exit 1", "apertium: Error: no data; try `echo house | apertium eng-spa` by hand"),
        ("exit 7", "apertium: it ended with 7; try"),
        ("echo 'Malformed input' >&2", "apertium: Malformed input; try"),
        ("echo '<p>x</p>'", "apertium: not one text came back; run `apertium -f html` by hand"),
    ],
)
def test_a_command_that_fails_says_so(fake, script, message):
    with pytest.raises(EngineError, match=re.escape(message)):
        spanish("x", engine=opened(fake.write(f"{MODES}\ncat >/dev/null; {script}")))


def test_a_command_that_does_not_end_is_stopped_with_all_it_started(fake):
    environment = fake.write(f"{MODES}\nsleep 60 & echo $! >'{fake.folder}/pid'\nsleep 60 | cat")
    started = time.monotonic()
    with pytest.raises(EngineError, match=r"no answer in 1 s; raise \[engine\] timeout"):
        spanish("x", engine=opened(environment, timeout=1))
    assert time.monotonic() - started < 10
    number = (fake.folder / "pid").read_text().strip()
    for _ in range(50):
        stat_file = Path("/proc") / number / "stat"
        if not stat_file.exists() or ") Z" in stat_file.read_text():
            break
        time.sleep(0.1)
    else:
        pytest.fail("the command's own child still runs")


def test_an_answer_is_kept_for_one_version_alone(fake):
    engine = opened(fake.write("echo 'Apertium 3.8.3'"))
    assert engine.key(EN_ES) == "Apertium 3.8.3"
    assert engine.key(Pair("en", "es", model="en-es", code="es-MX")) == "Apertium 3.8.3 en-es es-MX"
    assert opened({"PATH": str(fake.folder / "nowhere")}).key(EN_ES) == ""


@pytest.fixture(scope="module")
def server():
    """A real APy on a port of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = ["apertium-apy", "-p", str(port), "/usr/share/apertium"]
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True) as process,
    ):
        try:
            _await(url, process)
            yield url
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def _await(url, process):
    for _ in range(300):
        try:
            requests.get(f"{url}/listPairs", timeout=5).close()
            return
        except requests.ConnectionError:
            assert process.poll() is None, "apertium-apy ended"
            time.sleep(0.1)
    pytest.fail("apertium-apy does not answer")


@requires_program("apertium", "tf-extract", "apertium-apy")
class TestServer:
    @pytest.fixture
    def engine(self, server):
        engine = opened(url=f"{server}/")
        yield engine
        engine.close()

    def test_it_answers_as_the_command_does(self, engine):
        texts = (*ODD, 'The <g id="1">red</g> <g id="2">house</g>', 'See <g id="1">the <g id="2">best</g> doctor</g>.')
        assert spanish(*texts, engine=engine) == spanish(*texts)

    def test_a_long_text_comes_back_whole(self, engine):
        text = " ".join(f'The <g id="{number}">house</g> has {number} dogs.' for number in range(1, 900))
        (answer,) = spanish(text, engine=engine)
        assert re.findall(r'id="(\d+)"', answer) == [str(number) for number in range(1, 900)]

    def test_a_direction_that_the_server_has_not(self, engine, server):
        with pytest.raises(EngineError, match=f"there is no eng-pol, .*; install its data on the server {server}"):
            engine.prepare([Pair("en", "pl")], {})

    def test_what_the_server_refuses_is_told(self, engine, monkeypatch):
        monkeypatch.setattr(engine._transport, "_directions", frozenset(["eng-xxx"]))
        with pytest.raises(EngineError, match=r"answered 400 \(That pair is not installed\); look into its log"):
            engine.translate(Request(Pair("en", "xxx"), ("house",)))

    def test_answers_are_kept_apart_from_the_command_s(self, engine):
        assert engine.key(EN_ES) == "APy"


def test_a_server_that_is_not_there():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(EngineError, match=f"the server {url} cannot be reached; start it or check"):
            spanish("x", engine=opened(url=url))


def test_a_server_that_is_silent():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        engine = opened(url=f"http://127.0.0.1:{silent.getsockname()[1]}", timeout=1)
        with pytest.raises(EngineError, match=r"no answer in 1 s; raise \[engine\] timeout"):
            spanish("x", engine=engine)
        engine.close()


@pytest.mark.parametrize("body", [b"<html>", b"{}", b'{"responseData": 1}', b"[]"])
def test_a_server_that_is_none_of_apertium(body):
    class Other(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *details):
            pass

    with HTTPServer(("127.0.0.1", 0), Other) as other:
        threading.Thread(target=other.handle_request, daemon=True).start()
        url = f"http://127.0.0.1:{other.server_port}"
        engine = opened(url=url)
        with pytest.raises(EngineError, match=rf"{url} is no APy server; check \[engine\] url"):
            spanish("x", engine=engine)
        engine.close()


def test_an_address_without_a_scheme():
    with pytest.raises(UsageError, match="localhost:2737 is no server's address; write it with http://"):
        opened(url="localhost:2737")
