"""Articles that the last merge left as they were, and that nothing near them has changed since: they stay.

An article's own files decide what merge makes of it, but for its links and its place among the others. There, other
articles count by what they show: addresses, languages, headings' ids. So while every article shows what it showed, and
the project's folders hold the same names, one whose own files are unchanged is not looked at again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from locpipe.errors import LocpipeError
from locpipe.model import Finding
from locpipe.pipeline.analysis import PROJECT, Analysis, Known, named
from locpipe.pipeline.fingerprint import digest_of
from locpipe.pipeline.publications import Publications
from locpipe.pipeline.result import finding_as_known, finding_known
from locpipe.pipeline.versions import ArticlePlan, Version
from locpipe.project import ArticleFile, Project
from locpipe.source import NOTHING, UNSURE, Reads, kind_of, noted, read_if_exists

_SHOWN = named("shown", PROJECT)
# Of a plan that stays, what other articles ask it for; its versions besides.
_OF_PLAN = ("name", "slug", "has_front", "digest", "url")
_OF_OUTCOME = ("published", "incomplete", "is_bare")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What merge made of an article: what it said of it, how many versions are published or have too little reviewed.

    `is_bare`: it has no front matter; `changes`: one of its files was to be written.
    """

    plan: ArticlePlan
    findings: tuple[Finding, ...]
    published: int
    incomplete: int
    is_bare: bool
    changes: bool = False


class Unchanged:
    """What a merge knows of the last one; `asked` is a digest of all that decides besides the articles' files.

    It knows nothing where `asked` is "". `reads` is what the run has read and looked for so far, noted as it goes on.
    """

    def __init__(
        self, project: Project, publications: Publications, analysis: Analysis, reads: Reads, asked: str
    ) -> None:
        self._project, self._publications, self._analysis = project, publications, analysis
        self._reads, self._asked = reads, asked
        self._digests: dict[str, str] = {}
        self._new: Sequence[Outcome] = ()
        known = (analysis.get(_SHOWN, asked) if asked else None) or {"articles": {}, "kinds": {}}
        is_same = known["kinds"] == _kinds_now(project, known["kinds"])
        self._shown: dict[str, str] = known["articles"] if is_same else {}
        self._kinds: dict[str, str] = known["kinds"] if is_same else {}

    def outcomes(self, files: Sequence[ArticleFile]) -> dict[str, Outcome]:
        """Return, by article, what the last merge made of those whose own files are as they were."""
        if not self._shown or self._shown.keys() != {file.id for file in files}:
            return {}
        self._digests = {file.id: self._of_files(file) for file in files}
        readable = [file for file in files if self._digests[file.id]]
        under = self._under()
        found = ((file, self._analysis.get(_name(file), under + self._digests[file.id])) for file in readable)
        return {file.id: self._outcome(file, known) for file, known in found if known}

    def holds(self, plans: Iterable[ArticlePlan]) -> bool:
        """Tell whether the articles planned anew show what they showed, so that the others may stay."""
        return all(self._shown.get(plan.file.id) == shown(self._project, plan) for plan in plans)

    def forget(self) -> None:
        """Forget the last merge: an article shows something else now."""
        self._shown, self._kinds = {}, {}

    def note(self, made: Sequence[Outcome], *, sure: bool) -> None:
        """Note what was made anew of articles; what is not `sure`, as others had a say in it, is not kept."""
        self._new = made
        if not sure:
            self._asked = ""

    def keep(self) -> None:
        """Remember what was noted, unless a file has changed while the run went on."""
        if not self._asked:
            return
        left: list[int] = []
        for number, outcome in enumerate(self._new):
            left += [] if outcome.changes else [number]
            self._note_shown(outcome)
        if any(what == UNSURE for _, what in self._reads.items()):
            return
        self._kinds |= _inside(self._project, self._reads)
        self._analysis.put(_SHOWN, self._asked, {"articles": self._shown, "kinds": self._kinds})
        under = self._under()
        for outcome in (self._new[number] for number in left):
            file = outcome.plan.file
            if digest := self._digests[file.id]:
                self._analysis.put(_name(file), under + digest, self._known(outcome))

    def _note_shown(self, outcome: Outcome) -> None:
        file = outcome.plan.file
        if not outcome.changes and file.id not in self._digests:
            self._digests[file.id] = self._of_files(file)
        self._shown[file.id] = shown(self._project, outcome.plan)

    def _under(self) -> str:
        """Return a digest of what all articles show, under which each outcome is kept."""
        return digest_of(self._asked.encode(), json.dumps(self._shown, sort_keys=True).encode())

    def _of_files(self, file: ArticleFile) -> str:
        """Return a digest of the article's own files, "" where one cannot be read, which the run meets again."""
        try:
            return digest_of(*(part.encode() for part in self._states(file)))
        except LocpipeError:
            return ""

    def _states(self, file: ArticleFile) -> Iterator[str]:
        yield self._state(file.path)
        for language in self._project.config.targets:
            yield self._state(self._project.catalog_path(file, language))
        for language in self._publications.languages(file.id):
            for line in self._publications.lines[file.id, language]:
                yield repr(line)
                yield self._state(self._project.target_path(file, language, line.slug or None))

    def _state(self, path: Path) -> str:
        """Return the digest of what stands there, as the run has read it; each file is read once for this."""
        name = os.fspath(path)
        if name not in self._reads.all():
            read_if_exists(path, self._project.relative(path))
        return self._reads.all()[name]

    def _known(self, outcome: Outcome) -> Known:
        plan = outcome.plan
        return {
            "plan": {key: getattr(plan, key) for key in _OF_PLAN},
            "versions": [_version_known(self._project, version) for version in plan.versions],
            "findings": [finding_as_known(each) for each in outcome.findings],
            "outcome": {key: getattr(outcome, key) for key in _OF_OUTCOME},
        }

    def _outcome(self, file: ArticleFile, known: Known) -> Outcome:
        versions = tuple(_version(self._project, each) for each in known["versions"])
        plan = ArticlePlan(file, NOTHING, **known["plan"], siblings=None, versions=versions)
        return Outcome(plan, tuple(map(finding_known, known["findings"])), **known["outcome"])


def shown(project: Project, plan: ArticlePlan) -> str:
    """Return a digest of what links and names in other articles depend on."""
    own = [plan.file.relative, plan.name, plan.slug, plan.url, plan.anchors]
    versions = [[*_version_known(project, version), _headings(project, version)] for version in plan.versions]
    return digest_of(json.dumps([own, versions]).encode())


def _headings(project: Project, version: Version) -> Sequence[str]:
    if version.made:
        return version.made.anchors
    return [digest_of(read_if_exists(version.path, project.relative(version.path)) or b"")]


def _version_known(project: Project, version: Version) -> list[Any]:
    path = project.relative(version.path)
    return [version.language, path, version.name, version.slug, version.file_slug, version.url, version.aliases]


def _version(project: Project, known: Sequence[Any]) -> Version:
    language, path, name, slug, file_slug, url, aliases = known
    return Version(language, project.root / path, name, slug, file_slug, url, aliases=tuple(aliases))


def _kinds_now(project: Project, names: Iterable[str]) -> dict[str, str]:
    """Return what stands now where the last merge looked for something."""
    with noted() as found:
        for name in names:
            kind_of(project.root / name)
    return _inside(project, found)


def _inside(project: Project, reads: Reads) -> dict[str, str]:
    """Return what was looked for besides files, by the path from the project's root."""
    root = f"{project.root}{os.sep}"
    return {name.removeprefix(root): what for name, what in reads.items() if name.endswith("/")}


def _name(file: ArticleFile) -> str:
    return named("left", file.id)
