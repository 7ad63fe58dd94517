"""The six laws over every real file of ../shared/corpus; a file that cannot be handled is a failure."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from conftest import shared
from locpipe.markdown import Rules, find_links, heading_ids, inline
from locpipe.markdown.segment import has_letter, msgid
from locpipe.model import Severity, UnitKind
from locpipe.pipeline.article import Article, read_article, translate
from locpipe.source import decode
from test_laws import outside

GFM = Rules()
FOLDERS = (
    "commonmark",
    "gfm",
    "hugo-docs",
    "jekyll-docs",
    "mkdocs-material",
    "polyglot-blog",
    "prometheus",
    "rust-book",
    "starlight",
)


# Each folder as GFM, then as what its site is built with; the torture cases as everything at once.
OWN = {
    "commonmark": ("hugo", "mkdocs", "directives", "myst", "math", "wikilinks"),
    "gfm": ("jekyll", "directives", "mdx"),
    "hugo-docs": ("hugo",),
    "jekyll-docs": ("jekyll",),
    "mkdocs-material": ("mkdocs",),
    "polyglot-blog": ("jekyll",),
    "prometheus": ("hugo", "math"),
    "rust-book": ("math", "wikilinks"),
    "starlight": ("mdx", "directives"),
}
CASES = [(folder, GFM) for folder in FOLDERS]
CASES += [(folder, Rules(flavours=("gfm", *own))) for folder, own in OWN.items()]
EACH = pytest.mark.parametrize(("folder", "rules"), CASES, ids=lambda each: getattr(each, "segmentation", each))


def reworded(source: str, found: Article, rules: Rules, *, html: bool) -> str:
    """Replace every plain word, leaving markup alone."""
    parts, position = [], 0
    for span in inline.analyse(source, () if html else found.body.labels, rules.flavours).markup:
        parts += [re.sub(r"[^\W\d_]{3,}", "żółw", source[position : span.start]), span.of(source)]
        position = span.end
    return "".join([*parts, re.sub(r"[^\W\d_]{3,}", "żółw", source[position:])])


def files(folder: str) -> list[Path]:
    found = sorted(shared("corpus", folder).rglob("*"))
    return [path for path in found if path.suffix in (".md", ".markdown", ".mdx")]


def articles(folder: str, rules: Rules = GFM) -> list[Article]:
    return [read_article(decode(path.read_bytes(), path.name), path.name, rules) for path in files(folder)]


@EACH
def test_identity(folder, rules):
    for found in articles(folder, rules):
        same = {(unit.context, unit.source): unit.source for unit in found.units}
        assert translate(found, same, rules).text == found.text


def rewordings(found: Article, rules: Rules) -> dict[tuple[str, str], str]:
    return {
        (unit.context, unit.source): reworded(unit.source, found, rules, html=unit.kind is UnitKind.HTML)
        for unit in found.units
    }


@EACH
def test_shape_stability_and_locality_when_every_word_is_replaced(folder, rules):
    for found in articles(folder, rules):
        wanted = rewordings(found, rules)
        result = translate(found, wanted, rules)
        assert not [finding for finding in result.findings if finding.severity is Severity.ERROR], found.path
        again = read_article(result.text, found.path, rules)
        assert again.body.shape == found.body.shape
        assert outside(again) == outside(found)
        assert [unit.kind for unit in again.units] == [unit.kind for unit in found.units]
        for before, after in zip(found.units, again.units, strict=True):
            assert unescaped(after.source) == unescaped(wanted[before.context, before.source]), found.path
            labels = () if before.kind is UnitKind.HTML else found.body.labels
            left = inline.analyse(before.source, labels, rules.flavours)
            assert not inline.same_shape(left, inline.analyse(after.source, labels, rules.flavours))
        assert translate(found, wanted, rules) == result


@EACH
def test_completeness_by_a_plain_count_of_letters(folder, rules):
    """No letter of the body lies outside units, opaque regions and what section 3 names as an exception."""
    for found in articles(folder, rules):
        base = found.front.span.end if found.front else 0
        taken = bytearray(len(found.text))
        taken[:base] = b"\1" * base
        for unit in found.body.units:
            taken[unit.span.start : unit.span.end] = b"\1" * (unit.span.end - unit.span.start)
        starts = [0, *(match.end() for match in re.finditer(r"\r\n?|\n", found.text)), len(found.text)]
        for leaf in found.body.leaves:
            if not has_letter(msgid(leaf.content, found.body.labels, rules), found.body.labels, rules.flavours):
                for span in leaf.lines:
                    taken[span.start : span.end] = b"\1" * (span.end - span.start)
        for region in found.opaque:
            first, last = starts[region.line - 1], starts[min(region.line - 1 + region.lines, len(starts) - 1)]
            taken[first:last] = b"\1" * (last - first)
        rest = "".join(c if not taken[at] else ("\n" if c == "\n" else " ") for at, c in enumerate(found.text))
        for line in rest.split("\n"):
            assert not has_letter(exceptions(line), found.body.labels, rules.flavours), (found.path, line)


def exceptions(line: str) -> str:
    """Take off what section 3 leaves outside units: task boxes, alert markers, ids, attributes, footnote labels."""
    line = re.sub(r"^[\s>]*(?:\*\[[^\]]*\]:|::[a-z][\w-]*)", "", line)
    line = re.sub(r"^[\s>]*(?:!!!|\?\?\?\+?|===[!+]?|:::+|`{3,})[ \t]*\{?[\w :-]*\}?", "", line)
    line = re.sub(r"\[[xX ]\]|\[![\w-]+\][+-]?|\[\^[^\]]+\]:|<!--\s*locpipe.*?-->", "", line)
    return re.sub(r"\{[^{}]*\}", "", line)


def unescaped(text: str) -> str:
    """Take off the backslashes that the guard may add."""
    return text.replace("\\", "")


def test_every_file_of_the_corpus_is_run():
    everything = [path for path in shared("corpus").rglob("*") if path.suffix in (".md", ".markdown", ".mdx")]
    run = [path for folder in FOLDERS for path in files(folder)]
    assert len(run) == len([path for path in everything if path.parent != shared("corpus")])
    assert len(run) == 1160


@EACH
def test_pieces_hold_the_units_own_text(folder, rules):
    for found in articles(folder, rules):
        for unit in found.body.units:
            content = "\n".join(piece.of(found.text) for piece in unit.pieces)
            if unit.kind is UnitKind.TABLE_CELL:
                content = content.replace("\\|", "|")
            labels = frozenset() if unit.kind is UnitKind.HTML else found.body.labels
            assert msgid(content, labels, rules) == unit.source


@EACH
def test_links_and_heading_ids_are_found_and_stand_apart(folder, rules):
    for found in articles(folder, rules):
        links = find_links(found.text, found.body, rules)
        assert all(left.span.end <= right.span.start for left, right in pairwise(links)), found.path
        assert all(link.span.of(found.text) for link in links if link.destination), found.path
        ids = heading_ids(found.body, rules)
        assert len(ids) == len(set(ids)) or "{#" in found.text or "{:" in found.text, found.path
