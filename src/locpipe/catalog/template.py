"""An article's units to its template: one entry for each msgctxt and msgid."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from locpipe.catalog.notes import clean, unit_notes
from locpipe.catalog.write import WIDTH
from locpipe.languages import gettext_code
from locpipe.model import Catalog, Entry, Location, Unit

SEGMENTATION = "X-Locpipe-Segmentation"
TEMPLATE_COMMENT = "Template for translations of "


def template(
    units: Sequence[Unit],
    *,
    article_path: str,
    template_path: str,
    name: str,
    source_language: str,
    segmentation: str,
    locations: str = "file",
) -> Catalog:
    """Return the template of an article: entries in document order, equal units joined with all their places.

    `locations` is "file" (one reference without a line, so that an insertion does not touch every entry), "line"
    or "none".
    """
    groups: dict[tuple[str, str], list[Unit]] = {}
    for unit in units:
        groups.setdefault((unit.context, unit.source), []).append(unit)
    places = _places(article_path, locations)
    return Catalog(
        path=template_path,
        language=source_language,
        comments=(TEMPLATE_COMMENT + clean(article_path),),
        headers=_headers(name, source_language, segmentation),
        entries=tuple([_entry(group, places) for group in groups.values()]),
    )


def _entry(units: list[Unit], places: Callable[[list[Unit]], tuple[Location, ...]]) -> Entry:
    first = units[0]
    return Entry(first.source, first.context, notes=unit_notes(units), locations=places(units))


def _places(path: str, locations: str) -> Callable[[list[Unit]], tuple[Location, ...]]:
    """Return what gives the references of an entry for these units; without lines all entries have the same ones."""
    if locations == "line":
        return lambda units: _at_lines(path, [unit.line for unit in units])
    everywhere = _at_lines(path, [0]) if locations == "file" else ()
    return lambda units: everywhere


def _at_lines(path: str, lines: list[int]) -> tuple[Location, ...]:
    if " " in path:
        return _with_blanks(Location(path, lines[0]))
    return tuple(dict.fromkeys(Location(path, line) for line in lines))


def _with_blanks(location: Location) -> tuple[Location, ...]:
    """Return the one reference that every msgcat writes alike, or none.

    Up to 0.21 it takes each word of such a path for a reference: folds between them, drops repeated ones.
    """
    words = f"#: \u2068{location.path}\u2069:{location.line}".split(" ")
    fits = len(" ".join(words).encode()) <= WIDTH and len(words) == len(set(words)) and "" not in words
    return (location,) if fits else ()


def _headers(name: str, source_language: str, segmentation: str) -> tuple[tuple[str, str], ...]:
    """Return the fields in Poedit's order; dates stay empty, or every save would change them (PO-FORMAT.md)."""
    return (
        ("Project-Id-Version", clean(name)),
        ("Report-Msgid-Bugs-To", ""),
        ("POT-Creation-Date", ""),
        ("PO-Revision-Date", ""),
        ("Last-Translator", ""),
        ("Language-Team", ""),
        ("Language", gettext_code(source_language)),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=UTF-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("X-Generator", "locpipe"),
        (SEGMENTATION, segmentation),
        ("X-Source-Language", source_language),
    )
