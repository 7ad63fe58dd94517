"""MyST: roles and directives, https://mystmd.org/guide/syntax-overview."""

from __future__ import annotations

import re

from locpipe.markdown.constructs import Around, Declared, Fenced, Line, Placeholder, Reference, Region
from locpipe.markdown.flavours.math import DISPLAYED_OPENING, ENVIRONMENT, FORMULA
from locpipe.markdown.flavours.templates import with_definition_lists

# Directives whose content is no Markdown, those whose first line is no prose, those that begin with a version.
_CODE = """
    code code-block code-cell sourcecode math mermaid literalinclude include toctree image raw csv-table eval-rst
    bibliography embed video glossary index parsed-literal download graphviz plantuml productionlist
"""
_UNTITLED = """
    figure only ifconfig highlight currentmodule module automodule autoclass autofunction versionadded versionchanged
    deprecated versionremoved list-table-options contents container div grid tab-set code-group tikz iframe
    button-link button-ref
"""
_VERSIONED = "versionadded|versionchanged|versionremoved|deprecated"
_CAPTIONED = "csv-table"
_NAME = r"\{(?P<name>[A-Za-z][\w:+-]*)\}"
_TITLE = r"(?:[ \t]+(?P<title>[^\n]*?))?[ \t]*"
_OPTIONS = re.compile(r"(?:\n:[\w-]+:[^\n]*)+|\n---[ \t]*\n(?:(?!---)[^\n]*\n)*---[ \t]*(?=\n|\Z)")


# Roles whose text is prose: all that name a target besides, and those that style or explain it.
_SHOWN = r"\{[A-Za-z][\w:+-]*\}`(?=(?>[^`<>\n]*?[^\W\d_])[^`<>\n]*+(?P<closing><[^`<>\n]+>`))"
_STYLED = (
    r"\{(?:abbr|abbreviation|u|underline|del|strike|small|smallcaps|button|guilabel)\}`"
    r"(?=(?>[^`<>\n]*?[^\W\d_])[^`<>\n]*+(?P<closing>`))"
)


def _directive(sign: str) -> tuple[Fenced, Fenced]:
    versioned = rf"(?P<fence>{sign}{{3,}})\{{(?:{_VERSIONED})\}}[ \t]+v?\d[\w.]*[ \t]+(?P<title>[^\n]*?)[ \t]*"
    pattern = re.compile(rf"(?P<fence>{sign}{{3,}}){_NAME}{_TITLE}")
    untitled = frozenset([*_UNTITLED.split(), *_CODE.split()]) - {_CAPTIONED}
    return (
        Fenced("directive", re.compile(versioned), options=_OPTIONS),
        Fenced("directive", pattern, frozenset(_CODE.split()), untitled, _OPTIONS),
    )


FLAVOUR = Declared(
    "myst",
    blocks=(
        Region("math", DISPLAYED_OPENING, r"\$\$[ \t]*(?:\([\w-]+\))?[ \t]*(?=\n|\Z)"),
        Line("target", re.compile(r"\([\w .:-]+\)=[ \t]*(?=\n|\Z)")),
        Line("comment", re.compile(r"%.*(?=\n|\Z)")),
        Line("block break", re.compile(r"(?:\+\+\+(?:[ \t][^\n]*)?|\^\^\^+[ \t]*)(?=\n|\Z)")),
        ENVIRONMENT,
        *_directive("`"),
        *_directive(":"),
    ),
    inlines=(
        Around("{", re.compile(_SHOWN)),
        Around("{", re.compile(_STYLED)),
        Placeholder("{", re.compile(r"\{[A-Za-z][\w:+-]*\}(`+)(?!`).{1,2000}?(?<!`)\1(?!`)", re.DOTALL)),
        Placeholder("{", re.compile(r"\{\{[^{}\n]{1,500}\}\}")),
        FORMULA,
    ),
    gfm=True,
    references=(Reference("ref", re.compile(r"\{doc\}`(?:[^`<>\n]*<)?(?P<path>[^`<>\n]+)>?`")),),
    adapt=with_definition_lists,
)
