"""Articles to templates and catalogs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from locpipe import __version__, catalog, languages
from locpipe.errors import LocpipeError
from locpipe.model import Catalog, Finding, Severity
from locpipe.pipeline import memo
from locpipe.pipeline.article import Article, read_article
from locpipe.pipeline.catalogs import catalog_of, template_of
from locpipe.pipeline.memo import Record, digest
from locpipe.pipeline.moves import follow_moves
from locpipe.pipeline.reading import (
    SLUG,
    check_urls,
    chosen_languages,
    front_of,
    languages_for,
    odd_targets,
    rules_of,
    text_at,
)
from locpipe.pipeline.result import Problems, Result, Tick, in_order, no_tick
from locpipe.pipeline.run_lock import alone
from locpipe.project import ArticleFile, Project
from locpipe.source import WriteSet, decode, read_bytes, read_if_exists


def extract(project: Project, names: Sequence[str] = (), languages: Sequence[str] = (), tick: Tick = no_tick) -> Result:
    """Write the templates and catalogs of the articles named, of all where none is.

    Everything is read and checked first; a LocpipeError that tells of every problem leaves all files as they were.
    """
    with alone(project.root):
        return extract_articles(project, names, languages, tick)


def extract_articles(project: Project, names: Sequence[str], languages: Sequence[str], tick: Tick) -> Result:
    """Do what `extract` does, for a caller that holds the run lock."""
    run = _Extraction(project, chosen_languages(project, languages), follow_moves(project))
    files = project.articles(names)
    problems = Problems()
    for done, file in enumerate(files):
        tick(done, len(files))
        with problems.collected():
            run.add(file)
    with problems.collected():
        check_urls(project, run.slugs(names))
    problems.stop()
    if not names:
        run.findings += _orphans(project, run.languages, files)
    return run.finish()


class _Extraction:
    """One run: what is staged, found and counted so far."""

    def __init__(self, project: Project, languages: tuple[str, ...], findings: list[Finding]) -> None:
        self.project = project
        self.languages = languages
        self.findings = findings
        self._rules = rules_of(project)
        self._options = f"{__version__} {self._rules.segmentation} {project.config!r}".encode()
        self._files = WriteSet(project.root)
        self._before = memo.load(project.root)
        self._seen: dict[str, Record] = {}
        self._articles: dict[str, ArticleFile] = {}

    def add(self, file: ArticleFile) -> None:
        """Stage one article's template and catalogs."""
        data = read_bytes(file.path, file.relative)
        pot = read_if_exists(self.project.template_path(file), self._shown(self.project.template_path(file)))
        pos = {language: self._catalog_bytes(file, language) for language in self.languages}
        article = digest(self._options + b"\0" + file.relative.encode() + b"\0" + data)
        record = self._before.get(file.id)
        self._articles[file.id] = file
        if record and record.holds(article, digest(pot), {each: digest(po) for each, po in pos.items()}):
            self._seen[file.id] = record
            return
        self._update(file, data, Record(article, digest(pot), self._old_digests(record, article), "", 0), pos)

    def _update(self, file: ArticleFile, data: bytes, record: Record, pos: dict[str, bytes | None]) -> None:
        read = read_article(decode(data, file.relative), file.relative, self._rules)
        own = (*read.findings, *odd_targets(read.front, file, self.project.config.targets), *_empty(read))
        template = template_of(self.project, file, read, self._rules)
        if template.entries:
            made = catalog.dump(template)
            self._files.stage(self.project.template_path(file), made)
            record = replace(record, template=digest(made))
        digests = dict(record.catalogs)
        quiet = True
        chosen = languages_for(read.front, self.languages)
        for language, po in pos.items():
            new, findings = self._update_catalog(file, template, language, po) if language in chosen else (po, ())
            digests[language] = digest(new)
            self.findings += findings
            quiet = quiet and not findings
        self._seen[file.id] = replace(
            record,
            # What the update found is about this one change, and is looked at again next time.
            article=record.article if quiet else "",
            catalogs=digests,
            slug=text_at(read.front, SLUG),
            units=len(read.units),
            findings=own,
        )

    def _update_catalog(
        self, file: ArticleFile, template: Catalog, language: str, po: bytes | None
    ) -> tuple[bytes | None, tuple[Finding, ...]]:
        """Stage one catalog; return its bytes, None where there is nothing to write."""
        update = catalog_of(self.project, file, template, language, po)
        if not update.catalog.entries:
            return po, update.findings
        made = catalog.dump(update.catalog)
        self._files.stage(self.project.catalog_path(file, language), made, base=po)
        return made, update.findings

    def _old_digests(self, record: Record | None, article: str) -> dict[str, str]:
        """Return what is known of languages that this run was not asked for."""
        return dict(record.catalogs) if record and record.article == article else {}

    def _catalog_bytes(self, file: ArticleFile, language: str) -> bytes | None:
        path = self.project.catalog_path(file, language)
        return read_if_exists(path, self._shown(path))

    def _shown(self, path: Path) -> str:
        return self.project.relative(path)

    def slugs(self, names: Sequence[str]) -> dict[ArticleFile, str]:
        """Return the slugs of all articles, those too that were not asked for."""
        found = {self._articles[name]: record.slug for name, record in self._seen.items()}
        if names and self.project.config.urls.source:
            found |= dict(_slugs_on_disk(self.project, set(found)))
        return dict(sorted(found.items()))

    def finish(self) -> Result:
        """Write what was staged, and remember it."""
        written = self._files.commit()
        known = {name: record for name, record in (self._before | self._seen).items() if record.article}
        memo.save(self.project.root, known)
        self.findings += [finding for record in self._seen.values() for finding in record.findings]
        counts = {"articles": len(self._seen), "units": sum(record.units for record in self._seen.values())}
        return Result(in_order(self.findings), written, counts)


def _slugs_on_disk(project: Project, but: set[ArticleFile]) -> Iterator[tuple[ArticleFile, str]]:
    """Yield the slugs of articles other than `but`; one that cannot be read is its own run's error."""
    for file in project.articles():
        if file not in but:
            try:
                yield file, text_at(front_of(file), SLUG)
            except LocpipeError:
                continue


def _empty(read: Article) -> tuple[Finding, ...]:
    if read.text.strip("\ufeff \t\r\n"):
        return ()
    return (
        Finding("empty-article", Severity.WARNING, read.path, 0, "the file is empty: there is nothing to translate"),
    )


def _orphans(project: Project, languages: Sequence[str], files: Sequence[ArticleFile]) -> list[Finding]:
    """Return a note for each catalog whose article is gone; the catalog stays, someone translated it."""
    message = "its article is gone; the catalog is kept, delete it if the text will not come back"
    expected = {project.catalog_path(file, language) for file in files for language in languages}
    return [
        Finding("orphan-catalog", Severity.NOTE, project.relative(path), 0, message)
        for language in languages
        for path in _catalogs_on_disk(project, language)
        if path not in expected
    ]


def _catalogs_on_disk(project: Project, language: str) -> list[Path]:
    pattern = project.config.paths.catalog.replace("{lang}", languages.gettext_code(language))
    before, _, after = pattern.partition("{article}")
    folder = project.root / before.rpartition("/")[0]
    start = (project.root / before).as_posix() if before.endswith("/") else f"{project.root.as_posix()}/{before}"
    return sorted(
        path
        for path in folder.rglob("*")
        if path.as_posix().startswith(start.rstrip("/")) and path.as_posix().endswith(after) and path.is_file()
    )
