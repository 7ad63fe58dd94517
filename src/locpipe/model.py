"""The frozen values that every part of locpipe passes on: spans, edits, units, entries, findings.

Those that every line of a text makes anew are tuples, which take a third of the time of a frozen dataclass to make.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cached_property
from typing import NamedTuple


class Severity(IntEnum):
    """How much a finding matters, so that `severity >= fail_on` decides an exit code."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """Return the severity as it stands in a report: `error`."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a person should know: which check, how grave, where, and what to do next.

    `path` is relative to the project, with `/`; `line` counts from 1, 0 stands for the whole file.
    """

    check: str
    severity: Severity
    path: str
    line: int
    message: str
    unit: str = ""

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {self.severity.word}: {self.message} [{self.check}]"


class Span(NamedTuple):
    """A half-open range of code points in one text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the part of `text` that the span covers."""
        return text[self.start : self.end]


class Edit(NamedTuple):
    """What replaces the text at `span`; the only way locpipe changes a Markdown file."""

    span: Span
    text: str


class PlaceableKind(StrEnum):
    """What a translator carries over rather than translates."""

    LINK = "link"
    IMAGE = "image"
    CODE = "code span"
    AUTOLINK = "address"
    HTML = "HTML tag"
    FOOTNOTE = "footnote reference"
    PLACEHOLDER = "placeholder"


class Placeable(NamedTuple):
    """A piece of inline markup whose `value` a translation keeps.

    `span` is the whole construct (`[text](url)`, text included), `value_span` the value alone
    (`url`, a reference's label, a code span's content); both in the text that was analysed.
    """

    kind: PlaceableKind
    span: Span
    value: str
    value_span: Span


class UnitKind(StrEnum):
    """The leaf blocks that become units (DESIGN section 3)."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list item"
    TABLE_CELL = "table cell"
    QUOTE = "quote"
    FOOTNOTE = "footnote"
    TERM = "term"
    DEFINITION = "definition"
    TITLE = "title"
    HTML = "HTML text"
    ATTRIBUTE = "attribute"
    ARGUMENT = "argument"
    LINK_TITLE = "title of a link"
    COMMENT = "comment in code"
    STRING = "string in code"
    LABEL = "label of a diagram"
    LEAD_IN = "lead-in"
    FRONT_MATTER = "front matter"


class Unit(NamedTuple):
    """One translatable unit of an article: `source` becomes the msgid, `context` the msgctxt.

    `pieces` are the unit's lines in the article's text, in order and without container markers. `breaks` are the
    source's forms of the newlines that `source` holds, one each, with the next line's markers: `"  \\n> "`. `line`
    counts from 1. `headings` is the path of headings above the unit, `note` what the author wrote for the translator.
    """

    kind: UnitKind
    source: str
    pieces: tuple[Span, ...]
    line: int
    context: str = ""
    headings: tuple[str, ...] = ()
    level: int = 0
    note: str = ""
    breaks: tuple[str, ...] = ()

    @property
    def span(self) -> Span:
        """Return the range from the first piece's start to the last one's end."""
        return Span(self.pieces[0].start, self.pieces[-1].end)


class Location(NamedTuple):
    """Where a unit stands: a path relative to the project and, where configured, a line from 1 (else 0)."""

    path: str
    line: int = 0


class Entry(NamedTuple):
    """One entry of a catalog or template, as PO-FORMAT.md describes its parts.

    `source` is the msgid, `context` the msgctxt ("" is none), `target` the msgstr, `previous` the `#| msgid`,
    `notes` the `#. ` lines (locpipe's), `comments` the `# ` lines (a person's), `flags` those besides fuzzy.
    `line` is the line of the msgid in the file it was read from, from 1; 0 for a new entry.
    """

    source: str
    context: str = ""
    target: str = ""
    fuzzy: bool = False
    obsolete: bool = False
    previous: str = ""
    notes: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    locations: tuple[Location, ...] = ()
    flags: tuple[str, ...] = ()
    line: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """Return what makes an entry unique in its catalog: msgctxt and msgid."""
        return (self.context, self.source)

    @property
    def reviewed(self) -> bool:
        """Tell whether merge may use the entry: translated, not fuzzy, not obsolete."""
        return bool(self.target.strip()) and not self.fuzzy and not self.obsolete


@dataclass(frozen=True)
class Catalog:
    """A PO file's content: header comment lines, header fields in file order, entries (obsolete ones last).

    `path` is relative to the project; `language` is BCP 47, for a template the source language.
    """

    path: str
    language: str
    comments: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]
    entries: tuple[Entry, ...]

    def header(self, name: str) -> str:
        """Return the header field's value, "" where the catalog has none."""
        return dict(self.headers).get(name, "")

    @cached_property
    def by_key(self) -> dict[tuple[str, str], Entry]:
        """Return the entries that are not obsolete, by msgctxt and msgid."""
        return {entry.key: entry for entry in self.entries if not entry.obsolete}


class TermStatus(StrEnum):
    """What a glossary says of a term, as the `status` column has it."""

    APPROVED = "approved"
    PROPOSED = "proposed"
    FORBIDDEN = "forbidden"
    KEPT = "do-not-translate"


@dataclass(frozen=True, slots=True)
class Term:
    """One line of a glossary: `source` is translated as `target`, in any inflected form of both.

    `forms` are further right translations (inflected forms, synonyms), `forbidden` wrong ones. A FORBIDDEN term's
    `target` is itself the wrong one; a KEPT term's target is its source. `line` counts from 1 in `path`.
    """

    source: str
    target: str
    status: TermStatus = TermStatus.APPROVED
    part_of_speech: str = ""
    forms: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    case_sensitive: bool = False
    note: str = ""
    path: str = ""
    line: int = 0

    @property
    def required(self) -> bool:
        """Tell whether a translation must use the term."""
        return self.status in (TermStatus.APPROVED, TermStatus.KEPT)
