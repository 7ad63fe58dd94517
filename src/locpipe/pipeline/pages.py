"""Links and headings of articles as they stand on disk, and what leads out of the language or to no heading."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from locpipe.checks.base import Hit
from locpipe.checks.links import ANCHOR, TO_SOURCE
from locpipe.errors import LocpipeError
from locpipe.markdown import find_links, heading_ids
from locpipe.model import Finding, Severity
from locpipe.pipeline.addressing import addresses_of
from locpipe.pipeline.analysis import Analysis, Known, named
from locpipe.pipeline.article import Article, read_article
from locpipe.pipeline.examine import found_in
from locpipe.pipeline.fingerprint import code_digest, digest_of
from locpipe.pipeline.publications import Publications
from locpipe.pipeline.reading import rules_of
from locpipe.pipeline.versions import ArticlePlan
from locpipe.project import ArticleFile, Project
from locpipe.siblings import Addresses
from locpipe.source import decode, read_bytes

_NEWLINE = re.compile(r"\r\n?|\n")
_ID = re.compile(r"""\b(?:id|name)\s*=\s*["']?([^\s"'<>]+)|\{[^}\n]*#([^\s}.]+)""")
# Where browsers go without any heading, and what footnotes make.
_ALWAYS = re.compile(r"|top|fn.*|:~:.*|L\d+.*")


@dataclass(frozen=True, slots=True)
class Page:
    """A file's links, each with its line, and every id in it that a link may lead to."""

    links: tuple[tuple[int, str], ...]
    ids: frozenset[str]


class Pages:
    """Reads pages; what `analysis` knows is not read again."""

    def __init__(self, project: Project, analysis: Analysis) -> None:
        self._project, self._analysis = project, analysis
        self._rules = rules_of(project)
        self.page = cache(self._page)

    def _page(self, path: Path, article: str) -> Page:
        """Return a page; an empty one where it cannot be read, which others tell."""
        shown = self._project.relative(path)
        try:
            known = self.read(read_bytes(path, shown), shown, article)
        except LocpipeError:
            return Page((), frozenset())
        return Page(tuple((line, link) for line, link in known["links"]), frozenset(known["ids"]))

    def read(self, data: bytes, shown: str, article: str) -> Known:
        """Return what the bytes of an article's file give, which messages call `shown`; SourceError where nothing."""
        known = self._analysis.get(named("page", article, shown), self._digest(data))
        return known or self.look(read_article(decode(data, shown), shown, self._rules), data, article)

    def look(self, read: Article, data: bytes, article: str) -> Known:
        """Return what the file gives that has been read, and keep it."""
        starts = [match.end() for match in _NEWLINE.finditer(read.text)]
        links = find_links(read.text, read.body, self._rules)
        ids = {*heading_ids(read.body, self._rules)}
        ids |= {match[1] or match[2] for match in _ID.finditer(read.text)}
        lines = [(bisect.bisect_right(starts, link.span.start) + 1, link.destination) for link in links]
        known: Known = {"links": lines, "ids": sorted(ids)}
        self._analysis.put(named("page", article, read.path), self._digest(data), known)
        return known

    def _digest(self, data: bytes) -> str:
        return digest_of(code_digest(), repr(self._project.config.markdown).encode(), data)


class LinkChecks:
    """Looks at the links of articles and of what is published of them; `plans` are all articles of the project."""

    def __init__(
        self, project: Project, publications: Publications, pages: Pages, plans: Sequence[ArticlePlan]
    ) -> None:
        self._project, self._publications, self._pages = project, publications, pages
        self._files = {plan.file.id: plan.file for plan in plans}
        self._addresses = cache(lambda language: addresses_of(project, plans, language))

    def found(self, file: ArticleFile, languages: Sequence[str]) -> Iterator[Finding]:
        """Yield what is wrong with the links of an article and of its published versions."""
        missing = set()
        source = self._project.config.source
        for line, link, fragment in self._lost(file, file.path, source, self._addresses(source)):
            missing.add(fragment)
            yield _at(file.relative, line, Hit(ANCHOR, f"{link} leads to no heading; correct it"))
        for language in languages:
            if published := self._publications.find(file, language):
                yield from self._version(file, published.path, language, missing)

    def _version(self, file: ArticleFile, path: Path, language: str, missing: set[str]) -> Iterator[Finding]:
        addresses, shown = self._addresses(language), self._project.relative(path)
        for line, link in self._pages.page(path, file.id).links:
            found, is_source = addresses.meant(link, file.id, shown, in_source=False)
            if found and is_source and addresses.is_published(found):
                message = f"{link} leads to the {self._project.config.source} version; run locpipe merge"
                yield _at(shown, line, Hit(TO_SOURCE, message))
        for line, link, fragment in self._lost(file, path, language, addresses):
            if self._is_heading_of_source(file, link, fragment, addresses, shown):
                message = f"{link} leads to a heading that the translation there lacks; bring that up to date"
                yield _at(shown, line, Hit(ANCHOR, message, severity=Severity.NOTE))
            elif fragment not in missing:
                yield _at(shown, line, Hit(ANCHOR, f"{link} leads to no heading; run locpipe merge or correct it"))

    def _is_heading_of_source(
        self, file: ArticleFile, link: str, fragment: str, addresses: Addresses, shown: str
    ) -> bool:
        """Tell whether the source of the article that is linked has such a heading: the translation is out of step."""
        found, _ = addresses.meant(link, file.id, shown, in_source=False)
        target = self._files.get(found or file.id)
        return target is not None and fragment in self._pages.page(target.path, target.id).ids

    def _lost(
        self, file: ArticleFile, path: Path, language: str, addresses: Addresses
    ) -> Iterator[tuple[int, str, str]]:
        """Yield line, link and fragment of each link to a heading that is not there."""
        shown = self._project.relative(path)
        for line, link in self._pages.page(path, file.id).links:
            base, hash_sign, fragment = link.partition("#")
            fragment = unquote(fragment)
            if not hash_sign or _ALWAYS.fullmatch(fragment):
                continue
            target = self._target(file, path, base, language, addresses, shown) if base else (path, file.id)
            if target and fragment not in self._pages.page(*target).ids:
                yield line, link, fragment

    def _target(
        self, file: ArticleFile, path: Path, base: str, language: str, addresses: Addresses, shown: str
    ) -> tuple[Path, str] | None:
        found, is_source = addresses.meant(base, file.id, shown, in_source=path == file.path)
        if found is None or found not in self._files:
            return None
        if is_source:
            return self._files[found].path, found
        published = self._publications.find(self._files[found], language)
        return (published.path, found) if published else None


def _at(path: str, line: int, hit: Hit) -> Finding:
    return found_in(hit, path, line, "")
