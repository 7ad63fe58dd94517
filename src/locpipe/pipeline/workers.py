"""Pure work on many articles, done by any `concurrent.futures.Executor`: processes here, or a cluster's workers.

Only this process reads and writes a project's files. Bytes go to the workers and bytes come back, in the order of the
articles: who did the work, and how many they were, shows in no output.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from multiprocessing import get_context
from typing import Any, TypeVar

from locpipe.errors import LocpipeError

Item = TypeVar("Item")
Result = TypeVar("Result")
Context = TypeVar("Context")

# Beginning with a copy of this process costs as much as a few articles, beginning with a new one as some fifty.
_WORTH = {"fork": 24, "spawn": 120}
_AT_ONCE = 12


@dataclass(frozen=True, slots=True)
class Workers:
    """Who does the work: `jobs` processes, 0 for as many as there are processors where there is enough to do."""

    jobs: int = 0

    @property
    def number(self) -> int:
        """Return how many processes these are."""
        return self.jobs or processors()


HERE = Workers(jobs=1)
"""This process alone."""


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def spread(
    make: Callable[[Context], Callable[[Item], Result]], context: Context, items: Iterable[Item], workers: Workers
) -> Iterator[Result | LocpipeError]:
    """Yield what `make(context)` returns for each item, in their order; a LocpipeError in the place of its item.

    `make` is a function of a module; context, items and results can be pickled. Few items are done by this process.
    `items` are asked for as the workers get on, so that neither all of them nor all results are held at once. What a
    worker that died was doing is done again by this process.
    """
    items = iter(items)
    method = _start_method()
    first = list(islice(items, _WORTH[method] if workers.number > 1 else 1))
    everything = chain(first, items)
    if len(first) < 2 or len(first) < _WORTH[method]:
        work = make(context)
        yield from (_attempt(work, item) for item in everything)
        return
    payload = pickle.dumps((make, context))
    with _processes(workers.number, method) as pool:
        yield from _in_order(pool, payload, everything, ahead=2 * workers.number + 1)


def raised(result: Result | LocpipeError) -> Result:
    """Return the result; raise what `spread` gave in the place of one."""
    if isinstance(result, LocpipeError):
        raise result
    return result


@contextmanager
def _processes(number: int, method: str) -> Iterator[Executor | None]:
    """Give an executor of so many processes, None where this machine allows none."""
    try:
        pool = ProcessPoolExecutor(number, get_context(method), _begin)
    except (OSError, NotImplementedError, ImportError):
        yield None  # no semaphores, as in some containers
        return
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    # Ctrl-C reaches every process of a terminal; the one that the user started says what is to be said.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _start_method() -> str:
    # A copy of a process with threads, such as the progress bar's, may never end.
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"


def _in_order(
    pool: Executor | None, payload: bytes, items: Iterable[Item], *, ahead: int
) -> Iterator[Any | LocpipeError]:
    waiting: deque[tuple[list[Item], Future[list[Any]] | None]] = deque()
    for part in _parts(iter(items)):
        waiting.append((part, _submitted(pool, payload, part)))
        if len(waiting) >= ahead:
            yield from _results(payload, *waiting.popleft())
    while waiting:
        yield from _results(payload, *waiting.popleft())


def _parts(items: Iterator[Item]) -> Iterator[list[Item]]:
    while part := list(islice(items, _AT_ONCE)):
        yield part


def _submitted(pool: Executor | None, payload: bytes, part: list[Any]) -> Future[list[Any]] | None:
    with suppress(BrokenExecutor):
        return pool.submit(_done, payload, part) if pool else None
    return None


def _results(payload: bytes, part: list[Any], future: Future[list[Any]] | None) -> list[Any]:
    with suppress(BrokenExecutor):
        if future:
            return future.result()
    return _done(payload, part)


def _done(payload: bytes, part: Sequence[Any]) -> list[Any]:
    """Do a part of the work; in a worker."""
    work = _made(payload)
    return [_attempt(work, item) for item in part]


@lru_cache(maxsize=2)
def _made(payload: bytes) -> Callable[[Any], Any]:
    make, context = pickle.loads(payload)
    made: Callable[[Any], Any] = make(context)
    return made


def _attempt(work: Callable[[Item], Result], item: Item) -> Result | LocpipeError:
    try:
        return work(item)
    except LocpipeError as error:
        return error
