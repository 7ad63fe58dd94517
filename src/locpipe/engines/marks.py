"""Masked text as a tree: words, `<g id>` around words, and `<x id>` in the place of what no engine may see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from typing import Union
from xml.etree import ElementTree

from locpipe.engines.base import Mode

NOTHING = "\ufffc"
"""Stands in prose where something is that is no text (U+FFFC, OBJECT REPLACEMENT CHARACTER)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A tag with its number in the text: `<g>` around its children, `<x>` where `children` is None."""

    id: int
    children: tuple[Node, ...] | None = None


Node = Union[str, "Mark"]
Nodes = tuple[Node, ...]


class MarkError(ValueError):
    """Text that should hold marks and cannot be read; the message says why."""


def words_of(nodes: Nodes) -> str:
    """Return the text without its tags."""
    return "".join(node if isinstance(node, str) else words_of(node.children or ()) for node in nodes)


def prose_of(nodes: Nodes) -> str:
    """Return the text without its tags, NOTHING in the place of an `<x>`: words beside it are not neighbours."""
    return "".join(
        node if isinstance(node, str) else NOTHING if node.children is None else prose_of(node.children)
        for node in nodes
    )


def marks_in(nodes: Nodes) -> Iterator[Mark]:
    """Yield every mark in the order of the text, the outer ones first."""
    for node in nodes:
        if isinstance(node, Mark):
            yield node
            yield from marks_in(node.children or ())


def joined(nodes: Nodes) -> Nodes:
    """Return the nodes with neighbouring words in one piece and no empty ones, at every depth."""
    found: list[Node] = []
    for node in nodes:
        if isinstance(node, Mark):
            found.append(Mark(node.id, None if node.children is None else joined(node.children)))
        elif found and isinstance(found[-1], str):
            found[-1] += node
        elif node:
            found.append(node)
    return tuple(found)


def write(nodes: Nodes, mode: Mode) -> str:
    """Return the nodes as an engine gets them in this mode."""
    if mode is Mode.PLAIN:
        return words_of(nodes)
    return "".join(_written(node, mode) for node in nodes)


def _written(node: Node, mode: Mode) -> str:
    if isinstance(node, str):
        return escape(node, quote=False)
    if node.children is not None:
        return f'<g id="{node.id}">{write(node.children, mode)}</g>'
    return f'<x id="{node.id}"/>' if mode is Mode.XML else f'<x id="{node.id}"></x>'


def read(text: str, mode: Mode) -> Nodes:
    """Return what an engine's answer holds; MarkError where it is not written as the mode asks."""
    if mode is Mode.PLAIN:
        return joined((text,))
    return joined(_read_xml(text) if mode is Mode.XML else _read_html(text))


def _read_xml(text: str) -> Nodes:
    try:
        return _children(ElementTree.fromstring(f"<t>{text}</t>"))
    except ElementTree.ParseError as error:
        raise MarkError(f"the answer is no XML ({error})") from None
    except RecursionError:
        raise MarkError("the answer's tags are nested too deeply") from None


def _children(element: ElementTree.Element) -> Nodes:
    nodes: list[Node] = [element.text or ""]
    for child in element:
        nodes += [_mark(child.tag, child.get("id"), _children(child)), child.tail or ""]
    return tuple(nodes)


def _mark(name: str, number: str | None, children: Nodes) -> Mark:
    if name not in ("g", "x") or not re.fullmatch("[0-9]{1,6}", number or "") or number is None:
        raise MarkError(f"the answer holds a tag <{name}> that was not sent")
    if name == "g":
        return Mark(int(number), children)
    if words_of(children).strip() or any(True for _ in marks_in(children)):
        raise MarkError(f"the answer has words inside the tag {number}, which stands for one thing")
    return Mark(int(number))


def _read_html(text: str) -> Nodes:
    reader = _Html()
    reader.feed(text)
    reader.close()
    return reader.result()


class _Html(HTMLParser):
    """Reads `<g>` and `<x>` as HTML has them: an `<x>` may stay open, its end tag is passed over."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[int, list[Node]]] = [(0, [])]

    def handle_data(self, data: str) -> None:
        """Add words to the innermost open tag."""
        self._open[-1][1].append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a `<g>`, or add an `<x>`."""
        mark = _mark(tag, dict(attrs).get("id"), ())
        if mark.children is None:
            self._open[-1][1].append(mark)
        else:
            self._open.append((mark.id, []))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Add an `<x/>`, or a `<g/>` without words."""
        self._open[-1][1].append(_mark(tag, dict(attrs).get("id"), ()))

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost `<g>`."""
        if tag == "x":
            return
        if tag != "g" or len(self._open) == 1:
            raise MarkError(f"the answer closes a tag <{tag}> that is not open")
        number, children = self._open.pop()
        self._open[-1][1].append(Mark(number, tuple(children)))

    def handle_comment(self, data: str) -> None:
        """Refuse what was not sent."""
        raise MarkError("the answer holds an HTML comment")

    def handle_decl(self, decl: str) -> None:
        """Refuse what was not sent."""
        raise MarkError("the answer holds an HTML declaration")

    def handle_pi(self, data: str) -> None:
        """Refuse what was not sent."""
        raise MarkError("the answer holds a processing instruction")

    def result(self) -> Nodes:
        """Return what was read; MarkError where a tag is still open."""
        if len(self._open) > 1:
            raise MarkError(f"the answer does not close the tag {self._open[-1][0]}")
        return tuple(self._open[0][1])
