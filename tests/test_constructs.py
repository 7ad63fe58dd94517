"""Every cell of the table in docs/markdown.md: the page says what happens, and the laws hold for each."""

import re

import pytest

import constructs
from conftest import REPOSITORY
from locpipe.markdown import Rules, inline
from locpipe.markdown.flavours import BUILT_IN
from locpipe.model import UnitKind
from locpipe.pipeline.article import read_article, translate
from test_laws import outside
from test_laws_corpus import unescaped

CELLS = [(path, flavour) for path in constructs.FILES for flavour in BUILT_IN]


def test_the_table_is_current():
    page = (REPOSITORY / "docs/markdown.md").read_text("utf-8")
    again = "run `python tests/constructs.py docs/markdown.md` and commit the page"
    assert constructs.table() in page, again


def test_each_flavour_gives_something_to_a_construct_that_is_none_in_commonmark():
    for flavour in BUILT_IN[1:]:
        changed = [
            path.stem
            for path in constructs.FILES
            if constructs.outcome(constructs.read(path, "commonmark"), "commonmark") == "text"
            and constructs.outcome(constructs.read(path, flavour), flavour) != "text"
        ]
        assert changed, flavour


def worded(source, labels, flavour):
    parts, position = [], 0
    for span in inline.analyse(source, labels, (flavour,)).markup:
        parts += [re.sub(r"[^\W\d_]{2,}", "żółw", source[position : span.start]), span.of(source)]
        position = span.end
    return "".join([*parts, re.sub(r"[^\W\d_]{2,}", "żółw", source[position:])])


@pytest.mark.parametrize(("path", "flavour"), CELLS, ids=lambda each: getattr(each, "stem", each))
def test_the_laws_hold_in_each_cell(path, flavour):
    article, rules = constructs.read(path, flavour), Rules(flavours=(flavour,))
    same = {(unit.context, unit.source): unit.source for unit in article.units}
    assert translate(article, same, rules).text == article.text
    targets = {}
    for unit in article.units:
        labels = () if unit.kind is UnitKind.HTML else article.body.labels
        targets[unit.context, unit.source] = worded(unit.source, labels, flavour)
    result = translate(article, targets, rules)
    assert not result.findings
    again = read_article(result.text, path.name, rules)
    wanted = [targets[unit.context, unit.source] for unit in article.units]
    assert [unescaped(unit.source) for unit in again.units] == [unescaped(each) for each in wanted]
    assert outside(again) == outside(article)
    if constructs.outcome(article, flavour) in ("offered", "kept", "copied"):
        machine = re.compile("machine", re.IGNORECASE)
        assert machine.findall(result.text) == machine.findall(article.text)
