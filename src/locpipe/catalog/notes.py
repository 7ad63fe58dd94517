"""The `#. ` lines: what a translator is told about an entry, and the marks that say who wrote its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

from locpipe.model import Entry, Unit, UnitKind

ORIGIN = "origin: "
CHANGED = "changed: "
TERM = "term: "
KEPT_FOR_COMMENT = "not translated: kept for its comment"

_HASH = re.compile(r"\[([0-9a-f]{8})\]$")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\s]+")
_EARLIER = CHANGED + "earlier unreviewed text"
_MORE_PLACES = 2
_LIMITS = {
    "slug": "URL: a-z, 0-9, hyphens; 50 at most",
    "title": "search engines cut titles at about 60 characters",
    "description": "search engines cut descriptions at about 160 characters",
}


def short_hash(source: str, target: str) -> str:
    """Return eight hexadecimal digits for a msgid and its msgstr."""
    return blake2b(f"{source}\0{target}".encode(), digest_size=4).hexdigest()


def clean(text: str) -> str:
    """Return the text on one line, without control characters and blanks at its ends."""
    plain = text.isprintable() and "  " not in text
    return (text if plain else _UNPRINTABLE.sub(" ", text)).strip()


def origin_note(origin: str, source: str, target: str) -> str:
    """Return the note that makes a fuzzy entry machine text: `origin: ..., please review [hash8]`."""
    return f"{ORIGIN}{clean(origin)}, please review [{short_hash(source, target)}]"


def is_machine_text(entry: Entry) -> bool:
    """Tell whether no person has touched the text: fuzzy, and the origin note knows this msgid and msgstr."""
    if not (entry.fuzzy and entry.target):
        return False
    wanted = short_hash(entry.source, entry.target)
    return any(note.startswith(ORIGIN) and _hash_of(note) == wanted for note in entry.notes)


def with_new_origin(entry: Entry, source: str, target: str) -> tuple[str, ...]:
    """Return the notes with the origin note's hash made for another msgid and msgstr of the same machine text."""
    return tuple(
        _HASH.sub(f"[{short_hash(source, target)}]", note) if note.startswith(ORIGIN) else note for note in entry.notes
    )


def changed_note(reason: str, previous: str, target: str) -> str:
    """Return the note for an entry that was reviewed until its source changed."""
    return f"{CHANGED}{clean(reason)}; compare with the previous source text [{short_hash(previous, target)}]"


def unreviewed_note(previous: str, target: str) -> str:
    """Return the note for a text that no one had reviewed when its source changed."""
    return f"{_EARLIER} [{short_hash(previous, target)}]"


def change_note_of(entry: Entry) -> str:
    """Return the entry's change note, "" where it has none."""
    return next((note for note in entry.notes if note.startswith(CHANGED)), "")


def was_reviewed(entry: Entry) -> bool:
    """Tell whether a fuzzy entry's text was reviewed as the translation of its `previous` and is unchanged since.

    Without a change note (msgmerge or Poedit made it fuzzy) the previous msgid alone is the evidence.
    """
    note = change_note_of(entry)
    if not note:
        return True
    return not note.startswith(_EARLIER) and _hash_of(note) == short_hash(entry.previous, entry.target)


def carried(entry: Entry) -> tuple[str, ...]:
    """Return the notes that stay with an entry: terms until it is reviewed, origin and change while it is fuzzy."""
    if entry.reviewed:
        return ()
    marks = (TERM, ORIGIN, CHANGED) if entry.fuzzy and entry.target else (TERM,)
    return tuple(note for mark in marks for note in entry.notes if note.startswith(mark))


def unit_notes(units: Sequence[Unit]) -> tuple[str, ...]:
    """Return the template notes of an entry that stands for these units (equal texts), the first one's in full."""
    first = units[0]
    lines = _plain_notes(first.kind, first.level, first.context, first.headings)
    if len(units) == 1 and not first.note:
        return lines
    notes = [f"note: {clean(unit.note)}" for unit in units if clean(unit.note)]
    return tuple(dict.fromkeys([*lines, *notes, *_also(units[1:])]))


# One heading has many units below it.
@lru_cache(maxsize=256)
def _plain_notes(kind: UnitKind, level: int, context: str, headings: tuple[str, ...]) -> tuple[str, ...]:
    lines = _kind(kind, level, context), _place(headings), _LIMITS.get(context, "")
    return tuple(dict.fromkeys(filter(None, lines)))


def _also(others: Sequence[Unit]) -> list[str]:
    places = ((_kind(unit.kind, unit.level, unit.context), _place(unit.headings)) for unit in others[:_MORE_PLACES])
    lines = [f"also: {'; '.join(filter(None, place))}" for place in places]
    if len(others) > _MORE_PLACES:
        more = len(others) - _MORE_PLACES
        lines.append(f"and {more} more place{'s' if more > 1 else ''}")
    return lines


# Most kinds say it by their names.
_KINDS = {
    **{kind: str(kind) for kind in UnitKind},
    UnitKind.TABLE_CELL: "table cell: keep it on one line",
    UnitKind.STRING: "string in code: keep {…}, $… and \\n",
    UnitKind.LEAD_IN: "lead-in: the bold first line",
}


def _kind(kind: UnitKind, level: int, context: str) -> str:
    if kind is UnitKind.HEADING:
        return f"heading, level {level}"
    if kind is UnitKind.FRONT_MATTER:
        return f"front matter: {clean(context)}"
    return _KINDS[kind]


def _place(headings: tuple[str, ...]) -> str:
    path = " › ".join(filter(None, map(clean, headings)))
    return f"in: {path}" if path else ""


def _hash_of(note: str) -> str:
    found = _HASH.search(note)
    return found.group(1) if found else ""
