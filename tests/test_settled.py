"""What pre-fill remembers never changes what it does, whatever is edited; what did not change is not read again."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locpipe import api as pipeline
from locpipe import catalog
from locpipe.pipeline import memory, waiting
from locpipe.pipeline.prefill import Order, prefill
from locpipe.project import find_project
from projects import tree
from test_analysis import EDITS, edit, project_in, said


def answer(root, engine, **order):
    """Return what a run says and leaves behind, but for what it keeps for itself."""
    done = prefill(find_project(root), order=Order(engine=engine, **order))
    written = tuple(path.relative_to(root) for path in done.result.written)
    files = {name: data for name, data in tree(root).items() if not name.startswith(".locpipe")}
    return done.result.findings, written, done.result.counts, done.rows, done.saved, done.error, files


def cold(root, engine):
    """Return the answer of a run that knows nothing."""
    with TemporaryDirectory() as scratch:
        copy = Path(scratch).resolve() / "copy"
        shutil.copytree(root, copy, ignore=shutil.ignore_patterns(".locpipe"))
        return said(lambda place: answer(place, engine), copy)


edits = st.lists(st.tuples(st.integers(0, 40), st.integers(0, len(EDITS) + 1)), min_size=1, max_size=5)


@settings(max_examples=25, deadline=None)
@given(edits, st.sampled_from(["memory", "pseudo"]), st.booleans())
def test_after_any_edit_a_run_does_what_one_does_that_knows_nothing(edits, engine, extracted):
    with TemporaryDirectory() as folder:
        root = project_in(Path(folder).resolve()).root
        for _ in range(2):
            answer(root, engine)
        for which, how in edits:
            edit(root, which, how)
            if extracted:
                said(lambda place: pipeline.extract(find_project(place)), root)
            for _ in range(2):
                wanted = cold(root, engine)
                assert said(lambda place: answer(place, engine), root) == wanted


@pytest.mark.parametrize("engine", ["memory", "pseudo"])
def test_what_is_not_touched_is_not_read_again(tmp_path, monkeypatch, engine):
    root = project_in(tmp_path).root
    for _ in range(2):
        answer(root, engine)
    wanted = answer(root, engine)
    articles, catalogs = [], []
    read_article, read_catalog = waiting.read_article, catalog.read
    monkeypatch.setattr(waiting, "read_article", lambda *given: articles.append(given[1]) or read_article(*given))
    monkeypatch.setattr(catalog, "read", lambda *given: catalogs.append(given[1]) or read_catalog(*given))
    monkeypatch.setattr(memory, "open_for", lambda *_: pytest.fail("the memory is opened"))
    assert answer(root, engine) == wanted
    assert (articles, catalogs) == ([], [])
    monkeypatch.undo()
    monkeypatch.setattr(waiting, "read_article", lambda *given: articles.append(given[1]) or read_article(*given))
    path = root / "content/en/b.md"
    path.write_text(path.read_text("utf-8") + "\nMore.\n", encoding="utf-8")
    answer(root, engine)
    assert set(articles) == {"content/en/b.md"}


def test_another_engine_and_machine_text_anew_are_not_held_back(tmp_path):
    root = project_in(tmp_path).root
    for engine, filled in (("memory", 0), ("memory", 0), ("pseudo", 15), ("pseudo", 0), ("pseudo", 0)):
        german = answer(root, engine)[3][1]
        assert (german.language, german.filled.total()) == ("de", filled)
    assert answer(root, "pseudo", again=True)[3][1].filled.total() == 15


def reviewed(root, start, other):
    """Translate the text that begins so in the first article, to one that begins otherwise, as a reviewer does."""
    path = root / "locale/de/LC_MESSAGES/a.po"
    read = catalog.read(path.read_bytes(), path.name, "de")
    source = next(entry.source for entry in read.entries if entry.source.startswith(start))
    text, target = path.read_text("utf-8"), source.replace(start, other)
    assert f'msgid "{source}"\nmsgstr ""' in text
    path.write_text(text.replace(f'msgid "{source}"\nmsgstr ""', f'msgid "{source}"\nmsgstr "{target}"'), "utf-8")


def test_what_was_reviewed_elsewhere_reaches_what_waits(tmp_path):
    root = project_in(tmp_path).root
    for _ in range(2):
        answer(root, "memory")
    reviewed(root, "Do **not**", "Bitte **nicht**")
    answer(root, "memory")
    assert "Bitte **nicht** lean." in (root / "locale/de/LC_MESSAGES/b.po").read_text("utf-8")


def test_a_new_term_and_another_threshold_reach_what_waits(tmp_path):
    root = project_in(tmp_path).root
    reviewed(root, "Sit for", "Sitz")
    config = root / "locpipe.toml"
    text = config.read_text("utf-8")
    for threshold, terms, filled in ((100, "", 0), (100, "neck,Nacken\n", 3), (70, "neck,Nacken\n", 2)):
        config.write_text(f"{text}[memory]\nthreshold = {threshold}\n", encoding="utf-8")
        (root / "glossary/a.en-de.csv").write_text(f"source,target\nlean,lehnen\n{terms}", encoding="utf-8")
        assert answer(root, "memory")[3][1].filled.total() == filled
        assert answer(root, "memory")[3][1].filled.total() == 0
