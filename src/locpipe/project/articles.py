"""The articles of a project: found below the source folder, or named on the command line."""

from __future__ import annotations

import difflib
import fnmatch
import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from locpipe.errors import SourceError, UsageError
from locpipe.source import resolved


@dataclass(frozen=True, slots=True, order=True)
class ArticleFile:
    """One article's file, `relative` to the project, with `/` and suffix; its `id` is below the source folder, without.

    Where the file's name holds its language, the id does not. A run holds all articles: what many share is kept once.
    """

    id: str
    folder: Path
    relative: str
    suffix: str

    @property
    def path(self) -> Path:
        """Return where the file lies."""
        return self.folder / self.relative.rpartition("/")[2]

    @property
    def below(self) -> str:
        """Return the id with the suffix."""
        return self.id + self.suffix


@dataclass(frozen=True, slots=True)
class SourceFolder:
    """Where articles are looked for, and what is none. `skip` holds the target folders inside it, from the root.

    `tail` is what stands before the suffix of an article's file, `other_tails` before that of a translation.
    """

    root: Path
    folder: Path
    suffixes: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    skip: frozenset[str] = frozenset()
    tail: str = ""
    other_tails: tuple[str, ...] = ()

    def suffix_in(self, name: str) -> str:
        """Return the suffix of an article's file; "" for other files, translations among them."""
        suffix = suffix_of(name, self.suffixes)
        if not suffix or not (self.tail or self.other_tails):
            return suffix
        stem = name.removesuffix(suffix)
        is_other = any(stem.endswith(tail) for tail in self.other_tails if tail != self.tail)
        return suffix if stem.endswith(self.tail) and len(stem) > len(self.tail) and not is_other else ""

    @property
    def relative(self) -> str:
        """Return the folder from the root, with `/`; "" for the root itself."""
        relative = self.folder.relative_to(self.root).as_posix()
        return "" if relative == "." else relative

    @property
    def shown(self) -> str:
        """Return the folder as messages name it: `content/en/`."""
        return f"{self.relative}/" if self.relative else "the project's root"


def suffix_of(name: str, suffixes: Sequence[str]) -> str:
    """Return the longest of the suffixes that the name ends with, in the name's own case; "" if there is none."""
    lower = name.lower()
    found = [suffix for suffix in suffixes if lower.endswith(suffix.lower()) and len(name) > len(suffix)]
    return name[-max(map(len, found)) :] if found else ""


def find_articles(source: SourceFolder) -> tuple[ArticleFile, ...]:
    """Return all articles, sorted by id; SourceError for a file that cannot be one or claims another's place."""
    if not source.folder.is_dir():
        kind = "is a file, not a folder" if source.folder.exists() else "does not exist"
        raise SourceError(f"{source.shown} {kind}; put articles there, or set paths.source in the configuration")
    real = resolved(source.folder, source.shown)
    if not real.is_relative_to(source.root):
        raise SourceError(f"{source.shown} is a link that leaves the project; set paths.source to a folder inside it")
    found = sorted(_Walk(source).articles(_Folder(source.folder, source.relative, str(real))))
    if not found:
        suffixes = " or ".join(source.suffixes)
        raise SourceError(
            f"no article found: {source.shown} holds no {suffixes} file; see paths.source and paths.exclude"
        )
    _refuse_twins(found)
    return tuple(article for article, _ in found)


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder on the way: its path, the path from the root, its real path, and the real ones above it."""

    path: Path
    relative: str
    real: str
    above: tuple[str, ...] = ()


class _Walk:
    """Looks through a source folder. Large sites have many files: only what is found becomes a Path."""

    def __init__(self, source: SourceFolder) -> None:
        self._source = source
        self._below = len(source.relative) + 1 if source.relative else 0

    def articles(self, folder: _Folder) -> Iterator[tuple[ArticleFile, str]]:
        """Yield each article below a folder with its file's real path."""
        for entry in self._entries(folder):
            relative = f"{folder.relative}/{entry.name}" if folder.relative else entry.name
            if entry.name.startswith(".") or relative in self._source.skip or self._is_excluded(relative):
                continue
            suffix = self._source.suffix_in(entry.name)
            is_link = entry.is_symlink()
            target = self._target(folder, entry.name, relative) if is_link else f"{folder.real}{os.sep}{entry.name}"
            if target is not None and entry.is_dir():
                yield from self._folder(folder, entry.name, relative, target)
            elif target is not None and suffix:
                yield self._article(folder, entry, relative, suffix), target

    def _entries(self, folder: _Folder) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(folder.path) as entries:
                return sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            raise SourceError(
                f"{folder.relative or '.'}/: {error.strerror}; make the folder readable, or add it to paths.exclude"
            ) from error

    def _folder(self, folder: _Folder, name: str, relative: str, target: str) -> Iterator[tuple[ArticleFile, str]]:
        if self._source.suffix_in(name):
            raise SourceError(
                f"{relative} is a folder where an article is expected; rename it or add it to paths.exclude"
            )
        above = (*folder.above, folder.real)
        if target in above:
            raise SourceError(f"{relative} links to a folder that holds it; add it to paths.exclude")
        yield from self.articles(_Folder(folder.path / name, relative, target, above))

    def _target(self, folder: _Folder, name: str, relative: str) -> str | None:
        """Return what a symbolic link leads to, None where it matters to no article."""
        suffix = self._source.suffix_in(name)
        try:
            target = (folder.path / name).resolve(strict=True)
        except (OSError, RuntimeError) as error:  # A loop of links is a RuntimeError up to Python 3.12.
            if not suffix:
                return None
            raise SourceError(f"{relative} is a link to nothing; remove it, or add it to paths.exclude") from error
        if target.is_relative_to(self._source.root):
            return str(target)
        if suffix or target.is_dir():
            raise SourceError(f"{relative} is a link that leaves the project; remove it, or add it to paths.exclude")
        return None

    def _article(self, folder: _Folder, entry: os.DirEntry[str], relative: str, suffix: str) -> ArticleFile:
        is_odd = not relative.isprintable()
        if is_odd and any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in relative):
            raise SourceError(f"{relative!a}: the file's name holds a control character or is not UTF-8; rename it")
        # Opening a pipe would wait for ever.
        if not entry.is_file():
            raise SourceError(f"{relative} is no regular file; remove it, or add it to paths.exclude")
        article = relative[self._below :].removesuffix(self._source.tail + suffix)
        return ArticleFile(id=article, folder=folder.path, relative=relative, suffix=sys.intern(suffix))

    def _is_excluded(self, relative: str) -> bool:
        names = (relative[self._below :], relative)
        return any(_glob(pattern).fullmatch(name) for pattern in self._source.exclude for name in names)


def _refuse_twins(found: Sequence[tuple[ArticleFile, str]]) -> None:
    """Raise where two files have one id, or are one file under two names."""
    ids: dict[str, ArticleFile] = {}
    files: dict[str, ArticleFile] = {}
    for article, real in found:
        if other := ids.get(article.id):
            raise SourceError(
                f'{other.relative} and {article.relative} are both the article "{article.id}"; rename or remove one'
            )
        if twin := files.get(real):
            raise SourceError(
                f"{twin.relative} and {article.relative} are the same file; add one of them to paths.exclude"
            )
        ids[article.id], files[real] = article, article


@cache
def _glob(pattern: str) -> re.Pattern[str]:
    """Return a shell pattern as a regular expression.

    `*` and `?` match `/` too, `**/` also nothing. What is below a folder that matches is never looked at, so that
    `drafts`, `drafts/` and `drafts/*` mean the same.
    """
    parts = pattern.removeprefix("./").rstrip("/").split("**/")
    # translate() gives "(?s:", the expression, ")" and an anchor.
    return re.compile("(?:.*/)?".join(fnmatch.translate(part)[4:].rpartition(")")[0] for part in parts), re.DOTALL)


def choose(
    articles: Sequence[ArticleFile], names: Iterable[str], root: Path, current: Path, source: str
) -> tuple[ArticleFile, ...]:
    """Return the articles that the names mean, sorted: paths from the current folder or the root, folders, ids."""
    by_path = {article.path: article for article in articles}
    by_id = {article.id: article for article in articles}
    chosen: set[ArticleFile] = set()
    for name in names:
        paths = _paths(name, root, current)
        exact = next((by_path[path] for path in paths if path in by_path), by_id.get(name))
        below = [exact] if exact else _below(articles, paths)
        if not below:
            raise UsageError(_no_article(name, articles, source, any(path.exists() for path in paths)))
        chosen.update(below)
    return tuple(sorted(chosen))


def _paths(name: str, root: Path, current: Path) -> list[Path]:
    """Return the paths that a name may mean, without `..`; none for a name that can be no path."""
    if not name.strip() or "\0" in name:
        return []
    tried = [Path(os.path.normpath(folder / name)) for folder in (current, root)]
    # The root is a real path: a name given through a link (/tmp on macOS) meets it once its folder is resolved.
    return [*tried, tried[0].parent.resolve() / tried[0].name]


def _below(articles: Sequence[ArticleFile], paths: Iterable[Path]) -> list[ArticleFile]:
    for path in paths:
        if below := [article for article in articles if article.path.is_relative_to(path)]:
            return below
    return []


def _no_article(name: str, articles: Sequence[ArticleFile], source: str, exists: bool) -> str:
    if exists:
        return f'"{name}" is no article; articles lie in {source} and are not in paths.exclude'
    stem = PurePosixPath(name.replace("\\", "/")).name
    known = {article.id.rpartition("/")[2]: article.id for article in articles} | {
        item.id: item.id for item in articles
    }
    known |= {article.relative: article.relative for article in articles}
    close = difflib.get_close_matches(name, known, 1) or difflib.get_close_matches(stem, known, 1)
    hint = f'did you mean "{known[close[0]]}"?' if close else f"articles lie in {source}"
    return f'no article "{name}"; {hint}'
