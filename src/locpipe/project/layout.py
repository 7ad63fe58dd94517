"""How the files of an article are named: by a pattern of `[paths]`, the language a folder or a part of the name."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import cache

from locpipe.source import INDEX, date_in

_NAME = re.compile(r"\{path\}|\{article\}(?P<tail>[^/{}]*(?:\{lang\}[^/{}]*)?)\{suffix\}")


def fill(pattern: str, **values: str) -> str:
    """Return the pattern with its placeholders filled in; a brace in a value stays what it is."""
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], match[0]), pattern)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the articles of one language lie: in `folder`, named by article, `tail` and suffix: `post`, `.pl`, `.md`.

    `keeps` tells that a file keeps its name, whatever its article's slug.
    """

    folder: str
    tail: str = ""
    keeps: bool = False

    def path(self, article: str, suffix: str, slug: str = "") -> str:
        """Return the file of an article id, from the root with `/`; named by its slug where it has one.

        A date before the name stays, as Jekyll wants it. So does the name `index`, which is a folder's.
        """
        above, _, name = article.rpartition("/")
        if slug and not self.keeps and name not in INDEX:
            name = date_in(name) + slug
        return posixpath.join(self.folder, above, name + self.tail + suffix)

    def below(self, article: str, suffix: str) -> str:
        """Return the article's path below the folder."""
        return article + self.tail + suffix

    def slug_in(self, path: str, suffix: str) -> str:
        """Return the slug that a file of this layout is named by; "" where its name says none."""
        name = posixpath.basename(path).removesuffix(self.tail + suffix)
        return "" if self.keeps or name in INDEX else name.removeprefix(date_in(name))


@cache
def layout_of(pattern: str, language: str, *, keeps: bool = False) -> Layout:
    """Return the layout that a valid pattern gives in one language."""
    folder, _, name = pattern.rpartition("/")
    match = _NAME.fullmatch(name)
    tail = (match["tail"] or "") if match else ""
    return Layout(fill(folder, lang=language), fill(tail, lang=language), keeps)


def is_layout(pattern: str) -> bool:
    """Tell whether a pattern ends with `{path}`, or with `{article}` and `{suffix}`."""
    return _NAME.fullmatch(pattern.rpartition("/")[2]) is not None
