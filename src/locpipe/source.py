"""Bytes to text and back: decoding, edits, and writes that happen wholly or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from tempfile import SpooledTemporaryFile
from weakref import finalize

from locpipe.errors import LocpipeError, SourceError
from locpipe.model import Edit

BOM = "\ufeff"

# Staged bytes above this size wait on disk, so that 10,000 articles do not wait in memory.
_SPOOL = 16 * 1024 * 1024


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
        return path.read_bytes()
    except IsADirectoryError:
        raise SourceError(f"{shown}: is a folder, expected a file; move it away or change [paths]") from None
    except OSError as error:
        raise SourceError(f"{shown}: cannot be read: {_reason(error)}") from None


def read_if_exists(path: Path, shown: str) -> bytes | None:
    """Return the bytes of a file, None where there is none."""
    if not path.exists() and not path.is_symlink():
        return None
    return read_bytes(path, shown)


@dataclass(frozen=True, slots=True)
class Ticket:
    """Where a `Spool` keeps some bytes."""

    offset: int
    size: int


class Spool:
    """Bytes that wait, in memory while they are few and else in a temporary file: 10,000 articles fit."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=_SPOOL)  # noqa: SIM115 - lives as long as the spool
        finalize(self, self._file.close)

    def put(self, data: bytes) -> Ticket:
        """Keep the bytes and return their ticket; LocpipeError where the disk refuses."""
        try:
            offset = self._file.seek(0, os.SEEK_END)
            self._file.write(data)
            self._file.flush()
        except OSError as error:
            raise LocpipeError(f"cannot keep what is to be written: {_reason(error)}; nothing was written") from None
        return Ticket(offset, len(data))

    def get(self, ticket: Ticket) -> bytes:
        """Return the bytes that `put` took."""
        self._file.seek(ticket.offset)
        return self._file.read(ticket.size)


@dataclass(frozen=True, slots=True)
class _Staged:
    ticket: Ticket
    seen: tuple[int, int] | None


class WriteSet:
    """Files to be written together: `stage` checks and keeps, `commit` writes.

    Nothing on disk changes before `commit`. There every new file is first written in full beside its target, then
    all are renamed into place, so that a full disk changes nothing and a kill leaves each file old or new.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._spool = Spool()
        self._staged: dict[Path, _Staged] = {}

    @property
    def staged(self) -> tuple[Path, ...]:
        """Return the paths that `commit` would write, sorted."""
        return tuple(sorted(self._staged))

    def stage(self, path: Path, data: bytes, *, base: bytes | None = None) -> bool:
        """Keep `data` for `path` and return True; False where the file holds exactly that already.

        `base` is what the file held when `data` was made from it. LocpipeError for a path outside the root, by `..`
        or through a link, for a folder in the file's place, and where the file no longer holds `base`.
        """
        place = self._inside(path)
        seen = _signature(place)
        if seen is not None and _same(place, data, self._shown(place)):
            self._staged.pop(place, None)
            return False
        if base is not None and (seen is None or not _same(place, base, self._shown(place))):
            raise self._changed(place)
        self._staged[place] = _Staged(self._spool.put(data), seen)
        return True

    def commit(self) -> tuple[Path, ...]:
        """Write what is staged and return the paths, sorted; LocpipeError where the disk refuses."""
        made: list[Path] = []
        parts: dict[Path, Path] = {}
        try:
            for place in self.staged:
                self._check_unchanged(place)
                _make_folders(place.parent, made)
                parts[place] = _part(place)
                self._write(parts[place], place)
            for place in self.staged:
                self._check_unchanged(place)
                parts[place].replace(place)
        except OSError as error:
            raise LocpipeError(
                f"{self._shown(Path(str(error.filename or self._root)))}: cannot be written: {_reason(error)}; "
                "every file is as it was or complete, make room or fix the permission and run again"
            ) from None
        finally:
            _clean(parts.values(), made)
        written = self.staged
        self._staged, self._spool = {}, Spool()
        return written

    def _write(self, part: Path, place: Path) -> None:
        data = self._spool.get(self._staged[place].ticket)
        # A link under the temporary name would send the bytes elsewhere: never follow it.
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o666)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(place)) from None
        if place.exists():
            part.chmod(stat.S_IMODE(place.stat().st_mode))

    def _check_unchanged(self, place: Path) -> None:
        if _signature(place) != self._staged[place].seen:
            raise self._changed(place)

    def _changed(self, place: Path) -> LocpipeError:
        return LocpipeError(f"{self._shown(place)}: changed while locpipe was running; it was left as it is, run again")

    def _inside(self, path: Path) -> Path:
        place = (path if path.is_absolute() else self._root / path).resolve()
        if not place.is_relative_to(self._root) or place == self._root:
            raise LocpipeError(f"{path}: leads out of {self._root}; locpipe writes only below it")
        if place.is_dir():
            raise LocpipeError(f"{self._shown(place)}: is a folder, but a file is to be written there; move it away")
        return place

    def _shown(self, place: Path) -> str:
        return place.relative_to(self._root).as_posix() if place.is_relative_to(self._root) else str(place)


def _part(place: Path) -> Path:
    """Return the temporary name beside `place`: always the same one, so that a killed run's leftover is reused."""
    return place.with_name(f".locpipe-{blake2b(place.name.encode(), digest_size=8).hexdigest()}.part")


def _signature(place: Path) -> tuple[int, int] | None:
    try:
        found = place.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LocpipeError(f"{place}: cannot be written: {_reason(error)}") from None
    return (found.st_mtime_ns, found.st_size)


def _same(place: Path, data: bytes, shown: str) -> bool:
    return place.stat().st_size == len(data) and read_bytes(place, shown) == data


def _make_folders(folder: Path, made: list[Path]) -> None:
    """Make the folder and those above it, each noted in `made`."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        each.mkdir(exist_ok=True)
        made.append(each)


def _clean(parts: Iterable[Path], made: list[Path]) -> None:
    """Remove temporary files that were not renamed, and folders that stayed empty."""
    for part in parts:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    for folder in reversed(made):
        with suppress(OSError):
            folder.rmdir()


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
