"""Asking only the rules that may match gives what asking all of them gives: over any text, in every flavour."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from locpipe.markdown import parser
from locpipe.markdown.flavours import BUILT_IN
from strategies import article
from test_laws_corpus import EACH, files

ALL = BUILT_IN[2:]


@cache
def asking_all(flavours: tuple[str, ...]) -> MarkdownIt:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parser.gating, "install", lambda md: None)
        return parser.markdown.__wrapped__(flavours)


def everything(text: str, md: MarkdownIt) -> list[object]:
    """Return the tokens of all blocks, and those of all that stands in them with what was noted."""
    env: dict[str, object] = {}
    state = parser._SpanState(text, md, env, [])
    md.block.tokenize(state, 0, state.lineMax)
    return [env, *(each.as_dict() for each in state.tokens), *(within(each.content, md, env) for each in state.tokens)]


def within(content: str, md: MarkdownIt, env: dict[str, object]) -> list[object]:
    notes: list[object] = []
    state = StateInline(content, md, {**env, "noted": notes}, [])
    md.inline.tokenize(state)
    return [notes, *(each.as_dict() for each in state.tokens)]


@given(article(), st.lists(st.sampled_from(ALL), unique=True, max_size=3))
def test_articles(text, flavours):
    spoken = ("gfm", *flavours)
    assert everything(text, parser.markdown(spoken)) == everything(text, asking_all(spoken))


@given(
    st.text("ab \n\t*_-+=>#`~[]()!<|:&;\\1.{}$%^é", max_size=80),
    st.sampled_from([("commonmark",), ("gfm",), ("gfm", *ALL)]),
)
def test_signs(text, flavours):
    assert everything(text, parser.markdown(flavours)) == everything(text, asking_all(flavours))


def test_two_rules_of_one_name_are_both_asked():
    md = MarkdownIt("commonmark")
    asked = []
    for number in range(2):
        md.block.ruler.before("fence", "twin", lambda state, line, end, silent, n=number: asked.append(n) or False)
    parser.gating.install(md)
    md.parse("Text.")
    assert asked == [0, 1]


@EACH
def test_the_corpus(folder, rules):
    for path in files(folder):
        text = path.read_text("utf-8", "replace").replace("\0", "")
        assert everything(text, parser.markdown(rules.flavours)) == everything(text, asking_all(rules.flavours)), path


@given(st.text("ab \n\t*_-+=>#`~[]:<|\\1.", max_size=80))
def test_the_tokens_are_those_of_the_parsers_own_state(text):
    md = parser.markdown(("gfm",))
    ours, theirs = parser._SpanState(text, md, {}, []), StateBlock(text, md, {}, [])
    for state in (ours, theirs):
        md.block.tokenize(state, 0, state.lineMax)
    assert [without_notes(token) for token in ours.tokens] == [without_notes(token) for token in theirs.tokens]


def without_notes(token):
    """Return the token without what we note of places."""
    noted = {"lines", "excess"}
    return {**token.as_dict(), "meta": {key: value for key, value in token.meta.items() if key not in noted}}


@given(st.text("ab \n\t-\u00a0\u3000\u2028\x0b\x0c", max_size=60))
def test_the_marks_of_all_lines_are_those_that_the_parser_sets(text):
    md = parser.markdown(("gfm",))
    ours = vars(parser._SpanState(text, md, {}, []))
    assert ours == {**vars(StateBlock(text, md, {}, [])), "lacks": ours["lacks"]}
