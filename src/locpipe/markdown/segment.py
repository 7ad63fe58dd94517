"""From Markdown to units: every decision of DESIGN section 3 about what a unit is and what its msgid says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from markdown_it.token import Token

from locpipe.markdown import constructs, guard, inline, parser
from locpipe.markdown.arguments import read_arguments
from locpipe.markdown.blocks import Block, Pending
from locpipe.markdown.body import Body, Leaf, Opaque
from locpipe.markdown.code_text import read_code, read_title
from locpipe.markdown.constructs import Arguments
from locpipe.markdown.definitions import Defined, defined_in, title_unit, uncovered
from locpipe.markdown.flavours import arguments, flavour
from locpipe.markdown.html_units import HtmlBlock, HtmlUnit, read_block
from locpipe.markdown.kinds import CONTAINER_ENDS, CONTAINERS, kind_of
from locpipe.markdown.msgid import breaks_in, has_letter, msgid
from locpipe.markdown.rules import Rules
from locpipe.markdown.shape import Shape
from locpipe.model import Finding, Severity, Span, Unit, UnitKind

# MDX has no comments of HTML.
_COMMENT = re.compile(r"(?:<!--|\{/\*)\s*locpipe:(skip|end|note|context)\b(.*?)(?:-->|\*/\})", re.DOTALL)
_ID = re.compile(r"[{\s:]#([^\s{}#.]+)")
# Most tokens: nothing is to be done for them.
_BESIDE_TEXT = frozenset({"paragraph_open", "paragraph_close", "heading_open", "heading_close"})
_PREFIX = re.compile(r"[^\s>]")


@dataclass(slots=True)
class Segmenter:
    """Walks the tokens of one text once, in document order."""

    text: str
    base: int
    path: str
    rules: Rules
    units: list[Unit] = field(default_factory=list)
    opaque: list[Opaque] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    leaves: list[Leaf] = field(default_factory=list)
    html: list[Span] = field(default_factory=list)
    tags: list[Span] = field(default_factory=list)
    skipped: list[tuple[int, int]] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    trail: tuple[str, ...] = ()
    pending: Pending = field(default_factory=Pending)
    first_line: int = 0
    labels: frozenset[str] = frozenset()
    source_lines: list[str] = field(default_factory=list)
    covered: list[tuple[int, int]] = field(default_factory=list)
    offsets: parser.Offsets = field(default_factory=lambda: parser.Offsets("", 0))

    def run(self) -> Body:
        """Return the body that `text[base:]` is; lines count from the start of `text`."""
        body = self.text[self.base :]
        self.first_line = len(parser.Offsets(self.text[: self.base], 0).lines)
        self.offsets = parser.Offsets(body, self.base)
        tokens, env, source = parser.parse_blocks(body, self.rules.flavours)
        self.labels = inline.labels_of(env)
        self.source_lines = source.split("\n")
        self._walk(tokens)
        defined = self._defined(env)
        titles = self._titles(defined)
        self._definitions(env, titles.values())
        if self.pending.skipping:
            message = "locpipe:skip is never ended; put <!-- locpipe:end --> after the region"
            self.findings.append(Finding("comment", Severity.WARNING, self.path, self.pending.skipping, message))
        opaque = sorted(self.opaque, key=lambda region: region.line)
        return Body(
            units=tuple(sorted(self.units, key=attrgetter("pieces"))),
            opaque=tuple(opaque),
            findings=tuple(self.findings),
            labels=self.labels,
            shape=(Shape(tokens, env, titles),),
            leaves=tuple(self.leaves),
            html=tuple(self.html),
            tags=tuple(self.tags),
            definitions=tuple(defined.values()),
        )

    def _walk(self, tokens: list[Token]) -> None:
        containers: list[str] = []
        for index, token in enumerate(tokens):
            kind = token.type
            if kind in _BESIDE_TEXT:
                continue
            if kind == "inline":
                self._leaf(tokens, index, containers)
            elif kind in ("fence", "code_block"):
                self._code(token)
            elif kind == "html_block":
                self._html(token)
            elif kind == constructs.COPIED:
                self._construct(token)
            elif kind == "hr":
                self.covered.append(_map(token))
            elif kind in CONTAINERS:
                if kind == f"{constructs.CONTAINER}_open":
                    self.covered.append((_map(token)[0], _map(token)[0] + 1))
                containers.append(kind)
                self._too_deep(tokens, index)
            elif kind in CONTAINER_ENDS:
                containers.pop()
            elif kind == "tr_open":
                self._excess(token)
            elif kind == "table_open":
                self.covered.append(_map(token))

    def _leaf(self, tokens: list[Token], index: int, containers: list[str]) -> None:
        token, opening = tokens[index], tokens[index - 1]
        self.covered.append(_map(opening if opening.map else token))
        if "lines" not in token.meta or not token.content:
            return
        lines = self._spans(token)
        block = Block(kind_of(opening, containers), lines, _map(token)[0], lines[0].start)
        before = tokens[index - 2].type if index > 1 else ""
        block.level = int(opening.tag[1]) if block.kind is UnitKind.HEADING else 0
        block.starts_item = before == "list_item_open"
        block.starts_quote = before == "blockquote_open"
        self._units_of(block)

    def _spans(self, token: Token) -> list[Span]:
        return self.offsets.spans(token.meta["lines"], _map(token)[0])

    def _units_of(self, block: Block) -> None:
        split = self._without_markers(block)
        joined = self._content(block.lines)
        self.leaves.append(Leaf(joined, tuple(block.lines), block.level, block.heading_id, bool(self.pending.skipping)))
        if not block.lines:
            return
        lead = 1 if split and len(block.lines) > 1 else self._lead_in(block, joined)
        groups = [block.lines[:lead], block.lines[lead:]] if lead else [block.lines]
        for number, lines in enumerate(groups):
            kind = UnitKind.LEAD_IN if lead and not number and not split else block.kind
            self._unit(block, kind, lines, self._content(lines) if lead else joined)

    def _without_markers(self, block: Block) -> bool:
        """Take off what no translator may see; return whether the first line must stay a line of its own."""
        split = False
        first = block.lines[0]
        if block.starts_item and (match := guard.TASK_BOX.match(first.of(self.text))):
            block.lines[0] = Span(first.start + match.end(), first.end)
        elif block.starts_quote and (match := guard.ALERT.match(first.of(self.text))):
            block.lines[0] = Span(first.start + match.end(), first.end)
            split = block.lines[0].start < first.end
        if block.kind is UnitKind.HEADING:
            last = block.lines[-1]
            brace = guard.attributes_at(last.of(self.text))
            if brace is not None:
                kept, attributes = last.of(self.text)[:brace].rstrip(" \t"), last.of(self.text)[brace:]
                block.heading_id = found[1] if (found := _ID.search(attributes)) else ""
                block.lines[-1] = Span(last.start, last.start + len(kept))
        elif block.kind is not UnitKind.TABLE_CELL:
            for end in (-1, 0):
                line = block.lines[end].of(self.text).rstrip(" \t") if block.lines else ""
                if line.endswith("}") and guard.ATTRIBUTES.fullmatch(line):
                    block.lines.pop(end)
        while block.lines and block.lines[0].start >= block.lines[0].end:
            block.lines.pop(0)
        return split

    def _content(self, lines: list[Span]) -> str:
        text = self.text
        return "\n".join([text[line.start : line.end] for line in lines])

    def _lead_in(self, block: Block, content: str) -> int:
        """Return 1 where the first line is wholly one strong span that a soft break and text follow, else 0."""
        if content[:2] not in ("**", "__") or block.kind is UnitKind.HEADING:
            return 0
        first, newline, rest = content.partition("\n")
        line = first.rstrip(" \t")
        if not newline or line[-2:] != line[:2]:
            return 0
        if first.endswith("  ") or not rest.strip():
            return 0
        analysis = inline.analyse(content, self.labels, self.rules.flavours)
        return int(Span(0, len(line)) in analysis.strong)

    def _unit(self, block: Block, kind: UnitKind, lines: list[Span], content: str) -> None:
        if kind is UnitKind.TABLE_CELL:
            content = content.replace("\\|", "|")
        source = msgid(content, self.labels, self.rules)
        number = self.first_line + self._line_of(lines[0].start, block.line)
        if self.pending.skipping or self.pending.closed_by:
            why = "skip" if self.pending.skipping else "not translated"
            self.opaque.append(Opaque(why, number, len(lines), len(source.split())))
            return
        if block.kind is UnitKind.HEADING:
            self._enter(block.level, source)
        if not has_letter(source, self.labels, self.rules.flavours):
            self._attributes(lines, number)
            return
        path = self.trail if not block.level else tuple(text for level, text in self.headings if level < block.level)
        breaks = self._break_forms(block, lines, content) if "\n" in source else ()
        said = self.pending
        self.units.append(Unit(kind, source, tuple(lines), number, said.context, path, block.level, said.note, breaks))
        said.note = said.context = ""

    def _enter(self, level: int, text: str) -> None:
        while self.headings and self.headings[-1][0] >= level:
            self.headings.pop()
        self.headings.append((level, text.replace("\n", " ")))
        self.trail = tuple(text for _, text in self.headings)

    def _break_forms(self, block: Block, lines: list[Span], content: str) -> tuple[str, ...]:
        """Return what stands in the source for each newline of the msgid, with the next line's markers."""
        prefix = _PREFIX.sub(" ", self.text[self.offsets.of_line(block.line) : block.start])
        analysis = inline.analyse(content, self.labels, self.rules.flavours)
        forms, number, counted = [], 0, 0
        for start, _end, new in breaks_in(content, analysis, self.rules):
            newline = content.index("\n", start)
            number, counted = number + content.count("\n", counted, newline), newline
            if new == "\n":
                forms.append(content[start:newline] + self._newline_after(lines[number]) + prefix)
        return tuple(forms)

    def _newline_after(self, line: Span) -> str:
        match = parser.NEWLINE.search(self.text, line.end)
        return match[0] if match else "\n"

    def _line_of(self, offset: int, line: int) -> int:
        while line + 1 < len(self.offsets.lines) and self.offsets.of_line(line + 1) <= offset:
            line += 1
        return line

    def _copied(self, kind: str, token: Token) -> None:
        first, last = _map(token)
        self.covered.append((first, last))
        words = len(token.content.split())
        if not self.pending.skipping:
            self.opaque.append(Opaque(kind, self.first_line + first, last - first, words))

    def _code(self, token: Token) -> None:
        block = None
        if self.rules.code and not self.pending.skipping and not self.pending.closed_by and token.info:
            lines = self._spans(token)[1:]
            block = read_code(self.text, lines[: _lines_in(token)], token.info, self.rules.code, self.rules.every_text)
        if block:
            self._offered("code", token, block, before=1)
        else:
            self._copied("code", token)
        if ("=" in token.info or "[" in token.info) and any(flavour(name).code_titles for name in self.rules.flavours):
            self._code_title(token)

    def _code_title(self, token: Token) -> None:
        title = read_title(self.text, self._spans(token)[0], self.rules.attributes, self.rules.every_text)
        if title.units and not self.pending.skipping and not self.pending.closed_by:
            token.meta["info"] = title.skeleton
            for unit in title.units:
                self._offer(unit, self.first_line + _map(token)[0])

    def _html(self, token: Token) -> None:
        if not self.pending.skipping:
            self.html.append(self._lines_span(*_map(token)))
        if not self._comments(token):
            self._html_text(token)

    def _comments(self, token: Token) -> bool:
        """Follow what locpipe comments say; return whether there is one."""
        comments = _COMMENT.findall(token.content) if "locpipe:" in token.content else []
        self.covered += [_map(token)] * bool(comments)
        for name, text in comments:
            self._comment(name, " ".join(text.split()), self.first_line + _map(token)[0])
        return bool(comments)

    def _html_text(self, token: Token) -> None:
        first = self.first_line + _map(token)[0]
        lines = self._spans(token)
        if self.pending.skipping:
            self._copied("html", token)
            return
        block = read_block(self.text, lines, self.pending.closed_by)
        self.pending.closed_by = block.closed_by if self._is_closed(block.closed_by, lines[-1].end) else ""
        problem = block.problem
        if block.closed_by and not self.pending.closed_by:
            problem = f"<{block.closed_by}> is never closed; close it, or what follows is offered"
        if problem:
            self.findings.append(Finding("html", Severity.WARNING, self.path, first, problem))
        self._offered("html", token, block)

    def _construct(self, token: Token) -> None:
        kind = token.meta.get("arguments")
        if self._comments(token):
            return
        lines = self._spans(token) if kind else []
        if kind and not self.pending.skipping:
            kept = self.html if kind is Arguments.TAG else self.tags
            kept.append(Span(lines[0].start, lines[-1].end))
        if kind and not self.pending.skipping and not self.pending.closed_by:
            block = read_arguments(self.text, lines, kind, self.rules.attributes, self.rules.every_text)
            self._offered(token.info, token, block)
        else:
            self._copied(token.info, token)

    def _offered(self, kind: str, token: Token, block: HtmlBlock, before: int = 0) -> None:
        """Make units of what a copied block holds, so many lines below its first."""
        first, last = _map(token)
        token.meta["skeleton"] = block.skeleton
        self.covered.append((first, last))
        self.opaque.append(Opaque(kind, self.first_line + first, last - first, block.words_left))
        for unit in block.units:
            self._offer(unit, self.first_line + first + before)

    def _attributes(self, lines: list[Span], number: int) -> None:
        """Offer what tags and placeholders say in a text that has no word besides, such as an image with its `alt`."""
        content, found = self._content(lines), None
        if "<" in content and all(flavour(name).html_blocks for name in self.rules.flavours) and "{{<" not in content:
            found = read_block(self.text, lines, "")
        elif "=" in content and "`" not in content and (known := arguments(self.rules.flavours)):
            shown = Arguments.TAG if "<" in content.replace("{{<", "") else Arguments.LIQUID
            kind = Arguments.SHORTCODE if Arguments.SHORTCODE in known and "{{" in content else shown
            found = read_arguments(self.text, lines, kind, self.rules.attributes, self.rules.every_text)
        for unit in found.units if found else ():
            if unit.kind in (UnitKind.ATTRIBUTE, UnitKind.ARGUMENT):
                self._offer(unit, number)

    def _is_closed(self, name: str, after: int) -> bool:
        return bool(name) and f"</{name}" in self.text[after:].lower()

    def _offer(self, unit: HtmlUnit, first: int) -> None:
        said, path = self.pending, self.trail
        line = first + unit.line
        self.units.append(
            Unit(unit.kind, unit.source, unit.pieces, line, said.context, path, 0, said.note, unit.breaks)
        )
        said.note = said.context = ""

    def _comment(self, name: str, text: str, line: int) -> None:
        if name == "skip":
            self.pending.skipping = line
        elif name == "end":
            self.skipped.append((self.pending.skipping, line))
            self.pending.skipping = 0
        elif name == "note":
            self.pending.note = f"{self.pending.note} {text}".strip()
        else:
            self.pending.context = text

    def _too_deep(self, tokens: list[Token], index: int) -> None:
        """Report a container whose content the parser dropped; it is copied byte for byte."""
        token = tokens[index]
        if token.level < parser.MAX_NESTING - 1 or tokens[index + 1].nesting != -1:
            return
        first, last = _map(token)
        words = sum(len(line.split()) for line in self.source_lines[first:last])
        self.covered.append((first, last))
        self.opaque.append(Opaque("nesting", self.first_line + first, last - first, words))
        message = f"blocks nested deeper than {parser.MAX_NESTING} are copied untranslated; nest them less"
        self.findings.append(Finding("nesting", Severity.WARNING, self.path, self.first_line + first, message))

    def _excess(self, token: Token) -> None:
        """Count cells beyond the header's number: no renderer shows them (GFM 4.10)."""
        excess = token.meta.get("excess", ())
        if any(end > start for start, end in excess):
            line = self.first_line + _map(token)[0]
            self.opaque.append(Opaque("excess cell", line, 1, len(excess)))

    def _lines_span(self, first: int, last: int) -> Span:
        return Span(self.offsets.of_line(first), self.offsets.of_line(last))

    def _defined(self, env: dict[str, Any]) -> dict[Defined, Span]:
        """Return the lines of each link reference definition, those in skipped regions excepted."""
        last_line = self.first_line + len(self.source_lines)
        regions = [*self.skipped, (self.pending.skipping or last_line, last_line)]
        skipped = [(start - self.first_line, end - self.first_line) for start, end in regions]
        return {each: self._lines_span(each.first, each.last) for each in defined_in(env, skipped)}

    def _titles(self, defined: dict[Defined, Span]) -> dict[str, Unit]:
        """Offer the titles of definitions; return them by their labels."""
        found = (
            (each.label, title_unit(self.text, span, self.first_line + each.first)) for each, span in defined.items()
        )
        titles = {label: unit for label, unit in found if unit}
        self.units += titles.values()
        return titles

    def _definitions(self, env: dict[str, Any], titles: Iterable[Unit]) -> None:
        """Count the lines that no block covers: link reference definitions."""
        offered = {unit.line: len(unit.source.split()) for unit in titles}
        for number, words in uncovered(self.source_lines, self.covered) if "references" in env else ():
            line = self.first_line + number
            self.opaque.append(Opaque("definition", line, 1, words - offered.get(line, 0)))


def _lines_in(token: Token) -> int:
    """Return how many lines stand between a fence and its end."""
    return token.content.count("\n") + (token.content[-1:] not in ("", "\n"))


def _map(token: Token) -> tuple[int, int]:
    first, last = token.map or (0, 0)
    return first, last
