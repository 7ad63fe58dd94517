"""The sample project into Spanish with Apertium: a real engine, with no account, from source to a draft to look at."""

import re
import shutil
import subprocess

import pytest

from conftest import REPOSITORY, requires_program, run_locpipe
from locpipe import catalog
from locpipe.engines.masking import mask
from locpipe.markdown.inline import analyse, full_form_labels

CONFIG = 'source = "en"\ntargets = ["es"]\n[engine]\nname = "apertium"\n'
GLOSSARY = "source,target,forbidden\nneck,cuello,pescuezo\nspine,columna,espina\nmuscle,músculo,\nchair,silla,\n"


@pytest.fixture(scope="module")
def spanish(tmp_path_factory):
    root = tmp_path_factory.mktemp("spanish")
    shutil.copytree(REPOSITORY / "content/en", root / "content/en")
    (root / "content/en/better-sleep-for-desk-workers.md").unlink()  # It is meant for Polish alone.
    (root / "locpipe.toml").write_text(CONFIG, encoding="utf-8")
    (root / "glossary").mkdir()
    (root / "glossary/terms.en-es.csv").write_text(GLOSSARY, encoding="utf-8")
    done = run_locpipe("run", cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root


def entries(root):
    for path in sorted(root.glob("locale/es/LC_MESSAGES/*.po")):
        read = catalog.read(path.read_bytes(), path.name, "es")
        yield from (entry for entry in read.entries if entry.context != "slug")


def markup(text):
    found = analyse(text, full_form_labels(text))
    return sorted((each.kind, each.value) for each in found.placeables), len(found.pairs)


@requires_program("apertium")
def test_nearly_every_entry_has_a_proposal_with_all_of_its_markup(spanish):
    found = list(entries(spanish))
    filled = [entry for entry in found if entry.target]
    assert len(filled) >= 0.97 * len(found) > 200
    for entry in filled:
        assert entry.fuzzy
        assert catalog.is_machine_text(entry)
        assert markup(entry.target) == markup(entry.source) or "put them back" in "\n".join(entry.notes)
    translated = [entry for entry in filled if entry.target != entry.source and len(mask(entry.source).prose) > 40]
    assert len(translated) > 100


@requires_program("apertium")
def test_terms_that_the_engine_missed_are_marked(spanish):
    notes = [note for entry in entries(spanish) for note in entry.notes if note.startswith("term: ")]
    assert "term: neck → cuello, not pescuezo" in notes
    assert any("the proposal lacks it" in note or "the proposal has" in note for note in notes)


@requires_program("apertium")
def test_a_second_run_asks_and_writes_nothing(spanish):
    before = {path: path.read_bytes() for path in spanish.rglob("*.po")}
    done = run_locpipe("run", cwd=spanish)
    assert "nothing to write" in done.stderr
    left = sum(not entry.target for entry in entries(spanish))
    # Apertium knows no glossary: its texts are not made again because terms occur in them.
    assert not left or f"es: {left} text" in done.stderr
    assert {path: path.read_bytes() for path in spanish.rglob("*.po")} == before


@requires_program("apertium", "msgfmt")
def test_gettext_reads_the_catalogs(spanish):
    for path in spanish.glob("locale/es/LC_MESSAGES/*.po"):
        done = subprocess.run(["msgfmt", "-c", "-o", "/dev/null", path], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


@requires_program("apertium")
def test_the_draft_has_the_source_s_shape_and_says_what_it_is(spanish, tmp_path):
    done = run_locpipe("merge", "--draft", "--output", str(tmp_path / "out"), cwd=spanish)
    assert done.returncode == 0, done.stdout
    drafts = sorted((tmp_path / "out").rglob("*.md"))
    sources = sorted((spanish / "content/en").rglob("*.md"))
    assert len(drafts) == len(sources)
    headings = {path.name: len(re.findall(r"^#+ ", path.read_text("utf-8"), re.MULTILINE)) for path in sources}
    found = sorted(len(re.findall(r"^#+ ", path.read_text("utf-8"), re.MULTILINE)) for path in drafts)
    assert found == sorted(headings.values())
    assert all("machine_translated: true" in path.read_text("utf-8") for path in drafts)
