"""Merge's first phase, per article: render and verify each language version, and settle its slug."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from locpipe import catalog, frontmatter
from locpipe.errors import LocpipeError
from locpipe.markdown import find_links, heading_ids
from locpipe.model import Catalog, Entry, Finding, Severity
from locpipe.pipeline.article import Article, Translation, read_article, translate
from locpipe.pipeline.publications import Publications, managed_keys, without
from locpipe.pipeline.reading import SLUG, languages_for, rules_of, siblings_at, text_at
from locpipe.pipeline.result import Problems
from locpipe.pipeline.versions import ArticlePlan, CatalogFile, Options, Rendering, Version
from locpipe.project import ArticleFile, Project
from locpipe.siblings import fingerprint, slug_problem, slugify
from locpipe.source import Spool, decode, read_bytes, read_if_exists


class Planner:
    """Plans one article after another; texts go to `spool`, what a person should know to `findings`."""

    def __init__(self, project: Project, options: Options, publications: Publications) -> None:
        self.spool = Spool()
        self.findings: list[Finding] = []
        self.incomplete = 0
        self._project = project
        self._options = options
        self._publications = publications
        self.rules = rules_of(project)
        self._linked = bool(project.config.urls.article)

    def plan(self, file: ArticleFile, languages: Sequence[str]) -> ArticlePlan:
        """Return the article's plan: versions made now for `languages`, and those that are published already."""
        data = read_bytes(file.path, file.relative)
        text = decode(data, file.relative)
        front = frontmatter.cut(text, file.relative)
        wanted = languages_for(front, self._project.config.targets)
        catalogs = self._catalogs(file, wanted)
        article = read_article(text, file.relative, self.rules)
        plan = replace(
            self._empty_plan(file, data, front),
            links=self._links(article),
            anchors=self._anchors(article),
            wanted=wanted,
        )
        versions = []
        for language in self._languages(file, wanted):
            before = self._published(file, language, plan.slug)
            before = before and replace(before, catalog=catalogs.get(language))
            version = None
            if (found := catalogs.get(language)) and language in languages:
                version = self._version(plan, article, language, found, before)
            version = version or before
            versions += [version] if version and not (self._options.draft and not version.made) else []
        kept = frozenset(each for each, found in catalogs.items() if self._is_gone(plan, each, found))
        return replace(plan, versions=tuple(versions), recorded=kept | set(self._publications.languages(file.id)))

    def claims(self, file: ArticleFile) -> ArticlePlan | None:
        """Return what an article that was not asked for holds: its name and its versions; None if it cannot be read."""
        try:
            data = read_bytes(file.path, file.relative)
            front = frontmatter.cut(decode(data, file.relative), file.relative)
        except LocpipeError:
            return None
        plan = self._empty_plan(file, data, front)
        return replace(plan, versions=self._all_published(file, plan.slug))

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
        name = slug or file.below
        return ArticlePlan(file, self.spool.put(data), name, slug, front is not None, found, digest=digest)

    def _links(self, article: Article) -> frozenset[str]:
        if not self._linked:
            return frozenset()
        return frozenset(link.destination for link in find_links(article.text, article.body, self.rules))

    def _anchors(self, article: Article) -> tuple[str, ...]:
        return heading_ids(article.body, self.rules) if self._linked else ()

    def _catalogs(self, file: ArticleFile, languages: Sequence[str]) -> dict[str, CatalogFile]:
        """Return the catalogs that exist; an error tells of all that cannot be read."""
        found = {}
        problems = Problems()
        for language in languages:
            path = self._project.catalog_path(file, language)
            shown = self._project.relative(path)
            with problems.collected():
                data = read_if_exists(path, shown)
                if data is not None:
                    found[language] = CatalogFile(path, data, catalog.read(data, shown, language))
        problems.stop()
        return found

    def _version(
        self, plan: ArticlePlan, article: Article, language: str, found: CatalogFile, before: Version | None
    ) -> Version | None:
        """Return the version that the catalog gives; None where too little is reviewed or something is wrong."""
        if not self._complete(plan, article, language, found.catalog):
            return None
        slug = self._slug(plan, article, language, found.catalog, before) if self._moves(plan) else plan.slug
        if slug is None:
            return None
        done = translate(article, self._targets(found.catalog), self.rules)
        self.findings += _at_entries(done.findings, found.catalog)
        if any(each.severity is Severity.ERROR for each in done.findings):
            return None
        return Version(
            language=language,
            path=self._project.target_path(plan.file, language, slug if self._moves(plan) else None),
            name=slug or plan.file.below,
            slug=slug,
            file_slug=slug if self._moves(plan) else "",
            made=self._rendering(plan, done),
            before=before,
            aliases=self._aliases(plan.file, language, before, slug),
            catalog=found,
            record=_recorded(plan, found.catalog, slug),
        )

    def _rendering(self, plan: ArticlePlan, done: Translation) -> Rendering:
        text = self.spool.put(done.text.encode())
        if not self._linked:
            return Rendering(text)
        return Rendering(text, find_links(done.text, done.body, self.rules), heading_ids(done.body, self.rules))

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
            name=slug or file.below,
            slug=slug,
            file_slug=found.line.slug,
            line=found.line,
            edited=found.edited,
            aliases=found.aliases,
        )

    def _moves(self, plan: ArticlePlan) -> bool:
        """Tell whether the article's slug, and so its file name, is translated."""
        return bool(plan.slug) and SLUG in self.rules.keys

    def _usable(self, entry: Entry | None) -> bool:
        if entry is None or self._options.draft:
            return entry is not None and bool(entry.target.strip())
        return entry.reviewed

    def _targets(self, found: Catalog) -> dict[tuple[str, str], str]:
        """Return the texts for the article; the slug is no text of it."""
        return {
            entry.key: entry.target for entry in found.by_key.values() if self._usable(entry) and entry.context != SLUG
        }

    def _complete(self, plan: ArticlePlan, article: Article, language: str, found: Catalog) -> bool:
        keys = [(unit.context, unit.source) for unit in article.units if unit.context != SLUG]
        reviewed = sum(self._usable(found.by_key.get(key)) for key in keys)
        if 100 * reviewed >= self._options.keep * len(keys):
            return True
        self.incomplete += 1
        message = f"{language}: {reviewed} of {len(keys)} units are reviewed, {self._options.keep} % are needed"
        self._note("incomplete", Severity.NOTE, found.path, message)
        return False

    def _slug(
        self, plan: ArticlePlan, article: Article, language: str, found: Catalog, before: Version | None
    ) -> str | None:
        """Return the reviewer's slug, the lock's, the source's wish, or one derived from the title; None is an error.

        A file that a person edited stays where it is.
        """
        entry, reviewed = _slug_entry(plan, found)
        if before and before.edited and not self._options.force:
            return before.slug
        wish = (plan.siblings or {}).get(language, "")
        locked = self._publications.slug(plan.file, language)
        slug = reviewed or locked or wish or self._derived(article, language, found)
        problem = slug_problem(slug) if slug else "the title gives none"
        if not slug and self._options.draft:
            return plan.slug
        if problem:
            where, line = (found.path, entry.line) if entry else (plan.file.relative, 1)
            message = f"{language}: no slug from `{slug}`: {problem}; write one into the catalog's slug entry"
            self._note("slug", Severity.ERROR, where, message, line)
            return None
        return slug

    def _derived(self, article: Article, language: str, found: Catalog) -> str:
        config = self._project.config.slug
        key = next((unit for unit in article.units if unit.context == config.source), None)
        title = found.by_key.get((key.context, key.source)) if key else None
        return (
            slugify(title.target, language, config.max_length, config.script) if title and self._usable(title) else ""
        )

    def _is_gone(self, plan: ArticlePlan, language: str, found: CatalogFile) -> bool:
        """Tell whether the catalog keeps a slug for a file that does not exist."""
        slug = _slug_entry(plan, found.catalog)[1]
        return (
            bool(slug) and not slug_problem(slug) and not self._project.target_path(plan.file, language, slug).exists()
        )

    def _note(self, check: str, severity: Severity, path: str, message: str, line: int = 0) -> None:
        self.findings.append(Finding(check, severity, path, line, message))


def _slug_entry(plan: ArticlePlan, found: Catalog) -> tuple[Entry | None, str]:
    """Return the catalog's slug entry and the reviewer's slug in it, "" where there is none."""
    entry = found.by_key.get((SLUG, plan.slug))
    return entry, entry.target.strip() if entry and entry.reviewed else ""


def _recorded(plan: ArticlePlan, found: Catalog, slug: str) -> Catalog | None:
    """Return the catalog with the slug in its empty slug entry, None where it holds one."""
    entry, _ = _slug_entry(plan, found)
    if entry is None or entry.target.strip():
        return None
    entries = tuple(replace(each, target=slug, fuzzy=False) if each is entry else each for each in found.entries)
    return replace(found, entries=entries)


def _at_entries(findings: Sequence[Finding], found: Catalog) -> list[Finding]:
    """Return the findings at the entries that a reviewer has to change (`FILE.po:LINE` is what Poedit opens)."""
    lines = {entry.source: entry.line for entry in reversed(found.entries) if not entry.obsolete} if findings else {}
    return [replace(each, path=found.path, line=lines[each.unit]) if each.unit in lines else each for each in findings]
