"""Directives of Docusaurus, Starlight, VuePress and others: `:::note Title`,
https://docusaurus.io/docs/markdown-features/admonitions, https://github.com/remarkjs/remark-directive#syntax.
"""

from __future__ import annotations

import re

from locpipe.markdown.constructs import Around, Declared, Fenced, Line, Tag, Titled

_NAME = r"[A-Za-z][\w-]*"
_ATTRIBUTES = r"(?:\{[^{}\n]*\})?"
_LABEL = r"\[(?P<title>[^\[\]\n]*(?:\[[^\[\]\n]*\][^\[\]\n]*)*)\]"

# A tag of Vue may have attributes that HTML has not: `@click="go"`, `#slot`.
_VUE_TAG = r"(?=<[A-Za-z][^<>]*[ \t\n][@#][\w.:-])<[A-Za-z][\w.-]*(?:\"[^\"]*\"|'[^']*'|[^<>\"'])*>"

FLAVOUR = Declared(
    "directives",
    blocks=(
        # VuePress: a table of contents, a file's code.
        Line("contents", re.compile(r"\[\[toc\]\][ \t]*(?=\n|\Z)", re.IGNORECASE)),
        Line("snippet", re.compile(r"<<<[ \t]*[@.~/][^\s]*(?:\{[^{}\n]*\})?[ \t]*(?=\n|\Z)")),
        Titled("directive", re.compile(rf"::{_NAME}(?:{_LABEL})?{_ATTRIBUTES}[ \t]*")),
        Fenced(
            "directive",
            re.compile(
                rf"(?P<fence>:{{3,}})[ \t]*(?P<name>{_NAME})[ \t]*{_ATTRIBUTES}(?:{_LABEL})?[ \t]*{_ATTRIBUTES}[ \t]*"
            ),
        ),
        Fenced(
            "directive",
            re.compile(
                rf"(?P<fence>:{{3,}})[ \t]*(?P<name>{_NAME})[ \t]+(?P<title>[^\s\[{{][^\n]*?)[ \t]*{_ATTRIBUTES}[ \t]*"
            ),
        ),
    ),
    inlines=(
        Around(":", re.compile(rf"(?<![\w:]):{_NAME}\[(?=[^\[\]\n]+(?P<closing>\](?!\(){_ATTRIBUTES}))")),
        Tag(re.compile(_VUE_TAG)),
    ),
    code_titles=True,
)
