"""Who owns which file and URL: no version is written over a file that is not its own, or beside another's address."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from locpipe import frontmatter
from locpipe.errors import LocpipeError
from locpipe.model import Finding, Severity
from locpipe.pipeline.article import read_article
from locpipe.pipeline.reading import rules_of, siblings_at, url_of
from locpipe.pipeline.versions import ArticlePlan, Options, Version
from locpipe.project import Project
from locpipe.source import Spool, decode, read_bytes


class Claims:
    """Goes through the plans of all articles, `others` being those that this run only takes care not to touch."""

    def __init__(
        self, project: Project, plans: Sequence[ArticlePlan], others: Sequence[ArticlePlan], spool: Spool
    ) -> None:
        self.findings: list[Finding] = []
        self._project = project
        self._plans = plans
        self._others = others
        self._spool = spool
        self._names = {plan.name: plan.file.id for plan in (*plans, *others)}
        self._sources = {_key(plan.file.path) for plan in (*plans, *others)}

    def settle(self, options: Options, asked: Sequence[str]) -> list[ArticlePlan]:
        """Return the plans with the versions alone that may be published."""
        plans = [self._owned(plan, options, asked) for plan in self._plans]
        return self._without_rivals(plans)

    def _owned(self, plan: ArticlePlan, options: Options, asked: Sequence[str]) -> ArticlePlan:
        kept = []
        for version in plan.versions:
            if options.output or not version.path.exists() or self._is_ours(plan, version):
                kept.append(version)
            elif version.text and (not options.force or _key(version.path) in self._sources):
                self._refuse(plan, version)
            elif version.text:
                kept.append(version)
        if not options.output:
            self._tell_of_old(plan, kept, asked)
        return replace(plan, versions=tuple(kept))

    def _refuse(self, plan: ArticlePlan, version: Version) -> None:
        message = (
            f"exists and is not a translation of {plan.file.relative} by locpipe; it is left as it is: "
            "move it, give the article another slug, or replace it with --force"
        )
        self._find("not-ours", Severity.ERROR, version.path, message)

    def _tell_of_old(self, plan: ArticlePlan, kept: Sequence[Version], asked: Sequence[str]) -> None:
        """Find what is published and no longer up to date, or left behind under an earlier slug."""
        for version in kept:
            if version.text is None and version.language in asked:
                message = (
                    "stays as it is, with its siblings up to date: its catalog no longer has enough reviewed units"
                )
                self._find("stale", Severity.WARNING, version.path, message)
            before = (plan.siblings or {}).get(version.language, version.name)
            if version.text is None or before == version.name or not plan.slug or "/" in before:
                continue
            old = replace(version, path=self._project.target_path(plan.file, version.language, before), name=before)
            if old.path.is_file() and self._is_ours(plan, old):
                message = f"the article is now {version.name}; delete this file, or both stay online"
                self._find("old-slug", Severity.WARNING, old.path, message)

    def _is_ours(self, plan: ArticlePlan, version: Version) -> bool:
        """Tell whether the file that stands there is a version of the article."""
        shown = self._project.relative(version.path)
        if _key(version.path) in self._sources:
            return False
        try:
            data = read_bytes(version.path, shown)
            text = decode(data, shown)
            if plan.siblings is None:
                return self._has_its_texts(version, data, text)
            front = frontmatter.cut(text, shown)
        except LocpipeError:
            return False
        back = (siblings_at(front, self._project.config.frontmatter.siblings) or {}).get(self._project.config.source)
        # Where the source's slug has changed, the old one still stands in the file that the source names.
        named = plan.siblings.get(version.language) == version.name and back not in self._names
        return bool(back) and (back == plan.name or named)

    def _has_its_texts(self, version: Version, data: bytes, text: str) -> bool:
        """Tell it by the texts, where siblings are not kept: most of them stand in the catalog, obsolete ones too."""
        if version.text and self._spool.get(version.text) == data:
            return True
        entries = version.catalog.catalog.entries if version.catalog else ()
        known = {each for entry in entries for each in (entry.source, entry.target)}
        units = read_article(text, self._project.relative(version.path), rules_of(self._project)).units
        return bool(units) and 2 * sum(unit.source in known for unit in units) >= len(units)

    def _without_rivals(self, plans: list[ArticlePlan]) -> list[ArticlePlan]:
        """Return the plans without the versions that would share a file or a URL with another article's."""
        holders: dict[tuple[str, str], list[str]] = {}
        for plan in (*plans, *self._others):
            for version in plan.versions:
                for place in self._places(version):
                    holders.setdefault(place, []).append(plan.file.relative)
        return [self._without_shared(plan, holders) for plan in plans]

    def _without_shared(self, plan: ArticlePlan, holders: dict[tuple[str, str], list[str]]) -> ArticlePlan:
        kept = []
        for version in plan.versions:
            rivals = sorted({each for place in self._places(version) for each in holders[place]} - {plan.file.relative})
            if not rivals or version.text is None:
                kept.append(version)
                continue
            message = (
                f"{version.language}: would have the address of {', '.join(rivals)} ({version.name}); "
                "neither is written, give one of them another slug"
            )
            self.findings.append(Finding("one-address", Severity.ERROR, plan.file.relative, 0, message))
        return replace(plan, versions=tuple(kept))

    def _places(self, version: Version) -> Iterable[tuple[str, str]]:
        """Return what no two versions may share: the file, the URL."""
        url = url_of(self._project.config.urls.article, version.language, version.slug)
        return {("file", _key(version.path)), *([("url", url)] if url else [])}

    def _find(self, check: str, severity: Severity, path: Path, message: str) -> None:
        self.findings.append(Finding(check, severity, self._project.relative(path), 0, message))


def _key(path: Path) -> str:
    """Return the path as file systems compare it that ignore case."""
    return unicodedata.normalize("NFC", path.as_posix()).casefold()
