"""`.locpipe/extract.json`: what the last extract saw, so that an unchanged article costs one reading of its files.

Losing or spoiling the file costs time alone: a record counts only where every digest in it is that of the file on disk.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from locpipe.errors import LocpipeError
from locpipe.model import Finding, Severity
from locpipe.source import WriteSet


def digest(data: bytes | None) -> str:
    """Return a short hash, "" where there is no file."""
    return "" if data is None else blake2b(data, digest_size=16).hexdigest()


@dataclass(frozen=True)
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


def load(root: Path) -> dict[str, Record]:
    """Return the records by article id; none where the file is missing or not ours."""
    try:
        found = json.loads((root / ".locpipe" / "extract.json").read_bytes())
        return {name: _record(value) for name, value in found.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def save(root: Path, records: Mapping[str, Record]) -> None:
    """Write the records if they changed; a disk that refuses costs time alone."""
    shown = {name: asdict(records[name]) for name in sorted(records)}
    files = WriteSet(root)
    try:
        files.stage(
            root / ".locpipe" / "extract.json", json.dumps(shown, ensure_ascii=False, indent=0).encode() + b"\n"
        )
        files.commit()
    except LocpipeError:
        return


def _record(value: dict[str, Any]) -> Record:
    findings = tuple(Finding(**{**each, "severity": Severity(each["severity"])}) for each in value["findings"])
    return Record(
        article=str(value["article"]),
        template=str(value["template"]),
        catalogs={str(language): str(each) for language, each in value["catalogs"].items()},
        slug=str(value["slug"]),
        units=int(value["units"]),
        findings=findings,
    )
