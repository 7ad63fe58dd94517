"""Mappings of texts, as `siblings`: set in the style that is there."""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from locpipe.frontmatter.comments import end_of_pair, place
from locpipe.frontmatter.reading import YamlFront
from locpipe.frontmatter.rows import Row, edited_rows, in_brackets
from locpipe.model import Edit, Span
from locpipe.yamlscalar import double_quoted, written


def mapping_lines(value: Mapping[str, str], quote: str | None = None) -> list[str]:
    """Return the lines of a block mapping, without indentation."""
    return [f"{written(name, None)}: {written(each, quote)}" for name, each in value.items()]


def flow_mapping(value: Mapping[str, str]) -> str:
    """Return the mapping in brackets, its values quoted."""
    return "{" + ", ".join(f"{written(name, None, True)}: {double_quoted(each)}" for name, each in value.items()) + "}"


def set_mapping(text: str, front: YamlFront, node: yaml.MappingNode, value: Mapping[str, str]) -> Edit | None:
    """Return the edit that makes the mapping hold `value`, in its style; None where it does."""
    if node.flow_style:
        nodes = [each for pair in node.value for each in pair]
        return in_brackets(text, front, front.place(node), nodes, flow_mapping(value))
    return _set_block(text, front, node, value)


def _set_block(text: str, front: YamlFront, node: yaml.MappingNode, value: Mapping[str, str]) -> Edit | None:
    """Change values in place, drop rows, and put each new name behind the last one that sorts before it."""
    rest = dict(value)
    quote = next((child.style for _, child in node.value if child.style in ("'", '"')), None)
    rows = [_row(text, front, name, child) for name, child in node.value]
    dropped, changed = [], []
    for number, (name, child) in enumerate(node.value):
        if name.value not in rest or not isinstance(child, yaml.ScalarNode):
            dropped.append(number)
            continue
        new = rest.pop(name.value)
        if child.value != new:
            changed.append(_changed(text, front, rows[number], written(new, quote)))
    indent = " " * node.start_mark.column
    kept = [(number, name.value) for number, (name, _) in enumerate(node.value) if number not in set(dropped)]
    added = [(_place_of(name, kept), indent + mapping_lines({name: rest[name]}, quote)[0]) for name in sorted(rest)]
    if not value:
        added = [(0, indent + "{}")]
    return edited_rows(text, front, rows, dropped=dropped, added=added, changed=changed)


def _place_of(name: str, kept: list[tuple[int, str]]) -> int:
    """Return the number of the row before which the name goes."""
    before = [number for number, other in kept if other < name]
    if before:
        return before[-1] + 1
    return 0


def _row(text: str, front: YamlFront, name: yaml.Node, child: yaml.Node) -> Row:
    start = place(name, front.body.start).start
    return Row(Span(start, end_of_pair(text, name, child, front.body)), (name, child))


def _changed(text: str, front: YamlFront, row: Row, new: str) -> Edit:
    """Return the edit of a row's value; an alias of another value goes, the value it stands for stays."""
    name, child = (front.place(node) for node in row.nodes)
    aliased = child.start < name.end
    start = text.index("*", name.end) if aliased else child.start
    return Edit(Span(start, row.span.end), new if text[start - 1] in " \t" else " " + new)
