"""The files below a folder, fast: large sites have many."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress


def files_below(folder: str | os.PathLike[str]) -> Iterator[str]:
    """Yield every file below the folder, as a path from it with `/`, in no order; links to folders are not followed.

    A folder that is not there or may not be read has none.
    """
    yield from _below(os.fspath(folder), "")


def _below(folder: str, before: str) -> Iterator[str]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _below(entry.path, f"{before}{entry.name}/")
            elif entry.is_file():
                yield before + entry.name
