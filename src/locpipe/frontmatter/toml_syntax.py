"""TOML front matter, between two lines `+++` as Hugo reads it, or from `---toml` to `---` as Eleventy does.

The forms are those of https://gohugo.io/content-management/front-matter/ and
https://www.11ty.dev/docs/data-frontmatter/; TOML is 1.0 as tomllib reads it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping

from locpipe.errors import SourceError
from locpipe.frontmatter.base import Value
from locpipe.frontmatter.lines import line_start, next_line
from locpipe.frontmatter.toml_scan import Document
from locpipe.frontmatter.tree import Array, Node, Row, Scalar, Table, TreeFront
from locpipe.model import Edit, Span

_OPENING = re.compile(r"\ufeff?(\+\+\+|---toml)[ \t]*(\r\n|\n)")
_CLOSING = {
    "+++": re.compile(r"^\+\+\+[ \t]*(?:\r\n|\n|\Z)", re.MULTILINE),
    "---toml": re.compile(r"^---[ \t]*(?:\r\n|\n|\Z)", re.MULTILINE),
}
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)\Z")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_NAMED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}
_ESCAPED = re.compile(r'[\x00-\x1f\x7f"\\]')
_ESCAPED_IN_LINES = re.compile(r'[\x00-\x08\x0b-\x1f\x7f\\]|"(?="")|"\Z')
# What is not of the text: the newline behind the opening quotes, a backslash with the blanks and newlines behind it.
_HEAD = re.compile(r'"""(?:\r?\n)?(?:\\[ \t]*\r?\n[ \t\r\n]*)?|\'\'\'(?:\r?\n)?')
_TAIL = re.compile(r'(?:(?<!\\)(?:\\\\)*)(\\[ \t]*\r?\n[ \t\r\n]*)"""\Z')
# A line that would end the front matter: Hugo looks at its first three characters only.
_RULE = re.compile(r"[\r\n](?:\+\+\+|---)")
_NAN = float("nan")


def cut(text: str, path: str) -> TreeFront | None:
    """Return the text's front matter, None where no second rule stands; SourceError for TOML that does not load."""
    opening = _OPENING.match(text)
    closing = _CLOSING[opening[1]].search(text, opening.end()) if opening else None
    if not opening or not closing:
        return None
    body = Span(opening.end(), closing.start())
    try:
        data = TOML.load(body.of(text))
        document = Document(text, body.start, body.end).scan()
        if not _agree(document.root, data):
            raise ValueError("it is written in a form that locpipe does not know")
    except (ValueError, RecursionError) as error:
        raise SourceError(_message(error, text, body, path)) from error
    span = Span(opening.start(), closing.end())
    rows, comments = tuple(document.rows), tuple(document.comments)
    return TreeFront(path, span, body, opening[2], data, document.root, rows, comments, TOML)


def _message(error: Exception, text: str, body: Span, path: str) -> str:
    place = _PLACE.search(str(error))
    last = 1 + body.of(text).count("\n")
    line = 2 if place is None else 1 + int(place[1]) if place[1] else last
    problem = str(error).splitlines()[0] if place is None else str(error)[: place.start()]
    problem = "its values are nested too deep" if isinstance(error, RecursionError) else problem
    return f"{path}:{line}: the front matter does not load: {problem}; mend the TOML"


def _agree(node: Node, data: object) -> bool:
    """Tell whether what was scanned is what was loaded: names, lists and texts."""
    if isinstance(node, Table) and isinstance(data, dict):
        return node.pairs.keys() == data.keys() and all(_agree(node.pairs[name].value, data[name]) for name in data)
    if isinstance(node, Array) and isinstance(data, list):
        return len(node.children) == len(data) and all(map(_agree, node.children, data))
    if not isinstance(node, Scalar):
        return False
    return node.value == (data if isinstance(data, str) else None)


def _float(raw: str) -> float:
    # NaN equals nothing but the same object, and front matter is compared before it is written.
    number = float(raw)
    return _NAN if number != number else number


class Toml:
    """TOML as it is written: `name = "text"`, one pair a line, tables below headers."""

    joint = " = "

    def load(self, source: str) -> dict[object, object]:
        """Return what the body holds; ValueError where it is no TOML."""
        return dict(tomllib.loads(source, parse_float=_float).items())

    def name(self, name: str) -> str:
        """Return the name bare, in quotes where it needs them."""
        return name if _BARE.fullmatch(name) else _basic(name)

    def text(self, value: str, like: str, newline: str) -> str:
        """Return the text in the quotes of `like`, in double quotes where those cannot hold it."""
        return next(each for each in _candidates(value, like, newline) if _says(each, value))

    def added(self, text: str, front: TreeFront, key: str, value: Value) -> Edit:
        """Return the edit that adds a value behind the last top-level pair, a mapping as a table at the end."""
        if isinstance(value, Mapping):
            return self._table(text, front, key, value)
        rows = _top_rows(front)
        at = next_line(text, rows[-1].span.end) if rows else front.body.start
        start = line_start(text, rows[-1].span.start) if rows else at
        indent = text[start : rows[-1].span.start] if rows else ""
        return Edit(Span(at, at), f"{indent}{self.name(key)} = {self._value(value)}{front.newline}")

    def _table(self, text: str, front: TreeFront, key: str, value: Mapping[str, str]) -> Edit:
        lines = [f"[{self.name(key)}]", *(f"{self.name(name)} = {_basic(each)}" for name, each in value.items())]
        before = front.body.of(text)
        if before and before[line_start(before, len(before) - 1) :].strip():
            lines.insert(0, "")
        return Edit(Span(front.body.end, front.body.end), "".join(line + front.newline for line in lines))

    def _value(self, value: Value) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        return _basic(value) if isinstance(value, str) else "[" + ", ".join(map(_basic, value)) + "]"

    def rest(self, text: str, front: TreeFront, keys: Collection[str]) -> str:
        """Return the body less the rows of these keys; their comments stay, empty lines at the end do not count."""
        parts: list[str] = []
        position = front.body.start
        for row in (row for row in front.rows if row.path[0] in keys):
            start, end = line_start(text, row.span.start), next_line(text, row.span.end)
            parts.append(text[position:start])
            parts += (f"{each.of(text).rstrip()}\n" for each in front.comments if start <= each.start < end)
            position = end
        rest = "".join([*parts, text[position : front.body.end]]).rstrip()
        return f"{rest}\n" if rest else ""


TOML = Toml()


def _top_rows(front: TreeFront) -> list[Row]:
    """Return the rows before the first header."""
    first = next((number for number, row in enumerate(front.rows) if row.is_header), len(front.rows))
    return list(front.rows[:first])


def _candidates(value: str, like: str, newline: str) -> Iterator[str]:
    head = _HEAD.match(like)
    if head and head[0].startswith("'"):
        yield head[0] + value.replace("\n", newline) + "'''"
        head = _HEAD.match('"""' + head[0][3:])
    if head:
        tail = _TAIL.search(like, head.end())
        lines = _ESCAPED_IN_LINES.sub(_escape, value).replace("\n", newline)
        yield head[0] + lines + (tail[1] if tail else "") + '"""'
        yield '"""' + newline + lines + '"""'
    elif like.startswith("'"):
        yield f"'{value}'"
    yield _basic(value)


def _says(candidate: str, value: str) -> bool:
    try:
        return tomllib.loads(f"v = {candidate}\n") == {"v": value} and not _RULE.search(candidate)
    except ValueError:
        return False


def _basic(value: str) -> str:
    """Return the text in double quotes, on one line; every text has this form."""
    return '"' + _ESCAPED.sub(_escape, value) + '"'


def _escape(match: re.Match[str]) -> str:
    return _NAMED.get(match[0]) or f"\\u{ord(match[0]):04x}"
