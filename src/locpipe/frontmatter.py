"""Front matter: cut by us, read by python-frontmatter, edited at YAML marks; nothing is ever dumped again.

A block is front matter when the first line is exactly `---`, a later line is exactly `---`, and between them stands a
mapping or nothing. Every edit keeps comments, quoting, key order and all other bytes.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import yaml
from frontmatter.default_handlers import YAMLHandler

from locpipe.characters import without_controls
from locpipe.errors import SourceError
from locpipe.model import Edit, Span, Unit, UnitKind
from locpipe.yamlscalar import STRING, Place, double_quoted, rewrite, written

Value = str | bool | Mapping[str, str]

_OPENING = re.compile(r"\ufeff?---(\r\n|\r|\n)")
_RULE = re.compile(r"---(?:\r\n|\r|\n|\Z)")
_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*\s+)+")
_PLACEHOLDER = re.compile(r"https?://\S+|\{\{.*?\}\}|\{%.*?%\}|<[^>]*>")
_MOST_VALUES = 100_000
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, eq=False, slots=True)
class FrontMatter:
    """A text's front matter: `span` with both rules and the last newline, `body` the YAML between them."""

    path: str
    span: Span
    body: Span
    newline: str
    data: dict[object, object]
    root: yaml.MappingNode | None

    def place(self, node: yaml.Node) -> Span:
        """Return the node's span in the whole text."""
        return Span(self.body.start + node.start_mark.index, self.body.start + node.end_mark.index)

    def value_place(self, text: str, node: yaml.Node) -> Span:
        """Return the node's span without anchor and tag before it and the newlines after a block scalar (YAML 1.1)."""
        span = self.place(node)
        properties = _PROPERTIES.match(text, span.start, span.end)
        start = properties.end() if properties else span.start
        return Span(start, start + len(text[start : span.end].rstrip(" \t\r\n")))

    def value_of(self, key: str) -> yaml.Node | None:
        """Return the node of a top-level key's value; the last one where a key stands twice, as YAML loads it."""
        pairs = self.root.value if self.root else []
        return next((value for name, value in reversed(pairs) if name.value == key), None)


def cut(text: str, path: str) -> FrontMatter | None:
    """Return the text's front matter, None where it has none; SourceError for a list or YAML that does not load."""
    opening = _OPENING.match(text)
    closing = _closing(text, opening.end()) if opening else None
    if not opening or not closing:
        return None
    body = Span(opening.end(), closing.start())
    source = body.of(text)
    try:
        node = yaml.compose(source, Loader=_LOADER)
        if node is not None and not isinstance(node, yaml.MappingNode | yaml.SequenceNode):
            return None
        _refuse_explosion(node, path)
        data = YAMLHandler().load(source)
    except yaml.YAMLError as error:
        raise SourceError(_yaml_message(error, path)) from error
    except (RecursionError, ValueError, TypeError) as error:
        message = f"{path}:2: the front matter cannot be read ({error}); simplify its YAML"
        raise SourceError(message) from error
    if not isinstance(data, dict | None):
        raise SourceError(f"{path}:2: the front matter is a list; write it as keys and values, as in `title: …`")
    root = node if isinstance(node, yaml.MappingNode) else None
    return FrontMatter(path, Span(opening.start(), closing.end()), body, opening[1], data or {}, root)


def _closing(text: str, position: int) -> re.Match[str] | None:
    """Return the match of the next line that is exactly `---`."""
    while True:
        found = text.find("---", position)
        if found < 0:
            return None
        after = _RULE.match(text, found)
        if after and text[found - 1] in "\r\n":
            return after
        position = found + 1


def _yaml_message(error: yaml.YAMLError, path: str) -> str:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or "it is no YAML"
    line = mark.line + 2 if mark else 2
    return f"{path}:{line}: the front matter does not load: {problem}; put quotes around the value or mend the YAML"


def _refuse_explosion(root: yaml.Node | None, path: str) -> None:
    """Refuse aliases that stand for more values than any article has, before anything expands them."""
    sizes: dict[int, int] = {}

    def size(node: yaml.Node) -> int:
        if id(node) not in sizes:
            sizes[id(node)] = 1
            sizes[id(node)] += sum(map(size, _children(node)))
        return sizes[id(node)]

    if root is not None and size(root) > max(_MOST_VALUES, 10 * len(sizes)):
        raise SourceError(f"{path}:2: the front matter's aliases stand for too many values; write the values out")


def _children(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.SequenceNode):
        yield from node.value
    elif isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            yield name
            yield value


def units(text: str, front: FrontMatter, keys: Sequence[str]) -> tuple[Unit, ...]:
    """Return one unit per string scalar at the configured keys (`title`, `tags[]`, `faq[].question`), in text order."""
    found: dict[int, tuple[yaml.ScalarNode, str]] = {}
    for key in keys:
        for node in _scalars(front.root, key.replace("[]", ".[]").split(".")):
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


def _unit(text: str, front: FrontMatter, node: yaml.ScalarNode, context: str) -> Unit | None:
    source = msgid(node.value)
    if not any(map(str.isalpha, _PLACEHOLDER.sub("", source))):
        return None
    line = 2 + node.start_mark.line
    breaks = ("\n",) * source.count("\n")
    return Unit(UnitKind.FRONT_MATTER, source, (front.value_place(text, node),), line, context, breaks=breaks)


def msgid(value: str) -> str:
    """Return the msgid of a value: control characters as blanks, no blank at either end."""
    return without_controls(value).strip()


def set_value(text: str, front: FrontMatter, unit: Unit, value: str) -> Edit:
    """Return the edit that makes the unit's scalar hold `value`, in the style it has or quoted where that needs it."""
    node, flow = _places(text, front)[unit.span]
    return _scalar_edit(text, front, node, value, flow)


@functools.lru_cache(maxsize=1)
def _places(text: str, front: FrontMatter) -> dict[Span, tuple[yaml.ScalarNode, bool]]:
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
            waiting += [(child, inside) for child in _children(node)]


def _scalar_edit(text: str, front: FrontMatter, node: yaml.ScalarNode, value: str, flow: bool) -> Edit:
    place = Place(text, front.value_place(text, node), front.body, front.newline, flow)
    span, new = rewrite(place, node.style, value)
    return Edit(span, new)


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
    return _scalar_edit(text, front, node, value, bool(front.root and front.root.flow_style))


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
