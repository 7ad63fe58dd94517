"""Hostile articles end in seconds: translated right, or refused in one line with nothing written."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from hostile import COPIED, ENTRIES, HOLDS, HOSTILE, REFUSED
from locpipe.catalog import dump
from locpipe.catalog import read as parse
from locpipe.markdown import Rules
from locpipe.pipeline.article import Article, read_article, translate

# Far above what any of them needs: a hang fails here, a slow machine does not.
SECONDS = 240
GIBIBYTES = 3
CONFIG = """\
source = "en"
targets = ["pl"]
[frontmatter]
lang = ""
siblings = ""
[urls]
article = ""
source = ""
"""
CATALOG = Path("locale/pl/LC_MESSAGES/hostile.po")


def limit_memory() -> None:
    """Keep a text that explodes from taking the machine with it."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (GIBIBYTES << 30, GIBIBYTES << 30))


def locpipe(project: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Return what the command did, run in the project in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "locpipe", command],
        cwd=project,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        preexec_fn=limit_memory,
        check=False,
    )


def new_project(folder: Path, name: str) -> Path:
    """Return a project whose only article is the hostile text of that name."""
    text = HOSTILE[name]
    article = folder / "content/en/hostile.md"
    article.parent.mkdir(parents=True)
    article.write_bytes(text.encode() if isinstance(text, str) else text)
    (folder / "locpipe.toml").write_text(CONFIG, encoding="utf-8")
    return folder


def files(project: Path) -> list[Path]:
    """Return every file of the project but those that can be rebuilt."""
    found = [path.relative_to(project) for path in project.rglob("*") if path.is_file()]
    return sorted(path for path in found if path.parts[0] != ".locpipe")


def translated(source: str) -> str:
    """Return the msgid with one letter of its prose changed."""
    return re.sub("[A-Za-z]", "ż", source, count=1)


def bare(text: str) -> str:
    """Return the text without backslashes: merge may escape what could open a block."""
    return text.replace("\\", "")


def review(catalog: Path) -> list[str]:
    """Give every entry a reviewed translation; return the msgids."""
    old = parse(catalog.read_bytes(), catalog.name, "pl")
    entries = tuple(entry._replace(target=translated(entry.source), fuzzy=False) for entry in old.entries)
    catalog.write_bytes(dump(replace(old, entries=entries)))
    return [entry.source for entry in old.entries]


def read(article: Path) -> Article:
    text = article.read_bytes().decode()
    return read_article(text, article.name, Rules())


def fine(done: subprocess.CompletedProcess[str]) -> bool:
    return (done.returncode, "Traceback" in done.stderr) == (0, False)


@pytest.mark.parametrize("name", sorted(HOSTILE.keys() - REFUSED.keys()))
def test_hostile_article_is_translated(tmp_path: Path, name: str) -> None:
    project = new_project(tmp_path, name)

    extracted = locpipe(project, "extract")
    assert fine(extracted), extracted.stderr[-2000:]
    sources = review(project / CATALOG)
    assert len(sources) == ENTRIES.get(name, len(sources))
    # No comparison of whole texts in an assert: pytest would take minutes to show how two megabytes differ.
    held = HOLDS.get(name, sources[0]) in sources
    assert held

    merged = locpipe(project, "merge")
    assert fine(merged), merged.stderr[-2000:]
    source, target = read(project / "content/en/hostile.md"), read(project / "content/pl/hostile.md")
    same = [bare(unit.source) for unit in target.units] == [bare(translated(unit.source)) for unit in source.units]
    assert same
    repeated = translate(source, {(unit.context, unit.source): unit.source for unit in source.units}, Rules())
    identical = repeated.text == HOSTILE[name]
    assert identical


@pytest.mark.parametrize("name", COPIED)
def test_what_is_nested_too_deep_is_copied_with_a_finding(tmp_path: Path, name: str) -> None:
    done = locpipe(new_project(tmp_path, name), "extract")

    line = COPIED[name] or r"\d+"
    assert re.search(rf"content/en/hostile\.md:{line}: (note|warning): ", done.stdout + done.stderr), done.stdout[
        -2000:
    ]


@pytest.mark.parametrize("name", REFUSED)
def test_article_that_cannot_be_read_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    project = new_project(tmp_path, name)
    before = files(project)

    done = locpipe(project, "extract")

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1, done.stderr[-2000:]
    assert re.search(rf"content/en/hostile\.md:{REFUSED[name] or '[1-9][0-9]*'}:? ", done.stderr), done.stderr
    assert len(done.stderr) < 500
    assert files(project) == before
    assert not Path("/tmp/locpipe-was-here").exists()
