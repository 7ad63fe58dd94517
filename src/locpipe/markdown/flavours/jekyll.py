"""Jekyll: Liquid tags, https://shopify.github.io/liquid/, and kramdown, https://kramdown.gettalong.org/syntax.html:
attribute lists, extensions, tables of contents, definition lists, formulas, abbreviations.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from locpipe.markdown.constructs import (
    Arguments,
    Declared,
    Destination,
    Line,
    Placeholder,
    Reference,
    Region,
    Tag,
    Titled,
    link_argument,
)
from locpipe.markdown.flavours.math import DISPLAYED
from locpipe.markdown.flavours.templates import MARKDOWN_IN_HTML, tag_with, with_definition_lists

LIQUID = r"(?:\{\{(?!\{)(?:(?!\{\{|\}\}).){0,2000}\}\}|\{%(?:(?!\{%|%\}).){0,2000}%\})"
_LIST = r"\{::?[^{}\n]{0,500}\}"

# Nunjucks, which Eleventy has too; kramdown's `{#id}` has no blank.
_REMARK = r"\{#(?=\s)(?:(?!#\}).){0,2000}#\}"
_CODE = "raw|verbatim|highlight|comment|codeblock|prism|css|js|javascript|style|schema|mermaid|plantuml|katex|math"


def _adapt(md: MarkdownIt) -> None:
    with_definition_lists(md, several_terms=True)
    rule = next(each.fn for each in md.block.ruler.__rules__ if each.name == "code")

    def code(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        """Take indented code, but for text behind a definition's colon, however far."""
        before = state.src[state.bMarks[start_line] : state.bMarks[start_line] + state.tShift[start_line]]
        is_defined = state.parentType == "deflist" and before.lstrip(" \t>")[:1] == ":"
        return not is_defined and bool(rule(state, start_line, end_line, silent))

    md.block.ruler.at("code", code)


FLAVOUR = Declared(
    "jekyll",
    blocks=(
        Region(
            "Liquid block",
            re.compile(rf"\{{%-?\s*({_CODE})\b[^%]*%\}}"),
            r"\{{%-?\s*end{0}\s*-?%\}}",
        ),
        Region("extension", re.compile(r"\{::(comment|nomarkdown)\b[^{}/]*\}"), r"\{{:/(?:{0})?\}}[ \t]*(?=\n|\Z)"),
        DISPLAYED,
        MARKDOWN_IN_HTML,
        Line("contents", re.compile(r"(?:[-*+]|\d+\.)[ \t][^\n]*\n[ \t]*\{:[^{}\n]*\btoc\b[^{}\n]*\}[ \t]*(?=\n|\Z)")),
        Line(
            "Liquid tag",
            re.compile(rf"{LIQUID}(?:[ \t]*{LIQUID})*[ \t]*(?=\n|\Z)", re.DOTALL),
            Arguments.LIQUID,
        ),
        Line("comment", re.compile(rf"{_REMARK}[ \t]*(?=\n|\Z)", re.DOTALL)),
        Line("attributes", re.compile(rf"{_LIST}[ \t]*(?=\n|\Z)"), Arguments.LIQUID),
        Titled("abbreviation", re.compile(r"\*\[[^\[\]\n\\]+\]:[ \t]*(?P<title>[^\n]*?)[ \t]*")),
    ),
    inlines=(
        Placeholder("{", re.compile(r"\{%-?\s*raw\s*-?%\}.{0,2000}?\{%-?\s*endraw\s*-?%\}", re.DOTALL)),
        Placeholder("{", re.compile(LIQUID, re.DOTALL)),
        Placeholder("{", re.compile(_REMARK, re.DOTALL)),
        Placeholder("{", re.compile(_LIST)),
        Placeholder("$", re.compile(r"\$\$.{1,2000}?\$\$", re.DOTALL)),
        Tag(tag_with(LIQUID, r"\{[{%]")),
        Destination(re.compile(LIQUID, re.DOTALL)),
    ),
    gfm=True,
    references=(
        Reference("ref", re.compile(r"\{%-?\s*link\s+(?P<path>[^\s%{}]+)(?=\s*-?%\})")),
        Reference(
            "",
            re.compile(
                r"""\{\{-?\s*(["'])(?P<path>/(?:(?!\1)[^\s{}])*)\1\s*\|\s*(?:relative_url|absolute_url|url)\b"""
            ),
        ),
        Reference("", re.compile(r"\{\{-?\s*site\.(?:base)?url\s*-?\}\}(?P<path>/[^\s()\"'<>{}]*)")),
        link_argument(r"%\}"),
        Reference("post", re.compile(r"\{%-?\s*post_url\s+(?P<path>[^\s%{}]+)(?=\s*-?%\})")),
    ),
    adapt=_adapt,
)
