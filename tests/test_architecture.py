"""The shape DESIGN section 7 gives the code: imports point one way, each library has one door, modules are small."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import REPOSITORY

SOURCE = REPOSITORY / "src" / "locpipe"

# Lowest first. A part imports from rows below its own, never from its own row.
ROWS = (
    {"model", "errors"},
    {"characters", "source", "languages", "meaning", "yamlscalar"},
    {"markdown", "frontmatter"},
    {"catalog", "glossary", "memory", "siblings", "engines", "checks", "reports", "project"},
    {"pipeline"},
    {"api", "cli"},
    {"__main__"},
)
HEIGHT = {part: height for height, row in enumerate(ROWS) for part in row}

DOORS = {
    "polib": "catalog/",
    "deepl": "engines/deepl/",
    "click": "cli/",
    "markdown_it": "markdown/",
    "pygments": "markdown/",
    "pg8000": "memory/server/",
    "distributed": "pipeline/scheduler.py",
}

MOST_LINES = 400

# What `locpipe --help` must not wait for.
HEAVY = (
    "polib",
    "markdown_it",
    "yaml",
    "rich",
    "rapidfuzz",
    "jellyfish",
    "py3langid",
    "deepl",
    "pygments",
    "pg8000",
    "distributed",
)


def modules(root: Path) -> list[Path]:
    return sorted(root.rglob("*.py"))


def part_of(root: Path, path: Path) -> str:
    """Return the row's name for a module: its package below `locpipe`, or its own name there."""
    return path.relative_to(root).with_suffix("").parts[0]


def absolute(root: Path, path: Path, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = ["locpipe", *path.relative_to(root).parent.parts]
    base = package[: len(package) - node.level + 1]
    return ".".join([*base, *([node.module] if node.module else [])])


def imports(root: Path, path: Path) -> Iterator[str]:
    """Yield the dotted names that a module imports, those inside functions and `if TYPE_CHECKING` too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = absolute(root, path, node)
            yield from (f"{module}.{alias.name}" for alias in node.names)


def wrong_ways(root: Path) -> list[str]:
    """Return the imports between parts that do not point down."""
    found = []
    for path in modules(root):
        part = part_of(root, path)
        for name in imports(root, path):
            package, _, inner = name.partition(".")
            target = inner.partition(".")[0]
            if package == "locpipe" and target in HEIGHT and target != part and HEIGHT[target] >= HEIGHT.get(part, -1):
                found.append(f"{path.relative_to(root).as_posix()} imports {name}")
    return found


def wrong_doors(root: Path) -> list[str]:
    """Return the imports of a library outside the one place that may know it."""
    found = []
    for path in modules(root):
        where = path.relative_to(root).as_posix()
        for name in imports(root, path):
            door = DOORS.get(name.partition(".")[0])
            if door and not where.startswith(door):
                found.append(f"{where} imports {name}; its door is {door}")
    return found


def test_imports_point_one_way():
    assert wrong_ways(SOURCE) == []


def test_each_library_has_one_door():
    assert wrong_doors(SOURCE) == []


def test_every_module_has_its_row():
    unknown = {part_of(SOURCE, path) for path in modules(SOURCE)} - set(HEIGHT) - {"__init__"}
    assert unknown == set(), "name their row in ROWS, or better, find them a place in DESIGN section 7"


@pytest.mark.parametrize("path", modules(SOURCE), ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_no_module_outgrows_a_reader(path):
    assert path.read_bytes().count(b"\n") <= MOST_LINES


@pytest.mark.parametrize(
    ("place", "code", "wrong"),
    [
        ("siblings/slugs.py", "from locpipe.catalog import read", True),
        ("siblings/slugs.py", "from ..catalog import read", True),
        ("siblings/slugs.py", "from .mesh import siblings_of", False),
        ("siblings/slugs.py", "from locpipe import pipeline", True),
        ("catalog/write.py", "def f():\n    import locpipe.cli", True),
        ("markdown/parser.py", "from locpipe.source import decode", False),
        ("pipeline/merge.py", "import polib", True),
        ("catalog/read.py", "import polib", False),
    ],
)
def test_the_reader_of_imports_sees_them(tmp_path, place, code, wrong):
    path = tmp_path / place
    path.parent.mkdir()
    path.write_text(code, encoding="utf-8")
    assert bool(wrong_ways(tmp_path) + wrong_doors(tmp_path)) is wrong


def test_help_waits_for_no_library():
    code = (
        "import sys\n"
        "from locpipe.cli import main\n"
        "try:\n"
        "    main(['--help'])\n"
        "except SystemExit:\n"
        "    pass\n"
        "print('MODULES', *sys.modules)\n"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    usage, _, loaded = shown.stdout.partition("MODULES ")
    assert "extract" in usage
    assert "merge" in usage
    assert sorted(set(HEAVY) & set(loaded.split())) == []
