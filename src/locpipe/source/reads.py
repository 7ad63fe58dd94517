"""What a run finds on disk, noted so that a later one can tell whether it would find the same."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from io import FileIO
from itertools import chain
from pathlib import Path

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


class Reads(Mapping[str, str]):
    """What stood at each path: a file's digest, `GONE`, or, under the path with a `/` behind it, what `kind_of` found.

    A run may note every file of a large site and never ask: until somebody does, notes wait in a file.
    """

    def __init__(self) -> None:
        self._found: dict[str, str] = {}
        self._waiting: Shelf[dict[str, str]] | None = Shelf(Spool(_IN_MEMORY))

    def note(self, name: str, what: str) -> None:
        """Note what stood there; `UNSURE` where it was something else before."""
        if self._found.setdefault(name, what) != what:
            self._found[name] = UNSURE
        if self._waiting is not None and len(self._found) >= _AT_ONCE:
            self._waiting.append(self._found)
            self._found = {}

    def _all(self) -> dict[str, str]:
        if self._waiting is not None:
            parts = chain(self._waiting, [self._found])
            self._found, self._waiting = {}, None
            for name, what in chain.from_iterable(part.items() for part in parts):
                self.note(name, what)
        return self._found

    def __getitem__(self, name: str) -> str:
        return self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def items(self) -> ItemsView[str, str]:
        """Return the paths with what stood there."""
        return self._all().items()

    def values(self) -> ValuesView[str]:
        """Return what stood at the paths."""
        return self._all().values()


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


def _note(name: str, what: str) -> None:
    for reads in _noting.get():
        reads.note(name, what)
