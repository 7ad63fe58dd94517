"""What segmentation finds in a Markdown text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from locpipe.markdown.shape import Shape
from locpipe.model import Finding, Span, Unit


@dataclass(frozen=True, slots=True)
class Opaque:
    """A region that is copied and not offered: its kind, first line (from 1), number of lines and of words."""

    kind: str
    line: int
    lines: int
    words: int


class Leaf(NamedTuple):
    """The content of one leaf block, offered or not: its lines, without markers, and their spans.

    `heading` is a heading's level, else 0; `heading_id` what the article sets as its id: `{#id}`. `skipped` is what
    stands between the comments `locpipe:skip` and `locpipe:end`.
    """

    content: str
    lines: tuple[Span, ...]
    heading: int = 0
    heading_id: str = ""
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """A Markdown text, segmented: units, what is opaque, the labels it defines, its blocks as they are compared.

    `html` are the spans of blocks of HTML and of tags of JSX, `tags` those of a template language's that stand for
    themselves, `definitions` those of the lines that define the labels; skipped ones excepted.
    """

    units: tuple[Unit, ...]
    opaque: tuple[Opaque, ...]
    findings: tuple[Finding, ...]
    labels: frozenset[str]
    shape: tuple[Shape, ...]
    leaves: tuple[Leaf, ...]
    html: tuple[Span, ...] = ()
    definitions: tuple[Span, ...] = ()
    tags: tuple[Span, ...] = ()
