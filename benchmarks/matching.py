"""How well and how fast changed texts find the entry that they were, beside msgmerge --previous on the same files.

python benchmarks/matching.py                   made texts, 500 to 20,000
python benchmarks/matching.py FOLDER [OTHER]    the Markdown of a folder; new texts are those below another one

Of the texts 12 in 100 are changed (rewriting.py), some deleted, some blocks moved, 1 put in for each 20. Everything is
translated, so the msgstr tells where a text comes from. It ends with exit code 1 where less than 85 % of the changed
ones find theirs, more than 3 % find another one's, or one in 250 made new ones finds any.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import rewriting
from memory import units_of
from rewriting import Case

from locpipe import catalog
from locpipe.model import Catalog, Span, Unit, UnitKind

HEAD = "| texts | changed | tool | seconds | right | another's | none | new ones matched |\n" + "|---" * 8 + "|"


@dataclass(frozen=True, slots=True)
class Score:
    """How many changed texts have the translation that was theirs or another one's, and how many new ones have any."""

    changed: int
    right: int
    wrong: int
    new: int
    fresh: int

    @property
    def good(self) -> bool:
        """Tell whether it is good enough."""
        matched = self.right >= 0.85 * self.changed and self.wrong <= 0.03 * self.changed
        return matched and self.fresh * 250 < max(1, self.new)


def main() -> int:
    """Print the table and the slope of our time; return 1 where too little is found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("other", type=Path, nargs="?")
    parser.add_argument("--sizes", type=int, nargs="+", default=[500, 1_000, 2_000, 5_000, 10_000, 20_000])
    parser.add_argument("--msgmerge", type=int, default=5_000, help="up to how many texts msgmerge has its turn")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    print(HEAD)
    times: dict[int, float] = {}
    good = True
    for size in options.sizes:
        case = chosen(options.folder, options.other, size, options.seed)
        files = written(case)
        times[len(case.old)], ours = timed(locpipe, *files)
        score = scored(case, ours)
        good &= replace(score, fresh=0 if options.folder else score.fresh).good
        show(case, "locpipe", times[len(case.old)], score)
        if size <= options.msgmerge and shutil.which("msgmerge"):
            seconds, theirs = timed(msgmerge, *files)
            show(case, "msgmerge", seconds, scored(case, theirs))
    if len(times) > 1:
        print(f"slope of the logarithms: {slope(times):.2f}")
    return 0 if good else 1


def chosen(folder: Path | None, other: Path | None, size: int, seed: int) -> Case:
    """Return so many texts, made or of a folder, as they stand in it, and what became of them."""
    if folder is None:
        return rewriting.made_case(size, size // 20, seed)
    new = sorted(set(units_of(other))) if other else rewriting.made(size // 20, seed)
    fresh = random.Random(seed).sample(new, min(len(new), size // 20))
    return rewriting.case(
        [*dict.fromkeys(text for text in units_of(folder) if text not in set(new))][:size], fresh, seed
    )


def written(case: Case) -> tuple[bytes, bytes]:
    """Return the old catalog, every text with its place as translation, and the new template."""
    old = update(None, template(case.old)).catalog
    entries = tuple(entry._replace(target=translation(place)) for place, entry in enumerate(old.entries))
    return catalog.dump(replace(old, entries=entries)), catalog.dump(template([text for text, _ in case.new]))


def translation(place: int) -> str:
    """Return the translation of the old text at that place."""
    return f"T{place}"


def template(texts: Sequence[str]) -> Catalog:
    """Return the template of an article of these texts."""
    return catalog.template(
        [Unit(UnitKind.PARAGRAPH, text, (Span(0, len(text)),), 1) for text in texts],
        article_path="content/en/a.md",
        template_path="a.pot",
        name="a",
        source_language="en",
        segmentation="1 gfm",
    )


def update(old: Catalog | None, new: Catalog) -> catalog.Update:
    """Return what locpipe makes of a catalog and a new template."""
    return catalog.update(old, new, path="a.po", language="pl", language_name="Polish", gettext_code="pl")


def locpipe(old: bytes, new: bytes) -> bytes:
    """Return the updated catalog, made by locpipe."""
    was, now = catalog.read(old, "a.po", "pl"), catalog.read(new, "a.pot", "en")
    return catalog.dump(update(was, now).catalog)


def msgmerge(old: bytes, new: bytes) -> bytes:
    """Return the updated catalog, made by gettext."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "old.po").write_bytes(old)
        (Path(folder) / "new.pot").write_bytes(new)
        command = ["msgmerge", "--quiet", "--previous", "--no-wrap", "old.po", "new.pot"]
        return subprocess.run(command, cwd=folder, capture_output=True, check=True).stdout


def timed(tool: Callable[[bytes, bytes], bytes], old: bytes, new: bytes) -> tuple[float, bytes]:
    """Return the processor's seconds that the tool took, as a process or not, and the catalog that it made."""
    before = os.times()
    made = tool(old, new)
    return sum(os.times()[:4]) - sum(before[:4]), made


def scored(case: Case, made: bytes) -> Score:
    """Return how good the matches of a catalog are."""
    targets = {entry.source: entry.target for entry in catalog.read(made, "a.po", "pl").entries if not entry.obsolete}
    right = sum(targets[text] == translation(place) for text, place in case.changed)
    found = sum(targets[text] != "" for text, _ in case.changed)
    fresh = sum(targets[text] != "" for text in case.fresh)
    return Score(len(case.changed), right, found - right, len(case.fresh), fresh)


def show(case: Case, tool: str, seconds: float, score: Score) -> None:
    """Print one line of the table."""
    none = score.changed - score.right - score.wrong
    shares = " | ".join(f"{count / max(1, score.changed):.1%}" for count in (score.right, score.wrong, none))
    print(
        f"| {len(case.old):,} | {score.changed:,} | {tool} | {seconds:.2f} | {shares} |"
        f" {score.fresh} of {len(case.fresh)} |",
        flush=True,
    )


def slope(figures: Mapping[int, float]) -> float:
    """Return by which power of the size a figure grows: 1 where twice as much takes twice as long."""
    xs, ys = [math.log(size) for size in figures], [math.log(each) for each in figures.values()]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


if __name__ == "__main__":
    raise SystemExit(main())
