"""Executors and what they are asked: parts of the work, a few ahead, their results in order."""

from __future__ import annotations

import gc
import os
import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import islice
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import Any

from locpipe.errors import LocpipeError
from locpipe.pipeline.workers import Context, Item, Result, attempt

_AT_ONCE = 12


@contextmanager
def processes(number: int, method: str) -> Iterator[Executor | None]:
    """Give an executor of so many processes, None where this machine allows none."""
    try:
        pool = ProcessPoolExecutor(number, get_context(method), _begin, gc.get_threshold())
    except (OSError, NotImplementedError, ImportError):
        yield None  # no semaphores, as in some containers
        return
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin(*threshold: int) -> None:
    # One that begins anew does not know how seldom the one that began it looks for cycles.
    gc.set_threshold(*threshold)
    # Ctrl-C reaches every process of a terminal; the one that the user started says what is to be said.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this worker when the process that began it is gone: killed, it can tell nobody."""
    if parent := parent_process():
        wait([parent.sentinel])
        os._exit(1)


def in_order(
    pool: Executor | None,
    make: Callable[[Context], Callable[[Item], Result]],
    context: Context,
    items: Iterable[Item],
    *,
    ahead: int,
) -> Iterator[Result | LocpipeError]:
    """Yield what `workers.spread` yields; so many parts are under way at once. Without a pool this process works."""
    payload = pickle.dumps((make, context))
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
    return [attempt(work, item) for item in part]


@lru_cache(maxsize=2)
def _made(payload: bytes) -> Callable[[Any], Any]:
    make, context = pickle.loads(payload)
    made: Callable[[Any], Any] = make(context)
    return made
