"""What the files of an article hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from locpipe.project import ArticleFile


@dataclass(frozen=True, slots=True)
class Sources:
    """What the files of an article hold; None for a template or a catalog that does not exist."""

    file: ArticleFile
    article: bytes
    template: bytes | None
    catalogs: Mapping[str, bytes | None]
