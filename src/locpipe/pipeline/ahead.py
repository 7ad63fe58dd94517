"""Finding out about many articles at once, in worker processes where that is worth while, before a run asks one by one.

This only fills the Analysis: what it misses, or a file that changes meanwhile, is found out when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from locpipe.errors import LocpipeError
from locpipe.pipeline.analysis import Analysis, Known, packed
from locpipe.pipeline.facts import ArticleFacts
from locpipe.pipeline.fronts import Fronts
from locpipe.pipeline.publications import Publications
from locpipe.pipeline.reading import those_in
from locpipe.pipeline.result import Tick
from locpipe.pipeline.versions import CatalogFile
from locpipe.pipeline.workers import Workers, spread
from locpipe.project import ArticleFile, Project
from locpipe.source import read_bytes, read_if_exists

if TYPE_CHECKING:
    from locpipe.pipeline.examine import Examiner
    from locpipe.pipeline.pages import Pages

Row = tuple[str, str, bytes]
"""Name, digest and packed value."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be found out: the translations of catalogs that are reviewed to `keep` percent; what `checks` say."""

    project: Project
    keep: int
    draft: bool = False
    checks: bool = False


@dataclass(frozen=True, slots=True)
class _Files:
    """The bytes of an article, of its catalogs, and of what is published of it, by what messages call that."""

    file: ArticleFile
    data: bytes
    catalogs: tuple[CatalogFile, ...]
    published: tuple[tuple[str, bytes], ...] = ()


def look_ahead(
    aim: Aim,
    files: Sequence[ArticleFile],
    languages: Sequence[str],
    analysis: Analysis,
    publications: Publications,
    tick: Tick,
    workers: Workers,
) -> None:
    """Fill the analysis with what is not known of the articles; `tick` counts them.

    What goes wrong is left to the run, which meets it again.
    """
    waiting = _Waiting(aim, analysis, publications, languages).of(files, tick)
    for rows in spread(_finding_out, aim, waiting, workers):
        for name, digest, value in () if isinstance(rows, LocpipeError) else rows:
            analysis.put_packed(name, digest, value)


class _Waiting:
    """Reads what has to be looked at."""

    def __init__(self, aim: Aim, analysis: Analysis, publications: Publications, languages: Sequence[str]) -> None:
        self._aim, self._analysis, self._languages = aim, analysis, languages
        self._publications = publications
        self._look = _Look(aim, analysis)

    def of(self, files: Sequence[ArticleFile], tick: Tick) -> Iterator[_Files]:
        """Yield the files of each article of which something is new; what cannot be read is for the run to say."""
        for number, file in enumerate(files):
            tick(number, len(files))
            with suppress(LocpipeError):
                data = read_bytes(file.path, file.relative)
                facts = ArticleFacts(self._aim.project, file, data, self._analysis, draft=self._aim.draft)
                catalogs = tuple(self._catalogs(facts))
                if not self._is_known(facts, catalogs):
                    yield _Files(file, data, catalogs, tuple(self._published(file)))

    def _catalogs(self, facts: ArticleFacts) -> Iterator[CatalogFile]:
        project = self._aim.project
        for language in those_in(facts.presented.targets, self._languages):
            path = project.catalog_path(facts.file, language)
            shown = project.relative(path)
            if (data := read_if_exists(path, shown)) is not None:
                yield CatalogFile(path, data, shown, language)

    def _is_known(self, facts: ArticleFacts, catalogs: Sequence[CatalogFile]) -> bool:
        if not all(facts.knows(found.language, found, self._aim.keep) for found in catalogs):
            return False
        return self._look.knows(facts, catalogs)

    def _published(self, file: ArticleFile) -> Iterator[tuple[str, bytes]]:
        project = self._aim.project
        for language in self._languages if self._aim.checks else ():
            if published := self._publications.find(file, language):
                shown = project.relative(published.path)
                yield shown, read_bytes(published.path, shown)


class _Collected(Analysis):
    """An Analysis that knows nothing and collects what it is told."""

    def __init__(self) -> None:
        super().__init__(None)
        self.rows: list[Row] = []

    def put(self, name: str, digest: str, value: Known) -> None:
        """Collect a value."""
        self.rows.append((name, digest, packed(value)))


class _Look:
    """What an aim finds out about one article after another; merge needs none of the checks."""

    def __init__(self, aim: Aim, analysis: Analysis) -> None:
        self._aim = aim
        self._examiner: Examiner | None = None
        self._pages: Pages | None = None
        self._fronts = Fronts(aim.project, analysis)
        if aim.checks:
            self._examiner, self._pages = _for_checks(aim.project, analysis)

    def knows(self, facts: ArticleFacts, catalogs: Sequence[CatalogFile]) -> bool:
        """Tell whether the checks have nothing new to look at."""
        examiner = self._examiner
        return not examiner or (
            examiner.knows(facts, "", None) and all(examiner.knows(facts, found.language, found) for found in catalogs)
        )

    def at_article(self, facts: ArticleFacts, published: Sequence[tuple[str, bytes]]) -> None:
        """Find out what does not depend on a catalog."""
        _ = facts.links
        if self._examiner:
            self._examiner.source(facts)
        for shown, data in published:
            self._fronts.read(data, shown, facts.file.id)
        if self._pages and published:
            self._pages.look(facts.article, facts.data, facts.file.id)
            for shown, data in published:
                self._pages.read(data, shown, facts.file.id)

    def at_catalog(self, facts: ArticleFacts, found: CatalogFile) -> None:
        """Find out what one catalog makes of the article."""
        if self._examiner:
            self._examiner.version(facts, found.language, found)
        if facts.standing(found.language, found).is_reviewed(self._aim.keep):
            facts.rendered(found.language, found)


def _for_checks(project: Project, analysis: Analysis) -> tuple[Examiner, Pages | None]:
    from locpipe.pipeline.examine import Examiner
    from locpipe.pipeline.pages import Pages

    return Examiner(project, analysis), Pages(project, analysis) if project.config.urls.article else None


def _finding_out(aim: Aim) -> Callable[[_Files], list[Row]]:
    analysis = _Collected()
    look = _Look(aim, analysis)

    def rows(files: _Files) -> list[Row]:
        """Return everything about one article; nothing of what cannot be read, which the run will say."""
        analysis.rows = []
        with suppress(LocpipeError):
            facts = ArticleFacts(aim.project, files.file, files.data, analysis, draft=aim.draft)
            look.at_article(facts, files.published)
            for found in files.catalogs:
                look.at_catalog(facts, found)
        return analysis.rows

    return rows
