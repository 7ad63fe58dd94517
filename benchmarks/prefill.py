"""Measure pre-fill against a DeepL server on loopback: requests and their fill, time beside the server's own floor.

The server answers after some latency and takes no more than so many requests in a second. The least time in which that
can be done is reckoned from what it got: distinct texts, in full requests, at its limit.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from deepl_server import MOST_BYTES, MOST_TEXTS, DeepLServer, Limits

WORDS = re.findall(
    r"\w+",
    "back neck shoulder stretch breathe slowly posture chair screen minute pain muscle joint knee doctor walk rest "
    "sleep water relax hold repeat gently left right daily often office desk stand lean support",
)
UNITS = 50
# One paragraph in ten stands in other articles too.
SHARED = 10
HEAD = " units  lang  requests   fill  twice  at once  429s  elapsed    cpu   floor  ratio  again  peak"


@dataclass(frozen=True, slots=True)
class Row:
    """One run; `fill` is the share of texts in the requests that would have fitted, `again` the next run's
    seconds, as `cpu` those of the processor."""

    units: int
    languages: int
    requests: int
    fill: float
    twice: int
    at_once: int
    refused: int
    elapsed: float
    cpu: float
    floor: float
    again: float
    megabytes: float

    def __str__(self) -> str:
        return (
            f"{self.units:>6}  {self.languages:>4}  {self.requests:>8}  {self.fill:>4.0%}  {self.twice:>5}  "
            f"{self.at_once:>7}  {self.refused:>4}  {self.elapsed:>6.1f}s {self.cpu:>5.1f}s {self.floor:>6.1f}s  "
            f"{self.elapsed / self.floor:>5.2f} {self.again:>5.1f}s {self.megabytes:>4.0f} MB"
        )


def main() -> int:
    """Print a row for each number of units; return 1 where a text was sent twice, or requests are not full."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, nargs="+", default=[1_000, 10_000], help="units, in each language")
    parser.add_argument("--languages", type=int, default=1, choices=range(1, 7))
    parser.add_argument("--latency", type=float, default=0.1, help="seconds to each answer")
    parser.add_argument("--per-second", type=float, default=10, help="requests in a second, 0 for no limit")
    options = parser.parse_args()
    languages = ("pl", "de", "fr", "es", "uk", "cs")[: options.languages]
    print(HEAD)
    rows = []
    for units in options.units:
        rows.append(measured(units, languages, options.latency, options.per_second))
        print(rows[-1], flush=True)
    return int(any(row.twice or row.fill < 0.9 for row in rows if row.units >= MOST_TEXTS * 20))


def measured(units: int, languages: tuple[str, ...], latency: float, per_second: float) -> Row:
    """Return what pre-filling so many units takes."""
    with tempfile.TemporaryDirectory() as folder, DeepLServer(limit=10**12) as server:
        root = Path(folder)
        write_project(root, units, languages)
        run(root, server, "extract")
        server.latency, server.limits = latency, Limits(per_second)
        elapsed, cpu, megabytes = run(root, server, "prefill", "--engine", "deepl")
        _, again, _ = run(root, server, "prefill", "--engine", "deepl")
        requests = [each for each in server.translations if each.status == 200]
        texts = Counter((each.body["target_lang"], text) for each in requests for text in each.body["text"])
        most = sum(max(1, min(MOST_TEXTS, len(each.body["text"]) * MOST_BYTES // each.size)) for each in requests)
        least = -(-len(texts) // MOST_TEXTS)
        # The first second's worth comes at once; without a limit four requests are under way at any moment.
        floor = latency + (max(0, least - per_second) / per_second if per_second else least * latency / 4)
        refused = len(server.translations) - len(requests)
        return Row(
            units,
            len(languages),
            len(requests),
            texts.total() / most,
            texts.total() - len(texts),
            server.most_at_once,
            refused,
            elapsed,
            cpu,
            floor,
            again,
            megabytes,
        )


def run(root: Path, server: DeepLServer, *command: str) -> tuple[float, float, float]:
    """Return the seconds a command takes, those of the processor, and its peak memory in MB."""
    environment = os.environ | {"DEEPL_AUTH_KEY": server.key, "DEEPL_SERVER_URL": server.url}
    started = time.perf_counter()
    with subprocess.Popen([sys.executable, "-m", "locpipe", *command, "-q"], cwd=root, env=environment) as running:
        _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise SystemExit(f"locpipe {' '.join(command)} ended with {running.returncode}")
    return time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def write_project(root: Path, units: int, languages: tuple[str, ...]) -> None:
    """Write articles of fifty units each, the same every time."""
    random_ = random.Random(units)
    (root / "content/en").mkdir(parents=True)
    (root / "locpipe.toml").write_text(f"targets = {list(languages)}\n".replace("'", '"'), "utf-8")
    shared = [sentence(random_) for _ in range(UNITS)]
    for number in range(max(1, units // UNITS)):
        text = "\n\n".join(article(random_, number, shared))
        (root / f"content/en/a{number:05}.md").write_text(text + "\n", "utf-8")


def article(random_: random.Random, number: int, shared: list[str]) -> Iterator[str]:
    """Yield an article's blocks, each with one unit: headings, paragraphs with markup, list items."""
    yield f"---\ntitle: Article {number} on {sentence(random_, 3)}\n---"
    for place in range(1, UNITS):
        if place % SHARED == 0:
            yield random_.choice(shared)
        elif place % SHARED == 1:
            yield f"## {sentence(random_, 3)} {number}"
        elif place % SHARED < 4:
            yield f"- {sentence(random_, 8)}"
        else:
            yield f"{sentence(random_, 12)} **{sentence(random_, 2)}**, [{sentence(random_, 2)}](https://example.org/{place})."


def sentence(random_: random.Random, words: int = 20) -> str:
    """Return so many words."""
    return " ".join(random_.choices(WORDS, k=words)).capitalize()


if __name__ == "__main__":
    sys.exit(main())
