"""Recorded figures in the README, as a table and a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
BEGIN, END = "<!-- benchmark -->", "<!-- end of benchmark -->"
PICTURE = "docs/img/benchmark.svg"


def update(result: dict[str, Any], table: str) -> None:
    """Put the table into README.md and draw the picture; of a run with other tools."""
    picture(result)
    path = ROOT / "README.md"
    text = path.read_text("utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    path.write_text(f"{before}{BEGIN}\n\n{table}\n{END}{after}", "utf-8", newline="\n")


def picture(result: dict[str, Any]) -> None:
    """Draw wall times of the cold extract: ours, and those of other tools."""
    from matplotlib import rcParams
    from matplotlib.figure import Figure

    # The same figures give the same file.
    rcParams.update({"svg.hashsalt": "locpipe", "svg.fonttype": "path"})
    found = sorted(result["others"].items(), key=lambda each: -each[1]["wall"])
    figure = Figure(figsize=(7, 0.45 * len(found) + 1), layout="constrained")
    axes = figure.add_subplot()
    bars = axes.barh(
        [name for name, _ in found],
        [each["wall"] for _, each in found],
        color=["#2a6f97" if name.startswith("locpipe") else "#b8c4cc" for name, _ in found],
    )
    axes.bar_label(bars, fmt="%.1f s", padding=3)
    axes.margins(x=0.12)
    axes.set_xlabel("seconds for 1,000 articles, from nothing to one catalog each")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(ROOT / PICTURE, metadata={"Date": None})
