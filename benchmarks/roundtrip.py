"""Measure locpipe on a folder of Markdown as one project: wall time and peak memory of whole processes."""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from locpipe import catalog
from locpipe.markdown import inline
from locpipe.model import Entry

SUFFIXES = (".md", ".markdown", ".mdx")
CONFIG = 'name = "benchmark"\ntargets = ["pl"]\n\n[paths]\nsuffixes = [".md", ".markdown", ".mdx"]\n'
# An exit code of 1 is a finding: accents that land in markup, as in `[foo][bar][baz]`, are refused.
STOPPED = 2
ACCENTS = str.maketrans("aeoAEO", "ąęóĄĘÓ")


@dataclass(frozen=True, slots=True)
class Measure:
    """What one command took: seconds, megabytes at the peak, exit code."""

    seconds: float
    megabytes: float
    exit_code: int


def main() -> int:
    """Run the benchmark over the folder on the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--same", action="store_true", help="every msgstr equals its msgid")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        project = Path(scratch).resolve()
        articles = copy_articles(options.folder, project)
        print(f"{articles} articles")
        ok = show("extract", measure(project, "extract"))
        print(f"{translate(project, same=options.same)} entries translated")
        ok &= show("merge", measure(project, "merge"))
        before = digest(project)
        ok &= show("extract again", measure(project, "extract"))
        ok &= show("merge again", measure(project, "merge"))
        after = digest(project)
        changed = sorted(path for path in before | after if before.get(path) != after.get(path))
        print(f"{len(changed)} files changed by the second run", *changed[:10], sep="\n  ")
        print(f"{sum(path.startswith('content/pl/') for path in before)} articles written")
    return 0 if ok and not changed else 1


def copy_articles(folder: Path, project: Path) -> int:
    """Copy the folder's articles into a new project and return their number."""
    (project / "locpipe.toml").write_text(CONFIG, encoding="utf-8")
    files = sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file())
    taken: set[Path] = set()
    for path in files:
        place = path.relative_to(folder)
        if place.with_suffix("") in taken:
            place = Path(path.suffix.removeprefix(".")) / place
        taken.add(place.with_suffix(""))
        target = project / "content/en" / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return len(files)


def measure(project: Path, command: str) -> Measure:
    """Run a locpipe command in a process of its own."""
    arguments = [sys.executable, "-m", "locpipe", "-C", str(project), command, "-q"]
    started = time.perf_counter()
    _, status, usage = os.wait4(os.spawnv(os.P_NOWAIT, sys.executable, arguments), 0)
    seconds = time.perf_counter() - started
    unit = 1 if sys.platform == "darwin" else 1024
    return Measure(seconds, usage.ru_maxrss * unit / 1e6, os.waitstatus_to_exitcode(status))


def show(name: str, result: Measure) -> bool:
    """Print one line of the table; tell whether the command got to its end."""
    print(f"{name:14} {result.seconds:8.2f} s {result.megabytes:8.0f} MB   exit code {result.exit_code}", flush=True)
    return result.exit_code < STOPPED


def translate(project: Path, *, same: bool) -> int:
    """Give every entry of every catalog a translation and return their number."""
    count = 0
    for path in sorted((project / "locale/pl").rglob("*.po")):
        read = catalog.read(path.read_bytes(), str(path), "pl")
        entries = tuple(translated(entry, same=same) for entry in read.entries)
        path.write_bytes(catalog.dump(replace(read, entries=entries)))
        count += len(entries)
    return count


def translated(entry: Entry, *, same: bool) -> Entry:
    """Return the entry with its own source as its target, accents on the vowels outside markup unless `same`."""
    if same or entry.context == "slug":
        return entry._replace(target=entry.source, fuzzy=False)
    target, at = "", 0
    for span in inline.analyse(entry.source, inline.full_form_labels(entry.source)).markup:
        target += entry.source[at : span.start].translate(ACCENTS) + span.of(entry.source)
        at = span.end
    return entry._replace(target=target + entry.source[at:].translate(ACCENTS), fuzzy=False)


def digest(project: Path) -> dict[str, str]:
    """Return every file that belongs in git with the hash of its bytes; `.locpipe/` can be rebuilt and does not."""
    files = (path for path in project.rglob("*") if path.is_file() and ".locpipe" not in path.parts)
    return {path.relative_to(project).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


if __name__ == "__main__":
    sys.exit(main())
