"""What every cached value depends on besides the files: the code that made it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

import locpipe

_CODE = (".py", ".tsv")
_INSTALLED = (".dist-info", ".egg-info")


def digest_of(*parts: bytes) -> str:
    """Return a digest of the parts; other parts, or the same ones parted otherwise, give another one."""
    made = sha256()
    for part in parts:
        made.update(b"%d:" % len(part))
        made.update(part)
    return made.hexdigest()[:32]


@cache
def code_digest() -> bytes:
    """Return a digest of the code: locpipe's own files, and the names and versions of all installed packages.

    The parser's version is among them, and whatever brings a flavour, a check or an engine.
    """
    parts = [*sorted(_files(str(Path(locpipe.__file__).parent))), *sorted(_packages()), sys.version]
    return digest_of(*(os.fsencode(part) for part in parts)).encode()


def _files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _files(entry.path)
            elif entry.name.endswith(_CODE):
                found = entry.stat()
                yield f"{entry.path} {found.st_size} {found.st_mtime_ns}"


def _packages() -> Iterator[str]:
    """Yield the folders that say which packages are installed: `markdown_it_py-4.3.0.dist-info`."""
    for folder in filter(os.path.isdir, sys.path):
        with os.scandir(folder) as entries:
            yield from (entry.name for entry in entries if entry.name.endswith(_INSTALLED))
