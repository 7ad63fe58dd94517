"""Files beside articles: `hero.en.png` is `hero.pl.png` where that exists; what only the source has is led back to."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from functools import cache
from urllib.parse import unquote

from locpipe.project import Project
from locpipe.source import kind_of

# Where generators keep what is copied to the site's root.
_STATIC = ("", "static", "public", "assets", "content", "docs", "src")
_ELSEWHERE = re.compile(r"/|#|\?|[A-Za-z][A-Za-z0-9+.-]*:")
_MARK = re.compile(r"\{(?:static|attach)\}")  # Pelican's way to name a file
_PICTURE = re.compile(r"[^?#]+\.(?:png|jpe?g|gif|svg|webp|avif|bmp|ico|mp4|webm|mp3|ogg|pdf)", re.IGNORECASE)


def localised_images(project: Project, language: str) -> Callable[[str, str, str], str | None]:
    """Return what gives, for a link, the file that it stands in and its source's folder, the link as it must be there.

    None where it stays. The language's own picture wins; with `urls.assets = "relink"`, a relative path to a file that
    lies beside the source alone leads there. Paths are from the project's root.
    """
    source = re.escape(project.config.source)
    own = re.compile(rf"(?<=[./_-]){source}(?=[./])")

    @cache
    def exists(path: str) -> bool:
        return not path.startswith("../") and kind_of(project.root / path) == "file"

    def relinked(link: str, path: str, folder: str) -> str | None:
        mark = match[0] if (match := _MARK.match(link)) else ""
        plain = unquote(link.removeprefix(mark))
        if project.config.urls.assets != "relink" or _ELSEWHERE.match(plain) or not plain:
            return None
        there, here = (posixpath.normpath(posixpath.join(each, plain)) for each in (folder, posixpath.dirname(path)))
        if exists(here) or not exists(there):
            return None
        return mark + posixpath.relpath(there, posixpath.dirname(path) or ".")

    def found(link: str, path: str, folder: str) -> str | None:
        new = localised(link, path, folder)
        return relinked(new or link, path, folder) or new

    def localised(link: str, path: str, folder: str) -> str | None:
        if not _PICTURE.fullmatch(link) or ":" in link or not own.search(link):
            return None
        new = own.sub(language, link)
        plain = unquote(new)
        here = _STATIC if plain.startswith("/") else (posixpath.dirname(path), folder)
        found = any(exists(posixpath.normpath(posixpath.join(each, plain.lstrip("/")))) for each in here)
        return new if found else None

    return found
