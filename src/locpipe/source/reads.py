"""What a run finds on disk, noted so that a later one can tell whether it would find the same."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from io import FileIO
from itertools import chain
from pathlib import Path
from zlib import crc32

from locpipe.source.shelf import Shelf
from locpipe.source.spool import Spool

GONE = "-"
UNSURE = "?"
"""What cannot be read, or has changed between two readings: never what a later run finds."""

# A pipe is opened at once where nobody writes to it; Windows reads bytes as they are only with O_BINARY.
_READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

# So many wait in memory before they are put away, and so many bytes of them: a run of few files needs no file for it.
_AT_ONCE = 256
_IN_MEMORY = 64 * 1024
_PARTS = 8


class Reads:
    """What stood at each path: a file's digest, `GONE`, or, under the path with a `/` behind it, what `kind_of` found.

    A run may note every file of a large site and never ask: until somebody does, notes wait in a file.
    """

    def __init__(self) -> None:
        self._found: dict[str, str] = {}
        self._waiting: Shelf[dict[str, str]] | None = Shelf(Spool(_IN_MEMORY))

    def note(self, name: str, what: str) -> None:
        """Note what stood there; `UNSURE` where it was something else before."""
        _note_in(self._found, name, what)
        if self._waiting is not None and len(self._found) >= _AT_ONCE:
            self._waiting.put(self._found)
            self._found = {}

    def all(self) -> Mapping[str, str]:
        """Return all that was noted by its path, to which later notes are added: from now on all is held."""
        if self._waiting is not None:
            self._found, self._waiting = self._part(1, 0), None
        return self._found

    def items(self) -> Iterator[tuple[str, str]]:
        """Yield each path with what stood there; of many, a part is held at a time."""
        number = _PARTS if self._waiting else 1
        return chain.from_iterable(self._part(number, part).items() for part in range(number))

    def _part(self, number: int, part: int) -> dict[str, str]:
        """Return what was noted of one part of the paths in so many."""
        found: dict[str, str] = {}
        for name, what in chain.from_iterable(notes.items() for notes in chain(self._waiting or (), [self._found])):
            if number == 1 or crc32(name.encode("utf-8", "surrogatepass")) % number == part:
                _note_in(found, name, what)
        return found


_noting: ContextVar[tuple[Reads, ...]] = ContextVar("_noting", default=())


def bytes_of(path: str | os.PathLike[str]) -> bytes:
    """Return a file's bytes; OSError for what is none, a pipe too, whose reader would wait for ever."""
    number = os.open(path, _READING)
    with FileIO(_checked(number, path)) as file:
        return file.readall()


def _checked(number: int, path: str | os.PathLike[str]) -> int:
    mode = os.fstat(number).st_mode
    if stat.S_ISREG(mode):
        return number
    os.close(number)
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), os.fspath(path))
    raise OSError(errno.EINVAL, "is no regular file", os.fspath(path))


def digest(data: bytes) -> str:
    """Return what tells contents apart: 32 hexadecimal digits."""
    # Processors have instructions for this one: it takes half the time of BLAKE2.
    return sha256(data).hexdigest()[:32]


@contextmanager
def noted() -> Iterator[Reads]:
    """Give what is read and looked for within the block, by absolute path; it is complete when the block ends."""
    found = Reads()
    token = _noting.set((*_noting.get(), found))
    try:
        yield found
    finally:
        _noting.reset(token)


def note(path: str | os.PathLike[str], data: bytes | None) -> None:
    """Note a file's bytes, None for a file that is not there."""
    if _noting.get():
        _note(os.fspath(path), GONE if data is None else digest(data))


def note_unsure(path: str | os.PathLike[str]) -> None:
    """Note a path that gave an error."""
    _note(os.fspath(path), UNSURE)


def kind_of(path: Path) -> str:
    """Return what stands at the path: "file", "folder", or "" for nothing and all else; links are followed."""
    if _noting.get():
        _note(f"{path}/", _kind_now(path))
    return _kind(path)


def found_now(name: str) -> str:
    """Return what a run would note now under a name that `noted` gave."""
    if name.endswith("/"):
        return _kind_now(Path(name))
    try:
        return digest(bytes_of(name))
    except (FileNotFoundError, NotADirectoryError):
        return UNSURE if Path(name).is_symlink() else GONE
    except OSError:
        return UNSURE


def _kind(path: Path) -> str:
    return "file" if path.is_file() else "folder" if path.is_dir() else ""


def _kind_now(path: Path) -> str:
    # Whether a path leads out of the project, by links, decides too.
    return f"{_kind(path)} {os.path.realpath(path)}"


def _note_in(found: dict[str, str], name: str, what: str) -> None:
    if found.setdefault(name, what) != what:
        found[name] = UNSURE


def _note(name: str, what: str) -> None:
    for reads in _noting.get():
        reads.note(name, what)
