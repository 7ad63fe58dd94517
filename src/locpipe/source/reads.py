"""What a run finds on disk, noted so that a later one can tell whether it would find the same."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from io import FileIO
from pathlib import Path

Reads = dict[str, str]
"""What stood at each path: a file's digest, `GONE`, or, under the path with a `/` behind it, what `kind_of` found."""

GONE = "-"
UNSURE = "?"
"""What cannot be read, or has changed between two readings: never what a later run finds."""

# A pipe is opened at once where nobody writes to it; Windows reads bytes as they are only with O_BINARY.
_READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

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
    found: Reads = {}
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
        if reads.setdefault(name, what) != what:
            reads[name] = UNSURE
