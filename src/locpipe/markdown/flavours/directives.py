"""Directives of Docusaurus, Starlight, VuePress and others: `:::note Title`, https://docusaurus.io/docs/markdown-features/admonitions,
https://starlight.astro.build/guides/authoring-content/#asides.
"""

from __future__ import annotations

import re

from locpipe.markdown.constructs import Fenced, Flavour, Line

_ATTRIBUTES = r"(?:\{[^{}\n]*\})?"

FLAVOUR = Flavour(
    "directives",
    lines=(Line("directive", re.compile(rf"::[A-Za-z][\w-]*(?:\[[^\[\]\n]*\])?{_ATTRIBUTES}[ \t]*(?=\n|\Z)")),),
    fenced=(
        Fenced(
            "directive",
            re.compile(
                rf"(?P<fence>:{{3,}})[ \t]*(?P<name>[A-Za-z][\w-]*){_ATTRIBUTES}"
                rf"(?:\[(?P<title>[^\[\]\n]*(?:\[[^\[\]\n]*\][^\[\]\n]*)*)\])?{_ATTRIBUTES}[ \t]*"
            ),
        ),
        Fenced(
            "directive",
            re.compile(r"(?P<fence>:{3,})[ \t]*(?P<name>[A-Za-z][\w-]*)[ \t]+(?P<title>[^\s\[{][^\n]*?)[ \t]*"),
        ),
    ),
)
