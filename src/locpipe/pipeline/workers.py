"""Pure work on many articles, done by this process or spread over others.

Only this process reads and writes a project's files. Bytes go to the workers and bytes come back, in the order of the
articles: who did the work, and how many they were, shows in no output.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import TypeVar

from locpipe.errors import LocpipeError

Item = TypeVar("Item")
Result = TypeVar("Result")
Context = TypeVar("Context")

# Beginning with a copy of this process costs as much as a few articles, beginning with a new one as some fifty.
_WORTH = {"fork": 24, "spawn": 120}


@dataclass(frozen=True, slots=True)
class Workers:
    """Who does the work: `jobs` processes, 0 for as many as there are processors where there is enough to do.

    Where `scheduler` is the address of a Dask cluster, that does it.
    """

    jobs: int = 0
    scheduler: str = ""

    @property
    def number(self) -> int:
        """Return how many processes these are."""
        return self.jobs or processors()

    def worth(self, method: str) -> int:
        """Return how many items are worth other processes."""
        if self.scheduler:
            return _WORTH["fork"]
        return _WORTH[method] if self.number > 1 else 1


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
    method = start_method()
    worth = workers.worth(method)
    first = list(islice(items, worth))
    everything = chain(first, items)
    if not first:
        return
    if len(first) < max(worth, 2):
        work = make(context)
        yield from (attempt(work, item) for item in everything)
        return
    # Few runs need what this imports.
    from locpipe.pipeline.pool import in_order, processes

    if workers.scheduler:
        from locpipe.pipeline.scheduler import cluster

        with cluster(workers.scheduler) as (far, number):
            yield from in_order(far, make, context, everything, ahead=2 * number + 1)
        return
    with processes(workers.number, method) as pool:
        yield from in_order(pool, make, context, everything, ahead=2 * workers.number + 1)


def attempt(work: Callable[[Item], Result], item: Item) -> Result | LocpipeError:
    """Return what the work returns for the item, or the LocpipeError that it raises."""
    try:
        return work(item)
    except LocpipeError as error:
        return error


def raised(result: Result | LocpipeError) -> Result:
    """Return the result; raise what `spread` gave in the place of one."""
    if isinstance(result, LocpipeError):
        raise result
    return result


def start_method() -> str:
    """Return how a worker process begins here: as a copy of this one, or anew."""
    # A copy of a process with threads may never end.
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"
