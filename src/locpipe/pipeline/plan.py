"""Merge's first phase, per article: render and verify each language version, and settle its slug."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from locpipe import catalog, frontmatter
from locpipe.errors import LocpipeError
from locpipe.model import Catalog, Finding, Severity
from locpipe.pipeline.analysis import Analysis
from locpipe.pipeline.asked import Options
from locpipe.pipeline.facts import ArticleFacts, Standing
from locpipe.pipeline.publications import Publications, managed_keys, without
from locpipe.pipeline.reading import SLUG, address_of, rules_of, siblings_at, text_at, those_in
from locpipe.pipeline.result import Problems
from locpipe.pipeline.versions import ArticlePlan, CatalogFile, KeptCatalog, Rendering, Texts, Version
from locpipe.project import ArticleFile, Project
from locpipe.siblings import UNKNOWN, fingerprint, slug_problem
from locpipe.source import Spool, Ticket, decode, read_bytes, read_if_exists


class Planner:
    """Plans one article after another; texts go to `spool`."""

    def __init__(
        self, project: Project, options: Options, publications: Publications, analysis: Analysis | None = None
    ) -> None:
        self.spool = Spool()
        # Of the article that is planned.
        self._findings: list[Finding] = []
        self._incomplete = 0
        self._project = project
        self._options = options
        self._publications = publications
        self.rules = rules_of(project)
        self._analysis = analysis or Analysis(None)

    def plan(self, file: ArticleFile, languages: Sequence[str]) -> ArticlePlan:
        """Return the article's plan: versions made now for `languages`, and those that are published already."""
        self._findings, self._incomplete = [], 0
        data = read_bytes(file.path, file.relative)
        facts = ArticleFacts(self._project, file, data, self._analysis, draft=self._options.draft)
        wanted = those_in(facts.presented.targets, self._project.config.targets)
        catalogs = self._catalogs(facts, wanted)
        destinations, ids = Texts.of(sorted(facts.links)), Texts.of(facts.anchors)
        plan = replace(self._empty_plan(file, data, facts.front), destinations=destinations, ids=ids, wanted=wanted)
        versions = []
        for language in self._languages(file, wanted):
            before = self._published(file, language, plan.slug)
            before = before and replace(before, catalog=self._catalog_of_edited(before, catalogs.get(language)))
            version = None
            if (found := catalogs.get(language)) and language in languages:
                version = self._version(plan, facts, language, found, before)
            version = version or before
            versions += [version] if version and not (self._options.draft and not version.made) else []
        kept = frozenset(each for each, found in catalogs.items() if self._is_gone(plan, facts, each, found))
        return replace(
            plan,
            versions=tuple(versions),
            recorded=kept | set(self._publications.languages(file.id)),
            findings=tuple(self._findings),
            incomplete=self._incomplete,
        )

    def claims(self, file: ArticleFile) -> ArticlePlan | None:
        """Return what an article that was not asked for holds: its name and its versions; None if it cannot be read."""
        self._findings = []
        try:
            data = read_bytes(file.path, file.relative)
            front = frontmatter.cut(decode(data, file.relative), file.relative)
        except LocpipeError:
            return None
        plan = self._empty_plan(file, data, front)
        return replace(plan, versions=self._all_published(file, plan.slug), findings=tuple(self._findings))

    def gone(self, file: ArticleFile) -> ArticlePlan:
        """Return what is left of an article whose source no longer exists: its published versions."""
        return ArticlePlan(file, self.spool.put(b""), "", "", False, {}, self._all_published(file, ""))

    def _languages(self, file: ArticleFile, wanted: Sequence[str]) -> list[str]:
        """Return the article's languages, then those that it is published in though nobody asks for them any more."""
        return list(dict.fromkeys((*wanted, *self._publications.languages(file.id))))

    def _all_published(self, file: ArticleFile, own: str) -> tuple[Version, ...]:
        found = (self._published(file, language, own) for language in self._publications.languages(file.id))
        return tuple(version for version in found if version)

    def _empty_plan(self, file: ArticleFile, data: bytes, front: frontmatter.FrontMatter | None) -> ArticlePlan:
        config = self._project.config.frontmatter
        slug = text_at(front, SLUG)
        found = siblings_at(front, config.siblings) if front and config.siblings else None
        if front and config.siblings and found is None:
            message = (
                f"`{config.siblings}` is not a mapping of languages to slugs; it is left alone and nothing is linked"
            )
            self._note("siblings-shape", Severity.WARNING, file.relative, message)
        digest = fingerprint(decode(data, file.relative), managed_keys(self._project.config))
        name = slug or self._project.name_of(file, self._project.config.source)
        url = text_at(front, config.url) or address_of(self._project, file, self._project.config.source, slug)
        return ArticlePlan(file, self.spool.put(data), name, slug, front is not None, found, digest=digest, url=url)

    def _catalogs(self, facts: ArticleFacts, languages: Sequence[str]) -> dict[str, CatalogFile]:
        """Return the catalogs that exist; an error tells of all that cannot be read."""
        found = {}
        problems = Problems()
        for language in languages:
            path = self._project.catalog_path(facts.file, language)
            shown = self._project.relative(path)
            with problems.collected():
                data = read_if_exists(path, shown)
                if data is not None:
                    found[language] = CatalogFile(path, data, shown, language)
                    facts.standing(language, found[language])
        problems.stop()
        return found

    def _version(
        self, plan: ArticlePlan, facts: ArticleFacts, language: str, found: CatalogFile, before: Version | None
    ) -> Version | None:
        """Return the version that the catalog gives; None where too little is reviewed or something is wrong."""
        standing = facts.standing(language, found)
        if not self._complete(language, found, standing):
            return None
        slug = self._slug(plan, language, found, standing, before) if self._moves(plan) else plan.slug
        if slug is None:
            return None
        done = facts.rendered(language, found)
        self._findings += done.findings
        if done.refused:
            return None
        return Version(
            language=language,
            path=self._project.target_path(plan.file, language, slug if self._moves(plan) else None),
            name=slug or self._project.name_of(plan.file, language),
            slug=slug,
            file_slug=slug if self._moves(plan) else "",
            url=address_of(self._project, plan.file, language, slug),
            made=Rendering.kept(self.spool, done.text, done.links, done.anchors),
            before=before,
            aliases=self._aliases(plan.file, language, before, slug),
            catalog=self._kept(found) if standing.slug_open else None,
            record=self._recorded(plan, found, slug) if standing.slug_open else None,
        )

    def _recorded(self, plan: ArticlePlan, found: CatalogFile, slug: str) -> Ticket:
        return self.spool.put(catalog.dump(_with_slug(plan, found.catalog, slug)))

    def _kept(self, found: CatalogFile) -> KeptCatalog:
        return KeptCatalog(found.path, self.spool.put(found.data), found.shown, found.language)

    def _catalog_of_edited(self, before: Version, found: CatalogFile | None) -> KeptCatalog | None:
        """Return the catalog where a person may have to be told what was edited."""
        is_ours = before.line and before.line.output != UNKNOWN and not before.edited
        return None if is_ours or found is None else self._kept(found)

    def _aliases(self, file: ArticleFile, language: str, before: Version | None, slug: str) -> tuple[str, ...]:
        """Return the slugs that the version had, the present one excepted; the lock knows the last without its file."""
        listed = before.aliases if before else ()
        return without((*listed, *filter(None, [self._publications.slug(file, language)])), [slug])

    def _published(self, file: ArticleFile, language: str, own: str) -> Version | None:
        """Return the version that the lock knows and that is there; `own` is the source's slug."""
        found = self._publications.find(file, language)
        if found is None:
            return None
        slug = found.line.slug or own
        return Version(
            language=language,
            path=found.path,
            name=slug or self._project.name_of(file, language),
            slug=slug,
            file_slug=found.line.slug,
            url=address_of(self._project, file, language, slug),
            line=found.line,
            edited=found.edited,
            aliases=found.aliases,
        )

    def _moves(self, plan: ArticlePlan) -> bool:
        """Tell whether the article's slug, and so its file name, is translated."""
        return bool(plan.slug) and SLUG in self.rules.keys_at(plan.file.relative)

    def _complete(self, language: str, found: CatalogFile, standing: Standing) -> bool:
        if standing.is_reviewed(self._options.keep):
            return True
        self._incomplete += 1
        reviewed = f"{standing.reviewed} of {standing.units} units are reviewed"
        message = f"{language}: {reviewed}, {self._options.keep} % are needed"
        self._note("incomplete", Severity.NOTE, found.shown, message)
        return False

    def _slug(
        self, plan: ArticlePlan, language: str, found: CatalogFile, standing: Standing, before: Version | None
    ) -> str | None:
        """Return the reviewer's slug, the lock's, the source's wish, or one derived from the title; None is an error.

        A file that a person edited stays where it is.
        """
        if before and before.edited and not self._options.force:
            return before.slug
        wish = (plan.siblings or {}).get(language, "")
        locked = self._publications.slug(plan.file, language)
        slug = standing.slug or locked or wish or standing.derived
        problem = slug_problem(slug) if slug else "the title gives none"
        if not slug and self._options.draft:
            return plan.slug
        if problem:
            entry = standing.slug_line
            where, line = (found.shown, entry) if entry else (plan.file.relative, 1)
            message = f"{language}: no slug from `{slug}`: {problem}; write one into the catalog's slug entry"
            self._note("slug", Severity.ERROR, where, message, line)
            return None
        return slug

    def _is_gone(self, plan: ArticlePlan, facts: ArticleFacts, language: str, found: CatalogFile) -> bool:
        """Tell whether the catalog keeps a slug for a file that does not exist."""
        slug = facts.standing(language, found).slug
        return (
            bool(slug) and not slug_problem(slug) and not self._project.target_path(plan.file, language, slug).exists()
        )

    def _note(self, check: str, severity: Severity, path: str, message: str, line: int = 0) -> None:
        self._findings.append(Finding(check, severity, path, line, message))


def _with_slug(plan: ArticlePlan, found: Catalog, slug: str) -> Catalog:
    """Return the catalog with the slug in its empty slug entry."""
    entry = found.by_key[(SLUG, plan.slug)]
    entries = tuple(each._replace(target=slug, fuzzy=False) if each is entry else each for each in found.entries)
    return replace(found, entries=entries)
