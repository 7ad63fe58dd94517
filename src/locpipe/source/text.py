"""Bytes to text and back: decoding, line numbers, edits."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from locpipe.errors import SourceError, reason
from locpipe.model import Edit
from locpipe.source.reads import bytes_of, note, note_unsure

BOM = "\ufeff"


def decode(data: bytes, path: str) -> str:
    """Return the text of a UTF-8 file, a byte order mark kept; SourceError names the line of the first bad byte."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = line_of(data[: error.start].decode("utf-8"), error.start)
        raise SourceError(
            f"{path}:{line}: byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8 and run again"
        ) from None


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return `text` with every edit made; ValueError where two overlap, which is a bug in what planned them."""
    pieces: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda each: each.span):
        if edit.span.start < done or edit.span.end > len(text):
            raise ValueError(f"the edit at {edit.span} overlaps the one before it or leaves the text")
        pieces += (text[done : edit.span.start], edit.text)
        done = edit.span.end
    pieces.append(text[done:])
    return "".join(pieces)


def line_of(text: str, offset: int) -> int:
    """Return the line, from 1, that holds `offset`; CRLF, CR and LF each end one line."""
    # offset + 1: a position between CR and LF still belongs to the line that they end.
    return 1 + text.count("\n", 0, offset) + text.count("\r", 0, offset) - text.count("\r\n", 0, offset + 1)


def read_bytes(path: Path, shown: str) -> bytes:
    """Return the bytes of a file that may be absent from disk, unreadable or a folder: SourceError says which."""
    try:
        data = bytes_of(path)
    except OSError as error:
        note_unsure(path)
        if isinstance(error, IsADirectoryError):
            message = f"{shown}: is a folder, expected a file; move it away or change [paths]"
            raise SourceError(message) from None
        raise SourceError(f"{shown}: cannot be read: {reason(error)}") from None
    note(path, data)
    return data


def read_if_exists(path: Path, shown: str) -> bytes | None:
    """Return the bytes of a file, None where there is none."""
    try:
        data = bytes_of(path)
    except (FileNotFoundError, NotADirectoryError):
        if path.is_symlink():
            return read_bytes(path, shown)
        data = None
    except OSError:
        return read_bytes(path, shown)  # which says what is wrong
    note(path, data)
    return data


def resolved(path: Path, shown: str) -> Path:
    """Return where a path really leads; SourceError for a link that leads to itself."""
    try:
        return path.resolve()
    except RuntimeError:  # Later Pythons than 3.12 return the link.
        raise SourceError(f"{shown}: a link leads to itself; remove it and run again") from None
