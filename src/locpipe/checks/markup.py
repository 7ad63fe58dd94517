"""Markup: bold and italics that no longer close or are gone, remains of machine translation, blanks.

Links, images, code, HTML tags, footnotes and placeholders are looked at by merge, which writes no article that lacks
one: the finding `shape`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from locpipe.checks.base import Check, Example, Family, Hit, UnitPair
from locpipe.languages import primary
from locpipe.markdown.inline import Inline
from locpipe.model import Severity, Span

OPEN = Check(
    "emphasis-open",
    "markup",
    Severity.ERROR,
    "bold or italic marks do not close: readers see the asterisks",
    "Put the marks directly beside the words, the same on both sides. Where letters follow without a blank, as in "
    "Japanese, move a punctuation mark outside, or put a blank.",
    good=(
        Example("Do **not** stop.", "**Nie** przestawaj."),
        Example("5 * 3 is fifteen.", "5 * 3 to piętnaście."),
        Example("Rate it 4/5*.", "Ocena 4/5*."),
    ),
    bad=(
        Example("Do **not** stop.", "**Nie przestawaj."),
        Example("Do **not** stop.", "Nie** przestawaj**."),
        Example("Use **`foo()`** now.", "**`foo()`**を使う。", "ja"),
        Example("It is *very* good.", "To *bardzo dobre."),
    ),
)
DIFFERS = Check(
    "emphasis-differs",
    "markup",
    Severity.WARNING,
    "the translation has more or fewer bold or italic words than its source",
    "Mark the words that mean the same. Where your language needs no such mark, silence the check for this entry.",
    good=(
        Example("Do **not** stop.", "**Nie** przestawaj."),
        Example("Do *not* stop, *ever*.", "*Nigdy* *nie* przestawaj."),
        Example("Do **not** stop.", "__Nie__ przestawaj."),
    ),
    bad=(
        Example("Do **not** stop.", "Nie przestawaj."),
        Example("Do not stop.", "**Nie** przestawaj."),
        Example("Do *not* stop, *ever*.", "*Nigdy* nie przestawaj."),
    ),
)
MASK = Check(
    "mask-left",
    "markup",
    Severity.ERROR,
    "a tag that stood for markup while a machine translated is still in the text",
    "Delete it, and put the markup that the source has in its place.",
    good=(
        Example("Do **not** stop.", "**Nie** przestawaj."),
        Example("Sit <b>down</b>.", "<b>Usiądź</b>."),
        Example('The tag <g id="1"> is SVG.', 'Znacznik <g id="1"> to SVG.'),
    ),
    bad=(
        Example("Do **not** stop.", '<g id="1">Nie</g> przestawaj.'),
        Example("Run `x` now.", 'Uruchom <x id="2"/> teraz.'),
        Example("Run `x` now.", 'Uruchom <x id="2"></x> teraz.'),
    ),
)
ENTITY = Check(
    "entity-left",
    "markup",
    Severity.WARNING,
    "the translation has an entity that the source has not",
    "Write the character itself: & for &amp;, > for &gt;.",
    good=(
        Example("R&amp;D helps.", "B&amp;R pomaga."),
        Example("Fish & chips", "Ryba & frytki"),
        Example("5&nbsp;mg", "5&nbsp;mg"),
    ),
    bad=(
        Example("Fish & chips", "Ryba &amp; frytki"),
        Example("more than 5", "&gt; 5"),
        Example("Fish & chips", "Ryba &#38; frytki"),
    ),
)
BLANKS = Check(
    "blanks",
    "markup",
    Severity.WARNING,
    "two blanks in a row, or a blank before a comma or full stop",
    "Delete one.",
    good=(
        Example("Sit down.", "Usiądź."),
        Example("Stop: now!", "Arrêtez : maintenant !", "fr"),
        Example("Between 1 and .5", "Od 1 do .5"),
    ),
    bad=(
        Example("Sit down.", "Usiądź  teraz."),
        Example("Sit down, please.", "Usiądź , proszę."),
        Example("Sit down.", "Usiądź ."),
    ),
)

_MASK = re.compile(r"</?[gx]\b[^<>]*>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MARKS = re.compile(r"(?<![\\*_])(\*{1,3}|_{1,3}|~~)(?![*_])")
_DOUBLE = re.compile(r"(?<=\S)(?<!\n)  +(?=\S)")
_GAP = re.compile(r"(?<=[^\W\d_]) +[,.;:!?](?=\s|$)")
_FRENCH_GAP = re.compile(r"(?<=[^\W\d_]) +[,.](?=\s|$)")


def _emphasis(pair: UnitPair) -> Iterator[Hit]:
    source, target = pair.source_markup, pair.target_markup
    before, now = len(source.pairs), len(target.pairs)
    lone = _lone(target)
    if now < before and len(lone) > len(_lone(source)):
        yield Hit(OPEN, f"“{lone[0].of(pair.target)}” does not close: it will be seen", None, lone[0])
    elif before != now:
        yield Hit(DIFFERS, f"{before} bold or italic in the source, {now} in the translation")


def _lone(inline: Inline) -> list[Span]:
    """Return the runs of marks that are no markup."""
    taken = inline.markup
    found = (Span(*match.span()) for match in _MARKS.finditer(inline.text))
    return [span for span in found if not any(each.start < span.end and span.start < each.end for each in taken)]


def _masks(pair: UnitPair) -> Iterator[Hit]:
    match = None if _MASK.search(pair.source) else _MASK.search(pair.target)
    if match:
        yield Hit(MASK, f"{match[0]} stood for markup; put that in its place", None, Span(*match.span()))


def _entities(pair: UnitPair) -> Iterator[Hit]:
    known = set(_ENTITY.findall(pair.source))
    for match in _ENTITY.finditer(pair.target):
        if match[0] not in known:
            yield Hit(ENTITY, f"{match[0]} is not in the source; write the character", None, Span(*match.span()))
            return


def _blanks(pair: UnitPair) -> Iterator[Hit]:
    gap = _FRENCH_GAP if primary(pair.language) == "fr" else _GAP
    for pattern in (_DOUBLE, gap):
        match = None if pattern.search(pair.source) else pattern.search(pair.target)
        if match:
            yield Hit(BLANKS, "there is a blank too much", None, Span(*match.span()))


FAMILY = Family("markup", (OPEN, DIFFERS, MASK, ENTITY, BLANKS), of_unit=(_emphasis, _masks, _entities, _blanks))
