"""A project to start from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from locpipe.pipeline.starter import files_of
from locpipe.source import WriteSet, decode, read_bytes


@dataclass(frozen=True)
class Init:
    """What was written, what was there and is left alone, and the lines that a file left alone lacks."""

    root: Path
    written: tuple[str, ...]
    left: tuple[str, ...]
    missing: tuple[tuple[str, tuple[str, ...]], ...]


# Short files that projects have already: locpipe says what they lack rather than edit them.
_LINES = (".gitattributes", ".gitignore")


def init(root: Path, preset: str = "") -> Init:
    """Write the starting files below `root`, each only where there is none; UsageError for an unknown preset."""
    wanted = files_of(preset)
    root = root.resolve()
    root.mkdir(parents=True, exist_ok=True)
    files = WriteSet(root)
    left = [name for name in wanted if (root / name).exists()]
    for name, text in wanted.items():
        if name not in left:
            files.stage(root / name, text.encode())
    files.commit()
    missing = tuple((name, _missing(root, name, wanted[name])) for name in left if name in _LINES)
    written = tuple(name for name in wanted if name not in left)
    return Init(root, written, tuple(left), tuple(pair for pair in missing if pair[1]))


def _missing(root: Path, name: str, wanted: str) -> tuple[str, ...]:
    there = decode(read_bytes(root / name, name), name).replace("\r\n", "\n").split("\n")
    return tuple(line for line in wanted.split("\n") if line and line not in there)
