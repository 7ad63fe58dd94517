"""The six laws of the design, as properties: for any article and any translation."""

import itertools
import re

import pytest
from hypothesis import assume, given, note

from locpipe.errors import SourceError
from locpipe.markdown import Rules, inline, parser
from locpipe.markdown.segment import msgid
from locpipe.model import Severity, UnitKind
from locpipe.pipeline.article import Article, read_article, translate
from locpipe.source import apply_edits
from strategies import article, paraphrase, translations

GFM = Rules()
BREAKS = Rules(breaks=True)


def read(text: str, rules: Rules = GFM) -> Article:
    try:
        return read_article(text, "a.md", rules)
    except SourceError:
        assume(False)
        raise


def targets(found: Article, wanted: list[str]) -> dict[tuple[str, str], str]:
    keys = sorted({(unit.context, unit.source) for unit in found.units})
    return {key: wanted[number % len(wanted)] for number, key in enumerate(keys)} if wanted else {}


@given(article())
def test_a_catalog_that_repeats_its_msgids_gives_the_source_back(text):
    found = read(text)
    assert translate(found, {(u.context, u.source): u.source for u in found.units}, GFM).text == text


@given(article())
def test_writing_every_unit_anew_with_its_own_words_keeps_blocks_and_units(text):
    """The strong form of identity: no unit is left out, as it would be by the rule msgstr = msgid."""
    found = read(text)
    same = {(u.context, u.source): u.source + " " for u in found.units}
    result = translate(found, same, GFM)
    if any(finding.severity is Severity.ERROR for finding in result.findings):
        assert result.text == text
        return
    again = read(result.text)
    assert again.body.shape == found.body.shape
    assert len(again.units) == len(found.units)


@given(article())
def test_every_inline_token_lies_in_a_unit_or_in_a_named_exception(text):
    found = read(text)
    base = found.front.span.end if found.front else int(text[:1] == "\ufeff")
    tokens, env, _ = parser.parse_blocks(text[base:], GFM.flavours)
    contents = [token.content for token in tokens if token.type == "inline" and token.content]
    assert len(found.body.leaves) == len(contents)
    labels = inline.labels_of(env)
    body = "\n".join(unit.source for unit in found.body.units)
    skipped = "locpipe:" in text
    for content in contents:
        stripped = re.sub(r"^\[.\](\s|$)|^\[!.*|\{[^{}]*\}[ \t]*$", "", content)
        if not skipped:
            prose = inline.analyse(msgid(stripped, labels, GFM), labels).prose
            assert all(word in body for word in re.findall(r"[^\W\d_]+", prose)), content


@given(article())
def test_pieces_joined_are_what_the_parser_says_the_content_is(text):
    found = read(text)
    base = found.front.span.end if found.front else int(text[:1] == "\ufeff")
    tokens, _, _ = parser.parse_blocks(text[base:], GFM.flavours)
    contents = iter(leaf.content for leaf in found.body.leaves)
    for opening, token in itertools.pairwise(tokens):
        if token.type != "inline" or not token.content:
            continue
        ours = next(contents)
        theirs = re.sub(r"\n[ \t]+", "\n", token.content)
        if opening.type in ("th_open", "td_open"):
            ours = ours.replace("\\|", "|")
        assert theirs.replace("\ufffd", "\0").endswith(ours.replace("\ufffd", "\0")) or ours in theirs or marked(theirs)


def marked(content: str) -> bool:
    return bool(re.search(r"\{[^{}]*\}|\[!|^\[.\]", content))


@given(article())
def test_a_unit_is_a_pure_function_of_its_pieces(text):
    found = read(text)
    for unit in found.body.units:
        content = "\n".join(piece.of(text) for piece in unit.pieces)
        if unit.kind is UnitKind.TABLE_CELL:
            content = content.replace("\\|", "|")
        assert msgid(content, found.body.labels, GFM) == unit.source
        assert msgid(unit.source.replace("\n", "  \n"), found.body.labels, GFM) == unit.source


@pytest.mark.parametrize("rules", [GFM, BREAKS], ids=["gfm", "breaks"])
def test_any_translation_keeps_the_shape_or_is_refused(rules):
    @given(article(), translations(), translations())
    def law(text, first, second):
        found = read(text, rules)
        wanted = targets(found, [first, second])
        result = translate(found, wanted, rules)
        if any(finding.severity is Severity.ERROR for finding in result.findings):
            assert result.text == text
            return
        again = read(result.text, rules)
        note(result.text)
        assert again.body.shape == found.body.shape
        assert [u.kind for u in again.units] == [u.kind for u in found.units]
        for before, after in zip(found.units, again.units, strict=True):
            if before.kind is not UnitKind.FRONT_MATTER:
                left = inline.analyse(before.source, found.body.labels)
                assert not inline.same_shape(left, inline.analyse(after.source, again.body.labels))

    law()


@given(article(), translations())
def test_one_refused_unit_is_named(text, target):
    found = read(text)
    for unit in found.units[:3]:
        result = translate(found, {(unit.context, unit.source): target}, GFM)
        for finding in result.findings:
            if finding.severity is Severity.ERROR:
                assert finding.unit == unit.source
                assert finding.line == unit.line or finding.line in {u.line for u in found.units}


@given(article(), translations(), translations())
def test_bytes_outside_units_are_the_sources_and_extraction_gives_the_translations_back(text, first, second):
    found = read(text)
    wanted = targets(found, [first, second])
    result = translate(found, wanted, GFM)
    assume(not any(finding.severity is Severity.ERROR for finding in result.findings))
    again = read(result.text)
    assert outside(found) == outside(again)
    for before, after in zip(found.units, again.units, strict=True):
        target = wanted.get((before.context, before.source), "")
        if target.strip():
            assert bare(after.source) == bare(target), (before, after)


def outside(found: Article) -> list[str]:
    parts, position = [], 0
    for unit in found.units:
        parts.append(found.text[position : unit.span.start])
        position = unit.span.end
    return [*parts, found.text[position:]]


def bare(text: str) -> str:
    """A text less what splicing may add: escapes, full forms of references, folded blanks."""
    text = re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text)
    return re.sub(r"\\|\[[^\[\]]*\]|\s+", "", text)


@given(article().flatmap(lambda text: article().map(lambda _: text)))
def test_reading_twice_gives_the_same(text):
    assert read(text).units == read(text).units


def test_paraphrases_of_every_unit_are_written():
    @given(article(), translations().flatmap(lambda _: paraphrase("Keep **all** `code` and [links](/x) here")))
    def law(text, _):
        found = read(text)
        replaced = {(u.context, u.source): reworded(u.source, found) for u in found.body.units}
        result = translate(found, replaced, GFM)
        assert not [finding for finding in result.findings if finding.severity is Severity.ERROR]

    law()


def reworded(source: str, found: Article) -> str:
    """Replace every plain word, leaving markup alone."""
    parts, position = [], 0
    for span in inline.analyse(source, found.body.labels).markup:
        parts += [re.sub(r"[^\W\d_]{3,}", "żółw", source[position : span.start]), span.of(source)]
        position = span.end
    return "".join([*parts, re.sub(r"[^\W\d_]{3,}", "żółw", source[position:])])


@given(article())
def test_edits_of_nothing_change_nothing(text):
    assert apply_edits(text, []) == text
