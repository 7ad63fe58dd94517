"""A part of a text that fits on one line of a terminal, around the place that matters."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from locpipe.model import Span
from locpipe.reports.base import ELLIPSIS, plain

# With the label and the margin, a line of 100 columns.
_MOST = 88
# How much of the text before the place is kept where not all of it fits.
_BEFORE = 30

_LINE_END = "⏎"
_ONE_FOR_ONE = str.maketrans({"\n": _LINE_END, "\r": " ", "\t": " "})

_WIDE = frozenset("WF")
_NO_WIDTH = frozenset({"Mn", "Me", "Cf"})
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One line of a text in three parts, the middle one the place; `placed` is False where there is none."""

    before: str
    marked: str = ""
    after: str = ""
    placed: bool = False

    @property
    def text(self) -> str:
        """Return the line."""
        return self.before + self.marked + self.after

    @property
    def marks(self) -> str:
        """Return the line of `^` to print below it; "" without a place, or where columns do not say where it is."""
        # A terminal may draw these letters from the right, or not: no column is sure.
        if not self.placed or any(unicodedata.bidirectional(each) in _RIGHT_TO_LEFT for each in self.text):
            return ""
        return " " * columns(self.before) + "^" * max(1, columns(self.marked))


def excerpt(text: str, span: Span | None = None, most: int = _MOST) -> Excerpt:
    """Return at most about `most` columns of the text around the span, or from its start.

    A cut side ends with an ellipsis. A line end is shown as ⏎, and characters that are no text as blanks; a span that
    leaves the text is cut to it.
    """
    line = plain(text).translate(_ONE_FOR_ONE)
    if span is None:
        return Excerpt(_head(line, most))
    start = min(max(span.start, 0), len(line))
    end = min(max(span.end, start), len(line))
    before, marked, after = line[:start], line[start:end], line[end:]
    if columns(line) > most:
        # What fits after the place is left to the text before it, beyond the least that is kept.
        after_least = min(columns(after), _BEFORE)
        before = _tail(before, max(_BEFORE, most - columns(marked) - after_least))
        marked = _head(marked, max(1, most - columns(before)))
        after = _head(after, max(1, most - columns(before) - columns(marked)))
    return Excerpt(before, marked, after, placed=True)


def columns(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1


def _head(text: str, most: int) -> str:
    """Return the text's start, with an ellipsis where it takes more than `most` columns."""
    room = most
    for place, character in enumerate(text):
        room -= _columns(character)
        if room < 0:
            return text[: max(0, place - 1)] + ELLIPSIS
    return text


def _tail(text: str, most: int) -> str:
    """Return the text's end, with an ellipsis where it takes more than `most` columns."""
    room = most
    for place in range(len(text) - 1, -1, -1):
        room -= _columns(text[place])
        if room < 0:
            return ELLIPSIS + text[place + 2 :]
    return text
