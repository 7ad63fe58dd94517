"""The project's root and where everything of an article lies below it."""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from locpipe.errors import ConfigError, SourceError
from locpipe.languages import gettext_code
from locpipe.project.articles import ArticleFile, SourceFolder, choose, find_articles, suffix_of
from locpipe.project.config import Config, ConfigText, load_toml, parse_config
from locpipe.project.layout import Layout, fill, layout_of
from locpipe.project.validate import validate
from locpipe.source import bytes_of, files_below, resolved


@dataclass(frozen=True)
class Project:
    """A folder with a configuration. `root` is a real, absolute path; `config_file` what holds the configuration.

    For one run: which folders lead out of it, by links, is looked up once.
    """

    root: Path
    config: Config
    config_file: str = "locpipe.toml"

    @cached_property
    def settings(self) -> bytes:
        """Return what stands for the whole configuration in digests."""
        return repr(self.config).encode()

    @property
    def source_folder(self) -> Path:
        """Return the folder that holds the articles in the source language."""
        return self.root / self.layout(self.config.source).folder

    def target_folder(self, language: str) -> Path:
        """Return the folder that holds the articles in a target language."""
        return self.root / self.layout(language).folder

    def layout(self, language: str) -> Layout:
        """Return how the files of a language are named."""
        paths = self.config.paths
        pattern = paths.source if language == self.config.source else paths.target
        return layout_of(pattern, language, keeps=not self.config.slug.files)

    def articles(self, names: Sequence[str] = ()) -> tuple[ArticleFile, ...]:
        """Return the articles that the names mean, all where there are none; sorted by id.

        A name is a path to an article or a folder, from the current folder or the root, or an article id. UsageError
        for another name; SourceError for a file that can be no article, and where no article is found at all.
        """
        source = self._source()
        found = find_articles(source)
        return choose(found, names, self.root, Path.cwd(), source.shown) if names else found

    def source_path(self, article: str) -> Path:
        """Return the file of an article id, by the first configured suffix that has one (else the first suffix)."""
        suffixes = self.config.paths.suffixes
        tried = [self.layout(self.config.source).path(article, suffix) for suffix in suffixes]
        return self._inside(next((path for path in tried if (self.root / path).is_file()), tried[0]))

    def target_path(self, article: ArticleFile, language: str, slug: str | None = None) -> Path:
        """Return where the article's version lies: its own name, or the slug with the article's suffix."""
        if slug is not None and (slug in ("", ".", "..") or any(char in "/\\\0" for char in slug)):
            raise SourceError(f'{article.relative}: the slug "{slug}" for {language} is no file name; change it')
        return self._inside(self.layout(language).path(article.id, article.suffix, slug or ""))

    def name_of(self, article: ArticleFile, language: str) -> str:
        """Return what siblings call a version without a slug: its path below its language's folder."""
        return self.layout(language).below(article.id, article.suffix)

    def name_at(self, path: Path, language: str, suffix: str) -> str:
        """Return a version's path below its language's folder without suffix, as references name it."""
        layout = self.layout(language)
        below = posixpath.relpath(self.relative(path), layout.folder or ".")
        return below.removesuffix(suffix).removesuffix(layout.tail)

    def files_in(self, language: str) -> Iterator[ArticleFile]:
        """Yield what lies in a target language's layout, sorted; each as the article that its name gives."""
        layout, folder = self.layout(language), self.target_folder(language)
        if not folder.is_dir() or (not layout.tail and folder in (self.root, self.source_folder)):
            return
        for path in sorted(folder.rglob("*")):
            suffix = suffix_of(path.name, self.config.paths.suffixes)
            if suffix and path.name.endswith(layout.tail + suffix) and path.is_file():
                article = path.relative_to(folder).as_posix().removesuffix(layout.tail + suffix)
                yield ArticleFile(article, path.parent, self.relative(path), suffix)

    def catalog_path(self, article: ArticleFile, language: str) -> Path:
        """Return where the article's catalog lies, the language in gettext's form."""
        pattern = _catalogs_of(self.config.paths.catalog, language)
        return self._inside(pattern.replace("{article}", article.id))

    def template_path(self, article: ArticleFile) -> Path:
        """Return where the article's template lies."""
        return self._inside(self.config.paths.template.replace("{article}", article.id))

    def templates(self) -> Iterator[str]:
        """Yield the ids of all articles that have a template, in no order."""
        return self._articles_at(self.config.paths.template)

    def catalogs(self, language: str) -> Iterator[str]:
        """Yield the ids of all articles that have a catalog in the language, in no order."""
        return self._articles_at(_catalogs_of(self.config.paths.catalog, language))

    def _articles_at(self, pattern: str) -> Iterator[str]:
        before, _, after = pattern.partition("{article}")
        folder, _, start = before.rpartition("/")
        for name in files_below(self.root / folder):
            if name.startswith(start) and name.endswith(after):
                yield name[len(start) : len(name) - len(after)]

    def relative(self, path: Path) -> str:
        """Return the path as messages and catalogs name it: from the root, with `/`."""
        text, root = str(path), f"{self.root}{os.sep}"
        below = text[len(root) :] if text.startswith(root) and ".." not in text else os.path.relpath(text, self.root)
        return below.replace(os.sep, "/")

    def _source(self) -> SourceFolder:
        paths = self.config.paths
        layouts = [self.layout(language) for language in self.config.targets]
        return SourceFolder(
            root=self.root,
            folder=self.source_folder,
            suffixes=paths.suffixes,
            exclude=paths.exclude,
            skip=frozenset(posixpath.normpath(each.folder) for each in layouts if not each.tail),
            tail=self.layout(self.config.source).tail,
            other_tails=tuple(sorted({each.tail for each in layouts if each.tail})),
        )

    def _inside(self, relative: str) -> Path:
        """Return the path; SourceError where it leaves the project by `..` or through a link."""
        folder, path = relative.rpartition("/")[0], self.root / relative
        if folder not in self._folders or path.name == "..":
            leads_out = self._has_link(relative) and not resolved(path.parent, relative).is_relative_to(self.root)
            if ".." in path.parts or leads_out:
                raise SourceError(f"{self.relative(path)} leaves the project; remove the link or change the path")
            self._folders.add(folder)
        return path

    @cached_property
    def _folders(self) -> set[str]:
        """Hold the folders that are inside: a run asks for several files in each, and nobody moves them meanwhile."""
        return set()

    def _has_link(self, relative: str) -> bool:
        """Tell whether a folder on the way from the root, which is a real path, is a symbolic link."""
        folder = str(self.root)
        for part in relative.split("/")[:-1]:
            folder = f"{folder}{os.sep}{part}"
            try:
                if stat.S_ISLNK(os.lstat(folder).st_mode):
                    return True
            except OSError:
                return False  # nothing there yet, or nothing that may be read: whoever writes will say
        return False


@cache
def _catalogs_of(pattern: str, language: str) -> str:
    return fill(pattern, lang=gettext_code(language))


def database_password() -> str:
    """Return the password for a database whose URL holds none, from where PostgreSQL's own programs take it."""
    return os.environ.get("PGPASSWORD", "")


def find_project(start: Path) -> Project:
    """Return the project that the folder is in: the nearest folder, from it upwards, with a configuration."""
    if not start.exists():
        raise ConfigError(f"{start}: there is no such folder; give the project's folder")
    if not start.is_dir():
        raise ConfigError(f"{start} is a file; give the project's folder")
    folder = start.resolve()
    for root in (folder, *folder.parents):
        for name in ("locpipe.toml", "pyproject.toml"):
            if project := _read(root, name):
                return project
    raise ConfigError(
        "no locpipe.toml (or [tool.locpipe] in pyproject.toml) here or in a folder above; run locpipe init"
    )


def _read(root: Path, name: str) -> Project | None:
    """Return the project that the file configures; None where there is no such file or it is about other tools."""
    path = root / name
    if name == "pyproject.toml" and not path.is_file():
        return None
    try:
        data = bytes_of(path)
    except FileNotFoundError:
        return None
    except IsADirectoryError as error:
        raise ConfigError(f"{name} is a folder; it must be a file: run locpipe init elsewhere, or rename it") from error
    except OSError as error:
        raise ConfigError(f"{name}: {error.strerror}; make it readable") from error
    if name == "pyproject.toml" and b"locpipe" not in data:
        return None  # Another tool's file, which need not even be TOML.
    return _parse(root, name, data)


def _parse(root: Path, name: str, data: bytes) -> Project | None:
    content, values = load_toml(data, name)
    text = ConfigText(name, content)
    if name == "pyproject.toml":
        tool = values.get("tool")
        if not isinstance(tool, dict) or "locpipe" not in tool:
            return None
        text, values = ConfigText(name, content, "tool.locpipe"), tool["locpipe"]
        if not isinstance(values, dict):
            raise text.error("", '"tool.locpipe" must be a table, [tool.locpipe]')
    config = parse_config(values, text)
    validate(config, text)
    return Project(root, config, name)
