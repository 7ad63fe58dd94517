"""The index of the translation memory on a PostgreSQL server: what one machine has read, no other reads again.

Checkouts of one site differ, by branch and by day, and what one finds must not hang on what another one holds. So the
server keeps each version of a file by its digest, and a run finds the pairs of just its own versions: its view.
Versions that no run has had for a month are forgotten.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from itertools import islice
from typing import Any, TypeVar

from locpipe import __version__
from locpipe.memory.fuzzy import fingerprint
from locpipe.memory.pairs import StoreError, digest_of
from locpipe.memory.segment import Segment
from locpipe.memory.server.address import Address
from locpipe.memory.server.connection import SCHEMA, Connection, ServerError, make_once, refused

T = TypeVar("T")

# Part of every digest: another locpipe may find other pairs in the same file, and fingerprints are in the machine's
# byte order. Several of them share a server and do not meet.
_FORM = f"locpipe {__version__} memory 2 {sys.byteorder}"
_VERSION = 1
_FILES, _SOURCES, _PAIRS, _VIEW = f"{SCHEMA}.files", f"{SCHEMA}.sources", f"{SCHEMA}.pairs", "pg_temp.locpipe_view"
_MAKE = f"""
create table {_FILES} (
    id bigserial primary key, version bytea not null unique, seen timestamptz not null default now()
);
create table {_SOURCES} (
    id bigserial primary key, digest bytea not null unique, text bytea not null, words bytea not null
);
create table {_PAIRS} (
    file bigint not null references {_FILES} on delete cascade, source bigint not null, language text not null,
    target bytea not null, context bytea not null, before bytea not null
);
create index on {_PAIRS} (source, language);
create index on {_PAIRS} (file)
"""
_MAKE_VIEW = "create temporary table locpipe_view (file bigint primary key, name bytea not null, digest text not null)"
_SEGMENTS = f"""
select sources.text, pairs.target, pairs.context, pairs.before, viewed.name from {_PAIRS} as pairs
join {_VIEW} as viewed on viewed.file = pairs.file join {_SOURCES} as sources on sources.id = pairs.source
"""
_ADOPT = f"""
insert into {_VIEW} (file, name, digest)
select files.id, wanted.name, wanted.digest
from unnest(
    cast(:names as bytea[]), cast(:digests as text[]), cast(:versions as bytea[])
) as wanted (name, digest, version) join {_FILES} as files using (version) on conflict do nothing
"""
_NEW_SOURCES = f"""
insert into {_SOURCES} (digest, text, words)
select * from unnest(cast(:digests as bytea[]), cast(:texts as bytea[]), cast(:words as bytea[])) on conflict do nothing
"""
_NEW_PAIRS = f"""
insert into {_PAIRS} (file, source, language, target, context, before)
select cast(:file as bigint), sources.id, new.language, new.target, new.context, new.before
from unnest(
    cast(:digests as bytea[]), cast(:languages as text[]), cast(:targets as bytea[]), cast(:contexts as bytea[]),
    cast(:befores as bytea[])
) as new (digest, language, target, context, before) join {_SOURCES} as sources using (digest)
"""
_SEEN = f"""
update {_FILES} set seen = now() where id in (select file from {_VIEW}) and seen < now() - interval '1 day'
"""
_FORGOTTEN = f"delete from {_FILES} where seen < now() - interval '30 days' returning 1"
_UNUSED = f"delete from {_SOURCES} as old where not exists (select 1 from {_PAIRS} where source = old.id)"
_OPEN = "hashtext('locpipe memory is open')"
_AT_ONCE = 5000


def open_shared(address: Address, patience: float) -> SharedStore:
    """Return the index on that server; MemoryFileError where it does not answer, or does not let us in."""
    try:
        return SharedStore(address, patience)
    except ServerError as error:
        raise refused(address, error) from None


def made_anew(address: Address, patience: float) -> SharedStore:
    """Return an empty index on that server in the place of one that is spoilt; StoreError where that cannot be."""
    with _refusals():
        return SharedStore(address, patience, anew=True)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except ServerError as error:
        raise StoreError(str(error), spoilt=error.is_spoilt) from None


class SharedStore:
    """See `PairStore`. Nobody who reads is held up; whoever changes it waits for others that do."""

    def __init__(self, address: Address, patience: float, *, anew: bool = False) -> None:
        """Open the index, or make it anew where nobody else has it open; ServerError where that cannot be."""
        self._connection = Connection(address, patience)
        try:
            if anew:
                self._clear()
            # Whoever has it open keeps others from clearing it: numbers of a view would mean other files then.
            self._connection.rows(f"select pg_advisory_lock_shared({_OPEN})")
            if make_once(self._connection, "memory", _VERSION, _MAKE) != _VERSION:
                raise ServerError("its translation memory was written by another locpipe", "0A000")
            self._connection.rows(_MAKE_VIEW)
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Let go of the server."""
        self._connection.close()

    def _clear(self) -> None:
        run = self._connection.rows
        if run(f"select pg_try_advisory_lock({_OPEN})") != [[True]]:
            raise ServerError("another run has the translation memory open", "55P03")
        with self._connection.transaction():
            run(f"drop table if exists {_PAIRS}, {_FILES}, {_SOURCES}")
            run(f"delete from {SCHEMA}.parts where part = 'memory'")
        run(f"select pg_advisory_unlock({_OPEN})")

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Make all changes of the block or, where it raises, none; nobody else changes the index meanwhile."""
        with _refusals(), self._connection.transaction():
            self._connection.rows("select pg_advisory_xact_lock(hashtext('locpipe memory'))")
            yield

    def _rows(self, statement: str, **values: object) -> list[list[Any]]:
        with _refusals():
            return self._connection.rows(statement, **values)

    def digests(self, wanted: Mapping[str, str], /) -> dict[str, str]:
        """Return the files of the view, after what the server has of the wanted ones is in it."""
        known = self._view()
        missing = [(name, digest) for name, digest in sorted(wanted.items()) if digest and name not in known]
        for some in _parts(missing):
            self._adopt(some)
        if not missing:
            return known
        self._rows(_SEEN)
        return self._view()

    def _view(self) -> dict[str, str]:
        return {_text(name): digest for name, digest in self._rows(f"select name, digest from {_VIEW}")}

    def _adopt(self, files: Sequence[tuple[str, str]]) -> None:
        names, digests = [_bytes(name) for name, _ in files], [digest for _, digest in files]
        self._rows(_ADOPT, names=names, digests=digests, versions=[_version(*each) for each in files])

    def drop(self, names: Iterable[str]) -> None:
        """Take these files out of the view; the server keeps them for other runs."""
        for some in _parts(names):
            gone = [_bytes(name) for name in some]
            self._rows(f"delete from {_VIEW} where name = any(cast(:names as bytea[]))", names=gone)

    def add(self, name: str, digest: str, pairs: Iterable[tuple[str, Segment]]) -> None:
        """Take in the pairs of a file, each with its language, and have it in the view."""
        made = self._rows(
            f"insert into {_FILES} (version) values (:version) on conflict do nothing returning id",
            version=_version(name, digest),
        )
        # The pairs come from a reader whose errors are not the store's.
        for some in _parts(pairs if made else ()):
            self._add(made[0][0], some)
        self._adopt([(name, digest)])

    def _add(self, file: int, pairs: Sequence[tuple[str, Segment]]) -> None:
        texts = {_key(each.source): each.source for _, each in pairs}
        words = [fingerprint(text).tobytes() for text in texts.values()]
        self._rows(_NEW_SOURCES, digests=list(texts), texts=[_bytes(text) for text in texts.values()], words=words)
        self._rows(
            _NEW_PAIRS,
            file=file,
            digests=[_key(each.source) for _, each in pairs],
            languages=[language for language, _ in pairs],
            targets=[_bytes(each.target) for _, each in pairs],
            contexts=[_bytes(each.context) for _, each in pairs],
            befores=[_bytes(each.before) for _, each in pairs],
        )

    def prune(self) -> None:
        """Forget what no run has had for a month."""
        if self._rows(_FORGOTTEN):
            self._rows(_UNUSED)

    def of_source(self, text: str, language: str) -> list[Segment]:
        """Return the segments of a source in a language."""
        wanted = "where sources.digest = :digest and pairs.language = :language"
        return [_segment(row) for row in self._rows(f"{_SEGMENTS} {wanted}", digest=_key(text), language=language)]

    def of_language(self, language: str) -> list[Segment]:
        """Return all segments of a language."""
        return [_segment(row) for row in self._rows(f"{_SEGMENTS} where pairs.language = :of", of=language)]

    def sources(self, language: str) -> list[tuple[str, bytes]]:
        """Return the distinct sources that have a target in the language, with their fingerprints as bytes."""
        having = f"select source from {_PAIRS} as pairs join {_VIEW} using (file) where language = :language"
        rows = self._rows(f"select text, words from {_SOURCES} where id in ({having})", language=language)
        return [(_text(text), bytes(words)) for text, words in rows]

    def counts(self) -> tuple[Mapping[tuple[str, str], int], Mapping[str, int]]:
        """Return the number of pairs by language and file, and of distinct sources by language."""
        viewed = f"from {_PAIRS} as pairs join {_VIEW} using (file)"
        pairs = self._rows(f"select language, name, count(*) {viewed} group by 1, 2")
        sources = self._rows(f"select language, count(distinct source) {viewed} group by 1 order by 1")
        counts = sorted((language, _text(name), count) for language, name, count in pairs)
        return {(language, name): count for language, name, count in counts}, dict(map(tuple, sources))

    def size(self) -> int:
        """Return how many bytes the index takes, other runs' versions among them."""
        tables = " + ".join(f"pg_total_relation_size('{table}')" for table in (_FILES, _SOURCES, _PAIRS))
        return int(self._rows(f"select {tables}")[0][0])


def _parts(items: Iterable[T]) -> Iterator[list[T]]:
    left = iter(items)
    while part := list(islice(left, _AT_ONCE)):
        yield part


def _version(name: str, digest: str) -> bytes:
    return blake2b("\0".join((_FORM, digest, name)).encode("utf-8", "surrogatepass"), digest_size=20).digest()


def _key(text: str) -> bytes:
    """Return the hash by which a source is found: its fingerprint hangs on the form too."""
    return blake2b(digest_of(text), digest_size=16, key=_FORM.encode()[:64]).digest()


def _segment(row: Sequence[bytes]) -> Segment:
    return Segment(*map(_text, row))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(data: bytes) -> str:
    return bytes(data).decode("utf-8", "surrogatepass")
