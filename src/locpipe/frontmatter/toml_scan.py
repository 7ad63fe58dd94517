"""Where everything stands in a TOML document that tomllib has accepted (TOML 1.0).

Nothing is checked here: what is no TOML never arrives.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field

from locpipe.frontmatter.tree import MOST_DEPTH, Array, Node, Pair, Row, Scalar, Table
from locpipe.model import Span

_BLANK = re.compile(r"[ \t\r\n]*")
_COMMENT = re.compile(r"#[^\r\n]*")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*'""")
# Up to two quotes may stand right before the three that close a text.
_TEXT = re.compile(
    r"""
    \"\"\" (?: [^"\\] | \\. | "(?!"") )* \"{3,5}
    | ''' (?: [^'] | '(?!'') )* '{3,5}
    | " (?: [^"\\] | \\. )* "
    | ' [^']* '
    """,
    re.DOTALL | re.VERBOSE,
)
# A date may stand before its time with a blank between.
_OTHER = re.compile(r"\d{4}-\d\d-\d\d \d[^\s,\]}#]*|[^\s,\]}#]+")

Names = tuple[str, ...]


@dataclass(eq=False, slots=True)
class Document:
    """Scans once from `position` to `end`; `root`, `rows` and `comments` are then filled.

    ValueError for what does not have the shape of TOML, or is nested deeper than anybody writes.
    """

    text: str
    position: int
    end: int
    root: Table = field(default_factory=lambda: Table(None))
    rows: list[Row] = field(default_factory=list)
    comments: list[Span] = field(default_factory=list)
    _section: Names = ()

    def scan(self) -> Document:
        """Read it all; return itself."""
        table = self.root
        self._skip()
        while self.position < self.end:
            if self.text[self.position] == "[":
                table = self._header()
            else:
                self._row(table)
            self._skip()
        return self

    def _skip(self) -> None:
        """Go behind blanks, newlines and comments."""
        while True:
            self.position = self._behind(_BLANK)
            comment = _COMMENT.match(self.text, self.position, self.end)
            if not comment:
                return
            self.comments.append(Span(self.position, comment.end()))
            self.position = comment.end()

    def _behind(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self.text, self.position, self.end)
        if match is None:
            raise ValueError(f"unexpected {self.text[self.position : self.position + 10]!r}")
        return match.end()

    def _header(self) -> Table:
        start = self.position
        brackets = 1 + self.text.startswith("[[", start)
        self.position += brackets
        self._section = self._names()
        self.position += brackets
        self.rows.append(Row(self._section, Span(start, self.position), is_header=True))
        return self._opened(start, repeated=brackets == 2)

    def _opened(self, start: int, *, repeated: bool) -> Table:
        table = self._inner(self.root, self._section[:-1], start)
        if not repeated:
            return self._inner(table, self._section[-1:], start)
        pair = table.pairs.setdefault(self._section[-1], Pair(Span(start, self.position), Array(None)))
        if not isinstance(pair.value, Array):
            raise ValueError("a list and a table have one name")
        pair.value.children.append(Table(None))
        return self._inner(table, self._section[-1:], start)

    def _inner(self, table: Table, names: Names, start: int) -> Table:
        """Return the table below `table` that the names lead to, the last one of a list; made where it is new."""
        for name in names:
            node = table.pairs.setdefault(name, Pair(Span(start, self.position), Table(None))).value
            node = node.children[-1] if isinstance(node, Array) and node.children else node
            if not isinstance(node, Table):
                raise ValueError("a value and a table have one name")
            table = node
        return table

    def _row(self, table: Table) -> None:
        start = self.position
        names = self._pair(table, 1)
        self.rows.append(Row((*self._section, *names), Span(start, self.position)))

    def _pair(self, table: Table, depth: int) -> Names:
        start = self.position
        names = self._names()
        self.position += 1  # the equals sign
        self.position = self._behind(_BLANK)
        value = self._value(depth)
        inner = self._inner(table, names[:-1], start)
        inner.pairs[names[-1]] = Pair(Span(start, self.position), value)
        return names

    def _names(self) -> Names:
        """Read a key with its dots, and the blanks behind."""
        names: list[str] = []
        while True:
            self.position = self._behind(_BLANK)
            end = self._behind(_KEY)
            names.append(_name(self.text[self.position : end]))
            self.position = end
            self.position = self._behind(_BLANK)
            if self.text[self.position] != ".":
                _shallow(len(names))
                return tuple(names)
            self.position += 1

    def _value(self, depth: int) -> Node:
        _shallow(depth)
        start = self.position
        if self.text[start] == "[":
            children = self._children(depth + 1)
            return Array(Span(start, self.position), children)
        if self.text[start] == "{":
            pairs = self._pairs(depth + 1)
            return Table(Span(start, self.position), pairs)
        is_text = self.text[start] in "\"'"
        self.position = self._behind(_TEXT if is_text else _OTHER)
        raw = self.text[start : self.position]
        return Scalar(Span(start, self.position), raw, text_of(raw) if is_text else None)

    def _children(self, depth: int) -> list[Node]:
        children: list[Node] = []
        self._separator()
        while self.text[self.position] != "]":
            children.append(self._value(depth))
            self._separator()
        self.position += 1
        return children

    def _pairs(self, depth: int) -> dict[str, Pair]:
        table = Table(None)
        self._separator()
        while self.text[self.position] != "}":
            self._pair(table, depth)
            self._separator()
        self.position += 1
        return table.pairs

    def _separator(self) -> None:
        """Go behind an opening bracket or a comma, and what stands around them."""
        self._skip()
        if self.text[self.position] in "[{,":
            self.position += 1
            self._skip()


def _shallow(depth: int) -> None:
    if depth > MOST_DEPTH:
        raise ValueError(f"more than {MOST_DEPTH} values stand in each other")


def _name(raw: str) -> str:
    return text_of(raw) if raw[0] in "\"'" else raw


def text_of(raw: str) -> str:
    """Return what a text says, given as it is written."""
    if not raw.startswith(('"""', "'''")) and (raw[0] == "'" or "\\" not in raw):
        return raw[1:-1]
    return str(tomllib.loads(f"v = {raw}")["v"])
