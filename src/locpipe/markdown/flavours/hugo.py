"""Hugo: shortcodes, https://gohugo.io/content-management/shortcodes/, and what its Markdown has besides GitHub's,
https://gohugo.io/configuration/markup/#goldmark.

Shortcodes on lines of their own are copied; what stands between a paired one's lines is Markdown, unless the shortcode
is known to take something else.
"""

from __future__ import annotations

import re
from functools import partial

from locpipe.markdown.constructs import (
    Arguments,
    Declared,
    Destination,
    Line,
    Placeholder,
    Reference,
    Region,
    Tag,
    link_argument,
)
from locpipe.markdown.flavours.templates import tag_with, with_definition_lists

# Of `{{< … >}}` and `{{% … %}}`; quoted arguments may hold the closing signs.
_ARGUMENTS = r"""(?:"(?:[^"\\]|\\.){0,2000}"|`[^`]{0,2000}`|(?!\{\{[<%]|[%>]\}\})[^"`]){0,2000}?"""
SHORTCODE = rf"\{{\{{(?:<{_ARGUMENTS}>|%{_ARGUMENTS}%)\}}\}}"

# Hugo's own and those of wide-spread themes whose content is code, a diagram or a formula. That of `rawhtml` is read as
# HTML in Markdown is.
_CODE = "highlight|code|code-toggle|mermaid|katex|math|chart|plantuml|graphviz|dot|markmap|goat|gist|svg"

FLAVOUR = Declared(
    "hugo",
    blocks=(
        Region(
            "shortcode",
            re.compile(rf"\{{\{{([<%])\s*({_CODE})(?=[\s>%])(?:(?!/[>%]\}}\}})[^\n])*[>%]\}}\}}[^\n]*\Z"),
            r"\{{\{{{0}\s*/\s*{1}\s*[>%]\}}\}}[ \t]*(?=\n|\Z)",
        ),
        # One that is shown and not run: what it says is code.
        Line("shortcode", re.compile(r"\{\{[<%]/\*(?:(?!\*/[>%]).){0,2000}\*/[>%]\}\}[ \t]*(?=\n|\Z)", re.DOTALL)),
        Line(
            "shortcode",
            re.compile(rf"{SHORTCODE}(?:[ \t]*{SHORTCODE})*[ \t]*(?=\n|\Z)", re.DOTALL),
            Arguments.SHORTCODE,
        ),
    ),
    inlines=(
        Placeholder("{", re.compile(SHORTCODE, re.DOTALL)),
        Tag(tag_with(SHORTCODE, r"\{\{[<%]")),
        Destination(re.compile(SHORTCODE, re.DOTALL)),
    ),
    gfm=True,
    references=(
        Reference(
            "ref",
            re.compile(
                r"""\{\{[<%]\s*(?:rel)?ref\s+(?:path\s*=\s*)?["`]?"""
                r"""(?P<path>(?<=["`])[^"`\n]+(?=["`])|(?<=[\s=])[^\s"`=<>%{}]+(?=\s*[>%]\}))"""
            ),
        ),
        link_argument(r"[>%]\}\}"),
    ),
    adapt=partial(with_definition_lists, several_terms=True),
    code_titles=True,
)
