"""What waits for a proposal: catalogs beside their articles, and the entries in them that no one has translated."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from locpipe import catalog
from locpipe.engines.masking import Masked, mask
from locpipe.markdown import Rules
from locpipe.model import Catalog, Entry, Finding, Severity, Unit, UnitKind
from locpipe.pipeline.article import Article, read_article, translate
from locpipe.pipeline.memory import in_place
from locpipe.pipeline.reading import languages_for
from locpipe.project import ArticleFile, Project
from locpipe.source import decode, read_bytes, read_if_exists


@dataclass(frozen=True, eq=False)
class Gap:
    """An entry to be filled, its unit, the msgid before it; `renewed`: it holds machine text, to be made again."""

    entry: Entry
    unit: Unit
    before: str
    masked: Masked
    renewed: bool


@dataclass(frozen=True, eq=False)
class Page:
    """An article's catalog in one language, the bytes it was read from, and its gaps."""

    file: ArticleFile
    language: str
    path: Path
    data: bytes
    catalog: Catalog
    article: Article
    gaps: tuple[Gap, ...]

    def fitting(self, targets: dict[Gap, str], rules: Rules) -> dict[Gap, str]:
        """Return why texts cannot stand in the article, by gap; what merge would refuse is refused now."""
        proposed = {gap.entry.key: text for gap, text in targets.items()}
        found = translate(self.article, proposed, rules).findings if proposed else ()
        errors = {each.unit: each.message for each in found if each.severity is Severity.ERROR}
        return {gap: errors[gap.unit.source] for gap in targets if gap.unit.source in errors}


Wanted = Callable[[str, Entry], bool]
"""Tells whether the entry's machine text in this language is to be made again."""


def pages(
    project: Project, file: ArticleFile, languages: Sequence[str], rules: Rules, again: Wanted
) -> tuple[list[Page], list[Finding]]:
    """Return the article's catalogs with what waits in them, and a finding for each that extract must see first."""
    article = read_article(decode(read_bytes(file.path, file.relative), file.relative), file.relative, rules)
    found, findings = [], []
    for language in languages_for(article.front, languages):
        page = _page(project, file, article, language, again)
        if page is None and article.units:
            message = f"the {language} catalog is not up to date with it; run locpipe extract first"
            findings.append(Finding("not-extracted", Severity.WARNING, file.relative, 0, message))
        elif page is not None:
            found.append(page)
    return found, findings


def _page(project: Project, file: ArticleFile, article: Article, language: str, again: Wanted) -> Page | None:
    """Return the page, None where the catalog is missing or its entries are not the article's units."""
    path = project.catalog_path(file, language)
    data = read_if_exists(path, project.relative(path))
    if data is None:
        return None
    read = catalog.read(data, project.relative(path), language)
    units = {(unit.context, unit.source): unit for unit in reversed(article.units)}
    if set(read.by_key) != set(units):
        return None
    return Page(file, language, path, data, read, article, tuple(_gaps(read, units, language, again)))


def _gaps(read: Catalog, units: dict[tuple[str, str], Unit], language: str, again: Wanted) -> Iterator[Gap]:
    for entry, before in in_place(read):
        renewed = catalog.is_machine_text(entry) and again(language, entry)
        if renewed or not entry.target.strip():
            unit = units[entry.key]
            markdown = unit.kind is not UnitKind.FRONT_MATTER
            yield Gap(entry, unit, before, mask(entry.source, markdown=markdown), renewed)
