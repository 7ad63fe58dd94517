"""Edits of the top-level keys that locpipe writes: language, siblings, aliases, notice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import yaml

from locpipe.errors import SourceError
from locpipe.frontmatter.base import Value, is_empty
from locpipe.frontmatter.comments import end_of_pair
from locpipe.frontmatter.lists import NULL, flow_list, list_lines, set_list, texts_at, texts_of
from locpipe.frontmatter.mappings import flow_mapping, mapping_lines, set_mapping
from locpipe.frontmatter.reading import YamlFront, composed
from locpipe.frontmatter.scalars import scalar_edit
from locpipe.model import Edit, Span
from locpipe.yamlscalar import written


def set_key(text: str, front: YamlFront, key: str, value: Value) -> Edit | None:
    """Return the edit that makes the top-level `key` hold `value`, None where it does; an absent key goes last.

    A mapping or list keeps its style (block, flow), its comments and the quoting of its values; an empty one is not
    added. SourceError where the key holds something else than such a value, or stands in a form that we cannot edit.
    """
    pair = front.pair_of(key)
    if _holds(front, key, value) or ((pair is None or pair[1].tag == NULL) and is_empty(value)):
        return None
    edit = _changed(text, front, pair, value) if pair else _added(text, front, key, value)
    if edit is not None:
        _refuse_damage(text, front, key, value, edit)
    return edit


def _holds(front: YamlFront, key: str, value: Value) -> bool:
    if isinstance(value, str | bool | Mapping):
        return key in front.data and front.data[key] == value
    # An empty list and a list of nothing but other things both have no texts.
    return (bool(value) and texts_at(front, key) == tuple(value)) or front.data.get(key) == list(value)


def _changed(text: str, front: YamlFront, pair: tuple[yaml.Node, yaml.Node], value: Value) -> Edit | None:
    name, node = pair
    flow = bool(front.root and front.root.flow_style)
    if node.start_mark.index < name.start_mark.index:  # an alias; what it stands for belongs to another key
        end = end_of_pair(text, name, node, front.body)
        return Edit(Span(text.index("*", front.place(name).end), end), _inline(value, flow=True))
    if isinstance(value, str | bool):
        return _set_scalar(text, front, pair, value, flow)
    if isinstance(node, yaml.ScalarNode) and node.tag == NULL:
        return _fill_empty(text, front, node, value)
    if not isinstance(value, Mapping):
        return set_list(text, front, node, value)
    if not isinstance(node, yaml.MappingNode):
        line = 2 + node.start_mark.line
        key = getattr(name, "value", "")
        raise SourceError(f"{front.path}:{line}: `{key}` is no mapping; write it as `{key}:` with `pl: slug` below")
    return set_mapping(text, front, node, value)


def _set_scalar(text: str, front: YamlFront, pair: tuple[yaml.Node, yaml.Node], value: str | bool, flow: bool) -> Edit:
    name, node = pair
    if not isinstance(node, yaml.ScalarNode):
        line = 2 + node.start_mark.line
        raise SourceError(f"{front.path}:{line}: `{name.value}` holds a list or mapping; write one value there")
    if isinstance(value, bool) or node.start_mark.index == node.end_mark.index:
        blank = "" if text[front.place(node).start - 1] in " \t" else " "
        return Edit(front.place(node), blank + _inline(value, flow))
    return scalar_edit(text, front, node, value, flow)


def _inline(value: Value, flow: bool) -> str:
    """Return the value as it stands behind its key on one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return written(value, None, flow)
    return flow_mapping(value) if isinstance(value, Mapping) else flow_list(value)


def _added(text: str, front: YamlFront, key: str, value: Value) -> Edit:
    root = front.root
    if root and root.flow_style:
        # Right behind the last pair: a comma may already end the mapping.
        end = front.place(root).start + 1
        for name, child in root.value[-1:]:
            end = end_of_pair(text, name, child, front.body)
        return Edit(Span(end, end), f"{', ' if root.value else ''}{key}: {_inline(value, flow=True)}")
    indent = " " * (root.start_mark.column if root else 0)
    if isinstance(value, str | bool):
        lines = [f"{indent}{key}: {_inline(value, flow=False)}"]
    else:
        lines = [f"{indent}{key}:", *(f"{indent}  {line}" for line in _lines(value))]
    return Edit(Span(front.body.end, front.body.end), "".join(line + front.newline for line in lines))


def _lines(value: Mapping[str, str] | Sequence[str]) -> list[str]:
    return mapping_lines(value) if isinstance(value, Mapping) else list_lines(value)


def _fill_empty(text: str, front: YamlFront, node: yaml.ScalarNode, value: Mapping[str, str] | Sequence[str]) -> Edit:
    """Write a block under a key whose value is empty or null; a comment on its line stays there."""
    span = front.place(node)
    if front.root and front.root.flow_style:
        return Edit(span, ("" if text[span.start - 1] in " \t" else " ") + _inline(value, flow=True))
    line = re.compile(r"[^\r\n]*").match(text, span.end)
    end = line.end() if line else span.end
    indent = " " * ((front.root.start_mark.column if front.root else 0) + 2)
    rest = text[span.end : end].rstrip()
    rest = rest if span.start == span.end else rest.lstrip()
    start = span.start if rest else span.start - len(text[: span.start]) + len(text[: span.start].rstrip(" \t"))
    return Edit(Span(start, end), rest + "".join(f"{front.newline}{indent}{each}" for each in _lines(value)))


def _refuse_damage(text: str, front: YamlFront, key: str, value: Value, edit: Edit) -> None:
    """Raise a SourceError unless the edited YAML holds the value at its key and all keys that it had."""
    body = front.body
    source = text[body.start : edit.span.start] + edit.text + text[edit.span.end : body.end]
    try:
        root = composed(source)
    except yaml.YAMLError:
        root = None
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    names = [name.value for name, _ in front.root.value] if front.root else []
    node = next((child for name, child in reversed(pairs) if name.value == key), None)
    kept = [name.value for name, _ in pairs] in (names, [*names, key])
    if not kept or node is None or not _reads(node, value):
        pair = front.pair_of(key)
        line = 2 + (pair[0].start_mark.line if pair else 0)
        raise SourceError(
            f"{front.path}:{line}: `{key}` is written in a form that locpipe cannot edit (anchor, alias or `?`); "
            f"write it as `{key}: …`"
        )


def _reads(node: yaml.Node, value: Value) -> bool:
    if isinstance(value, str | bool):
        return isinstance(node, yaml.ScalarNode) and node.value.strip() == _scalar_text(value).strip()
    if isinstance(value, Mapping):
        return isinstance(node, yaml.MappingNode) and {name.value: each.value for name, each in node.value} == value
    return isinstance(node, yaml.SequenceNode) and texts_of(node) == tuple(value)


def _scalar_text(value: str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else value
