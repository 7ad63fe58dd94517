"""The two-column lists that DeepL's website and API take and give: source and target, without a header."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable

from locpipe.errors import GlossaryError
from locpipe.model import Term, TermStatus

MOST_BYTES = 1024
"""DeepL's limit for a source or a target, in UTF-8."""

# DeepL's restrictions: C0 and C1 control characters and Unicode's line ends.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def dump_deepl_tsv(terms: Iterable[Term]) -> bytes:
    """Return the terms that DeepL is to follow, a line each: source, tab, target.

    They are those that `glossary sync` sends: approved and kept ones, of two with one source the first; without those
    over 1024 bytes. A control character becomes a space.
    """
    lines: dict[str, str] = {}
    for term in terms:
        source, target = _safe(term.source), _safe(term.source if term.status is TermStatus.KEPT else term.target)
        fits = source and target and max(len(source.encode()), len(target.encode())) <= MOST_BYTES
        if term.required and fits:
            lines.setdefault(source.casefold(), f"{source}\t{target}\n")
    return "".join(lines.values()).encode()


def read_pairs(data: bytes, path: str) -> tuple[Term, ...]:
    """Return the approved terms of a list in UTF-8 without a header, as `dump_deepl_tsv` or DeepL writes it.

    Columns are parted by tabs, or by commas or semicolons with quotes as in CSV; DeepL's CSV may go on with the two
    languages. GlossaryError with `path:line` for a row without source or target or with more columns.
    """
    text = _decoded(data, path)
    head = text.split("\n", 1)[0]
    # A term may hold commas, and no term holds a tab.
    separator = "\t" if "\t" in head else max(";,", key=head.count)
    lines = io.StringIO(text, newline="")
    # DeepL reads quotes in CSV alone; in a list with tabs they are part of a term.
    rows = (
        csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE)
        if separator == "\t"
        else csv.reader(lines, delimiter=separator, strict=True)
    )
    terms = []
    try:
        for row in rows:
            cells = [cell.strip() for cell in row]
            if any(cells):
                terms.append(_pair(cells, path, rows.line_num))
    except csv.Error as error:
        raise GlossaryError(f"{path}:{rows.line_num}: {error}; save it as a list of two columns") from None
    return tuple(terms)


def _pair(cells: list[str], path: str, line: int) -> Term:
    if len(cells) not in (2, 4) or not all(cells[:2]):
        raise GlossaryError(
            f"{path}:{line}: expected a source and a target, found {sum(map(bool, cells))} columns; "
            "separate them with a tab, or begin the file with a line that names its columns"
        )
    return Term(cells[0], cells[1], path=path, line=line)


def _decoded(data: bytes, path: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise GlossaryError(f"{path}:{line}: the file is not UTF-8; save it as UTF-8") from None
    if "\0" in text:
        raise GlossaryError(f"{path}:{text.count(chr(10), 0, text.index(chr(0))) + 1}: a NUL character; take it out")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _safe(text: str) -> str:
    """Return the text composed, with a space for control characters and none at its ends."""
    return _CONTROLS.sub(" ", unicodedata.normalize("NFC", text)).strip()
