"""What a commit is about to do, kept on disk while it does it, so that the next run can finish after a kill."""

from __future__ import annotations

import errno
import json
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from locpipe.errors import LocpipeError, reason
from locpipe.source.parts import part_of, write_json
from locpipe.source.reads import bytes_of, digest

_VERSION = 1
_PART = re.compile(r"\.locpipe-[0-9a-f]{16}\.part")
_NOT_OURS = frozenset({".git", "node_modules"})


class Change(NamedTuple):
    """A path from the root, with `/`, and the digests of what it holds and of what it is to hold; None = no file."""

    path: str
    held: str | None
    new: str | None


def journal_of(root: Path) -> Path:
    """Return where the journal of writes below `root` stands while they are under way."""
    return root / ".locpipe" / "journal.json"


def unfinished(root: Path) -> bool:
    """Tell whether a run is changing files below `root`, or was killed while it did and `recover` has work."""
    return os.path.lexists(journal_of(root))


def write_journal(root: Path, changes: Iterable[Change]) -> None:
    """Note the changes, all of whose new bytes lie beside their places: from here on the commit will be finished."""
    shown = (json.dumps(change._asdict()) for change in changes)
    write_json(journal_of(root), f'{{"version": {_VERSION}, "changes": [', shown, "]}")


def recover(root: Path) -> tuple[Path, ...]:
    """Finish what a killed commit left below `root`; return the paths that this changed, sorted.

    What a person changed since stays as it is. A journal that makes no sense is removed and nothing else is touched.
    Call it only where no other run can be writing. LocpipeError where the disk refuses; the journal stays then.
    """
    root = root.resolve()
    journal = journal_of(root)
    if not unfinished(root):
        return ()
    try:
        changes = _read(bytes_of(journal), root)
        done = tuple(sorted(root / change.path for change in changes if _complete(root / change.path, change)))
        for change in changes:
            # Where a person has put a file in a folder's place there is no part left.
            with suppress(FileNotFoundError, NotADirectoryError):
                part_of(root / change.path).unlink()
        journal.unlink()
    except OSError as error:
        shown = os.path.relpath(error.filename or journal, root)
        raise LocpipeError(
            f"{shown}: cannot be finished where an earlier run stopped half way: {reason(error)}; "
            "put that right and run again"
        ) from None
    return done


def sweep(root: Path) -> None:
    """Remove the temporary files that a run below `root` left which was killed before it noted what it was to do.

    Call it only where no other run can be writing.
    """
    for folder, folders, names in os.walk(root):
        folders[:] = [each for each in folders if each not in _NOT_OURS]
        for name in filter(_PART.fullmatch, names):
            with suppress(OSError):
                Path(folder, name).unlink()


def _complete(place: Path, change: Change) -> bool:
    """Make the change where the place still holds what it held; tell whether it was made now."""
    if _held(place) != change.held:
        return False
    if change.new is None:
        place.unlink()
        return True
    part = part_of(place)
    # Only bytes that a commit finished writing: a link under the name, or half a file after a power cut, is not ours.
    if part.is_symlink() or _held(part) != change.new:
        return False
    part.replace(place)
    return True


def _held(place: Path) -> str | None:
    """Return the digest of the file, None where there is none, "" for what is no file."""
    try:
        return digest(bytes_of(place))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        if error.errno in (errno.EISDIR, errno.EINVAL, errno.ELOOP):
            return ""
        raise


def _read(data: bytes, root: Path) -> tuple[Change, ...]:
    """Return the changes noted in a journal of ours, none for anything else."""
    try:
        found = json.loads(data)
        if found["version"] != _VERSION:
            return ()
        changes = [Change(str(each["path"]), each["held"], each["new"]) for each in found["changes"]]
        return tuple(change for change in changes if _is_below(root / change.path, root, removed=change.new is None))
    except (ValueError, TypeError, KeyError, RuntimeError):
        return ()


def _is_below(place: Path, root: Path, *, removed: bool) -> bool:
    """Tell whether the place is below the root and behind no link, as a commit notes it.

    It may not be so any more, and a journal may come from elsewhere, in an archive of a project.
    """
    if "\0" in str(place) or ".." in place.parts:
        return False
    real = place.parent.resolve() / place.name if removed else place.resolve()
    return place == real and place.is_relative_to(root)
