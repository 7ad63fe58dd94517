"""What merge plans: the language versions of each article that are, or are to be, published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from locpipe.model import Catalog
from locpipe.project import ArticleFile
from locpipe.source import Ticket


@dataclass(frozen=True)
class Options:
    """How merge was asked to run; `keep` in percent."""

    keep: int
    check: bool = False
    draft: bool = False
    output: Path | None = None
    force: bool = False


@dataclass(frozen=True)
class CatalogFile:
    """A catalog and the bytes it was read from."""

    path: Path
    data: bytes
    catalog: Catalog


@dataclass(frozen=True)
class Version:
    """One language version: where it stands and what its siblings call it (`name`: its slug, or its path).

    `text` keeps the verified translation; None is a file that stays as it is but for its siblings. `record` is the
    catalog to be written with the slug in it, where a reviewer gave none.
    """

    language: str
    path: Path
    name: str
    slug: str = ""
    text: Ticket | None = None
    catalog: CatalogFile | None = None
    record: Catalog | None = None


@dataclass(frozen=True)
class ArticlePlan:
    """An article, its own name among its siblings, the siblings it names now, and its versions.

    `siblings` is None where no mesh is kept for it; `recorded` are the languages whose slug a catalog keeps, so that
    a link to a version that is not published may go without anything being lost.
    """

    file: ArticleFile
    source: Ticket
    name: str
    slug: str
    has_front: bool
    siblings: Mapping[str, str] | None
    versions: tuple[Version, ...] = ()
    recorded: frozenset[str] = field(default=frozenset())
