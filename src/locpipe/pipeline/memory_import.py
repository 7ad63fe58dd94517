"""TMX files of other programs into the project's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from locpipe.errors import MemoryFileError, UsageError
from locpipe.memory import Group, dump_tmx, group_of, read_tmx, segments_in
from locpipe.model import Finding, Severity
from locpipe.pipeline.result import Result, in_order
from locpipe.pipeline.run_lock import alone
from locpipe.project import Project
from locpipe.source import WriteSet, read_bytes, read_if_exists

_SKIPPED = "without a text in {source} and one in {targets}: skipped"
_CODES = "with inline codes of another format: the words were taken, the codes left out"


def import_files(project: Project, paths: Sequence[Path]) -> Result:
    """Take the pairs of TMX files into files that `memory.files` names, one for each name, and return what was new.

    A file that is there already keeps everything it holds. Findings count what was skipped; MemoryFileError for a file
    that is no TMX, with nothing written.
    """
    with alone(project.root):
        run = _Import(project)
        for path in paths:
            run.take(path)
        return run.finish()


@dataclass
class _Import:
    """One run: the groups of each file to be written, and what was found."""

    project: Project
    _groups: dict[Path, dict[Group, None]] = field(default_factory=dict)
    _findings: list[Finding] = field(default_factory=list)
    _pairs: int = 0

    def take(self, path: Path) -> None:
        """Read one file."""
        shown = self._shown(path)
        groups = list(read_tmx(read_bytes(path, shown), shown))
        place = self._place(path)
        if place.exists() and place.samefile(path):
            raise UsageError(f"{shown}: is one of the project's memories already; it is used as it is")
        known = self._known(place)
        before = len(known)
        for group in groups:
            known |= dict.fromkeys(self._pairs_of(group))
        self._pairs += len(known) - before
        self._findings += self._odd(groups, shown)

    def finish(self) -> Result:
        """Write the files."""
        files = WriteSet(self.project.root)
        for place, groups in self._groups.items():
            files.stage(place, dump_tmx(groups, self.project.config.source))
        return Result(in_order(self._findings), files.commit(), {"pairs": self._pairs})

    def _pairs_of(self, group: Group) -> Iterator[Group]:
        config = self.project.config
        for language, segment in segments_in(group, config.source, config.targets):
            yield group_of(segment, config.source, language)

    def _known(self, place: Path) -> dict[Group, None]:
        """Return the groups of the file to be written; what is there already may hold what only its program reads."""
        if place not in self._groups:
            shown = self.project.relative(place)
            data = read_if_exists(place, shown)
            found = [] if data is None else [_bare(group) for group in read_tmx(data, shown)]
            if data is not None and dump_tmx(found, self.project.config.source) != data:
                raise MemoryFileError(
                    f"{shown}: is there already, from another program, and stays as it is; "
                    "give the file to be imported another name"
                )
            self._groups[place] = dict.fromkeys(found)
        return self._groups[place]

    def _odd(self, groups: Sequence[Group], shown: str) -> Iterator[Finding]:
        config = self.project.config
        taken = [group for group in groups if any(True for _ in self._pairs_of(group))]
        known = set(taken)
        skipped = [group for group in groups if group not in known]
        what = _SKIPPED.format(source=config.source, targets=" or ".join(config.targets))
        yield from _counted("memory-skipped", skipped, shown, what)
        yield from _counted("memory-codes", [group for group in taken if group.codes], shown, _CODES)

    def _place(self, path: Path) -> Path:
        """Return the file that a file's pairs go to: `memory/NAME.tmx` where `memory.files` has `memory/*.tmx`."""
        for pattern in self.project.config.memory.files:
            folder, _, name = pattern.replace("**/", "").rpartition("/")
            filled = name.replace("*", path.stem, 1)
            if not any(sign in folder + name.replace("*", "", 1) for sign in "*?["):
                return self.project.root / folder / filled
        raise UsageError(
            f'{self.project.config_file}: "memory.files" names no folder for it; put in a pattern like "memory/*.tmx"'
        )

    def _shown(self, path: Path) -> str:
        real = path.resolve()
        return self.project.relative(real) if real.is_relative_to(self.project.root) else str(path)


def _bare(group: Group) -> Group:
    return Group(group.texts, group.context, group.before)


def _counted(check: str, groups: Sequence[Group], shown: str, what: str) -> Iterator[Finding]:
    if groups:
        many = f"{len(groups)} entries" if len(groups) > 1 else "1 entry"
        which = "the first of them here: " if len(groups) > 1 else ""
        yield Finding(check, Severity.WARNING, shown, groups[0].line, f"{which}{many} {what}")
