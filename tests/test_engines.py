"""Engines are found by entry point, opened by name, and whatever is wrong with one is said in one line."""

import json
import re
import subprocess
import sys
import threading
import tomllib
import zipfile
from dataclasses import fields
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from conftest import REPOSITORY
from locpipe.engines import names, open_engine, uses_terms
from locpipe.engines.base import Engine, Mode, Pair, Request, Settings
from locpipe.errors import EngineError, LocpipeError, UsageError
from locpipe.project.config import EngineConfig

BUILT_IN = ("apertium", "deepl", "libretranslate", "memory", "openai", "pseudo")
EN_PL = Pair("en", "pl")


class Packages:
    """Makes packages importable as pip leaves them: a module, and metadata that names the entry points."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def install(self, package: str, entry_points: str, files: dict[str, str]) -> None:
        for name, code in files.items():
            (self.folder / name).write_text(code, encoding="utf-8")
        metadata = self.folder / f"{package.replace('-', '_')}-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", encoding="utf-8")
        (metadata / "entry_points.txt").write_text(f"[locpipe.engines]\n{entry_points}\n", encoding="utf-8")

    def plugin(self, code: str, entry_point: str = "fancy = fancy_engine:Fancy") -> None:
        self.install("locpipe-fancy", entry_point, {"fancy_engine.py": code})


@pytest.fixture
def packages(tmp_path, monkeypatch):
    before = set(sys.modules)
    monkeypatch.syspath_prepend(tmp_path)
    yield Packages(tmp_path)
    for name in set(sys.modules) - before:
        if str(tmp_path) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


def test_the_built_in_engines_are_known():
    assert set(BUILT_IN) <= set(names())
    assert list(names()) == sorted(set(names()))


def test_an_engine_of_a_package_is_known_too(packages):
    packages.plugin("")
    assert "fancy" in names()


def test_knowing_engines_loads_none():
    code = (
        "import sys, locpipe.engines; locpipe.engines.names(); from locpipe.engines.base import Settings;"
        "locpipe.engines.open_engine('memory', Settings());"
        "print(sorted({'deepl', 'requests', 'urllib3'} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "[]\n"


def test_memory_has_no_answer():
    engine = open_engine("memory", Settings())
    answer = engine.translate(Request(EN_PL, ("one", "two")))
    assert (answer.texts, engine.paid, engine.key(EN_PL), engine.quota()) == (("", ""), False, "", None)


@pytest.mark.parametrize(("wrong", "meant"), [("depl", "deepl"), ("OpenAI", "openai"), ("psuedo", "pseudo")])
def test_an_unknown_name_is_answered_with_the_closest_one(wrong, meant):
    with pytest.raises(UsageError, match=f'there is no engine "{wrong}"; did you mean "{meant}"') as error:
        open_engine(wrong, Settings())
    assert all(name in str(error.value) for name in BUILT_IN)


def test_a_name_unlike_any_other_gets_the_list_alone():
    with pytest.raises(UsageError, match='there is no engine "zzzz"; known are apertium, deepl'):
        open_engine("zzzz", Settings())


def test_who_uses_the_glossary_is_known_without_opening_it(packages):
    assert all(map(uses_terms, ("deepl", "openai", "pseudo")))
    packages.plugin("def Fancy(settings): ...")
    assert not any(map(uses_terms, ("memory", "apertium", "fancy")))


GOOD = """
from locpipe.engines.base import Answer, Engine

class Fancy(Engine):
    name = "fancy"
    def __init__(self, settings):
        self.url = settings.url
    def translate(self, request):
        return Answer(tuple(text.upper() for text in request.texts))
"""


def test_an_engine_of_a_package_gets_the_settings_and_the_defaults(packages):
    packages.plugin(GOOD)
    engine = open_engine("fancy", Settings(url="http://localhost"))
    assert engine.translate(Request(EN_PL, ("a",))).texts == ("A",)
    assert (engine.url, engine.paid, engine.modes) == ("http://localhost", False, (Mode.XML,))


STARTS_BADLY = GOOD.replace("self.url = settings.url", "raise ValueError('no\\nluck')")
FAILS_OWN_WAY = GOOD.replace("self.url = settings.url", "from locpipe.errors import UsageError; raise UsageError('k')")


@pytest.mark.parametrize(
    ("code", "entry_point", "kind", "message"),
    [
        (
            STARTS_BADLY,
            "fancy = fancy_engine:Fancy",
            EngineError,
            'engine "fancy" of locpipe-fancy 1.0 cannot be started: ValueError: no luck; ask its author',
        ),
        (FAILS_OWN_WAY, "fancy = fancy_engine:Fancy", UsageError, "k"),
        (
            "import no_such_library.inner",
            "fancy = fancy_engine:Fancy [gold]",
            UsageError,
            "engine \"fancy\" of locpipe-fancy 1.0 cannot be loaded: No module named 'no_such_library'; "
            'install it: pip install "locpipe-fancy[gold]"',
        ),
        (
            "import no_such_library.inner",
            "fancy = fancy_engine:Fancy",
            UsageError,
            "engine \"fancy\" of locpipe-fancy 1.0 cannot be loaded: No module named 'no_such_library'; "
            "install the package that has no_such_library",
        ),
        (
            "",
            "fancy = gone_engine:Fancy",
            UsageError,
            "engine \"fancy\" of locpipe-fancy 1.0 cannot be loaded: No module named 'gone_engine'; "
            "install locpipe-fancy again",
        ),
        (
            "",
            "fancy = fancy_engine:Fancy",
            UsageError,
            'engine "fancy" of locpipe-fancy 1.0 cannot be loaded: AttributeError: '
            "module 'fancy_engine' has no attribute 'Fancy'; ask its author",
        ),
        (
            "Fancy = 3",
            "fancy = fancy_engine:Fancy",
            UsageError,
            'engine "fancy" of locpipe-fancy 1.0 is no class; correct fancy_engine:Fancy in '
            "the package's entry points",
        ),
        (
            "class Fancy:\n    def __init__(self, settings): ...\n    def translate(self, request): ...",
            "fancy = fancy_engine:Fancy",
            UsageError,
            'engine "fancy" of locpipe-fancy 1.0 has no name; let its class inherit from locpipe.engines.base.Engine',
        ),
    ],
)
def test_what_is_wrong_with_an_engine_of_a_package_is_one_line(packages, code, entry_point, kind, message):
    packages.plugin(code, entry_point)
    with pytest.raises(LocpipeError) as error:
        open_engine("fancy", Settings())
    assert (type(error.value), str(error.value)) == (kind, message)


def test_two_packages_cannot_share_a_name(packages):
    packages.plugin("", "deepl = fancy_engine:Fancy")
    with pytest.raises(UsageError, match=r'two engines have one name: engine "deepl" and engine "deepl" of locpipe-fa'):
        open_engine("deepl", Settings())


@pytest.mark.parametrize("name", ["memory", "pseudo"])
def test_engines_that_need_nothing_open_without_settings(name):
    engine = open_engine(name, Settings())
    assert isinstance(engine.modes[0], Mode)
    assert engine.name == name
    assert Engine in type(engine).__mro__


PAGE = (REPOSITORY / "docs" / "engines.md").read_text(encoding="utf-8")


def shown(title: str) -> str:
    """Return the page's code block of that title."""
    (code,) = re.findall(rf'^```\w+ title="{re.escape(title)}"\n(.*?)^```$', PAGE, re.MULTILINE | re.DOTALL)
    return code


class Service(BaseHTTPRequestHandler):
    """The service of the page's example: it translates into capitals, and leaves tags alone."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, self.headers["Authorization"], asked))
        words = [re.sub(r"[^<>]+(?![^<>]*>)", lambda match: match[0].upper(), text) for text in asked["texts"]]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"texts": words} if asked["to"] != "xx" else {}).encode())

    def log_message(self, *details):
        pass


@pytest.fixture
def service():
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        server.asked = []
        server.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def house(packages):
    """The example of the page, installed as it stands there."""
    project = tomllib.loads(shown("pyproject.toml"))
    ((name, value),) = project["project"]["entry-points"]["locpipe.engines"].items()
    (file,) = project["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
    packages.install(project["project"]["name"], f"{name} = {value}", {file: shown(file)})
    return name


class TestThePagesExample:
    def test_it_translates(self, house, service):
        engine = open_engine(house, Settings(url=service.url, environment={"HOUSE_KEY": "k"}))
        request = Request(Pair("en", "pt", code="pt-BR"), ('Go <g id="1">home</g>', "now"), mode=engine.modes[0])
        assert engine.translate(request).texts == ('GO <g id="1">HOME</g>', "NOW")
        sent = {"from": "en", "to": "pt-BR", "texts": list(request.texts)}
        assert service.asked == [("/translate", "Bearer k", sent)]
        engine.close()

    def test_its_errors_are_lines_for_the_user(self, house, service):
        with pytest.raises(UsageError, match=r"^house: set \[engine\] url"):
            open_engine(house, Settings())
        with pytest.raises(EngineError, match=r"^house: no answer \('texts'\); start the service"):
            open_engine(house, Settings(url=service.url)).translate(Request(Pair("en", "xx"), ("a",)))
        with pytest.raises(EngineError, match=r"^house: no answer \(.*refused.*\); start the service"):
            open_engine(house, Settings(url="http://127.0.0.1:9")).translate(Request(EN_PL, ("a",)))

    def test_the_package_can_be_built(self, tmp_path):
        pytest.importorskip("hatchling", reason="needs hatchling, which builds packages")
        for name in ("pyproject.toml", "locpipe_house.py"):
            (tmp_path / name).write_text(shown(name), encoding="utf-8")
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel"]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
        with zipfile.ZipFile(next((tmp_path / "dist").glob("*.whl"))) as wheel:
            assert "locpipe_house.py" in wheel.namelist()
            (points,) = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
            assert wheel.read(points).decode().strip() == "[locpipe.engines]\nhouse = locpipe_house:House"


def rows():
    table = PAGE.partition("## The built-in ones")[2].partition("## ")[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.split("\n") if line[:3] == "| `"]
    return {row[0].strip("`"): row[1:] for row in cells}


def test_the_page_has_every_built_in_engine():
    assert sorted(rows()) == sorted(BUILT_IN)


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_page_says_what_the_engine_says_of_itself(name):
    (point,) = entry_points(group="locpipe.engines", name=name)
    engine = point.load()
    _, _, costs, sent, terms = rows()[name]
    assert costs == ("yes" if engine.paid else "no")
    assert sent == ", ".join(mode.value for mode in engine.modes)
    assert terms == ("yes" if engine.uses_terms else "no")


def test_the_page_explains_every_part_of_an_engine():
    explained = set(re.findall(r"`([a-z_]+)`", PAGE.partition("## Add one")[2]))
    parts = {name for name in (*Engine.__annotations__, *vars(Engine)) if not name.startswith("_")}
    assert parts <= explained


def test_the_page_names_every_setting():
    keys = set(re.findall(r"`([a-z]+)`", PAGE.partition("## Settings")[2].partition("## ")[0]))
    assert {each.name for each in fields(EngineConfig)} - {"languages"} <= keys
