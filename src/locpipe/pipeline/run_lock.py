"""One locpipe at a time in a project."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from locpipe.errors import LocpipeError, UsageError
from locpipe.source import recover, unfinished

__all__ = ["alone", "unfinished"]


@contextmanager
def alone(root: Path) -> Iterator[tuple[Path, ...]]:
    """Hold the project's run lock; UsageError at once where another run holds it.

    What a killed run left half done is finished first: the block gets the paths that this changed.
    """
    place = root / ".locpipe" / "run.lock"
    lock = FileLock(place)
    try:
        place.parent.mkdir(exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise UsageError("another locpipe is running in this project; wait until it ends and run again") from None
    except OSError as error:
        raise LocpipeError(f".locpipe/run.lock: cannot be locked: {error.strerror}; make .locpipe writable") from None
    try:
        yield recover(root)
    finally:
        lock.release()
