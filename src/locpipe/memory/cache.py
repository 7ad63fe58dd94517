"""What engines answered, in a SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from threading import Lock
from time import monotonic, sleep

from locpipe.errors import MemoryFileError
from locpipe.memory.answers import Cached, EngineCache
from locpipe.memory.server.address import Address

# "lpec" for locpipe engine cache; it stands in the file's header.
_APPLICATION = 0x6C706563
_VERSION = 1
_TABLE = """
create table answers (
    key text primary key, source, raw, engine text not null, model text not null,
    source_language text not null, target_language text not null, billed integer not null
) without rowid
"""
# The keys of answers that cost nothing, the older ones first. It came later: answers that are only in the other table
# are kept for good.
_FREE = "create table if not exists free (age integer primary key, key text not null unique)"
_COLUMNS = "source, raw, engine, model, source_language, target_language, billed"
_AT_ONCE = 500
_PAUSE = 0.02


@contextmanager
def open_cache(place: Path | Address, patience: float = 30.0) -> Iterator[EngineCache]:
    """Give the cache in that file or on that server; it is made where there is none, a file's folder too.

    MemoryFileError for one that is no cache of ours, that a newer locpipe wrote, that cannot be written, or that
    another program has for longer than `patience` seconds; for a server that does not answer or does not let us in.
    """
    cache = FileCache(place, patience) if isinstance(place, Path) else _on_server(place, patience)
    try:
        yield cache
    finally:
        cache.close()


def _on_server(address: Address, patience: float) -> EngineCache:
    # Its library is an extra.
    from locpipe.memory.server.answers import SharedCache

    return SharedCache(address, patience)


class FileCache:
    """The engine cache in a SQLite file; see `EngineCache`."""

    def __init__(self, path: Path, patience: float) -> None:
        self._path = path
        self._lock = Lock()
        with self._refusals():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
        try:
            with self._refusals():
                self._patiently(self._prepare, patience)
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        with self._lock, self._refusals():
            self._connection.close()

    def get(self, keys: Sequence[str]) -> dict[str, Cached]:
        """Return the answers that are there, by key."""
        found: dict[str, Cached] = {}
        for start in range(0, len(keys), _AT_ONCE):
            some = tuple(keys[start : start + _AT_ONCE])
            marks = ",".join("?" * len(some))
            rows = self._rows(f"select key, {_COLUMNS} from answers where key in ({marks})", some)
            found.update(rows)
        return found

    def put(self, items: Mapping[str, Cached]) -> None:
        """Keep the answers, all or, with MemoryFileError, none; a key that is there gets the new answer."""
        rows = [
            (key, _stored(each.source), _stored(each.raw), each.engine, each.model, *each.pair, each.billed)
            for key, each in sorted(items.items())
        ]
        with self._changing():
            self._connection.executemany(f"insert or replace into answers (key, {_COLUMNS}) values (?{',?' * 7})", rows)
            self._connection.executemany("delete from free where key = ?", [(key,) for key in items])
            free = [(key,) for key, each in items.items() if each.billed == 0]
            self._connection.executemany("insert into free (key) values (?)", free)

    def entries(self) -> Iterator[tuple[str, Cached]]:
        """Yield every key with its answer, in the order of the keys."""
        last = ""
        query = f"select key, {_COLUMNS} from answers where key > ? order by key limit {_AT_ONCE}"
        while rows := self._rows(query, (last,)):
            yield from rows
            last = rows[-1][0]

    def forget(self, most: int, asked: Callable[[str], bool]) -> None:
        """Forget the oldest of more than `most` answers that cost nothing, none whose key was `asked` for.

        What was paid for stays. The file shrinks.
        """
        with self._changing():
            run, run_all = self._connection.execute, self._connection.executemany
            over = run("select count(*) from free").fetchone()[0] - most
            oldest = run("select key from free order by age")
            gone = list(islice(((key,) for (key,) in oldest if not asked(key)), max(0, over)))
            oldest.close()
            run_all("delete from answers where key = ? and billed = 0", gone)
            run_all("delete from free where key = ?", gone)
        with self._lock, self._refusals():
            # `execute` would stop after one page. A kill before this leaves room that new answers take.
            self._connection.executescript("pragma incremental_vacuum")

    def _rows(self, query: str, values: tuple[str, ...]) -> list[tuple[str, Cached]]:
        with self._lock, self._refusals():
            rows = self._connection.execute(query, values).fetchall()
        return [
            (key, Cached(_text(raw), engine, model, billed, _text(source), (from_, to)))
            for key, source, raw, engine, model, from_, to, billed in rows
        ]

    def _patiently(self, action: Callable[[], None], patience: float) -> None:
        """Do it again while another program is in the way: SQLite itself does not wait where a log is begun."""
        end = monotonic() + patience
        while True:
            try:
                return action()
            except sqlite3.OperationalError as error:
                if not _is_busy(error) or monotonic() >= end:
                    raise
            sleep(_PAUSE)

    def _prepare(self) -> None:
        run = self._connection.execute
        form, version, tables = self._look()
        if (form, tables) != (0, 0) and form != _APPLICATION:
            raise self._foreign()
        if version > _VERSION:
            raise MemoryFileError(
                f"{self._path}: was written by a newer locpipe; update locpipe, or set engine.cache to another file"
            )
        if not tables:
            # Before anything else is written, or the file never shrinks.
            run("pragma auto_vacuum = incremental")
        # With a write-ahead log nobody who reads can hold up a put. FULL: an answer is on disk before put returns,
        # through a power cut too. Each commit goes on into the file itself, so that a copy of it alone holds all.
        run("pragma journal_mode = wal")
        run("pragma synchronous = full")
        run("pragma wal_autocheckpoint = 1")
        with self._changing():
            # Even where there is nothing to make, this shows that the file can be written.
            if not run("select count(*) from sqlite_master").fetchone()[0]:
                run(_TABLE)
            run(_FREE)
            run(f"pragma application_id = {_APPLICATION}")
            run(f"pragma user_version = {_VERSION}")

    def _look(self) -> tuple[int, int, int]:
        """Return whose file it is, its version and the number of tables, all of one moment."""
        run = self._connection.execute
        run("begin")
        try:
            form, version = run("pragma application_id").fetchone()[0], run("pragma user_version").fetchone()[0]
            return form, version, run("select count(*) from sqlite_master").fetchone()[0]
        finally:
            run("rollback")

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with self._lock, self._refusals():
            self._connection.execute("begin immediate")
            try:
                yield
                self._connection.execute("commit")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("rollback")
                raise

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._refused(error) from None
        except OSError as error:
            raise MemoryFileError(
                f"{self._path}: its folder cannot be made: {error.strerror}; set engine.cache to another path"
            ) from None

    def _refused(self, error: sqlite3.Error) -> MemoryFileError:
        if _is_busy(error):
            return MemoryFileError(f"{self._path}: is in use by another program; close that and run again")
        if _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR):
            return self._foreign()
        return MemoryFileError(
            f"{self._path}: the engine cache cannot be written: {error}; make room or fix the permission, "
            "or set engine.cache to another path"
        )

    def _foreign(self) -> MemoryFileError:
        return MemoryFileError(
            f"{self._path}: is no engine cache of locpipe, or is damaged; it was left as it is: bring back a copy, "
            "or move it away to start an empty one"
        )


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _is_busy(error: sqlite3.Error) -> bool:
    return _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _stored(text: str) -> str | bytes:
    """Return the text as SQLite can keep it: half a surrogate pair, which JSON can hold, goes in as bytes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def _text(stored: str | bytes) -> str:
    return stored.decode("utf-8", "surrogatepass") if isinstance(stored, bytes) else stored
