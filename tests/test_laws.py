"""The six laws of the design, as properties: for any article and any translation."""

import re

import pytest
from hypothesis import assume, given, note
from hypothesis import strategies as st

from locpipe.errors import SourceError
from locpipe.markdown import Rules, inline, parser
from locpipe.markdown.segment import msgid
from locpipe.model import Finding, Severity, Unit, UnitKind
from locpipe.pipeline.article import Article, Translation, read_article, translate
from locpipe.source import apply_edits
from strategies import OTHER_WORDS, article, paraphrased, translations

GFM = Rules()
BREAKS = Rules(breaks=True)


def read(text: str, rules: Rules = GFM) -> Article:
    try:
        return read_article(text, "a.md", rules)
    except SourceError:
        assume(False)
        raise


def targets(found: Article, wanted: list[str]) -> dict[tuple[str, str], str]:
    keys = sorted({key(unit) for unit in found.units})
    return {key: wanted[number % len(wanted)] for number, key in enumerate(keys)} if wanted else {}


def key(unit: Unit) -> tuple[str, str]:
    return (unit.context, unit.source)


@given(article())
def test_a_catalog_that_repeats_its_msgids_gives_the_source_back(text):
    found = read(text)
    assert translate(found, {key(u): u.source for u in found.units}, GFM).text == text


def anew(found: Article) -> dict[tuple[str, str], str]:
    """Its own words for every unit, with a blank that makes them a translation."""
    return {key(u): u.source + " " for u in found.units if not refused(u)}


def refused(unit: Unit) -> bool:
    """Tell whether the unit's own text is no translation: a line of it would open an HTML block."""
    return unit.kind is not UnitKind.FRONT_MATTER and any(line[0] == "<" for line in unit.source.split("\n"))


def errors(result: Translation) -> list[Finding]:
    return [finding for finding in result.findings if finding.severity is Severity.ERROR]


@given(article())
def test_writing_every_unit_anew_with_its_own_words_keeps_blocks_and_units(text):
    """The strong form of identity: no unit is left out, as it would be by the rule msgstr = msgid."""
    found = read(text)
    result = translate(found, anew(found), GFM)
    assert not result.findings
    again = read(result.text)
    assert again.body.shape == found.body.shape
    assert [unescaped(unit) for unit in again.units] == [unescaped(unit) for unit in found.units]


def unescaped(unit: Unit) -> tuple[object, ...]:
    """A unit as it is compared: a text may get an escape that its place would not have needed."""
    return (unit.kind, unit.level, unit.context, unit.source.replace("\\", ""))


@given(article())
def test_own_words_are_refused_only_where_they_would_open_html(text):
    found = read(text)
    result = translate(found, {key(u): u.source + " " for u in found.units}, GFM)
    assert {finding.unit for finding in result.findings} <= {u.source for u in found.units if refused(u)}
    assert all("begins with HTML" in finding.message for finding in result.findings)
    assert not result.findings or result.text == text


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
            assert all(word in body for word in words(inline.analyse(msgid(stripped, labels, GFM), labels))), content


def words(analysis: inline.Inline) -> list[str]:
    ends = [0, *[span.end for span in analysis.markup]]
    starts = [*[span.start for span in analysis.markup], len(analysis.text)]
    prose = " ".join(analysis.text[end:start] for end, start in zip(ends, starts, strict=True))
    return re.findall(r"[^\W\d_]+", prose)


BLANKS = r"[ \t\n]"
ATTRIBUTES = r"\{(?::|[ ]?(?:[.#][\w-]|[\w-]+=))[^{}]*\}"
BEFORE = {
    "list_item_open": rf"(?:\[[ xX]\](?:{BLANKS}+|$))?",
    "blockquote_open": rf"(?:\[![A-Za-z][\w-]*\][+-]?{BLANKS}*)?",
}
AROUND = {
    "heading_open": ("", rf"(?:[ \t]*{ATTRIBUTES})?"),
    "paragraph_open": (rf"(?:{ATTRIBUTES}{BLANKS}*)?", rf"(?:(?:^|\n){ATTRIBUTES})?"),
}
# After "> \t10) " markdown-it-py takes the end of the marker for content; CommonMark does not.
TABBED = r"[-+*.)>\d\s]*"


@given(article())
def test_pieces_joined_are_what_the_parser_says_the_content_is(text):
    """Less what section 3 leaves outside: the task box of an item, an alert's marker, ids and attributes."""
    found = read(text)
    base = found.front.span.end if found.front else int(text[:1] == "\ufeff")
    tokens, _, _ = parser.parse_blocks(text[base:], GFM.flavours)
    contents = iter(leaf.content.replace("\0", "\ufffd") for leaf in found.body.leaves)
    for number, token in enumerate(tokens):
        if token.type != "inline" or not token.content:
            continue
        opening, before = tokens[number - 1].type, tokens[number - 2].type if number > 1 else ""
        ours = next(contents)
        if opening in ("th_open", "td_open"):
            ours = ours.replace("\\|", "|")
        first, last = AROUND.get(opening, ("", ""))
        pattern = (TABBED if "\t" in text else "") + BEFORE.get(before, "") + first + re.escape(ours) + last
        theirs = re.sub(r"\n[ \t]+", "\n", token.content)
        assert re.fullmatch(pattern, theirs), (theirs, ours)
    assert next(contents, None) is None


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
        if errors(result):
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
        result = translate(found, {key(unit): target}, GFM)
        assert len(errors(result)) <= [key(each) for each in found.units].count(key(unit))
        for finding in errors(result):
            assert finding.unit == unit.source
            # The same text may stand in several places, each a unit of the one entry.
            assert finding.line in {u.line for u in found.units if key(u) == key(unit)}


@given(article(), translations(), translations())
def test_bytes_outside_units_are_the_sources_and_extraction_gives_the_translations_back(text, first, second):
    found = read(text)
    wanted = targets(found, [first, second])
    result = translate(found, wanted, GFM)
    assume(not errors(result))
    again = read(result.text)
    # Right before a cell's closing pipe a backslash would escape it: one blank goes between.
    cells = [wanted.get(key(unit), "").rstrip() for unit in found.units if unit.kind is UnitKind.TABLE_CELL]
    assert outside(found) == outside(again) or any(target.endswith("\\") for target in cells)
    for before, after in zip(found.units, again.units, strict=True):
        target = wanted.get(key(before), "")
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


@given(article(), translations(), translations())
def test_translating_twice_gives_the_same_and_writing_the_result_anew_changes_nothing(text, first, second):
    """Law 5 on one article: what is written is in its final form, whatever line breaks and escapes the source had."""
    found = read(text)
    chosen = targets(found, [first, second]).items()
    wanted = anew(found) | {each: target for each, target in chosen if target.strip() and target != each[1]}
    result = translate(found, wanted, GFM)
    assert translate(read(text), dict(reversed(wanted.items())), GFM) == result
    assume(not errors(result))
    again = read(result.text)
    # Once more may bring full forms: where the translation says [ref], extraction says [ref][ref].
    settled = translate(again, anew(again), GFM).text
    last = read(settled)
    assert [unit.source for unit in last.units] == [unit.source for unit in again.units]
    assert translate(last, anew(last), GFM).text == settled


@given(article(), st.lists(st.sampled_from(OTHER_WORDS), min_size=1, max_size=4))
def test_paraphrases_of_every_unit_are_written(text, words):
    """An ordinary translation, all words changed and all markup kept, is never refused."""
    found = read(text)
    wanted = {key(unit): paraphrased(unit.source, words) for unit in found.units if not refused(unit)}
    result = translate(found, wanted, GFM)
    assert not errors(result)
    for before, after in zip(found.units, read(result.text).units, strict=True):
        assert bare(after.source) == bare(wanted.get(key(before), before.source))


@given(article())
def test_edits_of_nothing_change_nothing(text):
    assert apply_edits(text, []) == text
