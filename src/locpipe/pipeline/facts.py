"""What an article gives by itself and with each of its catalogs: found out once, and kept for as long as the files are.

Nothing here looks at other articles, at the lock or at what is published: the bytes of the article and of its catalog
decide alone, so what an earlier run found holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

from locpipe import frontmatter
from locpipe.frontmatter import FrontMatter
from locpipe.markdown import FREEZE, Link, find_links, heading_ids
from locpipe.model import Catalog, Entry, Finding, Severity, Span
from locpipe.pipeline.analysis import Analysis, Known, named
from locpipe.pipeline.article import Article, read_article, translate
from locpipe.pipeline.fingerprint import code_digest, digest_of
from locpipe.pipeline.fronts import Front, Fronts
from locpipe.pipeline.reading import SLUG, rules_of, text_at
from locpipe.pipeline.versions import CatalogFile
from locpipe.project import ArticleFile, Project
from locpipe.siblings import slugify
from locpipe.source import decode


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a catalog is: of `units` (the slug is none) `reviewed` may be used; what it says of the slug.

    `slug` is the reviewer's, "" without one; `slug_line` the line of its entry, 0 without one; `slug_open` tells that
    the entry waits for a slug. `derived` is what the reviewed title gives.
    """

    units: int
    reviewed: int
    slug: str
    slug_line: int
    slug_open: bool
    derived: str

    def is_reviewed(self, keep: int) -> bool:
        """Tell whether at least `keep` percent of the units may be used."""
        return 100 * self.reviewed >= keep * self.units


@dataclass(frozen=True, slots=True)
class Rendered:
    """A verified translation, before links and front matter are set: its text, links, headings' ids and findings."""

    text: str
    links: tuple[Link, ...]
    anchors: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Tell whether the translation must not be written."""
        return any(each.severity is Severity.ERROR for each in self.findings)


class ArticleFacts:
    """One article's; `draft` also uses what nobody has reviewed. SourceError for an article that cannot be read."""

    def __init__(self, project: Project, file: ArticleFile, data: bytes, analysis: Analysis, *, draft: bool) -> None:
        self.file, self.data = file, data
        self._project, self._analysis, self._draft = project, analysis, draft
        self._rules = rules_of(project)
        self._linked = bool(project.config.urls.article)

    @cached_property
    def text(self) -> str:
        """Return the article's text."""
        return decode(self.data, self.file.relative)

    @cached_property
    def front(self) -> FrontMatter | None:
        """Return the article's front matter."""
        return frontmatter.cut(self.text, self.file.relative)

    @cached_property
    def presented(self) -> Front:
        """Return what the front matter says to those who look at many articles."""
        return Fronts(self._project, self._analysis).read(self.data, self.file.relative, self.file.id)

    @cached_property
    def article(self) -> Article:
        """Return the article, read as a whole; what is known is not asked for it."""
        return read_article(self.text, self.file.relative, self._rules)

    @cached_property
    def links(self) -> frozenset[str]:
        """Return the destinations that stand in the article; none where links are left alone."""
        return frozenset(self._source["links"])

    @cached_property
    def anchors(self) -> tuple[str, ...]:
        """Return the headings' ids; none where links are left alone."""
        return tuple(self._source["anchors"])

    @cached_property
    def _source(self) -> Known:
        name = named("source", self.file.id)
        known = self._analysis.get(name, self.digest)
        if known is None:
            known = {"links": [], "anchors": []}
            if self._linked or self._rules.anchors == FREEZE:
                links = find_links(self.article.text, self.article.body, self._rules)
                known = {
                    "links": sorted({link.destination for link in links}),
                    "anchors": heading_ids(self.article.body, self._rules),
                }
            else:
                _ = self.article  # what cannot be read is an error now
            self._analysis.put(name, self.digest, known)
        return known

    @cached_property
    def digest(self) -> str:
        """Return a digest of the article and of everything that decides how it is read."""
        return digest_of(code_digest(), self._project.settings, self.file.relative.encode(), self.data)

    def knows(self, language: str, found: CatalogFile, keep: int) -> bool:
        """Tell whether nothing of the article and the catalog, reviewed to `keep` percent, has to be found out."""
        digest = self._with(found)
        known = self._analysis.get(self._named("standing", language), digest)
        if known is None or not self._analysis.knows(named("source", self.file.id), self.digest):
            return False
        is_used = Standing(**known).is_reviewed(keep)
        return not is_used or self._analysis.knows(self._named("rendered", language), digest)

    def standing(self, language: str, found: CatalogFile) -> Standing:
        """Return how far the catalog is; CatalogError where it cannot be read."""
        name, digest = self._named("standing", language), self._with(found)
        known = self._analysis.get(name, digest)
        if known is not None:
            return Standing(**known)
        made = self._standing(language, found.catalog)
        self._analysis.put(name, digest, asdict(made))
        return made

    def rendered(self, language: str, found: CatalogFile) -> Rendered:
        """Return the article's translation by the catalog."""
        name, digest = self._named("rendered", language), self._with(found)
        known = self._analysis.get(name, digest)
        if known is not None:
            return _restored(known)
        made = self._rendered(found.catalog)
        self._analysis.put(name, digest, _kept(made))
        return made

    def usable(self, entry: Entry | None) -> bool:
        """Tell whether the entry's target is used: one that is reviewed, for a draft any."""
        if entry is None or self._draft:
            return entry is not None and bool(entry.target.strip())
        return entry.reviewed

    def _named(self, kind: str, language: str) -> str:
        return named(kind, self.file.id, language, str(self._draft))

    def _with(self, found: CatalogFile) -> str:
        return digest_of(self.digest.encode(), found.data)

    def _standing(self, language: str, found: Catalog) -> Standing:
        keys = [(unit.context, unit.source) for unit in self.article.units if unit.context != SLUG]
        entry = found.by_key.get((SLUG, text_at(self.front, SLUG)))
        written = entry.target.strip() if entry else ""
        return Standing(
            units=len(keys),
            reviewed=sum(self.usable(found.by_key.get(key)) for key in keys),
            slug=written if entry and entry.reviewed else "",
            slug_line=entry.line if entry else 0,
            slug_open=entry is not None and not written,
            derived=self._derived(language, found),
        )

    def _derived(self, language: str, found: Catalog) -> str:
        config = self._project.config.slug
        key = next((unit for unit in self.article.units if unit.context == config.source), None)
        title = found.by_key.get((key.context, key.source)) if key else None
        if title is None or not self.usable(title):
            return ""
        return slugify(title.target, language, config.max_length, config.script)

    def _rendered(self, found: Catalog) -> Rendered:
        """Return the translation; the slug is no text of the article."""
        entries = [entry for entry in found.by_key.values() if self.usable(entry) and entry.context != SLUG]
        done = translate(self.article, {entry.key: entry.target for entry in entries}, self._rules)
        findings = _at_entries(done.findings, found)
        if not self._linked:
            return Rendered(done.text, (), (), findings)
        links = find_links(done.text, done.body, self._rules)
        return Rendered(done.text, links, heading_ids(done.body, self._rules), findings)


def _at_entries(findings: Sequence[Finding], found: Catalog) -> tuple[Finding, ...]:
    """Return the findings at the entries that a reviewer has to change (`FILE.po:LINE` is what Poedit opens)."""
    lines = {entry.source: entry.line for entry in reversed(found.entries) if not entry.obsolete} if findings else {}
    at = (replace(each, path=found.path, line=lines[each.unit]) if each.unit in lines else each for each in findings)
    return tuple(at)


def _kept(rendered: Rendered) -> Known:
    return {
        "text": rendered.text,
        "links": [(link.span.start, link.span.end, link.destination, link.is_anchor) for link in rendered.links],
        "anchors": rendered.anchors,
        "findings": [asdict(each) for each in rendered.findings],
    }


def _restored(known: Mapping[str, Any]) -> Rendered:
    links = tuple(Link(Span(start, end), to, is_anchor) for start, end, to, is_anchor in known["links"])
    return Rendered(known["text"], links, tuple(known["anchors"]), tuple(map(finding_of, known["findings"])))


def finding_of(known: Mapping[str, Any]) -> Finding:
    """Return the finding that `asdict` took apart."""
    return Finding(**{**known, "severity": Severity(known["severity"])})
