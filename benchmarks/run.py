"""Measure locpipe's commands as whole processes, beside other tools, over articles made for it or a folder's.

python benchmarks/run.py                       100 and 1,000 articles, all tools, a table; some fifteen minutes
python benchmarks/run.py --sizes 100,1000,10000 --no-others
python benchmarks/run.py --folder SITE         the Markdown of a folder
python benchmarks/run.py --record 2026-11-29   keep the figures in benchmarks/history
python benchmarks/run.py --again --runs 5      measure beside the other tools anew, into the last record
python benchmarks/run.py --readme              put the last recorded tables and pictures into README.md and docs/
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import corpus
import others
from measure import Job, measured, run

import locpipe

HERE = Path(__file__).parent
HISTORY = HERE / "history"
LOCPIPE = [sys.executable, "-m", "locpipe"]
Figures = dict[str, dict[str, float]]
_MANY = 10_000

FLOOR = """
import os, sys, hashlib
for top in sys.argv[1:]:
    for folder, _, names in os.walk(top):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                hashlib.blake2b(file.read(), digest_size=16).digest()
"""
PARSE = """
import sys
from pathlib import Path
from markdown_it import MarkdownIt
md = MarkdownIt("commonmark").enable("table")
md.core.ruler.disable("inline")
for path in Path(sys.argv[1]).rglob("*.md"):
    md.parse(path.read_text("utf-8"))
"""
POLIB = """
import sys, polib
from pathlib import Path
for path in Path(sys.argv[1]).rglob("*.po"):
    str(polib.pofile(str(path), wrapwidth=0))
"""


class Site:
    """A project on its way through the commands, each measured where it is due."""

    def __init__(self, root: Path, articles: int, made: bool) -> None:
        self.root, self.articles, self.made = root, articles, made

    def job(self, name: str, *arguments: str, prepare: Callable[[], object] = lambda: None) -> Job:
        """Return a command of locpipe in this project."""
        return Job(name, [*LOCPIPE, *arguments], self.root, prepare)

    def _floor(self, name: str, code: str, *folders: str) -> Job:
        return Job(name, [sys.executable, "-c", code, *folders], self.root)

    def forget(self, *names: str) -> Callable[[], None]:
        """Return what removes these files and folders."""

        def remove() -> None:
            for name in names:
                path = self.root / name
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)

        return remove

    def reviewed(self) -> Figures:
        """Take every catalog as translated and reviewed; return what it takes to fill them by an engine before."""
        job = self.job("prefill, cold, pseudo engine", "prefill", "-q", "--engine", "pseudo")
        filled = measured([job] if self.articles < _MANY else [], 1)
        corpus.translate(self.root)
        return filled

    def figures(self, runs: int) -> Figures:
        """Return the figures of every command, from nothing to a published site."""
        catalogs, kept = ("locale", ".locpipe"), ".locpipe"
        found = measured(
            [
                self.job("extract, cold", "extract", "-q", prepare=self.forget(*catalogs)),
                self.job("extract, cold, one process", "extract", "-q", "--jobs", "1", prepare=self.forget(*catalogs)),
                self.job("extract, nothing changed", "extract", "-q"),
                self._floor("floor: read and hash", FLOOR, "content/en", "locale"),
                self._floor("floor: markdown-it-py, blocks alone", PARSE, "content/en"),
                self._floor("floor: polib, load and save", POLIB, "locale"),
            ],
            runs,
        )
        if self.made:
            found |= self._changed()
        found |= self.reviewed()
        published = ("content/pl", "locpipe.lock", kept)
        found |= measured([self.job("merge, cold", "merge", "-q", prepare=self.forget(*published))], runs)
        found |= measured([self.job("check, cold", "check", "-q", prepare=self.forget(kept))], runs)
        found |= self._warm(runs)
        return found | self._remembered()

    def _warm(self, runs: int) -> Figures:
        """Return the figures where everything is known, then where one text in 1 % of the catalogs is another one."""
        jobs = [
            self.job("merge, nothing changed", "merge", "-q"),
            self.job("check, nothing changed", "check", "-q"),
            self.job("status, nothing changed", "status"),
            self.job("prefill, nothing to fill", "prefill", "-q"),
        ]
        measured([*jobs, *jobs], 1)
        found = measured([*jobs, self._floor("floor: read and hash, published", FLOOR, "content", "locale")], runs)
        corpus.rephrase(self.root)
        changed = [self.job("merge, 1 % changed", "merge", "-q"), self.job("check, 1 % changed", "check", "-q")]
        return found | measured(changed, 1)

    def _remembered(self) -> Figures:
        """Fill the catalogs of a tenth more articles, whose texts all stand in the others."""
        source = self.root / "content" / "en"
        for path in sorted(source.rglob("*.md"))[::10]:
            again = source / "again" / path.relative_to(source)
            again.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, again)
        _must(run([*LOCPIPE, "extract", "-q"], self.root).code)
        return measured([self.job("prefill, a tenth more, all in memory", "prefill", "-q")], 1)

    def _changed(self) -> Figures:
        _must(run([*LOCPIPE, "extract", "-q"], self.root).code)
        corpus.change(self.root, self.articles)
        return measured([self.job("extract, 1 % changed", "extract", "-q")], 1)


def _must(code: int) -> None:
    if code not in (0, 1):
        raise SystemExit(f"a step that is not measured failed with exit code {code}")


def start_up(runs: int) -> Figures:
    """Return what it costs to begin."""
    here = Path.cwd()
    return measured(
        [
            Job("locpipe --help", [*LOCPIPE, "--help"], here),
            Job("import locpipe", [sys.executable, "-c", "import locpipe"], here),
            Job("floor: python", [sys.executable, "-c", "pass"], here),
            Job("floor: import click", [sys.executable, "-c", "import click"], here),
        ],
        max(runs, 5),
    )


def beside(site: Site, folder: Path, runs: int) -> Figures:
    """Return the figures of other tools at the same extract, in turn with ours."""
    out = site.root.parent / "others"
    jobs = [site.job("locpipe", "extract", "-q", prepare=site.forget("locale", ".locpipe"))]
    jobs.append(
        site.job("locpipe, one process", "extract", "-q", "--jobs", "1", prepare=site.forget("locale", ".locpipe"))
    )
    for tool in others.TOOLS:
        python = others.installed(tool, folder)
        if python is None:
            print(f"{tool.name} is not installed here: left out", file=sys.stderr)
            continue
        target = out / tool.name.partition(" ")[0].strip(",")
        command = list(tool.command(python, site.root / "content" / "en", target))
        jobs.append(Job(tool.name, command, site.root, _emptied(target)))
    return measured(jobs, runs)


def _emptied(target: Path) -> Callable[[], None]:
    def prepare() -> None:
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)

    return prepare


def slopes(sizes: dict[str, Figures]) -> dict[str, float]:
    """Return how each command's processor time grows with the articles: 1 is in proportion, 2 with the square."""
    numbers = sorted(map(int, sizes))
    if len(numbers) < 2:
        return {}
    small, large = numbers[-2], numbers[-1]
    start = sizes[str(small)].get("floor: python", {}).get("cpu", 0.0)
    return {
        name: round(
            math.log(max(figures["cpu"] - start, 0.001) / max(sizes[str(small)][name]["cpu"] - start, 0.001))
            / math.log(large / small),
            2,
        )
        for name, figures in sizes[str(large)].items()
        if name in sizes[str(small)]
    }


def by_size(result: dict[str, Any]) -> Iterator[str]:
    """Yield the table of every command at every size, as Markdown."""
    sizes: dict[str, Figures] = result["sizes"]
    numbers = sorted(sizes, key=int)
    yield f"| command | {' | '.join(f'{int(number):,} articles' for number in numbers)} | slope |"
    yield f"|---|{'---|' * len(numbers)}---|"
    for name in sizes[numbers[-1]]:
        cells = [_cell(sizes[number].get(name)) for number in numbers]
        yield f"| {name} | {' | '.join(cells)} | {result['slopes'].get(name, '')} |"


def beside_others(result: dict[str, Any]) -> Iterator[str]:
    """Yield the table of the cold extract by every tool, as Markdown."""
    yield "| extract, cold | wall | processor | memory | times locpipe's wall |"
    yield "|---|---|---|---|---|"
    for name, each in result["others"].items():
        ratio = each["wall"] / result["others"]["locpipe"]["wall"]
        yield f"| {name} | {each['wall']:.2f} s | {each['cpu']:.2f} s | {each['memory']:.0f} MB | {ratio:.1f} |"


def _cell(figures: dict[str, float] | None) -> str:
    return f"{figures['wall']:.2f} s, {figures['memory']:.0f} MB" if figures else ""


def compare(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    """Yield what has become slower or faster by a fifth, as parts of the floor of its own run."""
    for size in sorted(set(old["sizes"]) & set(new["sizes"]), key=int):
        for name in new["sizes"][size]:
            if name.startswith("floor") or name not in old["sizes"][size]:
                continue
            parts = [each["sizes"][size] for each in (old, new)]
            before, after = (part[name]["cpu"] / part["floor: markdown-it-py, blocks alone"]["cpu"] for part in parts)
            if not 0.8 < after / before < 1.25:
                yield f"{size} articles, {name}: {after / before:.2f} times what it was"


def _site_of(scratch: Path, size: int, folder: Path | None) -> Site:
    root = scratch / f"site-{size}"
    if folder is None:
        return Site(corpus.make(root, size), size, made=True)
    return Site(root, len(list(corpus.copied(root, folder))), made=False)


def collect(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Yield the figures of one run, more after each size; from ten thousand articles on each command is run once."""
    scratch = Path(tempfile.mkdtemp(prefix="locpipe-benchmark-"))
    try:
        sizes: dict[str, Figures] = {}
        beginning = start_up(options.runs)
        compared: Figures = {}
        for size in [0] if options.folder else sorted(map(int, options.sizes.split(","))):
            site = _site_of(scratch, size, options.folder)
            print(f"{site.articles} articles", file=sys.stderr)
            runs = options.runs if site.articles < _MANY else 1
            sizes[str(site.articles)] = beginning | site.figures(runs)
            if options.others and site.articles == options.beside:
                compared = beside(_site_of(scratch / "beside", size, options.folder), options.tools, runs)
            shutil.rmtree(site.root)
            yield {
                "version": 1,
                "locpipe": locpipe.__version__,
                "python": platform.python_version(),
                "processors": len(os.sched_getaffinity(0)),
                "runs": options.runs,
                "sizes": sizes,
                "slopes": slopes(sizes),
                "others": compared,
            }
    finally:
        shutil.rmtree(scratch)


def again(record: Path, options: argparse.Namespace) -> None:
    """Measure beside the other tools once more for a record; what it had of them stays as `others_first`."""
    result = json.loads(record.read_bytes())
    with tempfile.TemporaryDirectory(prefix="locpipe-benchmark-") as scratch:
        found = beside(_site_of(Path(scratch), options.beside, None), options.tools, options.runs)
    result["others_first"] = result.get("others_first", result["others"])
    result |= {"others": found, "others_runs": options.runs}
    record.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    print("\n".join(beside_others(result)))


def _recorded() -> list[Path]:
    return sorted(HISTORY.glob("*.json"))


def _parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="100,1000", help="numbers of articles")
    parser.add_argument("--folder", type=Path, help="measure the Markdown below this folder instead")
    parser.add_argument("--runs", type=int, default=3, help="runs of each command; medians are shown")
    parser.add_argument("--no-others", dest="others", action="store_false", help="leave other tools out")
    parser.add_argument("--beside", type=int, default=1000, help="the size at which other tools are measured")
    parser.add_argument("--again", action="store_true", help="only measure other tools anew, into the last record")
    parser.add_argument("--tools", type=Path, default=Path(".venv-tools").absolute(), help="where they are installed")
    parser.add_argument("--record", metavar="NAME", help="keep the figures under this name")
    parser.add_argument("--compare", action="store_true", help="print what differs from the last recorded figures")
    parser.add_argument("--readme", action="store_true", help="only put the last recorded tables into the pages")
    return parser.parse_args(arguments)


def main() -> None:
    """Measure, print, keep."""
    options = _parse()
    last = json.loads(_recorded()[-1].read_bytes()) if _recorded() else None
    if options.readme and last:
        import pages

        pages.update(last, "\n".join(by_size(last)), "\n".join(beside_others(last)))
        return
    if options.again:
        again(_recorded()[-1], options)
        return
    for result in collect(options):
        if options.record:
            HISTORY.mkdir(exist_ok=True)
            (HISTORY / f"{options.record}.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    print("\n".join(by_size(result)))
    print("\n".join(beside_others(result)) if result["others"] else "")
    if options.compare and last:
        print("\n".join(compare(last, result)))


if __name__ == "__main__":
    main()
