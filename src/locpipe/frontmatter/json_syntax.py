"""JSON front matter: one object at the start of the text, as Hugo reads it, or from `---json` to `---` (Eleventy).

The forms are those of https://gohugo.io/content-management/front-matter/ and
https://www.11ty.dev/docs/data-frontmatter/; JSON is that of RFC 8259, where no NaN exists.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping

from locpipe.errors import SourceError
from locpipe.frontmatter.base import Value
from locpipe.frontmatter.lines import line_start
from locpipe.frontmatter.tree import MOST_DEPTH, Array, Node, Pair, Row, Scalar, Table, TreeFront, line_at
from locpipe.model import Edit, Span

_FENCED = re.compile(r"\ufeff?---json[ \t]*(?:\r\n|\r|\n)\s*(?=\{)")
# `{{< shortcode >}}`, `{% tag %}`, `{#id}` and an expression of MDX may begin an article too.
_OPEN = re.compile(r'\ufeff?(?=\{[ \t\r\n]*"(?:[^"\\\r\n]|\\.)*"[ \t\r\n]*:)')
_END = re.compile(r"[ \t]*(?:\r\n|\r|\n|\Z)")
_FENCED_END = re.compile(r"[ \t\r\n]*?(?:\r\n|\r|\n)---(?:\r\n|\r|\n|\Z)")
_BLANK = re.compile(r"[ \t\r\n]*")
_SEPARATOR = re.compile(r"[ \t\r\n]*[,:]?[ \t\r\n]*")
_NEWLINE = re.compile(r"\r\n|\r|\n")
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
# Somebody, or a tool, wrote letters of other scripts as escapes.
_IN_ESCAPES = re.compile(r"\\u(?!00[0-7])")


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def cut(text: str, path: str) -> TreeFront | None:
    """Return the text's front matter, None where it begins otherwise; SourceError for JSON that does not load."""
    fence = _FENCED.match(text)
    opening = fence or _OPEN.match(text)
    if opening is None:
        return None
    start = opening.end()
    try:
        data, end = _DECODER.raw_decode(text, start)
        _refuse_halves(text[start:end], data)
        root, rows, _ = _table(text, start, 1)
    except (ValueError, RecursionError) as error:
        raise SourceError(_message(error, text, start, path)) from error
    rest = (_FENCED_END if fence else _END).match(text, end)
    if rest is None:
        return None
    newline = _NEWLINE.search(text, 0, rest.end())
    span = Span(opening.start(), rest.end())
    return TreeFront(path, span, Span(start, end), newline[0] if newline else "\n", data, root, tuple(rows), (), JSON)


def _message(error: Exception, text: str, start: int, path: str) -> str:
    line, problem = line_at(text, start), str(error)
    if isinstance(error, json.JSONDecodeError):
        line, problem = line_at(text, error.pos), error.msg
    if isinstance(error, RecursionError):
        problem = "its values are nested too deep"
    return f"{path}:{line}: the front matter does not load: {problem}; mend the JSON"


def _refuse_halves(source: str, data: object) -> None:
    """Refuse one half of a pair of surrogates: no file can hold what it says."""
    if _HALF.search(source):
        try:
            json.dumps(data, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            raise ValueError("an escape is half a character, write both halves") from error


def _table(text: str, start: int, depth: int) -> tuple[Table, list[Row], int]:
    """Return the object that begins here, its pairs in order, and its end."""
    pairs: dict[str, Pair] = {}
    rows = []
    at = _behind(_BLANK, text, start + 1)
    while text[at] != "}":
        name, end = _DECODER.raw_decode(text, at)
        value, end = _value(text, _behind(_SEPARATOR, text, end), depth + 1)
        pairs[name] = Pair(Span(at, end), value)  # the last of two with one name, as every reader has it
        rows.append(Row((name,), Span(at, end)))
        at = _behind(_SEPARATOR, text, end)
    return Table(Span(start, at + 1), pairs), rows, at + 1


def _value(text: str, start: int, depth: int) -> tuple[Node, int]:
    if depth > MOST_DEPTH:
        raise ValueError(f"more than {MOST_DEPTH} values stand in each other")
    if text[start] == "{":
        table, _, end = _table(text, start, depth)
        return table, end
    if text[start] == "[":
        return _array(text, start, depth)
    value, end = _DECODER.raw_decode(text, start)
    return Scalar(Span(start, end), text[start:end], value if isinstance(value, str) else None), end


def _array(text: str, start: int, depth: int) -> tuple[Array, int]:
    children = []
    at = _behind(_BLANK, text, start + 1)
    while text[at] != "]":
        child, end = _value(text, at, depth + 1)
        children.append(child)
        at = _behind(_SEPARATOR, text, end)
    return Array(Span(start, at + 1), children), at + 1


def _behind(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


class Json:
    """JSON as it is written: one object, its pairs a line each or all on one."""

    joint = ": "

    def load(self, source: str) -> dict[object, object]:
        """Return what the body holds; ValueError where it is no JSON."""
        return dict(_DECODER.decode(source))

    def name(self, name: str) -> str:
        """Return the name in its quotes."""
        return json.dumps(name, ensure_ascii=False)

    def text(self, value: str, like: str, newline: str) -> str:
        """Return the text in its quotes; letters of other scripts as escapes where `like` has them so."""
        return json.dumps(value, ensure_ascii=like.isascii() and bool(_IN_ESCAPES.search(like)))

    def added(self, text: str, front: TreeFront, key: str, value: Value) -> Edit:
        """Return the edit that adds a pair behind the last one, below it where that begins a line."""
        last = front.rows[-1].span if front.rows else Span(front.body.start + 1, front.body.start + 1)
        indent = text[line_start(text, last.start) : last.start]
        is_line = bool(front.rows) and not indent.strip(" \t")
        gap = front.newline + indent if is_line else " " if front.rows else ""
        written = _written(value, gap if is_line and isinstance(value, Mapping) else "")
        return Edit(Span(last.end, last.end), f"{',' if front.rows else ''}{gap}{self.name(key)}: {written}")

    def rest(self, text: str, front: TreeFront, keys: Collection[str]) -> str:
        """Return the pairs less those with these keys; blanks between pairs do not count."""
        return "\n".join(row.span.of(text) for row in front.rows if row.path[0] not in keys)


def _written(value: Value, gap: str) -> str:
    """Return the value on one line, or with each pair below a `gap` of newline and indentation."""
    if not isinstance(value, Mapping):
        return json.dumps(value if isinstance(value, str | bool) else list(value), ensure_ascii=False)
    pairs = [
        f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(each, ensure_ascii=False)}"
        for name, each in value.items()
    ]
    step = "\t" if gap.endswith("\t") else gap.lstrip("\r\n") or "  "
    return "{" + ",".join(f"{gap}{step}{pair}" for pair in pairs) + gap + "}" if gap else "{" + ", ".join(pairs) + "}"


JSON = Json()
