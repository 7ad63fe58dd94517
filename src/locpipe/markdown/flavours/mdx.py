"""MDX: JSX in Markdown, https://mdxjs.com/docs/what-is-mdx/.

Tags on lines of their own are copied, and what stands between them is Markdown; `import` and `export` reach to the next
blank line. There is no indented code, and no HTML block but comments.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from locpipe.markdown.constructs import Arguments, Declared, Line, Placeholder, Region, Tag

_EXPRESSION = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]{0,2000}\}){0,2000}\}){0,2000}\}"
_TAG = rf"(?:</[A-Za-z][\w.:-]*\s*>|</?>|<[A-Za-z][\w.:-]*(?:\"[^\"]*\"|'[^']*'|{_EXPRESSION}|[^<>\"'{{}}]){{0,300}}>)"
# A sentence may begin with "import" or "export" too.
_IMPORT = r"import[ \t]*(?:[\"']|[\w*{][^;]*?\bfrom[ \t]+[\"']|\{)"
_MODULE = rf"{_IMPORT}|export[ \t]+(?:default|const|let|var|async|function|class|\{{|\*)"


def _without_html_blocks(md: MarkdownIt) -> None:
    md.disable(["code"])
    rule = next(each.fn for each in md.block.ruler.__rules__ if each.name == "html_block")

    def comments(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        start = state.bMarks[start_line] + state.tShift[start_line]
        return state.src.startswith("<!--", start) and bool(rule(state, start_line, end_line, silent))

    md.block.ruler.at("html_block", comments, {"alt": ["paragraph", "reference", "blockquote"]})


FLAVOUR = Declared(
    "mdx",
    blocks=(
        Region("import or export", re.compile(_MODULE), r"(?=\n[ \t]*\n)|\Z", interrupts=False),
        Region("JSX", re.compile(r"<(script|style|pre)\b[^<>]*>"), r"</{0}>[ \t]*(?=\n|\Z)"),
        Line(
            "JSX tag",
            re.compile(rf"{_TAG}(?:[ \t]*(?:{_TAG}|{_EXPRESSION}))*[ \t]*(?=\n|\Z)"),
            Arguments.TAG,
        ),
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
