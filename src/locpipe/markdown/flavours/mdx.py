"""MDX: JSX in Markdown, https://mdxjs.com/docs/what-is-mdx/.

Tags on lines of their own are copied, and what stands between them is Markdown; `import` and `export` reach to the next
blank line. There is no indented code, and no HTML block but comments.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock

from locpipe.markdown.constructs import Arguments, Declared, Element, Line, Placeholder, Region, Tag

_EXPRESSION = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]{0,2000}\}){0,2000}\}){0,2000}\}"
_ATTRIBUTES = rf"(?:\"[^\"]*\"|'[^']*'|{_EXPRESSION}|[^<>\"'{{}}]){{0,300}}"
_TAG = rf"(?:</[A-Za-z][\w.:-]*\s*>|</?>|<[A-Za-z][\w.:-]*{_ATTRIBUTES}>)"
# A line that is one element; after it nothing that could go on with its paragraph.
_LEFT_ALONE = "code|kbd|samp|var|tt|pre|script|style|textarea|svg|math|iframe|template|object|video|audio"
_ELEMENT = (
    rf"<(?P<tag>(?!(?:{_LEFT_ALONE})\b)[A-Za-z][\w.:-]*)(?![^<>\n]*(?:notranslate|translate=.?no\b)){_ATTRIBUTES}(?<!/)>"
    r"[ \t]*(?P<title>[^\s<](?:(?!</?(?P=tag)[\s>/])[^\n])*?|<(?:(?!</?(?P=tag)[\s>/])[^\n])+?)(?<=\S)[ \t]*+"
    r"</(?P=tag)[ \t]*>[ \t]*(?=\n[ \t>]*(?:[<{\n]|:::)|\n?\Z)"
)
# A sentence may begin with "import" or "export" too.
_IMPORT = r"import[ \t]*(?:[\"']|[\w*{][^;]*?\bfrom[ \t]+[\"']|\{)"
_MODULE = rf"{_IMPORT}|export[ \t]+(?:default|const|let|var|async|function|class|\{{|\*)"
# What is open at a line's end may hold empty lines; a bracket that begins a line closes it.
_MODULE_END = r"\n[}})\]][^\n]*(?=\n[ \t]*\n|\n?\Z)"


def _paragraph_end(state: StateBlock, start_line: int) -> int:
    """Return the line after a paragraph, which other blocks interrupt however far they are indented."""
    line, rules = start_line + 1, state.md.block.ruler.getRules("paragraph")
    kept, state.parentType = state.parentType, "paragraph"
    while line < state.lineMax and not state.isEmpty(line):
        # Of less than none is what a quote left to be continued.
        if state.sCount[line] >= 0 and any(rule(state, line, state.lineMax, True) for rule in rules):
            break
        line += 1
    state.parentType = kept
    return line


def _paragraph(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    del end_line, silent
    state.line = line = _paragraph_end(state, start_line)
    state.push("paragraph_open", "p", 1).map = [start_line, line]
    inline = state.push("inline", "", 0)
    inline.content = mdTrim(state.getLines(start_line, line, state.blkIndent, False))
    inline.map, inline.children = [start_line, line], []
    state.push("paragraph_close", "p", -1)
    return True


def _bounded(md: MarkdownIt, name: str, first: str) -> None:
    """Let the rule, which begins with the character `first`, see no further than a paragraph and its underline."""
    rule = next(each.fn for each in md.block.ruler.__rules__ if each.name == name)

    def bounded(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        if not state.src.startswith(first, state.bMarks[start_line] + state.tShift[start_line]):
            return False
        kept = state.lineMax
        state.lineMax = min(kept, _paragraph_end(state, start_line) + 1)
        found = bool(rule(state, start_line, min(end_line, state.lineMax), silent))
        state.lineMax = kept
        return found

    md.block.ruler.at(name, bounded)


def _without_html_blocks(md: MarkdownIt) -> None:
    md.disable(["code"])
    md.block.ruler.at("paragraph", _paragraph)
    _bounded(md, "lheading", "")
    _bounded(md, "reference", "[")
    rule = next(each.fn for each in md.block.ruler.__rules__ if each.name == "html_block")

    def comments(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        start = state.bMarks[start_line] + state.tShift[start_line]
        return state.src.startswith("<!--", start) and bool(rule(state, start_line, end_line, silent))

    md.block.ruler.at("html_block", comments, {"alt": ["paragraph", "reference", "blockquote"]})


FLAVOUR = Declared(
    "mdx",
    blocks=(
        Region("import or export", re.compile(rf"(?:{_MODULE})[^\n]*[{{(\[][ \t]*\Z"), _MODULE_END, interrupts=False),
        Region("import or export", re.compile(_MODULE), r"(?=\n[ \t]*\n)|\Z", interrupts=False),
        Region("JSX", re.compile(r"<(script|style|pre)\b[^<>]*>"), r"</{0}>[ \t]*(?=\n|\Z)"),
        Line(
            "JSX tag",
            re.compile(rf"{_TAG}(?:[ \t]*(?:{_TAG}|{_EXPRESSION}))*[ \t]*(?=\n|\Z)"),
            Arguments.TAG,
        ),
        Element("JSX", re.compile(_ELEMENT)),
        Line("expression", re.compile(rf"(?!\{{#){_EXPRESSION}[ \t]*(?=\n|\Z)")),
    ),
    inlines=(
        Placeholder("{", re.compile(rf"(?!\{{#){_EXPRESSION}")),
        Tag(re.compile(rf"(?=<[A-Za-z][^<>]*\{{){_TAG}")),
    ),
    gfm=True,
    html_blocks=False,
    adapt=_without_html_blocks,
    code_titles=True,
)
