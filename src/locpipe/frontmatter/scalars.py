"""The units of front matter: the texts at the configured keys, and the edits that translate them."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

import yaml

from locpipe.frontmatter.base import parts_of, unit_of
from locpipe.frontmatter.reading import YamlFront, children
from locpipe.model import Edit, Span, Unit
from locpipe.yamlscalar import STRING, Place, rewrite


def units(text: str, front: YamlFront, keys: Sequence[str]) -> tuple[Unit, ...]:
    """Return one unit per string scalar at the configured keys (`title`, `tags[]`, `faq[].question`), in text order."""
    found: dict[int, tuple[yaml.ScalarNode, str]] = {}
    for key in keys:
        for node in _scalars(front.root, parts_of(key)):
            found.setdefault(id(node), (node, key.replace("[]", "")))
    by_place = sorted(found.values(), key=lambda item: item[0].start_mark.index)
    return tuple(unit for node, context in by_place if (unit := _unit(text, front, node, context)))


def _scalars(node: yaml.Node | None, parts: list[str]) -> Iterator[yaml.ScalarNode]:
    if not parts:
        if isinstance(node, yaml.ScalarNode) and node.tag == STRING:
            yield node
    elif parts[0] == "[]":
        if isinstance(node, yaml.SequenceNode):
            for child in node.value:
                yield from _scalars(child, parts[1:])
    elif isinstance(node, yaml.MappingNode):
        last = next((value for name, value in reversed(node.value) if name.value == parts[0]), None)
        yield from _scalars(last, parts[1:])


def _unit(text: str, front: YamlFront, node: yaml.ScalarNode, context: str) -> Unit | None:
    return unit_of(node.value, front.value_place(text, node), 2 + node.start_mark.line, context)


def set_value(text: str, front: YamlFront, unit: Unit, value: str) -> Edit:
    """Return the edit that makes the unit's scalar hold `value`, in the style it has or quoted where that needs it."""
    node, flow = _places(text, front)[unit.span]
    return scalar_edit(text, front, node, value, flow)


@functools.lru_cache(maxsize=1)
def _places(text: str, front: YamlFront) -> dict[Span, tuple[yaml.ScalarNode, bool]]:
    """Return the scalars by their span; asked for once per article, not once per unit."""
    return {front.value_place(text, node): (node, flow) for node, flow in _all_scalars(front.root)}


def _all_scalars(root: yaml.Node | None) -> Iterator[tuple[yaml.ScalarNode, bool]]:
    """Yield each scalar once, with whether it stands in a flow collection."""
    seen: set[int] = set()
    waiting = [(root, False)] if root is not None else []
    while waiting:
        node, flow = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            yield node, flow
        else:
            inside = flow or bool(getattr(node, "flow_style", False))
            waiting += [(child, inside) for child in children(node)]


def scalar_edit(text: str, front: YamlFront, node: yaml.ScalarNode, value: str, flow: bool) -> Edit:
    """Return the edit that makes the scalar hold `value`; `flow` where it stands between brackets."""
    place = Place(text, front.value_place(text, node), front.body, front.newline, flow)
    span, new = rewrite(place, node.style, value)
    return Edit(span, new)
