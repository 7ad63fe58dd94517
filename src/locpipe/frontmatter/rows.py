"""Block collections row by row, and collections in brackets: edits that keep every comment."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import yaml

from locpipe.frontmatter.comments import comments
from locpipe.frontmatter.lines import joined, line_start, next_line
from locpipe.frontmatter.reading import YamlFront
from locpipe.model import Edit, Span


@dataclass(frozen=True, slots=True)
class Row:
    """A pair of a block mapping or an item of a block list: `span` from name or dash to the end of its value."""

    span: Span
    nodes: tuple[yaml.Node, ...]


def edited_rows(
    text: str,
    front: YamlFront,
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
        at = line_start(text, rows[0].span.start) if number == 0 else next_line(text, rows[number - 1].span.end)
        edits.append(Edit(Span(at, at), line + front.newline))
    return joined(text, edits) if edits else None


def _dropped(text: str, front: YamlFront, row: Row) -> Edit:
    start, end = line_start(text, row.span.start), next_line(text, row.span.end)
    indent = text[start : row.span.start]
    found = comments(text, Span(row.span.start, end), row.nodes, front.body.start)
    return Edit(Span(start, end), "".join(f"{indent}{each}{front.newline}" for each in found))


def in_brackets(text: str, front: YamlFront, span: Span, nodes: Collection[yaml.Node], new: str) -> Edit:
    """Return the edit that puts `new`, on one line, in place of a collection in brackets; its comments go behind."""
    found = comments(text, span, nodes, front.body.start)
    if not found:
        return Edit(span, new)
    end = next_line(text, span.end)
    parts = [new + " " + found[0], *(f"  {each}" for each in found[1:])]
    # What stands behind the bracket must not become part of the comment.
    return Edit(span, front.newline.join([*parts, "  "] if text[span.end : end].strip() else parts))
