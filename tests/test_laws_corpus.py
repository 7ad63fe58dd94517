"""The six laws over every real file of ../shared/corpus; a file that cannot be handled is a failure."""

import re
from pathlib import Path

import pytest

from conftest import shared
from locpipe.markdown import Rules, inline
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


def reworded(source: str, found: Article) -> str:
    """Replace every plain word, leaving markup alone."""
    parts, position = [], 0
    for span in inline.analyse(source, found.body.labels).markup:
        parts += [re.sub(r"[^\W\d_]{3,}", "żółw", source[position : span.start]), span.of(source)]
        position = span.end
    return "".join([*parts, re.sub(r"[^\W\d_]{3,}", "żółw", source[position:])])


def files(folder: str) -> list[Path]:
    found = sorted(shared("corpus", folder).rglob("*"))
    return [path for path in found if path.suffix in (".md", ".markdown", ".mdx")]


def articles(folder: str) -> list[Article]:
    return [read_article(decode(path.read_bytes(), path.name), path.name, GFM) for path in files(folder)]


@pytest.mark.parametrize("folder", FOLDERS)
def test_identity(folder):
    for found in articles(folder):
        same = {(unit.context, unit.source): unit.source for unit in found.units}
        assert translate(found, same, GFM).text == found.text


def rewordings(found: Article) -> dict[tuple[str, str], str]:
    return {(unit.context, unit.source): reworded(unit.source, found) for unit in found.units}


@pytest.mark.parametrize("folder", FOLDERS)
def test_shape_stability_and_locality_when_every_word_is_replaced(folder):
    for found in articles(folder):
        wanted = rewordings(found)
        result = translate(found, wanted, GFM)
        assert not [finding for finding in result.findings if finding.severity is Severity.ERROR], found.path
        again = read_article(result.text, found.path, GFM)
        assert again.body.shape == found.body.shape
        assert outside(again) == outside(found)
        assert [unit.kind for unit in again.units] == [unit.kind for unit in found.units]
        for before, after in zip(found.units, again.units, strict=True):
            assert unescaped(after.source) == unescaped(wanted[before.context, before.source]), found.path
            left = inline.analyse(before.source, found.body.labels)
            assert not inline.same_shape(left, inline.analyse(after.source, again.body.labels))
        assert translate(found, wanted, GFM) == result


@pytest.mark.parametrize("folder", FOLDERS)
def test_completeness_by_a_plain_count_of_letters(folder):
    """No letter of the body lies outside units, opaque regions and what section 3 names as an exception."""
    for found in articles(folder):
        base = found.front.span.end if found.front else 0
        taken = bytearray(len(found.text))
        taken[:base] = b"\1" * base
        for unit in found.body.units:
            taken[unit.span.start : unit.span.end] = b"\1" * (unit.span.end - unit.span.start)
        starts = [0, *(match.end() for match in re.finditer(r"\r\n?|\n", found.text)), len(found.text)]
        for leaf in found.body.leaves:
            if not has_letter(msgid(leaf.content, found.body.labels, GFM), found.body.labels, GFM.flavours):
                for span in leaf.lines:
                    taken[span.start : span.end] = b"\1" * (span.end - span.start)
        for region in found.opaque:
            first, last = starts[region.line - 1], starts[min(region.line - 1 + region.lines, len(starts) - 1)]
            taken[first:last] = b"\1" * (last - first)
        rest = "".join(c if not taken[at] else ("\n" if c == "\n" else " ") for at, c in enumerate(found.text))
        for line in rest.split("\n"):
            assert not has_letter(exceptions(line), found.body.labels, GFM.flavours), (found.path, line)


def exceptions(line: str) -> str:
    """Take off what section 3 leaves outside units: task boxes, alert markers, ids, attributes, footnote labels."""
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


@pytest.mark.parametrize("folder", FOLDERS)
def test_pieces_hold_the_units_own_text(folder):
    for found in articles(folder):
        for unit in found.body.units:
            content = "\n".join(piece.of(found.text) for piece in unit.pieces)
            if unit.kind is UnitKind.TABLE_CELL:
                content = content.replace("\\|", "|")
            assert msgid(content, found.body.labels, GFM) == unit.source
