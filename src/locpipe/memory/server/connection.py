"""One connection to a PostgreSQL server: the door to pg8000."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from locpipe.errors import ConfigError, MemoryFileError
from locpipe.memory.server.address import Address

try:
    from pg8000.exceptions import DatabaseError, InterfaceError
    from pg8000.native import Connection as Driver
except ImportError:
    Driver = None

# What the server is called by all of ours. It holds nothing else, so that whoever runs the server sees whose it is.
SCHEMA = "locpipe"
_LONGEST_CONNECT = 10.0
# Classes of SQLSTATE, and single ones, for a server that goes down, comes up or takes no more connections.
_AWAY = ("08", "57P0", "53300")
# No such table or column, other types, broken pages: not what we made.
_SPOILT = ("42P01", "42703", "42804", "42883", "42P10", "XX001", "XX002", "23")


class ServerError(Exception):
    """What the server refused, by its SQLSTATE; `code` is "" where it cannot be reached."""

    def __init__(self, why: str, code: str = "") -> None:
        super().__init__(why)
        self.code = code

    @property
    def is_away(self) -> bool:
        """Tell whether the server may be back later."""
        return not self.code or self.code.startswith(_AWAY)

    @property
    def is_spoilt(self) -> bool:
        """Tell whether the tables are not those that we made."""
        return self.code.startswith(_SPOILT)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        told = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
        raise ServerError(" ".join(str(told.get("M", "refused")).split()), str(told.get("C", "XX000"))) from None
    except (InterfaceError, OSError) as error:
        raise ServerError(_reason(error)) from None


def _reason(error: BaseException) -> str:
    cause = error.__cause__ or error
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror.lower()
    return "it does not answer in time" if isinstance(cause, TimeoutError) else "the connection is lost"


class Connection:
    """A connection for one thread at a time. ServerError from every method; afterwards it may be closed alone."""

    def __init__(self, address: Address, patience: float) -> None:
        """Connect; `patience` is how many seconds an answer may take."""
        if Driver is None:
            raise ConfigError(f'"{address.key}" names a PostgreSQL server; install what talks to it: locpipe[postgres]')
        with _refusals():
            # Connecting is quick or not at all; the server itself ends a wait for others before the line is cut.
            line = _line(address)
            line.settimeout(patience + _LONGEST_CONNECT)
            try:
                self._driver = Driver(
                    address.user,
                    address.host,
                    address.database,
                    password=address.password,
                    ssl_context=_ssl(address),
                    sock=line,
                    application_name="locpipe",
                )
            except BaseException:
                line.close()
                raise
        self.rows(f"set lock_timeout = {int(patience * 1000)}")

    def rows(self, statement: str, **values: object) -> list[list[Any]]:
        """Run a statement and return its rows; `:name` in it stands for a value."""
        with _refusals():
            return self._driver.run(statement, **values) or []

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all changes of the block or, where it raises, none."""
        self.rows("begin")
        try:
            yield
        except Exception:
            with suppress(ServerError):
                self.rows("rollback")
            raise
        except BaseException:
            # Ctrl-C may have come in the middle of an answer: the server rolls back when the line is cut.
            self.close()
            raise
        self.rows("commit")

    def close(self) -> None:
        """Cut the line; never fails."""
        with suppress(ServerError), _refusals():
            self._driver.close()


def _line(address: Address) -> socket.socket:
    if not address.socket:
        return socket.create_connection((address.host, address.port), _LONGEST_CONNECT)
    line = socket.socket(socket.AF_UNIX)
    try:
        line.settimeout(_LONGEST_CONNECT)
        line.connect(f"{address.socket}/.s.PGSQL.{address.port}")
    except BaseException:
        line.close()
        raise
    return line


def _ssl(address: Address) -> ssl.SSLContext | bool | None:
    if address.socket:
        return False
    if address.ssl == "verify-full":
        return ssl.create_default_context()
    return {"disable": False, "require": True}.get(address.ssl)


def refused(address: Address, error: ServerError) -> MemoryFileError:
    """Return what a user is told when a server cannot be used, in one line and without a password."""
    if error.code.startswith("28") or error.code == "3D000":
        hint = "see user, database and password (in PGPASSWORD, or in the URL)"
    elif error.is_away:
        hint = f"start the server, or set {address.key} to another one"
    elif error.code == "55P03":
        return MemoryFileError(f"{address.shown}: is in use by another program; run again when that ends")
    else:
        hint = f"let the user create and write tables in the schema {SCHEMA}, or set {address.key} to another database"
    return MemoryFileError(f"{address.shown}: {error}; {hint}")


def make_once(connection: Connection, part: str, version: int, tables: str) -> int:
    """Make the tables of a part where there are none, and return the version of those that are there.

    Which parts there are stands in a table of its own, so that a later locpipe can tell an earlier one's.
    """
    if _version(connection, part) is None:
        with connection.transaction():
            connection.rows("select pg_advisory_xact_lock(hashtext('locpipe'))")
            # Until here another process could make them.
            if not connection.rows("select 1 from pg_namespace where nspname = :name", name=SCHEMA):
                connection.rows(f"create schema {SCHEMA}")
            connection.rows(
                f"create table if not exists {SCHEMA}.parts (part text primary key, version integer not null)"
            )
            if _version(connection, part) is None:
                for statement in filter(str.strip, tables.split(";")):
                    connection.rows(statement)
                connection.rows(f"insert into {SCHEMA}.parts values (:part, :version)", part=part, version=version)
    return _version(connection, part) or 0


def _version(connection: Connection, part: str) -> int | None:
    if not connection.rows("select 1 where to_regclass(:table) is not null", table=f"{SCHEMA}.parts"):
        return None
    found = connection.rows(f"select version from {SCHEMA}.parts where part = :part", part=part)
    return int(found[0][0]) if found else None
