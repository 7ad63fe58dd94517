"""What flavours with templates share: tags of HTML that hold template constructs, lists that stand in braces."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from mdit_py_plugins.deflist import deflist_plugin

from locpipe.markdown.constructs import Arguments, Line

MARKDOWN_IN_HTML = Line(
    "HTML tag",
    re.compile(
        r"<[A-Za-z][^<>\n]*[ \t]markdown(?:=[\"']?(?:1|block)[\"']?)?(?=[ \t>])[^<>\n]*>[ \t]*"
        r"(?=\n[ \t]*(?:[-*+>#]|\d+[.)])[ \t])"
    ),
    Arguments.TAG,
)
"""A tag that says that its content is Markdown, right above a list, a quote or a heading."""


def tag_with(construct: str, opening: str) -> re.Pattern[str]:
    """Return the pattern of an HTML tag with one of the constructs, each of which begins with `opening`."""
    bare = rf"(?!{opening})"
    values = "|".join(rf"{quote}(?>{construct}|{bare}[^{quote}])*+{quote}" for quote in ('"', "'"))
    attribute = rf"\s+{bare}[^\s\"'<>/=]+(?:\s*=\s*(?:{values}|(?>{construct}|{bare}[^\s\"'=<>`])++))?"
    # Without one of the constructs it is a tag that the parser knows.
    return re.compile(rf"(?=<[A-Za-z][^<>]*?{opening})<[A-Za-z][\w-]*(?>{attribute}|\s*{construct})*+\s*/?>", re.DOTALL)


def with_definition_lists(md: MarkdownIt, several_terms: bool = False) -> None:
    """Add the rule of definition lists, once; with several terms above one definition, each on its line, if so said."""
    rules = md.block.ruler.get_all_rules()
    if "deflist" not in rules:
        deflist_plugin(md)
    if several_terms and "terms" not in rules:
        md.block.ruler.before("deflist", "terms", _terms)


_MOST_TERMS = 20
_DEFINITION = re.compile(r":[ \t]+\S")


def _terms(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Take all terms above a definition but the last one, which the rule of definition lists takes."""
    last = _last_term(state, start_line, end_line)
    if silent or last is None or last == start_line:
        return False
    for line in range(start_line, last):
        state.push("dt_open", "dt", 1).map = [line, line]
        inline = state.push("inline", "", 0)
        inline.map, inline.children = [line, line], []
        inline.content = state.getLines(line, line + 1, state.blkIndent, False).strip()
        state.push("dt_close", "dt", -1)
    state.line = last
    return True


def _last_term(state: StateBlock, start_line: int, end_line: int) -> int | None:
    """Return the line right above a definition that a paragraph from this line on would reach, None without any."""
    last = start_line + 1
    while last < min(end_line, start_line + _MOST_TERMS + 1) and not state.isEmpty(last):
        if _DEFINITION.match(state.src, state.bMarks[last] + state.tShift[last]):
            break
        last += 1
    else:
        return None
    between = range(start_line + 1, last)
    if any(state.sCount[line] < state.blkIndent or state.is_code_block(line) for line in (*between, last)):
        return None
    rules = state.md.block.ruler.getRules("paragraph") if between else []
    return None if any(rule(state, line, end_line, True) for line in between for rule in rules) else last - 1
