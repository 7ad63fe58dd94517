"""What `locpipe.lock` says is published, held against the files on disk."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from locpipe import frontmatter
from locpipe.errors import LocpipeError, SourceError
from locpipe.pipeline.reading import slug_in
from locpipe.project import ArticleFile, Config, Project
from locpipe.siblings import LOCK_NAME, UNKNOWN, Key, Line, fingerprint, read_lock
from locpipe.source import decode, read_if_exists


@dataclass(frozen=True, slots=True)
class Publication:
    """A lock line with its file: `edited` where a person changed it since, `aliases` as the file lists them."""

    line: Line
    path: Path
    edited: bool
    aliases: tuple[str, ...]


def managed_keys(config: Config) -> tuple[str, ...]:
    """Return the front-matter keys whose values fingerprints leave out."""
    keys = config.frontmatter
    return tuple(key for key in (keys.siblings, keys.aliases, keys.id) if key)


class Publications:
    """The lock of a project, its lines settled by the files where git left a choice; each file is read once."""

    def __init__(self, project: Project, files: Sequence[ArticleFile]) -> None:
        self._project = project
        self._keys = managed_keys(project.config)
        self._path = project.root / LOCK_NAME
        self.data = read_if_exists(self._path, LOCK_NAME)
        self._lines = read_lock(self.data, LOCK_NAME).lines
        self._files = {file.id: file for file in files}
        self._found: dict[Key, Publication | None] = {}

    @property
    def lines(self) -> Mapping[Key, tuple[Line, ...]]:
        """Return the lock's lines, several for one key where git left a choice."""
        return self._lines

    def articles_gone(self) -> tuple[ArticleFile, ...]:
        """Return the articles that the lock knows and that have no source any more."""
        suffix = self._project.config.paths.suffixes[0]
        gone = sorted({article for article, _ in self._lines} - set(self._files))
        return tuple(
            ArticleFile(article, path.parent, self._project.relative(path), suffix)
            for article in gone
            for path in [self._project.source_path(article)]
        )

    def languages(self, article: str) -> tuple[str, ...]:
        """Return the languages that the lock has a line for, sorted."""
        return self._languages.get(article, ())

    @cached_property
    def _languages(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for article, language in sorted(self._lines):
            found[article] = (*found.get(article, ()), language)
        return found

    def kept(self) -> Iterator[tuple[Key, Line]]:
        """Yield the lines that are still of use: their source or their file is there.

        Without its file, or its language among the targets, a line still says which slug readers know.
        """
        gone = {file.id: file for file in self.articles_gone()}
        for (article, language), lines in self._lines.items():
            file = self._files.get(article) or gone[article]
            path = self._project.target_path(file, language, lines[0].slug or None)
            if article in self._files or path.is_file():
                yield (article, language), lines[0]

    def find(self, file: ArticleFile, language: str) -> Publication | None:
        """Return what is published; None without a line or without its file.

        SourceError where git left lines with different slugs and the files do not tell which one holds.
        """
        key = (file.id, language)
        if key not in self._lines:
            return None
        if key not in self._found:
            self._found[key] = self._settled(file, language)
        return self._found[key]

    def _settled(self, file: ArticleFile, language: str) -> Publication | None:
        there = [
            publication
            for line in self._lines.get((file.id, language), ())
            if (publication := self._look(file, line)) is not None
        ]
        whole = [publication for publication in there if not publication.edited]
        if len(whole) == 1 or len(there) < 2:
            return next(iter(whole or there), None)
        if len({publication.path for publication in there}) > 1:
            files = " and ".join(self._project.relative(publication.path) for publication in there)
            raise SourceError(
                f"{LOCK_NAME}: two branches published {file.id} in {language}, as {files}; delete the file and the "
                "line that shall not stay, and run again"
            )
        # Neither branch wrote the file that git made of both: it counts as edited until merge writes the same.
        return replace(there[0], line=replace(there[0].line, source=UNKNOWN, output=UNKNOWN))

    def slug(self, file: ArticleFile, language: str) -> str:
        """Return the slug that the article has, or had, in the language; "" where the lock knows none."""
        return next((line.slug for line in self._lines.get((file.id, language), ())), "")

    def _look(self, file: ArticleFile, line: Line) -> Publication | None:
        path = self._project.target_path(file, line.language, line.slug or None)
        shown = self._project.relative(path)
        found = read_if_exists(path, shown)
        if found is None:
            return None
        text = decode(found, shown)
        edited = fingerprint(text, self._keys) != line.output
        listed = _aliases(text, shown, self._project.config.frontmatter.aliases)
        aliases = tuple(slug_in(self._project, file, line.language, each) for each in listed)
        return Publication(line, path, edited, aliases)


def _aliases(text: str, path: str, key: str) -> tuple[str, ...]:
    """Return the earlier slugs or addresses that the file lists; a front matter that does not load lists none."""
    if not key or key not in text:
        return ()
    try:
        return frontmatter.texts_at(frontmatter.cut(text, path), key)
    except LocpipeError:
        return ()


def without(names: Sequence[str], others: Collection[str]) -> tuple[str, ...]:
    """Return the names that are not among the others, each once."""
    return tuple(name for name in dict.fromkeys(names) if name not in others)
