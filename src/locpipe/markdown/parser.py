"""Blocks with exact source spans, from markdown-it-py.

markdown-it-py gives line maps only, and a container's offsets (`bMarks`, `tShift`, `eMarks`) are right only while the
enclosing rule runs. So the spans are noted when a block's closing token is pushed: `inline.meta["lines"]` holds one
(start, end) pair per line, in code points of the normalised text.
"""

from __future__ import annotations

import functools
import re
from itertools import accumulate
from operator import add, sub
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.footnote.index import footnote_def

from locpipe.markdown import construct_blocks, construct_inlines, gating, noting
from locpipe.markdown.flavours import flavour
from locpipe.model import Span

MAX_NESTING = 100
"""Deeper blocks are copied: the commonmark preset's 20 drops text silently, past about 400 Python's stack ends."""

NEWLINE = re.compile(r"\r\n?|\n")


class _SpanState(StateBlock):
    """A block state that notes the spans of a leaf block's lines while they are right."""

    def __init__(self, src: str, md: MarkdownIt, env: dict[str, Any], tokens: list[Token]) -> None:
        # Without a text, and then the marks of all lines at once, where the parser looks at one after another.
        super().__init__("", md, env, tokens)
        self.src = src
        lines = src.split("\n")
        if not lines[-1].strip(" \t"):
            lines.pop()  # as the parser does
        self.lineMax = len(lines)
        lengths = [len(line) for line in lines]
        starts = [0, *accumulate([length + 1 for length in lengths])]
        self.bMarks = [*starts[:-1], len(src)]
        self.eMarks = [*map(add, starts, lengths), len(src)]
        self.tShift = [*map(sub, lengths, [len(line.lstrip(" \t")) for line in lines]), 0]
        self.sCount = self.tShift[:]
        if "\t" in src:
            indents = [line[:shift] for line, shift in zip(lines, self.tShift, strict=False)]
            self.sCount = [*[len(indent.expandtabs(4)) for indent in indents], 0]
        self.bsCount = [0] * (len(lines) + 1)
        self.lacks = gating.lacks(src)

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        if nesting == -1:
            if ttype == "paragraph_close":
                self._note_lines(self.tokens[-1])
            elif ttype == "dt_close":
                # The plugin gives the term's line as an empty range.
                first = (self.tokens[-1].map or [0])[0]
                self.tokens[-1].map = self.tokens[-2].map = [first, first + 1]
                self._note_lines(self.tokens[-1])
            elif ttype == "heading_close":
                self._note_heading(self.tokens[-1])
            elif ttype == "tr_close":
                self._note_cells()
            self.level -= 1
        # What the parser's own method and the constructor do, in one call: every block of every text comes by.
        token = Token.__new__(Token)
        token.type, token.tag, token.nesting, token.level = ttype, tag, nesting, self.level
        token.attrs, token.meta, token.map, token.children = {}, {}, None, None
        token.content = token.markup = token.info = ""
        token.block, token.hidden = True, False
        if nesting == 1:
            self.level += 1
        self.tokens.append(token)
        return token

    def getLines(self, begin: int, end: int, indent: int, keepLastLF: bool) -> str:  # noqa: N802, N803
        """Return the lines from `begin` on, before `end`; outside of containers they stand as they are."""
        if indent or self.level or begin >= end:
            return super().getLines(begin, end, indent, keepLastLF)
        return self.src[self.bMarks[begin] : self.eMarks[end - 1] + keepLastLF]

    def _note_lines(self, inline: Token) -> None:
        """Note where each line begins after its containers and indentation, and where it ends."""
        first, last = inline.map or (0, 0)
        starts = map(add, self.bMarks[first:last], self.tShift[first:last])
        inline.meta["lines"] = list(zip(starts, self.eMarks[first:last], strict=True))
        self._trim(inline)

    def _note_heading(self, inline: Token) -> None:
        if self.tokens[-2].markup[:1] != "#":
            self._note_lines(inline)
            return
        line = (inline.map or (0, 0))[0]
        start = self.bMarks[line] + self.tShift[line] + len(self.tokens[-2].markup)
        while start < self.eMarks[line] and self.src[start] in MD_TRIM_CHARS:
            start += 1
        inline.meta["lines"] = [(start, start + len(inline.content))]

    def _trim(self, inline: Token) -> None:
        """Take the blanks off that the parser takes off a block's content; U+3000 may be a line."""
        lines, src = inline.meta["lines"], self.src
        (start, end), (last_start, last) = lines[0], lines[-1]
        if start < end and last_start < last and src[start] not in MD_TRIM_CHARS and src[last - 1] not in MD_TRIM_CHARS:
            return
        for number, (start, end) in enumerate(lines):
            while start < end and self.src[start] in MD_TRIM_CHARS:
                start += 1
            lines[number] = (start, end)  # an empty first line stays, as lines count from the block's first
            if start < end:
                break
        start, end = lines[-1]
        while end > start or len(lines) > 1:
            if end == start:
                lines.pop()
                start, end = lines[-1]
            elif self.src[end - 1] in MD_TRIM_CHARS:
                end -= 1
            else:
                break
        lines[-1] = (start, end)

    def _note_cells(self) -> None:
        """Split the row again, with offsets: the parser keeps none, and takes the backslash off `\\|`."""
        opening = len(self.tokens) - 1
        while self.tokens[opening].type != "tr_open":
            opening -= 1
        line = (self.tokens[opening].map or (0, 0))[0]
        cells = _split_row(self.src, self.bMarks[line] + self.tShift[line], self.eMarks[line])
        inlines = [token for token in self.tokens[opening:] if token.type == "inline"]
        for inline, cell in zip(inlines, cells, strict=False):
            inline.meta["lines"] = [cell]
        self.tokens[opening].meta["excess"] = cells[len(inlines) :]


class _BoundedBlocks(ParserBlock):
    """Passes over what is nested too deep and goes on after it.

    markdown-it-py's own limit jumps to the end of the enclosing range, for a list the end of the text: everything
    after a list of 100 levels would be lost.
    """

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803
        if state.level < MAX_NESTING:
            super().tokenize(state, startLine, endLine)
            return
        line, blank = startLine, False
        while line < endLine and not (blank and not state.isEmpty(line) and state.sCount[line] < state.blkIndent):
            blank = state.isEmpty(line)
            line += 1
        state.line = line


def _note_lines(md: MarkdownIt, name: str, alt: list[str]) -> None:
    """Let the rule for blocks that are copied note their lines as other leaf blocks do.

    A fence's own indentation is taken off the lines behind it, and no more (CommonMark 4.5).
    """
    rule = next(each.fn for each in md.block.ruler.__rules__ if each.name == name)

    def noted(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        if not rule(state, start_line, end_line, silent):
            return False
        if not silent:
            most = state.tShift[start_line] if name == "fence" else len(state.src)
            lines = slice(start_line, state.line)
            starts = state.bMarks[lines]
            if most:
                starts = [start + min(most, shift) for start, shift in zip(starts, state.tShift[lines], strict=True)]
            state.tokens[-1].meta["lines"] = list(zip(starts, state.eMarks[lines], strict=True))
        return True

    md.block.ruler.at(name, noted, {"alt": alt})


def _split_row(src: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the trimmed span of each cell of the table row in `src[start:end]` (GFM 4.10)."""
    start, end = _trimmed(src, start, end)
    bounds, cell = [], start
    escaped = False
    for position in range(start, end):
        character = src[position]
        if character == "|" and not escaped:
            bounds.append((cell, position))
            cell = position + 1
        escaped = character == "\\"
    bounds.append((cell, end))
    if bounds and bounds[0][0] == bounds[0][1]:
        bounds.pop(0)
    if bounds and bounds[-1][0] == bounds[-1][1]:
        bounds.pop()
    return [_trimmed(src, *bound) for bound in bounds]


def _trimmed(src: str, start: int, end: int) -> tuple[int, int]:
    while start < end and src[start] in MD_TRIM_CHARS:
        start += 1
    while end > start and src[end - 1] in MD_TRIM_CHARS:
        end -= 1
    return start, end


@functools.cache
def markdown(flavours: tuple[str, ...]) -> MarkdownIt:
    """Return the parser for the flavours; it keeps no state between articles."""
    md = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING})
    blocks = _BoundedBlocks()
    blocks.ruler, md.block = md.block.ruler, blocks
    spoken = [flavour(name) for name in flavours]
    if any(each.gfm for each in spoken):
        md.enable(["table", "strikethrough"])
        md.block.ruler.before("reference", "footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})
        md.inline.ruler.after("image", "footnote_ref", noting.footnote_reference)
    for each in spoken:
        each.install(md)
        construct_blocks.install(md, each)
        construct_inlines.install(md, each)
    _note_lines(md, "html_block", ["paragraph", "reference", "blockquote"])
    _note_lines(md, "fence", ["paragraph", "reference", "blockquote", "list"])
    noting.install(md)
    gating.install(md)
    return md


def parse_blocks(text: str, flavours: tuple[str, ...]) -> tuple[list[Token], dict[str, Any], str]:
    """Return the block tokens, the environment (reference and footnote labels) and the normalised text.

    Inline content is not parsed. The text has no byte order mark and no front matter; CR, CRLF and NUL are normalised
    as CommonMark 2.1 and 2.3 say, so spans count code points of the returned text (see Offsets).
    """
    md = markdown(flavours)
    source = NEWLINE.sub("\n", text) if "\r" in text else text
    source = source.replace("\0", "\ufffd")
    env: dict[str, Any] = {}
    tokens: list[Token] = []
    if source:
        state = _SpanState(source, md, env, tokens)
        md.block.tokenize(state, state.line, state.lineMax)
    return tokens, env, source


class Offsets:
    """Maps offsets and lines of the normalised text to the text itself; CRLF is what makes them differ."""

    def __init__(self, text: str, base: int) -> None:
        self._base = base
        if "\r" not in text:
            self.lines = [0, *accumulate([len(line) + 1 for line in text.split("\n")[:-1]])]
            self._removed: list[int] = []
            return
        newlines = [match.span() for match in NEWLINE.finditer(text)]
        self.lines = [0, *(end for _, end in newlines)]
        self._removed = [0, *accumulate(end - start - 1 for start, end in newlines)]

    def of_line(self, line: int) -> int:
        """Return the offset at which the line (from 0) starts."""
        return self._base + (self.lines[line] if line < len(self.lines) else self.lines[-1])

    def spans(self, lines: list[tuple[int, int]], first: int) -> list[Span]:
        """Return where the text has these lines of the normalised text, the first of which is `first` (from 0)."""
        base = self._base
        if not self._removed:
            return [Span(base + start, base + end) for start, end in lines]
        removed = self._removed[first : first + len(lines)]
        return [Span(base + start + n, base + end + n) for (start, end), n in zip(lines, removed, strict=True)]
