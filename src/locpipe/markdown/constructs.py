"""What flavours add to Markdown, as data, and the parser rules that all of them share.

A construct never changes what it holds: placeholders and copied lines are kept to the byte, and the content of a
container is parsed where it stands, so that its blocks have spans like any others.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

COPIED = "construct"
"""The type of the token of a block that is copied; its `info` says what it is."""

CONTAINER = "container"
"""Containers have the tokens `container_open` and `container_close`; `info` of the first says what it is."""

TITLE = "title"
"""A container's title has the tokens `title_open`, `inline`, `title_close`."""

_STOPS = {"alt": ["paragraph", "reference", "blockquote", "list"]}


@dataclass(frozen=True, slots=True)
class Placeholder:
    """Inline markup that stays as it is: `pattern` matches it from one of the characters `first`."""

    first: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Line:
    """Lines that are copied: `pattern` matches from a line's first character that is no blank to some line's end."""

    kind: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Region:
    """Lines that are copied from one that `opening` matches to the next one that `closing` is found in.

    `closing` may use the groups of the opening as `{0}`. Without a closing line there is no region.
    """

    kind: str
    opening: re.Pattern[str]
    closing: str


@dataclass(frozen=True, slots=True)
class Indented:
    """A container whose content is indented by four below the line that `pattern` matches.

    The group `title`, where it matches, is a unit.
    """

    kind: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Fenced:
    """A container between a line that `pattern` matches and a closing line of the same sign.

    The groups: `fence`, and where they match `name` and `title`. `opaque` are the names of containers whose content is
    no Markdown: those are copied whole. `options` matches the lines at the content's start that are copied.
    """

    kind: str
    pattern: re.Pattern[str]
    opaque: frozenset[str] = frozenset()
    options: re.Pattern[str] | None = None


@dataclass(frozen=True)
class Flavour:
    """What one kind of Markdown adds; `install`, where it is given, changes the parser besides.

    `html_blocks` tells that a line may begin with HTML that is no Markdown (CommonMark 4.6).
    """

    name: str
    placeholders: tuple[Placeholder, ...] = ()
    lines: tuple[Line, ...] = ()
    regions: tuple[Region, ...] = ()
    indented: tuple[Indented, ...] = ()
    fenced: tuple[Fenced, ...] = ()
    html_blocks: bool = True
    install: Callable[[MarkdownIt], None] | None = field(default=None, compare=False)


def install(md: MarkdownIt, flavour: Flavour) -> None:
    """Add the flavour's rules to the parser."""
    if flavour.install:
        flavour.install(md)
    for number, placeholder in enumerate(flavour.placeholders):
        md.inline.ruler.before("escape", f"{flavour.name}_{number}", _placeholder_rule(placeholder))
    rules: list[tuple[str, Callable[[StateBlock, int, int, bool], bool]]] = [
        *((each.kind, _region_rule(each)) for each in flavour.regions),
        *((each.kind, _line_rule(each)) for each in flavour.lines),
        *((each.kind, _fenced_rule(each)) for each in flavour.fenced),
        *((each.kind, _indented_rule(each)) for each in flavour.indented),
    ]
    for number, (kind, rule) in enumerate(rules):
        md.block.ruler.before("table", f"{flavour.name}_{kind}_{number}", rule, _STOPS)  # type: ignore[arg-type]


def noted(state: StateInline, end: int, silent: bool) -> bool:
    """Take what stands from the parser's place to `end` as a placeholder; return True."""
    if not silent:
        state.push("placeholder", "", 0).content = state.src[state.pos : end]
        notes: list[tuple[str, int, int]] = state.env.get("noted", [])
        notes.append(("placeholder", state.pos, end))
    state.pos = end
    return True


def _placeholder_rule(construct: Placeholder) -> Callable[[StateInline, bool], bool]:
    def placeholder(state: StateInline, silent: bool) -> bool:
        if state.src[state.pos] not in construct.first:
            return False
        match = construct.pattern.match(state.src, state.pos, state.posMax)
        return match is not None and match.end() > match.start() and noted(state, match.end(), silent)

    return placeholder


def _starts(state: StateBlock, line: int) -> int | None:
    """Return where the line's text starts, None for a line of indented code."""
    if state.is_code_block(line):
        return None
    return state.bMarks[line] + state.tShift[line]


def _line_after(state: StateBlock, offset: int, line: int, end_line: int) -> int | None:
    """Return the number of the line after the one that ends at `offset`; None where none ends there."""
    while line < end_line and state.eMarks[line] < offset:
        line += 1
    if line >= end_line or state.src[offset : state.eMarks[line]].strip():
        return None
    return line + 1


def _copy(state: StateBlock, kind: str, first: int, last: int) -> None:
    token = state.push(COPIED, "", 0)
    token.info, token.map = kind, [first, last]
    token.content = state.src[state.bMarks[first] : state.eMarks[last - 1]]
    state.line = last


def _line_rule(construct: Line) -> Callable[[StateBlock, int, int, bool], bool]:
    def copied_line(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        start = _starts(state, start_line)
        match = construct.pattern.match(state.src, start, state.eMarks[end_line - 1]) if start is not None else None
        last = _line_after(state, match.end(), start_line, end_line) if match else None
        if last is None:
            return False
        if not silent:
            _copy(state, construct.kind, start_line, last)
        return True

    return copied_line


def _region_rule(construct: Region) -> Callable[[StateBlock, int, int, bool], bool]:
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


def _title(state: StateBlock, match: re.Match[str], line: int) -> None:
    """Push the title's tokens, its span noted."""
    if "title" not in match.re.groupindex or not (match["title"] or "").strip():
        return
    state.push(f"{TITLE}_open", "", 1).map = [line, line + 1]
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = match["title"], [line, line + 1], []
    inline.meta["lines"] = [match.span("title")]
    state.push(f"{TITLE}_close", "", -1)


def _open(state: StateBlock, kind: str, match: re.Match[str], line: int) -> Token:
    token = state.push(f"{CONTAINER}_open", "", 1)
    start = match.start("title") if match.re.groupindex.get("title") and match["title"] else match.end()
    end = match.end("title") if start != match.end() else match.end()
    token.info = kind
    token.markup = state.src[match.start() : start] + "\0" + state.src[end : match.end()]
    token.map = [line, line + 1]
    return token


def _content(state: StateBlock, first: int, last: int, indent: int) -> None:
    """Parse the lines of a container."""
    kept = state.lineMax, state.blkIndent, state.parentType
    state.lineMax, state.blkIndent, state.parentType = last, state.blkIndent + indent, "container"
    if first < last:
        state.md.block.tokenize(state, first, last)
    state.lineMax, state.blkIndent, state.parentType = kept


def _indented_rule(construct: Indented) -> Callable[[StateBlock, int, int, bool], bool]:
    def indented(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        start = _starts(state, start_line)
        match = construct.pattern.fullmatch(state.src, start, state.eMarks[start_line]) if start is not None else None
        if match is None:
            return False
        if silent:
            return True
        last = start_line + 1
        while last < end_line and (state.isEmpty(last) or state.sCount[last] >= state.blkIndent + 4):
            last += 1
        while last > start_line + 1 and state.isEmpty(last - 1):
            last -= 1
        token = _open(state, construct.kind, match, start_line)
        _title(state, match, start_line)
        _content(state, start_line + 1, last, 4)
        token.map = [start_line, last]
        state.line = last
        state.push(f"{CONTAINER}_close", "", -1)
        return True

    return indented


def _fenced_rule(construct: Fenced) -> Callable[[StateBlock, int, int, bool], bool]:
    def fenced(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        start = _starts(state, start_line)
        match = construct.pattern.fullmatch(state.src, start, state.eMarks[start_line]) if start is not None else None
        last = _fence_end(state, match["fence"], start_line, end_line) if match else None
        if match is None or last is None:
            return False
        if silent:
            return True
        if (match.groupdict().get("name") or "").lower() in construct.opaque:
            _copy(state, construct.kind, start_line, last)
            return True
        _fence_content(state, construct, match, start_line, last)
        return True

    return fenced


def _fence_content(state: StateBlock, construct: Fenced, match: re.Match[str], first: int, last: int) -> None:
    token = _open(state, construct.kind, match, first)
    _title(state, match, first)
    line = first + 1
    while construct.options and line < last - 1:
        start = state.bMarks[line] + state.tShift[line]
        if not construct.options.fullmatch(state.src, start, state.eMarks[line]):
            break
        line += 1
    if line > first + 1:
        _copy(state, "options", first + 1, line)
    _content(state, line, last - 1, 0)
    token.map = [first, last]
    state.line = last
    state.push(f"{CONTAINER}_close", "", -1)


def _fence_end(state: StateBlock, fence: str, first: int, end_line: int) -> int | None:
    """Return the line after the closing fence: of the same sign and at least as long, inner ones closed first."""
    sign, opened, code = fence[0], [len(fence)], ""
    for line in range(first + 1, end_line):
        text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()
        if code:
            code = "" if text.startswith(code) and not text.strip(code[0]) else code
            continue
        if sign == ":" and text.startswith(("```", "~~~")):
            code = text[:3]  # a code block holds no fence of ours
            continue
        if not text.startswith(sign * 3):
            continue
        size = len(text) - len(text.lstrip(sign))
        if size < len(text):
            opened += [size] if sign == ":" else []
        elif opened[-1] <= size:
            opened.pop()
            if not opened:
                return line + 1
    return None
