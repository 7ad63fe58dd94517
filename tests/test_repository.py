"""The repository keeps its promises: the README's commands, the changelog, the sample, the package's marker."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

import locpipe
from conftest import REPOSITORY, run_locpipe, shared
from locpipe import catalog
from locpipe.project import find_project
from locpipe.siblings import fingerprint

SAMPLE = "desk-exercises-for-back-pain.md"

USES = "python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/locpipe demo"
TESTS = "python3 -m venv .venv && .venv/bin/pip install -q -e '.[test]' && .venv/bin/pytest"


def read(name: str) -> str:
    return (REPOSITORY / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("command", [USES, TESTS])
def test_the_readme_has_its_two_commands(command):
    assert read("README.md").count(f"\n{command}\n") == 1


@pytest.mark.parametrize("ending", ["locpipe demo", "pytest"])
def test_ci_runs_the_commands_of_the_readme(ending):
    """`.ci/run` takes the one line of the README that ends with `ending`."""
    assert f'readme_command "{ending}"' in read(".ci/run")
    lines = re.findall(rf"^python3 -m venv \.venv && .* \.venv/bin/{ending}$", read("README.md"), re.MULTILINE)
    assert len(lines) == 1


def test_ci_is_executable():
    assert os.access(REPOSITORY / ".ci/run", os.X_OK)


def test_the_changelog_tells_of_this_version():
    headings = re.findall(r"^## \[(.+?)\]", read("CHANGELOG.md"), re.MULTILINE)
    assert headings[0] == "Unreleased"
    assert headings[1] == locpipe.__version__


def test_the_package_is_typed():
    assert (Path(locpipe.__file__).parent / "py.typed").is_file()


def test_the_sample_is_the_article_as_it_was_written():
    """Only its siblings are added to: `fingerprint` leaves them out and nothing else."""
    ours, theirs = (REPOSITORY / "content/en" / SAMPLE).read_text(), shared("sample", SAMPLE).read_text()
    assert fingerprint(ours, ["siblings"]) == fingerprint(theirs, ["siblings"])


def test_the_configuration_loads():
    project = pytest.importorskip("locpipe.project").find_project(REPOSITORY)
    assert project.config.name == "locpipe sample"
    assert list(project.config.targets) == ["pl", "de"]


def documented() -> dict[str, str]:
    """Return the keys of docs/configuration.md as `table.key`, with the default that stands beside each."""
    keys, table = {}, ""
    for line in read("docs/configuration.md").split("\n"):
        if line.startswith("## "):
            tables = re.findall(r"\[([a-z]+)\]", line)
            table = f"{tables[0]}." if len(tables) == 1 else ""
        elif found := re.match(r"\| `([a-z_.]+)` \| `(.+?)` \|", line):
            keys[table + found[1]] = found[2]
    return keys


def test_every_key_is_documented_with_its_default(tmp_path):
    """A configuration that spells out the documented defaults loads, and equals an empty one."""
    find_project = pytest.importorskip("locpipe.project").find_project
    tables: dict[str, list[str]] = {}
    for name, default in documented().items():
        table, _, key = name.rpartition(".")
        tables.setdefault(table, []).append(f"{key} = {default}")
    spelled = "\n".join((f"[{table}]\n" if table else "") + "\n".join(keys) for table, keys in tables.items())
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty/locpipe.toml").write_text("", encoding="utf-8")
    (tmp_path / "locpipe.toml").write_text(spelled, encoding="utf-8")
    config = find_project(tmp_path).config
    assert config == find_project(tmp_path / "empty").config
    assert len(documented()) == sum(len(fields(part)) if is_dataclass(part) else 1 for part in parts(config))


def parts(config: object) -> list[object]:
    return [getattr(config, field.name) for field in fields(config)]


@pytest.fixture
def copy(tmp_path):
    """Copy the repository's own project: what `locpipe demo` starts from, and what came of it."""
    for folder in ("content", "locale", "glossary"):
        shutil.copytree(REPOSITORY / folder, tmp_path / folder)
    for name in ("locpipe.toml", "locpipe.lock"):
        shutil.copy(REPOSITORY / name, tmp_path)
    return tmp_path


def state(folder: Path) -> dict[str, bytes]:
    """Return what git would hold: every file but those below `.locpipe/`, which can be rebuilt."""
    files = (path for path in folder.rglob("*") if path.is_file() and ".locpipe" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_the_sample_is_extracted_and_merged(copy):
    """Its catalogs follow the article, its Polish article follows the catalog: a run changes nothing."""
    before = state(copy)
    done = run_locpipe("run", cwd=copy)
    assert done.returncode == 0, done.stdout + done.stderr
    assert state(copy) == before
    source = tomllib.loads(read("locpipe.toml"))["source"]
    assert {Path(name).parts[1] for name in before if name.startswith("content/")} == {
        source,
        "pl",
        "de",
        "images",
    }


def catalog_states() -> dict[tuple[str, str], tuple[int, int, int]]:
    """Return, by article and language, how many entries are reviewed, fuzzy and in all."""
    project = find_project(REPOSITORY)
    found = {}
    for file in project.articles():
        for language in project.config.targets:
            path = project.catalog_path(file, language)
            if path.is_file():
                entries = catalog.read(path.read_bytes(), path.name, language).by_key.values()
                reviewed, fuzzy = sum(each.reviewed for each in entries), sum(each.fuzzy for each in entries)
                found[file.id, language] = (reviewed, fuzzy, len(entries))
    return found


def test_the_sample_has_a_translation_in_every_state():
    states = catalog_states()
    whole = {key for key, (reviewed, _, units) in states.items() if reviewed == units}
    assert {article for article, language in whole if language == "pl"} == {
        "better-sleep-for-desk-workers",
        "desk-exercises-for-back-pain",
        "how-much-water-do-you-need",
        "neck-pain-and-screens",
        "wrist-strain-from-typing",
    }
    assert {article for article, language in whole if language == "de"} == {"desk-exercises-for-back-pain"}
    assert states["how-much-water-do-you-need", "de"][1] > 40
    assert 0 < states["walking-breaks-at-work", "pl"][0] < states["walking-breaks-at-work", "pl"][2]
    assert states["neck-pain-and-screens", "de"][0] == 0
    assert ("better-sleep-for-desk-workers", "de") not in states
    lines = read("locpipe.lock")
    assert "walking-breaks-at-work\tpl" in lines  # published, and stale since


COLUMNS = ["source", "target", "status", "part_of_speech", "forms", "forbidden", "case_sensitive", "note"]


@pytest.mark.parametrize(("name", "least"), [("health.en-pl.csv", 400), ("health.en-de.csv", 200)])
def test_the_glossary_is_well_formed(name, least):
    with (REPOSITORY / "glossary" / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= least
    assert list(rows[0]) == COLUMNS
    sources = [row["source"] for row in rows]
    assert sources == sorted(set(sources), key=lambda each: (each.casefold(), each))
    for row in rows:
        assert all(value == value.strip() for value in row.values())
        assert row["status"] in ("approved", "proposed", "forbidden", "do-not-translate")
        assert row["status"] != "do-not-translate" or row["source"] == row["target"]
        forms = [row["target"], *filter(None, row["forms"].split("|"))]
        assert len(forms) == len(set(forms)), row
        assert not set(forms) & set(filter(None, row["forbidden"].split("|"))), row


def test_the_sample_is_clean(copy):
    """What is half done on purpose is a note; only the mistakes that the source was given to show are warnings."""
    done = run_locpipe("check", "--format", "json", cwd=copy)
    assert done.returncode == 0
    warnings = [each for each in json.loads(done.stdout)["findings"] if each["severity"] == "warning"]
    assert [(each["check"], each["path"].rpartition("/")[2], each["line"]) for each in warnings] == [
        ("phrase-confusable", "desk-exercises-for-back-pain.md", 27),
        *[("misspelt-term", "desk-exercises-for-back-pain.md", line) for line in (48, 59, 90, 90)],
    ]
