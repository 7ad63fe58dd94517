"""MkDocs: Python-Markdown's extensions and PyMdown's, as Material for MkDocs turns them on.

Admonitions: https://python-markdown.github.io/extensions/admonition/; details, tabs, snippets, keys, emoji:
https://facelessuser.github.io/pymdown-extensions/.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin

from locpipe.markdown.constructs import Flavour, Indented, Line, Placeholder, Region

_NAME = r"[\w-]+"


def _install(md: MarkdownIt) -> None:
    deflist_plugin(md)


FLAVOUR = Flavour(
    "mkdocs",
    placeholders=(
        Placeholder("+", re.compile(r"\+\+[\w\"'.-]+(?:\+[\w\"'.-]+)*\+\+")),
        Placeholder(":", re.compile(r":[a-z][\w+-]*:(?:\{[^{}\n]*\})?")),
        Placeholder("{", re.compile(r"\{(?:[ ]?[.#:][^{}\n]*|[ ]?[\w-]+=[^{}\n]*|\{[^{}\n]*\}|%[^{}\n]*%)\}")),
    ),
    lines=(Line("snippet", re.compile(r"-+8<-+(?:[ \t].*)?(?=\n|\Z)")),),
    regions=(Region("snippet", re.compile(r"-+8<-+[ \t]*\Z"), r"\n[ \t]*-+8<-+[ \t]*(?=\n|\Z)"),),
    indented=(
        Indented(
            "admonition",
            re.compile(rf"(?:!!!|\?\?\?\+?)[ \t]+{_NAME}(?:[ \t]+{_NAME})*(?:[ \t]+\"(?P<title>[^\"\n]*)\")?[ \t]*"),
        ),
        Indented("tab", re.compile(r"===[!+]?[ \t]+\"(?P<title>[^\"\n]*)\"[ \t]*")),
    ),
    install=_install,
)
