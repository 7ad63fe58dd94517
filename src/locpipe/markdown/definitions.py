"""Link reference definitions (CommonMark 4.7), of which the parser keeps no tokens: their lines and their titles."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it.helpers import parseLinkDestination, parseLinkTitle

from locpipe.characters import without_controls
from locpipe.model import Span, Unit, UnitKind

_LABEL = re.compile(r"\[(?:[^\[\]\\]|\\.)+\]:[ \t]*(?:(?:\r\n|\r|\n)[ \t>]*)?", re.DOTALL)
_BLANK = re.compile(r"[ \t]+(?:(?:\r\n|\r|\n)[ \t>]*)?|(?:\r\n|\r|\n)[ \t>]*")
_CLOSING = {'"': '"', "'": "'", "(": "()"}


@dataclass(frozen=True, slots=True)
class Defined:
    """One definition that counts: its label, normalized, and its first line and the one after its last, from 0."""

    label: str
    first: int
    last: int


def uncovered(lines: Sequence[str], covered: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield number (from 0) and words of each line with a letter that no block covers."""
    taken = bytearray(len(lines) + 1)
    for first, last in covered:
        taken[first:last] = b"\1" * (last - first)
    for number, line in enumerate(lines):
        if not taken[number] and any(map(str.isalpha, line)):
            yield number, len(line.split())


def defined_in(env: dict[str, Any], skipped: Sequence[tuple[int, int]]) -> Iterator[Defined]:
    """Yield each definition that counts and is in no skipped region, sorted; the regions, too, have their lines."""
    starts = [start for start, _ in skipped]
    found = [Defined(label, *each["map"]) for label, each in env.get("references", {}).items()]
    for each in sorted(found, key=lambda each: each.first):
        before = bisect.bisect(starts, each.first) - 1
        if before < 0 or each.first > skipped[before][1]:
            yield each


def destination_in(text: str, span: Span) -> Span | None:
    """Return where the destination stands in the definition at this span of the text."""
    match = _LABEL.search(text, span.start, span.end)
    result = parseLinkDestination(text, match.end(), span.end) if match else None
    return Span(match.end(), result.pos) if match and result and result.ok else None


def title_unit(text: str, span: Span, line: int) -> Unit | None:
    """Return the title of the definition at this span, without its quotes, where it has a letter and is on one line.

    `line` is the number of the definition's first line.
    """
    destination = destination_in(text, span)
    blank = _BLANK.match(text, destination.end, span.end) if destination else None
    result = parseLinkTitle(text, blank.end(), span.end) if blank else None
    if not blank or not result or not result.ok:
        return None
    piece = Span(blank.end() + 1, result.pos - 1)
    title = piece.of(text)
    if not any(map(str.isalpha, title)) or "\n" in title or "\r" in title:
        return None
    line += text.count("\n", span.start, piece.start)
    return Unit(UnitKind.LINK_TITLE, without_controls(title).strip(), (piece,), line)


def title(target: str, opening: str) -> str:
    """Return a translation as it can stand as the title behind this opening quote (CommonMark 6.3)."""
    signs = re.escape(_CLOSING.get(opening, '"'))
    escaped = re.sub(rf"(?<!\\)((?:\\\\)*)([{signs}])", r"\1\\\2", target)
    return escaped + "\\" if (len(escaped) - len(escaped.rstrip("\\"))) % 2 else escaped
