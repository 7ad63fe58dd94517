"""One locpipe at a time in a project."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from locpipe.errors import LocpipeError, UsageError
from locpipe.source import recover, sweep, unfinished

__all__ = ["alone", "unfinished"]


@contextmanager
def alone(root: Path) -> Iterator[tuple[Path, ...]]:
    """Hold the project's run lock; UsageError at once where another run holds it.

    What a killed run left half done is finished first, and its temporary files are removed: the block gets the paths
    that were finished. The system lets go of a lock when its run ends, however that ends.
    """
    place = root / ".locpipe" / "run.lock"
    lock = FileLock(place)
    try:
        place.parent.mkdir(exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise UsageError("another locpipe is running in this project; wait until it ends and run again") from None
    except (OSError, NotImplementedError) as error:  # the latter from a disk that knows no locks
        reason = getattr(error, "strerror", None) or error
        raise LocpipeError(f".locpipe/run.lock: cannot be locked: {reason}; make .locpipe writable") from None
    try:
        finished = recover(root)
        with _marked(root):
            yield finished
    finally:
        lock.release()


@contextmanager
def _marked(root: Path) -> Iterator[None]:
    """Leave a mark while the run lasts; an earlier run's mark says that it was killed, and may have left something."""
    mark = root / ".locpipe" / "running"
    if mark.exists():
        sweep(root)
    # A disk that refuses this has no room for a run's other files either.
    with suppress(OSError):
        mark.touch()
    try:
        yield
    except Exception:
        _remove(mark)
        raise
    # After Ctrl-C the mark stays: it may have come while a run was tidying up.
    _remove(mark)


def _remove(mark: Path) -> None:
    with suppress(OSError):
        mark.unlink()
