"""The parser's rules for constructs that stand on lines of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from locpipe.markdown.constructs import (
    CONTAINER,
    COPIED,
    TITLE,
    Arguments,
    Block,
    Element,
    Fenced,
    Flavour,
    Indented,
    Line,
    Region,
    Titled,
)

Rule = Callable[[StateBlock, int, int, bool], bool]

_INTERRUPTED = ("paragraph", "reference", "blockquote", "list")


def install(md: MarkdownIt, flavour: Flavour) -> None:
    """Add the rules of the flavour's block constructs to the parser, before its own."""
    for number, construct in enumerate(flavour.blocks):
        interrupts = construct.interrupts if isinstance(construct, Region) else not isinstance(construct, Element)
        alternatives = _INTERRUPTED if interrupts else _INTERRUPTED[2:]
        name = f"{flavour.name}_{construct.kind}_{number}"
        md.block.ruler.before("table", name, _rule(construct), {"alt": list(alternatives)})


def _rule(construct: Block) -> Rule:
    match construct:
        case Line():
            return _line(construct)
        case Region():
            return _region(construct)
        case Titled():
            return _titled(construct)
        case Element():
            return _element(construct)
        case Indented():
            return _indented(construct)
        case Fenced():
            return _fenced(construct)


def _starts(state: StateBlock, line: int) -> int | None:
    """Return where the line's text starts, None for a line of indented code."""
    if state.is_code_block(line):
        return None
    return state.bMarks[line] + state.tShift[line]


def _whole_line(state: StateBlock, pattern: re.Pattern[str], line: int) -> re.Match[str] | None:
    start = _starts(state, line)
    return pattern.fullmatch(state.src, start, state.eMarks[line]) if start is not None else None


def _line_after(state: StateBlock, offset: int, line: int, end_line: int) -> int | None:
    """Return the number of the line after the one that ends at `offset`; None where none ends there."""
    while line < end_line and state.eMarks[line] < offset:
        line += 1
    if line >= end_line or state.src[offset : state.eMarks[line]].strip():
        return None
    return line + 1


def _note_lines(state: StateBlock, token: Token, first: int, last: int) -> None:
    token.map = [first, last]
    starts = (state.bMarks[line] + state.tShift[line] for line in range(first, last))
    token.meta["lines"] = list(zip(starts, state.eMarks[first:last], strict=True))


def _copy(state: StateBlock, kind: str, first: int, last: int, arguments: Arguments = Arguments.NONE) -> None:
    token = state.push(COPIED, "", 0)
    token.info = kind
    token.content = state.src[state.bMarks[first] : state.eMarks[last - 1]]
    if arguments:
        _note_lines(state, token, first, last)
        token.meta["arguments"] = arguments
    token.map = [first, last]
    state.line = last


def _line(construct: Line) -> Rule:
    def copied_line(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        start = _starts(state, start_line)
        match = construct.pattern.match(state.src, start, state.eMarks[end_line - 1]) if start is not None else None
        last = _line_after(state, match.end(), start_line, end_line) if match else None
        if last is None:
            return False
        if not silent:
            _copy(state, construct.kind, start_line, last, construct.arguments)
        return True

    return copied_line


def _region(construct: Region) -> Rule:
    def region(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        start = _starts(state, start_line)
        match = construct.opening.match(state.src, start, state.eMarks[start_line]) if start is not None else None
        if match is None:
            return False
        groups = (re.escape(group or "") for group in match.groups())
        last = _closing_line(state, construct.closing.format(*groups), match.end(), start_line, end_line)
        if last is None:
            return False
        if not silent:
            _copy(state, construct.kind, start_line, last)
        return True

    return region


def _closing_line(state: StateBlock, closing: str, offset: int, line: int, end_line: int) -> int | None:
    """Return the line after the one that closes; what is not found once is not looked for from further down."""
    missing: dict[str, int] = state.env.setdefault("unclosed", {})
    if missing.get(closing, state.lineMax + 1) <= line:
        return None
    found = re.compile(closing).search(state.src, offset, state.eMarks[end_line - 1])
    if found is None:
        if end_line == state.lineMax:
            missing[closing] = min(line, missing.get(closing, line))
        return None
    while state.eMarks[line] < found.end():
        line += 1
    # Prose behind it would be lost: such a region is inline.
    return None if state.src[found.end() : state.eMarks[line]].strip() else line + 1


def _title_span(match: re.Match[str], untitled: frozenset[str] = frozenset()) -> tuple[int, int] | None:
    """Return the title's span, None where the construct has none."""
    groups = match.groupdict()
    if not (groups.get("title") or "").strip() or (groups.get("name") or "").lower() in untitled:
        return None
    return match.span("title")


def _open(state: StateBlock, kind: str, match: re.Match[str], line: int, title: tuple[int, int] | None) -> Token:
    """Push a container's opening and its title; the opening's markup is the line without the title."""
    token = state.push(f"{CONTAINER}_open", "", 1)
    token.info, token.map = kind, [line, line + 1]
    start, end = title or (match.end(), match.end())
    token.markup = state.src[match.start() : start] + "\0" + state.src[end : match.end()]
    if title:
        state.push(f"{TITLE}_open", "", 1).map = [line, line + 1]
        inline = state.push("inline", "", 0)
        inline.content, inline.map, inline.children = state.src[start:end], [line, line + 1], []
        inline.meta["lines"] = [title]
        state.push(f"{TITLE}_close", "", -1)
    return token


def _close(state: StateBlock, opening: Token, last: int) -> None:
    opening.map = [(opening.map or [last])[0], last]
    state.line = last
    state.push(f"{CONTAINER}_close", "", -1)


def _content(state: StateBlock, first: int, last: int, indent: int) -> None:
    """Parse the lines of a container."""
    kept = state.lineMax, state.blkIndent, state.parentType, state.env.get("container")
    state.lineMax, state.blkIndent, state.parentType = last, state.blkIndent + indent, "container"
    state.env["container"] = last
    if first < last:
        state.md.block.tokenize(state, first, last)
    state.lineMax, state.blkIndent, state.parentType, state.env["container"] = kept


def _titled(construct: Titled) -> Rule:
    def titled(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        match = _whole_line(state, construct.pattern, start_line)
        if match is None or silent:
            return match is not None
        if title := _title_span(match):
            _close(state, _open(state, construct.kind, match, start_line, title), start_line + 1)
        else:
            _copy(state, construct.kind, start_line, start_line + 1)
        return True

    return titled


def _element(construct: Element) -> Rule:
    def element(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        start = _starts(state, start_line)
        match = construct.pattern.match(state.src, start, state.eMarks[end_line - 1]) if start is not None else None
        if match is None or match.end() != state.eMarks[start_line] or silent:
            return match is not None and match.end() == state.eMarks[start_line]
        title = _title_span(match)
        opening = _open(state, construct.kind, match, start_line, title)
        # What stands before the text has arguments, which a translation changes.
        tag_end = title[0] if title else match.end()
        opening.markup = opening.markup.partition("\0")[2]
        _copy(state, construct.kind, start_line, start_line + 1, Arguments.TAG)
        tag = state.tokens[-1]
        tag.content, tag.meta["lines"] = state.src[match.start() : tag_end], [(match.start(), tag_end)]
        _close(state, opening, start_line + 1)
        return True

    return element


def _indented(construct: Indented) -> Rule:
    def indented(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        match = _whole_line(state, construct.pattern, start_line)
        if match is None or silent:
            return match is not None
        last = start_line + 1
        while last < end_line and (state.isEmpty(last) or state.sCount[last] >= state.blkIndent + 4):
            last += 1
        while last > start_line + 1 and state.isEmpty(last - 1):
            last -= 1
        opening = _open(state, construct.kind, match, start_line, _title_span(match))
        _content(state, start_line + 1, last, 4)
        _close(state, opening, last)
        return True

    return indented


def _fenced(construct: Fenced) -> Rule:
    def fenced(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        match = _whole_line(state, construct.pattern, start_line)
        inner, last = _fence_end(state, match["fence"], start_line, end_line) if match else (0, None)
        if match is None or last is None or silent:
            return last is not None
        is_opaque = (match.groupdict().get("name") or "").lower() in construct.opaque
        opening = _open(state, construct.kind, match, start_line, _title_span(match, construct.untitled))
        first = _after_options(state, construct.options, start_line + 1, inner)
        if first > start_line + 1:
            _copy(state, "options", start_line + 1, first, Arguments.OPTION)
        if is_opaque and first < inner:
            _copy(state, construct.kind, first, inner)
        elif not is_opaque:
            _content(state, first, inner, 0)
        _close(state, opening, last)
        return True

    return fenced


def _after_options(state: StateBlock, options: re.Pattern[str] | None, first: int, last: int) -> int:
    """Return the first line that is no option of a container, whose content these lines are."""
    if options is None or first >= last:
        return first
    lines = (state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]] for line in range(first, last))
    match = options.match("\n" + "\n".join(lines))
    return first + match[0].count("\n") if match else first


def _fence_end(state: StateBlock, fence: str, first: int, end_line: int) -> tuple[int, int | None]:
    """Return the lines after the content and after the closing fence, None for the second without any.

    Within another container, one of colons ends with that at the latest, as remark-directive has it.

    How far a search went and what it found is kept: 20,000 openings without an end would each read all lines.
    """
    searched: dict[Sequence[object], tuple[int, int, bool]] = state.env.setdefault("fences", {})
    key = (fence, state.level, state.blkIndent, end_line)
    start, stop, found = searched.get(key, (0, 0, False))
    if not start <= first < stop:
        stop, found = _search_fence(state, fence, first + 1, end_line)
        searched[key] = (first, stop, found)
    if not found and fence[0] == ":" and state.env.get("container") == end_line:
        return stop, stop
    return stop, stop + 1 if found else None


def _search_fence(state: StateBlock, fence: str, line: int, end_line: int) -> tuple[int, bool]:
    """Return the line of the closing fence and True, or the line that ends the search and False."""
    while line < end_line:
        start = state.bMarks[line] + state.tShift[line]
        if start < state.eMarks[line] and state.sCount[line] < state.blkIndent:
            break  # the list item ends here
        if state.src.startswith(fence, start) and not state.src[start : state.eMarks[line]].rstrip().strip(fence[0]):
            return line, True
        line += 1
    return line, False
