"""A unit's text cut into words and markup, so that the words can be sent and the markup stays here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from html import unescape

from locpipe.markdown.inline import UNTRANSLATED, Inline, analyse, full_form_labels, spoken
from locpipe.model import Placeable, PlaceableKind, Span

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# An address that no parser links is an address all the same: it is no engine's business.
_MAIL = re.compile(r"[^\W_][\w.+-]*@(?:[^\W_]|-)+(?:\.(?:[^\W_]|-)+)+")
_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)([^<>]*?)(/?)>", re.DOTALL)
# XML 1.0, 2.2: everything else cannot stand in a document; 2.11: a carriage return would come back as a line feed.
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_OPAQUE = frozenset(["code", "kbd", "math", "pre", "samp", "script", "style", "svg", "tt", "var"])
_PEELED = (PlaceableKind.IMAGE, PlaceableKind.FOOTNOTE)

DEEPEST = 40
"""Markup nested deeper than this is one piece, its words included; no writer means such a thing."""


class Kind(Enum):
    """What a piece of markup is, as far as masking treats it differently."""

    EMPHASIS = 1
    LINK = 2
    TAGS = 3
    BREAK = 4
    EDGE = 5  # stands at a unit's end as well outside it: an image, a footnote reference, a lone HTML tag
    WORD = 6  # part of its sentence: code, an address, a placeholder


@dataclass(frozen=True, slots=True)
class Inner:
    """Words within markup: an image's alternative text, or a title; as they stand in the source."""

    text: str
    delimiter: str = ""


Literal = tuple[str | Inner, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of markup: its source before and after the words it holds; `pieces` None where it holds none."""

    kind: Kind
    opening: Literal
    closing: Literal = ()
    pieces: tuple[str | Piece, ...] | None = None


Pieces = tuple[str | Piece, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """A text in pieces. `spellings` says how the source writes a character that Markdown would read: `*` as `\\\\*`."""

    pieces: Pieces
    spellings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Region:
    """Where a construct stands; `inside` is the span of its words, None where it is one piece."""

    span: Span
    kind: Kind
    inside: Span | None = None
    opening: Literal = ()
    closing: Literal = ()


def cut(text: str, *, markdown: bool = True) -> Cut:
    """Return the text in pieces; joined again by `source_of` they are the text.

    Front matter (`markdown=False`) has code, tags, addresses and placeholders, but neither escapes nor entities.
    """
    return _cut(text, spoken(), markdown=markdown)


@lru_cache(maxsize=2048)
def _cut(text: str, flavours: tuple[str, ...], *, markdown: bool) -> Cut:
    inline = analyse(text, full_form_labels(text), flavours)
    return _Cutter(text, inline, markdown=markdown).run()


def source_of(pieces: Pieces, spellings: dict[str, str]) -> str:
    """Return the pieces' source."""
    parts = []
    for piece in pieces:
        if isinstance(piece, str):
            parts.append(spelled(piece, spellings))
        else:
            inside = source_of(piece.pieces or (), spellings)
            parts += [literal_of(piece.opening), inside, literal_of(piece.closing)]
    return "".join(parts)


def literal_of(literal: Literal) -> str:
    """Return the source of a literal, its inner words as they are."""
    return "".join(part if isinstance(part, str) else part.text for part in literal)


def spelled(words: str, spellings: dict[str, str]) -> str:
    """Return the words with each character as the source writes it."""
    return "".join(spellings.get(character, character) for character in words) if spellings else words


class _Cutter:
    """One text: finds the regions, then nests them."""

    def __init__(self, text: str, inline: Inline, *, markdown: bool) -> None:
        self.text, self.inline, self.markdown = text, inline, markdown
        self.taken = bytearray(len(text))

    def run(self) -> Cut:
        regions = list(self._regions())
        self.spellings = self._consistent() if self.markdown else {}
        regions += [_Region(span, Kind.WORD) for span in self._leftovers()]
        pieces = self._nested(sorted(regions, key=lambda region: (region.span.start, -region.span.end)))
        return Cut(_with_tags(pieces, self.spellings), tuple(sorted(self.spellings.items())))

    def _regions(self) -> Iterator[_Region]:
        atoms = [(p.span, p) for p in self.inline.placeables if p.kind is not PlaceableKind.LINK]
        for span, placeable in atoms:
            if self._free(span):
                self._take(span)
                yield self._atom(placeable)
        for position, character in enumerate(self.text):
            if character == "\n" and self._free(Span(position, position + 1)):
                self._take(Span(position, position + 1))
                yield _Region(Span(position, position + 1), Kind.BREAK)
        yield from self._containers()
        for match in (*_MAIL.finditer(self.text), *_NOT_XML.finditer(self.text)):
            if self._free(span := Span(*match.span())):
                self._take(span)
                yield _Region(span, Kind.WORD)

    def _atom(self, placeable: Placeable) -> _Region:
        span = placeable.span
        if placeable.kind is PlaceableKind.IMAGE:
            # "![" alt "](address" title ")"; where the reference form has no address, nothing but the label follows.
            end = _label_end(self.text, span, placeable)
            alt = Span(span.start + 2, end)
            literal = ("![", Inner(alt.of(self.text)), *self._ending(end, span.end, placeable))
            return _Region(span, Kind.EDGE, opening=literal)
        kind = Kind.EDGE if placeable.kind in (*_PEELED, PlaceableKind.HTML) else Kind.WORD
        return _Region(span, kind)

    def _containers(self) -> Iterator[_Region]:
        links = [p for p in self.inline.placeables if p.kind is PlaceableKind.LINK]
        for link in links:
            end = _label_end(self.text, link.span, link)
            opening, closing = Span(link.span.start, link.span.start + 1), Span(end, link.span.end)
            if self._free(opening) and self._free(closing):
                self._take(opening)
                self._take(closing)
                ending = self._ending(end, link.span.end, link)
                yield _Region(link.span, Kind.LINK, Span(opening.end, end), ("[",), ending)
        for first, last in self.inline.pairs:
            if self._free(first) and self._free(last) and not self._in_long_run(first, last):
                self._take(first)
                self._take(last)
                whole, inside = Span(first.start, last.end), Span(first.end, last.start)
                yield _Region(whole, Kind.EMPHASIS, inside, (first.of(self.text),), (last.of(self.text),))

    def _in_long_run(self, first: Span, last: Span) -> bool:
        """Tell whether more tildes stand beside strikethrough: the parser moves an odd one out of its way."""
        text, around = self.text, (first.start - 1, first.end, last.start - 1, last.end)
        return text[first.start] == "~" and any(text[at : at + 1] == "~" for at in around if at >= 0)

    def _ending(self, start: int, end: int, placeable: Placeable) -> Literal:
        """Return the source from the `]` on, a title in it apart."""
        after = placeable.value_span.end
        rest = self.text[after : end - 1]
        if self.text[end - 1] != ")" or placeable.value_span.start < start or not rest.strip():
            return (self.text[start:end],)
        first = after + len(rest) - len(rest.lstrip())
        last = after + len(rest.rstrip()) - 1
        if last <= first or self.text[first] not in "\"'(":
            return (self.text[start:end],)
        title = Inner(self.text[first + 1 : last], self.text[last])
        return (self.text[start : first + 1], title, self.text[last:end])

    def _free(self, span: Span) -> bool:
        return span.end > span.start and not any(self.taken[span.start : span.end])

    def _take(self, span: Span) -> None:
        self.taken[span.start : span.end] = b"\1" * (span.end - span.start)

    def _spellings(self) -> Iterator[tuple[Span, str]]:
        """Yield each escape and entity among the words, and the character it stands for."""
        for match in (*_ESCAPE.finditer(self.text), *_ENTITY.finditer(self.text)):
            span = Span(*match.span())
            if self._free(span):
                yield span, match[1] if match.re is _ESCAPE else unescape(match[0])

    def _consistent(self) -> dict[str, str]:
        """Return how characters are written that are always written so; others become pieces of their own."""
        found = sorted(self._spellings())
        ways: dict[str, set[str]] = {}
        spelled = bytearray(self.taken)
        for span, character in found:
            if any(spelled[span.start : span.end]):
                continue  # the "&" of "\\&amp;" is escaped already
            ways.setdefault(character, set()).add(span.of(self.text))
            spelled[span.start : span.end] = b"\1" * (span.end - span.start)
        raw = {character for place, character in enumerate(self.text) if not spelled[place]}
        return {
            character: next(iter(spellings))
            for character, spellings in ways.items()
            if len(spellings) == 1 and character not in raw and _plain(character)
        }

    def _leftovers(self) -> Iterator[Span]:
        """Yield markup that belongs to nothing found so far, and escapes that cannot be put back by rule."""
        known = set(self.spellings.values())
        ends = 0
        for span, _ in sorted(self._spellings()):
            if span.start < ends:
                continue
            ends = span.end
            if span.of(self.text) not in known and self.markdown:
                yield span
                self._take(span)
            elif self.markdown:
                self.taken[span.start : span.end] = b"\2" * (span.end - span.start)
        for span in self.inline.markup:
            yield from self._untaken(span)

    def _untaken(self, span: Span) -> Iterator[Span]:
        start = span.start
        while start < span.end:
            if self.taken[start] or (not self.markdown and self.text[start] == "&"):
                start += 1
                continue
            end = start
            while end < span.end and not self.taken[end]:
                end += 1
            self._take(Span(start, end))
            yield Span(start, end)
            start = end

    def _nested(self, regions: Sequence[_Region]) -> list[str | Piece]:
        """Return the pieces, each region within the one around it; what crosses another is one piece."""
        stack: list[tuple[_Region, list[str | Piece]]] = [(_Region(Span(0, 0), Kind.WORD, Span(0, len(self.text))), [])]
        position = 0

        def words(end: int) -> None:
            nonlocal position
            if end > position:
                stack[-1][1].extend(self._words(position, end))
            position = max(position, end)

        def close() -> None:
            nonlocal position
            region, pieces = stack.pop()
            assert region.inside is not None
            stack[-1][1].append(Piece(region.kind, region.opening, region.closing, tuple(pieces)))
            position = region.span.end

        for region in regions:
            while len(stack) > 1 and region.span.start >= (stack[-1][0].inside or region.span).end:
                words((stack[-1][0].inside or region.span).end)
                close()
            if region.span.start < position:
                continue  # within a piece that was taken whole
            words(region.span.start)
            if region.inside is None or len(stack) > DEEPEST:
                literal = () if region.inside else region.opening
                stack[-1][1].append(Piece(region.kind, literal or (region.span.of(self.text),)))
                position = region.span.end
            else:
                stack.append((region, []))
                position = region.inside.start
        while len(stack) > 1:
            words(_end(stack[-1][0]))
            close()
        words(len(self.text))
        return stack[0][1]

    def _words(self, start: int, end: int) -> Iterator[str]:
        """Yield the words of a stretch without markup, escapes and entities as the characters they stand for."""
        text = self.text[start:end]
        if self.spellings:
            ways = {spelling: character for character, spelling in self.spellings.items()}
            pattern = "|".join(re.escape(spelling) for spelling in sorted(ways, key=len, reverse=True))
            text = re.sub(pattern, lambda match: ways[match[0]], text)
        yield text


def _end(region: _Region) -> int:
    return region.inside.end if region.inside else region.span.end


def _plain(character: str) -> bool:
    return len(character) == 1 and (character.isprintable() or character == "\xa0") and not _NOT_XML.match(character)


def _label_end(text: str, span: Span, placeable: Placeable) -> int:
    """Return where the words of a link or image end: at the `]` before its address or label."""
    if placeable.value_span.start > span.start + 2:
        return text.rindex("]", span.start, placeable.value_span.start)
    # Only the label: `[label]` or `[label][]`.
    return span.end - (3 if text.endswith("[]", span.start, span.end) else 1)


def _with_tags(pieces: Sequence[str | Piece], spellings: dict[str, str]) -> Pieces:
    """Return the pieces with the words between an HTML tag and its end tag inside one piece."""
    done: list[str | Piece] = []
    opened: list[tuple[int, str]] = []
    for piece in pieces:
        if isinstance(piece, Piece) and piece.pieces is not None:
            piece = replace(piece, pieces=_with_tags(piece.pieces, spellings))
        done.append(piece)
        tag = _tag_of(piece)
        if tag is None:
            continue
        name = tag[2].lower()
        if not tag[1]:
            opened = [*opened, (len(done) - 1, name)] if len(opened) < DEEPEST else opened
        elif any(each[1] == name for each in opened):
            while opened[-1][1] != name:
                opened.pop()
            start, _ = opened.pop()
            done[start:] = [_tagged(done[start:], spellings)]
    return tuple(done)


def _tag_of(piece: str | Piece) -> re.Match[str] | None:
    """Return the match of a piece that is a tag which may have words between itself and its end tag."""
    if isinstance(piece, str) or piece.pieces is not None:
        return None
    tag = _TAG.fullmatch(literal_of(piece.opening))
    return None if tag is None or tag[4] or tag[2].lower() in _VOID else tag


def _tagged(pieces: list[str | Piece], spellings: dict[str, str]) -> Piece:
    """Return one piece for a tag, what follows, and its end tag; wholly markup where nothing in it is translated."""
    first, last = pieces[0], pieces[-1]
    assert isinstance(first, Piece)
    assert isinstance(last, Piece)
    tag = _TAG.fullmatch(literal_of(first.opening))
    if tag and (tag[2].lower() in _OPAQUE or UNTRANSLATED.search(tag[3])):
        return Piece(Kind.WORD, (source_of(tuple(pieces), spellings),))
    return Piece(Kind.TAGS, first.opening, last.opening, tuple(pieces[1:-1]))
