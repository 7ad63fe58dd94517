"""Whether a reviewed translation outlives an edit of its source (DESIGN section 4, "meaning-aware")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from locpipe.markdown.inline import Inline, analyse, full_form_labels, same_shape, spoken
from locpipe.meaning import sensitive_change
from locpipe.model import Placeable, PlaceableKind, Span

_SINGLE = dict.fromkeys(map(ord, "’‘‚‛‹›"), "'")
_DOUBLE = dict.fromkeys(map(ord, "“”„‟«»"), '"')
_QUOTES = _SINGLE | _DOUBLE
_BLANKS = re.compile(r"\s+")
_CARRIED = (PlaceableKind.LINK, PlaceableKind.IMAGE, PlaceableKind.CODE, PlaceableKind.AUTOLINK)
_VALUE = "\x00"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a translation: kept with `target` where `reason` is "", else to be reviewed because of it.

    `sensitive` marks a reason that a reader's health may hang on.
    """

    target: str
    reason: str = ""
    sensitive: bool = False


def inline(text: str) -> Inline:
    """Return the analysis of a text from a PO file, where the labels in full form are the ones that exist."""
    return _inline(text, spoken())


@lru_cache(maxsize=4096)
def _inline(text: str, flavours: tuple[str, ...]) -> Inline:
    return analyse(text, full_form_labels(text), flavours)


def skeleton(text: str) -> str:
    """Return the text without emphasis marks, blanks folded, quotes made plain; what is left carries the meaning."""
    return _skeleton(text, spoken())


@lru_cache(maxsize=4096)
def _skeleton(text: str, flavours: tuple[str, ...]) -> str:
    if "*" in text or "_" in text:
        text = without(text, _inline(text, flavours).emphasis)
    return _BLANKS.sub(" ", text).strip().translate(_QUOTES)


def without(text: str, spans: tuple[Span, ...], filler: str = "") -> str:
    """Return the text with `filler` in the place of each of the spans."""
    for span in sorted(spans, reverse=True):
        text = text[: span.start] + filler + text[span.end :]
    return text


def plain(text: str) -> str:
    """Return the text without link destinations and the backslashes of escapes, so that two forms of it are equal."""
    found = [placeable.value_span for placeable in inline(text).placeables if placeable.kind in _CARRIED]
    return skeleton(without(text, tuple(_outermost(found)))).replace("\\", "")


def judge(old: str, new: str, target: str, language: str) -> Verdict:
    """Return what becomes of the reviewed `target` of `old` now that the source reads `new`."""
    if sensitive := sensitive_change(old, new, language):
        return Verdict(target, sensitive, sensitive=True)
    if skeleton(old) == skeleton(new):
        return _reshaped(old, new, target)
    if inline(old).placeables and inline(new).placeables and _frame(old) == _frame(new):
        return _revalued(old, new, target, language)
    return Verdict(target, "the text changed")


def _reshaped(old: str, new: str, target: str) -> Verdict:
    problem = same_shape(inline(new), inline(target))
    if problem and same_shape(inline(old), inline(new)):
        return Verdict(target, problem)
    if "\n" in target and "\n" not in new:
        target = _BLANKS.sub(" ", target)
    return Verdict(target)


def _frame(text: str) -> str:
    """Return the skeleton with the values of links and code spans taken out."""
    found = inline(text)
    values = [placeable.value_span for placeable in found.placeables if placeable.kind in _CARRIED]
    cut = [(span, "") for span in found.emphasis] + [(span, _VALUE) for span in _outermost(values)]
    for span, filler in sorted(cut, reverse=True):
        text = text[: span.start] + filler + text[span.end :]
    return _BLANKS.sub(" ", text).strip().translate(_QUOTES)


def _outermost(spans: list[Span]) -> Iterator[Span]:
    end = -1
    for span in sorted(spans):
        if span.start >= end:
            yield span
            end = span.end


def _revalued(old: str, new: str, target: str, language: str) -> Verdict:
    """Return the translation with the values that changed carried over, if each stands in it exactly once."""
    pairs = list(zip(inline(old).placeables, inline(new).placeables, strict=False))
    changes = [(was, now) for was, now in pairs if was.value != now.value]
    if len(inline(old).placeables) != len(inline(new).placeables) or any(a.kind is not b.kind for a, b in pairs):
        return Verdict(target, "the markup changed")
    edits = []
    for was, now in changes:
        reason = _value_change(was, now, language)
        places = [place for place in inline(target).placeables if (place.kind, place.value) == (was.kind, was.value)]
        if reason:
            return Verdict(target, f"{reason} in the {was.kind} {was.value}", sensitive=True)
        if len(places) != 1 or target.count(was.value) != 1:
            return Verdict(target, f"the {was.kind} {was.value} changed")
        edits.append((places[0].value_span, now.value_span.of(new)))
    for span, value in sorted(edits, reverse=True):
        target = target[: span.start] + value + target[span.end :]
    if problem := same_shape(inline(new), inline(target)):
        return Verdict(target, problem)
    return Verdict(target)


def _value_change(was: Placeable, now: Placeable, language: str) -> str:
    start = _common(was.value, now.value)
    end = _common(was.value[start:][::-1], now.value[start:][::-1])
    differing = was.value[start : len(was.value) - end] + now.value[start : len(now.value) - end]
    if any(character.isdigit() for character in differing):
        return "a number changed"
    return sensitive_change(_as_words(was.value), _as_words(now.value), language)


def _common(a: str, b: str) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _as_words(value: str) -> str:
    return re.sub(r"[\W_]+", " ", value)
