"""The translation memory: every reviewed pair, looked up exactly or by likeness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from locpipe.memory.fuzzy import Nearest
from locpipe.memory.pairs import PairStore, StoreError
from locpipe.memory.segment import SLUG, Match, Segment, Stats
from locpipe.memory.server.address import Address
from locpipe.memory.store import FileStore

Read = Callable[[str], Iterable[tuple[str, Segment]]]
T = TypeVar("T")


def open_memory(place: Path | Address, patience: float = 10.0) -> Memory:
    """Return the memory indexed in that file or on that server, to be used in a `with` block and by one thread.

    A file that is spoilt, old or something else is made anew. Where the disk refuses, another program has the file
    for longer than `patience` seconds, or it is a database that another program signed (the engine cache, which costs
    money), the index is in memory alone. Both cost time, never text: `refresh` reads everything again. So it is where
    a server goes away in the middle; MemoryFileError where it does not answer to begin with, or does not let us in.
    """
    return Memory(place, patience)


class Memory:
    """See `open_memory`. It answers from what the last `refresh` gave it, or an earlier run's."""

    def __init__(self, place: Path | Address, patience: float) -> None:
        self._place = place
        self._patience = patience
        self._store = _open(place, patience)
        self._nearest: dict[str, Nearest] = {}
        self._files: tuple[Mapping[str, str], Read] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        with suppress(StoreError):
            self._store.close()

    def refresh(self, files: Mapping[str, str], read: Read) -> int:
        """Bring the index up to date and return how many files were read.

        `files` has the name of everything that holds pairs with a digest of its content. `read(name)` gives pairs of
        target language and segment, and is called only where the digest is another one than before; what is not named
        is forgotten. "" as digest leaves a file's pairs as they are known, unread. An error of `read` changes nothing.
        """
        self._files = None
        self._nearest.clear()
        count = self._surely(lambda store: _refresh(store, files, read))
        self._files = (files, read)
        return count

    def exact(self, source: str, language: str, context: str = "", before: str = "") -> Match | None:
        """Return the segment for exactly this source, None where there is none.

        The same context goes before the same neighbour, that before the target that most pairs have, and that before
        the first by its letters.
        """
        best = _best(self._surely(lambda store: store.of_source(source, language)), context, before)
        return Match(best, 100, (best.context, best.before) == (context, before)) if best else None

    def fuzzy(self, sources: Sequence[str], language: str, least: int) -> list[Match | None]:
        """Return for each source the segment whose source is most like it, from `least` percent (1 to 100) on.

        99 is the most for a text that is not the same. Long texts that share less than 40 % of their words are not
        alike, whatever their letters say. Of one source's targets the one that most pairs have is taken.
        """
        if language not in self._nearest:
            self._nearest[language] = Nearest(self._surely(lambda store: store.sources(language)))
        nearest = self._nearest[language]
        found = {source: nearest.find(source, least) for source in dict.fromkeys(sources)}
        return [self._match(found[source], language) for source in sources]

    def _match(self, found: tuple[str, int] | None, language: str) -> Match | None:
        if found is None:
            return None
        source, score = found
        best = _best(self._surely(lambda store: store.of_source(source, language)))
        return Match(best, score) if best else None

    def segments(self, language: str) -> list[Segment]:
        """Return every segment of a language, sorted."""
        return sorted(self._surely(lambda store: store.of_language(language)))

    def stats(self) -> Stats:
        """Return how much the memory holds."""
        pairs, sources = self._surely(lambda store: store.counts())
        return Stats(pairs, sources, self._surely(lambda store: store.size()))

    def _surely(self, action: Callable[[PairStore], T]) -> T:
        """Return what the action gives, on an index made anew where this one proves spoilt only now."""
        try:
            return action(self._store)
        except StoreError as error:
            self.close()
            self._store = _anew(self._place, self._patience) if error.spoilt else FileStore(None)
        try:
            return self._filled(action)
        except StoreError:
            self.close()
            self._store = FileStore(None)
            return self._filled(action)

    def _filled(self, action: Callable[[PairStore], T]) -> T:
        if self._files:
            _refresh(self._store, *self._files)
        return action(self._store)


def _refresh(store: PairStore, files: Mapping[str, str], read: Read) -> int:
    if not any(_due(store, files)):
        return 0
    were_read: list[str] = []

    def pairs(name: str) -> Iterator[tuple[str, Segment]]:
        were_read.append(name)
        yield from (pair for pair in read(name) if pair[1].context != SLUG)

    with store.changing():
        # Asked again: until here another process could change the index too.
        changed, gone = _due(store, files)
        store.drop([*gone, *changed])
        for name in changed:
            store.add(name, files[name], pairs(name))
        store.prune()
    return len(were_read)


def _due(store: PairStore, files: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return the files that are to be read, and those to be forgotten."""
    known = store.digests(files)
    changed = [name for name, digest in sorted(files.items()) if digest and known.get(name) != digest]
    return changed, [name for name in known if name not in files]


def _best(segments: Sequence[Segment], context: str = "", before: str = "") -> Segment | None:
    targets = Counter(segment.target for segment in segments)
    return min(
        segments,
        key=lambda each: (each.context != context, each.before != before, -targets[each.target], each),
        default=None,
    )


def _open(place: Path | Address, patience: float) -> PairStore:
    if not isinstance(place, Path):
        return _on_server(place, patience)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        return FileStore(place, patience)
    except StoreError as error:
        return _anew(place, patience) if error.spoilt else FileStore(None)
    except OSError:
        return FileStore(None)


def _on_server(address: Address, patience: float) -> PairStore:
    # Its library is an extra.
    from locpipe.memory.server.pairs import open_shared

    return open_shared(address, patience)


def _anew(place: Path | Address, patience: float) -> PairStore:
    """Return an empty index in the place of one that is spoilt."""
    try:
        if not isinstance(place, Path):
            from locpipe.memory.server.pairs import made_anew

            return made_anew(place, patience)
        for suffix in ("", "-wal", "-shm", "-journal"):
            place.with_name(place.name + suffix).unlink(missing_ok=True)
        return FileStore(place, patience)
    except (OSError, StoreError):
        return FileStore(None)
