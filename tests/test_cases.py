"""One case per hard spot: NAME.md and its catalog NAME.po give NAME.pl.md, byte for byte."""

from pathlib import Path

import pytest

from locpipe import catalog
from locpipe.markdown import Rules
from locpipe.model import Severity
from locpipe.pipeline.article import read_article, translate
from locpipe.source import decode

CASES = Path(__file__).parent / "cases"
NAMES = sorted(path.name.removesuffix(".pl.md") for path in CASES.glob("*.pl.md"))


@pytest.mark.parametrize("name", NAMES)
def test_case(name):
    source, expected = CASES / f"{name}.md", CASES / f"{name}.pl.md"
    found = catalog.read((CASES / f"{name}.po").read_bytes(), f"{name}.po", "pl")
    code = ("comments", "strings", "diagrams") if name.startswith("code-") else ()
    entries, rules = found.entries, Rules(flavours=flavours_of(found), code=code)
    article = read_article(decode(source.read_bytes(), source.name), source.name, rules)
    assert {entry.key for entry in entries} == {(unit.context, unit.source) for unit in article.units}
    result = translate(article, {entry.key: entry.target for entry in entries if entry.reviewed}, rules)
    assert not [finding for finding in result.findings if finding.severity is Severity.ERROR]
    assert result.text.encode() == expected.read_bytes()


def flavours_of(found):
    """Return the flavours that a catalog's header names: `1 gfm+hugo`."""
    return tuple(found.header("X-Locpipe-Segmentation").split()[1].split("+"))


def test_there_are_cases():
    assert len(NAMES) >= 15
