"""References of site generators to articles by their files: Hugo's `ref`, Jekyll's `link` and `post_url`, Pelican's.

A reference is written with its kind before it: `{ref}guides/sleep.md`. It may name a file by its path from the page
that refers, from the language's folder, from the project's root, or by its name alone, with suffix or without:
https://gohugo.io/methods/page/ref/, https://jekyllrb.com/docs/liquid/tags/#linking-to-posts,
https://docs.getpelican.com/en/latest/content.html#linking-to-internal-content.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from locpipe.source import INDEX

_KIND = re.compile(r"\{(ref|post|filename)\}")
_SUFFIX = re.compile(r"\.(?:md|markdown|mdx|html?)$")
_POSTS = "_posts/"


@dataclass(frozen=True, slots=True)
class File:
    """A version's file: its path from the project's root; its `name` is below its language's folder, without suffix."""

    path: str
    name: str

    @property
    def page(self) -> str:
        """Return the name, of a folder's index the folder's."""
        folder, _, last = self.name.rpartition("/")
        return folder if last in INDEX else self.name


@dataclass(frozen=True, slots=True)
class Way:
    """One way to mean a file: `key` is what it is looked up by, `base` the folder that it is relative to."""

    form: str
    key: str
    base: str = ""


def split_kind(link: str) -> tuple[str, str]:
    """Return the kind of a reference and what it says; kind "" for any other link."""
    match = _KIND.match(link)
    return (match[1], link[match.end() :]) if match else ("", link)


class References:
    """The articles by what references call them; what would mean two articles means none."""

    def __init__(self, files: Iterable[tuple[str, File]]) -> None:
        self._articles: dict[tuple[str, str], str] = {}
        doubtful: set[tuple[str, str]] = set()
        for article, file in files:
            for key in _keys(file):
                if self._articles.setdefault(key, article) != article:
                    doubtful.add(key)
        for key in doubtful:
            del self._articles[key]

    def find(self, reference: str, here: str) -> tuple[str, Way] | None:
        """Return the article that a reference means, on a page in the folder `here`, and in what way."""
        for way in _ways(reference, here):
            if article := self._articles.get((way.form, way.key)):
                return article, way
        return None


def pointing(reference: str, way: Way, file: File, here: str) -> str:
    """Return the reference to the file in the way and form of `reference`, on a page in the folder `here`."""
    suffix = match[0] if (match := _SUFFIX.search(reference)) else ""
    if way.form == "path":
        return file.path
    if way.form == "root":
        return file.path[file.path.index("/") :]
    if way.form == "post":
        return _plain(file.path.partition(_POSTS)[2])
    name = file.name if _plain(reference).rpartition("/")[2] in INDEX else file.page
    if way.form == "last":
        return name.rpartition("/")[2] + suffix
    if reference.startswith("/"):
        return f"/{name}{suffix}"
    return (posixpath.relpath(name, here or ".") if way.base else name) + suffix


def _plain(path: str) -> str:
    return _SUFFIX.sub("", path)


def _keys(file: File) -> Iterator[tuple[str, str]]:
    for name in {file.name, file.page}:
        yield "name", name
        yield "last", name.rpartition("/")[2]
    yield "path", file.path
    yield "root", file.path.partition("/")[2]
    if _POSTS in file.path:
        yield "post", _plain(file.path.partition(_POSTS)[2])


def _ways(reference: str, here: str) -> Iterator[Way]:
    plain = _plain(reference)
    if reference.startswith("/"):
        yield Way("name", posixpath.normpath(plain.lstrip("/")))
        yield Way("root", reference.lstrip("/"))
        return
    yield Way("path", reference)
    yield Way("post", plain)
    yield Way("name", posixpath.normpath(posixpath.join(here, plain)), here or ".")
    yield Way("name", posixpath.normpath(plain))
    if "/" not in plain:
        yield Way("last", plain)
