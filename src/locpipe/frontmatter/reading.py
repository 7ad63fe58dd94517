"""Front matter in YAML: cut by us, read by python-frontmatter.

A block is front matter when the first line is exactly `---`, a later line is exactly `---`, and between them stands a
mapping or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial

import yaml
from frontmatter.default_handlers import YAMLHandler
from yaml.constructor import SafeConstructor

from locpipe.errors import SourceError
from locpipe.frontmatter.base import FrontMatter
from locpipe.model import Span

_OPENING = re.compile(r"\ufeff?---(\r\n|\r|\n)")
_RULE = re.compile(r"---(?:\r\n|\r|\n|\Z)")
_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*\s+)+")
_MOST_VALUES = 100_000
LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, eq=False, slots=True)
class YamlFront(FrontMatter):
    """Front matter in YAML: `body` is what stands between the two rules, `root` its nodes."""

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
        pair = self.pair_of(key)
        return pair[1] if pair else None

    def pair_of(self, key: str) -> tuple[yaml.Node, yaml.Node] | None:
        """Return the nodes of a top-level key and its value, the last ones where it stands twice."""
        pairs = self.root.value if self.root else []
        return next((pair for pair in reversed(pairs) if pair[0].value == key), None)


def cut(text: str, path: str) -> YamlFront | None:
    """Return the text's front matter, None where it has none; SourceError for a list or YAML that does not load."""
    block = find(text)
    if block is None:
        return None
    span, body, newline = block
    source = body.of(text)
    try:
        node = composed(source)
        if node is not None and not isinstance(node, yaml.MappingNode | yaml.SequenceNode):
            return None
        if "*" in source:
            _refuse_explosion(node, path)
        data = _loaded(source)
    except yaml.YAMLError as error:
        raise SourceError(_yaml_message(error, path)) from error
    except (RecursionError, ValueError, TypeError) as error:
        message = f"{path}:2: the front matter cannot be read ({error}); simplify its YAML"
        raise SourceError(message) from error
    if not isinstance(data, dict | None):
        raise SourceError(f"{path}:2: the front matter is a list; write it as keys and values, as in `title: …`")
    root = node if isinstance(node, yaml.MappingNode) else None
    return YamlFront(path, span, body, newline, data or {}, root)


@lru_cache(maxsize=32)
def composed(source: str) -> yaml.Node | None:
    """Return the root of what YAML reads in the source, None for nothing; nobody changes it. YAMLError where it fails.

    A text is read again and again while it is edited, and each time checked: the last few are kept.
    """
    root: yaml.Node | None = yaml.compose(source, Loader=LOADER)
    return root


@lru_cache(maxsize=32)
def _loaded(source: str) -> object:
    # The keys `<<` and `=` are resolved within the nodes that they are loaded from; tags can make other keys such.
    if any(sign in source for sign in ("<<", "=", "!")):
        return YAMLHandler().load(source)
    return YAMLHandler().load(source, Loader=partial(_Composed, composed(source)))


class _Composed(SafeConstructor):
    """A loader of what is composed already, whatever source it is given."""

    def __init__(self, root: yaml.Node | None, _source: str) -> None:
        super().__init__()
        self._root = root

    def get_single_node(self) -> yaml.Node | None:
        """Return the root."""
        return self._root

    def dispose(self) -> None:
        """Hold nothing."""


def find(text: str) -> tuple[Span, Span, str] | None:
    """Return the span of the block with its rules, of what stands between them, and the newline of the first rule."""
    opening = _OPENING.match(text)
    closing = _closing(text, opening.end()) if opening else None
    if not opening or not closing:
        return None
    return Span(opening.start(), closing.end()), Span(opening.end(), closing.start()), opening[1]


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
            sizes[id(node)] += sum(map(size, children(node)))
        return sizes[id(node)]

    if root is not None and size(root) > max(_MOST_VALUES, 10 * len(sizes)):
        raise SourceError(f"{path}:2: the front matter's aliases stand for too many values; write the values out")


def children(node: yaml.Node) -> Iterator[yaml.Node]:
    """Yield the node's own nodes in order: a list's, a mapping's names and values."""
    if isinstance(node, yaml.SequenceNode):
        yield from node.value
    elif isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            yield name
            yield value
