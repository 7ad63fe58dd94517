"""Merge's second phase: from settled plans to the files that are staged, the lock among them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from pathlib import Path

from locpipe import frontmatter
from locpipe.errors import LocpipeError
from locpipe.markdown import find_links
from locpipe.model import Finding, Severity
from locpipe.pipeline.addressing import addresses_of, anchored, linked, relinked_front
from locpipe.pipeline.article import read_article
from locpipe.pipeline.asked import Options
from locpipe.pipeline.edited import told_of_edit
from locpipe.pipeline.finish import finish_existing, finish_source, finish_version
from locpipe.pipeline.publications import Publications, managed_keys
from locpipe.pipeline.reading import rules_of, siblings_at
from locpipe.pipeline.versions import ArticlePlan, Version
from locpipe.project import Project
from locpipe.siblings import LOCK_NAME, Addresses, Key, Line, dump_lock, fingerprint
from locpipe.source import Shelf, Spool, WriteSet, apply_edits, decode, read_bytes


@dataclass(frozen=True)
class _Output:
    path: Path
    data: bytes
    base: bytes | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """What became of an article: how many versions are published, whether a file changes, and its lines in the lock.

    `is_bare`: it has no front matter, and so nowhere to name its siblings.
    """

    published: int
    changes: bool
    is_bare: bool
    lines: Mapping[Key, Line]


class _RefusedError(Exception):
    """A version that cannot be written as planned, with what to say; None stands for the source."""

    def __init__(self, version: Version | None, finding: Finding) -> None:
        super().__init__(finding.message)
        self.version, self.finding = version, finding


class Publisher:
    """Finishes one article after another and stages what comes out; `plans` are all articles of the project."""

    def __init__(self, project: Project, options: Options, spool: Spool, plans: Sequence[ArticlePlan]) -> None:
        self.findings: list[Finding] = []
        self._project = project
        self._options = options
        self._spool = spool
        self._rules = rules_of(project)
        self._keys = managed_keys(project.config)
        self._lines: Shelf[Line] = Shelf(spool)
        self._addresses: Callable[[str], Addresses] = cache(lambda language: addresses_of(project, plans, language))
        if options.output:
            options.output.mkdir(parents=True, exist_ok=True)
        self.files = WriteSet(options.output or project.root)

    def add(self, plan: ArticlePlan) -> Finished:
        """Stage all files of one article; a version that cannot be finished stays as published, if it is."""
        while True:
            lines: dict[Key, Line] = {}
            self._removals: list[tuple[Path, bytes]] = []
            try:
                outputs = list(self._outputs(plan, lines))
                break
            except _RefusedError as refused:
                self.findings.append(refused.finding)
                plan = _without(plan, refused.version)
        staged = [self.files.stage(output.path, output.data, base=output.base) for output in outputs]
        for path, held in self._removals:
            self.files.remove(path, base=held)
        for line in lines.values():
            self._lines.put(line)
        published = sum(version.made is not None for version in plan.versions)
        is_bare = not plan.has_front and bool(plan.versions) and not plan.gone
        return Finished(published, any(staged) or bool(self._removals), is_bare, lines)

    def relink(self, plan: ArticlePlan, needles: Collection[str]) -> None:
        """Stage an article that this run was not asked for: links alone, where one of the needles stands in it."""
        for version in plan.versions:
            try:
                base = read_bytes(version.path, self._project.relative(version.path))
                text = base.decode()
                new = self._relinked(plan, version, text) if any(needle in text for needle in needles) else text
            except (LocpipeError, UnicodeDecodeError):
                new = ""  # It is another run's business to tell.
            if new:
                self.files.stage(version.path, new.encode(), base=base)
            if version.line:
                self._lines.put(self._existing_line(version, new))

    def lock(self, publications: Publications) -> None:
        """Stage the lock: a line for each published version, and for each that was and may be again."""
        kept = dict(publications.kept())
        for line in self._lines:
            kept.pop(line.key, None)
        if kept or self._lines or publications.data is not None:
            data = dump_lock(chain(kept.values(), self._lines))
            self.files.stage(self._project.root / LOCK_NAME, data, base=publications.data)

    def tell_of_bare(self, bare: Sequence[str]) -> None:
        """Find, once, that articles without front matter, those at these paths, cannot name their siblings."""
        config = self._project.config.frontmatter
        if bare and (config.lang or config.siblings):
            message = f"no front matter here and in {len(bare) - 1} more: language and siblings are not recorded"
            self.findings.append(Finding("no-front-matter", Severity.NOTE, bare[0], 0, message))

    def _outputs(self, plan: ArticlePlan, lines: dict[Key, Line]) -> Iterator[_Output]:
        output = self._options.output
        for version in plan.versions:
            key = (plan.file.id, version.language)
            if version.made:
                data, base = self._version(plan, version)
                yield _Output(output / self._project.relative(version.path) if output else version.path, data, base)
                lines[key] = Line(*key, version.file_slug, plan.digest, self._fingerprint(data.decode()))
                if version.record and version.catalog and not output:
                    held = self._spool.get(version.catalog.ticket)
                    yield _Output(version.catalog.path, self._spool.get(version.record), held)
            elif not output:
                existing = self._existing(plan, version)
                yield existing
                lines[key] = self._existing_line(version, existing.data.decode())
        if not output and not plan.gone:
            yield self._source(plan)

    def _version(self, plan: ArticlePlan, version: Version) -> tuple[bytes, bytes | None]:
        """Return what is to be written, and what the file holds now where it is the version's own."""
        shown, config = self._project.relative(version.path), self._project.config
        before = None if self._options.output else version.before
        held = read_bytes(before.path, self._project.relative(before.path)) if before else b""
        text = self._linked(plan, version)
        own = self._siblings_in(held, shown)
        draft = self._options.draft
        data = self._finished(
            version, plan, lambda: finish_version(text, shown, plan, version, config, draft=draft, own=own)
        )
        if before and not self._options.force and self._is_edited(before, held, data):
            text = decode(held, shown)
            finding = told_of_edit(plan.file.id, before, shown, text, Severity.ERROR, self._rules, self._spool)
            raise _RefusedError(version, finding)
        if before and before.path != version.path:
            self._removals.append((before.path, held))
        return data, held if before and before.path == version.path else None

    def _is_edited(self, before: Version, held: bytes, data: bytes) -> bool:
        """Tell whether a person's text stands there that is not what is to be written."""
        now = self._fingerprint(decode(held, self._project.relative(before.path)))
        return (before.line is None or now != before.line.output) and now != self._fingerprint(data.decode())

    def _siblings_in(self, held: bytes, shown: str) -> dict[str, str]:
        key = self._project.config.frontmatter.siblings
        try:
            return siblings_at(frontmatter.cut(held.decode(), shown), key) or {} if held and key else {}
        except (LocpipeError, UnicodeDecodeError):
            return {}

    def _linked(self, plan: ArticlePlan, version: Version) -> str:
        """Return the translation with its links pointing at the articles of its language."""
        assert version.made is not None
        text, links = self._spool.get(version.made.text).decode(), version.made.links_in(self._spool)
        shown, config = self._project.relative(version.path), self._project.config
        if links or config.frontmatter.links:
            text, unpublished = linked(self._addresses(version.language), text, links, plan, shown, config)
            if unpublished:
                message = f"links to what is not published in {version.language}: {', '.join(unpublished)}"
                self.findings.append(Finding("unpublished-link", Severity.NOTE, shown, 0, message))
        return anchored(text, shown, plan.anchors, self._rules)

    def _relinked(self, plan: ArticlePlan, version: Version, text: str) -> str:
        """Return a published text with the links that have moved, or lead to what is published by now."""
        if not self._project.config.urls.article:
            return text
        shown = self._project.relative(version.path)
        links = find_links(text, read_article(text, shown, self._rules).body, self._rules)
        addresses = self._addresses(version.language)
        done = addresses.relinked(links, plan.file.id, shown, None)
        return relinked_front(addresses, apply_edits(text, done.edits), plan, shown, self._project.config)

    def _existing(self, plan: ArticlePlan, version: Version) -> _Output:
        shown, config = self._project.relative(version.path), self._project.config
        base = read_bytes(version.path, shown)

        def made() -> str:
            return finish_existing(self._relinked(plan, version, base.decode()), shown, plan, version, config)

        return _Output(version.path, self._finished(version, plan, made), base)

    def _existing_line(self, version: Version, text: str) -> Line:
        assert version.line is not None
        return version.line if version.edited or not text else replace(version.line, output=self._fingerprint(text))

    def _source(self, plan: ArticlePlan) -> _Output:
        base = self._spool.get(plan.source)
        data = self._finished(None, plan, lambda: finish_source(base.decode(), plan, self._project.config))
        return _Output(plan.file.path, data, base)

    def _finished(self, version: Version | None, plan: ArticlePlan, make: Callable[[], str]) -> bytes:
        try:
            return make().encode()
        except LocpipeError as error:
            finding = Finding("front-matter", Severity.ERROR, plan.file.relative, 0, str(error))
            raise _RefusedError(version, finding) from error

    def _fingerprint(self, text: str) -> str:
        return fingerprint(text, self._keys)


def _without(plan: ArticlePlan, refused: Version | None) -> ArticlePlan:
    """Return the plan with what is published in the place of what was refused; None stands for the source."""
    if refused is None:
        published = (version.before if version.made else version for version in plan.versions)
        return replace(plan, versions=tuple(version for version in published if version), siblings=None)
    versions = (version.before if version is refused else version for version in plan.versions)
    return replace(plan, versions=tuple(version for version in versions if version))
