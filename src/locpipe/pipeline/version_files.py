"""Every article's files as their front matter presents them: sources, what is published, what else names a sibling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from locpipe.checks.base import VersionFile
from locpipe.errors import LocpipeError
from locpipe.pipeline.fronts import Fronts
from locpipe.pipeline.publications import Publication, Publications
from locpipe.pipeline.reading import address_of, slug_in
from locpipe.project import ArticleFile, Project
from locpipe.source import kind_of


class VersionFiles:
    """Reads them; `derived` has the slug that the reviewed title gives, by article and language."""

    def __init__(
        self,
        project: Project,
        publications: Publications,
        fronts: Fronts,
        derived: Mapping[tuple[str, str], str],
    ) -> None:
        self._project, self._publications, self._fronts, self._derived = project, publications, fronts, derived
        self._keys = project.config.frontmatter
        self._exists: dict[tuple[str, str, str], bool] = {}

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
        front = self._fronts.at(file.path, file.id)
        slug, language = front.slug, self._project.config.source
        return VersionFile(
            article=file.id,
            language=language,
            path=file.relative,
            name=slug or self._project.name_of(file, language),
            is_source=True,
            url=address_of(self._project, file, language, slug) if slug else "",
            lang=front.lang,
            slug=slug,
            siblings=front.siblings,
            nowhere=self._nowhere(file, front.siblings),
            lines=front.lines,
        )

    def _published(self, file: ArticleFile, language: str, published: Publication, source: VersionFile) -> VersionFile:
        front = self._fronts.at(published.path, file.id)
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
            lang=front.lang,
            slug=front.slug,
            siblings=front.siblings,
            nowhere=self._nowhere(file, front.siblings),
            lines=front.lines,
        )

    def _others(self, languages: Sequence[str], known: set[Path]) -> Iterator[VersionFile]:
        """Yield the files in the languages' folders that the lock does not know and that have siblings."""
        for language in languages if self._keys.siblings else ():
            for file in self._project.files_in(language):
                if file.path not in known:
                    yield from self._other(file, language)

    def _other(self, file: ArticleFile, language: str) -> Iterator[VersionFile]:
        front = self._fronts.at(file.path, file.id)
        siblings, slug = front.siblings, front.slug
        if siblings:
            source = self._sources.get(siblings.get(self._project.config.source, ""))
            yield VersionFile(
                article=source.id if source else "",
                language=language,
                path=file.relative,
                name=slug or self._project.name_of(file, language),
                lang=front.lang,
                slug=slug,
                siblings=siblings,
                nowhere=self._nowhere(file, front.siblings),
                moved_from=self._moved_from(source, language, front.aliases) if source else "",
                lines=front.lines,
            )

    def _moved_from(self, source: ArticleFile, language: str, aliases: Sequence[str]) -> str:
        """Return the slug that readers know and that leads nowhere now; "" where there is none."""
        earlier = self._publications.slug(source, language)
        if not earlier or self._publications.find(source, language):
            return ""
        return "" if earlier in {slug_in(self._project, source, language, each) for each in aliases} else earlier

    def _nowhere(self, file: ArticleFile, siblings: Mapping[str, str] | None) -> frozenset[str]:
        named = (siblings or {}).items()
        return frozenset(language for language, name in named if not self._is_there(file, language, name))

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
        slug = self._fronts.at(file.path, file.id).slug
        return slug or self._project.name_of(file, self._project.config.source)
