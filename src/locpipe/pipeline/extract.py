"""Articles to templates and catalogs."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from locpipe.errors import LocpipeError
from locpipe.model import Finding, Severity
from locpipe.pipeline import memo
from locpipe.pipeline.fingerprint import code_digest, digest_of
from locpipe.pipeline.memo import Memo, Record, optional_digest
from locpipe.pipeline.reading import SLUG, check_urls, chosen_languages, front_of, text_at
from locpipe.pipeline.result import Problems, Result, Tick, in_order, no_tick
from locpipe.pipeline.run_lock import alone
from locpipe.pipeline.sources import Sources
from locpipe.pipeline.workers import HERE, Workers, raised, spread
from locpipe.project import ArticleFile, Project
from locpipe.source import WriteSet, digest, read_bytes, read_if_exists

if TYPE_CHECKING:
    from locpipe.pipeline.extraction import Extracted


def extract(
    project: Project,
    names: Sequence[str] = (),
    languages: Sequence[str] = (),
    tick: Tick = no_tick,
    workers: Workers = HERE,
) -> Result:
    """Write the templates and catalogs of the articles named, of all where none is.

    Everything is read and checked first; a LocpipeError that tells of every problem leaves all files as they were.
    """
    with alone(project.root):
        return extract_articles(project, names, languages, tick, workers)


def extract_articles(
    project: Project, names: Sequence[str], languages: Sequence[str], tick: Tick, workers: Workers = HERE
) -> Result:
    """Do what `extract` does, for a caller that holds the run lock."""
    chosen = chosen_languages(project, languages)
    before = memo.load(project.root)
    everything = project.articles()
    run = _Extraction(project, chosen, before, _moves(project, everything, before))
    files = project.articles(names) if names else everything
    run.add(files, workers, tick)
    run.check_urls(files, names)
    run.problems.stop()
    if not names:
        run.findings += _orphans(project, run.languages, everything)
    return run.finish(everything)


class _Extraction:
    """One run: what is staged, found and counted so far."""

    def __init__(self, project: Project, languages: tuple[str, ...], before: Memo, moved: Sequence[Finding]) -> None:
        self.project = project
        self.languages = languages
        self.findings = list(moved)
        self.problems = Problems()
        self._files = WriteSet(project.root)
        # What besides the files decides what extract makes of them.
        self._options = digest_of(code_digest(), project.settings).encode()
        self._memo = before
        self._seen: dict[str, str] = {}
        self._slugs: dict[ArticleFile, str] = {}
        self._units = 0
        self._is_as_before = True

    def add(self, files: Sequence[ArticleFile], workers: Workers, tick: Tick) -> None:
        """Stage the articles' templates and catalogs."""
        context = (self.project, self.languages)
        waiting: deque[Sources] = deque()
        for done in spread(_extraction, context, self._changed(files, waiting, tick), workers):
            sources = waiting.popleft()
            with self.problems.collected():
                self._stage(sources, raised(done))

    def _changed(self, files: Sequence[ArticleFile], waiting: deque[Sources], tick: Tick) -> Iterator[Sources]:
        """Yield what has to be looked at, and keep it in `waiting` until it is."""
        for number, file in enumerate(files):
            tick(number, len(files))
            with self.problems.collected():
                sources = self._sources(file)
                if not self._is_known(sources):
                    waiting.append(sources)
                    yield sources

    def _sources(self, file: ArticleFile) -> Sources:
        data = read_bytes(file.path, file.relative)
        pot = self._bytes(self.project.template_path(file))
        pos = {language: self._bytes(self.project.catalog_path(file, language)) for language in self.languages}
        return Sources(file, data, pot, pos)

    def _bytes(self, path: Path) -> bytes | None:
        return read_if_exists(path, self.project.relative(path))

    def _is_known(self, sources: Sources) -> bool:
        """Tell whether the last run left these very files."""
        record = self._memo.record(sources.file.id)
        held = optional_digest(sources.template), _digests(sources.catalogs)
        if not record or not record.holds(self._digest(sources), *held):
            return False
        self._see(sources.file, record, self._memo.records[sources.file.id])
        return True

    def _see(self, file: ArticleFile, record: Record, text: str) -> None:
        self._seen[file.id] = text
        self._units += record.units
        self.findings += record.findings
        if record.slug:
            self._slugs[file] = record.slug

    def _digest(self, sources: Sources) -> str:
        return digest(self._options + sources.file.relative.encode() + b"\0" + sources.article)

    def _stage(self, sources: Sources, done: Extracted) -> None:
        file, article = sources.file, self._digest(sources)
        template = done.template or sources.template
        if done.template:
            self._files.stage(self.project.template_path(file), done.template)
        catalogs = {**self._others(file, article), **_digests(sources.catalogs)}
        for language, made in done.catalogs.items():
            self._files.stage(self.project.catalog_path(file, language), made, base=sources.catalogs[language])
            catalogs[language] = digest(made)
        self.findings += done.changes
        # What an update found is about this one change, and is looked at again next time.
        known = "" if done.changes else article
        record = Record(known, optional_digest(template), catalogs, done.slug, done.units, done.findings)
        self._see(file, record, record.text())
        self._is_as_before = False

    def _others(self, file: ArticleFile, article: str) -> Mapping[str, str]:
        """Return what is known of languages that this run was not asked for."""
        record = self._memo.record(file.id)
        return record.catalogs if record and record.article == article else {}

    def check_urls(self, files: Sequence[ArticleFile], names: Sequence[str]) -> None:
        """Keep a problem where two articles have one URL, those too that were not asked for."""
        if self._is_as_before:
            return  # and was in order
        slugs = self._slugs
        if names and self.project.config.urls.source:
            slugs = slugs | dict(_slugs_on_disk(self.project, {file for file in files if file.id in self._seen}))
        with self.problems.collected():
            check_urls(self.project, dict(sorted(slugs.items())))

    def finish(self, everything: Sequence[ArticleFile]) -> Result:
        """Write what was staged, and remember it."""
        written = self._files.commit()
        records = ((file.id, self._seen.get(file.id) or self._memo.records.get(file.id)) for file in everything)
        known = {name: text for name, text in records if text}
        memo.save(self.project.root, Memo(known, memo.arrangement(self.project, everything)), self._memo)
        return Result(in_order(self.findings), written, {"articles": len(self._seen), "units": self._units})


def _digests(catalogs: Mapping[str, bytes | None]) -> dict[str, str]:
    return {language: optional_digest(po) for language, po in catalogs.items()}


def _extraction(context: tuple[Project, tuple[str, ...]]) -> Callable[[Sources], Extracted]:
    # A run in which nothing has changed does not wait for the parsers' import.
    from locpipe.pipeline.extraction import extraction

    return extraction(context)


def _moves(project: Project, everything: Sequence[ArticleFile], before: Memo) -> list[Finding]:
    """Follow articles that were moved; none was where everything stands as the last run left it."""
    if before.arrangement == memo.arrangement(project, everything):
        return []
    from locpipe.pipeline.moves import follow_moves

    return follow_moves(project, everything)


def _slugs_on_disk(project: Project, but: set[ArticleFile]) -> Iterator[tuple[ArticleFile, str]]:
    """Yield the slugs of articles other than `but`; one that cannot be read is its own run's error."""
    for file in project.articles():
        if file not in but:
            try:
                yield file, text_at(front_of(file), SLUG)
            except LocpipeError:
                continue


def _orphans(project: Project, languages: Sequence[str], files: Sequence[ArticleFile]) -> list[Finding]:
    """Return a note for each catalog whose article is gone; the catalog stays, someone translated it."""
    message = "its article is gone; the catalog is kept, delete it if the text will not come back"
    ids = {file.id for file in files}
    gone = [(name, language) for language in languages for name in sorted(set(project.catalogs(language)) - ids)]
    paths = [project.catalog_path(ArticleFile(name, Path(), name, ""), language) for name, language in gone]
    return [Finding("orphan-catalog", Severity.NOTE, project.relative(path), 0, message) for path in paths]
