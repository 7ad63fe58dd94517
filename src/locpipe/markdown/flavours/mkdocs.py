"""MkDocs: Python-Markdown's extensions and PyMdown's, as Material for MkDocs turns them on.

Admonitions, abbreviations, attribute lists: https://python-markdown.github.io/extensions/; details, tabs, blocks,
snippets, keys, emoji: https://facelessuser.github.io/pymdown-extensions/.
"""

from __future__ import annotations

import re
from functools import partial

from locpipe.markdown.constructs import Declared, Fenced, Indented, Line, Placeholder, Region, Titled
from locpipe.markdown.flavours.templates import MARKDOWN_IN_HTML, with_definition_lists

_NAMES = r"[\w-]+(?: +[\w-]+)*"
_TITLE = r' +"(?P<title>[^\n]*)"'
_LIST = r":?[ ]?(?:[.#]|[\w-]+=)[^{}\n]*|[ ]data-[\w-]+[ ]"

FLAVOUR = Declared(
    "mkdocs",
    blocks=(
        Region("snippet", re.compile(r"-+8<-+[ \t]*\Z"), r"\n[ \t]*-+8<-+[ \t]*(?=\n|\Z)"),
        Line("snippet", re.compile(r"-+8<-+[ \t]+(?:\"[^\"\n]+\"|'[^'\n]+')[ \t]*(?=\n|\Z)")),
        MARKDOWN_IN_HTML,
        Line("contents", re.compile(r"\[TOC\][ \t]*(?=\n|\Z)")),
        # mkdocstrings: a name and options that are YAML.
        Line("reference", re.compile(r":::[ \t]+[\w.:/-]+[ \t]*(?:\n(?:[ \t]*\n)*(?: {4}|\t)[^\n]*)*(?=\n|\Z)")),
        Titled("abbreviation", re.compile(r"\*\[[^\[\]\n\\]+\][ ]?:[ ]*(?P<title>[^\n]*?)[ \t]*")),
        Indented("admonition", re.compile(rf"!!! ?{_NAMES}(?:{_TITLE})?[ \t]*")),
        Indented("details", re.compile(rf"\?\?\?\+? ?(?:(?:{_NAMES})?{_TITLE}|{_NAMES})[ \t]*")),
        Indented("tab", re.compile(rf"===(?:\+!?|!\+?)?{_TITLE}[ \t]*")),
        Fenced(
            "block",
            re.compile(r"(?P<fence>/{3,})[ ]*(?P<name>[A-Za-z][\w-]*)[ ]*(?:\|[ ]*(?P<title>[^\n]*?))?[ \t]*"),
            untitled=frozenset({"html", "define"}),
        ),
    ),
    inlines=(
        Placeholder("+", re.compile(r"\+\+[\w\"'.-]+(?:\+[\w\"'.-]+)*\+\+(?!\+)")),
        Placeholder(":", re.compile(r"(?<![\w:]):[a-z][\w+-]*:(?:\{[^{}\n]*\}|(?![\w:]))")),
        Placeholder("{", re.compile(rf"\{{(?:{_LIST}|\{{[^{{}}\n]*\}}|%[^{{}}\n]*%)\}}")),
    ),
    gfm=True,
    adapt=partial(with_definition_lists, several_terms=True),
    code_titles=True,
)
