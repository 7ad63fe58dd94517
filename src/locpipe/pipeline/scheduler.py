"""Work spread over a Dask cluster: the only importer of distributed."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import contextmanager
from functools import cache
from hashlib import blake2b
from importlib import metadata
from pathlib import Path
from threading import Lock
from typing import Protocol, TypeVar, cast

import locpipe
from locpipe.errors import UsageError

try:
    import distributed
except ImportError:
    distributed = None

Result = TypeVar("Result")

_PATIENCE = 5  # seconds for the scheduler and its workers to answer
# Threads of one worker do not work at once: what parses an article keeps state, and they would not be faster.
_ONE_AT_A_TIME = Lock()


class _There(Protocol):
    """What a client gives for work that it sent."""

    def result(self, timeout: float) -> object: ...


class _Client(Protocol):
    """What we use of a Dask client."""

    status: str

    def run(self, function: Callable[..., object], /, *args: object, on_error: str) -> dict[str, object]: ...
    def nthreads(self) -> dict[str, int]: ...
    def submit(self, function: Callable[..., object], /, *args: object, pure: bool) -> _There: ...
    def close(self, *, timeout: int) -> None: ...


@contextmanager
def cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """Give an executor on the cluster at that address, and how many parts it does at once.

    UsageError where no scheduler answers there, where it has no workers, and where one has another locpipe than this.
    """
    if distributed is None:
        raise UsageError("--scheduler needs Dask, which is not installed; install locpipe[dask]")
    _be_quiet()
    client = _connected(address)
    try:
        _check_workers(client, address)
        yield _Cluster(client), sum(client.nthreads().values())
    finally:
        client.close(timeout=_PATIENCE)


def _be_quiet() -> None:
    """Say nothing where Dask would: its lines are for who runs the cluster, ours say what there is to be done."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _connected(address: str) -> _Client:
    with warnings.catch_warnings():
        # What may differ and what not is for _check_workers to say.
        warnings.simplefilter("ignore", getattr(distributed.versions, "VersionMismatchWarning", UserWarning))
        try:
            # A client of an address that means nothing would hang when it is thrown away.
            distributed.comm.resolve_address(address)
            client: _Client = distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise UsageError(
                f"--scheduler {address}: no Dask scheduler answers ({_short(error)}); start one, or correct the address"
            ) from None
    return client


def _short(error: Exception) -> str:
    return "it takes too long" if isinstance(error, TimeoutError) else " ".join(str(error).split())[:80] or "refused"


def _check_workers(client: _Client, address: str) -> None:
    found = client.run(metadata.version, "locpipe", on_error="return")
    if not found:
        raise UsageError(f"--scheduler {address}: it has no workers; start some: dask worker {address}")
    missing = sorted(worker for worker, version in found.items() if isinstance(version, Exception))
    if missing:
        raise UsageError(f"--scheduler {address}: locpipe is not installed on {missing[0]}; install it on every worker")
    there = client.run(fingerprint, on_error="return")
    other = sorted(worker for worker, each in there.items() if each != fingerprint())
    if other:
        raise UsageError(
            f"--scheduler {address}: {other[0]} has another locpipe, or other packages, than this machine "
            f"({found[other[0]]} there, {locpipe.__version__} here); install the same on both"
        )


@cache
def fingerprint() -> str:
    """Return a digest of what output hangs on besides files and configuration: our code, the packages it needs."""
    made = blake2b(digest_size=16)
    root = Path(locpipe.__file__).parent
    for path in sorted(root.rglob("*.py")):
        made.update(b"%b\0%b\0" % (path.relative_to(root).as_posix().encode(), path.read_bytes()))
    for needed in sorted(metadata.requires("locpipe") or ()):
        name = re.split(r"[^\w.-]", needed, maxsplit=1)[0]
        if "extra ==" not in needed:
            made.update(f"{name} {metadata.version(name)}\0".encode())
    return made.hexdigest()


class _Cluster(Executor):
    """A cluster that fails as other executors do; once it has, it is not asked again."""

    def __init__(self, client: _Client) -> None:
        self._client = client
        self._lost = False

    def submit(self, function: Callable[..., Result], /, *args: object, **_: object) -> Future[Result]:
        """Send work. A worker that dies has another one do it again, up to three times."""
        if not self.is_there():
            raise BrokenExecutor("the cluster is gone")
        return _Answer(self, self._client.submit(_done, fingerprint(), function, args, pure=False))

    def is_there(self) -> bool:
        """Tell whether the scheduler is there, as far as is known."""
        return not self._lost and self._client.status in ("running", "connecting")

    def look(self) -> None:
        """Note where no worker is left."""
        try:
            self._lost = not self._client.nthreads()
        except (OSError, ValueError):
            self._lost = True


class _Answer(Future[Result]):
    """What a worker answers."""

    def __init__(self, cluster: _Cluster, there: _There) -> None:
        super().__init__()
        self._cluster = cluster
        self._there = there

    def result(self, timeout: float | None = None) -> Result:
        """Return what the work returned or raise what it raised; BrokenExecutor where the cluster failed."""
        while self._cluster.is_there():
            try:
                return cast(Result, self._there.result(_PATIENCE))
            except TimeoutError:
                # Without scheduler or workers Dask itself would wait for ever.
                self._cluster.look()
            except (CancelledError, OSError, distributed.KilledWorker) as error:
                raise BrokenExecutor(str(error)) from error
        raise BrokenExecutor("the cluster is gone")


def _done(wanted: str, function: Callable[..., Result], args: tuple[object, ...]) -> Result:
    """Do the work; in a worker, which may have joined after the others were looked at."""
    if fingerprint() != wanted:
        raise UsageError("a worker of the cluster has another locpipe than this machine; install the same on both")
    with _ONE_AT_A_TIME:
        return function(*args)
