"""Recorded figures in the pages: the README beside other tools, docs/scale.md by the number of articles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from matplotlib import rcParams
from matplotlib.figure import Figure

ROOT = Path(__file__).parent.parent
BEGIN, END = "<!-- benchmark -->", "<!-- end of benchmark -->"
# The commands of the README and of the curves, by what the record calls their runs.
RUNS = ("cold", "1 % changed", "nothing changed")
COMMANDS = ("extract", "merge", "check")
OURS, THEIRS = "#2a6f97", "#b8c4cc"


def update(result: dict[str, Any], by_size: str, beside: str) -> None:
    """Put the tables and pictures of a run with other tools and of several sizes into the pages."""
    bars(result).savefig(ROOT / "docs/img/benchmark.svg", metadata={"Date": None})
    curves(result).savefig(ROOT / "docs/img/scale.svg", metadata={"Date": None})
    _put("README.md", "\n".join([beside, "", *short(result["sizes"]["1000"])]))
    _put("docs/scale.md", by_size)


def _put(name: str, table: str) -> None:
    path = ROOT / name
    text = path.read_text("utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    path.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{after}", "utf-8", newline="\n")


def short(figures: dict[str, dict[str, float]]) -> Iterator[str]:
    """Yield a table of seconds: each command cold and warm."""
    yield f"| 1,000 articles, seconds | {' | '.join(RUNS)} |"
    yield f"|---|{'---|' * len(RUNS)}"
    for command in COMMANDS:
        found = (figures.get(f"{command}, {run}", {}).get("wall") for run in RUNS)
        yield f"| `locpipe {command}` | {' | '.join('' if wall is None else f'{wall:.2f}' for wall in found)} |"


def bars(result: dict[str, Any]) -> Figure:
    """Draw wall times of the cold extract: ours, and those of other tools."""
    found = sorted(result["others"].items(), key=lambda each: -each[1]["wall"])
    figure = _figure(7, 0.45 * len(found) + 1)
    axes = figure.add_subplot()
    drawn = axes.barh(
        [name for name, _ in found],
        [each["wall"] for _, each in found],
        color=[OURS if name.startswith("locpipe") else THEIRS for name, _ in found],
    )
    axes.bar_label(drawn, fmt="%.1f s", padding=3)
    axes.margins(x=0.12)
    axes.set_xlabel("seconds for 1,000 articles, from nothing to catalogs")
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def curves(result: dict[str, Any]) -> Figure:
    """Draw processor time and memory by the number of articles, both axes logarithmic for time."""
    sizes = sorted(map(int, result["sizes"]))
    figure = _figure(9, 3.6)
    time, memory = figure.subplots(1, 2)
    for command in COMMANDS:
        for run, style in zip(("cold", "nothing changed"), ("-", "--"), strict=True):
            rows = [result["sizes"][str(size)][f"{command}, {run}"] for size in sizes]
            name, colour = f"{command}, {run}", f"C{COMMANDS.index(command)}"
            time.loglog(sizes, [row["cpu"] for row in rows], style, color=colour, marker="o", label=name)
            memory.semilogx(sizes, [row["memory"] for row in rows], style, color=colour, marker="o")
    floor = [result["sizes"][str(size)]["floor: read and hash"]["cpu"] for size in sizes]
    time.loglog(sizes, floor, ":", color="grey", label="reading and hashing")
    time.set_ylabel("seconds of processors")
    memory.set_ylabel("MB, of the largest process")
    memory.set_ylim(bottom=0)
    for axes in (time, memory):
        axes.set_xlabel("articles")
        axes.spines[["top", "right"]].set_visible(False)
    figure.legend(loc="outside right upper", frameon=False, fontsize="small")
    return figure


def _figure(width: float, height: float) -> Figure:
    # The same figures give the same file.
    rcParams.update({"svg.hashsalt": "locpipe", "svg.fonttype": "path"})
    return Figure(figsize=(width, height), layout="constrained")
