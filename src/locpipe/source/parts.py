"""Temporary files: a new file is written in full beside its place, then put into it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path


def part_of(place: Path) -> Path:
    """Return the temporary name beside `place`: always the same one, so that a killed run's leftover is reused."""
    return Path(part_name(str(place)))


def part_name(place: str) -> str:
    """Return what `part_of` returns; a text, as a Path of each of many files would stay in memory."""
    folder, name = os.path.split(place)
    return os.path.join(folder, f".locpipe-{blake2b(os.fsencode(name), digest_size=8).hexdigest()}.part")


def open_part(part: str | os.PathLike[str]) -> int:
    """Open a temporary file to be written; a link under its name would send the bytes elsewhere, and is an OSError."""
    return os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o666)


def write_json(path: Path, start: str, items: Iterable[str], end: str) -> None:
    """Put a new file in the place of `path`: `start`, the items with commas between, `end`, each from a line's start.

    The items are asked for one by one, as there may be one for every file of a large site. OSError names `path`.
    """
    part = part_of(path)
    try:
        with os.fdopen(open_part(part), "w", encoding="utf-8", newline="\n") as file:
            file.write(start)
            for number, item in enumerate(items):
                file.write(f"{',' if number else ''}\n{item}")
            file.write(f"\n{end}\n")
        part.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
