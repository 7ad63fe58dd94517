"""`.locpipe/analysis.sqlite`: what was found out about files, so that unchanged ones are not looked at again.

A value counts only under the digest of everything that it was made from: losing or spoiling the file costs time alone.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

Known = dict[str, Any]
"""A value: what JSON can hold, by name."""

PROJECT = ""
"""In the place of an article: what is known of the project as a whole."""

# "lpan" for locpipe analysis; it stands in the file's header.
_APPLICATION = 0x6C70616E
_VERSION = 1
_TABLE = "create table if not exists known (name text primary key, digest text, value blob) without rowid"
_AT_ONCE = 200
# Fewer than these are not worth the work: 64 KB.
_FEW_PAGES = 16
_PATIENCE = 2.0


class Analysis:
    """What earlier runs found out, by name and digest, to be used in a `with` block; values are what JSON can hold.

    A file that is spoilt or another program's is made anew, and one that is read only is not written. Without a root
    everything stays in memory.
    """

    def __init__(self, root: Path | None) -> None:
        self._path = root / ".locpipe" / "analysis.sqlite" if root else None
        self._connection = _open(self._path) if self._path else None
        self._new: dict[str, tuple[str, bytes]] = {}
        self._spoilt = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._write()
        if self._connection:
            self._connection.close()
        if self._spoilt and self._path:
            _remove(self._path)

    def get(self, name: str, digest: str) -> Known | None:
        """Return what is known under the name and the digest, None where nothing is."""
        held = self._new.get(name) or self._row(name)
        if not held or held[0] != digest:
            return None
        with suppress(ValueError, zlib.error):
            known: Known = json.loads(zlib.decompress(held[1]))
            return known
        return None

    def knows(self, name: str, digest: str) -> bool:
        """Tell whether there is a value under the name and the digest."""
        held = self._new.get(name)
        row = [(held[0],)] if held else self._execute("select digest from known where name = ?", name)
        return row == [(digest,)]

    def has(self, name: str) -> bool:
        """Tell whether there is a value under the name, for whatever digest."""
        return name in self._new or bool(self._execute("select 1 from known where name = ?", name))

    def put(self, name: str, digest: str, value: Known) -> None:
        """Keep a value in the place of what was known under the name."""
        self.put_packed(name, digest, packed(value))

    def put_packed(self, name: str, digest: str, value: bytes) -> None:
        """Keep what `packed` returned."""
        self._new[name] = (digest, value)
        if len(self._new) >= _AT_ONCE:
            self._write()

    def keep_only(self, articles: Collection[str]) -> None:
        """Forget what is known of other articles: they are gone."""
        kept = {*articles, PROJECT}
        self._write()
        known = [name for (name,) in self._execute("select name from known")]
        gone = [(name,) for name in known if name.split("\t")[1] not in kept]
        self._execute_many("delete from known where name = ?", gone)
        self._shrink()

    def _shrink(self) -> None:
        """Give back to the disk what most of the file no longer needs."""
        pages = self._execute("select page_count, freelist_count from pragma_page_count, pragma_freelist_count")
        if pages and pages[0][1] > max(_FEW_PAGES, pages[0][0] // 2):
            self._execute("vacuum")

    def _row(self, name: str) -> tuple[str, bytes] | None:
        found = self._execute("select digest, value from known where name = ?", name)
        return next(((str(digest), value) for digest, value in found if isinstance(value, bytes)), None)

    def _write(self) -> None:
        if not self._connection:
            return  # memory is all there is
        self._execute_many(
            "insert or replace into known values (?, ?, ?)", [(name, *held) for name, held in self._new.items()]
        )
        self._new.clear()

    def _execute(self, statement: str, *values: str) -> list[tuple[Any, ...]]:
        if self._connection and not self._spoilt:
            try:
                return self._connection.execute(statement, values).fetchall()
            except sqlite3.Error as error:
                self._refused(error)
        return []

    def _execute_many(self, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
        if rows and self._connection and not self._spoilt:
            try:
                with self._connection:
                    self._connection.executemany(statement, rows)
            except sqlite3.Error as error:
                self._refused(error)

    def _refused(self, error: sqlite3.Error) -> None:
        # An OperationalError is another program's lock, or a disk that is full or read only.
        self._spoilt |= not isinstance(error, sqlite3.OperationalError)


def packed(value: Known) -> bytes:
    """Return the value as it is kept; a worker process can do this part."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 1)


def _open(path: Path) -> sqlite3.Connection | None:
    for _ in range(2):
        with suppress(OSError):
            path.parent.mkdir(exist_ok=True)
        connection = None
        try:
            connection = sqlite3.connect(path, timeout=_PATIENCE)
            _prepare(connection)
            return connection
        except sqlite3.Error as error:
            if connection:
                connection.close()
            if isinstance(error, sqlite3.OperationalError):
                return None
            _remove(path)
    return None


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _prepare(connection: sqlite3.Connection) -> None:
    """Make the table, or see that it is ours; sqlite3.Error for another program's file or one of another version."""
    [application] = connection.execute("pragma application_id").fetchone()
    [made] = connection.execute("pragma user_version").fetchone()
    if (application, made) not in ((0, 0), (_APPLICATION, _VERSION)):
        raise sqlite3.DatabaseError("not a file of this version")
    # What is lost when the machine stops is made again.
    connection.execute("pragma synchronous = off")
    with connection:
        connection.execute(_TABLE)
        connection.execute(f"pragma application_id = {_APPLICATION}")
        connection.execute(f"pragma user_version = {_VERSION}")


def named(kind: str, article: str, *parts: str) -> str:
    """Return the name of what is known of an article."""
    return "\t".join((kind, article, *parts))
