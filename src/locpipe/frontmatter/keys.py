"""Edits of top-level keys that locpipe writes: language, siblings, aliases, notice."""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml

from locpipe.errors import SourceError
from locpipe.frontmatter.reading import FrontMatter
from locpipe.frontmatter.scalars import scalar_edit
from locpipe.model import Edit, Span
from locpipe.yamlscalar import double_quoted, written

Value = str | bool | Mapping[str, str]


def set_key(text: str, front: FrontMatter, key: str, value: Value) -> Edit | None:
    """Return the edit that makes the top-level `key` hold `value`, None where it does; an absent key goes last.

    A mapping keeps its style (block, flow), its comments and the quoting of its values. SourceError where the key
    holds something else than such a value.
    """
    if front.data.get(key) == value and not (value == {} and key not in front.data):
        return None
    node = front.value_of(key)
    if node is None:
        return _added(text, front, key, value) if value != {} else None
    if isinstance(value, Mapping):
        return _set_mapping(text, front, key, node, value)
    if not isinstance(node, yaml.ScalarNode):
        line = 2 + node.start_mark.line
        raise SourceError(f"{front.path}:{line}: `{key}` holds a list or mapping; write one value there")
    if isinstance(value, bool) or node.start_mark.index == node.end_mark.index:
        blank = "" if text[front.place(node).start - 1] in " \t" else " "
        return Edit(front.place(node), blank + _plain(value))
    return scalar_edit(text, front, node, value, bool(front.root and front.root.flow_style))


def _plain(value: str | bool, flow: bool = False) -> str:
    return str(value).lower() if isinstance(value, bool) else written(value, None, flow)


def _added(text: str, front: FrontMatter, key: str, value: Value) -> Edit:
    if front.root and front.root.flow_style:
        end = front.place(front.root).end - 1
        inner = _flow(value) if isinstance(value, Mapping) else _plain(value, flow=True)
        return Edit(Span(end, end), f"{', ' if front.root.value else ''}{key}: {inner}")
    indent = " " * (front.root.start_mark.column if front.root else 0)
    if isinstance(value, Mapping):
        lines = [f"{indent}{key}:", *(f"{indent}  {line}" for line in _lines(value, None))]
    else:
        lines = [f"{indent}{key}: {_plain(value)}"]
    return Edit(Span(front.body.end, front.body.end), "".join(line + front.newline for line in lines))


def _lines(value: Mapping[str, str], quote: str | None) -> list[str]:
    return [f"{written(name, None)}: {written(each, quote)}" for name, each in value.items()]


def _flow(value: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{written(name, None)}: {double_quoted(each)}" for name, each in value.items()) + "}"


def _set_mapping(text: str, front: FrontMatter, key: str, node: yaml.Node, value: Mapping[str, str]) -> Edit | None:
    if isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null":
        return _fill_empty(text, front, node, value)
    if not isinstance(node, yaml.MappingNode):
        line = 2 + node.start_mark.line
        raise SourceError(f"{front.path}:{line}: `{key}` is no mapping; write it as `{key}:` with `pl: slug` below")
    span = front.place(node)
    if node.flow_style or not node.value or not value:
        return Edit(_without_trailing_blank(text, span, node), _flow(value))
    return _set_block(text, front, node, value)


def _without_trailing_blank(text: str, span: Span, node: yaml.MappingNode) -> Span:
    """Return the span up to the last value: a block mapping's end mark stands at the next key."""
    return span if node.flow_style else Span(span.start, span.start + len(span.of(text).rstrip()))


def _fill_empty(text: str, front: FrontMatter, node: yaml.ScalarNode, value: Mapping[str, str]) -> Edit:
    """Write a block mapping under a key whose value is empty or null; a comment on its line stays there."""
    span = front.place(node)
    if front.root and front.root.flow_style:
        return Edit(span, ("" if text[span.start - 1] in " \t" else " ") + _flow(value))
    end = min((at for at in (text.find("\n", span.end), text.find("\r", span.end)) if at >= 0), default=span.end)
    indent = " " * ((front.root.start_mark.column if front.root else 0) + 2)
    rest = text[span.end : end].rstrip()
    start = span.start if rest else span.start - len(text[: span.start]) + len(text[: span.start].rstrip(" \t"))
    return Edit(Span(start, end), rest + "".join(f"{front.newline}{indent}{line}" for line in _lines(value, None)))


def _set_block(text: str, front: FrontMatter, node: yaml.MappingNode, value: Mapping[str, str]) -> Edit | None:
    """Rewrite a block mapping line by line: changed values in place, new keys in order, others dropped."""
    edits, rest = [], dict(value)
    quote = next((child.style for _, child in node.value if child.style in ("'", '"')), None)
    kept = [(name, child) for name, child in node.value if name.value in value]
    indent = front.newline + " " * node.start_mark.column
    if not kept:
        return Edit(_without_trailing_blank(text, front.place(node), node), indent.join(_lines(value, quote)))
    for name, child in node.value:
        if name.value not in value:
            edits.append(_dropped(text, front, name, child))
        elif not isinstance(child, yaml.ScalarNode) or child.value != value[name.value]:
            span = front.place(child)
            edits.append(Edit(_end_trimmed(text, span), _spaced(text, span, rest, name, quote)))
        rest.pop(name.value, None)
    new = [(key, _lines({key: rest[key]}, quote)[0]) for key in sorted(rest)]
    edits += [_inserted(text, front, kept, key, indent, line) for key, line in new]
    return _joined(text, edits) if edits else None


def _inserted(
    text: str, front: FrontMatter, kept: list[tuple[yaml.Node, yaml.Node]], key: str, indent: str, line: str
) -> Edit:
    """Return the edit that puts the line after the last kept key that sorts before it, else before the first."""
    before = [child for name, child in kept if name.value < key]
    if not before:
        start = front.place(kept[0][0]).start
        return Edit(Span(start, start), line + indent)
    last = _end_trimmed(text, front.place(before[-1])).end
    end = min((at for at in (text.find("\n", last), text.find("\r", last)) if at >= 0), default=last)
    return Edit(Span(end, end), indent + line)


def _spaced(text: str, span: Span, values: Mapping[str, str], name: yaml.Node, quote: str | None) -> str:
    new = written(values[name.value], quote)
    return new if text[span.start - 1] in " \t" else " " + new


def _end_trimmed(text: str, span: Span) -> Span:
    return Span(span.start, span.start + len(span.of(text).rstrip()))


def _dropped(text: str, front: FrontMatter, name: yaml.Node, child: yaml.Node) -> Edit:
    start = front.place(name).start
    start = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    end = _end_trimmed(text, front.place(child)).end
    match = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)").match(text, end)
    return Edit(Span(start, match.end() if match else end), "")


def _joined(text: str, edits: list[Edit]) -> Edit:
    """Return one edit that does what all of them do; they do not overlap."""
    ordered = sorted(edits, key=lambda edit: edit.span)
    start, end = ordered[0].span.start, max(edit.span.end for edit in ordered)
    parts, position = [], start
    for edit in ordered:
        parts += [text[position : edit.span.start], edit.text]
        position = max(position, edit.span.end)
    return Edit(Span(start, end), "".join([*parts, text[position:end]]))
