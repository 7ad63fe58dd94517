"""What status counts: entries of catalogs, words that are left, how published versions stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from locpipe import catalog, frontmatter
from locpipe.engines.masking import mask
from locpipe.model import Entry, Unit
from locpipe.pipeline.article import read_article
from locpipe.pipeline.merge import merge
from locpipe.pipeline.publications import Publications
from locpipe.pipeline.reading import SLUG, languages_for, rules_of
from locpipe.pipeline.result import Problems
from locpipe.pipeline.status import Row
from locpipe.project import ArticleFile, Project
from locpipe.source import decode, read_bytes, read_if_exists

_WORD = re.compile(r"\w+(?:['’-]\w+)*")


def rows_of(
    project: Project, files: Sequence[ArticleFile], articles: Sequence[str], chosen: Sequence[str]
) -> tuple[Row, ...]:
    """Return a row for each of the files, which `articles` name, and each of the languages."""
    publications = Publications(project, project.articles())
    stale = {each.path for each in merge(project, articles, chosen, check=True).findings if each.check == "stale"}
    rows: list[Row] = []
    problems = Problems()
    for file in files:
        with problems.collected():
            rows += _rows(project, file, chosen, publications, stale)
    problems.stop()
    return tuple(rows)


def _rows(
    project: Project, file: ArticleFile, languages: Sequence[str], publications: Publications, stale: set[str]
) -> list[Row]:
    text = decode(read_bytes(file.path, file.relative), file.relative)
    front = frontmatter.cut(text, file.relative)
    # Catalogs know the units: without one alone the article has to be read.
    units = cache(lambda: read_article(text, file.relative, rules_of(project)).units)
    draft = front is not None and front.data.get("draft") is True
    return [
        _row(file.id, language, _entries(project, file, units, language), standing, draft=draft)
        for language in languages_for(front, languages)
        for standing in [_standing(project, publications, file, language, stale)]
    ]


def _entries(project: Project, file: ArticleFile, units: Callable[[], Sequence[Unit]], language: str) -> list[Entry]:
    """Return the catalog's entries, or empty ones for the article's units where there is none."""
    path = project.catalog_path(file, language)
    data = read_if_exists(path, project.relative(path))
    if data is None:
        found = dict.fromkeys((unit.source, unit.context) for unit in units())
        return [Entry(source, context) for source, context in found if context != SLUG]
    entries = catalog.read(data, project.relative(path), language).by_key.values()
    return [entry for entry in entries if entry.context != SLUG]


def _standing(project: Project, publications: Publications, file: ArticleFile, language: str, stale: set[str]) -> str:
    found = publications.find(file, language)
    if found is None:
        return ""
    if found.edited:
        return "edited"
    return "stale" if project.relative(found.path) in stale else "published"


def _row(article: str, language: str, entries: Sequence[Entry], standing: str, *, draft: bool) -> Row:
    reviewed = [entry for entry in entries if entry.reviewed]
    fuzzy = [entry for entry in entries if entry.fuzzy and entry.target.strip()]
    left = (entry for entry in entries if not entry.reviewed)
    return Row(
        article,
        language,
        len(entries),
        len(reviewed),
        len(fuzzy),
        sum(map(catalog.is_machine_text, fuzzy)),
        len(entries) - len(reviewed) - len(fuzzy),
        sum(len(_WORD.findall(mask(entry.source).prose)) for entry in left),
        standing,
        draft,
    )
