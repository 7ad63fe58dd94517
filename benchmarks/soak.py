"""Live with a project for long: random edits, runs and kills, and nothing is left behind.

    python benchmarks/soak.py --cycles 1000 --seed 1

Each cycle edits something as people do, then runs a command or two as processes of their own; one in three is killed by
SIGKILL at a random moment. Every 25 cycles, and at the end, everything is run in peace and looked at:

- no temporary file, journal or half a file is left, and no template or catalog of an article that is gone and was never
  translated;
- nothing drifts: a copy of the project without `.locpipe` gives the same bytes;
- `.locpipe` is no larger than twice that of the copy, newborn, and a little.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from operator import truediv
from pathlib import Path

import corpus

LOCPIPE = [sys.executable, "-m", "locpipe"]
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
COMMANDS = (("extract",), ("prefill", "--engine", "pseudo"), ("merge",), ("check",), ("run",))
CONFIG = 'targets = ["pl", "de"]\n[engine]\nname = "pseudo"\n'
FEWEST, MOST = 4, 12
# SQLite leaves pages empty, or half full, where something was taken out: much only beside so small a project.
TIMES, ALLOWED = 2, 200_000


@dataclass
class Counts:
    """What happened."""

    cycles: int = 0
    runs: int = 0
    kills: int = 0
    repairs: int = 0
    looks: int = 0
    cache: list[int] = field(default_factory=list)
    newborn: list[int] = field(default_factory=list)


class Soak:
    """A project that is lived with. Everything follows from the seed but the moments of the kills."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root, self.random, self.counts = root, random.Random(seed), Counts()
        self.writer = corpus.Writer()
        self.born = 0
        (root / "content" / "en").mkdir(parents=True)
        (root / "locpipe.toml").write_text(CONFIG, "utf-8")
        for _ in range(FEWEST + 2):
            self.add()

    def sources(self) -> list[Path]:
        """Return the articles."""
        return sorted((self.root / "content" / "en").glob("*.md"))

    def add(self) -> None:
        """Write a new article."""
        self.born += 1
        text = self.writer.article(self.born)[:1500].rpartition("\n\n")[0] + "\n"
        front = f"---\ntitle: Article {self.born}\nslug: article-{self.born}\n---\n"
        body = re.sub(r"\A---.*?\n---\n", "", text, flags=re.DOTALL)
        (self.root / "content" / "en" / f"article-{self.born}.md").write_text(front + body, "utf-8")

    def edit(self) -> None:
        """Do one thing that people do."""
        path = self.random.choice(self.sources())
        what = self.random.choice(("change", "change", "review", "review", "add", "delete", "rename"))
        if what == "add" and len(self.sources()) < MOST:
            self.add()
        elif what == "delete" and len(self.sources()) > FEWEST:
            path.unlink()
        elif what == "rename":
            path.rename(path.with_name(f"{path.stem.split('_')[0]}_{self.random.randrange(999)}.md"))
        elif what == "review":
            self.review()
        else:
            words = path.read_text("utf-8").split(" ")
            words[self.random.randrange(len(words) // 2, len(words))] = f"word{self.random.randrange(999)}"
            path.write_text(" ".join(words), "utf-8")

    def review(self) -> None:
        """Take the proposals of a catalog as reviewed."""
        catalogs = sorted((self.root / "locale").rglob("*.po"))
        if catalogs:
            path = self.random.choice(catalogs)
            path.write_text(path.read_text("utf-8").replace("\n#, fuzzy\n", "\n"), "utf-8", newline="\n")

    def run(self, *arguments: str, kill: bool = False) -> None:
        """Run a command; kill it at some moment, or expect it to end well."""
        process = subprocess.Popen(
            [*LOCPIPE, *arguments], cwd=self.root, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        self.counts.runs += 1
        if kill:
            time.sleep(self.random.uniform(0.05, 0.9))
            process.send_signal(signal.SIGKILL)
        error = process.communicate()[1].decode()
        if process.returncode == -signal.SIGKILL:
            self.counts.kills += 1
        elif process.returncode not in (0, 1):
            raise AssertionError(f"{arguments}: exit code {process.returncode}: {error}")

    def cycle(self) -> None:
        """Edit, run, sometimes kill."""
        for _ in range(self.random.randint(1, 3)):
            self.edit()
        for _ in range(self.random.randint(1, 2)):
            self.run(*self.random.choice(COMMANDS), kill=self.random.random() < 1 / 3)
            if self.left_open():
                self.counts.repairs += 1
        self.counts.cycles += 1

    def left_open(self) -> list[Path]:
        """Return what only a run that was killed leaves."""
        return [*self.root.rglob(".locpipe-*.part"), *self.root.glob(".locpipe/journal.json")]

    def settle(self) -> None:
        """Run everything in peace, and look."""
        for _ in range(2):
            self.run("run")
            self.run("check")
        assert not self.left_open(), self.left_open()
        self._look_at_templates()
        self._look_at_a_copy()
        self.counts.looks += 1

    def _look_at_templates(self) -> None:
        ids = {path.stem for path in self.sources()}
        for path in (self.root / "locale").rglob("*.po"):
            assert path.stem in ids or "msgstr" in path.read_text("utf-8"), f"{path} is nobody's"
        odd = [path for path in self.root.iterdir() if path.name not in {"content", "locale", ".locpipe", *FILES}]
        assert not odd, odd

    def _look_at_a_copy(self) -> None:
        copy = self.root.with_name("copy")
        shutil.copytree(self.root, copy, ignore=shutil.ignore_patterns(".locpipe"))
        try:
            finish(copy, "run", "-q")
            assert files(copy) == files(self.root), "a copy without .locpipe gives other files"
            self._look_at_cache(newborn(copy))
        finally:
            shutil.rmtree(copy)

    def _look_at_cache(self, young: int) -> None:
        size = size_of(self.root / ".locpipe")
        self.counts.cache.append(size)
        self.counts.newborn.append(young)
        assert size < TIMES * young + ALLOWED, f".locpipe has {size} bytes, that of a newborn copy {young}"


FILES = {"locpipe.toml", "locpipe.lock"}


def files(root: Path) -> dict[str, bytes]:
    """Return what a project holds but its caches."""
    found = (path for path in sorted(root.rglob("*")) if path.is_file() and ".locpipe" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def size_of(folder: Path) -> int:
    """Return how many bytes the files below the folder have."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def newborn(copy: Path) -> int:
    """Return how many bytes a project that has just been run for the first time keeps in `.locpipe`.

    Those of all that is found out about its files, the index of the memory included, and those of the answers to all
    its texts, for which its catalogs are taken away: what is filled in is not asked for.
    """
    finish(copy, "check", "-q")
    finish(copy, "memory", "stats")
    known = size_of(copy / ".locpipe")
    shutil.rmtree(copy / "locale")
    shutil.rmtree(copy / ".locpipe")
    (copy / "locpipe.lock").unlink(missing_ok=True)
    finish(copy, "extract", "-q")
    finish(copy, "prefill", "-q")
    return known + (copy / ".locpipe" / "engine.sqlite").stat().st_size


def finish(root: Path, *arguments: str) -> None:
    """Run a command to its end, with findings or without."""
    done = subprocess.run([*LOCPIPE, *arguments], cwd=root, env=ENVIRONMENT, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr.decode()


def soak(cycles: int, seed: int, every: int = 25) -> Counts:
    """Live so many cycles and return what happened; AssertionError for what is left behind."""
    folder = Path(tempfile.mkdtemp(prefix="locpipe-soak-"))
    try:
        life = Soak(folder / "site", seed)
        life.settle()
        for number in range(cycles):
            life.cycle()
            if number % every == every - 1 or number == cycles - 1:
                life.settle()
        return life.counts
    finally:
        shutil.rmtree(folder)


def main() -> None:
    """Soak, and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cycles", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    counts = soak(options.cycles, options.seed)
    print(
        f"{counts.cycles} cycles, {counts.runs} runs, {counts.kills} killed, {counts.repairs} left work for the "
        f"next run, {counts.looks} looks; .locpipe: {counts.cache[0]} bytes at first, {max(counts.cache)} at most, "
        f"{counts.cache[-1]} at the end, {counts.newborn[-1]} in a newborn copy, at most "
        f"{max(map(truediv, counts.cache, counts.newborn)):.2f} times that"
    )


if __name__ == "__main__":
    main()
