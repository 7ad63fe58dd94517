"""Status: how far each article is in each language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from locpipe import catalog
from locpipe.engines.masking import mask
from locpipe.model import Entry
from locpipe.pipeline.article import Article, read_article
from locpipe.pipeline.merge import merge
from locpipe.pipeline.publications import Publications
from locpipe.pipeline.reading import SLUG, chosen_languages, languages_for, rules_of
from locpipe.pipeline.recall import Recall
from locpipe.pipeline.result import Problems
from locpipe.project import ArticleFile, Project
from locpipe.source import decode, read_bytes, read_if_exists

_WORD = re.compile(r"\w+(?:['’-]\w+)*")


@dataclass(frozen=True)
class Row:
    """One article in one language. Slugs are left out of every figure.

    `reviewed`, `fuzzy` and `missing` add up to `units`; `machine` of the fuzzy ones are a machine's text that nobody
    has touched. `words_left` are those of the sources that are not reviewed. `standing` is "published", "stale",
    "edited", or "" for what is not published.
    """

    article: str
    language: str
    units: int
    reviewed: int
    fuzzy: int
    machine: int
    missing: int
    words_left: int
    standing: str
    draft: bool


def status(project: Project, articles: Sequence[str] = (), languages: Sequence[str] = ()) -> tuple[Row, ...]:
    """Return a row for each article and language, articles by id, languages in the configuration's order."""
    chosen = chosen_languages(project, languages)
    files = project.articles(articles)
    names = tuple(file.id for file in files) if articles else ()
    recall = Recall(project, "status ARTICLE" if articles else "status", names, chosen)
    if (known := recall.said()) is not None:
        return tuple(Row(*row) for row in known["rows"])
    with recall.listening():
        rows = _all_rows(project, files, articles, chosen)
    recall.keep({"rows": [list(astuple(row)) for row in rows]})
    return rows


def _all_rows(
    project: Project, files: Sequence[ArticleFile], articles: Sequence[str], chosen: Sequence[str]
) -> tuple[Row, ...]:
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
    article = read_article(text, file.relative, rules_of(project))
    draft = article.front is not None and article.front.data.get("draft") is True
    return [
        _row(file.id, language, _entries(project, file, article, language), standing, draft=draft)
        for language in languages_for(article.front, languages)
        for standing in [_standing(project, publications, file, language, stale)]
    ]


def _entries(project: Project, file: ArticleFile, article: Article, language: str) -> list[Entry]:
    """Return the catalog's entries, or empty ones for the article's units where there is none."""
    path = project.catalog_path(file, language)
    data = read_if_exists(path, project.relative(path))
    if data is None:
        units = dict.fromkeys((unit.source, unit.context) for unit in article.units)
        return [Entry(source, context) for source, context in units if context != SLUG]
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
