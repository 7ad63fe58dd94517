"""Jekyll: Liquid tags, https://shopify.github.io/liquid/, and kramdown's attribute lists,
https://kramdown.gettalong.org/syntax.html.
"""

from __future__ import annotations

import re

from locpipe.markdown.constructs import Flavour, Line, Placeholder, Region

LIQUID = r"(?:\{\{(?!\{)(?:(?!\{\{|\}\}).){0,2000}\}\}|\{%(?:(?!\{%|%\}).){0,2000}%\})"

FLAVOUR = Flavour(
    "jekyll",
    placeholders=(
        Placeholder("{", re.compile(r"\{%-?\s*raw\s*-?%\}.{0,2000}?\{%-?\s*endraw\s*-?%\}", re.DOTALL)),
        Placeholder("{", re.compile(LIQUID, re.DOTALL)),
        Placeholder("{", re.compile(r"\{::?[^{}\n]{0,500}\}")),
    ),
    lines=(
        Line("Liquid tag", re.compile(rf"{LIQUID}(?:[ \t]*{LIQUID})*[ \t]*(?=\n|\Z)", re.DOTALL)),
        Line("attributes", re.compile(r"\{::?[^{}\n]{0,500}\}[ \t]*(?=\n|\Z)")),
    ),
    regions=(
        Region(
            "Liquid block",
            re.compile(r"\{%-?\s*(raw|highlight|comment)\b[^%]*%\}"),
            r"\{{%-?\s*end{0}\s*-?%\}}",
        ),
        Region("math", re.compile(r"\$\$"), r"\$\$[ \t]*(?=\n|\Z)"),
    ),
)
