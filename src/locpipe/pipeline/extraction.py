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
        made, catalogs, changes = _made(project, sources, template, languages_for(read.front, languages))
        return Extracted(
            template=made,
            catalogs=catalogs,
            findings=(*read.findings, *odd_targets(read.front, file, project.config.targets), *_empty(read)),
            changes=changes,
            slug=text_at(read.front, SLUG),
            units=len(read.units),
        )

    return extracted


def _made(
    project: Project, sources: Sources, template: Catalog, languages: tuple[str, ...]
) -> tuple[bytes | None, dict[str, bytes], tuple[Finding, ...]]:
    """Return the template's bytes, those of the catalogs that change, and what is to be said of the changes."""
    held = sources.catalogs
    updates = {each: catalog_of(project, sources.file, template, each, held[each]) for each in languages}
    changes = tuple(finding for update in updates.values() for finding in update.findings)
    # New catalogs have the template's entries, which then are written out once for all languages.
    new_first = sorted(
        (each for each in updates if updates[each].catalog.entries), key=lambda each: held[each] is not None
    )
    first, *dumped = catalog.dump_each([template, *(updates[each].catalog for each in new_first)])
    catalogs = {each: data for each, data in zip(new_first, dumped, strict=True) if data != held[each]}
    return first if template.entries else None, catalogs, changes


def _empty(read: Article) -> tuple[Finding, ...]:
    if read.text.strip("\ufeff \t\r\n"):
        return ()
    return (
        Finding("empty-article", Severity.WARNING, read.path, 0, "the file is empty: there is nothing to translate"),
    )
