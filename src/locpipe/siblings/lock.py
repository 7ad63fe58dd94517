"""`locpipe.lock`: what is published, from which source, and what was written; read and written as text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from hashlib import blake2b
from operator import attrgetter

from locpipe.errors import SourceError
from locpipe.frontmatter import without_keys
from locpipe.siblings.slugs import slug_problem
from locpipe.source import LOCK_NAME as NAME
from locpipe.source import decode

UNKNOWN = "-"  # in place of a fingerprint: locpipe did not write the file
Key = tuple[str, str]
"""Article id and language."""

_HEAD = "locpipe-lock"
_VERSION = "1"
_FINGERPRINT = re.compile(r"[0-9a-f]{32}|-")
# git's markers: seven signs, or more where the repository sets conflict-marker-size; a label holds no tab.
_MARKER = re.compile(r"(([<|=>])\2{6,})(?: [^\t]*)?")


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """A published version: `source` and `output` are fingerprints of what it was made from and what was written.

    `slug` is "" for an article that has none; `output` is "-" for a file that locpipe did not write.
    """

    article: str
    language: str
    slug: str
    source: str
    output: str

    @property
    def key(self) -> Key:
        """Return article id and language."""
        return (self.article, self.language)


@dataclass(frozen=True, slots=True)
class Lock:
    """The lines by article and language; more than one where git left a choice."""

    lines: Mapping[Key, tuple[Line, ...]]


def read(data: bytes | None, path: str) -> Lock:
    """Return the lock that the bytes hold, an empty one for None; both sides of a merge conflict are candidates.

    SourceError with the line for another version and for what is no lock line.
    """
    found: dict[Key, dict[Line, None]] = {}
    for line in _lines(decode(data, path), path) if data is not None else ():
        found.setdefault(line.key, {})[line] = None
    return Lock({key: tuple(lines) for key, lines in found.items()})


def _lines(text: str, path: str) -> Iterator[Line]:
    """Yield the text's lock lines, those of git's merge base left out."""
    versioned = False
    for number, row in _without_markers(text):
        head, _, version = row.partition(" ")
        if head == _HEAD:
            _refuse_version(version, f"{path}:{number}")
            versioned = True
        elif row and not versioned:
            raise _malformed(f"{path}:{number}", f'expected "{_HEAD} {_VERSION}" before everything else')
        elif row:
            yield _line(row, f"{path}:{number}")
    if not versioned:
        raise _malformed(f"{path}:1", "the file is empty")


def _without_markers(text: str) -> Iterator[tuple[int, str]]:
    """Yield the rows with their numbers from 1, less conflict markers and the merge base that diff3 shows."""
    base = ""  # the marker that opened a merge base
    for number, row in enumerate(text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n"), 1):
        marker = _MARKER.fullmatch(row)
        if base:
            # The base may hold conflicts of its own, with longer markers.
            base = "" if marker and marker[1] == "=" * len(base) else base
        elif marker:
            base = marker[1] if marker[2] == "|" else ""
        else:
            yield number, row


def _refuse_version(version: str, where: str) -> None:
    if version != _VERSION:
        raise SourceError(
            f"{where}: this lock has version {version!r}, this locpipe knows {_VERSION}; "
            "use the locpipe that wrote it, or a newer one"
        )


def _line(row: str, where: str) -> Line:
    columns = row.split("\t")
    if len(columns) != 5:
        raise _malformed(where, f"expected 5 columns with tabs between them, found {len(columns)}")
    line = Line(*columns)
    if not line.language or "" in line.article.split("/") or ".." in line.article.split("/"):
        raise _malformed(where, f'"{line.article}" in "{line.language}" is no article in a language')
    if line.slug and (problem := slug_problem(line.slug)):
        raise _malformed(where, f'"{line.slug}" is no slug: {problem}')
    if not (_FINGERPRINT.fullmatch(line.source) and _FINGERPRINT.fullmatch(line.output)):
        raise _malformed(where, "expected two fingerprints of 32 hexadecimal digits, or -, at the end")
    return line


def _malformed(where: str, problem: str) -> SourceError:
    return SourceError(f"{where}: {problem}; restore {NAME} from git, or delete it and run `locpipe adopt`")


_columns = attrgetter(*(field.name for field in fields(Line)))


def dump(lines: Iterable[Line]) -> bytes:
    """Return the lock file: a version line, then the lines, sorted, each once."""
    # NUL, which no column has, comes before all that one may have: rows sort as their columns do.
    rows = sorted({"\0".join(_columns(line)) for line in lines})
    return "\n".join([f"{_HEAD} {_VERSION}", *rows, ""]).replace("\0", "\t").encode()


def fingerprint(text: str, keys: Collection[str]) -> str:
    """Return 32 hexadecimal digits (BLAKE2b) for the text less the top-level front-matter `keys`; CRLF counts as LF.

    Comments in and behind the keys count: they are a person's.
    """
    rest = without_keys(text.replace("\r\n", "\n"), keys)
    return blake2b(rest.encode(), digest_size=16).hexdigest()
