"""Lists of texts and tables of texts in a tree, as `aliases` and `siblings`: set in the style that is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from locpipe.frontmatter.brackets import in_brackets
from locpipe.frontmatter.lines import joined, line_start, next_line
from locpipe.frontmatter.lists import kept_of
from locpipe.frontmatter.tree import Array, Node, Row, Scalar, Table, TreeFront
from locpipe.model import Edit, Span


def set_list(text: str, front: TreeFront, node: Node, value: Sequence[str]) -> Edit | None:
    """Return the edit that makes the node hold the texts; None where it holds lists, tables or rows of its own.

    What stands there and is wanted stays as it is written.
    """
    is_null = isinstance(node, Scalar) and node.raw == "null"
    children = node.children if isinstance(node, Array) else [] if is_null else [node]
    scalars = [child for child in children if isinstance(child, Scalar)]
    if len(scalars) < len(children) or node.span is None:
        return None
    kept = kept_of([child.value or "" for child in scalars], value)
    like = next((child.raw for child in scalars if child.value is not None), "")
    elements = [(number, scalars[number].raw) for number in kept]
    new = [(None, front.syntax.text(each, like, front.newline)) for each in value[len(kept) :]]
    if not isinstance(node, Array):
        return Edit(node.span, "[" + ", ".join(written for _, written in (*elements, *new)) + "]")
    return in_brackets(text, front, node.span, [child.span for child in scalars], [*elements, *new])


def set_mapping(text: str, front: TreeFront, key: str, node: Table | Scalar, value: Mapping[str, str]) -> Edit | None:
    """Return the edit that makes the table or null hold the texts by name; None where it holds something else."""
    pairs = node.pairs if isinstance(node, Table) else {}
    held = {name: pair.value for name, pair in pairs.items() if isinstance(pair.value, Scalar)}
    if len(held) < len(pairs) or any(each.value is None for each in held.values()):
        return None
    if isinstance(node, Scalar):
        return Edit(node.span, "{" + ", ".join(_pair(front, name, each, "") for name, each in value.items()) + "}")
    if node.span is None:
        return _set_rows(text, front, key, held, value)
    names = list(pairs)
    like = next((each.raw for each in held.values()), "")
    order = _ordered([name for name in names if name in value], value)
    elements = [
        (names.index(name), _kept_pair(text, front, node, name, value[name]))
        if name in held
        else (None, _pair(front, name, value[name], like))
        for name in order
    ]
    return in_brackets(text, front, node.span, [pair.span for pair in pairs.values()], elements)


def _pair(front: TreeFront, name: str, value: str, like: str) -> str:
    return f"{front.syntax.name(name)}{front.syntax.joint}{front.syntax.text(value, like, front.newline)}"


def _kept_pair(text: str, front: TreeFront, node: Table, name: str, value: str) -> str:
    """Return the pair as it is written, with another value where it has another."""
    span, held = node.pairs[name].span, node.pairs[name].value
    if not isinstance(held, Scalar) or held.value == value:
        return span.of(text)
    return text[span.start : held.span.start] + front.syntax.text(value, held.raw, front.newline)


def _ordered(kept: list[str], wanted: Mapping[str, str]) -> list[str]:
    """Return the kept names as they stand, each new one behind the last that sorts before it."""
    order = list(kept)
    for name in sorted(set(wanted) - set(kept)):
        order.insert(max((number + 1 for number, other in enumerate(order) if other < name), default=0), name)
    return order


def _set_rows(
    text: str, front: TreeFront, key: str, held: Mapping[str, Scalar], value: Mapping[str, str]
) -> Edit | None:
    """Change values in place, drop rows but not their comments, add new ones as rows of the same kind."""
    header = next((row for row in front.rows if row.is_header and row.path == (key,)), None)
    rows = {row.path[1]: row for row in front.rows if row.path[:1] == (key,) and len(row.path) == 2}
    if rows.keys() != held.keys():
        return None
    edits = [_dropped(text, front, rows[name]) for name in rows if name not in value]
    edits += [
        Edit(scalar.span, front.syntax.text(value[name], scalar.raw, front.newline))
        for name, scalar in held.items()
        if name in value and scalar.value != value[name]
    ]
    like = next((scalar.raw for scalar in held.values()), "")
    first = next(iter(rows.values()), header)
    indent = text[line_start(text, first.span.start) : first.span.start] if first else ""
    prefix = indent if header else f"{indent}{front.syntax.name(key)}."
    order = _ordered([name for name in rows if name in value], value)
    for number, name in enumerate(order):
        if name not in held:
            at = _place(text, rows, header, order[:number])
            edits.append(Edit(Span(at, at), f"{prefix}{_pair(front, name, value[name], like)}{front.newline}"))
    return joined(text, edits) if edits else None


def _place(text: str, rows: Mapping[str, Row], header: Row | None, before: Sequence[str]) -> int:
    """Return where the row goes that comes behind the names: below the last one that has a row, or first of all."""
    last = next((rows[name] for name in reversed(before) if name in rows), header)
    if last:
        return next_line(text, last.span.end)
    return min(line_start(text, row.span.start) for row in rows.values())


def _dropped(text: str, front: TreeFront, row: Row) -> Edit:
    start, end = line_start(text, row.span.start), next_line(text, row.span.end)
    indent = text[start : row.span.start]
    found = [each.of(text).rstrip() for each in front.comments if start <= each.start < end]
    return Edit(Span(start, end), "".join(f"{indent}{each}{front.newline}" for each in found))
