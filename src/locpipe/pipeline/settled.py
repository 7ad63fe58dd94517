"""Catalogs at which pre-fill has nothing to do, so that unchanged ones are not looked at again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from locpipe.model import Finding, Severity
from locpipe.pipeline.analysis import Analysis, named
from locpipe.pipeline.fingerprint import code_digest, digest_of
from locpipe.project import ArticleFile, Project


@dataclass(frozen=True, slots=True)
class Still:
    """A catalog that stays as it is: whether it is the article's as that is now, its texts, those that still wait."""

    current: bool
    waiting: int = 0
    texts: int = 0
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Bytes:
    """An article and its catalog in one language as they lie there, None where there is no catalog."""

    file: ArticleFile
    language: str
    article: bytes
    catalog: bytes | None


class Settled:
    """Knows which catalogs stay as they are; what is known holds for the bytes of all that decides it.

    `engine` and the digest of the term lists are part of that. Where texts wait, so is what the memory is made of.
    """

    def __init__(self, project: Project, analysis: Analysis, engine: str, terms: str) -> None:
        self._project, self._analysis = project, analysis
        parts = (code_digest(), project.settings, engine.encode(), terms.encode())
        self._always = digest_of(*parts).encode()

    def known(self, found: Bytes) -> Still | None:
        """Return what an earlier run found out, None where that is nothing, or no longer true."""
        for waits in (False, True):
            name = _name(found, waits=waits)
            # Asked first: what the memory is made of takes a reading of all catalogs.
            value = self._analysis.get(name, self._digest(found, waits=waits)) if self._analysis.has(name) else None
            if value is not None:
                findings = _findings(value["findings"])
                return Still(bool(value["current"]), int(value["waiting"]), int(value["texts"]), findings)
        return None

    def keep(self, found: Bytes, still: Still) -> None:
        """Remember that the catalog stays as it is."""
        waits = bool(still.waiting)
        self._analysis.put(_name(found, waits=waits), self._digest(found, waits=waits), asdict(still))

    def _digest(self, found: Bytes, *, waits: bool) -> str:
        catalog = b"-" if found.catalog is None else b"+" + found.catalog
        reviewed = self.memory[found.language].encode() if waits else b""
        return digest_of(self._always, found.file.relative.encode(), found.article, catalog, reviewed)

    @cached_property
    def memory(self) -> Mapping[str, str]:
        """Return what the memory of each language is made of; to be asked before the memory is opened."""
        from locpipe.pipeline import memory

        return memory.states(self._project)


def _name(found: Bytes, *, waits: bool) -> str:
    return named("waiting" if waits else "filled", found.file.id, found.language)


def _findings(known: Sequence[Mapping[str, Any]]) -> tuple[Finding, ...]:
    return tuple(Finding(**{**each, "severity": Severity(each["severity"])}) for each in known)
