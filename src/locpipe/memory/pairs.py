"""What the index of a translation memory must do, wherever it lies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from hashlib import blake2b
from typing import Protocol

from locpipe.memory.segment import Segment


class StoreError(Exception):
    """An index that cannot be used; `spoilt` tells whether it had better be made anew."""

    def __init__(self, why: str, *, spoilt: bool) -> None:
        super().__init__(why)
        self.spoilt = spoilt


class PairStore(Protocol):
    """Pairs by file, and their distinct sources with fingerprints. StoreError from every method, for every reason."""

    def changing(self) -> AbstractContextManager[None]:
        """Make all changes of the block or, where it raises, none; nobody else changes the index meanwhile."""

    def digests(self, wanted: Mapping[str, str], /) -> dict[str, str]:
        """Return the files that this run finds pairs of, with their digests.

        What the index has for a file of `wanted` under just that digest is found from now on.
        """

    def drop(self, names: Iterable[str]) -> None:
        """Find the pairs of these files no more."""

    def add(self, name: str, digest: str, pairs: Iterable[tuple[str, Segment]]) -> None:
        """Take in the pairs of a file, each with its language; `where` of a segment is the name from now on.

        Where the index has this very file the pairs are not asked for.
        """

    def prune(self) -> None:
        """Forget what nobody finds any more."""

    def of_source(self, text: str, language: str) -> list[Segment]:
        """Return the segments of a source in a language."""

    def of_language(self, language: str) -> list[Segment]:
        """Return all segments of a language."""

    def sources(self, language: str) -> list[tuple[str, bytes]]:
        """Return the distinct sources that have a target in the language, with their fingerprints as bytes."""

    def counts(self) -> tuple[Mapping[tuple[str, str], int], Mapping[str, int]]:
        """Return the number of pairs by language and file, and of distinct sources by language."""

    def size(self) -> int:
        """Return how many bytes the index takes."""

    def close(self) -> None:
        """Let go of the index."""


def digest_of(text: str) -> bytes:
    """Return the short hash by which a source is found."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
