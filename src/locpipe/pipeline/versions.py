"""What merge plans: the language versions of each article that are, or are to be, published."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Self

from locpipe.catalog import read
from locpipe.markdown import Link
from locpipe.model import Catalog, Finding, Span
from locpipe.project import ArticleFile
from locpipe.siblings import Line
from locpipe.source import Spool, Ticket


@dataclass(frozen=True)
class CatalogFile:
    """A catalog's bytes, and the catalog that they hold: read when somebody asks, with CatalogError then.

    `shown` is the path as messages name it.
    """

    path: Path
    data: bytes
    shown: str
    language: str

    @cached_property
    def catalog(self) -> Catalog:
        """Return the catalog."""
        return read(self.data, self.shown, self.language)


@dataclass(frozen=True, slots=True)
class KeptCatalog:
    """A catalog whose bytes wait in a spool: of thousands, few are asked for once the plan is made."""

    path: Path
    ticket: Ticket
    shown: str
    language: str

    def taken(self, spool: Spool) -> CatalogFile:
        """Return the catalog, from the spool that keeps it."""
        return CatalogFile(self.path, spool.get(self.ticket), self.shown, self.language)


@dataclass(frozen=True, slots=True)
class Texts:
    """Short texts in one: plans of all articles are held at once."""

    joined: str

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """Return the texts; none has a NUL, which Markdown knows nowhere."""
        return cls("".join(f"{text}\0" for text in texts))

    def all(self) -> tuple[str, ...]:
        """Return the texts, in order."""
        return tuple(self.joined.split("\0")[:-1])


@dataclass(frozen=True, slots=True)
class Rendering:
    """A verified translation: its text before links and front matter are set, its links, its headings' ids."""

    text: Ticket
    links: Ticket
    ids: Texts

    @classmethod
    def kept(cls, spool: Spool, text: str, links: Iterable[Link], anchors: Iterable[str]) -> Self:
        """Return a translation whose text and links wait in the spool."""
        rows = [(link.span.start, link.span.end, link.destination, link.is_anchor) for link in links]
        return cls(spool.put(text.encode()), spool.put(json.dumps(rows).encode()), Texts.of(anchors))

    @property
    def anchors(self) -> tuple[str, ...]:
        """Return the headings' ids."""
        return self.ids.all()

    def links_in(self, spool: Spool) -> tuple[Link, ...]:
        """Return the links, from the spool that keeps them."""
        rows = json.loads(spool.get(self.links))
        return tuple(Link(Span(start, end), to, is_anchor) for start, end, to, is_anchor in rows)


@dataclass(frozen=True, slots=True)
class Version:
    """One language version: where it stands and what its siblings call it (`name`: its slug, or its path).

    `file_slug` is the slug that is its own, "" where it has the source's; its file is named by it. `url` is its
    address. `made` is the translation to
    be written; None is a published file that stays as it is but for its siblings and links. `before` is the published
    file that a made version replaces, `line` what the lock says of a published one, `edited` that a person has changed
    it since. `aliases` are the earlier slugs. `record` are the bytes of the catalog with the slug in it, where a
    reviewer gave none; `catalog` is what it was before, or that of a file that a person edited.
    """

    language: str
    path: Path
    name: str
    slug: str = ""
    file_slug: str = ""
    url: str = ""
    made: Rendering | None = None
    line: Line | None = None
    edited: bool = False
    before: Version | None = None
    aliases: tuple[str, ...] = ()
    catalog: KeptCatalog | None = None
    record: Ticket | None = None


@dataclass(frozen=True, slots=True)
class ArticlePlan:
    """An article, its own name among its siblings, the siblings it names now, and its versions.

    `siblings` is None where no mesh is kept for it; `recorded` are the languages whose slug a catalog or the lock
    keeps, so that a link to a version that is not published may go without anything being lost. `digest` is the
    source's fingerprint, "" where the source is gone. `links` are the destinations that stand in the source, `anchors`
    its headings' ids, None where nobody has looked, `wanted` the languages that it is to be translated into, `url` its
    address. `findings` are what a person should know of it, `incomplete` is how many catalogs have too little reviewed.
    """

    file: ArticleFile
    source: Ticket
    name: str
    slug: str
    has_front: bool
    siblings: Mapping[str, str] | None
    versions: tuple[Version, ...] = ()
    recorded: frozenset[str] = field(default=frozenset())
    digest: str = ""
    destinations: Texts = Texts("")
    ids: Texts | None = None
    wanted: tuple[str, ...] = ()
    url: str = ""
    findings: tuple[Finding, ...] = ()
    incomplete: int = 0

    @property
    def links(self) -> frozenset[str]:
        """Return the destinations that stand in the source."""
        return frozenset(self.destinations.all())

    @property
    def anchors(self) -> tuple[str, ...] | None:
        """Return the ids of the source's headings, None where nobody has looked."""
        return None if self.ids is None else self.ids.all()

    @property
    def gone(self) -> bool:
        """Tell whether the source no longer exists."""
        return not self.digest

    def version_in(self, language: str) -> Version | None:
        """Return the version in the language, None where there is none."""
        return next((version for version in self.versions if version.language == language), None)
