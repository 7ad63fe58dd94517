"""What is not to be said: by the configuration, for a project or for some of its articles, and by a baseline.

A baseline is a file in git with what was found when a team began to check: those findings are silent, new ones are
not. It starts with a version line; then come tab-separated lines, sorted: check, path, digest, the text for people.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from hashlib import blake2b
from pathlib import Path

from locpipe.checks.explained import names
from locpipe.checks.registry import families
from locpipe.errors import SourceError, UsageError
from locpipe.model import Finding, Severity
from locpipe.project import Project
from locpipe.source import WriteSet, decode, read_if_exists

_HEAD = "# locpipe baseline 1: findings that `locpipe check` leaves out; write it anew with --write-baseline"
_SHOWN = 80


@dataclass(frozen=True)
class Selection:
    """Which checks count: those of `only`, all where it is empty, less those of `but`; by name or family."""

    only: tuple[str, ...] = ()
    but: tuple[str, ...] = ()

    def takes(self, check: str, family: str = "") -> bool:
        """Tell whether findings of the check are wanted."""
        names = {check, family}
        return (not self.only or bool(names & set(self.only))) and not names & set(self.but)


@dataclass(frozen=True)
class Silence:
    """What one project leaves unsaid. `baseline` has the line of each digest, from 1."""

    project: Project
    baseline: Mapping[str, int] = field(default_factory=dict)

    def heard(self, findings: Sequence[Finding], articles: Mapping[str, str], *, whole: bool) -> tuple[Finding, ...]:
        """Return the findings that are not silent, and, of a `whole` run, what silences nothing.

        `articles` has the article of each path.
        """
        used: set[object] = set()
        heard = [each for each in findings if not self._silences(each, articles.get(each.path, ""), used)]
        return (*heard, *(self._unused(used) if whole else ()))

    def _silences(self, finding: Finding, article: str, used: set[object]) -> bool:
        names = {finding.check, _family_of().get(finding.check, "")}
        config = self.project.config.check
        by: list[object] = [("ignore", name) for name in names & set(config.ignore)]
        for pattern, silent in config.articles.items():
            if article and fnmatchcase(article, pattern):
                by += [("articles", pattern, name) for name in names & set(silent)]
        if (digest := digest_of(finding)) in self.baseline:
            by.append(digest)
        used.update(by)
        return bool(by)

    def _unused(self, used: set[object]) -> Iterator[Finding]:
        config, file = self.project.config.check, self.project.config_file
        for name in config.ignore:
            if ("ignore", name) not in used:
                yield Finding("ignore-unused", Severity.NOTE, file, 0, f"check.ignore: “{name}” silences nothing")
        for pattern, silent in config.articles.items():
            for name in silent:
                if ("articles", pattern, name) not in used:
                    message = f"check.articles: “{name}” silences nothing in {pattern}; take it out"
                    yield Finding("ignore-unused", Severity.WARNING, file, 0, message)
        for digest, line in self.baseline.items():
            if digest not in used:
                message = "this is not found any more; write the baseline anew with --write-baseline"
                yield Finding("ignore-unused", Severity.WARNING, config.baseline, line, message)


def silence_of(project: Project, *, baseline: bool = True) -> Silence:
    """Return what the project leaves unsaid; UsageError for a name that no check has, SourceError for no baseline."""
    config = project.config.check
    known_names(config.ignore, "[check] ignore")
    for pattern, silent in config.articles.items():
        known_names(silent, f"[check.articles] {pattern}:")
    return Silence(project, _read_baseline(project) if baseline else {})


def known_names(asked: Iterable[str], where: str) -> None:
    """Raise UsageError for a name that no check and no family has; `where` begins its message."""
    known = {*names(), *(family.name for family in families())}
    for name in asked:
        if name not in known:
            close = difflib.get_close_matches(name, sorted(known), 1)
            hint = f'did you mean "{close[0]}"? ' if close else ""
            raise UsageError(f"{where} {name}: there is no such check; {hint}locpipe explain lists them all")


def write_baseline(project: Project, findings: Iterable[Finding]) -> Path:
    """Write what was found, notes excepted, as the project's baseline and return its path."""
    if not project.config.check.baseline:
        raise UsageError("--write-baseline: check.baseline in the configuration is empty; name a file there")
    lines = sorted({_line(each) for each in findings if each.severity > Severity.NOTE})
    path = project.root / project.config.check.baseline
    files = WriteSet(project.root)
    files.stage(path, "".join(f"{line}\n" for line in (_HEAD, *lines)).encode())
    files.commit()
    return path


def digest_of(finding: Finding) -> str:
    """Return what a baseline knows the finding by: its check, file and text; where it stands may change."""
    parts = (finding.check, finding.path, finding.unit or finding.message)
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _line(finding: Finding) -> str:
    shown = " ".join((finding.unit or finding.message).split())
    shown = shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"
    return "\t".join((finding.check, finding.path, digest_of(finding), shown))


def _read_baseline(project: Project) -> dict[str, int]:
    name = project.config.check.baseline
    data = read_if_exists(project.root / name, name) if name else None
    if data is None:
        return {}
    lines = decode(data, name).split("\n")
    if not lines[0].startswith("# locpipe baseline 1"):
        raise SourceError(f"{name}:1: this is no baseline of locpipe; write one with locpipe check --write-baseline")
    found = {}
    for number, line in enumerate(lines[1:], 2):
        parts = line.rstrip("\r").split("\t")
        if len(parts) > 2:
            found[parts[2]] = number
        elif line.strip():
            raise SourceError(f"{name}:{number}: not a line of a baseline; delete it, or run with --write-baseline")
    return found


@cache
def _family_of() -> dict[str, str]:
    return {each.id: family.name for family in families() for each in family.checks}
