"""Texts of several lines that stand in front matter line by line, as they are."""

from __future__ import annotations

import re

from locpipe.characters import without_controls
from locpipe.model import Span, Unit

_LITERAL = re.compile(r"\|(?P<indent>[1-9])?[+-]?(?P<more>[1-9])?[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n)")
_TOML = re.compile(r"(?:'''|\"\"\"(?=[^\\]*\Z))(?:\r\n|\n)(?P<content>.*)(?:'''|\"\"\")", re.DOTALL)
_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)")


def lines_of(text: str, unit: Unit) -> tuple[Span, ...]:
    """Return where each line of a unit's value stands in the text, less its indentation; () unless as it is.

    That is so of literal block scalars (YAML 1.2.2, 8.1.2) and of multi-line strings without escapes (TOML 1.0.0).
    """
    if literal := _LITERAL.match(text, unit.span.start, unit.span.end):
        lines = _rows(text, literal.end(), unit.span.end)
        first = next((row.of(text) for row in lines if row.of(text).strip(" ")), "")
        indent = len(first) - len(first.lstrip(" "))
        lines = [Span(min(row.start + indent, row.end), row.end) for row in lines]
    elif quoted := _TOML.fullmatch(text, unit.span.start, unit.span.end):
        lines = _rows(text, quoted.start("content"), quoted.end("content"))
    else:
        return ()
    # An explicit indentation or a blank at the end of the text may make it another one.
    shown = without_controls("\n".join(row.of(text) for row in lines)).strip()
    return tuple(lines) if shown == unit.source else ()


def _rows(text: str, start: int, end: int) -> list[Span]:
    found = []
    while start < end:
        match = _LINE.match(text, start, end)
        assert match
        found.append(Span(*match.span(1)))
        start = match.end()
    return found
