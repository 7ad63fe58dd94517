"""Lists and tables in brackets: written anew in the style that is there, with what stays as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from locpipe.frontmatter.tree import TreeFront
from locpipe.model import Edit, Span

_BLANK_END = re.compile(r"[ \t]*\Z")


@dataclass(frozen=True, slots=True)
class _Line:
    """An element, or none, and the comment behind it; an element of which nothing stays has no text."""

    element: str
    comment: str = ""


def in_brackets(
    text: str, front: TreeFront, span: Span, children: Sequence[Span], elements: Sequence[tuple[int | None, str]]
) -> Edit:
    """Return the edit that gives the brackets these elements, each with the number of the child that it was.

    Every comment stays, in order: behind its element, or on a line of its own.
    """
    inside = [each for each in front.comments if span.start < each.start < span.end]
    head = text[span.start + 1 : children[0].start] if children else ""
    tail = text[children[-1].end if children else span.start + 1 : span.end - 1]
    for comment in reversed([each for each in inside if not children or each.start > children[-1].end]):
        tail = tail.replace(comment.of(text), "", 1)
    lines = [*_lines(text, children, inside, elements)]
    opening, closing = text[span.start], text[span.end - 1]
    if not lines:
        return Edit(span, opening + closing)
    comma = "," if "," in tail else ""
    if not inside and "\n" not in head:
        blank = head if head.isspace() else ""
        return Edit(span, opening + blank + ", ".join(line.element for line in lines) + comma + blank + closing)
    gap = front.newline + (_indent(head) if "\n" in head else "  ")
    end = front.newline + (_indent(tail) if "\n" in tail else "")
    return Edit(span, opening + "".join(gap + each for each in _joined(lines, comma)) + end + closing)


def _indent(gap: str) -> str:
    found = _BLANK_END.search(gap)
    return found[0] if found else ""


def _lines(
    text: str, children: Sequence[Span], comments: Sequence[Span], elements: Sequence[tuple[int | None, str]]
) -> Iterator[_Line]:
    """Yield the elements with the comments behind them; those of a child that goes stand alone."""
    owned: dict[int, list[Span]] = {}
    for comment in comments:
        owned.setdefault(sum(child.end <= comment.start for child in children) - 1, []).append(comment)
    yield from (_Line("", each.of(text).rstrip()) for each in owned.pop(-1, []))
    stays = {number: element for number, element in elements if number is not None}
    rest = list(elements)
    for number, child in enumerate(children):
        found = owned.get(number, [])
        while rest and number in stays and rest[0][0] != number:
            yield _Line(rest.pop(0)[1])
        beside = found[:1] if found and not re.search(r"[\r\n]", text[child.end : found[0].start]) else []
        if number in stays:
            yield _Line(rest.pop(0)[1], beside[0].of(text).rstrip() if beside else "")
            found = found[len(beside) :]
        yield from (_Line("", each.of(text).rstrip()) for each in found)
    yield from (_Line(element) for _, element in rest)


def _joined(lines: Sequence[_Line], comma: str) -> Iterator[str]:
    last = max((number for number, line in enumerate(lines) if line.element), default=-1)
    for number, line in enumerate(lines):
        after = "" if not line.element else comma if number == last else ","
        yield f"{line.element}{after}{' ' if line.element and line.comment else ''}{line.comment}"
