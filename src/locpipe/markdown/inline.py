"""Inline analysis: what in a unit's text is markup, and which values a translation must keep."""

from __future__ import annotations

import bisect
import functools
import re
from collections import Counter
from collections.abc import Collection, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from locpipe.markdown import parser
from locpipe.markdown.constructs import Around, Placeholder
from locpipe.markdown.flavours import flavour
from locpipe.model import Placeable, PlaceableKind, Span

_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s<>]+|\bwww\.[^\s<>]+")
_PLACEHOLDER = re.compile(
    r"\{\{(?:(?!\{\{).){0,500}?\}\}|\{%(?:(?!\{%).){0,500}?%\}|\$?\{[A-Za-z_][\w.]*\}|(?<![\w%])%(?:\(\w+\)|\d+\$)?[sd]\b",
    re.DOTALL,
)
_SIGNS_OF_PLACEHOLDERS = frozenset("{%")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ATTRIBUTE_LIST = re.compile(r"\{:?[ ]*(?:[.#][\w-]|[\w-]+=)[^{}\n]*\}")
_FULL_FORM = re.compile(r"\]\[((?:[^\[\]\\]|\\.)+)\]")
_FOOTNOTE = re.compile(r"\[(\^[^\[\]\s]+)\]")
_TAG = re.compile(r"<(/?[A-Za-z][\w-]*|!--|\?|!)")
_BLANKS = re.compile(r"\s+")
UNTRANSLATED = re.compile(r"\stranslate\s*=\s*[\"']?no\b|\sclass\s*=\s*[\"'][^\"']*\bnotranslate\b", re.IGNORECASE)
"""What an HTML tag says whose content is not to be translated (HTML 3.2.6.1 and a convention of translators)."""

# A text without any of these has no markup to find; most paragraphs of prose are such texts.
_LONG = 4000
_MARKUP_SIGNS = frozenset("*_~`[]<&\\{%!\n$")


@dataclass(frozen=True, slots=True)
class Reference:
    """A link or image in reference form: its kind, where it ends, and the label it stands for."""

    end: int
    label: str
    full: bool


@dataclass(frozen=True, slots=True)
class Inline:
    """What analyse found in a text; all spans are code points of that text, sorted by start.

    `emphasis` are the delimiters that are emphasis, `pairs` the same two and two, those of strikethrough too; `markup`
    all spans that are no prose, without overlaps; `breaks` the newlines that are hard breaks, each with the blanks or
    backslash before it.
    """

    text: str
    placeables: tuple[Placeable, ...] = ()
    emphasis: tuple[Span, ...] = ()
    markup: tuple[Span, ...] = ()
    breaks: tuple[Span, ...] = ()
    references: tuple[Reference, ...] = ()
    strong: tuple[Span, ...] = ()
    pairs: tuple[tuple[Span, Span], ...] = ()

    @property
    def prose(self) -> str:
        """Return the text without its markup."""
        parts, position = [], 0
        for span in self.markup:
            parts.append(self.text[position : span.start])
            position = span.end
        parts.append(self.text[position:])
        return "".join(parts)


def full_form_labels(text: str) -> frozenset[str]:
    """Return the labels that stand in full form, `[text][label]` and `[^label]`, normalised for analyse."""
    references = {normalizeReference(label) for label in _FULL_FORM.findall(text)}
    return frozenset(references | set(_FOOTNOTE.findall(text)))


def labels_of(env: dict[str, Any]) -> frozenset[str]:
    """Return the article's labels: link references normalised, footnotes as `^label`."""
    footnotes = env.get("footnotes", {}).get("refs", {})
    return frozenset(env.get("references", {})) | frozenset("^" + name[1:] for name in footnotes)


@functools.lru_cache(maxsize=8)
def environment(labels: frozenset[str]) -> dict[str, Any]:
    """Return the labels as the parser's inline rules ask for them."""
    references = {label: {"href": "x", "title": ""} for label in labels if label[:1] != "^"}
    footnotes = {":" + label[1:]: -1 for label in labels if label[:1] == "^"}
    return {"references": references, "footnotes": {"refs": footnotes, "list": {}}}


@functools.cache
def signs(flavours: tuple[str, ...]) -> frozenset[str]:
    """Return the characters without which a text has no markup."""
    return _MARKUP_SIGNS | construct_signs(flavours)


@functools.cache
def construct_signs(flavours: tuple[str, ...]) -> frozenset[str]:
    """Return the characters with which the flavours' own constructs begin."""
    constructs = (each for name in flavours for each in flavour(name).inlines)
    return frozenset("".join(each.first for each in constructs if isinstance(each, (Placeholder, Around))))


_SPOKEN: ContextVar[tuple[str, ...]] = ContextVar("flavours", default=("gfm",))


def speak(flavours: tuple[str, ...]) -> None:
    """Read texts that stand alone, as those of catalogs do, in these flavours from now on: the project's."""
    _SPOKEN.set(flavours)


def spoken() -> tuple[str, ...]:
    """Return the flavours in which texts that stand alone are read."""
    return _SPOKEN.get()


def analyse(text: str, labels: Collection[str] = (), flavours: tuple[str, ...] | None = None) -> Inline:
    """Return the text's inline markup; `labels` are those that are defined (labels_of, full_form_labels).

    Without `flavours`, it is read in those that are spoken.
    """
    flavours = spoken() if flavours is None else flavours
    if signs(flavours).isdisjoint(text) and "://" not in text and "www." not in text:
        return Inline(text)
    analysis = _analyse if len(text) < _LONG else _analyse.__wrapped__
    return analysis(text, frozenset(labels), flavours)


@functools.lru_cache(maxsize=4096)
def _analyse(text: str, labels: frozenset[str], flavours: tuple[str, ...]) -> Inline:
    """Analyse once what extraction, splicing and verification each ask for; long texts are not kept."""
    md = parser.markdown(flavours)
    notes: list[tuple[str, int, int]] = []
    env = {**environment(labels), "noted": notes}
    source = text.replace("\0", "\ufffd")
    state = StateInline(source, md, env, [])
    md.inline.tokenize(state)
    for rule in md.inline.ruler2.getRules(""):
        rule(state)
    return _Reader(source, text, state, sorted(notes, key=lambda note: (note[1], -note[2]))).read()


class _Reader:
    """Turns noted matches and paired delimiters into an Inline."""

    def __init__(self, source: str, text: str, state: StateInline, notes: list[tuple[str, int, int]]) -> None:
        self.source, self.text, self.state, self.notes = source, text, state, notes
        self.placeables: list[Placeable] = []
        self.markup: list[Span] = []
        self.breaks: list[Span] = []
        self.references: list[Reference] = []

    def read(self) -> Inline:
        """Return the finished analysis."""
        for name, start, end in self.notes:
            getattr(self, f"_{name}", self._nothing)(start, end)
        pairs = _delimiters(self.state.tokens)
        self.markup += [span for pair in pairs for span in pair]
        self.markup += self._untranslated()
        self._scan_prose()
        marked = [pair for pair in pairs if self.source[pair[0].start] != "~"]
        return Inline(
            self.text,
            tuple(sorted(self.placeables, key=lambda placeable: placeable.span)),
            tuple(sorted(span for pair in marked for span in pair)),
            tuple(_disjoint(self.markup)),
            tuple(self.breaks),
            tuple(self.references),
            tuple(Span(first.start, last.end) for first, last in marked if first.end - first.start == 2),
            tuple(pairs),
        )

    def _untranslated(self) -> Iterator[Span]:
        """Yield the elements whose content is not to be translated, tags included."""
        opened: dict[str, list[tuple[int, bool]]] = {}
        for start, end in ((start, end) for rule, start, end in self.notes if rule == "html_inline"):
            name = self._tag_name(start)
            if name[:1] != "/":
                opened.setdefault(name, []).append((start, bool(UNTRANSLATED.search(self.source, start, end))))
            elif above := opened.get(name[1:]):
                first, is_untranslated = above.pop()
                if is_untranslated:
                    yield Span(first, end)

    def _tag_name(self, start: int) -> str:
        match = _TAG.match(self.source, start)
        return match[1].lower() if match else ""

    def _nothing(self, start: int, end: int) -> None:
        """Leave an escape as prose."""

    def _hardbreak(self, start: int, end: int) -> None:
        first = start
        while first and self.source[first - 1] == " ":
            first -= 1
        self.breaks.append(Span(first, end))

    def _escape(self, start: int, end: int) -> None:
        if self.source[start + 1 : start + 2] == "\n":
            self.breaks.append(Span(start, end))

    def _add(self, kind: PlaceableKind, start: int, end: int, value: str, first: int, last: int) -> None:
        self.placeables.append(Placeable(kind, Span(start, end), value, Span(first, last)))

    def _backticks(self, start: int, end: int) -> None:
        ticks = len(self.source[start:end]) - len(self.source[start:end].lstrip("`"))
        if end - start <= 2 * ticks:
            return  # a run that closes nothing is text
        content = self.source[start + ticks : end - ticks]
        self._add(PlaceableKind.CODE, start, end, _BLANKS.sub(" ", content).strip(), start + ticks, end - ticks)
        self.markup.append(Span(start, end))

    def _autolink(self, start: int, end: int) -> None:
        self._add(PlaceableKind.AUTOLINK, start, end, self.source[start + 1 : end - 1], start + 1, end - 1)
        self.markup.append(Span(start, end))

    def _html_inline(self, start: int, end: int) -> None:
        name = self._tag_name(start)
        self._add(PlaceableKind.HTML, start, end, name, start + 1, start + 1 + len(name))
        self.markup.append(Span(start, end))

    def _entity(self, start: int, end: int) -> None:
        self.markup.append(Span(start, end))

    def _footnote_ref(self, start: int, end: int) -> None:
        self._add(PlaceableKind.FOOTNOTE, start, end, self.source[start + 2 : end - 1], start + 2, end - 1)
        self.markup.append(Span(start, end))

    def _placeholder(self, start: int, end: int) -> None:
        self._add(PlaceableKind.PLACEHOLDER, start, end, self.source[start:end], start, end)
        self.markup.append(Span(start, end))

    def _link(self, start: int, end: int) -> None:
        self._bracketed(PlaceableKind.LINK, start, start + 1, end)

    def _image(self, start: int, end: int) -> None:
        self._bracketed(PlaceableKind.IMAGE, start, start + 2, end)

    def _bracketed(self, kind: PlaceableKind, start: int, text_start: int, end: int) -> None:
        text_end = self._label_end(text_start - 1)
        self.markup += [Span(start, text_start), Span(text_end, end)]
        if self.source[end - 1] == ")" and end > text_end + 1:
            first, last = self._destination(text_end + 2)
            self._add(kind, start, end, self.source[first:last].strip("<>"), first, last)
            return
        full = end - text_end > 3
        first, last = (text_end + 2, end - 1) if full else (text_start, text_end)
        label = _BLANKS.sub(" ", self.source[first:last])
        self.references.append(Reference(end, label, full))
        self._add(kind, start, end, f"[{label}]", first, last)

    def _label_end(self, opening: int) -> int:
        self.state.pos, self.state.posMax = opening, len(self.source)
        return int(self.state.md.helpers.parseLinkLabel(self.state, opening, False))

    def _destination(self, position: int) -> tuple[int, int]:
        while self.source[position : position + 1] in (" ", "\t", "\n"):
            position += 1
        result = self.state.md.helpers.parseLinkDestination(self.source, position, len(self.source))
        return (position, result.pos) if result.ok else (position, position)

    def _scan_prose(self) -> None:
        """Find bare addresses and placeholders outside what the parser took; GFM 6.9 and common template forms."""
        if "://" in self.source or "www." in self.source:
            self._addresses()
        if not _SIGNS_OF_PLACEHOLDERS.isdisjoint(self.source):
            for match in self._free(_PLACEHOLDER):
                self._placeholder(match.start(), match.end())
        if "{" in self.source:
            self.markup += [Span(*match.span()) for match in self._free(_ATTRIBUTE_LIST)]

    def _addresses(self) -> None:
        links = sorted(p.span for p in self.placeables if p.kind is PlaceableKind.LINK)
        for match in self._free(_ADDRESS):
            span = Span(match.start(), _address_end(match[0], match.start()))
            around = bisect.bisect(links, span) - 1  # links do not nest
            if around < 0 or span.start >= links[around].end:
                self._add(PlaceableKind.AUTOLINK, span.start, span.end, span.of(self.source), span.start, span.end)
            self.markup.append(span)

    def _free(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """Return the matches that begin in no markup found so far."""
        return list(_matches(pattern, self.source, _disjoint(self.markup)))


def _address_end(address: str, start: int) -> int:
    """Return where a bare address ends: trailing punctuation and an unmatched `)` are prose (GFM 6.9)."""
    trimmed = address.rstrip("?!.,:*_~'\";|")
    while trimmed.endswith(")") and trimmed.count(")") > trimmed.count("("):
        trimmed = trimmed[:-1].rstrip("?!.,:*_~'\"")
    return start + len(trimmed)


def _matches(pattern: re.Pattern[str], source: str, taken: list[Span]) -> Iterator[re.Match[str]]:
    """Yield the matches that begin in no taken span; one pass over both."""
    index = 0
    for match in pattern.finditer(source):
        while index < len(taken) and taken[index].end <= match.start():
            index += 1
        if index == len(taken) or match.start() < taken[index].start:
            yield match


def _disjoint(spans: list[Span]) -> list[Span]:
    """Return the spans sorted and joined where they overlap."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start < joined[-1].end:
            if span.end > joined[-1].end:
                joined[-1] = Span(joined[-1].start, span.end)
        elif span.end > span.start:
            joined.append(span)
    return joined


def _delimiters(tokens: list[Token]) -> list[tuple[Span, Span]]:
    """Return the opening and closing delimiters of emphasis, strong emphasis and strikethrough, sorted."""
    pairs, opened = [], []
    for token in tokens:
        if "at" not in token.meta or token.type == "text":
            continue
        width = 1 if token.type.startswith("em_") else 2
        # Of two opening asterisks the token is the second character, of two closing ones the first.
        start = token.meta["at"] - (token.type == "strong_open")
        span = Span(start, start + width)
        if token.nesting > 0:
            opened.append(span)
        elif opened:
            pairs.append((opened.pop(), span))
    return sorted(pairs)


WITH_PROSE = (PlaceableKind.LINK, PlaceableKind.IMAGE)
LINKS = (*WITH_PROSE, PlaceableKind.AUTOLINK)
_KEPT = (PlaceableKind.CODE, PlaceableKind.HTML, PlaceableKind.FOOTNOTE, PlaceableKind.PLACEHOLDER)


# What a placeholder says to a reader: {{< tooltip text="World Health Organization" >}}.
_ARGUMENT = re.compile(r"""(?<![\w.:@-])([A-Za-z][\w:-]*)=("(?:[^"\\]|\\.)*"|'[^']*'|`[^`]*`)""")


def same_shape(source: Inline, target: Inline, arguments: Collection[str] = ()) -> str:
    """Return "" where the target keeps what the source's markup says, else a short reason (law 4).

    Links, images and addresses are counted: their destinations may be localised. Code spans, tags, footnote
    references and placeholders are compared by value, in any order; but for the arguments of placeholders that a
    reader meets, by their names.
    """
    if _kept(source) == _kept(target):
        return ""
    for kind in LINKS:
        wanted, found = (_values(inline, kind) for inline in (source, target))
        if len(wanted) != len(found):
            return _difference(kind, wanted, found)
    for kind in _KEPT:
        wanted, found = (_values(inline, kind) for inline in (source, target))
        if Counter(wanted) != Counter(found) and _bare(wanted, arguments) != _bare(found, arguments):
            return _difference(kind, wanted, found)
    return ""


def _kept(inline: Inline) -> list[tuple[PlaceableKind, str]]:
    """Return what must stay the same, in an order of its own."""
    return sorted((p.kind, "" if p.kind in LINKS else p.value) for p in inline.placeables)


def _bare(values: list[str], arguments: Collection[str]) -> Counter[str]:
    """Return the values without what arguments of these names say."""
    return Counter(
        _ARGUMENT.sub(lambda found: found[1] + "=" if found[1] in arguments else found[0], value) for value in values
    )


def _values(inline: Inline, kind: PlaceableKind) -> list[str]:
    return [placeable.value for placeable in inline.placeables if placeable.kind is kind]


def _difference(kind: PlaceableKind, wanted: list[str], found: list[str]) -> str:
    missing = list((Counter(wanted) - Counter(found)).elements())
    if missing and len(found) <= len(wanted):
        return f"the {kind} {missing[0]} is missing"
    added = list((Counter(found) - Counter(wanted)).elements())
    return f"the {kind} {added[0]} is not in the source" if added else f"the number of {kind}s differs"
