"""Whole lines of front matter, and several edits as one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from locpipe.model import Edit, Span

_LINE_END = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)?")


def line_start(text: str, at: int) -> int:
    """Return where the line begins."""
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def next_line(text: str, at: int) -> int:
    """Return where the line after this one begins."""
    match = _LINE_END.match(text, at)
    return match.end() if match else at


def joined(text: str, edits: Sequence[Edit]) -> Edit:
    """Return one edit that does what all of them do; they do not overlap."""
    ordered = sorted(edits, key=lambda edit: edit.span)
    start, position = ordered[0].span.start, ordered[0].span.start
    parts = []
    for edit in ordered:
        parts += [text[position : edit.span.start], edit.text]
        position = edit.span.end
    return Edit(Span(start, position), "".join(parts))
