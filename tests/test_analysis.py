"""What is kept of earlier runs never changes an answer, whatever is edited, and is made anew where it is spoilt."""

import random
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locpipe import api as pipeline
from locpipe.pipeline import ahead
from locpipe.pipeline.analysis import Analysis
from locpipe.pipeline.check import check
from locpipe.pipeline.fingerprint import digest_of
from locpipe.project import find_project
from projects import make, review, tree

ARTICLES = {
    f"{name}.md": f"---\ntitle: Back {name}\nslug: back-{name}\ntags: [neck]\n---\n# Your back\n\n"
    f"Sit for 45 minutes, not {number}. See [it](b.md#your-back).\n\n- Do **not** lean.\n"
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


def cold(root):
    """Return the answer of a run that knows nothing."""
    with TemporaryDirectory() as scratch:
        copy = Path(scratch).resolve() / "copy"
        shutil.copytree(root, copy, ignore=shutil.ignore_patterns(".locpipe"))
        return answer(copy)


EDITS = (
    ("45", "54"),
    ("not", "never"),
    ("Nie", "Tak"),
    ("kark", "szyja"),
    ("back-a", "back-b"),
    ("#your-back", "#my-back"),
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
    elif path.name != "locpipe.toml":
        path.unlink()


def said(make_answer, root):
    try:
        return make_answer(root)
    except Exception as error:
        return type(error).__name__, str(error)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, len(EDITS) + 1)), min_size=1, max_size=6))
def test_after_any_edit_the_answer_is_that_of_a_run_that_knows_nothing(edits):
    with TemporaryDirectory() as folder:
        root = project_in(Path(folder).resolve()).root
        answer(root)
        for which, how in edits:
            edit(root, which, how)
            assert said(answer, root) == said(cold, root)


def test_what_is_not_touched_is_not_looked_at_again(tmp_path, monkeypatch):
    project = project_in(tmp_path)
    answer(project.root)
    seen = []
    from locpipe.pipeline import facts

    read = facts.read_article
    monkeypatch.setattr(facts, "read_article", lambda *given: seen.append(given[1]) or read(*given))
    answer(project.root)
    assert seen == []
    path = project.root / "content/en/b.md"
    path.write_text(path.read_text("utf-8") + "\nMore.\n", encoding="utf-8")
    answer(project.root)
    assert set(seen) == {"content/en/b.md"}


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
    assert names == {"a", "b"}


def test_worker_processes_find_the_same(tmp_path, monkeypatch):
    articles = {f"{number}.md": ARTICLES["a.md"].replace("back-a", f"back-{number}") for number in range(8)}
    project = make(tmp_path, articles | {"bad.md": "---\ntitle: [\n---\n"}, CONFIG)
    (project.root / "content/en/bad.md").write_text("No front matter, 45 minutes.\n", encoding="utf-8")
    pipeline.extract(project)
    review(project, "pl", WORDS)
    wanted = cold(project.root)
    monkeypatch.setattr(ahead, "_WORTH", 2)
    monkeypatch.setattr(ahead, "_AT_ONCE", 3)
    files, languages = project.articles(), ("pl", "de")
    ticks = []
    with Analysis(project.root) as analysis:
        ahead.look_ahead(project, files, languages, analysis, lambda done, total: ticks.append((done, total)))
    assert ticks[-1][1] == len(files)
    seen = []
    from locpipe.pipeline import facts

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
