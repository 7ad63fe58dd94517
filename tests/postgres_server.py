"""A real PostgreSQL server for tests: a cluster of its own, as a user who is not root, stopped and gone afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Self

import pytest

PASSWORD = "correct horse"
# Debian keeps the server's programs out of PATH.
_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
BINARIES = next((folder for folder in _FOLDERS if (folder / "initdb").exists()), None)
if BINARIES is None and (found := shutil.which("initdb")):
    BINARIES = Path(found).parent


def requires_postgresql() -> pytest.MarkDecorator:
    """Return the mark of a test that runs a server of its own."""
    if find_spec("pg8000") is None:
        return pytest.mark.skip(reason="needs the extra locpipe[postgres]")
    return pytest.mark.skipif(BINARIES is None, reason="needs postgresql (no initdb in /usr/lib/postgresql or PATH)")


class PostgresServer:
    """See the module. `url(database)` is its address; databases are made by `database()`."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pg"))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._databases = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._as = _somebody()
        if self._as:
            os.chown(self.folder, self._as["user"], self._as["group"])
        secret = self.folder / "password"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        self._run("initdb", "-D", self.data, "-U", "owner", "--auth=scram-sha-256", f"--pwfile={secret}", "-E", "UTF8")

    @property
    def data(self) -> str:
        return str(self.folder / "data")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        shutil.rmtree(self.folder)

    def start(self) -> None:
        """Start the server and wait until it lets us in."""
        options = ["-p", str(self.port), "-k", str(self.folder), "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
        log = (self.folder / "log").open("ab")
        self._process = subprocess.Popen(
            [BINARIES / "postgres", "-D", self.data, *options],
            cwd=self.folder, stdout=log, stderr=log, start_new_session=True, **self._as,
        )  # fmt: skip
        log.close()
        end = time.monotonic() + 60
        while self.psql("select 1", check=False) != "1":
            assert time.monotonic() < end, (self.folder / "log").read_text()
            time.sleep(0.05)

    def kill(self) -> None:
        """End every process of the server at once, as a power cut would."""
        if self._process:
            # Each leads a group of its own, and may answer once more before it sees that the server is gone.
            others = _children(self._process.pid)
            os.killpg(self._process.pid, signal.SIGKILL)
            for each in others:
                with suppress(ProcessLookupError):
                    os.kill(each, signal.SIGKILL)
            self._process.wait()
            # Until then their shared memory is in use.
            while _lives(self._process.pid) or any(map(_state, others)):
                time.sleep(0.02)
            self._process = None

    def psql(self, statement: str, database: str = "postgres", *, check: bool = True) -> str:
        """Return what the statement prints."""
        place = ["-h", str(self.folder), "-p", str(self.port), "-U", "owner", "-d", database]
        command = [BINARIES / "psql", "-X", "-w", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", *place, "-c", statement]
        done = subprocess.run(
            command, cwd=self.folder, env={**os.environ, "PGPASSWORD": PASSWORD}, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0 or not check, done.stderr
        return done.stdout.strip()

    def database(self) -> str:
        """Return the URL of a new, empty database, with the password."""
        self._databases += 1
        name = f"site{self._databases}"
        self.psql(f"create database {name}")
        return self.url(name)

    def url(self, name: str, password: str = PASSWORD, user: str = "owner") -> str:
        secret = f":{password.replace(' ', '%20')}" if password else ""
        return f"postgresql://{user}{secret}@127.0.0.1:{self.port}/{name}"

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [BINARIES / program, *arguments], cwd=self.folder, stdout=subprocess.DEVNULL, check=True, **self._as
        )


def _somebody() -> dict[str, object]:
    """Return how a process is started that PostgreSQL does not refuse to be."""
    if os.getuid() != 0:
        return {}
    import pwd  # Windows has none

    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    pytest.skip("needs postgresql (it refuses root, and there is no other user)")


def _children(parent: int) -> list[int]:
    """Return the processes that this one began, as far as the system tells."""
    numbers = [int(folder.name) for folder in Path("/proc").glob("[0-9]*")]
    return [each for each in numbers if _stat(each)[1:2] == [str(parent)]]


def _state(number: int) -> str:
    """Return a process's state, "" for one that is gone or only waits to be buried."""
    state = "".join(_stat(number)[:1])
    return "" if state in ("Z", "X") else state


def _stat(number: int) -> list[str]:
    """Return state, parent and so on of a process; nothing where it is gone (proc(5))."""
    try:
        return Path(f"/proc/{number}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return []


def _lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
