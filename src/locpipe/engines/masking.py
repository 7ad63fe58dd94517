"""A unit as an engine may see it, and back: words and numbered tags, no markup, no address.

`unmask(mask(text), …)` gives the text again when the engine answers with what it was sent (a law); whatever it answers,
the result has the text's own markup, or there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import unescape

from locpipe.engines import stream
from locpipe.engines.base import Mode
from locpipe.engines.marks import NOTHING, Mark, MarkError, Node, Nodes, prose_of, read, words_of
from locpipe.engines.pieces import Inner, Kind, Literal, Piece, Pieces, cut, literal_of, spelled
from locpipe.engines.stream import Side, Stream
from locpipe.markdown.inline import spoken

_SPECIAL = re.compile(r"[\\`*_\[\]<>&~]")
_SPELLING = re.compile(r"\\([!-/:-@\[-`{-~])|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BREAKING_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)

Parts = tuple["str | int", ...]
"""Source, and in it the numbers of the texts that are translated on their own."""


@dataclass(frozen=True, slots=True)
class Markup:
    """What a tag stands for: the source before and after its words."""

    kind: Kind
    opening: Parts
    closing: Parts = ()


@dataclass(frozen=True, slots=True)
class Masked:
    """A text ready to be sent.

    `nodes` are its words and tags, `markup` what the tags stand for, in the order of their numbers. `before` and
    `after` are markup around all words, which is not sent. `within` are texts inside markup: each is offered by itself.
    `spellings` is how the source writes characters that Markdown would read. `delimiter` is a link title's.
    """

    nodes: Nodes
    markup: tuple[Markup, ...]
    before: Parts = ()
    after: Parts = ()
    within: tuple[Masked, ...] = ()
    spellings: tuple[tuple[str, str], ...] = ()
    markdown: bool = True
    delimiter: str = ""

    @property
    def texts(self) -> tuple[Nodes, ...]:
        """Return the texts to be translated: the unit's own words first, then those inside its markup."""
        own = (self.nodes,) if _speaks(self.nodes) else ()
        return own + tuple(text for each in self.within for text in each.texts)

    @property
    def prose(self) -> str:
        """Return the words as a reader meets them, for looking up terms; texts inside markup after the others."""
        return f"\n{NOTHING}\n".join(prose_of(text) for text in self.texts)

    @property
    def emphasis_alone(self) -> bool:
        """Tell whether emphasis is all that the tags stand for: losing it costs a reviewer a moment, no content."""
        return all(each.kind is Kind.EMPHASIS for each in self.markup) and all(m.emphasis_alone for m in self.within)

    @property
    def characters(self) -> int:
        """Return the code points that an engine bills: the words alone."""
        return sum(len(words_of(text)) for text in self.texts)


def _speaks(nodes: Nodes) -> bool:
    return any(map(str.isalpha, words_of(nodes)))


def mask(text: str, *, markdown: bool = True) -> Masked:
    """Return the text masked; `markdown=False` for a front-matter value, which has no escapes."""
    return _mask(text, spoken(), markdown=markdown)


@lru_cache(maxsize=2048)
def _mask(text: str, flavours: tuple[str, ...], *, markdown: bool) -> Masked:
    found = cut(text, markdown=markdown)
    return _Masker(dict(found.spellings), markdown=markdown).run(found.pieces)


class _Masker:
    """One text: takes off the markup around it, numbers the rest."""

    def __init__(self, spellings: dict[str, str], *, markdown: bool) -> None:
        self.spellings, self.markdown = spellings, markdown
        self.markup: list[Markup] = []
        self.within: list[Masked] = []

    def run(self, pieces: Pieces) -> Masked:
        before, pieces, after = self._peeled(collapsed(pieces, self.spellings))
        nodes = tuple(self._nodes(pieces))
        spellings = tuple(sorted(self.spellings.items()))
        return Masked(nodes, tuple(self.markup), before, after, tuple(self.within), spellings, self.markdown)

    def _peeled(self, pieces: Pieces) -> tuple[Parts, Pieces, Parts]:
        """Return the markup and blanks before all words, the rest, and those after."""
        before, pieces, after = _without_ends(pieces)
        if len(pieces) == 1 and isinstance(only := pieces[0], Piece) and only.pieces is not None:
            opening, inside, closing = self._peeled(only.pieces)
            outer = self._parts((*before, *only.opening)), self._parts((*only.closing, *after))
            return outer[0] + opening, inside, closing + outer[1]
        return self._parts(before), pieces, self._parts(after)

    def _nodes(self, pieces: Pieces) -> Iterator[Node]:
        pieces = _with_wide_breaks(pieces)
        for piece in pieces:
            if isinstance(piece, str):
                yield piece
            elif piece.pieces is None:
                mark = Mark(self._number(piece.kind, piece.opening))
                yield from (" ", mark, " ") if piece.kind is Kind.BREAK else (mark,)
            else:
                before, inside, after = _without_ends(piece.pieces)
                number = self._number(piece.kind, (*piece.opening, *before), (*after, *piece.closing))
                yield Mark(number, tuple(self._nodes(inside)))

    def _number(self, kind: Kind, opening: Literal, closing: Literal = ()) -> int:
        place = len(self.markup)
        self.markup.append(Markup(kind, ()))
        self.markup[place] = Markup(kind, self._parts(opening), self._parts(closing))
        return place + 1

    def _parts(self, literal: Literal) -> Parts:
        return tuple(self._part(part) for part in literal if part)

    def _part(self, part: str | Inner) -> str | int:
        if isinstance(part, str):
            return part
        masked = _title(part) if part.delimiter else mask(part.text, markdown=self.markdown)
        if masked is None or not masked.texts:
            return part.text
        self.within.append(masked)
        return len(self.within) - 1


def collapsed(pieces: Pieces, spellings: dict[str, str]) -> Pieces:
    """Return the pieces, one that holds no word but other markup as a single one: a linked image."""
    return tuple(_collapsed(piece, spellings) for piece in pieces)


def _collapsed(piece: str | Piece, spellings: dict[str, str]) -> str | Piece:
    if isinstance(piece, str) or piece.pieces is None:
        return piece if isinstance(piece, str) else _with_kind(piece)
    if _has_words(piece.pieces):
        return replace(piece, pieces=collapsed(piece.pieces, spellings))
    kinds = {each.kind for each in _inside(piece.pieces)}
    kind = Kind.EDGE if kinds <= {Kind.EDGE, Kind.LINK, Kind.EMPHASIS, Kind.TAGS} else Kind.WORD
    return Piece(kind, tuple(_literals((piece,), spellings)))


def _literals(pieces: Pieces, spellings: dict[str, str]) -> Iterator[str | Inner]:
    for piece in pieces:
        if isinstance(piece, str):
            yield spelled(piece, spellings)
        else:
            yield from (*piece.opening, *_literals(piece.pieces or (), spellings), *piece.closing)


def _with_kind(piece: Piece) -> Piece:
    breaks = piece.kind is Kind.EDGE and _BREAKING_TAG.fullmatch(literal_of(piece.opening))
    return replace(piece, kind=Kind.BREAK) if breaks else piece


def _inside(pieces: Pieces) -> Iterator[Piece]:
    for piece in pieces:
        if isinstance(piece, Piece):
            yield piece
            yield from _inside(piece.pieces or ())


def _has_words(pieces: Pieces) -> bool:
    texts = (each if isinstance(each, str) else "" for each in pieces)
    inner = (each.pieces for each in pieces if isinstance(each, Piece) and each.pieces)
    return any(any(map(str.isalnum, text)) for text in texts) or any(_has_words(each) for each in inner)


def _without_ends(pieces: Pieces) -> tuple[Literal, Pieces, Literal]:
    """Return the blanks, line breaks and pieces that may stand alone before the words, the rest, and those after."""
    before: Literal = ()
    after: Literal = ()
    while pieces and (end := _end(pieces[0], left=True)) is not None:
        before, pieces = (*before, *end[0]), (*end[1], *pieces[1:])
    while pieces and (end := _end(pieces[-1], left=False)) is not None:
        after, pieces = (*end[0], *after), (*pieces[:-1], *end[1])
    return before, pieces, after


def _end(piece: str | Piece, *, left: bool) -> tuple[Literal, Pieces] | None:
    """Return what of a text's first or last piece is not sent, and what is left of it; None for nothing."""
    if isinstance(piece, Piece):
        return (piece.opening, ()) if piece.kind in (Kind.EDGE, Kind.BREAK) else None
    words = piece.lstrip(" \t") if left else piece.rstrip(" \t")
    if len(words) == len(piece):
        return None if piece else ((), ())
    blanks = piece[: len(piece) - len(words)] if left else piece[len(words) :]
    return ((blanks,), (words,) if words else ())


def _with_wide_breaks(pieces: Pieces) -> Pieces:
    """Return the pieces, blanks beside a line break as part of it: it is sent with a blank on either side."""
    done: list[str | Piece] = []
    for piece in pieces:
        last = done[-1] if done else ""
        if isinstance(piece, str) and isinstance(last, Piece) and last.kind is Kind.BREAK:
            words = piece.lstrip(" \t")
            done[-1] = replace(last, opening=(*last.opening, piece[: len(piece) - len(words)]))
            piece = words
        elif isinstance(piece, Piece) and piece.kind is Kind.BREAK and isinstance(last, str) and last:
            words = last.rstrip(" \t")
            done[-1] = words
            piece = replace(piece, opening=(last[len(words) :], *piece.opening))
        done.append(piece)
    return tuple(done)


def _title(inner: Inner) -> Masked | None:
    """Return a link's title masked, None where writing it again could not give its source."""
    words = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", inner.text)
    if _title_source(words, inner.delimiter) != inner.text or "\n" in words or _SPELLING.search(words):
        return None
    return replace(mask(words, markdown=False), delimiter=inner.delimiter)


def _title_source(words: str, delimiter: str) -> str:
    signs = r"\()" if delimiter == ")" else "\\" + delimiter
    return "".join("\\" + each if each in signs else each for each in words)


def unmask(masked: Masked, answers: Sequence[str], mode: Mode, language: str) -> str:
    """Return the text with an answer for each of `masked.texts`, written in `mode`, in the place of its words.

    MarkError where an answer cannot be fitted into the text's markup. With Mode.PLAIN the tags are gone, which is for
    a caller to ask only where `emphasis_alone`.
    """
    return _Filler(masked, iter(answers), mode, language).run()


class _Filler:
    """One text: checks its answer, puts the markup back, and reads the result again."""

    def __init__(self, masked: Masked, answers: Iterator[str], mode: Mode, language: str) -> None:
        self.masked, self.mode, self.language = masked, mode, language
        source = stream.stream(masked.nodes)
        self.items = self._answer(next(answers), source) if _speaks(masked.nodes) else source
        self.within = [_Filler(each, answers, mode, language).run() for each in masked.within]

    def _answer(self, answer: str, source: Stream) -> Stream:
        items = stream.tidy(stream.stream(read(answer, self.mode)), source, self.language)
        if not any(map(str.isalpha, stream.words_in(items))):
            raise MarkError("the engine gave no answer")
        if self.mode is not Mode.PLAIN:
            stream.compare(items, source, self.language)
        return _stripped(items)

    def run(self) -> str:
        """Return the text, with escapes among the answer's words only where it would not read right without."""
        for escaped in (False, True) if self.masked.markdown else (False,):
            parts = list(self._parts(escaped=escaped))
            text = "".join(part[1] for part in parts)
            if self._reads_as(text, parts):
                return _title_source(text, self.masked.delimiter) if self.masked.delimiter else text
        raise MarkError("the answer would read as other markup than the source has")

    def _parts(self, *, escaped: bool) -> Iterator[tuple[str, str]]:
        """Yield the result in parts, each as the words it shows ("" for markup) and as its source."""
        spellings = dict(self.masked.spellings)
        yield "", self._source(self.masked.before)
        items = self._without_blanks_at_breaks()
        for item in items:
            if isinstance(item, str):
                yield item, "".join(self._spelled(each, spellings, escaped=escaped) for each in item)
            else:
                markup = self.masked.markup[item.id - 1]
                yield "", self._source(markup.closing if item.side is Side.CLOSE else markup.opening)
        yield "", self._source(self.masked.after)

    @staticmethod
    def _spelled(character: str, spellings: dict[str, str], *, escaped: bool) -> str:
        if character in spellings:
            return spellings[character]
        return "\\" + character if escaped and _SPECIAL.match(character) else character

    def _source(self, parts: Parts) -> str:
        return "".join(part if isinstance(part, str) else self.within[part] for part in parts)

    def _without_blanks_at_breaks(self) -> Stream:
        items = list(self.items)
        for place, item in enumerate(items):
            if isinstance(item, str) or self.masked.markup[item.id - 1].kind is not Kind.BREAK:
                continue
            for beside, strip in ((place - 1, str.rstrip), (place + 1, str.lstrip)):
                words = items[beside] if 0 <= beside < len(items) else None
                if isinstance(words, str):
                    items[beside] = strip(words, " ")
        return items

    def _reads_as(self, text: str, parts: Sequence[tuple[str, str]]) -> bool:
        """Tell whether the text, cut again, has the same words and the same markup in the same places."""
        found = cut(text, markdown=self.masked.markdown)
        actual = _outline(_shown(collapsed(found.pieces, dict(found.spellings))))
        return actual == _outline(("", _read(source)) if not words else (words, words) for words, source in parts)


def _stripped(items: Stream) -> Stream:
    """Return the stream without blanks at its ends: those of the source stand outside the text that was sent."""
    items = [item for item in items if item != ""]
    if items and isinstance(items[0], str):
        items[0] = items[0].lstrip(" ")
    if items and isinstance(items[-1], str):
        items[-1] = items[-1].rstrip(" ")
    return items


def _shown(pieces: Pieces) -> Iterator[tuple[str, str]]:
    for piece in pieces:
        if isinstance(piece, str):
            yield piece, piece
        else:
            yield "", _read(literal_of(piece.opening))
            yield from _shown(piece.pieces or ())
            yield "", _read(literal_of(piece.closing))


def _read(literal: str) -> str:
    """Return markup as it is, an escape or entity as "\\0" and its character: to a reader it is a word."""
    match = _SPELLING.fullmatch(literal)
    return literal if match is None else "\0" + (match[1] or unescape(literal))


def _outline(parts: Iterator[tuple[str, str]] | Sequence[tuple[str, str]]) -> list[tuple[str, bool]]:
    """Return each character with whether it is markup; blanks are always words."""
    found: list[tuple[str, bool]] = []
    for words, shown in parts:
        if words or shown[:1] == "\0":
            found += [(each, False) for each in words or shown[1:]]
        else:
            found += [(each, not each.isspace()) for each in shown]
    return found
