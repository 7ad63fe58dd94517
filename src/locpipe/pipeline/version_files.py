"""Every article's files as their front matter presents them: sources, what is published, what else names a sibling."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from locpipe import frontmatter
from locpipe.checks.base import VersionFile
from locpipe.errors import LocpipeError
from locpipe.frontmatter import FrontMatter
from locpipe.pipeline.publications import Publication, Publications
from locpipe.pipeline.reading import SLUG, address_of, siblings_at, slug_in, text_at
from locpipe.project import ArticleFile, Project
from locpipe.source import decode, kind_of, read_bytes


class VersionFiles:
    """Reads them; `derived` has the slug that the reviewed title gives, by article and language."""

    def __init__(self, project: Project, publications: Publications, derived: Mapping[tuple[str, str], str]) -> None:
        self._project, self._publications, self._derived = project, publications, derived
        self._keys = project.config.frontmatter
        self._exists: dict[tuple[str, str, str], bool] = {}
        self._fronts: dict[Path, tuple[FrontMatter | None, dict[str, int]]] = {}

    def all(self, files: Sequence[ArticleFile], languages: Sequence[str], *, alone: bool) -> list[VersionFile]:
        """Return the files of the articles, their published versions, then what nobody published and has siblings.

        With `alone`, the last are left out.
        """
        found: list[VersionFile] = []
        known: set[Path] = set()
        for file in files:
            source = self._source(file)
            found.append(source)
            for language in languages:
                published = self._publications.find(file, language)
                if published:
                    known.add(published.path)
                    found.append(self._published(file, language, published, source))
        return found if alone else [*found, *self._others(languages, known)]

    def _source(self, file: ArticleFile) -> VersionFile:
        front, lines = self._front(file.path)
        slug = text_at(front, SLUG)
        language = self._project.config.source
        return VersionFile(
            article=file.id,
            language=language,
            path=file.relative,
            name=slug or self._project.name_of(file, language),
            is_source=True,
            url=address_of(self._project, file, language, slug) if slug else "",
            lang=text_at(front, self._keys.lang),
            slug=slug,
            siblings=self._siblings(front),
            nowhere=self._nowhere(file, front),
            lines=lines,
        )

    def _published(self, file: ArticleFile, language: str, published: Publication, source: VersionFile) -> VersionFile:
        front, lines = self._front(published.path)
        slug = published.line.slug
        name = slug or source.slug
        return VersionFile(
            article=file.id,
            language=language,
            path=self._project.relative(published.path),
            name=name or self._project.name_of(file, language),
            url=address_of(self._project, file, language, name) if name else "",
            file_slug=slug,
            derived=self._derived.get((file.id, language), ""),
            lang=text_at(front, self._keys.lang),
            slug=text_at(front, SLUG),
            siblings=self._siblings(front),
            nowhere=self._nowhere(file, front),
            lines=lines,
        )

    def _others(self, languages: Sequence[str], known: set[Path]) -> Iterator[VersionFile]:
        """Yield the files in the languages' folders that the lock does not know and that have siblings."""
        for language in languages if self._keys.siblings else ():
            for file in self._project.files_in(language):
                if file.path not in known:
                    yield from self._other(file, language)

    def _other(self, file: ArticleFile, language: str) -> Iterator[VersionFile]:
        front, lines = self._front(file.path)
        siblings = self._siblings(front)
        if siblings:
            slug = text_at(front, SLUG)
            source = self._sources.get(siblings.get(self._project.config.source, ""))
            yield VersionFile(
                article=source.id if source else "",
                language=language,
                path=file.relative,
                name=slug or self._project.name_of(file, language),
                lang=text_at(front, self._keys.lang),
                slug=slug,
                siblings=siblings,
                nowhere=self._nowhere(file, front),
                moved_from=self._moved_from(source, language, front) if source else "",
                lines=lines,
            )

    def _moved_from(self, source: ArticleFile, language: str, front: FrontMatter | None) -> str:
        """Return the slug that readers know and that leads nowhere now; "" where there is none."""
        earlier = self._publications.slug(source, language)
        if not earlier or self._publications.find(source, language):
            return ""
        listed = frontmatter.texts_at(front, self._keys.aliases)
        return "" if earlier in {slug_in(self._project, source, language, each) for each in listed} else earlier

    def _front(self, path: Path) -> tuple[FrontMatter | None, dict[str, int]]:
        """Return the front matter, None where it cannot be read, which merge tells, and the lines of its keys."""
        if path not in self._fronts:
            shown = self._project.relative(path)
            try:
                text = decode(read_bytes(path, shown), shown)
                front = frontmatter.cut(text, shown)
            except LocpipeError:
                text, front = "", None
            lines = _lines(front.span.of(text), self._siblings(front) or {}, self._keys.siblings) if front else {}
            self._fronts[path] = front, lines
        return self._fronts[path]

    def _siblings(self, front: FrontMatter | None) -> dict[str, str] | None:
        """Return what the file names; None where it cannot name any."""
        return siblings_at(front, self._keys.siblings) if front and self._keys.siblings else None

    def _nowhere(self, file: ArticleFile, front: FrontMatter | None) -> frozenset[str]:
        named = self._siblings(front) or {}
        return frozenset(language for language, name in named.items() if not self._is_there(file, language, name))

    def _is_there(self, file: ArticleFile, language: str, name: str) -> bool:
        """Tell whether there is such an article, or whether its language is kept elsewhere."""
        config = self._project.config
        if language == config.source:
            return name in self._sources
        if language not in config.targets and kind_of(self._project.target_folder(language)) != "folder":
            return True
        folder = file.below.rpartition("/")[0]
        key = (language, folder, name)
        if key not in self._exists:
            self._exists[key] = self._is_file(file, language, name)
        return self._exists[key]

    def _is_file(self, file: ArticleFile, language: str, name: str) -> bool:
        """Tell whether a file has the name: its slug beside the article, or its path below the language's folder."""
        if kind_of(self._project.target_folder(language) / name) == "file":
            return True
        try:
            return kind_of(self._project.target_path(file, language, name)) == "file"
        except LocpipeError:
            return False

    @cached_property
    def _sources(self) -> dict[str, ArticleFile]:
        """Return every article by what its siblings call it."""
        files = self._project.articles()
        return {self._own_name(file): file for file in files}

    def _own_name(self, file: ArticleFile) -> str:
        slug = text_at(self._front(file.path)[0], SLUG)
        return slug or self._project.name_of(file, self._project.config.source)


def _lines(block: str, languages: Collection[str], key: str) -> dict[str, int]:
    """Return the line of each top-level key of a front matter, and of each sibling by its language; from 1."""
    lines: dict[str, int] = {}
    for number, line in enumerate(re.split(r"\r\n|\r|\n", block), 1):
        match = re.match(r"(\s*)[\"']?([\w-]+)[\"']?\s*:", line)
        if match and (not match[1] or match[2] in languages):
            lines.setdefault(match[2], number)
    return dict.fromkeys(languages, lines.get(key, 0)) | lines
