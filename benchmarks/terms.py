"""How well terms are found in inflected text: recall and false positives over the sentences of tests/terms/.

Run from the repository: `python benchmarks/terms.py`; with -v it lists what each way gets wrong. Compares exact match
(the term as the glossary has it, ignoring capitals, as other tools do) with locpipe's analysis, without and with
Morfeusz; the forms that a glossary lists are left out, so that the analysis alone is measured. Also what a first use
costs in a fresh process.
"""

from __future__ import annotations

import csv
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from locpipe.glossary import Matcher, analyzer, read
from locpipe.glossary.analyzer import Analyzer
from locpipe.glossary.lemmas import morfeusz
from locpipe.model import Term

ROOT = Path(__file__).resolve().parent.parent
Finds = Callable[[str, Term], bool]


def rows(language: str) -> Iterator[dict[str, str]]:
    """Yield the sentences of a language."""
    for path in sorted((ROOT / "tests/terms").glob(f"{language}*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def exactly(sentence: str, term: Term) -> bool:
    """Tell whether the term stands in the sentence as the glossary has it."""
    return re.search(rf"(?<!\w){re.escape(term.target)}(?!\w)", sentence, re.IGNORECASE) is not None


def analysed(language: str, *, use_morfeusz: bool) -> Finds:
    """Return what tells whether locpipe finds the term in the sentence."""
    words = (analyzer("en"), Analyzer(language, use_morfeusz=use_morfeusz))
    matcher = Matcher([Term("x", "x")], "en", language, analyzers=words)
    return lambda sentence, term: bool(matcher.target_spans(sentence, term))


def table(language: str) -> None:
    """Print a line for each way of matching, and what it gets wrong."""
    ways: dict[str, Finds] = {"exact match": exactly, "locpipe": analysed(language, use_morfeusz=False)}
    if language == "pl" and morfeusz():
        ways["locpipe[pl]"] = analysed(language, use_morfeusz=True)
    sentences = list(rows(language))
    yes = [row for row in sentences if row["found"] == "yes"]
    no = [row for row in sentences if row["found"] == "no"]
    print(f"\n{language}: {len(yes)} sentences with the term inflected, {len(no)} near misses")
    for name, finds in ways.items():
        hits = [row for row in yes if finds(row["sentence"], Term(row["english"], row["target"]))]
        wrong = [row for row in no if finds(row["sentence"], Term(row["english"], row["target"]))]
        print(f"  {name:12} recall {len(hits) / len(yes):6.1%}   false positives {len(wrong) / len(no):6.1%}")
        if name != "exact match" and "-v" in sys.argv:
            for row in (*(row for row in yes if row not in hits), *wrong):
                print(f"      {row['found']:3} {row['target']}: {row['sentence']}")


def first_use() -> None:
    """Print what a process pays for its first Polish and English word, and for a thousand units after that."""
    start = time.perf_counter()
    path = ROOT / "glossary/health.en-pl.csv"
    matcher = Matcher(read(path.read_bytes(), path.name), "en", "pl")
    matcher.problems("Neck pain", "Ból szyi")
    ready = time.perf_counter()
    text = "Do the chin tuck slowly, and stop where the neck pain grows; the shoulders stay low. "
    for number in range(1000):
        matcher.problems(
            f"{text} {number}", f"Cofaj brodę powoli i przestań, gdy ból szyi rośnie; barki są nisko. {number}"
        )
    done = time.perf_counter()
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"first use {ready - start:.2f} s, 1,000 units {done - ready:.2f} s, {megabytes:.0f} MB at most")


if __name__ == "__main__":
    if "--first-use" in sys.argv:
        first_use()
    else:
        for each in ("pl", "de"):
            table(each)
        print()
        sys.stdout.flush()
        subprocess.run([sys.executable, __file__, "--first-use"], check=True)
