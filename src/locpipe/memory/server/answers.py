"""The engine cache on a PostgreSQL server, for machines that share what they paid for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import Lock
from time import monotonic, sleep
from typing import Any

from locpipe.errors import MemoryFileError
from locpipe.memory.answers import Cached
from locpipe.memory.server.address import Address
from locpipe.memory.server.connection import SCHEMA, Connection, ServerError, make_once, refused

_VERSION = 1
_TABLE = f"{SCHEMA}.answers"
# Texts are bytes: PostgreSQL's own text has no NUL and no half surrogate pair, both of which JSON can hold.
_MAKE = f"""
create table {_TABLE} (
    key bytea primary key, source bytea not null, raw bytea not null, engine bytea not null, model bytea not null,
    source_language text not null, target_language text not null, billed bigint not null
)
"""
_COLUMNS = "key, source, raw, engine, model, source_language, target_language, billed"
_PUT = f"""
insert into {_TABLE} ({_COLUMNS})
select * from unnest(
    cast(:keys as bytea[]), cast(:sources as bytea[]), cast(:raws as bytea[]), cast(:engines as bytea[]),
    cast(:models as bytea[]), cast(:from_languages as text[]), cast(:to_languages as text[]), cast(:billed as bigint[])
)
on conflict (key) do update set (source, raw, engine, model, source_language, target_language, billed) =
    (excluded.source, excluded.raw, excluded.engine, excluded.model, excluded.source_language,
     excluded.target_language, excluded.billed)
"""
_WRITABLE = f"""
select has_table_privilege('{_TABLE}', 'insert') and has_table_privilege('{_TABLE}', 'update')
    and current_setting('transaction_read_only') = 'off'
"""
_AT_ONCE = 500
_PAUSE = 0.1


class SharedCache:
    """See `EngineCache`. A server that goes away is waited for, as long as the patience lasts."""

    def __init__(self, address: Address, patience: float) -> None:
        self._address = address
        self._patience = patience
        self._lock = Lock()
        self._gone = ""
        try:
            self._connection = self._connected()
        except ServerError as error:
            raise self._refused(error) from None

    def _connected(self) -> Connection:
        connection = Connection(self._address, self._patience)
        try:
            # An answer is on the server's disk before put returns, whatever the server's own setting.
            connection.rows("set synchronous_commit = on")
            if make_once(connection, "answers", _VERSION, _MAKE) > _VERSION:
                raise MemoryFileError(f"{self._address.shown}: was written by a newer locpipe; update locpipe")
            if connection.rows(_WRITABLE) != [[True]]:
                raise ServerError("the engine cache cannot be written", "42501")
        except BaseException:
            connection.close()
            raise
        return connection

    def close(self) -> None:
        """Let go of the server."""
        with self._lock:
            self._connection.close()

    def get(self, keys: Sequence[str]) -> dict[str, Cached]:
        """Return the answers that are there, by key."""
        found: dict[str, Cached] = {}
        query = f"select {_COLUMNS} from {_TABLE} where key = any(cast(:keys as bytea[]))"
        for start in range(0, len(keys), _AT_ONCE):
            wanted = [_bytes(key) for key in keys[start : start + _AT_ONCE]]
            found.update(map(_answer, self._rows(query, keys=wanted)))
        return found

    def put(self, items: Mapping[str, Cached]) -> None:
        """Keep the answers, all or, with MemoryFileError, none; a key that is there gets the new answer."""
        # In one order for everyone, or two processes could wait for each other.
        rows = sorted((_bytes(key), each) for key, each in items.items())
        values = {
            "keys": [key for key, _ in rows],
            "sources": [_bytes(each.source) for _, each in rows],
            "raws": [_bytes(each.raw) for _, each in rows],
            "engines": [_bytes(each.engine) for _, each in rows],
            "models": [_bytes(each.model) for _, each in rows],
            "from_languages": [each.pair[0] for _, each in rows],
            "to_languages": [each.pair[1] for _, each in rows],
            "billed": [each.billed for _, each in rows],
        }
        if rows:
            self._rows(_PUT, **values)

    def entries(self) -> Iterator[tuple[str, Cached]]:
        """Yield every key with its answer, in the order of the keys."""
        last = b""
        query = f"select {_COLUMNS} from {_TABLE} where key > :last order by key limit {_AT_ONCE}"
        while rows := self._rows(query, last=last):
            yield from map(_answer, rows)
            last = bytes(rows[-1][0])

    def forget(self, most: int, asked: Callable[[str], bool]) -> None:
        """Forget nothing: other projects ask the server too, and what they have is not known here."""

    def _rows(self, statement: str, **values: object) -> list[list[Any]]:
        """Run a statement, again on a new connection while the server is away.

        Each may run twice: where the line was cut nobody knows whether the server did it. A server that was waited for
        in vain is not waited for again.
        """
        end = monotonic() + self._patience
        with self._lock:
            while True:
                if self._gone:
                    raise MemoryFileError(self._gone)
                try:
                    return self._connection.rows(statement, **values)
                except ServerError as error:
                    if not error.is_away or monotonic() >= end:
                        raise self._refused(error) from None
                self._reconnect(end)

    def _reconnect(self, end: float) -> None:
        self._connection.close()
        while True:
            sleep(_PAUSE)
            try:
                self._connection = self._connected()
            except ServerError as error:
                if not error.is_away or monotonic() >= end:
                    self._gone = str(self._refused(error))
                    raise MemoryFileError(self._gone) from None
            else:
                return

    def _refused(self, error: ServerError) -> MemoryFileError:
        if error.is_spoilt:
            return MemoryFileError(
                f"{self._address.shown}: its schema {SCHEMA} holds no engine cache of locpipe, or a damaged one; it "
                "was left as it is: bring back a copy, or rename that schema to start an empty one"
            )
        return refused(self._address, error)


def _answer(row: Sequence[Any]) -> tuple[str, Cached]:
    key, source, raw, engine, model, from_, to, billed = row
    return _text(key), Cached(_text(raw), _text(engine), _text(model), billed, _text(source), (from_, to))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(data: bytes) -> str:
    return bytes(data).decode("utf-8", "surrogatepass")
