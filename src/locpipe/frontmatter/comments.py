"""The comments in front matter, which every edit keeps; and front matter less the keys that locpipe writes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

import yaml

from locpipe.frontmatter.reading import YamlFront, children, composed, find
from locpipe.model import Span

# An anchor, alias or tag may hold a `#`; in any other place outside scalars it begins a comment.
_COMMENT = re.compile("[&*!][^\\s,\\[\\]{}]*|(#[^\r\n\x85\u2028\u2029]*)")
_REST = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?:(?:\r\n|\r|\n)[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|\Z))*")


def place(node: yaml.Node, start: int) -> Span:
    """Return the node's span in the text whose YAML begins at `start`."""
    return Span(start + node.start_mark.index, start + node.end_mark.index)


def comments(text: str, within: Span, nodes: Collection[yaml.Node], start: int) -> list[str]:
    """Return the comments in the span, in order, without blanks at their ends; `nodes` are all that stand in it."""
    found: list[str] = []
    position = within.start
    scalars = sorted(place(node, start) for each in nodes for node in _scalars(each))
    # An alias's own scalars stand elsewhere, or are met twice.
    inside = [span for span in scalars if within.start <= span.start and span.end <= within.end]
    for span in [*inside, Span(within.end, within.end)]:
        gap = _COMMENT.finditer(text, position, max(position, span.start))
        found += [match[1].rstrip() for match in gap if match[1]]
        position = max(position, span.end)
    return found


def comments_of(text: str, front: YamlFront) -> list[str]:
    """Return the comments of a front matter, in order."""
    return comments(text, front.body, [front.root] if front.root else [], front.body.start)


def _scalars(root: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """Yield each scalar at or below the node once."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            yield node
        waiting += children(node)


def without_keys(text: str, keys: Collection[str]) -> str:
    """Return the text less the top-level `keys` of its front matter, whatever their style; never an error.

    What `set_key` may change is left out: name and value, blanks and empty lines behind them. Comments stay, in order,
    each on a line of its own. Front matter that does not load is left whole.
    """
    block = find(text)
    if block is None or not keys:
        return text
    body = block[1]
    try:
        root = composed(body.of(text))
    except (yaml.YAMLError, RecursionError, ValueError):
        return text
    if not isinstance(root, yaml.MappingNode):
        return text
    rest = _flow_rest(text, root, body, keys) if root.flow_style else _block_rest(text, root, body, keys)
    return text[: body.start] + rest + text[body.end :]


def _is_one(name: yaml.Node, keys: Collection[str]) -> bool:
    return isinstance(name, yaml.ScalarNode) and name.value in keys


def _block_rest(text: str, root: yaml.MappingNode, body: Span, keys: Collection[str]) -> str:
    parts: list[str] = []
    position = body.start
    for name, value in root.value:
        if not _is_one(name, keys):
            continue
        begin = place(name, body.start).start
        begin = max(text.rfind("\n", 0, begin), text.rfind("\r", 0, begin)) + 1
        end = end_of_pair(text, name, value, body)
        rest = _REST.match(text, end, body.end)
        end = rest.end() if rest else end
        kept = comments(text, Span(begin, end), (name, value), body.start)
        parts += [text[position:begin], *(f"{each}\n" for each in kept)]
        position = end + len(re.compile(r"(?:\r\n|\r|\n)?").match(text, end)[0])  # type: ignore[index]
    return "".join([*parts, text[position : body.end]])


def end_of_pair(text: str, name: yaml.Node, value: yaml.Node, body: Span) -> int:
    """Return where the value ends, blanks and newlines behind it not counted."""
    span = place(value, body.start)
    after = place(name, body.start).end
    if span.start < after:  # an alias: the node stands where its anchor is
        alias = re.compile(r"\s*:\s*\*[^\s,\[\]{}]+").match(text, after, body.end)
        return alias.end() if alias else after
    return span.start + len(span.of(text).rstrip()) if span.end > span.start else span.end


def _flow_rest(text: str, root: yaml.MappingNode, body: Span, keys: Collection[str]) -> str:
    """Return the mapping in brackets without the keys; between its pairs, comments count and blanks do not."""
    whole = place(root, body.start)
    parts = [text[body.start : whole.start]]
    position = whole.start
    for name, value in root.value:
        begin, end = place(name, body.start).start, end_of_pair(text, name, value, body)
        parts += comments(text, Span(position, begin), (), body.start)
        parts += (
            comments(text, Span(begin, end), (name, value), body.start) if _is_one(name, keys) else [text[begin:end]]
        )
        position = end
    return "\n".join([*parts, *comments(text, Span(position, whole.end), (), body.start), text[whole.end : body.end]])
