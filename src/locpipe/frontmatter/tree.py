"""Front matter as a tree with exact spans: what is common to TOML and JSON."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Protocol

from locpipe.frontmatter.base import FrontMatter, Value
from locpipe.model import Edit, Span

MOST_DEPTH = 100
"""How deep values may stand in each other; nobody nests a hundredth of it, and Python's stack has an end."""


@dataclass(frozen=True, eq=False, slots=True)
class Scalar:
    """A value without parts: `raw` as it is written, `value` what it says where it is a text, else None."""

    span: Span
    raw: str
    value: str | None


@dataclass(frozen=True, eq=False, slots=True)
class Array:
    """A list; `span` has its brackets, and is None where each element stands below a header of its own (`[[faq]]`)."""

    span: Span | None
    children: list[Node] = field(default_factory=list)


@dataclass(frozen=True, eq=False, slots=True)
class Table:
    """Values by name; `span` has the braces, and is None where each pair stands on a line of its own."""

    span: Span | None
    pairs: dict[str, Pair] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, slots=True)
class Pair:
    """A name with its value, from the one's start to the other's end."""

    span: Span
    value: Node


Node = Scalar | Array | Table


@dataclass(frozen=True, eq=False, slots=True)
class Row:
    """A header, or a pair that stands in no brackets but the outermost; `path` are the names that lead to it."""

    path: tuple[str, ...]
    span: Span
    is_header: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class TreeFront(FrontMatter):
    """Front matter read by a scanner of ours; the syntax's own library has loaded the same from it."""

    root: Table
    rows: tuple[Row, ...]
    comments: tuple[Span, ...]
    syntax: Syntax


class Syntax(Protocol):
    """What differs between TOML and JSON."""

    joint: str
    """What stands between a name and its value."""

    def load(self, source: str) -> dict[object, object]:
        """Return what the body holds; ValueError where it does not load."""

    def name(self, name: str) -> str:
        """Return the name as it is written before a value."""

    def text(self, value: str, like: str, newline: str) -> str:
        """Return the text as a value, in the style of `like` where that can hold it."""

    def added(self, text: str, front: TreeFront, key: str, value: Value) -> Edit:
        """Return the edit that adds a top-level key."""

    def rest(self, text: str, front: TreeFront, keys: Collection[str]) -> str:
        """Return the body less what `set_key` may change about these top-level keys."""


def line_at(text: str, at: int) -> int:
    """Return the number of the line, from 1."""
    lines = text.count("\n", 0, at)
    return 1 + lines + (text.count("\r", 0, at) - text.count("\r\n", 0, at))
