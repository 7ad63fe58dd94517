"""The documentation says what the program does: every command, key and finding, and pages that build strictly."""

from __future__ import annotations

import ast
import re
import struct
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib.util import find_spec

import click
import pytest

from conftest import REPOSITORY
from locpipe.cli import commands
from locpipe.cli.reference import reference
from locpipe.project import Config
from locpipe.project.config import ConfigText, parse_config
from locpipe.project.validate import validate

DOCS = REPOSITORY / "docs"
PAGES = sorted(DOCS.glob("*.md"))

# Functions whose first argument is the name of a check.
FINDERS = ("Finding", "_note", "_find", "_finding", "_counted")

MOST_BYTES_OF_A_PICTURE = 150_000


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def known_commands() -> dict[str, click.Command]:
    """Return every command by its name, those of groups as `memory import`."""
    found = {name: commands.get_command(None, name) for name in commands.list_commands(None)}
    below = {
        f"{name} {each}": command
        for name, group in found.items()
        for each, command in getattr(group, "commands", {}).items()
    }
    return found | below


def test_the_command_reference_is_current():
    again = "run `python -m locpipe.cli.reference docs/commands.md` and commit the page"
    assert read("commands.md") == reference(), again


def test_the_command_reference_has_every_option():
    """The page is made by a program that could lose one: look for what click knows."""
    page = read("commands.md")
    sections = dict(
        zip(
            re.findall(r"^## locpipe ?(.*)$", page, re.MULTILINE),
            re.split(r"^## locpipe", page, flags=re.M)[1:],
            strict=True,
        )
    )
    for name, command in known_commands().items():
        options = [option for each in command.params for option in each.opts if option[0] == "-"]
        assert options or command.params or hasattr(command, "commands")
        for option in options:
            assert re.search(rf"^- `(.*, )?{re.escape(option)}\b", sections[name], re.MULTILINE), f"{name} {option}"


def keys_of(kind: type) -> list[str]:
    """Return the dotted keys of a configuration table and of those in it."""
    default, found = kind(), []
    for each in fields(kind):
        name, value = each.metadata.get("key", each.name), getattr(default, each.name)
        found += [f"{name}.{key}" for key in keys_of(type(value))] if is_dataclass(value) else [name]
    return found


def keys_in(page: str) -> set[str]:
    """Return the dotted keys that have a row in a table with defaults."""
    found, table = set(), ""
    for line in page.split("\n"):
        if line.startswith("## "):
            tables = re.findall(r"\[([a-z]+)\]", line)
            table = f"{tables[0]}." if len(tables) == 1 else ""
        elif row := re.match(r"\| `([a-z_.]+)` \| `.+?` \| \S", line):
            found.add(table + row[1])
    return found


def test_every_key_stands_in_the_configuration_page_and_no_other():
    assert keys_in(read("configuration.md")) == set(keys_of(Config))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_configurations_shown_are_valid(page):
    """Each TOML example loads and passes; an unknown key or a value that cannot be meant would be an error."""
    for example in re.findall(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        text = ConfigText(page.name, example)
        validate(parse_config(tomllib.loads(example), text), text)


def checks_in_code() -> set[str]:
    """Return the names of all checks: the first arguments, where constant, of what makes findings."""
    found = set()
    for path in sorted((REPOSITORY / "src/locpipe").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = dict(constants_in(tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
                first = constants.get(getattr(node.args[0], "id", ""), getattr(node.args[0], "value", None))
                found |= {first} if name in FINDERS and isinstance(first, str) else set()
    return found


def constants_in(tree: ast.Module) -> Iterator[tuple[str, object]]:
    """Yield the module's names that stand for a constant."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            yield from ((target.id, node.value.value) for target in node.targets if isinstance(target, ast.Name))


def test_every_finding_is_explained_and_no_other():
    explained = set(re.findall(r"^\| `([a-z-]+)` \| (?:note|warning|error)", read("findings.md"), re.MULTILINE))
    assert "shape" in explained
    assert explained == checks_in_code()


def commands_shown(page: str) -> set[tuple[str, str]]:
    """Return the commands with each option that a page shows in code: ("memory import", "--lang")."""
    known, found = known_commands(), set()
    for code in re.findall(r"locpipe ((?:[a-z]+)(?: [^`\n#&|;]*)?)", page):
        words = code.split()
        name = " ".join(words[:2]) if " ".join(words[:2]) in known else words[0]
        found |= {(name, word) for word in words if word.startswith("-")}
    return found


@pytest.mark.parametrize("page", [*PAGES, REPOSITORY / "README.md"], ids=lambda page: page.name)
def test_options_shown_exist(page):
    known = known_commands()
    for name, option in commands_shown(page.read_text(encoding="utf-8")):
        if name in known:
            options = {each for parameter in known[name].params for each in parameter.opts}
            assert option.rstrip(",.;:)") in options | {"--help"}, f"locpipe {name} {option}"


def pictures() -> list[str]:
    """Return the pictures that the pages and the README show, by their paths below docs/."""
    texts = [page.read_text("utf-8") for page in (*PAGES, REPOSITORY / "README.md")]
    return sorted({name for text in texts for name in re.findall(r"!\[[^\]]+\]\((?:docs/)?(img/[^)]+)\)", text)})


def size(data: bytes) -> tuple[float, float]:
    """Return width and height of a PNG, or of an SVG that names them."""
    if data.startswith(b"\x89PNG"):
        return struct.unpack(">II", data[16:24])
    width, height = (re.search(rb'%s="([\d.]+)pt"' % name, data) for name in (b"width", b"height"))
    return float(width[1]), float(height[1])


def test_pictures_are_there_and_small():
    assert pictures()
    assert sorted(path.relative_to(DOCS).as_posix() for path in DOCS.glob("img/*")) == pictures()
    for name in pictures():
        data = (DOCS / name).read_bytes()
        assert min(size(data)) > 100
        assert len(data) < MOST_BYTES_OF_A_PICTURE


def test_no_page_names_a_folder_of_one_machine():
    folder = re.compile(r"(?<![\w.~-])/(?:home|root|Users|work|opt|mnt|srv|tmp(?=/w))/")
    for page in PAGES:
        assert not folder.search(page.read_text(encoding="utf-8")), page.name


@pytest.mark.skipif(find_spec("material") is None, reason="needs mkdocs-material: pip install -e '.[docs]'")
def test_the_pages_build_strictly(tmp_path):
    # Not --quiet: it hides warnings from --strict too.
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    for page in PAGES:
        folder = "" if page.stem == "index" else page.stem
        assert (tmp_path / "site" / folder / "index.html").is_file()
    assert not list((tmp_path / "site").rglob("*.py"))
