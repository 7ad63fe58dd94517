"""MyST: roles and directives, https://mystmd.org/guide/syntax-overview."""

from __future__ import annotations

import re

from locpipe.markdown.constructs import Fenced, Flavour, Line, Placeholder, Region
from locpipe.markdown.flavours.math import INLINE

_CODE = """
    code code-block code-cell math mermaid literalinclude include toctree image raw csv-table eval-rst bibliography
    embed iframe video glossary index
"""
_NAME = r"\{(?P<name>[A-Za-z][\w:+-]*)\}"
_TITLE = r"(?:[ \t]+(?P<title>[^\n]*?))?[ \t]*"
_OPTIONS = re.compile(r":[\w-]+:.*|---|[\w-]+:[ \t].*")

FLAVOUR = Flavour(
    "myst",
    placeholders=(
        Placeholder("{", re.compile(r"\{[A-Za-z][\w:+-]*\}(`+)(?!`).{1,2000}?(?<!`)\1(?!`)", re.DOTALL)),
        Placeholder("{", re.compile(r"\{\{[^{}\n]{1,500}\}\}")),
        Placeholder("$", re.compile(INLINE, re.DOTALL)),
    ),
    lines=(
        Line("target", re.compile(r"\([\w .:-]+\)=[ \t]*(?=\n|\Z)")),
        Line("comment", re.compile(r"%.*(?=\n|\Z)")),
    ),
    regions=(Region("math", re.compile(r"\$\$"), r"\$\$[ \t]*(?:\([\w-]+\))?[ \t]*(?=\n|\Z)"),),
    fenced=(
        Fenced("directive", re.compile(rf"(?P<fence>`{{3,}}){_NAME}{_TITLE}"), frozenset(_CODE.split()), _OPTIONS),
        Fenced("directive", re.compile(rf"(?P<fence>:{{3,}}){_NAME}{_TITLE}"), frozenset(_CODE.split()), _OPTIONS),
    ),
)
