"""Worker processes that find out about many articles at once, before the run asks for them one by one.

They only fill the Analysis: what they miss, or a file that changes meanwhile, is found out when it is asked for.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import get_context

from locpipe.errors import LocpipeError
from locpipe.pipeline.analysis import Analysis, Known, packed
from locpipe.pipeline.examine import Examiner
from locpipe.pipeline.facts import ArticleFacts
from locpipe.pipeline.reading import languages_for
from locpipe.pipeline.result import Tick
from locpipe.pipeline.versions import CatalogFile
from locpipe.project import ArticleFile, Project
from locpipe.source import read_bytes, read_if_exists

Row = tuple[str, str, bytes]
"""Name, digest and packed value."""

# Starting a process takes as long as some fifty articles.
_WORTH = 120
_AT_ONCE = 24


class _Collected(Analysis):
    """An Analysis that knows nothing and collects what it is told."""

    def __init__(self) -> None:
        super().__init__(None)
        self.rows: list[Row] = []

    def put(self, name: str, digest: str, value: Known) -> None:
        """Collect a value."""
        self.rows.append((name, digest, packed(value)))


class _Worker:
    """What a worker process holds between its articles."""

    def __init__(self, project: Project, languages: tuple[str, ...]) -> None:
        self.project, self.languages = project, languages
        self.analysis = _Collected()
        self.examiner = Examiner(project, self.analysis)

    def rows(self, file: ArticleFile) -> list[Row]:
        """Return everything about one article; nothing of what cannot be read, which the run will say."""
        self.analysis.rows = []
        with suppress(LocpipeError):
            facts = ArticleFacts(self.project, file, read_bytes(file.path, file.relative), self.analysis, draft=False)
            self.examiner.source(facts)
            _ = facts.links
            for language, found in _catalogs(self.project, facts, self.languages):
                self._version(facts, language, found)
        return self.analysis.rows

    def _version(self, facts: ArticleFacts, language: str, found: CatalogFile) -> None:
        self.examiner.version(facts, language, found)
        standing = facts.standing(language, found)
        if 100 * standing.reviewed >= self.project.config.merge.keep * standing.units:
            facts.rendered(language, found)


_worker: _Worker | None = None


def _begin(project: Project, languages: tuple[str, ...]) -> None:
    global _worker
    _worker = _Worker(project, languages)


def _rows(files: Sequence[ArticleFile]) -> list[Row]:
    assert _worker is not None
    return [row for file in files for row in _worker.rows(file)]


def look_ahead(
    project: Project, files: Sequence[ArticleFile], languages: tuple[str, ...], analysis: Analysis, tick: Tick
) -> None:
    """Fill the analysis with what is not known of the articles, on all processors; few articles are left to the run.

    `tick` counts the articles. What goes wrong in a worker process is left to the run, which meets it again.
    """
    examiner = Examiner(project, analysis)
    waiting = [file for file in files if not _is_known(project, file, languages, analysis, examiner)]
    processes = os.process_cpu_count() if hasattr(os, "process_cpu_count") else len(os.sched_getaffinity(0))
    if processes < 2 or len(waiting) < _WORTH:
        return
    parts = [waiting[start : start + _AT_ONCE] for start in range(0, len(waiting), _AT_ONCE)]
    # A fresh process: a fork of one with threads, such as the progress bar's, may never end.
    pool = ProcessPoolExecutor(processes, get_context("spawn"), _begin, (project, languages))
    with suppress(BrokenProcessPool, OSError), pool:
        for done, rows in enumerate(pool.map(_rows, parts)):
            tick(min(len(waiting), done * _AT_ONCE), len(waiting))
            for name, digest, value in rows:
                analysis.put_packed(name, digest, value)


def _is_known(
    project: Project, file: ArticleFile, languages: tuple[str, ...], analysis: Analysis, examiner: Examiner
) -> bool:
    """Tell whether nothing of the article and its catalogs is new; what cannot be read is for the run to say."""
    with suppress(LocpipeError):
        facts = ArticleFacts(project, file, read_bytes(file.path, file.relative), analysis, draft=False)
        if not examiner.knows(facts, "", None):
            return False
        return all(examiner.knows(facts, language, found) for language, found in _catalogs(project, facts, languages))
    return True


def _catalogs(project: Project, facts: ArticleFacts, languages: Sequence[str]) -> Iterator[tuple[str, CatalogFile]]:
    for language in languages_for(facts.front, languages):
        path = project.catalog_path(facts.file, language)
        shown = project.relative(path)
        if (data := read_if_exists(path, shown)) is not None:
            yield language, CatalogFile(path, data, shown, language)
