"""Catalogs made under other segmentation rules (DESIGN section 3, last point)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from locpipe.catalog import notes
from locpipe.catalog.keep import inline
from locpipe.catalog.refit import refit
from locpipe.model import Entry

KEPT = "kept"
MARKUP = "fuzzy because the markup could not be fitted"
SPLIT = "fuzzy by a split"
JOIN = "fuzzy by a join"

_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Move:
    """The new entry for a place of the template, the old positions it came from, and how."""

    place: int
    entry: Entry
    positions: tuple[int, ...]
    how: str
    emptied: bool = False


def migrate(old: Mapping[int, Entry], new: Mapping[int, Entry]) -> Iterator[Move]:
    """Yield what becomes of old entries without a place in the new template (both by position, in order).

    Texts that are equal but for markup and blanks keep translation and state; parts of one old text, and old texts
    that became one, are fuzzy.
    """
    was = {position: _bare(entry) for position, entry in old.items()}
    now = {place: _bare(entry) for place, entry in new.items()}
    done: set[int] = set()
    for move in (*_equal(old, new, was, now), *_splits(old, new, was, now), *_joins(old, new, was, now)):
        if move.place not in done:
            done.add(move.place)
            yield move


def _bare(entry: Entry) -> tuple[str, str]:
    text = inline(entry.source).prose.replace("\\\n", " ")
    return entry.context, _BLANKS.sub(" ", text).strip()


Bare = Mapping[int, tuple[str, str]]


def _equal(old: Mapping[int, Entry], new: Mapping[int, Entry], was: Bare, now: Bare) -> Iterator[Move]:
    waiting: dict[tuple[str, str], list[int]] = {}
    for position, bare in was.items():
        if bare[1]:
            waiting.setdefault(bare, []).append(position)
    for place, bare in now.items():
        if found := waiting.get(bare):
            position = found.pop(0) if len(found) > 1 else found[0]
            yield _fitted(place, new[place], position, old[position])


def _fitted(place: int, new: Entry, position: int, old: Entry) -> Move:
    target = refit(old.source, new.source, old.target)
    if target is None:
        return _fuzzy(place, new, (position,), (old,), MARKUP)
    if notes.is_machine_text(old):
        old = old._replace(notes=notes.with_new_origin(old, new.source, target))
    extra = notes.carried(old)
    previous = old.previous if old.fuzzy and old.previous != new.source else ""
    entry = new._replace(target=target, fuzzy=old.fuzzy, previous=previous, notes=new.notes + extra, flags=old.flags)
    return Move(place, entry, (position,), KEPT)


def _splits(old: Mapping[int, Entry], new: Mapping[int, Entry], was: Bare, now: Bare) -> Iterator[Move]:
    places = list(now)
    starts: dict[tuple[str, str], list[int]] = {}
    for index, place in enumerate(places):
        starts.setdefault(now[place], []).append(index)
    for position, whole in was.items():
        for part in _chain(whole, [now[place] for place in places], starts):
            yield _fuzzy(places[part], new[places[part]], (position,), (old[position],), SPLIT)


def _joins(old: Mapping[int, Entry], new: Mapping[int, Entry], was: Bare, now: Bare) -> Iterator[Move]:
    positions = [position for position, entry in old.items() if not entry.obsolete]
    starts: dict[tuple[str, str], list[int]] = {}
    for index, position in enumerate(positions):
        starts.setdefault(was[position], []).append(index)
    for place, whole in now.items():
        parts = tuple(positions[part] for part in _chain(whole, [was[p] for p in positions], starts))
        if parts:
            yield _fuzzy(place, new[place], parts, tuple(old[part] for part in parts), JOIN)


def _chain(
    whole: tuple[str, str], bares: list[tuple[str, str]], starts: Mapping[tuple[str, str], list[int]]
) -> list[int]:
    """Return the run of two or more neighbours in `bares` whose texts, joined with blanks, are the whole."""
    context, text = whole
    for length in sorted({len(bare[1]) for bare in starts if bare[1] and bare[0] == context}):
        for first in starts.get((context, text[:length]), ()) if text[length : length + 1] == " " else ():
            run = _run(text, first, bares, context)
            if len(run) > 1:
                return run
    return []


def _run(text: str, first: int, bares: list[tuple[str, str]], context: str) -> list[int]:
    run, at = [], 0
    for index in range(first, len(bares)):
        part = bares[index][1]
        if bares[index][0] != context or not part or not text.startswith(part, at):
            return []
        run.append(index)
        at += len(part)
        if at == len(text):
            return run
        if text[at] != " ":
            return []
        at += 1
    return []


def _fuzzy(place: int, new: Entry, positions: tuple[int, ...], old: tuple[Entry, ...], how: str) -> Move:
    """Return the new entry with the old texts to review; machine text is emptied, a person's alone is kept."""
    machine = [notes.is_machine_text(entry) for entry in old]
    target = " ".join(entry.target for entry, made in zip(old, machine, strict=True) if entry.target and not made)
    if not target:
        return Move(place, new, positions, how, emptied=any(machine))
    previous = " ".join(entry.source for entry in old)
    note = notes.changed_note(how.removeprefix("fuzzy "), previous, target)
    if any(entry.fuzzy for entry in old) or len(old) > 1 or how == SPLIT:
        # A text of several, or a part of one, was never reviewed as the translation of `previous`.
        note = notes.unreviewed_note(previous, target)
    fuzzy = new._replace(
        target=target,
        fuzzy=True,
        previous=previous if previous != new.source else "",
        notes=(*new.notes, note),
        flags=old[0].flags,
    )
    return Move(place, fuzzy, positions, how)
