"""Block collections row by row, and collections in brackets: edits that keep every comment."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import yaml

from locpipe.frontmatter.comments import comments
from locpipe.frontmatter.reading import FrontMatter
from locpipe.model import Edit, Span

_LINE_END = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)?")


@dataclass(frozen=True, slots=True)
class Row:
    """A pair of a block mapping or an item of a block list: `span` from name or dash to the end of its value."""

    span: Span
    nodes: tuple[yaml.Node, ...]


def edited_rows(
    text: str,
    front: FrontMatter,
    rows: Sequence[Row],
    *,
    dropped: Collection[int] = (),
    added: Sequence[tuple[int, str]] = (),
    changed: Sequence[Edit] = (),
) -> Edit | None:
    """Return one edit that drops rows by index, adds lines before rows by index, and makes the changes.

    A line added before the row behind the last one goes last. A dropped row leaves its comments.
    """
    edits = [*changed, *(_dropped(text, front, rows[number]) for number in sorted(dropped))]
    for number, line in added:
        at = _line_start(text, rows[0].span.start) if number == 0 else _next_line(text, rows[number - 1].span.end)
        edits.append(Edit(Span(at, at), line + front.newline))
    return _joined(text, edits) if edits else None


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _next_line(text: str, at: int) -> int:
    match = _LINE_END.match(text, at)
    return match.end() if match else at


def _dropped(text: str, front: FrontMatter, row: Row) -> Edit:
    start, end = _line_start(text, row.span.start), _next_line(text, row.span.end)
    indent = text[start : row.span.start]
    found = comments(text, Span(row.span.start, end), row.nodes, front.body.start)
    return Edit(Span(start, end), "".join(f"{indent}{each}{front.newline}" for each in found))


def _joined(text: str, edits: list[Edit]) -> Edit:
    """Return one edit that does what all of them do; they do not overlap."""
    ordered = sorted(edits, key=lambda edit: edit.span)
    start, position = ordered[0].span.start, ordered[0].span.start
    parts = []
    for edit in ordered:
        parts += [text[position : edit.span.start], edit.text]
        position = edit.span.end
    return Edit(Span(start, position), "".join(parts))


def in_brackets(text: str, front: FrontMatter, span: Span, nodes: Collection[yaml.Node], new: str) -> Edit:
    """Return the edit that puts `new`, on one line, in place of a collection in brackets; its comments go behind."""
    found = comments(text, span, nodes, front.body.start)
    if not found:
        return Edit(span, new)
    end = _next_line(text, span.end)
    parts = [new + " " + found[0], *(f"  {each}" for each in found[1:])]
    # What stands behind the bracket must not become part of the comment.
    return Edit(span, front.newline.join([*parts, "  "] if text[span.end : end].strip() else parts))
