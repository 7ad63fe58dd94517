"""Where a PostgreSQL server is and who asks. Knows no library, so that a configuration is read without one."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from locpipe.errors import ConfigError

_FORM = "postgresql://USER@HOST:PORT/DATABASE"
_SCHEMES = ("postgresql", "postgres")
_SSL = ("disable", "prefer", "require", "verify-full")
_KNOWN = ("host", "sslmode")


@dataclass(frozen=True, slots=True)
class Address:
    """A database on a server. `socket` is the folder of a local server's socket, "" for one that `host` names.

    `key` is the configuration's key that names it. The password is in no message: show `shown`.
    """

    key: str
    user: str
    host: str
    port: int
    database: str
    password: str = field(default="", repr=False)
    socket: str = ""
    ssl: str = "prefer"

    @property
    def shown(self) -> str:
        """Return the address as messages have it, without a password."""
        return f"{self.key}: postgresql://{self.user}@{self.socket or self.host}:{self.port}/{self.database}"


def is_address(value: str) -> bool:
    """Tell whether a configured value means a server and no file."""
    return "://" in value


def address_in(value: str, key: str, password: str = "") -> Address:
    """Return what a URL means, with this password where it holds none; ConfigError for one that means nothing.

    `?host=/folder` is a local server's socket, `sslmode` one of disable, prefer, require and verify-full.
    """
    try:
        parts = urlsplit(value)
        port = parts.port or 5432
        query = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    except ValueError:
        raise ConfigError(f'"{key}" is no URL that can be read; write {_FORM}') from None
    database = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in _SCHEMES or not parts.username or not database or "/" in database:
        raise ConfigError(f'"{key}" is no URL of a PostgreSQL database; write {_FORM}')
    return Address(
        key=key,
        user=unquote(parts.username),
        host=parts.hostname or "localhost",
        port=port,
        database=database,
        password=unquote(parts.password or "") or password,
        **_options(query, key),
    )


def _options(query: dict[str, str], key: str) -> dict[str, str]:
    for name in query:
        if name not in _KNOWN:
            raise ConfigError(f'"{key}" has an option that is not known; known are {" and ".join(_KNOWN)}')
    ssl = query.get("sslmode", "prefer")
    if ssl not in _SSL:
        raise ConfigError(f'"{key}" has an sslmode that is not known; known are {", ".join(_SSL)}')
    folder = query.get("host", "")
    if folder and not folder.startswith("/"):
        raise ConfigError(f'"{key}": the option host is the folder of a socket; name a server before the database')
    return {"ssl": ssl, "socket": folder}
