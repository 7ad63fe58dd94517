"""The project's translation memory: reviewed entries of every catalog, and the TMX files of `memory.files`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from locpipe import catalog, languages
from locpipe.characters import without_controls
from locpipe.memory import (
    SLUG,
    Address,
    Memory,
    Segment,
    address_in,
    can_hold,
    dump_tmx,
    group_of,
    open_memory,
    read_tmx,
    segments_in,
)
from locpipe.model import Catalog, Entry, Finding, Severity
from locpipe.pipeline.reading import chosen_languages
from locpipe.pipeline.result import Result, in_order
from locpipe.pipeline.run_lock import alone
from locpipe.project import Project, database_password
from locpipe.source import WriteSet, digest, read_bytes

INDEX = ".locpipe/memory.sqlite"
_SHOWN = 40


@contextmanager
def open_for(project: Project, languages: Sequence[str] = ()) -> Iterator[Memory]:
    """Give the project's memory, up to date for these languages, for all where none is named.

    For a caller that holds the run lock. Every file is read for its digest, only a changed one is parsed. CatalogError
    or MemoryFileError for one that cannot be.
    """
    origins = _Origins(project, languages)
    with open_memory(place(project)) as memory:
        memory.refresh(origins.digests(), origins.read)
        yield memory


def states(project: Project) -> dict[str, str]:
    """Return for each target a digest of all files that its memory is made of."""
    origins = _Origins(project, ())
    digests = origins.digests()
    shared = [f"{name} {digests[name]}" for name in origins.files]
    found: dict[str, list[str]] = {language: [*shared] for language in project.config.targets}
    for name, language in origins.catalogs.items():
        found[language].append(f"{name} {digests[name]}")
    return {language: digest("\n".join(each).encode("utf-8", "surrogateescape")) for language, each in found.items()}


def place(project: Project) -> Path | Address:
    """Return where the memory's index is: on the configured server, else in a file of this checkout."""
    where = project.config.memory.store
    return address_in(where, "memory.store", database_password()) if where else project.root / INDEX


def shown_place(project: Project) -> str:
    """Return where the memory's index is, for people: without a password."""
    where = place(project)
    return INDEX if isinstance(where, Path) else where.shown


def in_place(read: Catalog) -> Iterator[tuple[Entry, str]]:
    """Yield each entry in use with the msgid before it, as `Memory.exact` compares it; slugs are left out."""
    before = ""
    for entry in read.entries:
        if not entry.obsolete and entry.context != SLUG:
            yield entry, before
            before = entry.source


def _decided(read: Catalog) -> Iterator[tuple[Entry, str]]:
    """Yield each reviewed entry with the msgid before it.

    A paragraph that left its article stays: the next article may have it, and a person's work is not done twice.
    """
    yield from (pair for pair in in_place(read) if pair[0].reviewed)
    gone = (entry._replace(obsolete=False) for entry in read.entries if entry.obsolete)
    yield from ((entry, "") for entry in gone if entry.reviewed and entry.context != SLUG)


class _Origins:
    """The files that hold reviewed pairs, by their paths below the root."""

    def __init__(self, project: Project, languages: Sequence[str]) -> None:
        self._project = project
        self._wanted = set(languages) or set(project.config.targets)
        targets = project.config.targets
        self.catalogs = {project.relative(path): each for each in targets for path in catalogs(project, each)}
        self.files = tuple(project.relative(path) for path in memory_files(project))

    def digests(self) -> dict[str, str]:
        """Return the digest of each file, "" for a catalog in a language that is not wanted: it stays as known."""
        config = self._project.config
        # What a TMX file gives hangs on the languages that are looked for.
        meant = " ".join([config.source, *config.targets]).encode() + b"\n"
        found = {name: digest(meant + self._bytes(name)) for name in self.files}
        for name, language in self.catalogs.items():
            # The language is the configuration's, and another project's may have another word for it.
            data = language.encode() + b"\n"
            found[name] = digest(data + self._bytes(name)) if language in self._wanted else ""
        return found

    def read(self, name: str) -> Iterator[tuple[str, Segment]]:
        """Yield the reviewed pairs of one file, each with its language."""
        config = self._project.config
        if language := self.catalogs.get(name):
            for entry, before in _decided(catalog.read(self._bytes(name), name, language)):
                yield language, Segment(entry.source, entry.target, entry.context, before, name)
            return
        for group in read_tmx(self._bytes(name), name):
            yield from segments_in(group, config.source, config.targets, name)

    def _bytes(self, name: str) -> bytes:
        return read_bytes(self._project.root / name, name)


def catalogs(project: Project, language: str) -> list[Path]:
    """Return the catalogs of a language, those too whose article is gone: they still hold what was reviewed."""
    pattern = project.config.paths.catalog.replace("{lang}", languages.gettext_code(language))
    first, *rest = (re.escape(part) for part in pattern.split("{article}"))
    named = re.compile(first + "(?P<article>.+)" + "(?P=article)".join(rest), re.DOTALL)
    folder = project.root / pattern.partition("{article}")[0].rpartition("/")[0]
    return sorted(path for path in folder.rglob("*") if named.fullmatch(project.relative(path)) and path.is_file())


def memory_files(project: Project) -> list[Path]:
    """Return the TMX files that the configuration names, each once."""
    patterns = project.config.memory.files
    return sorted({path for pattern in patterns for path in project.root.glob(pattern) if path.is_file()})


@dataclass(frozen=True)
class Row:
    """What the memory holds in one language: pairs from catalogs and from TMX files, distinct sources."""

    language: str
    catalogs: int
    files: int
    sources: int


def stats(project: Project, languages: Sequence[str] = ()) -> tuple[tuple[Row, ...], int]:
    """Return a row for each language, in the configuration's order, and the bytes that the index takes."""
    wanted = chosen_languages(project, languages)
    with alone(project.root), open_for(project, wanted) as memory:
        found = memory.stats()
    outside = {project.relative(path) for path in memory_files(project)}
    counts = {(language, kind): 0 for language in wanted for kind in (False, True)}
    for (language, name), count in found.pairs.items():
        if language in wanted:
            counts[language, name in outside] += count
    rows = [Row(each, counts[each, False], counts[each, True], found.sources.get(each, 0)) for each in wanted]
    return tuple(rows), found.size


def export(project: Project, languages: Sequence[str] = (), output: Path | None = None) -> tuple[bytes, Result]:
    """Return every reviewed pair of the languages as a TMX file, written to `output` where that is given.

    A pair with a character that XML cannot hold is left out, with a finding.
    """
    wanted = chosen_languages(project, languages)
    source = project.config.source
    with alone(project.root):
        with open_for(project, wanted) as memory:
            pairs = [(language, segment) for language in wanted for segment in memory.segments(language)]
        odd = [segment for _, segment in pairs if not _fits(segment)]
        data = dump_tmx((group_of(each, source, language) for language, each in pairs if _fits(each)), source)
        written = _write(output, data) if output else ()
    return data, Result(in_order([_unfit(segment) for segment in odd]), written, {"pairs": len(pairs) - len(odd)})


def _write(path: Path, data: bytes) -> Sequence[Path]:
    files = WriteSet(path.absolute().parent)
    files.stage(path.absolute(), data)
    return files.commit()


def _fits(segment: Segment) -> bool:
    return all(can_hold(text) for text in (segment.source, segment.target, segment.context, segment.before))


def _unfit(segment: Segment) -> Finding:
    message = f"“{_short(segment.source)}” is left out: it or its translation holds a control character; take that out"
    return Finding("memory-characters", Severity.WARNING, segment.where, 0, message)


def _short(text: str) -> str:
    plain = " ".join(without_controls(text).split())
    return plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]}…"
