"""One article's template and catalogs: bytes in, bytes out, so that any worker can make them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from locpipe import catalog
from locpipe.model import Catalog, Finding, Severity
from locpipe.pipeline.article import Article, read_article
from locpipe.pipeline.catalogs import catalog_of, template_of
from locpipe.pipeline.reading import SLUG, languages_for, odd_targets, rules_of, text_at
from locpipe.pipeline.sources import Sources
from locpipe.project import Project
from locpipe.source import decode


@dataclass(frozen=True, slots=True)
class Extracted:
    """What becomes of them: the new bytes of those that are to be written, None or no key for those that stay.

    `findings` are about the article, `changes` about what this one update did to catalogs.
    """

    template: bytes | None
    catalogs: Mapping[str, bytes]
    findings: tuple[Finding, ...]
    changes: tuple[Finding, ...]
    slug: str
    units: int


def extraction(context: tuple[Project, tuple[str, ...]]) -> Callable[[Sources], Extracted]:
    """Return what makes an article's template and its catalogs in the languages of the context (project, languages)."""
    project, languages = context
    rules = rules_of(project)

    def extracted(sources: Sources) -> Extracted:
        file = sources.file
        read = read_article(decode(sources.article, file.relative), file.relative, rules)
        template = template_of(project, file, read, rules)
        catalogs, changes = _catalogs(project, sources, template, languages_for(read.front, languages))
        return Extracted(
            template=catalog.dump(template) if template.entries else None,
            catalogs=catalogs,
            findings=(*read.findings, *odd_targets(read.front, file, project.config.targets), *_empty(read)),
            changes=changes,
            slug=text_at(read.front, SLUG),
            units=len(read.units),
        )

    return extracted


def _catalogs(
    project: Project, sources: Sources, template: Catalog, languages: tuple[str, ...]
) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    made: dict[str, bytes] = {}
    changes: list[Finding] = []
    for language in languages:
        po = sources.catalogs[language]
        update = catalog_of(project, sources.file, template, language, po)
        changes += update.findings
        if update.catalog.entries and (data := catalog.dump(update.catalog)) != po:
            made[language] = data
    return made, tuple(changes)


def _empty(read: Article) -> tuple[Finding, ...]:
    if read.text.strip("\ufeff \t\r\n"):
        return ()
    return (
        Finding("empty-article", Severity.WARNING, read.path, 0, "the file is empty: there is nothing to translate"),
    )
