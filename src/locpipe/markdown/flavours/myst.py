"""MyST: roles and directives, https://mystmd.org/guide/syntax-overview."""

from __future__ import annotations

import re

from locpipe.markdown.constructs import Declared, Fenced, Line, Placeholder, Reference, Region
from locpipe.markdown.flavours.math import FORMULA
from locpipe.markdown.flavours.templates import with_definition_lists

# Directives whose content is no Markdown, and those whose first line is no prose.
_CODE = """
    code code-block code-cell sourcecode math mermaid literalinclude include toctree image raw csv-table eval-rst
    bibliography embed iframe video glossary index parsed-literal download graphviz plantuml productionlist
"""
_UNTITLED = """
    figure only ifconfig highlight currentmodule module automodule autoclass autofunction versionadded versionchanged
    deprecated list-table-options contents container div grid tab-set code-group tikz
"""
_NAME = r"\{(?P<name>[A-Za-z][\w:+-]*)\}"
_TITLE = r"(?:[ \t]+(?P<title>[^\n]*?))?[ \t]*"
_OPTIONS = re.compile(r"(?:\n:[\w-]+:[^\n]*)+|\n---[ \t]*\n(?:(?!---)[^\n]*\n)*---[ \t]*(?=\n|\Z)")


def _directive(sign: str) -> Fenced:
    pattern = re.compile(rf"(?P<fence>{sign}{{3,}}){_NAME}{_TITLE}")
    return Fenced("directive", pattern, frozenset(_CODE.split()), frozenset(_UNTITLED.split()), _OPTIONS)


FLAVOUR = Declared(
    "myst",
    blocks=(
        Region("math", re.compile(r"\$\$"), r"\$\$[ \t]*(?:\([\w-]+\))?[ \t]*(?=\n|\Z)"),
        Line("target", re.compile(r"\([\w .:-]+\)=[ \t]*(?=\n|\Z)")),
        Line("comment", re.compile(r"%.*(?=\n|\Z)")),
        Line("block break", re.compile(r"\+\+\+(?:[ \t][^\n]*)?(?=\n|\Z)")),
        _directive("`"),
        _directive(":"),
    ),
    inlines=(
        Placeholder("{", re.compile(r"\{[A-Za-z][\w:+-]*\}(`+)(?!`).{1,2000}?(?<!`)\1(?!`)", re.DOTALL)),
        Placeholder("{", re.compile(r"\{\{[^{}\n]{1,500}\}\}")),
        FORMULA,
    ),
    gfm=True,
    references=(Reference("ref", re.compile(r"\{doc\}`(?:[^`<>\n]*<)?(?P<path>[^`<>\n]+)>?`")),),
    adapt=with_definition_lists,
)
