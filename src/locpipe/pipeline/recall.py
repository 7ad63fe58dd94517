"""What a whole run said, to be said again by a run that would find everything as that one did.

Nothing is worked out anew then: each file is read once and held against its digest. What was there to be found counts
too: which files stand in the project's folders, and whatever else was looked for.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from locpipe.languages import gettext_code
from locpipe.pipeline.analysis import PROJECT, Analysis, Known, named
from locpipe.pipeline.fingerprint import code_digest, digest_of
from locpipe.project import Project
from locpipe.project.layout import fill
from locpipe.source import Reads, found_now, noted, unfinished

# What no article, catalog or translation lies in, and what changes by itself.
_NOT_OURS = frozenset({".git", ".locpipe"})


class _OddError(Exception):
    """A folder of which a list of names does not say all: one that holds links, or cannot be read."""


class Recall:
    """The memory of a command's last run; `asked` is what it was asked for, configuration and code excepted."""

    def __init__(self, project: Project, command: str, *asked: object) -> None:
        self._project = project
        self._name = named("run", PROJECT, command)
        self._digest = _circumstances(project, (command, *asked)).decode()
        self._stood = self._standing()
        self._reads = Reads()

    def circumstances(self, *asked: object) -> str:
        """Return a digest of all that decides besides the contents of files, "" where that is not known.

        `asked` is what counts of what the run was asked for.
        """
        return self._stood and digest_of(_circumstances(self._project, asked), self._stood.encode())

    def said(self) -> Known | None:
        """Return what the run said; None where it did not run so, or where anything that it found has changed."""
        if not self._stood:
            return None
        with Analysis(self._project.root) as analysis:
            known = analysis.get(self._name, self._digest)
        if not known or known.get("stood") != self._stood:
            return None
        root = f"{self._project.root}{os.sep}"
        reads = known.get("reads")
        if not isinstance(reads, dict) or any(found_now(root + name) != what for name, what in reads.items()):
            return None
        said: Known = known["said"]
        return said

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Note what is read and looked for within the block."""
        with noted() as reads:
            yield
        self._reads = reads

    def keep(self, said: Known) -> None:
        """Keep what the run said, if it is sure that another one could tell whether it would say the same."""
        root = f"{self._project.root}{os.sep}"
        found = self._reads.all()
        inside = all(name.startswith(root) for name in found)
        if not self._stood or not inside or self._stood != self._standing():
            return
        reads = {name.removeprefix(root): what for name, what in found.items()}
        with Analysis(self._project.root) as analysis:
            analysis.put(self._name, self._digest, {"stood": self._stood, "reads": reads, "said": said})

    def _standing(self) -> str:
        """Return a digest of the names of all files in the project's folders; "" where that would not say enough."""
        if unfinished(self._project.root):
            return ""
        made = sha256()
        try:
            for folder in _outermost(_folders(self._project)):
                _refuse_links(self._project.root, Path(folder))
                for part in _names(folder):
                    made.update(part.encode("utf-8", "surrogateescape"))
        except (_OddError, OSError):
            return ""
        return made.hexdigest()


def _circumstances(project: Project, asked: object) -> bytes:
    parts = (repr(asked), project.config_file)
    shown = (part.encode("utf-8", "surrogateescape") for part in parts)
    return digest_of(code_digest(), project.settings, *shown).encode()


def _folders(project: Project) -> Iterator[str]:
    yield str(project.source_folder)
    patterns = [project.config.paths.template]
    for language in project.config.targets:
        yield str(project.target_folder(language))
        patterns.append(fill(project.config.paths.catalog, lang=gettext_code(language)))
    for pattern in patterns:
        yield str(project.root / pattern.partition("{article}")[0].rpartition("/")[0])


def _outermost(folders: Iterable[str]) -> list[str]:
    """Return the folders that lie in no other one, sorted."""
    found: list[str] = []
    # With the separator behind each, a folder comes right before what lies in it.
    for folder in sorted({f"{each}{os.sep}" for each in folders}):
        if not found or not folder.startswith(found[-1]):
            found.append(folder)
    return [folder.removesuffix(os.sep) for folder in found]


def _refuse_links(root: Path, folder: Path) -> None:
    for each in (folder, *folder.parents):
        if each != root and each.is_relative_to(root) and each.is_symlink():
            raise _OddError


def _names(folder: str) -> Iterator[str]:
    """Yield each folder's path with its names, sorted, in one order on every machine; `/` behind folders."""
    if not os.path.lexists(folder):
        yield f"{folder}\0\0"
        return
    with os.scandir(folder) as entries:
        found = sorted((entry.name, _is_folder(entry)) for entry in entries if entry.name not in _NOT_OURS)
    yield f"{folder}\0" + "\0".join(f"{name}/" if is_folder else name for name, is_folder in found) + "\0\0"
    for name, is_folder in found:
        if is_folder:
            yield from _names(f"{folder}{os.sep}{name}")


def _is_folder(entry: os.DirEntry[str]) -> bool:
    # Where a link leads may change, and a pipe is no file.
    if not entry.is_dir(follow_symlinks=False) and not entry.is_file(follow_symlinks=False):
        raise _OddError
    return entry.is_dir(follow_symlinks=False)
