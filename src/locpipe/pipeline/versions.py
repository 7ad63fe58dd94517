"""What merge plans: the language versions of each article that are, or are to be, published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from locpipe.catalog import read
from locpipe.markdown import Link
from locpipe.model import Catalog
from locpipe.project import ArticleFile
from locpipe.siblings import Line
from locpipe.source import Ticket


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


@dataclass(frozen=True)
class Rendering:
    """A verified translation: its text before links and front matter are set, its links, its headings' ids."""

    text: Ticket
    links: tuple[Link, ...] = ()
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Version:
    """One language version: where it stands and what its siblings call it (`name`: its slug, or its path).

    `file_slug` is the slug that is its own, "" where it has the source's; its file is named by it. `url` is its
    address. `made` is the translation to
    be written; None is a published file that stays as it is but for its siblings and links. `before` is the published
    file that a made version replaces, `line` what the lock says of a published one, `edited` that a person has changed
    it since. `aliases` are the earlier slugs. `record` is the catalog to be written with the slug in it, where a
    reviewer gave none.
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
    catalog: CatalogFile | None = None
    record: Catalog | None = None


@dataclass(frozen=True)
class ArticlePlan:
    """An article, its own name among its siblings, the siblings it names now, and its versions.

    `siblings` is None where no mesh is kept for it; `recorded` are the languages whose slug a catalog or the lock
    keeps, so that a link to a version that is not published may go without anything being lost. `digest` is the
    source's fingerprint, "" where the source is gone. `links` are the destinations that stand in the source, `anchors`
    its headings' ids, `wanted` the languages that it is to be translated into, `url` its address.
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
    links: frozenset[str] = field(default=frozenset())
    anchors: tuple[str, ...] | None = None
    wanted: tuple[str, ...] = ()
    url: str = ""

    @property
    def gone(self) -> bool:
        """Tell whether the source no longer exists."""
        return not self.digest

    def version_in(self, language: str) -> Version | None:
        """Return the version in the language, None where there is none."""
        return next((version for version in self.versions if version.language == language), None)
