"""Status: how far each article is in each language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from locpipe.pipeline.reading import chosen_languages
from locpipe.pipeline.recall import Recall
from locpipe.project import Project


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
        # A run in which nothing has changed does not wait for the parsers' import.
        from locpipe.pipeline.counting import rows_of

        rows = rows_of(project, files, articles, chosen)
    recall.keep({"rows": [list(astuple(row)) for row in rows]})
    return rows
