"""`locpipe status`: the same figures as gettext's, but for slugs."""

import csv
import io
import json
import re
import subprocess

import pytest

from conftest import REPOSITORY, requires_program, run_locpipe
from locpipe import api as pipeline
from locpipe import catalog
from locpipe.pipeline.coverage import coverage
from locpipe.pipeline.status import status
from locpipe.project import find_project
from projects import WORDS, change, make, review


@pytest.fixture
def project(tmp_path):
    made = make(tmp_path, config='targets = ["pl", "de"]\n')
    pipeline.extract(made)
    return made


def row(project, language="pl"):
    [found] = [each for each in status(project) if each.language == language]
    return found


def test_nothing_is_done_yet(project):
    found = row(project)
    assert (found.units, found.reviewed, found.fuzzy, found.missing) == (7, 0, 0, 7)
    assert (found.words_left, found.standing) == (17, "")


def test_each_text_counts_once(project):
    [file] = project.articles()
    path = project.catalog_path(file, "pl")
    words = WORDS["pl"]

    def half(entry):
        if entry.source == "Sit down":
            return entry._replace(target=words["Sit down"])
        if entry.source == "Stand up":
            note = catalog.origin_note("pseudo", entry.source, "Wstań")
            return entry._replace(target="Wstań", fuzzy=True, notes=(*entry.notes, note))
        return entry._replace(target="biuro", fuzzy=True) if entry.source == "office" else entry

    change(path, half, "pl")
    found = row(project)
    assert (found.units, found.reviewed, found.fuzzy, found.machine, found.missing) == (7, 1, 2, 1, 4)
    assert row(project, "de").missing == 7


def test_what_is_published_stale_or_edited_says_so(project):
    review(project, "pl")
    pipeline.merge(project)
    assert row(project).standing == "published"
    [path] = project.root.glob("content/pl/*.md")
    kept = path.read_text("utf-8")
    path.write_text(kept.replace("Usiądź", "Siadaj"), encoding="utf-8")
    assert row(project).standing == "edited"
    path.write_text(kept, encoding="utf-8")
    [file] = project.articles()
    file.path.write_text(file.path.read_text("utf-8").replace("Sit down", "Lie down"), encoding="utf-8")
    pipeline.extract(project)
    assert row(project).standing == "stale"


def test_without_a_catalog_all_is_missing(project):
    [file] = project.articles()
    project.catalog_path(file, "pl").unlink()
    assert (row(project).units, row(project).missing, row(project).words_left) == (7, 7, 17)


@requires_program("msgfmt")
def test_the_figures_are_gettext_s_but_for_empty_slugs():
    rows = {(each.article, each.language): each for each in status(find_project(REPOSITORY))}
    for path in sorted(REPOSITORY.glob("locale/*/LC_MESSAGES/*.po")):
        command = ["msgfmt", "--statistics", "-o", "/dev/null", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, env={"LC_ALL": "C"}, check=True)
        said = re.findall(r"(\d+) (translated|fuzzy|untranslated)", done.stderr)
        numbers = {word: int(number) for number, word in said}
        language = path.parts[-3]
        entries = catalog.read(path.read_bytes(), path.name, language).entries
        slugs = [entry for entry in entries if entry.context == "slug" and not entry.obsolete]
        found = rows[path.stem, language]
        assert found.reviewed == numbers.get("translated", 0) - sum(entry.reviewed for entry in slugs)
        assert found.fuzzy == numbers.get("fuzzy", 0) - sum(entry.fuzzy for entry in slugs)
        empty = sum(not entry.target for entry in slugs)
        assert found.missing == numbers.get("untranslated", 0) - empty


def test_forms_for_people_and_programs(project):
    text = run_locpipe("status", cwd=project.root)
    assert text.returncode == 0
    assert re.search(r"^back +pl +0/7 +0 +7 +17$", text.stdout, re.MULTILINE)
    assert max(map(len, text.stdout.split("\n"))) <= 100
    found = json.loads(run_locpipe("status", "--format", "json", cwd=project.root).stdout)
    assert [each["missing"] for each in found["rows"]] == [7, 7]
    table = run_locpipe("status", "--format", "csv", "--lang", "de", cwd=project.root).stdout
    [only] = csv.DictReader(io.StringIO(table))
    assert (only["language"], only["units"]) == ("de", "7")
    markdown = run_locpipe("status", "--format", "markdown", cwd=project.root).stdout
    assert "| back | pl | 0 of 7 | 0 | 7 | 17 |  |" in markdown


def test_coverage_says_what_is_offered_and_what_is_not(tmp_path):
    text = "Five words are offered here.\n\n<pre>\ntwo words\n</pre>\n\n```\ncode\n```\n"
    made = make(tmp_path, {"a.md": text, "b.md": "All of it.\n"}, 'targets = ["pl"]\n')
    first, second = coverage(made)
    assert (first.offered, first.left, first.copied) == (5, 2, {"code": 1, "html": 2})
    assert first.lines == {"code": 7, "html": 3}
    assert first.share == 5 / 7
    assert (second.offered, second.share) == (3, 1.0)
    shown = run_locpipe("status", "--coverage", cwd=made.root).stdout
    assert "71.43%  code (1, line 7), html (2, line 3)" in shown
    rows = json.loads(run_locpipe("status", "--coverage", "--format", "json", cwd=made.root).stdout)["rows"]
    assert [row["left"] for row in rows] == [2, 0]
