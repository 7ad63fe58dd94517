"""Who owns which file and URL: no version is written over a file that is not its own, or beside another's address."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from hashlib import blake2b
from itertools import chain
from pathlib import Path

from locpipe.model import Finding, Severity
from locpipe.pipeline.asked import Options
from locpipe.pipeline.reading import address_of
from locpipe.pipeline.versions import ArticlePlan, Version
from locpipe.project import Project

Spot = bytes
"""What no two versions may share: a file, or a URL; a digest of it, as all articles' are held at once."""


class Claims:
    """Goes through the plans of all articles, `others` being those that this run does not write anew.

    `is_shared` tells that two have one file or address published, as after a slip in the lock.
    """

    def __init__(self, project: Project, plans: Sequence[ArticlePlan], others: Sequence[ArticlePlan]) -> None:
        self.findings: list[Finding] = []
        self.is_shared = False
        self._project = project
        self._plans, self._others = plans, others
        # Articles by their number.
        self._published: dict[Spot, int] = {}
        self._planned: dict[Spot, int] = {}
        self._contested: dict[Spot, set[int]] = {}
        for number, plan in enumerate(chain(plans, others)):
            for version in plan.versions:
                self._note(number, plan, version)

    def settle(self, options: Options) -> Iterator[tuple[int, ArticlePlan]]:
        """Yield, by number, the plans of which some versions may not be written, which stay as published."""
        for number, plan in enumerate(self._plans):
            allowed = [self._allowed(number, plan, each, options) if each.made else each for each in plan.versions]
            versions = tuple(version for version in allowed if version)
            if versions != plan.versions:
                yield number, replace(plan, versions=versions)

    def _note(self, number: int, plan: ArticlePlan, version: Version) -> None:
        published = version.before if version.made else version
        if published:
            spots = [*self._spots(plan, published), *self._earlier(plan, published)]
            self.is_shared |= any(self._published.get(spot, number) != number for spot in spots)
            self._published.update((spot, number) for spot in spots)
        for spot in self._spots(plan, version) if version.made else ():
            first = self._planned.setdefault(spot, number)
            if first != number:
                self._contested.setdefault(spot, {first}).add(number)

    def _allowed(self, number: int, plan: ArticlePlan, version: Version, options: Options) -> Version | None:
        """Return the version, or what is published of it where another has its file or URL."""
        rivals = {rival for spot in self._spots(plan, version) for rival in self._rivals(number, spot)}
        if rivals:
            self._refuse_address(plan, version, sorted(map(self._relative, rivals)))
            return version.before
        if not options.output and self._is_foreign(version, options):
            self._refuse_file(plan, version)
            return version.before
        return version

    def _rivals(self, number: int, spot: Spot) -> set[int]:
        """Return the other articles that hold the spot; who has it published keeps it."""
        if spot in self._published:
            return {self._published[spot]} - {number}
        return self._contested.get(spot, {number}) - {number}

    def _relative(self, number: int) -> str:
        other = number - len(self._plans)
        return (self._plans[number] if other < 0 else self._others[other]).file.relative

    @cached_property
    def _sources(self) -> set[str]:
        return {_key(plan.file.path) for plan in chain(self._plans, self._others) if not plan.gone}

    def _is_foreign(self, version: Version, options: Options) -> bool:
        """Tell whether a file stands there that this version must not replace."""
        if version.before and _key(version.before.path) == _key(version.path):
            return False
        if not version.path.exists() and not version.path.is_symlink():
            return False
        return not options.force or _key(version.path) in self._sources

    def _refuse_file(self, plan: ArticlePlan, version: Version) -> None:
        message = (
            f"exists, and locpipe did not write it; it is left as it is: take its text over with `locpipe adopt "
            f"{plan.file.id}`, give the article another slug, or replace it with --force"
        )
        self._find("not-ours", version.path, message)

    def _refuse_address(self, plan: ArticlePlan, version: Version, rivals: Sequence[str]) -> None:
        taken = any(spot in self._published for spot in self._spots(plan, version))
        message = (
            f"{version.language}: {version.name} is the address of {', '.join(rivals)} too"
            f"{', now or in its aliases' if taken else ''}; it is not written, give one of them another slug"
        )
        self._find("one-address", plan.file.path, message)

    def _spots(self, plan: ArticlePlan, version: Version) -> Iterable[Spot]:
        yield _spot("file", _key(version.path))
        # Without a slug, the URL is only a guess from the file's name: nine `index` files are fine.
        if version.slug and (url := address_of(self._project, plan.file, version.language, version.slug)):
            yield _spot("url", f"{version.language} {url}")

    def _earlier(self, plan: ArticlePlan, version: Version) -> Iterable[Spot]:
        for slug in version.aliases:
            # What a person listed in another form is an address itself.
            url = slug if "/" in slug else address_of(self._project, plan.file, version.language, slug)
            if url:
                yield _spot("url", f"{version.language} {url}")

    def _find(self, check: str, path: Path, message: str) -> None:
        self.findings.append(Finding(check, Severity.ERROR, self._project.relative(path), 0, message))


def _spot(kind: str, name: str) -> Spot:
    return blake2b(f"{kind} {name}".encode("utf-8", "surrogatepass"), digest_size=15).digest()


def _key(path: Path) -> str:
    """Return the path as file systems compare it that ignore case."""
    return unicodedata.normalize("NFC", path.as_posix()).casefold()
