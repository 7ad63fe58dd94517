"""From a block of HTML to units: where in the article each piece of visible text lies, and what it is compared by."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from locpipe.characters import without_controls
from locpipe.markdown.html_text import HtmlText, has_markdown, pieces_of
from locpipe.model import Span, UnitKind

# A line that begins a block of Markdown (CommonMark 4, 5).
_BLOCK = re.compile(r"^[ \t]*(?:[-+*>#|]|\d+[.)][ \t]|`{3}|~{3}|={3}|!!!|:)", re.MULTILINE)
_FOLD = re.compile(r"[ \t]*\n[ \t]*")


@dataclass(frozen=True, slots=True)
class HtmlUnit:
    """A unit in a copied block: its msgid, its lines' spans in the article, the number of its first line in the block.

    `breaks` are the source's forms of the newlines in the msgid.
    """

    kind: UnitKind
    source: str
    pieces: tuple[Span, ...]
    line: int
    breaks: tuple[str, ...] = ()


@dataclass(frozen=True)
class HtmlBlock:
    """A block of HTML. `skeleton` is all of it but the units; `words_left` counts what is left alone on purpose."""

    units: tuple[HtmlUnit, ...]
    skeleton: tuple[str, ...]
    words_left: int
    problem: str
    closed_by: str


def read_block(text: str, lines: Sequence[Span], closed_by: str) -> HtmlBlock:
    """Return the units of a block whose lines, without markers, stand at these spans of the article.

    What is lists, headings or the like by a site's own rule (`markdown="1"`) is left alone: on one line it would be
    none. `closed_by` is that of the block before.
    """
    html = "\n".join(line.of(text) for line in lines)
    found = pieces_of(html, closed_by)
    if has_markdown(html):
        blocks = [piece for piece in found.pieces if _BLOCK.search(piece.span.of(html))]
        kept = tuple(piece for piece in found.pieces if piece not in blocks)
        found = replace(found, pieces=kept, left=(*found.left, *(piece.span for piece in blocks)))
    starts = starts_of(lines)
    kinds = (UnitKind.ATTRIBUTE if piece.attribute else UnitKind.HTML for piece in found.pieces)
    units = tuple(
        placed(kind, piece.span, html, lines, starts) for kind, piece in zip(kinds, found.pieces, strict=True)
    )
    words = sum(len(re.findall(r"[^\W\d_]+", span.of(html))) for span in found.left)
    return HtmlBlock(units, tuple(_between(html, found)), words, found.problem, found.closed_by)


def starts_of(lines: Sequence[Span]) -> list[int]:
    """Return where each of the lines starts when they are joined by newlines, and one more."""
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + line.end - line.start + 1)
    return starts


def placed(kind: UnitKind, span: Span, content: str, lines: Sequence[Span], starts: Sequence[int]) -> HtmlUnit:
    """Return the unit that stands at this span of the content, which is the lines, joined."""
    source = without_controls(_FOLD.sub(" ", span.of(content))).strip()
    first = bisect.bisect_right(starts, span.start) - 1
    last = bisect.bisect_left(starts, span.end) - 1
    return HtmlUnit(kind, source, tuple(_spans(span, range(first, last + 1), lines, starts)), first)


def _spans(span: Span, numbers: range, lines: Sequence[Span], starts: Sequence[int]) -> Iterator[Span]:
    for number in numbers:
        shift = lines[number].start - starts[number]
        start, end = max(span.start + shift, lines[number].start), min(span.end + shift, lines[number].end)
        if start < end or number == numbers[0]:
            yield Span(start, end)


def _between(html: str, found: HtmlText) -> Iterator[str]:
    position = 0
    for piece in found.pieces:
        yield html[position : piece.span.start]
        position = piece.span.end
    yield html[position:]
