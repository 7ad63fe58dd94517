"""The index of a translation memory on disk: the only module that knows this is SQLite."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from locpipe import __version__
from locpipe.memory.fuzzy import fingerprint
from locpipe.memory.pairs import StoreError, digest_of
from locpipe.memory.segment import Segment

# What the file must say to be read; anything else is rebuilt. Another locpipe may find other pairs in the same files,
# and fingerprints are in the machine's byte order.
_FORM = f"locpipe {__version__} memory 2 {sys.byteorder}"
# "lpmi" for locpipe memory index; it stands in the file's header.
_APPLICATION = 0x6C706D69
_TABLES = """
create table about (form text not null);
create table files (id integer primary key, name text not null unique, digest text not null);
create table sources (id integer primary key, digest blob not null unique, text text not null, words blob not null);
create table pairs (
    file integer not null, source integer not null, language text not null,
    target text not null, context text not null, before text not null
);
create index pairs_of_source on pairs (source, language);
create index pairs_of_file on pairs (file);
"""
_SEGMENTS = """
select sources.text, pairs.target, pairs.context, pairs.before, files.name
from pairs join sources on sources.id = pairs.source join files on files.id = pairs.file
"""
# What the file is not to blame for: in use, read-only, disk full, not to be opened. It stays for the next run.
_OUTER = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
}


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(str(error), spoilt=getattr(error, "sqlite_errorcode", 0) & 0xFF not in _OUTER) from None


class FileStore:
    """The index in a SQLite file; see `PairStore`."""

    def __init__(self, path: Path | None, patience: float = 0.0) -> None:
        """Open the index of that path, in memory alone for None; StoreError where the file is none of ours.

        `patience` is how many seconds to wait for another program that has the file.
        """
        self._path = path
        with _refusals():
            self._connection = sqlite3.connect(
                ":memory:" if path is None else path, timeout=patience, isolation_level=None
            )
        try:
            with _refusals():
                self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        with _refusals():
            self._connection.close()

    def _prepare(self) -> None:
        run = self._connection.execute
        signed = run("pragma application_id").fetchone()[0]
        if signed not in (0, _APPLICATION):
            raise StoreError("another program's database", spoilt=False)
        if self._is_cut():
            raise StoreError("cut off", spoilt=True)
        # Before anything is written: the file then gives back what is taken out. Afterwards it changes nothing.
        run("pragma auto_vacuum = full")
        # Whoever reads is not in the way of a refresh.
        run("pragma journal_mode = wal")
        run("pragma synchronous = normal")
        if not run("select count(*) from sqlite_master").fetchone()[0]:
            self._make()
        if run("select form from about").fetchone() != (_FORM,):
            raise StoreError("another form", spoilt=True)

    def _make(self) -> None:
        run = self._connection.execute
        with self.changing():
            # Until here another process could make them.
            if not run("select count(*) from sqlite_master").fetchone()[0]:
                for statement in filter(str.strip, _TABLES.split(";")):
                    run(statement)
                run("insert into about values (?)", (_FORM,))
                run(f"pragma application_id = {_APPLICATION}")

    def _is_cut(self) -> bool:
        """Tell whether the file ends within a page: SQLite would take the rest of it for zeros, and find less."""
        size: int = self._connection.execute("pragma page_size").fetchone()[0]
        return self._path is not None and self._path.stat().st_size % size != 0

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Make all changes of the block or, where it raises, none."""
        with _refusals():
            self._connection.execute("begin immediate")
            try:
                yield
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("rollback")
                raise
            self._connection.execute("commit")

    def digests(self, _wanted: Mapping[str, str], /) -> dict[str, str]:
        """Return the files that the index holds pairs of, with their digests: one run's files are everyone's."""
        with _refusals():
            return dict(self._connection.execute("select name, digest from files"))

    def drop(self, names: Iterable[str]) -> None:
        """Take out the pairs of these files."""
        with _refusals():
            for name in names:
                self._connection.execute(
                    "delete from pairs where file = (select id from files where name = ?)", (name,)
                )
                self._connection.execute("delete from files where name = ?", (name,))

    def add(self, name: str, digest: str, pairs: Iterable[tuple[str, Segment]]) -> None:
        """Take in the pairs of a file, each with its language; `where` of a segment is the name from now on."""
        with _refusals():
            added = self._connection.execute("insert into files (name, digest) values (?, ?)", (name, digest))
        # The pairs come from a reader whose errors are not the store's.
        for language, segment in pairs:
            row = (language, segment.target, segment.context, segment.before)
            with _refusals():
                self._connection.execute(
                    "insert into pairs (file, source, language, target, context, before) values (?, ?, ?, ?, ?, ?)",
                    (added.lastrowid, self._source(segment.source), *row),
                )

    def _source(self, text: str) -> int:
        """Return the number of a source, a new one where it is not known."""
        run, digest = self._connection.execute, digest_of(text)
        known = run("select id from sources where digest = ?", (digest,)).fetchone()
        if known:
            return int(known[0])
        words = fingerprint(text).tobytes()
        return int(
            run("insert into sources (digest, text, words) values (?, ?, ?)", (digest, text, words)).lastrowid or 0
        )

    def prune(self) -> None:
        """Forget the sources that no pair has any more."""
        with _refusals():
            self._connection.execute("delete from sources where id not in (select source from pairs)")

    def of_source(self, text: str, language: str) -> list[Segment]:
        """Return the segments of a source in a language."""
        wanted = "where sources.digest = ? and pairs.language = ?"
        with _refusals():
            rows = self._connection.execute(f"{_SEGMENTS} {wanted}", (digest_of(text), language)).fetchall()
        return [Segment(*row) for row in rows]

    def of_language(self, language: str) -> list[Segment]:
        """Return all segments of a language."""
        with _refusals():
            rows = self._connection.execute(f"{_SEGMENTS} where pairs.language = ?", (language,)).fetchall()
        return [Segment(*row) for row in rows]

    def sources(self, language: str) -> list[tuple[str, bytes]]:
        """Return the distinct sources that have a target in the language, with their fingerprints as bytes."""
        having = "id in (select source from pairs where language = ?)"
        with _refusals():
            return self._connection.execute(f"select text, words from sources where {having}", (language,)).fetchall()

    def counts(self) -> tuple[Mapping[tuple[str, str], int], Mapping[str, int]]:
        """Return the number of pairs by language and file, and of distinct sources by language."""
        with _refusals():
            run = self._connection.execute
            pairs = run(
                "select language, name, count(*) from pairs join files on files.id = pairs.file "
                "group by 1, 2 order by 1, 2"
            ).fetchall()
            sources = run("select language, count(distinct source) from pairs group by 1 order by 1").fetchall()
        return {(language, name): count for language, name, count in pairs}, dict(sources)

    def size(self) -> int:
        """Return how many bytes the index takes."""
        with _refusals():
            return int(
                self._connection.execute(
                    "select page_count * page_size from pragma_page_count, pragma_page_size"
                ).fetchone()[0]
            )
