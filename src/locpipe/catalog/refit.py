"""A translation's markup, made to follow a msgid whose markup is written in another way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from locpipe.catalog.keep import inline
from locpipe.markdown.inline import Inline, same_shape
from locpipe.model import Edit, Placeable, PlaceableKind, Span

_BLANKS = re.compile(r"\s+")
_WITH_PROSE = (PlaceableKind.LINK, PlaceableKind.IMAGE)


def refit(old: str, new: str, target: str) -> str | None:
    """Return the translation of `old` with the markup of `new`; None where it cannot be fitted.

    The constructs of both msgids pair up in order by kind; each pair's construct in the translation is written as
    in `new`. Emphasis is written as in `new` where all three have the same number of marks, taken out where `new`
    has none.
    """
    if not target:
        return target
    edits = _edits(inline(old), inline(new), inline(target))
    if edits is None:
        return None
    fitted = target
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        fitted = fitted[: edit.span.start] + edit.text + fitted[edit.span.end :]
    if "\n" in fitted and "\n" not in new:
        fitted = _BLANKS.sub(" ", fitted)
    return fitted if not same_shape(inline(new), inline(fitted)) else None


def _edits(old: Inline, new: Inline, target: Inline) -> list[Edit] | None:
    edits: list[Edit] = []
    for kind in PlaceableKind:
        was, now, there = ([p for p in text.placeables if p.kind is kind] for text in (old, new, target))
        if not len(was) == len(now) == len(there):
            return None
        order = _paired(was, there)
        for index, place in order:
            edits += _construct_edits(old, was[index], new, now[index], target, place)
    emphasis = _emphasis_edits(old, new, target)
    return None if emphasis is None or _overlap(edits + emphasis) else edits + emphasis


def _paired(was: list[Placeable], there: list[Placeable]) -> Iterator[tuple[int, Placeable]]:
    """Yield which old construct each one of the translation stands for: the next of equal value, else the next."""
    left = list(range(len(was)))
    pending = []
    for place in there:
        found = next((index for index in left if was[index].value == place.value), None)
        if found is None:
            pending.append(place)
        else:
            left.remove(found)
            yield found, place
    yield from zip(left, pending, strict=True)


def _construct_edits(
    old: Inline, was: Placeable, new: Inline, now: Placeable, target: Inline, place: Placeable
) -> Iterator[Edit]:
    if was.span.of(old.text) == now.span.of(new.text):
        return
    if was.kind not in _WITH_PROSE:
        yield Edit(place.span, now.span.of(new.text))
        return
    for was_end, now_end, place_end in zip(_ends(old, was), _ends(new, now), _ends(target, place), strict=True):
        if was_end.of(old.text) != now_end.of(new.text):
            yield Edit(place_end, now_end.of(new.text))


def _ends(text: Inline, place: Placeable) -> tuple[Span, Span]:
    """Return the markup at both ends of a link or image: `[` and `](url)`."""
    opening = Span(place.span.start, place.span.start + (2 if place.kind is PlaceableKind.IMAGE else 1))
    start = place.span.end
    for span in sorted(text.markup, reverse=True):
        if span.end <= place.span.end and span.end >= start > opening.end:
            start = min(start, max(span.start, opening.end))
    return opening, Span(start, place.span.end)


def _emphasis_edits(old: Inline, new: Inline, target: Inline) -> list[Edit] | None:
    was, now, there = ([span.of(text.text) for span in text.emphasis] for text in (old, new, target))
    if was == now:
        return []
    if not now:
        return [Edit(span, "") for span in target.emphasis]
    if len(was) == len(now) == len(there):
        return [Edit(span, text) for span, text in zip(target.emphasis, now, strict=True)]
    return None


def _overlap(edits: list[Edit]) -> bool:
    spans = sorted(edit.span for edit in edits)
    return any(a.end > b.start for a, b in pairwise(spans))
