"""Lists of texts, as `aliases`: read, and set in the style that is there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import yaml

from locpipe.errors import SourceError
from locpipe.frontmatter.reading import YamlFront
from locpipe.frontmatter.rows import Row, edited_rows, in_brackets
from locpipe.model import Edit, Span
from locpipe.yamlscalar import written

NULL = "tag:yaml.org,2002:null"
_DASH = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))*[ \t]*(-)")
_ALIAS = re.compile(r"-\s+\*[^\s,\[\]{}]+")


def texts_at(front: YamlFront | None, key: str) -> tuple[str, ...]:
    """Return the texts of a top-level key's list, or its one text; () for anything else. Numbers count as written."""
    node = front.value_of(key) if front else None
    return texts_of(node) if node is not None else ()


def texts_of(node: yaml.Node) -> tuple[str, ...]:
    """Return the texts that the node holds; () where it holds something else."""
    children = node.value if isinstance(node, yaml.SequenceNode) else [node]
    if not all(isinstance(child, yaml.ScalarNode) for child in children):
        return ()
    return tuple(child.value for child in children if child.tag != NULL and child.value)


def list_lines(value: Sequence[str]) -> list[str]:
    """Return the lines of a block list, without indentation."""
    return [f"- {written(each, None)}" for each in value]


def flow_list(value: Sequence[str]) -> str:
    """Return the list in brackets."""
    return "[" + ", ".join(written(each, None, True) for each in value) + "]"


def set_list(text: str, front: YamlFront, node: yaml.Node, value: Sequence[str]) -> Edit | None:
    """Return the edit that makes the node hold the texts; what stands there and is wanted stays as it is."""
    if isinstance(node, yaml.ScalarNode):
        raw = _flow_texts(text, front, [node], value)
        return Edit(_whole(text, front, node), raw)
    if not isinstance(node, yaml.SequenceNode) or not all(isinstance(each, yaml.ScalarNode) for each in node.value):
        line = 2 + node.start_mark.line
        raise SourceError(f"{front.path}:{line}: expected a list of texts here; write it as `[one, two]`")
    if node.flow_style:
        return _set_flow(text, front, node, value)
    return _set_block(text, front, node, value)


def _whole(text: str, front: YamlFront, node: yaml.Node) -> Span:
    """Return the node's span with its tag, without the newlines behind it."""
    span = front.place(node)
    return Span(span.start, span.start + len(span.of(text).rstrip()))


def kept_of(values: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """Return which of the values stay, so that the rest of the wanted ones, put behind them, give what is wanted."""
    left = Counter(wanted)
    kept: list[int] = []
    for number, value in enumerate(values):
        if left[value]:
            left[value] -= 1
            kept.append(number)
    if [values[number] for number in kept] == list(wanted[: len(kept)]):
        return kept
    pairs = zip(values, wanted, strict=False)
    same = next((number for number, (one, other) in enumerate(pairs) if one != other), min(len(values), len(wanted)))
    return list(range(same))


def _quote(nodes: Sequence[yaml.ScalarNode]) -> str | None:
    return next((node.style for node in nodes if node.style in ("'", '"')), None)


def _flow_texts(text: str, front: YamlFront, nodes: Sequence[yaml.ScalarNode], value: Sequence[str]) -> str:
    """Return the texts in brackets, those that stand there already as they are written."""
    kept = kept_of([node.value for node in nodes], value)
    quote = _quote(nodes)
    raws = [_whole(text, front, nodes[number]).of(text) for number in kept]
    plain = [
        raw if _fits(nodes[number], raw) else written(nodes[number].value, quote, True)
        for number, raw in zip(kept, raws, strict=True)
    ]
    return "[" + ", ".join([*plain, *(written(each, quote, True) for each in value[len(kept) :])]) + "]"


def _fits(node: yaml.ScalarNode, raw: str) -> bool:
    """Tell whether the scalar as written may stand in brackets, on one line."""
    quoted = raw[:1] == node.style and node.style in ("'", '"') and raw[-1:] == node.style
    plain = not node.style and raw == written(raw, None, True)
    return (quoted or plain) and not re.search(r"[\r\n]", raw)


def _set_flow(text: str, front: YamlFront, node: yaml.SequenceNode, value: Sequence[str]) -> Edit | None:
    values = [child.value for child in node.value]
    kept = kept_of(values, value)
    whole = front.place(node)
    last = front.place(node.value[-1]) if node.value else whole
    aliased = not whole.start < last.start < whole.end
    if len(kept) < len(values) or not values or aliased:
        return in_brackets(text, front, whole, node.value, _flow_texts(text, front, node.value, value))
    new = "".join(f", {written(each, _quote(node.value), True)}" for each in value[len(kept) :])
    return Edit(Span(last.end, last.end), new) if new else None


def _set_block(text: str, front: YamlFront, node: yaml.SequenceNode, value: Sequence[str]) -> Edit | None:
    kept = kept_of([child.value for child in node.value], value)
    rows = _rows(text, front, node)
    indent = " " * node.start_mark.column
    quote = _quote(node.value)
    new = [f"{indent}- {written(each, quote)}" for each in value[len(kept) :]]
    if not value:
        new = [f"{indent or '  '}[]"]
    place = kept[-1] + 1 if kept else 0
    dropped = sorted(set(range(len(rows))) - set(kept))
    return edited_rows(text, front, rows, dropped=dropped, added=[(place, line) for line in new])


def _rows(text: str, front: YamlFront, node: yaml.SequenceNode) -> list[Row]:
    """Return the list's rows, each from its dash."""
    rows: list[Row] = []
    at = front.place(node).start
    for child in node.value:
        dash = _DASH.match(text, at, front.body.end)
        start = dash.start(1) if dash else at
        span = _whole(text, front, child)
        alias = _ALIAS.match(text, start, front.body.end) if span.start < start else None
        at = alias.end() if alias else max(span.end, start + 1)
        rows.append(Row(Span(start, at), (child,)))
    return rows
