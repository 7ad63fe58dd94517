"""Where the versions of the articles are, in one language, and the edits that keep a reader in it."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote, urljoin

from locpipe.markdown import Link, written
from locpipe.model import Edit
from locpipe.siblings.references import File, References, Way, pointing, split_kind
from locpipe.source import INDEX, date_in

_URL = re.compile(r"/|[A-Za-z][A-Za-z0-9+.-]*:")
_PARTS = re.compile(r"(?P<base>[^?#]*)(?P<query>\?[^#]*)?(?:#(?P<fragment>.*))?", re.DOTALL)


Pictures = Callable[[str, str, str], str | None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a version is: its URL, "" where it has none, and its file, from the project's root with `/`.

    `name` is the file's path below its language's folder, without suffix.
    """

    url: str
    path: str
    name: str = ""

    @property
    def file(self) -> File:
        """Return the file as references mean it."""
        return File(self.path, self.name)


@dataclass(frozen=True, slots=True)
class Destination:
    """An article as links find it in one language.

    `folder` is the source's, from the project's root, also where the source is gone; `source` is where it stands, None
    where it is gone; `now` the published version, None where there is none; `before` are its earlier places. `anchors`
    gives the source's heading ids with the version's own.
    """

    folder: str
    source: Place | None
    now: Place | None
    before: tuple[Place, ...] = ()
    anchors: Callable[[], Mapping[str, str]] = dict


@dataclass(frozen=True, slots=True)
class Relinked:
    """The edits of a text's links, and the articles that it links and that are not published in its language."""

    edits: tuple[Edit, ...]
    unpublished: tuple[str, ...]


def _none(link: str, path: str, folder: str) -> None:
    """Know no pictures."""


def url_of(pattern: str, language: str, article: str, slug: str) -> str:
    """Return the URL of an article's version, "" where the pattern gives it none.

    `article` is a path without suffix below the language's folder, a folder's `index` is the folder. A slug takes the
    place of the last part of `{path}`; without one, the file's name stands for it, in `{slug}` without its date, whose
    parts `{year}`, `{month}` and `{day}` are.
    """
    path = article.rpartition("/")[0] if article.rpartition("/")[2] in INDEX else article
    folder, _, name = path.rpartition("/")
    date = date_in(name)
    path = posixpath.join(folder, slug).strip("/") if slug else path  # Docusaurus: "/x" leaves the folder
    slug = slug or name.removeprefix(date)
    if not pattern or ("{slug}" in pattern and not slug):
        return ""
    year, month, day = date.split("-")[:3] if date else ("", "", "")
    values = {"lang": language, "slug": slug, "path": path, "year": year, "month": month, "day": day}
    filled = re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], match[0]), pattern)
    return filled if path else re.sub(r"(?<!:)//", "/", filled)


class Addresses:
    """The articles' places in one language, asked for link by link.

    `site` is the address that the site's own links may begin with: `https://example.org`. `images` gives, for
    a link, its file and its source's folder, the language's own form of a link to a picture, None where there is none.
    """

    def __init__(self, destinations: Mapping[str, Destination], site: str = "", images: Pictures = _none) -> None:
        self._destinations = destinations
        self._site, self._images = site.rstrip("/"), images
        self._sources = _by_key((article, each.source) for article, each in destinations.items())
        before = _by_key((article, place) for article, each in destinations.items() for place in each.before)
        now = _by_key((article, each.now) for article, each in destinations.items())
        self._versions = before | now  # who is there now wins over what others left long ago

    def relinked(self, links: Sequence[Link], article: str, path: str, known: Collection[str] | None) -> Relinked:
        """Return what becomes of the links of the version of `article` at `path`.

        `known` are the destinations that stand in the source article: those are the source's, all others were
        localised by a person. None is a file that is already published: there, what leads somewhere stays.
        """
        edits: list[Edit] = []
        unpublished: dict[str, None] = {}
        for link in links:
            new = self._new(link.destination, article, path, known, unpublished)
            if new is not None and new != link.destination:
                edits.append(Edit(link.span, _in_text(link, new)))
        return Relinked(tuple(edits), tuple(unpublished))

    def localised(self, destination: str, article: str, path: str) -> str:
        """Return what a destination of the source article is in its version at `path`."""
        return self._new(destination, article, path, (destination,), {}) or destination

    def named(self, link: str, article: str, path: str, known: Collection[str] | None) -> str:
        """Return what a value of front matter is that names an article: a link, or its slug or file as references do.

        `known` as for `relinked`.
        """
        new = self._new(link, article, path, known, {})
        if new is None and not re.search(r"[\s:#?]", link):
            known = None if known is None else [f"{{ref}}{link}"]
            new = self._new(f"{{ref}}{link}", article, path, known, {})
        return split_kind(new)[1] if new else link

    def meant(self, destination: str, article: str, path: str, *, in_source: bool) -> tuple[str | None, bool]:
        """Return the article that a link at `path` leads to, None for another place, and whether to the source of it.

        `article` is the one whose file that is; `in_source` tells that it is the source.
        """
        match = _PARTS.fullmatch(destination)
        if not match or not match["base"]:
            return None, False
        kind, base = split_kind(match["base"])
        if kind:
            found = self._referred(base, article, path, in_source)
            return (found[0], found[2]) if found else (None, False)
        return self._found(self._local(base), article, path, in_source)

    def is_published(self, article: str) -> bool:
        """Tell whether the article has a version in the language."""
        return self._destinations[article].now is not None

    def _new(
        self, link: str, article: str, path: str, known: Collection[str] | None, unpublished: dict[str, None]
    ) -> str | None:
        """Return what the link is to be, None where it stays."""
        match = _PARTS.fullmatch(link)
        base, query, fragment = (match["base"], match["query"] or "", match["fragment"]) if match else ("", "", None)
        ours = known is not None and link in known
        if not base:
            return self._anchored(link, article, fragment) if ours and not query else None
        found, is_source = self.meant(base, article, path, in_source=ours)
        if found is None:
            return self._images(link, path, self._destinations[article].folder)
        place = self._destinations[found].now
        if place is None:
            unpublished.update({found: None} if is_source else {})
            return None
        new = self._written(base, place, article, path, ours)
        if new is None:
            return None
        if fragment is None:
            return new + query
        return f"{new}{query}#{self._mapped(found, fragment) if is_source else fragment}"

    def _written(self, base: str, place: Place, article: str, path: str, ours: bool) -> str | None:
        """Return the link to the place in the form of `base`."""
        kind, reference = split_kind(base)
        if kind:
            found = self._referred(reference, article, path, ours)
            return f"{{{kind}}}{pointing(reference, found[1], place.file, self._here(article))}" if found else None
        local = self._local(base)
        new = _pointing(local, place, path, self._destinations[article].now)
        return f"{self._site}{new}" if new and local != base else new

    def _local(self, base: str) -> str:
        """Return the link without the site's own address."""
        rest = base.removeprefix(self._site) if self._site else base
        return rest if rest != base and rest[:1] == "/" else base

    def _here(self, article: str) -> str:
        """Return the folder, below that of its language, of an article's version."""
        now = self._destinations[article].now or self._destinations[article].source
        return posixpath.dirname(now.name) if now else ""

    def _referred(self, reference: str, article: str, path: str, ours: bool) -> tuple[str, Way, bool] | None:
        """Return the article that a reference means, in what way, and whether it means the source of it."""
        here = posixpath.dirname(article)
        known = [(self._source_files, True), (self._version_files, False)]
        for references, is_source in known if ours else reversed(known):
            if found := references.find(reference, here):
                return (*found, is_source)
        return None

    @cached_property
    def _source_files(self) -> References:
        return References((article, each.source.file) for article, each in self._destinations.items() if each.source)

    @cached_property
    def _version_files(self) -> References:
        places = (
            (article, place) for article, each in self._destinations.items() for place in (*each.before, each.now)
        )
        return References((article, place.file) for article, place in places if place)

    def _anchored(self, link: str, article: str, fragment: str | None) -> str | None:
        return f"#{self._mapped(article, fragment)}" if fragment else link

    def _mapped(self, article: str, fragment: str) -> str:
        return self._destinations[article].anchors().get(unquote(fragment), fragment)

    def _found(self, base: str, article: str, path: str, ours: bool) -> tuple[str | None, bool]:
        """Return the article that the link means, and whether it means the source of it."""
        here = self._destinations[article].folder
        places = [(self._sources, here), (self._versions, posixpath.dirname(path))]
        # Once published, `../en/x.md` is a way to the source from where the version stands.
        for known, folder in [*(places if ours else reversed(places)), (self._sources, posixpath.dirname(path))]:
            if found := known.get(_key(base, folder)):
                return found, known is self._sources
        return self._at_url(base, article, ours)

    def _at_url(self, base: str, article: str, ours: bool) -> tuple[str | None, bool]:
        """Return the article that a relative URL means, which starts from the page's own."""
        here = self._destinations[article]
        places = [(self._sources, here.source), (self._versions, here.now)]
        for known, place in places if ours else reversed(places):
            key = _key(urljoin(place.url, base), "") if place and place.url and not _URL.match(base) else ""
            if found := known.get(key):
                return found, known is self._sources
        return None, False


def _in_text(link: Link, new: str) -> str:
    """Return what stands at the link's span if the link is to be `new`."""
    if link.is_anchor:
        return new.partition("#")[2]
    kind, reference = split_kind(new)
    return reference if kind else written(new)


def _by_key(places: Iterable[tuple[str, Place | None]]) -> dict[str, str]:
    """Return the articles by what links are looked up by; what would mean two articles means none."""
    found: dict[str, str] = {}
    doubtful = set()
    for article, place in places:
        for link in filter(None, (place.path, place.url)) if place else ():
            key = _key(link, "")
            if found.setdefault(key, article) != article:
                doubtful.add(key)
    return {key: article for key, article in found.items() if key not in doubtful}


def _key(link: str, folder: str) -> str:
    """Return what a link is looked up by: a URL without its last slash, or a file from the root; decoded, NFC."""
    plain = unicodedata.normalize("NFC", unquote(link))
    if _URL.match(link):
        return plain.removesuffix("index.html").rstrip("/") or "/"
    return "./" + posixpath.normpath(posixpath.join(folder, plain))


def _pointing(base: str, place: Place, path: str, own: Place | None) -> str | None:
    """Return the link to the place in the form of `base`: a URL, or relative to the file or the URL of its own page."""
    if _URL.match(base):
        if not place.url:
            return None
        if base.endswith("/") or place.url.endswith("/"):
            return place.url.rstrip("/") + ("/" if base.endswith("/") else "")
        return place.url
    if not base.endswith(posixpath.splitext(place.path)[1]) and own and own.url and place.url:
        folder = own.url if own.url.endswith("/") else posixpath.dirname(own.url)
        new = posixpath.relpath(place.url, folder) + ("/" if base.endswith("/") else "")
    else:
        new = posixpath.relpath(place.path, posixpath.dirname(path) or ".")
    return f"./{new}" if base.startswith("./") and not new.startswith(".") else new
