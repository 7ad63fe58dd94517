"""A PO file in the one form that msgcat and locpipe write, read without polib; any other form is left to it.

One regular expression takes an entry. It matches only what has one meaning: comments, notes, references, flags, the
previous msgid, msgctxt, msgid, msgstr, in this order, with the escapes that we write. What it reads, polib reads alike:
tests hold the two against each other.
"""

from __future__ import annotations

import re
from functools import lru_cache

from locpipe.catalog.scan import HEADER_ID, locations_in
from locpipe.model import Entry, Location

# polib cuts lines at some of these, the scan trades others for them, and a carriage return is a line's end of its own.
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ufdd0-\ufdd7\ufeff]")
_TEXT = r'"[^"\\\n]*(?:\\[\\"nt][^"\\\n]*)*"'


def _texts(mark: str) -> str:
    return rf"{_TEXT}(?:\n{mark}{_TEXT})*"


def _pattern(mark: str, previous: str) -> re.Pattern[str]:
    return re.compile(
        r"(?P<comments>(?:#(?: [^\n]*)?\n)*)"
        r"(?P<notes>(?:#\.(?: [^\n]*)?\n)*)"
        r"(?P<locations>(?:#: [^\n]*\n)*)"
        r"(?:#, (?P<flags>[^\n]*)\n)?"
        rf"(?:{previous} msgid (?P<previous>{_texts(previous + ' ')})\n)?"
        rf"(?:{mark}msgctxt (?P<context>{_texts(mark)})\n)?"
        rf"{mark}msgid (?P<source>{_texts(mark)})\n"
        rf"{mark}msgstr (?P<target>{_texts(mark)})"
        r"(?:\n+|\Z)"
    )


_LIVE, _OBSOLETE = _pattern("", r"#\|"), _pattern("#~ ", r"#~\|")
_ESCAPE = re.compile(r"\\(.)")
_MEANING = {"n": "\n", "t": "\t"}


def read_plain(text: str) -> list[Entry] | None:
    """Return the entries in file order, the header under the msgid `HEADER_ID`; None for a file of another form."""
    if _ODD.search(text):
        return None
    entries: list[Entry] = []
    position, line, counted = 0, 1, 0
    while position < len(text):
        found = _LIVE.match(text, position) or _OBSOLETE.match(text, position)
        if not found:
            return None
        begin = found.start("source")
        line, counted = line + text.count("\n", counted, begin), begin
        entries.append(_entry(found, line))
        position = found.end()
    # Two of one key are an error that the other reader tells of.
    return entries if len({entry.key for entry in entries}) == len(entries) else None


def _entry(found: re.Match[str], line: int) -> Entry:
    comments, notes, locations, flags, previous, context, source, target = found.groups()
    is_obsolete = found.re is _OBSOLETE
    marked = _flags(flags) if flags else ()
    msgid = _value(source)
    return Entry(
        source=msgid if msgid or context else HEADER_ID,
        context=_value(context) if context else "",
        target=_value(target),
        fuzzy="fuzzy" in marked,
        obsolete=is_obsolete,
        previous=_value(previous) if previous else "",
        notes=tuple(note for note in _lines(notes, 3) if note.strip()) if notes else (),
        comments=tuple(_lines(comments, 2)) if comments else (),
        locations=_locations(locations) if locations else (),
        flags=tuple(flag for flag in marked if flag != "fuzzy"),
        line=line,
    )


def _value(quoted: str) -> str:
    text = quoted[1:-1]
    if "\n" in quoted:
        text = "".join(line[line.index('"') + 1 : -1] for line in quoted.split("\n"))
    return _ESCAPE.sub(lambda found: _MEANING.get(found[1], found[1]), text) if "\\" in text else text


def _lines(block: str, mark: int) -> list[str]:
    return [line[mark:] for line in block[:-1].split("\n")]


@lru_cache(maxsize=64)
def _flags(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(flag for flag in map(str.strip, text.split(",")) if flag))


@lru_cache(maxsize=1024)
def _locations(block: str) -> tuple[Location, ...]:
    return tuple(dict.fromkeys(each for line in _lines(block, 2) for each in locations_in(line)))
