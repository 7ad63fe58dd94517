"""Pictures in a language of their own: `hero.en.png` is `hero.pl.png` where that exists, `img/en/` is `img/pl/`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from functools import cache
from urllib.parse import unquote

from locpipe.project import Project

# Where generators keep what is copied to the site's root.
_STATIC = ("", "static", "public", "assets", "content", "docs", "src")
_PICTURE = re.compile(r"[^?#]+\.(?:png|jpe?g|gif|svg|webp|avif|bmp|ico|mp4|webm|mp3|ogg|pdf)", re.IGNORECASE)


def localised_images(project: Project, language: str) -> Callable[[str, str], str | None]:
    """Return what gives, for a link and the file that it stands in, the link to the language's own picture.

    None where the link is no picture in the source language, or the language has none; paths from the project's root.
    """
    source = re.escape(project.config.source)
    own = re.compile(rf"(?<=[./_-]){source}(?=[./])")
    folder = project.layout(project.config.source).folder

    @cache
    def exists(path: str) -> bool:
        return not path.startswith("../") and (project.root / path).is_file()

    def localised(link: str, path: str) -> str | None:
        if not _PICTURE.fullmatch(link) or ":" in link or not own.search(link):
            return None
        new = own.sub(language, link)
        plain = unquote(new)
        here = _STATIC if plain.startswith("/") else (posixpath.dirname(path), folder)
        found = any(exists(posixpath.normpath(posixpath.join(each, plain.lstrip("/")))) for each in here)
        return new if found else None

    return localised
