"""Writes that happen wholly or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, overload
from unicodedata import normalize

from locpipe.errors import LocpipeError, reason
from locpipe.source.journal import Change, journal_of, recover, unfinished, write_journal
from locpipe.source.parts import open_part, part_name
from locpipe.source.reads import digest
from locpipe.source.shelf import Shelf
from locpipe.source.spool import Spool, Ticket
from locpipe.source.text import read_bytes, resolved

_Signature = tuple[int, int, int, int]
"""What changes whenever a file is saved: two saves within one tick of the clock differ in the inode at least where an
editor puts a new file in the place of the old one, and a clock that is set back does not change when it was noted."""


_Changes = Mapping[str, Ticket | None]
"""What is planned, by place; no ticket = removal."""


class _Before(NamedTuple):
    """What a place had when something was planned for it: the file's signature and digest, None where there is none."""

    seen: _Signature | None
    held: str | None


_NOTHING = _Before(None, None)


class Paths(Sequence[Path]):
    """Paths that are held as texts, of which there may be one for every file of a large site."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        self._names = names

    def __len__(self) -> int:
        return len(self._names)

    @overload
    def __getitem__(self, at: int) -> Path: ...
    @overload
    def __getitem__(self, at: slice) -> Paths: ...
    def __getitem__(self, at: int | slice) -> Path | Paths:
        return Paths(self._names[at]) if isinstance(at, slice) else Path(self._names[at])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)


class WriteSet:
    """Files to be written and removed together: `stage` and `remove` check and keep, `commit` does it.

    Nothing on disk changes before `commit`. There every new file is first written in full beside its target, then a
    journal names them, then all are renamed into place: a full disk changes nothing, and after a kill `recover`
    finishes, or nothing has changed.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._start = f"{str(self._root).rstrip(os.sep)}{os.sep}"
        self._spool = Spool()
        # By place, as a text: a run may stage every file of a large site.
        self._writes: dict[str, Ticket] = {}
        self._removals: set[str] = set()
        # Most places of a large run are new and have no entry.
        self._before: dict[str, _Before] = {}
        self._same: Shelf[str] = Shelf(self._spool)
        self._folders: dict[Path, str] = {}

    @property
    def staged(self) -> Sequence[Path]:
        """Return the paths that `commit` would write or remove, sorted."""
        return Paths(sorted(self._changes()))

    def stage(self, path: Path, data: bytes, *, base: bytes | None = None) -> bool:
        """Keep `data` for `path` and return True; False where the file holds exactly that already.

        `base` is what the file held when `data` was made from it. LocpipeError for a path outside the root, by `..`
        or through a link, for a folder in the file's place, and where the file no longer holds `base`.
        """
        place = self._inside(self._real(self._root / path), path)
        if os.path.isdir(place):
            raise LocpipeError(f"{self._shown(place)}: is a folder, but a file is to be written there; move it away")
        held = self._look(place)
        if held == data:
            self._writes.pop(place, None)
            self._before.pop(place, None)
            self._same.put(place)
            return False
        if base is not None and held != base:
            raise self._changed(place)
        self._writes[place] = self._spool.put(data)
        return True

    def remove(self, path: Path, *, base: bytes) -> None:
        """Plan to remove the file, which holds `base`; of a link, the link. A path that is also staged stays.

        Which of the two comes first does not matter, nor case and Unicode form: where file names differ by that
        alone, many disks see one file. LocpipeError as for `stage`.
        """
        path = self._root / path
        place = self._inside(os.path.join(self._folder(path.parent), path.name), path)
        if self._look(place) != base:
            raise self._changed(place)
        self._removals.add(place)

    def commit(self) -> Sequence[Path]:
        """Write and remove what is staged and return the paths, sorted; LocpipeError where the disk refuses.

        A change that someone makes to one of the files before the first of them is in place stops all; a later one
        is kept, the other files are finished, and LocpipeError names the file.
        """
        changes = self._changes()
        made: list[Path] = []
        try:
            new = self._prepare(changes, made)
            self._note(changes, new, made)
            late = self._put_in_place(changes)
        except KeyboardInterrupt:
            # All that is left to do are a few renames.
            recover(self._root)
            raise
        except OSError as error:
            raise LocpipeError(
                f"{self._shown(str(error.filename or self._root))}: cannot be written: {reason(error)}; "
                "every file is as it was or complete, make room or fix the permission and run again"
            ) from None
        finally:
            # With a journal the next run needs the parts, to finish.
            if not unfinished(self._root):
                _clean((part_name(place) for place, ticket in changes.items() if ticket is not None), made)
        self._writes, self._removals, self._before, self._spool = {}, set(), {}, Spool()
        self._same = Shelf(self._spool)
        if late:
            raise self._changed(late[0])
        return Paths(sorted(changes))

    def _prepare(self, changes: _Changes, made: list[Path]) -> Sequence[str | None]:
        """Write every new file in full beside its place and return their digests; folders made go into `made`."""
        new = Shelf[str | None](self._spool)
        for place, ticket in changes.items():
            self._check_unchanged(place, ticket)
            data = None if ticket is None else self._spool.get(ticket)
            if data is not None:
                _make_folders(os.path.dirname(place), made)
                self._write(place, data)
            new.put(_digest(data))
        return new

    def _note(self, changes: _Changes, new: Iterable[str | None], made: list[Path]) -> None:
        """Write the journal, once nobody has changed a file meanwhile."""
        for place, ticket in changes.items():
            self._check_unchanged(place, ticket)
        # A single rename cannot stop half way.
        if len(changes) > 1:
            _make_folders(str(journal_of(self._root).parent), made)
            both = zip(changes, new, strict=True)
            write_journal(self._root, (Change(self._shown(place), self._held(place), each) for place, each in both))

    def _put_in_place(self, changes: _Changes) -> list[str]:
        """Rename and remove as planned; return the places that someone changed meanwhile, which stay as they are."""
        late = []
        for place, ticket in changes.items():
            if not self._is_unchanged(place, ticket):
                late.append(place)
                Path(part_name(place)).unlink(missing_ok=True)
            elif ticket is None:
                os.unlink(place)
            else:
                os.replace(part_name(place), place)
        if len(changes) > 1:
            journal_of(self._root).unlink()
        return late

    def _changes(self) -> _Changes:
        """Return what is planned, the writes first: at no moment is a renamed article under neither name."""
        kept = {_one_name(place) for place in (*self._writes, *self._same)} if self._removals else set()
        removals = [
            place
            for place in sorted(self._removals)
            if kept.isdisjoint((_one_name(place), _one_name(os.path.realpath(place))))
        ]
        self._writes = {place: self._writes[place] for place in sorted(self._writes)}
        return {**self._writes, **dict.fromkeys(removals)} if removals else self._writes

    def _look(self, place: str) -> bytes | None:
        """Return what the place has, and remember that it had it; None for nothing."""
        seen = _signature(place)
        if seen is None:
            self._before.pop(place, None)
            return None
        data = read_bytes(Path(place), self._shown(place))
        self._before[place] = _Before(seen, digest(data))
        return data

    def _held(self, place: str) -> str | None:
        return self._before.get(place, _NOTHING).held

    def _write(self, place: str, data: bytes) -> None:
        part = part_name(place)
        try:
            with os.fdopen(open_part(part), "wb") as file:
                file.write(data)
        except OSError as error:
            raise OSError(error.errno, error.strerror, place) from None
        if place in self._before and os.path.exists(place):
            os.chmod(part, stat.S_IMODE(os.stat(place).st_mode))

    def _check_unchanged(self, place: str, ticket: Ticket | None) -> None:
        if not self._is_unchanged(place, ticket):
            raise self._changed(place)

    def _is_unchanged(self, place: str, ticket: Ticket | None) -> bool:
        """Tell whether the place has what it had; what is to be removed is read once more, however it looks."""
        before, seen = self._before.get(place, _NOTHING), _signature(place)
        if seen == before.seen and ticket is not None:
            return True
        # A file that was only touched is unchanged.
        found = None if seen is None else digest(read_bytes(Path(place), self._shown(place)))
        return found == before.held

    def _changed(self, place: str) -> LocpipeError:
        return LocpipeError(f"{self._shown(place)}: changed while locpipe was running; it was left as it is, run again")

    def _real(self, path: Path) -> str:
        """Return where the path leads; what its folder is, is looked up once."""
        place = os.path.join(self._folder(path.parent), path.name)
        return str(resolved(path, str(path))) if path.name == ".." or os.path.islink(place) else place

    def _folder(self, path: Path) -> str:
        if path not in self._folders:
            self._folders[path] = str(resolved(path, str(path)))
        return self._folders[path]

    def _inside(self, place: str, path: Path) -> str:
        if not place.startswith(self._start):
            raise LocpipeError(f"{path}: leads out of {self._root}; locpipe writes only below it")
        return place

    def _shown(self, place: str) -> str:
        """Return the path from the root, with `/`; that of another place as it is."""
        below = place.removeprefix(self._start)
        return place if below == place else below.replace(os.sep, "/")


def _one_name(place: str) -> str:
    """Return what is equal for names that a case-insensitive disk takes for one."""
    return normalize("NFC", normalize("NFD", place).casefold())


def _digest(data: bytes | None) -> str | None:
    return None if data is None else digest(data)


def _signature(place: str) -> _Signature | None:
    try:
        found = os.stat(place)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LocpipeError(f"{place}: cannot be written: {reason(error)}") from None
    return (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def _make_folders(folder: str, made: list[Path]) -> None:
    """Make the folder and those above it, each noted in `made`."""
    if os.path.exists(folder):
        return
    path, missing = Path(folder), []
    while not path.exists():
        missing.append(path)
        path = path.parent
    for each in reversed(missing):
        each.mkdir(exist_ok=True)
        made.append(each)


def _clean(parts: Iterable[str], made: list[Path]) -> None:
    """Remove temporary files that were not renamed, and folders that stayed empty."""
    for part in parts:
        with suppress(OSError):
            os.unlink(part)
    for folder in reversed(made):
        with suppress(OSError):
            folder.rmdir()
