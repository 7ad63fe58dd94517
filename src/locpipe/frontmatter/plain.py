"""Metadata without marks, as Python-Markdown has it: `Title: Sleep`, `Date: 2026-01-31`, then an empty line."""

from __future__ import annotations

import re

_LINE = r"[A-Za-z0-9_-]+:(?:[ \t][^\r\n]*)?(?:\r?\n(?: {4}|\t)[^\r\n]*)*(?:\r?\n|\Z)"
_PLAIN = re.compile(rf"(?:(?=title:)|(?={_LINE}[A-Za-z0-9_-]+:[ \t]))(?:{_LINE})+(?=[ \t]*(?:\r?\n|\Z))", re.IGNORECASE)


def plain_end(text: str, start: int) -> int:
    """Return where the metadata ends that stands at `start`: there where it is none; one line is, if a title."""
    match = _PLAIN.match(text, start)
    return match.end() if match else start
