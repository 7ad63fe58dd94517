"""`.locpipe/extract.json`: what the last extract saw, so that an unchanged article costs one reading of its files.

Losing or spoiling the file costs time alone: a record counts only where every digest in it is that of the file on disk.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from locpipe.model import Finding
from locpipe.pipeline.result import finding_as_known, finding_known
from locpipe.project import ArticleFile, Project
from locpipe.source import LOCK_NAME, bytes_of, digest, read_if_exists, write_json


@dataclass(frozen=True, slots=True)
class Record:
    """One article as extract left it: digests of its files, and what a run that skips it still has to say."""

    article: str
    template: str
    catalogs: Mapping[str, str]
    slug: str
    units: int
    findings: tuple[Finding, ...] = field(default=())

    def holds(self, article: str, template: str, catalogs: Mapping[str, str]) -> bool:
        """Tell whether extract would change nothing for these files."""
        known = all(self.catalogs.get(language) == each for language, each in catalogs.items())
        return (self.article, self.template) == (article, template) and known

    def text(self) -> str:
        """Return the record as a line of the memo."""
        findings = [finding_as_known(each) for each in self.findings]
        return json.dumps([self.article, self.template, dict(self.catalogs), self.slug, self.units, findings])


@dataclass(frozen=True)
class Memo:
    """The records by article id, and the `arrangement` in which no article was found moved.

    A record is held as its text: a run on a large site asks for each but once, and writes most of them as they were.
    """

    records: Mapping[str, str] = field(default_factory=dict)
    arrangement: str = ""

    def record(self, article: str) -> Record | None:
        """Return what is known of an article; None where nothing is, or nothing that makes sense."""
        try:
            first, template, catalogs, slug, units, findings = json.loads(self.records[article])
            held = {str(language): str(each) for language, each in catalogs.items()}
            said = tuple(map(finding_known, findings))
        except (KeyError, ValueError, TypeError, AttributeError, RecursionError):
            return None
        return Record(str(first), str(template), held, str(slug), units, said) if isinstance(units, int) else None


def optional_digest(data: bytes | None) -> str:
    """Return the digest of a file's bytes, "" where there is no file."""
    return "" if data is None else digest(data)


def arrangement(project: Project, files: Sequence[ArticleFile]) -> str:
    """Return a digest of where things stand: all articles, the templates, what the lock says."""
    lock = read_if_exists(project.root / LOCK_NAME, LOCK_NAME)
    names = "\0".join([*sorted(file.id for file in files), "", *sorted(project.templates())])
    return digest(names.encode("utf-8", "surrogateescape") + b"\0\0" + (lock or b""))


def load(root: Path) -> Memo:
    """Return what the last run kept; an empty memo where the file is missing or not ours."""
    try:
        first, *lines, _ = bytes_of(_path(root)).decode("utf-8", "surrogatepass").removesuffix("\n").split("\n")
        return Memo(dict(map(_named, lines)), str(json.loads(f"{first}}}}}")["arrangement"]))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return Memo()


def save(root: Path, memo: Memo, before: Memo) -> None:
    """Write the memo if it is not the one of before; a disk that refuses costs time alone."""
    if memo == before:
        return
    items = (f"{json.dumps(name)}: {memo.records[name]}" for name in sorted(memo.records))
    path = _path(root)
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        write_json(path, f'{{"arrangement": {json.dumps(memo.arrangement)}, "records": {{', items, "}}")


def _path(root: Path) -> Path:
    return root / ".locpipe" / "extract.json"


def _named(line: str) -> tuple[str, str]:
    """Return the article id and the text of its record that a line holds; ValueError for another line."""
    name, end = _DECODER.raw_decode(line)
    if not isinstance(name, str) or line[end : end + 2] != ": ":
        raise ValueError(line)
    return name, line[end + 2 :].removesuffix(",")


_DECODER = json.JSONDecoder()
