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
from pathlib import Path
from typing import TypeVar

from rapidfuzz.distance import Indel
from rapidfuzz.process import extract

from locpipe.errors import LocpipeError
from locpipe.markdown import Rules
from locpipe.memory import Match, Segment, open_memory
from locpipe.memory.fuzzy import fingerprint, percent, share_words
from locpipe.pipeline.article import read_article

SUFFIXES = (".md", ".markdown", ".mdx")
A_FILE = 100
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: seconds, and of how many texts with a match by brute force the same was found."""

    pairs: int
    build: float
    again: float
    cold: float
    lookup: float
    brute: float
    alike: int
    alike_found: int
    any_letters: int
    letters_found: int
    megabytes: float


def main() -> int:
    """Print the table for the folder on the command line; return 1 where a match was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000], help="pairs in the memory")
    parser.add_argument("--texts", type=int, default=1_000, help="texts looked up")
    parser.add_argument("--compared", type=int, default=1_000, help="of them, compared with brute force")
    parser.add_argument("--least", type=int, default=70, help="percent from which a match is offered")
    options = parser.parse_args()
    units = sorted(set(units_of(options.folder)))
    print(f"{len(units)} distinct units, {options.texts} texts looked up, from {options.least} % on")
    print("  pairs   build   again    cold  lookup   brute  alike: found   by letters alone: found      size")
    missed = 0
    for size in options.sizes:
        row = measure(units, size, options.texts, options.compared, options.least)
        show(row, min(options.texts, options.compared))
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


def measure(units: Sequence[str], size: int, texts: int, compared: int, least: int) -> Row:
    """Fill a memory, look edited texts up in it, and compare some with brute force."""
    chance = random.Random(size)
    sources = grown(units, size, chance)
    wanted = [edited(chance.choice(sources), units, chance) for _ in range(texts)]
    files = {f"{start}.po": "1" for start in range(0, size, A_FILE)}

    def read(name: str) -> Iterator[tuple[str, Segment]]:
        start = int(name.removesuffix(".po"))
        before = ""
        for source in sources[start : start + A_FILE]:
            yield "pl", Segment(source, source.upper(), "", before)
            before = source

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "memory.sqlite"
        with open_memory(path) as memory:
            build, _ = timed(lambda: memory.refresh(files, read))
        with open_memory(path) as memory:
            again, _ = timed(lambda: memory.refresh(files, read))
            cold, _ = timed(lambda: memory.fuzzy(wanted[:1], "pl", least))
            lookup, found = timed(lambda: memory.fuzzy(wanted, "pl", least))
            size_on_disk = memory.stats().size
            brute, best = timed(lambda: [by_brute_force(text, sources, least) for text in wanted[:compared]])
        return Row(size, build, again, cold, lookup, brute, *_recall(found, best), size_on_disk / 1e6)


def _recall(found: Sequence[Match | None], best: Sequence[tuple[int, int]]) -> tuple[int, int, int, int]:
    scores = [match.score if match else 0 for match in found]
    pairs = list(zip(scores, best, strict=False))
    return (
        sum(alike > 0 for _, (alike, _) in pairs),
        sum(score >= alike > 0 for score, (alike, _) in pairs),
        sum(letters > 0 for _, (_, letters) in pairs),
        sum(score >= letters > 0 for score, (_, letters) in pairs),
    )


def by_brute_force(text: str, sources: Sequence[str], least: int) -> tuple[int, int]:
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
    """Return the seconds that the action took and what it gave."""
    started = time.perf_counter()
    result = action()
    return time.perf_counter() - started, result


def show(row: Row, compared: int) -> None:
    """Print one line."""
    seconds = "".join(f"{each:7.2f}s" for each in (row.build, row.again, row.cold, row.lookup, row.brute))
    alike = f"{row.alike:6} {share(row.alike_found, row.alike)}"
    letters = f"{row.any_letters:15} {share(row.letters_found, row.any_letters)}"
    print(f"{row.pairs:7}{seconds}{alike}{letters} {row.megabytes:9.1f} MB ({compared} compared)", flush=True)


def share(part: int, whole: int) -> str:
    """Return a share in percent."""
    return f"{100 * part / whole:6.1f} %" if whole else "     -  "


if __name__ == "__main__":
    sys.exit(main())
