"""Measure the translation memory on real units: how long lookups take as it grows, and what they miss."""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from rapidfuzz.distance import Indel
from rapidfuzz.process import extract

from locpipe.errors import LocpipeError
from locpipe.markdown import Rules
from locpipe.memory import Match, Memory, Segment, open_memory
from locpipe.memory.fuzzy import fingerprint, percent, share_words
from locpipe.pipeline.article import read_article

SUFFIXES = (".md", ".markdown", ".mdx")
A_FILE = 100
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: seconds, and of how many texts with a match by brute force the same was found.

    `opening` is a run's own cost where no file changed, `first` that of its first lookup, `brute` that of comparing
    every text with every source, reckoned from some of them.
    """

    pairs: int
    texts: int
    build: float
    opening: float
    first: float
    lookup: float
    brute: float
    alike: int
    alike_found: int
    any_letters: int
    letters_found: int
    megabytes: float


HEAD = "  pairs  texts   build opening   first  lookup    brute  ratio   alike: found  by letters: found      size"


def main() -> int:
    """Print the table for the folder on the command line; return 1 where a match was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000], help="pairs in the memory")
    parser.add_argument("--texts", type=int, nargs="+", default=[100, 1_000], help="texts looked up")
    parser.add_argument("--compared", type=int, default=100, help="of them, compared with brute force")
    parser.add_argument("--least", type=int, default=80, help="percent from which a match is offered")
    options = parser.parse_args()
    units = sorted(set(units_of(options.folder)))
    print(f"{len(units)} distinct units, from {options.least} % on, seconds of the processor")
    print(HEAD)
    missed = 0
    for size in options.sizes:
        for row in measure(units, size, options.texts, options.compared, options.least):
            show(row)
            missed += row.alike - row.alike_found
    return int(missed > 0)


def units_of(folder: Path) -> Iterator[str]:
    """Yield the msgids of the folder's articles; what locpipe refuses is left out."""
    for path in sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file()):
        try:
            article = read_article(path.read_bytes().decode("utf-8"), path.name, Rules())
        except (LocpipeError, UnicodeDecodeError):
            continue
        yield from (unit.source for unit in article.units)


def measure(units: Sequence[str], size: int, counts: Sequence[int], compared: int, least: int) -> Iterator[Row]:
    """Fill a memory, look edited texts up in it, and compare some with brute force."""
    chance = random.Random(size)
    sources = grown(units, size, chance)
    files = {f"{start}.po": "1" for start in range(0, size, A_FILE)}

    def read(name: str) -> Iterator[tuple[str, Segment]]:
        start = int(name.removesuffix(".po"))
        before = ""
        for source in sources[start : start + A_FILE]:
            yield "pl", Segment(source, source.upper(), "", before)
            before = source

    def opened() -> Memory:
        memory = open_memory(path)
        memory.refresh(files, read)
        return memory

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "memory.sqlite"
        build, memory = timed(opened)
        memory.close()
        for count in counts:
            wanted = [edited(chance.choice(sources), units, chance) for _ in range(count)]
            opening, memory = timed(opened)
            with memory:
                first, _ = timed(partial(memory.fuzzy, wanted[:1], "pl", least))
                lookup, found = timed(partial(memory.fuzzy, wanted, "pl", least))
                megabytes = memory.stats().size / 1e6
            brute, best = timed(partial(by_brute_force, wanted[:compared], sources, least))
            brute *= count / len(best)
            yield Row(size, count, build, opening, first, lookup, brute, *_recall(found, best), megabytes)


def _recall(found: Sequence[Match | None], best: Sequence[tuple[int, int]]) -> tuple[int, int, int, int]:
    scores = [match.score if match else 0 for match in found]
    pairs = list(zip(scores, best, strict=False))
    return (
        sum(alike > 0 for _, (alike, _) in pairs),
        sum(score >= alike > 0 for score, (alike, _) in pairs),
        sum(letters > 0 for _, (_, letters) in pairs),
        sum(score >= letters > 0 for score, (_, letters) in pairs),
    )


def by_brute_force(texts: Sequence[str], sources: Sequence[str], least: int) -> list[tuple[int, int]]:
    """Return for each text the best score among all sources that share words, and the best by letters alone."""
    return [best_by_brute_force(text, sources, least) for text in texts]


def best_by_brute_force(text: str, sources: Sequence[str], least: int) -> tuple[int, int]:
    """Return the best score among all sources that also share words, and the best by letters alone; 0 for none."""
    close = extract(text, sources, scorer=Indel.normalized_similarity, score_cutoff=least / 100 - 0.001, limit=None)
    scores = [(percent(text, source), source) for source, _, _ in close]
    scores = [(score, source) for score, source in scores if score >= least]
    words = fingerprint(text)
    alike = next((score for score, source in scores if share_words(words, fingerprint(source))), 0)
    return alike, scores[0][0] if scores else 0


def grown(units: Sequence[str], size: int, chance: random.Random) -> list[str]:
    """Return that many distinct texts: units, and where they are too few, new ones made of their sentences."""
    sources = dict.fromkeys(chance.sample(units, min(size, len(units))))
    sentences = [part for unit in units for part in re.split(r"(?<=[.!?]) +", unit) if len(part) > 1]
    while len(sources) < size:
        sources[" ".join(chance.sample(sentences, chance.choice([1, 2, 2, 3, 4])))] = None
    return list(sources)


def edited(text: str, units: Sequence[str], chance: random.Random) -> str:
    """Return the text as an author might have left it: up to four words in ten replaced, left out or put in."""
    words = text.split(" ")
    for _ in range(max(1, round(len(words) * chance.uniform(0, 0.4)))):
        place = chance.randrange(len(words))
        other = chance.choice(chance.choice(units).split(" "))
        kind = chance.randrange(3)
        words[place : place + (kind != 1)] = [] if kind == 0 and len(words) > 1 else [other]
    return " ".join(words)


def timed(action: Callable[[], T]) -> tuple[float, T]:
    """Return the processor's seconds that the action took and what it gave: other programs do not count."""
    started = time.process_time()
    result = action()
    return time.process_time() - started, result


def show(row: Row) -> None:
    """Print one line."""
    seconds = "".join(f"{each:7.3f}s" for each in (row.build, row.opening, row.first, row.lookup))
    ratio = row.brute / (row.first + row.lookup)
    alike = f"{row.alike:6} {share(row.alike_found, row.alike)}"
    letters = f"{row.any_letters:10} {share(row.letters_found, row.any_letters)}"
    print(
        f"{row.pairs:7}{row.texts:7}{seconds}{row.brute:8.2f}s{ratio:6.1f}x{alike}{letters}{row.megabytes:7.1f} MB",
        flush=True,
    )


def share(part: int, whole: int) -> str:
    """Return a share in percent."""
    return f"{100 * part / whole:6.1f} %" if whole else "     -  "


if __name__ == "__main__":
    sys.exit(main())
