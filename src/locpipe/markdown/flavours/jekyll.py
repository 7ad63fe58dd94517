"""Jekyll: Liquid tags, https://shopify.github.io/liquid/, and kramdown, https://kramdown.gettalong.org/syntax.html:
attribute lists, extensions, tables of contents, definition lists, formulas, abbreviations.
"""

from __future__ import annotations

import re

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
)
from locpipe.markdown.flavours.templates import tag_with, with_definition_lists

LIQUID = r"(?:\{\{(?!\{)(?:(?!\{\{|\}\}).){0,2000}\}\}|\{%(?:(?!\{%|%\}).){0,2000}%\})"
_LIST = r"\{::?[^{}\n]{0,500}\}"

FLAVOUR = Declared(
    "jekyll",
    blocks=(
        Region(
            "Liquid block",
            re.compile(r"\{%-?\s*(raw|highlight|comment)\b[^%]*%\}"),
            r"\{{%-?\s*end{0}\s*-?%\}}",
        ),
        Region("extension", re.compile(r"\{::(comment|nomarkdown)\b[^{}/]*\}"), r"\{{:/(?:{0})?\}}[ \t]*(?=\n|\Z)"),
        Region("math", re.compile(r"\$\$"), r"\$\$[ \t]*(?=\n|\Z)"),
        Line("contents", re.compile(r"(?:[-*+]|\d+\.)[ \t][^\n]*\n[ \t]*\{:[^{}\n]*\btoc\b[^{}\n]*\}[ \t]*(?=\n|\Z)")),
        Line(
            "Liquid tag",
            re.compile(rf"{LIQUID}(?:[ \t]*{LIQUID})*[ \t]*(?=\n|\Z)", re.DOTALL),
            Arguments.LIQUID,
        ),
        Line("attributes", re.compile(rf"{_LIST}[ \t]*(?=\n|\Z)")),
        Titled("abbreviation", re.compile(r"\*\[[^\[\]\n\\]+\]:[ \t]*(?P<title>[^\n]*?)[ \t]*")),
    ),
    inlines=(
        Placeholder("{", re.compile(r"\{%-?\s*raw\s*-?%\}.{0,2000}?\{%-?\s*endraw\s*-?%\}", re.DOTALL)),
        Placeholder("{", re.compile(LIQUID, re.DOTALL)),
        Placeholder("{", re.compile(_LIST)),
        Placeholder("$", re.compile(r"\$\$.{1,2000}?\$\$", re.DOTALL)),
        Tag(tag_with(LIQUID, r"\{[{%]")),
        Destination(re.compile(LIQUID, re.DOTALL)),
    ),
    gfm=True,
    references=(
        Reference("ref", re.compile(r"\{%-?\s*link\s+(?P<path>[^\s%{}]+)(?=\s*-?%\})")),
        Reference("post", re.compile(r"\{%-?\s*post_url\s+(?P<path>[^\s%{}]+)(?=\s*-?%\})")),
    ),
    adapt=with_definition_lists,
)
