"""What engines answered, wherever it is kept, so that nothing is paid for twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Cached:
    """One answer: the text that was sent, the engine's raw answer, who gave it.

    `pair` is source and target language, `billed` the characters that were, or may have been, paid for: 0 where it is
    certain that the answer cost nothing.
    """

    raw: str
    engine: str = ""
    model: str = ""
    billed: int = 0
    source: str = ""
    pair: tuple[str, str] = ("", "")


def cache_key(*parts: str) -> str:
    """Return a key for what a request consists of; other parts, or the same ones parted otherwise, give another key."""
    data = [part.encode("utf-8", "surrogatepass") for part in parts]
    return blake2b(b"".join(b"%d:%b" % (len(part), part) for part in data), digest_size=20).hexdigest()


class EngineCache(Protocol):
    """Answers by key, in a file or on a server.

    Several threads may use it, and several processes at once. What `put` took outlives the process, however that
    ends. MemoryFileError from every method that cannot do its work: better no engine is asked than an answer paid for
    and lost. Unlike the index of the memory it cannot be rebuilt: it is never deleted or made anew, and a later
    version may only add to it.
    """

    def get(self, keys: Sequence[str]) -> dict[str, Cached]:
        """Return the answers that are there, by key."""

    def put(self, items: Mapping[str, Cached]) -> None:
        """Keep the answers, all or, with MemoryFileError, none; a key that is there gets the new answer."""

    def entries(self) -> Iterator[tuple[str, Cached]]:
        """Yield every key with its answer, in the order of the keys."""

    def forget(self, most: int, asked: Callable[[str], bool]) -> None:
        """Forget the oldest of more than `most` answers that cost nothing, none whose key was `asked` for.

        What was paid for stays, and so does all that is kept for others too.
        """

    def close(self) -> None:
        """Let go of the file or the server."""
