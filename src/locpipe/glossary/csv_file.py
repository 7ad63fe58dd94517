"""A glossary as a CSV file: one term a line, columns found by their names."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from locpipe.errors import GlossaryError
from locpipe.languages import is_language
from locpipe.model import Term, TermStatus

COLUMNS = ("source", "target", "status", "part_of_speech", "forms", "forbidden", "case_sensitive", "note")
_NEEDED = ("source", "target")
_SEPARATORS = ",;\t"
_SEVERAL = "|"
_YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": False}
_EXAMPLE = "source,target"


def pair_of(path: str, source: str, targets: Collection[str]) -> tuple[str, str]:
    """Return the languages that a file name tells: `("en", "pt-BR")` for glossary/health.en-pt-BR.csv.

    The project's languages are preferred where the hyphens could be read in several ways. GlossaryError for a name
    that tells none.
    """
    last = PurePosixPath(path).stem.rpartition(".")[2]
    pairs = [(last[:at], last[at + 1 :]) for at, sign in enumerate(last) if sign == "-"]
    known = {code.casefold(): code for code in targets}
    for first, second in pairs:
        if first.casefold() == source.casefold() and second.casefold() in known:
            return source, known[second.casefold()]
    for first, second in pairs:
        if is_language(first) and is_language(second):
            return first, second
    raise GlossaryError(
        f"{path}: the name tells no languages; call it NAME.SOURCE-TARGET.csv, like health.{source}-pl.csv"
    )


def read(data: bytes, path: str) -> tuple[Term, ...]:
    """Return the terms of a CSV file, in its order.

    The first line names the columns, of which `source` and `target` are needed; commas, semicolons or tabs between
    them. `forms` and `forbidden` hold several texts with `|` between them. GlossaryError, with path and line (from 1),
    for what cannot be meant.
    """
    text = _decoded(data, path)
    rows = _rows(text, path)
    line, header = next(rows, (1, []))
    columns = _columns(header, f"{path}:{line}")
    return tuple(_term(columns, cells, path, line) for line, cells in rows if any(cell.strip() for cell in cells))


def _decoded(data: bytes, path: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise GlossaryError(f"{path}:{line}: the file is not UTF-8; save it as UTF-8") from error
    if "\0" in text:
        raise GlossaryError(f"{path}:{text.count(chr(10), 0, text.index(chr(0))) + 1}: a NUL character; take it out")
    return text


def _rows(text: str, path: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line it begins in."""
    head = re.split(r"[\r\n]", text, maxsplit=1)[0]
    separator = max(_SEPARATORS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise GlossaryError(f"{path}:{line}: this is not CSV ({error}); check the quotes") from error
        yield line, row


def _columns(header: Sequence[str], where: str) -> dict[str, int]:
    names = [name.strip().casefold() for name in header]
    for needed in _NEEDED:
        if needed not in names:
            raise GlossaryError(f'{where}: no column "{needed}"; the first line names the columns: {_EXAMPLE}')
    for place, name in enumerate(names):
        if name not in COLUMNS:
            listed = ", ".join(COLUMNS)
            raise GlossaryError(f'{where}: unknown column "{header[place].strip()}"; known columns are {listed}')
        if name in names[:place]:
            raise GlossaryError(f'{where}: the column "{name}" is there twice; take one out')
    return {name: place for place, name in enumerate(names)}


def _term(columns: Mapping[str, int], cells: Sequence[str], path: str, line: int) -> Term:
    where = f"{path}:{line}"
    if len(cells) > len(columns):
        raise GlossaryError(
            f"{where}: {len(cells)} cells under {len(columns)} columns; a text with a comma stands in double quotes"
        )
    row = {name: _lines(cells[place].strip()) if place < len(cells) else "" for name, place in columns.items()}
    status = _status(row.get("status", ""), where)
    if status is TermStatus.KEPT:
        row["target"] = row["target"] or row["source"]
    for name in _NEEDED:
        if not row[name]:
            raise GlossaryError(f"{where}: the {name} is empty; a term needs a source and a target")
    return Term(
        source=row["source"],
        target=row["target"],
        status=status,
        part_of_speech=row.get("part_of_speech", ""),
        forms=_several(row.get("forms", "")),
        forbidden=_several(row.get("forbidden", "")),
        case_sensitive=_yes(row.get("case_sensitive", ""), where),
        note=row.get("note", ""),
        path=path,
        line=line,
    )


def _status(word: str, where: str) -> TermStatus:
    if not word:
        return TermStatus.APPROVED
    try:
        return TermStatus(word.casefold())
    except ValueError:
        listed = ", ".join(TermStatus)
        raise GlossaryError(f'{where}: unknown status "{word}"; known are {listed}') from None


def _yes(word: str, where: str) -> bool:
    if word.casefold() not in _YES:
        raise GlossaryError(f'{where}: case_sensitive is "{word}"; write yes or no')
    return _YES[word.casefold()]


def _several(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in cell.split(_SEVERAL) if part.strip()))


def _lines(cell: str) -> str:
    """Return the cell with one kind of line end: the csv module does not quote a lone carriage return."""
    return cell.replace("\r\n", "\n").replace("\r", "\n")


def dump(terms: Iterable[Term]) -> bytes:
    """Return the terms as a CSV file with every column, sorted by source; `dump(read(dump(x)))` is `dump(x)`."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for term in sorted(terms, key=lambda each: (each.source.casefold(), each.source, each.target, each.status)):
        several = (_SEVERAL.join(term.forms), _SEVERAL.join(term.forbidden))
        case = "yes" if term.case_sensitive else "no"
        row = (term.source, term.target, term.status.value, term.part_of_speech, *several, case, term.note)
        writer.writerow(map(_lines, row))
    return text.getvalue().encode()
