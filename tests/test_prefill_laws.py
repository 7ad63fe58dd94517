"""Whatever an engine answers: no text of a person changes, and what is proposed can be published."""

import random
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locpipe import api as pipeline
from locpipe import catalog
from locpipe.engines.base import Answer, Engine, Mode
from locpipe.errors import LocpipeError
from locpipe.model import Severity
from locpipe.pipeline.prefill import Order, prefill
from projects import change, make
from strategies import article

CONFIG = 'targets = ["pl"]\n[engine]\nname = "wild"\n'
WILD = [
    "żółw",
    "*",
    "**a**",
    "`b`",
    "[c](d)",
    "<e>",
    "&amp;",
    "\xa0",
    "\n",
    "# x",
    "1. y",
    "- z",
    "|",
    "{g}",
    "%s",
    "---",
    "~~",
]


class Wild(Engine):
    """Answers in which words and tags go astray."""

    name = "wild"
    modes = (Mode.XML, Mode.HTML, Mode.PLAIN)

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def translate(self, request):
        return Answer(tuple(map(self.mangled, request.texts)))

    def mangled(self, text):
        parts = [part for part in re.split(r"(<[^>]*>|\s)", text) if part]
        for _ in range(self.random.choice([0, 0, 1, 2])):
            at = self.random.randrange(len(parts) + 1)
            if parts and self.random.random() < 0.5:
                parts.pop(min(at, len(parts) - 1))
            parts.insert(min(at, len(parts)), self.random.choice(WILD))
        return "".join(parts)


@pytest.fixture(scope="module", autouse=True)
def wild():
    engine = Wild(0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("locpipe.pipeline.engine.open_engine", lambda name, settings: engine)
        patch.setattr("locpipe.pipeline.prefill.uses_terms", lambda name: False)
        yield engine


def read(project):
    [file] = project.articles()
    path = project.catalog_path(file, "pl")
    return (path, catalog.read(path.read_bytes(), path.name, "pl")) if path.exists() else (path, None)


@settings(max_examples=40)
@given(article(), st.integers(0, 99), st.sets(st.integers(0, 20)))
def test_proposals_can_be_published_and_people_s_texts_stay(wild, text, seed, mine):
    with tempfile.TemporaryDirectory() as folder:
        project = make(Path(folder), {"a.md": text}, CONFIG)
        try:
            pipeline.extract(project)
        except LocpipeError:
            return
        path, before = read(project)
        if before is None:
            return
        kept = {entry.key: f"Moje {n}" for n, entry in enumerate(before.entries) if n in mine and not entry.context}
        change(path, lambda entry: entry._replace(target=kept.get(entry.key, ""), fuzzy=entry.key in kept), "pl")
        wild.random.seed(seed)
        prefill(project, order=Order())
        _, after = read(project)
        assert {key: after.by_key[key].target for key in kept} == kept
        assert all(after.by_key[key].fuzzy and not catalog.is_machine_text(after.by_key[key]) for key in kept)
        # The person's texts may lack markup that they need: the machine's alone are looked at.
        change(path, lambda entry: entry._replace(target="") if entry.key in kept else entry, "pl")
        try:
            done = pipeline.merge(project, draft=True, output=Path(folder) / "out")
        except LocpipeError:
            return  # The source's own slug can name no file.
        assert [each for each in done.findings if each.check == "shape" and each.severity is Severity.ERROR] == []
        assert prefill(project, order=Order()).error is None
