"""What is done with front matter that is a tree, whatever its syntax: units, values, the keys that locpipe writes."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Mapping, Sequence

from locpipe.characters import without_controls
from locpipe.errors import SourceError
from locpipe.frontmatter import json_syntax, toml_syntax
from locpipe.frontmatter.base import Value, is_empty, parts_of, unit_of
from locpipe.frontmatter.tables import set_list, set_mapping
from locpipe.frontmatter.tree import Array, Node, Scalar, Table, TreeFront, line_at
from locpipe.model import Edit, Span, Unit


def cut(text: str, path: str) -> TreeFront | None:
    """Return the text's front matter in TOML or JSON, None where it has none; SourceError where it does not load."""
    return toml_syntax.cut(text, path) or json_syntax.cut(text, path)


def units(text: str, front: TreeFront, keys: Sequence[str]) -> tuple[Unit, ...]:
    """Return one unit per text at the configured keys (`title`, `tags[]`, `faq[].question`), in text order."""
    found: dict[Span, tuple[Scalar, str]] = {}
    for key in keys:
        for node in _scalars(front.root, parts_of(key)):
            found.setdefault(node.span, (node, key.replace("[]", "")))
    line, position, made = 1, 0, []
    for span, (node, context) in sorted(found.items()):
        line, position = line + line_at(text[position : span.start], span.start) - 1, span.start
        made.append(unit_of(node.value or "", span, line, context))
    return tuple(unit for unit in made if unit)


def _scalars(node: Node | None, parts: Sequence[str]) -> Iterator[Scalar]:
    if not parts:
        if isinstance(node, Scalar) and node.value is not None:
            yield node
    elif parts[0] == "[]":
        for child in node.children if isinstance(node, Array) else ():
            yield from _scalars(child, parts[1:])
    elif isinstance(node, Table) and parts[0] in node.pairs:
        yield from _scalars(node.pairs[parts[0]].value, parts[1:])


def set_value(text: str, front: TreeFront, unit: Unit, value: str) -> Edit:
    """Return the edit that makes the unit's text say `value`, in the quotes it has where those can hold it.

    Blanks and newlines at its ends are no part of the unit, and stay.
    """
    node = _texts(front)[unit.span]
    old = node.value or ""
    shown = without_controls(old)
    before = old[: len(shown) - len(shown.lstrip())]
    after = old[len(shown.rstrip()) :]
    return Edit(node.span, front.syntax.text(before + value + after, node.raw, front.newline))


@functools.lru_cache(maxsize=1)
def _texts(front: TreeFront) -> dict[Span, Scalar]:
    """Return the texts by their span; asked for once per article, not once per unit."""
    return {node.span: node for node in _all(front.root) if isinstance(node, Scalar)}


def _all(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Array):
        for child in node.children:
            yield from _all(child)
    elif isinstance(node, Table):
        for pair in node.pairs.values():
            yield from _all(pair.value)


def texts_at(front: TreeFront, key: str) -> tuple[str, ...]:
    """Return the texts of a top-level key's list, or its one text; () for anything else. Numbers count as written."""
    pair = front.root.pairs.get(key)
    node = pair.value if pair else None
    children = node.children if isinstance(node, Array) else [node]
    found = [_shown(child) for child in children if isinstance(child, Scalar)]
    return tuple(filter(None, found)) if len(found) == len(children) else ()


def _shown(node: Scalar) -> str:
    if node.value is not None:
        return node.value
    return "" if node.raw == "null" else node.raw


def set_key(text: str, front: TreeFront, key: str, value: Value) -> Edit | None:
    """Return the edit that makes the top-level `key` hold `value`, None where it does; an absent key goes last.

    A mapping or list keeps its style and comments; an empty one is not added. SourceError where the key holds
    something else than such a value.
    """
    pair = front.root.pairs.get(key)
    is_null = isinstance(pair.value, Scalar) and pair.value.raw == "null" if pair else True
    if _holds(front, key, value) or (is_null and is_empty(value)):
        return None
    edit = _changed(text, front, key, pair.value, value) if pair else front.syntax.added(text, front, key, value)
    if edit is not None:
        _refuse_damage(text, front, key, value, edit)
    return edit


def _holds(front: TreeFront, key: str, value: Value) -> bool:
    held = front.data.get(key)
    if isinstance(value, str | bool | Mapping):
        return type(held) is type(value) and held == value if not isinstance(value, Mapping) else held == value
    # An empty list and a list of nothing but other things both have no texts.
    return (bool(value) and texts_at(front, key) == tuple(value)) or held == list(value)


def _changed(text: str, front: TreeFront, key: str, node: Node, value: Value) -> Edit | None:
    is_null = isinstance(node, Scalar) and node.raw == "null"
    if isinstance(value, str | bool):
        if not isinstance(node, Scalar):
            raise _misplaced(text, front, key, "holds a list or table; write one value there")
        written = str(value).lower() if isinstance(value, bool) else front.syntax.text(value, node.raw, front.newline)
        return Edit(node.span, written)
    if not isinstance(value, Mapping):
        edit = set_list(text, front, node, value)
        if edit is None:
            raise _misplaced(text, front, key, "is no list of texts; write it as one, or take it out")
        return edit
    if isinstance(node, Array) or (isinstance(node, Scalar) and not is_null):
        raise _misplaced(text, front, key, "is no table of languages with slugs; write it as one, or take it out")
    edit = set_mapping(text, front, key, node, value)
    if edit is None:
        raise _misplaced(text, front, key, "holds something else than slugs by language; take that out")
    return edit


def _misplaced(text: str, front: TreeFront, key: str, problem: str) -> SourceError:
    places = [row.span for row in front.rows if row.path[0] == key]
    line = line_at(text, places[0].start) if places else 2
    return SourceError(f"{front.path}:{line}: `{key}` {problem}")


def _refuse_damage(text: str, front: TreeFront, key: str, value: Value, edit: Edit) -> None:
    """Raise a SourceError unless the edited front matter holds the value at its key and all else that it had."""
    body = front.body
    source = text[body.start : edit.span.start] + edit.text + text[edit.span.end : body.end]
    wanted = dict(value) if isinstance(value, Mapping) else value if isinstance(value, str | bool) else list(value)
    try:
        held = front.syntax.load(source)
    except (ValueError, RecursionError):
        held = {}
    gone = key not in held and is_empty(value)
    if held != (
        {name: each for name, each in front.data.items() if name != key} if gone else {**front.data, key: wanted}
    ):
        line = line_at(text, edit.span.start)
        raise SourceError(
            f"{front.path}:{line}: `{key}` cannot be set in this front matter; write it in a plainer form"
        )


def comments_of(text: str, front: TreeFront) -> list[str]:
    """Return the comments of a front matter, in order."""
    return [each.of(text).rstrip() for each in front.comments]


def without_keys(text: str, keys: Collection[str]) -> str:
    """Return the text less the top-level `keys` of its front matter; whole where that does not load."""
    try:
        front = cut(text, "")
    except SourceError:
        return text
    if front is None or not keys:
        return text
    return text[: front.body.start] + front.syntax.rest(text, front, keys) + text[front.body.end :]
