"""MDX: JSX in Markdown, https://mdxjs.com/docs/what-is-mdx/.

Tags on lines of their own are copied, and what stands between them is Markdown; `import` and `export` reach to the next
blank line. There is no indented code, and no HTML block but comments.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from locpipe.markdown.constructs import Flavour, Line, Placeholder, Region

_EXPRESSION = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]{0,2000}\}){0,2000}\}){0,2000}\}"
_TAG = rf"(?:</[A-Za-z][\w.:-]*\s*>|</?>|<[A-Za-z][\w.:-]*(?:\"[^\"]*\"|'[^']*'|{_EXPRESSION}|[^<>\"'{{}}]){{0,300}}>)"


def _install(md: MarkdownIt) -> None:
    md.disable(["code"])
    rule = next(each.fn for each in md.block.ruler.__rules__ if each.name == "html_block")

    def comments(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        start = state.bMarks[start_line] + state.tShift[start_line]
        return state.src.startswith("<!--", start) and bool(rule(state, start_line, end_line, silent))

    md.block.ruler.at("html_block", comments, {"alt": ["paragraph", "reference", "blockquote"]})


FLAVOUR = Flavour(
    "mdx",
    placeholders=(Placeholder("{", re.compile(rf"(?!\{{#){_EXPRESSION}")),),
    lines=(
        Line("JSX tag", re.compile(rf"{_TAG}(?:[ \t]*(?:{_TAG}|{_EXPRESSION}))*[ \t]*(?=\n|\Z)")),
        Line("expression", re.compile(rf"(?!\{{#){_EXPRESSION}[ \t]*(?=\n|\Z)")),
    ),
    regions=(Region("import or export", re.compile(r"(?:import|export)[ \t]+[\w*{\"']"), r"(?=\n[ \t]*\n)|\Z"),),
    html_blocks=False,
    install=_install,
)
