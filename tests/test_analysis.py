"""What is kept of earlier runs never changes an answer, whatever is edited, and is made anew where it is spoilt."""

import random
import shutil
import sqlite3
import sys
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locpipe import api as pipeline
from locpipe import catalog, markdown
from locpipe.frontmatter import reading
from locpipe.pipeline import article, facts, pool, versions, workers
from locpipe.pipeline.ahead import Aim, look_ahead
from locpipe.pipeline.analysis import PROJECT, Analysis
from locpipe.pipeline.check import check
from locpipe.pipeline.fingerprint import digest_of
from locpipe.pipeline.merge import merge
from locpipe.pipeline.plan import Planner
from locpipe.pipeline.publications import Publications
from locpipe.pipeline.result import Result
from locpipe.pipeline.status import status
from locpipe.pipeline.workers import Workers
from locpipe.project import find_project
from locpipe.source import noted
from projects import make, review, tree, write

ARTICLES = {
    f"{name}.md": f"---\ntitle: Back {name}\nslug: back-{name}\ntags: [neck]\n---\n# Your back\n\n"
    f"Sit for 45 minutes, not {number}. See [it](b.md#your-back) ![x](hero.en.png).\n\n- Do **not** lean.\n"
    for number, name in enumerate("abc")
}
CONFIG = 'targets = ["pl", "de"]\n[check]\nrequired = ["pl"]\n'
GLOSSARY = "source,target,forbidden\nneck,szyja,kark\nback,plecy,\n"
WORDS = {"neck": "kark", "Your back": "Twoje plecy", "Do **not** lean.": "**Nie** pochylaj się."}


def project_in(folder):
    made = make(Path(folder), ARTICLES, CONFIG)
    (made.root / "glossary").mkdir()
    (made.root / "glossary/a.en-pl.csv").write_text(GLOSSARY, encoding="utf-8")
    pipeline.extract(made)
    review(made, "pl", WORDS)
    pipeline.merge(made)
    return made


def answer(root):
    done = check(find_project(root))
    return done.result, {finding: quote for finding, quote in done.quotes.items() if quote}


def said(make_answer, root):
    try:
        return make_answer(root)
    except Exception as error:
        return type(error).__name__, str(error)


def answers(root):
    """Return what check, status and merge say; nothing is written."""
    asked = (
        answer,
        lambda root: status(find_project(root)),
        lambda root: merge(find_project(root), check=True),
        lambda root: status(find_project(root), ["a"]),
    )
    return [said(each, root) for each in asked]


def merged(root):
    """Return what merge says and writes, and every file after it."""
    done = said(lambda _: merge(find_project(root)), root)
    written = [path.relative_to(root) for path in done.written] if isinstance(done, Result) else []
    return getattr(done, "findings", done), written, tree(root)


def cold(root, ask=answer):
    """Return the answer of a run that knows nothing."""
    with TemporaryDirectory() as scratch:
        copy = Path(scratch).resolve() / "copy"
        shutil.copytree(root, copy, ignore=shutil.ignore_patterns(".locpipe"))
        return ask(copy)


EDITS = (
    ("45", "54"),
    ("not", "never"),
    ("Nie", "Tak"),
    ("kark", "szyja"),
    ("back-a", "back-b"),
    ("#your-back", "#my-back"),
    ("Your back", "My back"),
    ("pl: ", "de: "),
    ("\n\n", "\n"),
    ("msgstr", "msgstr"),
    ("#, fuzzy\n", ""),
    ("title", "tytuł"),
    ("required", "ignore"),
)


def edit(root, which, how):
    paths = sorted(root / name for name in tree(root))
    path = paths[which % len(paths)]
    text = path.read_text("utf-8")
    if how < len(EDITS):
        path.write_text(text.replace(*EDITS[how], 1), encoding="utf-8")
    elif how == len(EDITS):
        path.write_text(text + "\nOne line more.\n", encoding="utf-8")
    elif how == len(EDITS) + 1:
        if path.name != "locpipe.toml":
            path.unlink()
    else:
        write(root, dict([[*NEW.items()][how - len(EDITS) - 2]]))


NEW = {
    "content/pl/native.md": "---\nslug: native\nsiblings: {en: back-a, fr: dos}\n---\n",
    "content/fr/dos.md": "---\nslug: dos\n---\n",
    "content/en/hero.pl.png": "a picture",
    "content/en/d.md": "---\ntitle: Back a\nslug: back-d\n---\nNeck.\n",
    "glossary/b.en-pl.csv": "source,target\nlean,pochylać\n",
    "content/pl/back-d.md": "in the way\n",
}
MOST = len(EDITS) + 1 + len(NEW)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, MOST)), min_size=1, max_size=6))
def test_after_any_edit_the_answer_is_that_of_a_run_that_knows_nothing(edits):
    with TemporaryDirectory() as folder:
        root = project_in(Path(folder).resolve()).root
        answers(root)
        for which, how in edits:
            edit(root, which, how)
            assert answers(root) == cold(root, answers)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, MOST)), min_size=1, max_size=6))
def test_after_any_edit_merge_writes_what_a_run_that_knows_nothing_writes(edits):
    with TemporaryDirectory() as folder:
        root = project_in(Path(folder).resolve()).root
        for which, how in edits:
            edit(root, which, how)
            assert cold(root, merged) == merged(root)
            assert cold(root, merged) == merged(root)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, MOST), st.booleans()), min_size=1, max_size=6))
def test_going_back_to_what_stood_before_merge_writes_what_a_run_that_knows_nothing_writes(edits):
    """As git does: files change by themselves, to what an earlier run has seen."""
    with TemporaryDirectory() as folder:
        root = project_in(Path(folder).resolve()).root
        merged(root)
        before = tree(root)
        for which, how, back in edits:
            edit(root, which, how)
            merged(root)
            merged(root)
            if back:
                restore(root, before)
            assert cold(root, merged) == merged(root)


def restore(root, files):
    for name in tree(root):
        if name not in files:
            (root / name).unlink()
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)


opened: list[str] | None = None


def _note_opened(event, arguments):
    if opened is not None and event == "open" and isinstance(arguments[0], str | Path):
        path, mode = str(arguments[0]), arguments[1]
        # A FileIO with an opener tells of the file twice, the second time without a mode.
        if mode is not None or opened[-1:] != [path]:
            opened.append(path)


sys.addaudithook(_note_opened)


@contextmanager
def watched(root):
    """Give the files of the project that are opened within the block, from its root."""
    global opened
    found, opened = [], []
    try:
        yield found
    finally:
        inside = [path for path in opened if path.startswith(f"{root}/") and "/.locpipe" not in path]
        found += [path.removeprefix(f"{root}/") for path in inside]
        opened = None


ASKED = [answer, lambda root: status(find_project(root)), lambda root: merge(find_project(root))]


@pytest.mark.parametrize("ask", ASKED, ids=["check", "status", "merge"])
def test_every_file_that_a_run_opens_is_noted_and_opened_once_when_nothing_has_changed(tmp_path, ask):
    root = project_in(tmp_path).root
    shutil.rmtree(root / ".locpipe")
    with watched(root) as files, noted() as reads:
        first = ask(root)
    assert {*files} - {"locpipe.toml"} <= {name.removeprefix(f"{root}/") for name in reads.all()}
    with watched(root) as files:
        assert ask(root) == first
    twice = {name for name, times in Counter(files).items() if times > 1}
    assert twice == set()
    assert {"content/en/a.md", "locale/pl/LC_MESSAGES/a.po", "locpipe.lock"} <= {*files}


@pytest.mark.parametrize("ask", ASKED, ids=["check", "status", "merge"])
def test_a_run_in_which_nothing_has_changed_parses_nothing(tmp_path, ask, monkeypatch):
    root = project_in(tmp_path).root
    for _ in range(2):
        ask(root)

    def parse(*given):
        raise AssertionError(given)

    for module, name in ((reading, "composed"), (markdown, "segment"), (article, "segment"), (catalog, "read")):
        monkeypatch.setattr(module, name, parse)
    monkeypatch.setattr(facts, "read_article", parse)
    monkeypatch.setattr(versions, "read", parse)
    ask(root)


def test_a_run_is_not_remembered_where_links_lead_elsewhere(tmp_path):
    root = project_in(tmp_path / "project").root
    (tmp_path / "project/elsewhere.md").write_text("One.\n", encoding="utf-8")
    (root / "content/en/d.md").symlink_to("../../elsewhere.md")
    pipeline.extract(find_project(root))
    before = answers(root)
    assert answers(root) == before
    (root / "elsewhere.md").write_text("Two, and more.\n", encoding="utf-8")
    assert answers(root) == cold(root, answers) != before


def test_what_is_not_touched_is_not_looked_at_again(tmp_path, monkeypatch):
    project = project_in(tmp_path)
    answer(project.root)
    seen = []
    read = facts.read_article
    monkeypatch.setattr(facts, "read_article", lambda *given: seen.append(given[1]) or read(*given))
    answer(project.root)
    assert seen == []
    path = project.root / "content/en/b.md"
    path.write_text(path.read_text("utf-8") + "\nMore.\n", encoding="utf-8")
    answer(project.root)
    assert set(seen) == {"content/en/b.md"}


def planned(root, monkeypatch):
    """Return the articles that a merge plans."""
    names = []
    plan = Planner.plan
    with monkeypatch.context() as patch:
        patch.setattr(Planner, "plan", lambda self, file, asked: names.append(file.id) or plan(self, file, asked))
        merge(find_project(root))
    return names


def translations(root):
    return [path.read_text("utf-8") for path in sorted((root / "content/pl").glob("*.md"))]


def test_merge_plans_no_article_near_which_nothing_has_changed(tmp_path, monkeypatch):
    root = project_in(tmp_path).root
    for _ in range(2):
        merge(find_project(root))
    path = root / "locale/pl/LC_MESSAGES/b.po"
    path.write_text(path.read_text("utf-8").replace("pochylaj", "pochylajcie"), encoding="utf-8")
    assert planned(root, monkeypatch) == ["b"]
    assert [text.count("pochylajcie") for text in translations(root)] == [0, 1, 0]


def test_merge_plans_every_article_where_one_shows_something_else(tmp_path, monkeypatch):
    root = project_in(tmp_path).root
    for _ in range(2):
        merge(find_project(root))
    path = root / "locale/pl/LC_MESSAGES/b.po"
    path.write_text(path.read_text("utf-8").replace("Twoje plecy", "Twój grzbiet"), encoding="utf-8")
    assert planned(root, monkeypatch) == ["b", "a", "b", "c"]
    assert all("#twój-grzbiet" in text for text in translations(root))


def test_two_articles_with_one_published_file_get_what_a_run_that_knows_nothing_gives(tmp_path):
    """After a slip in the lock, whose turn is last decides what their file says: neither may stay by itself."""
    root = project_in(tmp_path / "project").root
    for _ in range(2):
        merged(root)
    lock = root / "locpipe.lock"
    lock.write_text(lock.read_text("utf-8").replace("back-a", "back-b", 1), encoding="utf-8")
    path = root / "content/en/a.md"
    path.write_text(path.read_text("utf-8") + "\nOne line more.\n", encoding="utf-8")
    for _ in range(3):
        assert cold(root, merged) == merged(root)


@pytest.mark.parametrize("spoil", ["junk", "empty", "other program", "folder", "cut", "values"])
def test_a_file_that_is_spoilt_is_made_anew(tmp_path, spoil):
    project = project_in(tmp_path)
    wanted = answer(project.root)
    path = project.root / ".locpipe/analysis.sqlite"
    if spoil == "folder":
        path.unlink()
        path.mkdir()
    elif spoil in ("other program", "values"):
        with sqlite3.connect(path) as connection:
            said = "pragma application_id = 7" if spoil != "values" else "update known set value = x'00'"
            connection.execute(said)
        connection.close()
    else:
        path.write_bytes({"junk": b"junk" * 999, "empty": b"", "cut": path.read_bytes()[:5000]}[spoil])
    for _ in range(2):
        assert answer(project.root) == wanted
    if spoil != "folder":
        with Analysis(project.root) as analysis:
            assert analysis.get("standing\ta\tpl\tFalse", "no such digest") is None


def test_what_is_gone_is_forgotten(tmp_path):
    project = project_in(tmp_path)
    answer(project.root)
    (project.root / "content/en/c.md").unlink()
    answer(project.root)
    connection = sqlite3.connect(project.root / ".locpipe/analysis.sqlite")
    names = {name.split("\t")[1] for (name,) in connection.execute("select name from known")}
    connection.close()
    assert names == {"a", "b", PROJECT}


def test_worker_processes_find_the_same(tmp_path, monkeypatch):
    articles = {f"{number}.md": ARTICLES["a.md"].replace("back-a", f"back-{number}") for number in range(8)}
    project = make(tmp_path, articles | {"bad.md": "---\ntitle: [\n---\n"}, CONFIG)
    (project.root / "content/en/bad.md").write_text("No front matter, 45 minutes.\n", encoding="utf-8")
    pipeline.extract(project)
    review(project, "pl", WORDS)
    wanted = cold(project.root)
    monkeypatch.setattr(workers, "_WORTH", {"fork": 2, "spawn": 2})
    monkeypatch.setattr(pool, "_AT_ONCE", 3)
    files, languages = project.articles(), ("pl", "de")
    ticks = []
    with Analysis(project.root) as analysis:
        aim = Aim(project, project.config.merge.keep, checks=True)
        publications = Publications(project, files)
        look_ahead(aim, files, languages, analysis, publications, lambda *done: ticks.append(done), Workers(2))
    assert ticks[-1][1] == len(files)
    seen = []
    read = facts.read_article
    monkeypatch.setattr(facts, "read_article", lambda *given: seen.append(given[1]) or read(*given))
    assert answer(project.root) == wanted
    assert seen == []


def test_digests_tell_parts_apart():
    parts = [bytes(random.Random(seed).randbytes(3)) for seed in range(50)]
    assert len({digest_of(*parts[:number]) for number in range(50)}) == 50
    assert digest_of(b"ab", b"c") != digest_of(b"a", b"bc") != digest_of(b"abc")


def test_a_run_without_a_folder_for_it_works(tmp_path):
    project = project_in(tmp_path)
    shutil.rmtree(project.root / ".locpipe")
    (project.root / ".locpipe").write_text("a file", encoding="utf-8")
    silent = replace(project.config.check, ignore=())
    assert check(replace(project, config=replace(project.config, check=silent))).result == cold(project.root)[0]
