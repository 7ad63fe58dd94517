"""What waits for a proposal: catalogs beside their articles, and the entries in them that no one has translated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from locpipe import catalog
from locpipe.engines.masking import Masked, mask
from locpipe.markdown import Rules
from locpipe.model import Catalog, Entry, Finding, Severity, Unit, UnitKind
from locpipe.pipeline.article import Article, read_article, translate
from locpipe.pipeline.memory import in_place
from locpipe.pipeline.reading import SLUG, languages_for
from locpipe.pipeline.settled import Still
from locpipe.project import ArticleFile, Project
from locpipe.source import decode, read_if_exists


@dataclass(frozen=True, eq=False)
class Gap:
    """An entry to be filled, its unit, the msgid before it; `renewed`: it holds machine text, to be made again."""

    entry: Entry
    unit: Unit
    before: str
    renewed: bool

    @cached_property
    def masked(self) -> Masked:
        """Return the text without its markup."""
        return mask(self.entry.source, markdown=self.unit.kind is not UnitKind.FRONT_MATTER)


@dataclass(frozen=True, eq=False)
class Page:
    """An article's catalog in one language, the bytes that both were read from, and its gaps."""

    file: ArticleFile
    language: str
    path: Path
    source: bytes
    data: bytes
    catalog: Catalog
    article: Article
    gaps: tuple[Gap, ...]

    @property
    def weight(self) -> int:
        """Return how much there is to hold: entries, and one for an empty catalog."""
        return len(self.catalog.entries) + 1

    @property
    def texts(self) -> int:
        """Return the number of texts that an engine can be asked for."""
        return sum(context != SLUG for context, _ in self.catalog.by_key)

    def fitting(self, targets: dict[Gap, str], rules: Rules) -> dict[Gap, str]:
        """Return why texts cannot stand in the article, by gap; what merge would refuse is refused now."""
        proposed = {gap.entry.key: text for gap, text in targets.items()}
        found = translate(self.article, proposed, rules).findings if proposed else ()
        errors = {each.unit: each.message for each in found if each.severity is Severity.ERROR}
        return {gap: errors[gap.unit.source] for gap in targets if gap.unit.source in errors}


def weight_of(pages: Iterable[Page]) -> int:
    """Return how much there is to hold of the pages."""
    return sum(page.weight for page in pages)


def catalog_bytes(project: Project, file: ArticleFile, language: str) -> bytes | None:
    """Return what lies where the article's catalog belongs, None where nothing does."""
    path = project.catalog_path(file, language)
    return read_if_exists(path, project.relative(path))


Wanted = Callable[[str, Entry], bool]
"""Tells whether the entry's machine text in this language is to be made again."""


def looked_at(
    project: Project, file: ArticleFile, data: bytes, catalogs: Mapping[str, bytes | None], rules: Rules, again: Wanted
) -> dict[str, Page | Still]:
    """Return by language what waits in the article's catalogs; a finding for each that extract must see first."""
    article = read_article(decode(data, file.relative), file.relative, rules)
    wanted = languages_for(article.front, tuple(catalogs))
    found: dict[str, Page | Still] = dict.fromkeys(catalogs, Still(current=False))
    for language in wanted:
        page = _page(project, file, article, language, (data, catalogs[language]), again)
        if page is None and article.units:
            message = f"the {language} catalog is not up to date with it; run locpipe extract first"
            finding = Finding("not-extracted", Severity.WARNING, file.relative, 0, message)
            found[language] = Still(current=False, findings=(finding,))
        elif page is not None:
            found[language] = page
    return found


def _page(
    project: Project,
    file: ArticleFile,
    article: Article,
    language: str,
    files: tuple[bytes, bytes | None],
    again: Wanted,
) -> Page | None:
    """Return the page, None where the catalog is missing or its entries are not the article's units."""
    source, data = files
    if data is None:
        return None
    path = project.catalog_path(file, language)
    read = catalog.read(data, project.relative(path), language)
    units = {(unit.context, unit.source): unit for unit in reversed(article.units)}
    if set(read.by_key) != set(units):
        return None
    return Page(file, language, path, source, data, read, article, tuple(_gaps(read, units, language, again)))


def _gaps(read: Catalog, units: dict[tuple[str, str], Unit], language: str, again: Wanted) -> Iterator[Gap]:
    for entry, before in in_place(read):
        renewed = catalog.is_machine_text(entry) and again(language, entry)
        if renewed or not entry.target.strip():
            yield Gap(entry, units[entry.key], before, renewed)
