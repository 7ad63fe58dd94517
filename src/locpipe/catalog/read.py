"""PO bytes to a Catalog. With scan.py the only place that knows polib's ways; fast.py reads what needs none of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polib

from locpipe.catalog.fast import read_plain
from locpipe.catalog.scan import HEADER_ID, Block, scan, swap
from locpipe.errors import CatalogError
from locpipe.languages import gettext_code
from locpipe.model import Catalog, Entry

_CHARSET = re.compile(rb'"Content-Type:[^"]*charset=([\w.:-]+)', re.IGNORECASE)
_POLIB_LINE = re.compile(r"\(line (\d+)\)")


def read(data: bytes, path: str, language: str) -> Catalog:
    """Return the catalog that the bytes hold.

    Takes what any PO client writes: wrapped strings, CRLF, a BOM, obsolete entries with previous msgid, unknown
    flags. Raises CatalogError with `path:line` for what would lose text or belongs to another language.
    """
    text = _decode(data, path)
    entries = read_plain(text)
    if entries is None:
        entries = read_any(text, path)
    header = next((entry for entry in entries if entry.source == HEADER_ID), None)
    headers = tuple(_headers(header.target)) if header else ()
    _check_language(dict(headers).get("Language", ""), language, path, header.line if header else 1)
    return Catalog(
        path=path,
        language=language,
        comments=header.comments if header else (),
        headers=headers,
        entries=_ordered([entry for entry in entries if entry is not header]),
    )


def read_any(text: str, path: str) -> list[Entry]:
    """Return the entries of a PO file in whatever form, the header under the msgid `HEADER_ID`."""
    blocks, strings = scan(text, path)
    return list(_entries(blocks, _parse(strings, path), path))


def _decode(data: bytes, path: str) -> str:
    declared = _CHARSET.search(data)
    if declared and declared.group(1).lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii", b"charset"):
        line = data.count(b"\n", 0, declared.start()) + 1
        raise CatalogError(
            f"{path}:{line}: the charset is {declared.group(1).decode('ascii', 'replace')}; "
            f"convert the file with `msgconv --to-code=UTF-8 -o {path} {path}`"
        )
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CatalogError(f"{path}:{line}: not UTF-8; save the file as UTF-8, then run again") from None


def _parse(strings: str, path: str) -> list[polib.POEntry]:
    try:
        # With the NUL no file name can equal the text: polib would open such a file instead of reading the text.
        return list(polib.pofile("# \0\n" + strings, wrapwidth=0, encoding="utf-8"))
    except OSError as error:
        found = _POLIB_LINE.search(str(error))
        line = int(found.group(1)) - 1 if found else 1
        raise CatalogError(
            f"{path}:{line}: msgctxt, msgid and msgstr do not follow each other here; "
            "correct the entry (msgfmt -c shows more), then run again"
        ) from None


def _entries(blocks: list[Block], parsed: list[polib.POEntry], path: str) -> Iterator[Entry]:
    seen: dict[tuple[str, str], int] = {}
    for block, raw in zip(blocks, parsed, strict=True):
        entry = _entry(block, raw)
        if block.plural:
            raise CatalogError(
                f"{path}:{block.line}: plural forms do not occur in articles; delete the entry, then run again"
            )
        first = seen.setdefault(entry.key, block.line)
        if first != block.line:
            raise CatalogError(
                f"{path}:{block.line}: this msgid stands in line {first} already; "
                "keep one of the two entries and delete the other"
            )
        yield entry


def _entry(block: Block, raw: polib.POEntry) -> Entry:
    return Entry(
        source=swap(raw.msgid),
        context=swap(raw.msgctxt or ""),
        target=swap(raw.msgstr),
        fuzzy="fuzzy" in block.flags,
        obsolete=block.obsolete,
        previous=swap(raw.previous_msgid or ""),
        notes=tuple(note for note in block.notes if note.strip()),
        comments=tuple(block.comments),
        locations=tuple(dict.fromkeys(block.locations)),
        flags=tuple(dict.fromkeys(flag for flag in block.flags if flag != "fuzzy")),
        line=block.line,
    )


def _headers(text: str) -> Iterator[tuple[str, str]]:
    """Yield the fields as found; a line that is no field has the name ""."""
    for line in text.removesuffix("\n").split("\n") if text else ():
        name, colon, value = line.partition(":")
        yield (name, value.strip(" ")) if colon else ("", line)


def _check_language(found: str, language: str, path: str, line: int) -> None:
    wanted = gettext_code(language)
    plain = re.split("[_@-]", wanted)[0]
    # A bare "pt" may stand for pt_BR and the other way round; "de" for "pl" is another language's file.
    if not found or found.replace("-", "_").casefold() in (
        wanted.casefold(),
        plain,
        language.replace("-", "_").casefold(),
    ):
        return
    if wanted == plain and re.split("[_@-]", found)[0].casefold() == plain:
        return
    raise CatalogError(
        f"{path}:{line}: the header says Language: {found}, but the file stands in the place of {wanted}; "
        "move it to its own language's folder, or correct the header"
    )


def _ordered(entries: list[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: entry.obsolete))
