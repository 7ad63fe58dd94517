"""Directives of Docusaurus, Starlight, VuePress and others: `:::note Title`,
https://docusaurus.io/docs/markdown-features/admonitions, https://github.com/remarkjs/remark-directive#syntax.
"""

from __future__ import annotations

import re

from locpipe.markdown.constructs import Around, Declared, Fenced, Titled

_NAME = r"[A-Za-z][\w-]*"
_ATTRIBUTES = r"(?:\{[^{}\n]*\})?"
_LABEL = r"\[(?P<title>[^\[\]\n]*(?:\[[^\[\]\n]*\][^\[\]\n]*)*)\]"

FLAVOUR = Declared(
    "directives",
    blocks=(
        Titled("directive", re.compile(rf"::{_NAME}(?:{_LABEL})?{_ATTRIBUTES}[ \t]*")),
        Fenced(
            "directive",
            re.compile(
                rf"(?P<fence>:{{3,}})[ \t]*(?P<name>{_NAME})[ \t]*{_ATTRIBUTES}(?:{_LABEL})?[ \t]*{_ATTRIBUTES}[ \t]*"
            ),
        ),
        Fenced(
            "directive",
            re.compile(rf"(?P<fence>:{{3,}})[ \t]*(?P<name>{_NAME})[ \t]+(?P<title>[^\s\[{{][^\n]*?)[ \t]*"),
        ),
    ),
    inlines=(Around(":", re.compile(rf"(?<![\w:]):{_NAME}\[(?=[^\[\]\n]+(?P<closing>\](?!\(){_ATTRIBUTES}))")),),
    code_titles=True,
)
