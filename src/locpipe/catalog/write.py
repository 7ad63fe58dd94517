"""A Catalog to PO bytes, byte for byte what `msgcat --no-wrap` writes (PO-FORMAT.md).

Written here and not by polib, which folds references otherwise, loses notes and the previous msgid of obsolete
entries, and cuts lines at U+2028.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from locpipe.model import Catalog, Entry, Location

WIDTH = 79
_ESCAPES = str.maketrans(
    {
        "\\": "\\\\",
        '"': '\\"',
        "\a": "\\a",
        "\b": "\\b",
        "\t": "\\t",
        "\n": "\\n",
        "\v": "\\v",
        "\f": "\\f",
        "\r": "\\r",
    }
)
# In the order of msgcat, which drops any other flag.
_FORMATS = """
    c objc python python-brace java java-printf csharp javascript scheme lisp elisp librep ruby sh awk lua
    object-pascal smalltalk qt qt-plural kde kde-kuit boost tcl perl perl-brace php gcc-internal gfc-internal ycp
"""
_FLAGS = (*(f"{prefix}{name}-format" for name in _FORMATS.split() for prefix in ("", "no-")), "no-wrap")


def dump(catalog: Catalog) -> bytes:
    """Return the file's bytes: header, entries, obsolete ones last."""
    return next(dump_each([catalog]))


def dump_each(catalogs: Iterable[Catalog]) -> Iterator[bytes]:
    """Yield each file's bytes; entries that one has from the one before it are written out once."""
    entries: tuple[Entry, ...] | None = None
    below = b""
    for catalog in catalogs:
        if catalog.entries is not entries:
            entries = catalog.entries
            lines: list[str] = []
            for entry in _in_order(catalog):
                lines += _entry(entry)
            below = "\n".join([*lines, ""]).encode()
        above = [*_comments("#", catalog.comments), 'msgid ""', _string("", "msgstr", _header(catalog))]
        yield "\n".join([*above, ""]).encode() + below


def numbered(catalog: Catalog) -> Catalog:
    """Return the catalog in file order, each entry with the line its msgid has in what dump writes."""
    line, entries = len(_comment_lines(catalog.comments)) + 1 + _count(_header(catalog)) + 2, []
    for entry in _in_order(catalog):
        line += _above(entry)
        entries.append(entry._replace(line=line))
        line += _count(entry.source) + _count(entry.target) + 1
    return replace(catalog, entries=tuple(entries))


def _above(entry: Entry) -> int:
    """Return how many lines of the entry stand above its msgid."""
    return (
        len(_comment_lines(entry.comments))
        + len(_comment_lines(entry.notes))
        + len(_references(entry.locations))
        + bool(_flags(entry))
        + (_count(entry.previous) if entry.previous else 0)
        + (_count(entry.context) if entry.context else 0)
    )


def _in_order(catalog: Catalog) -> list[Entry]:
    """Return the entries as they stand in the file; msgcat drops obsolete ones without a translation."""
    kept = (entry for entry in catalog.entries if entry.target or not entry.obsolete)
    return sorted(kept, key=lambda entry: entry.obsolete)


def _header(catalog: Catalog) -> str:
    return "".join(f"{name}: {value}\n" if name else f"{value}\n" for name, value in catalog.headers)


def _entry(entry: Entry) -> list[str]:
    """Return the entry's lines, an empty one first."""
    mark = "#~ " if entry.obsolete else ""
    lines = ["", *_comments("#", entry.comments), *_comments("#.", entry.notes), *_references(entry.locations)]
    if flags := _flags(entry):
        lines.append("#, " + ", ".join(flags))
    if entry.previous:
        lines.append(_string("#~| " if entry.obsolete else "#| ", "msgid", entry.previous))
    if entry.context:
        lines.append(_string(mark, "msgctxt", entry.context))
    lines.append(_string(mark, "msgid", entry.source))
    lines.append(_string(mark, "msgstr", entry.target))
    return lines


# Most entries of a catalog have the notes of the one before them, and the same references.
@lru_cache(maxsize=16)
def _comments(mark: str, lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{mark} {line}" if line else mark for line in _comment_lines(lines))


def _comment_lines(lines: tuple[str, ...]) -> Sequence[str]:
    return "\n".join(lines).split("\n") if lines else ()


@lru_cache(maxsize=16)
def _references(locations: tuple[Location, ...]) -> tuple[str, ...]:
    lines, line = [], "#:"
    for reference in map(_reference, locations):
        # msgcat counts bytes here, not columns.
        if line != "#:" and len((line + " " + reference).encode()) > WIDTH:
            lines.append(line)
            line = "#:"
        line += " " + reference
    return (*lines, line) if line != "#:" else ()


def _reference(location: Location) -> str:
    path = f"\u2068{location.path}\u2069" if " " in location.path else location.path
    return f"{path}:{location.line}" if location.line else path


def _flags(entry: Entry) -> list[str]:
    found = {flag.removeprefix("possible-") for flag in entry.flags} if entry.flags else ()
    known = [flag for flag in _FLAGS if flag in found] if found else []
    # msgcat takes the mark off an entry without a translation: there is nothing to review.
    return ["fuzzy", *known] if entry.fuzzy and entry.target else known


def _string(mark: str, keyword: str, text: str) -> str:
    if "\n" not in text or "\n" not in text[:-1]:
        return f'{mark}{keyword} "{_escaped(text)}"'
    *pieces, last = text.split("\n")
    lines = [f'{mark}{keyword} ""', *(f'{mark}"{_escaped(piece)}\\n"' for piece in pieces)]
    return "\n".join([*lines, f'{mark}"{_escaped(last)}"'] if last else lines)


def _count(text: str) -> int:
    """Return how many lines `_string` makes of a text."""
    newlines = text.count("\n")
    return 1 + newlines + (text[-1:] != "\n") if "\n" in text[:-1] else 1


def _escaped(text: str) -> str:
    # Few texts need an escape, and a look costs less than a translation.
    if text.isprintable() and '"' not in text and "\\" not in text:
        return text
    return text.translate(_ESCAPES)
