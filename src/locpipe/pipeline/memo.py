"""`.locpipe/extract.json`: what the last extract saw, so that an unchanged article costs one reading of its files.

Losing or spoiling the file costs time alone: a record counts only where every digest in it is that of the file on disk.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from locpipe.model import Finding, Severity
from locpipe.project import ArticleFile, Project
from locpipe.source import LOCK_NAME, bytes_of, read_if_exists, write_json


def digest(data: bytes | None) -> str:
    """Return a short hash, "" where there is no file."""
    return "" if data is None else blake2b(data, digest_size=16).hexdigest()


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


@dataclass(frozen=True)
class Memo:
    """The records by article id, and the `arrangement` in which no article was found moved."""

    records: Mapping[str, Record] = field(default_factory=dict)
    arrangement: str = ""


def arrangement(project: Project, files: Sequence[ArticleFile]) -> str:
    """Return a digest of where things stand: all articles, the templates, what the lock says."""
    lock = read_if_exists(project.root / LOCK_NAME, LOCK_NAME)
    names = "\0".join([*sorted(file.id for file in files), "", *sorted(project.templates())])
    return digest(names.encode("utf-8", "surrogateescape") + b"\0\0" + (lock or b""))


def load(root: Path) -> Memo:
    """Return what the last run kept; an empty memo where the file is missing or not ours."""
    try:
        found = json.loads(bytes_of(_path(root)), object_hook=_record)
        if not all(isinstance(each, Record) for each in found["records"].values()):
            return Memo()
        return Memo(found["records"], str(found["arrangement"]))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Memo()


def save(root: Path, memo: Memo, before: Memo) -> None:
    """Write the memo if it is not the one of before; a disk that refuses costs time alone."""
    if memo == before:
        return
    items = (f"{json.dumps(name)}: {json.dumps(asdict(memo.records[name]))}" for name in sorted(memo.records))
    path = _path(root)
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        write_json(path, f'{{"arrangement": {json.dumps(memo.arrangement)}, "records": {{', items, "}}")


def _path(root: Path) -> Path:
    return root / ".locpipe" / "extract.json"


def _record(value: dict[str, Any]) -> Record | dict[str, Any]:
    """Return the record that an object of the file is, others as they are: what is read is held once."""
    if "article" not in value:
        return value
    findings = tuple(Finding(**{**each, "severity": Severity(each["severity"])}) for each in value["findings"])
    return Record(
        article=str(value["article"]),
        template=str(value["template"]),
        catalogs={str(language): str(each) for language, each in value["catalogs"].items()},
        slug=str(value["slug"]),
        units=int(value["units"]),
        findings=findings,
    )
