"""The text that a reader sees in a block of HTML, and the attributes that a reader meets, with exact spans.

Tags are read as the HTML standard's tokenizer does (https://html.spec.whatwg.org/multipage/parsing.html#tokenization),
as far as blocks of Markdown need it: each block is a fragment, whose elements may begin or end in other blocks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from locpipe.model import Span

READ_ATTRIBUTES = frozenset({"alt", "title", "aria-label", "placeholder", "summary"})
"""The attributes that a reader meets."""

# Phrasing content stays in the text (HTML 3.2.5.2.5); every other tag parts it.
_PHRASING_NAMES = """
    a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd mark nobr q rp rt ruby s samp small
    span strike strong sub sup time tt u var wbr
"""
_PHRASING = frozenset(_PHRASING_NAMES.split())
_VOID = frozenset({"br", "img", "wbr"})
_RAW_NAMES = "script style pre textarea svg math iframe template object video audio"
_CODE = frozenset({"code", "kbd", "samp", "var", "tt"})
_RAW = frozenset(_RAW_NAMES.split())
_TOKEN = re.compile(
    r"""<!--.*?-->|<\?.*?>|<!\[CDATA\[.*?\]\]>|<![A-Za-z][^>]*>
    |<(?P<slash>/?)(?P<name>[A-Za-z][\w:.-]*)(?P<attributes>(?>[^<>"']|"[^"]*"|'[^']*')*+)>
    |<(?=[A-Za-z/!?])""",
    re.DOTALL | re.VERBOSE,
)
_ATTRIBUTE = re.compile(
    r"""(?P<name>[^\s"'<>/=]+)(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'=<>`]+)))?"""
)
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A text to translate: visible text, or the value of `attribute`; `quote` is the character around that value.

    `element` is the tag that the text stands in, "" where it begins in another block.
    """

    span: Span
    element: str
    attribute: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class HtmlText:
    """What a block of HTML holds: its pieces in order, and why none could be found, "" where they could.

    `left` are the spans of text that is left alone: scripts, preformatted text, what must not be translated.
    `closed_by` is the name of an element that must not be translated and that ends in a later block, "" for none.
    """

    pieces: tuple[Piece, ...] = ()
    left: tuple[Span, ...] = ()
    problem: str = ""
    closed_by: str = ""


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    start: int
    end: int
    closing: bool
    attributes: Span
    alone: bool
    kept: bool


@dataclass(slots=True)
class _Run:
    """Text and phrasing tags between two tags that part them."""

    start: int
    tags: list[_Tag] = field(default_factory=list)


class _MalformedError(Exception):
    """A tag is never closed."""


def pieces_of(html: str, closed_by: str = "") -> HtmlText:
    """Return the pieces of a block of HTML, spans in code points of it.

    `closed_by` is what the block before said: until that element ends, nothing is to be translated.
    """
    reader = _Reader(html)
    try:
        reader.read(closed_by)
    except _MalformedError:
        words = "a tag is never closed; close it, or its text cannot be offered"
        return HtmlText((), (Span(0, len(html)),), words, "")
    return HtmlText(
        tuple(sorted(reader.pieces, key=lambda piece: piece.span)), tuple(reader.left), "", reader.closed_by
    )


class _Reader:
    def __init__(self, html: str) -> None:
        self.html = html
        self.pieces: list[Piece] = []
        self.left: list[Span] = []
        self.closed_by = ""
        self.element = ""

    def read(self, closed_by: str) -> None:
        """Find every piece."""
        position = self._skipped(closed_by, 0) if closed_by else 0
        run = _Run(position)
        while token := _TOKEN.search(self.html, position):
            position = token.end()
            if token["name"] is None:
                if token.end() - token.start() == 1:
                    raise _MalformedError
                run = self._end(run, token.start(), token.end())
                continue
            tag = self._tag(token)
            if tag.kept and tag.name not in _PHRASING:
                self._end(run, tag.start, tag.end)
                position = self._skipped(tag.name, tag.end)
                run = _Run(position)
            elif tag.name in _PHRASING:
                run.tags.append(tag)
            else:
                run = self._end(run, tag.start, tag.end)
                self._attributes(tag)
                self.element = "" if tag.closing else tag.name
        self._end(run, len(self.html), len(self.html))

    def _tag(self, token: re.Match[str]) -> _Tag:
        name, attributes = token["name"].lower(), token["attributes"]
        span = Span(token.start("attributes"), token.end("attributes"))
        alone = name in _VOID or attributes.rstrip().endswith("/")
        kept = not token["slash"] and not alone and (name in _RAW or name in _CODE or _is_kept(self.html, span))
        return _Tag(name, token.start(), token.end(), bool(token["slash"]), span, alone, kept)

    def _skipped(self, name: str, start: int) -> int:
        """Return where the element ends, nested ones of its name counted; what is in it is left alone."""
        depth = 1
        tags = re.compile(rf"<(/?){re.escape(name)}(?![\w:.-])[^>]*>", re.IGNORECASE)
        for match in tags.finditer(self.html, start):
            depth += -1 if match[1] else int(not match[0].endswith("/>"))
            if depth == 0:
                self.left.append(Span(start, match.start()))
                return match.end()
        self.left.append(Span(start, len(self.html)))
        self.closed_by = name
        return len(self.html)

    def _end(self, run: _Run, end: int, after: int) -> _Run:
        """Take the run that ends here and return the next one, which begins at `after`."""
        start, end, tags = self._peeled(run.start, end, run.tags)
        if _speaks(self.html, start, end, tags):
            self.pieces.append(Piece(Span(start, end), self.element))
        else:
            for tag in tags:
                self._attributes(tag)
        return _Run(after)

    def _peeled(self, start: int, end: int, tags: list[_Tag]) -> tuple[int, int, list[_Tag]]:
        """Return the run without blanks and tags around all of it; attributes of what is taken off are pieces."""
        tags = list(tags)
        while True:
            start, end = _trimmed(self.html, start, end)
            first = tags[0] if tags and tags[0].start == start else None
            last = tags[-1] if tags and tags[-1].end == end else None
            if first and (first.alone or first.closing):
                self._attributes(tags.pop(0))
                start = first.end
            elif last and (last.alone or (not last.closing)):
                self._attributes(tags.pop())
                end = last.start
            elif first and last and first is not last and not first.kept and _are_pair(tags):
                self._attributes(first)
                start, end, tags = first.end, last.start, tags[1:-1]
            else:
                return start, end, tags

    def _attributes(self, tag: _Tag) -> None:
        if tag.closing:
            return
        for match in _ATTRIBUTE.finditer(self.html, tag.attributes.start, tag.attributes.end):
            group = next((name for name in ("double", "single", "bare") if match[name] is not None), "")
            if match["name"].lower() in READ_ATTRIBUTES and group and any(map(str.isalpha, _bare(match[group]))):
                quote = {"double": '"', "single": "'"}.get(group, "")
                self.pieces.append(Piece(Span(*match.span(group)), tag.name, match["name"].lower(), quote))


def _bare(text: str) -> str:
    """Return the text without what a template engine puts in."""
    return _TEMPLATE.sub("", text)


def _trimmed(html: str, start: int, end: int) -> tuple[int, int]:
    while start < end and html[start].isspace():
        start += 1
    while end > start and html[end - 1].isspace():
        end -= 1
    return start, end


def _are_pair(tags: list[_Tag]) -> bool:
    """Tell whether the last tag closes the first."""
    depth: list[str] = []
    for number, tag in enumerate(tags):
        if tag.closing:
            if not depth or depth.pop() != tag.name:
                return False
            if not depth:
                return number == len(tags) - 1
        elif not tag.alone:
            depth.append(tag.name)
    return False


def _speaks(html: str, start: int, end: int, tags: list[_Tag]) -> bool:
    """Tell whether a letter stands outside tags, code and what is not to be translated."""
    position, kept, parts = start, "", []
    for tag in tags:
        parts += [] if kept else [html[position : tag.start]]
        position = tag.end
        if tag.kept and not kept:
            kept = tag.name
        elif tag.closing and tag.name == kept:
            kept = ""
    parts += [] if kept else [html[position:end]]
    return any(map(str.isalpha, re.sub(r"&#?\w+;", "", _bare("".join(parts)))))


def _is_kept(html: str, attributes: Span) -> bool:
    found = {match["name"].lower(): match for match in _ATTRIBUTE.finditer(html, attributes.start, attributes.end)}
    return _value(found.get("translate")) == "no" or "notranslate" in _value(found.get("class")).split()


def _value(match: re.Match[str] | None) -> str:
    return (match["double"] or match["single"] or match["bare"] or "").lower() if match else ""


def has_markdown(html: str) -> bool:
    """Tell whether an element says that its content is Markdown, which is a site's own reading of this block."""
    return any(
        attribute["name"].lower() == "markdown"
        for token in _TOKEN.finditer(html)
        if token["name"] and not token["slash"]
        for attribute in _ATTRIBUTE.finditer(html, token.start("attributes"), token.end("attributes"))
    )


def encoded(text: str, quote: str) -> str:
    """Return a translation as it can stand in an attribute between such quotes, or without any."""
    text = text.replace('"', "&quot;") if quote != "'" else text.replace("'", "&#39;")
    return text if quote else re.sub(r"[\s=<>`']", lambda found: f"&#{ord(found[0])};", text)
