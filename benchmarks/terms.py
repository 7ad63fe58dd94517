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
from collections.abc import Callable, Iterable, Iterator
from itertools import cycle, islice
from pathlib import Path
from statistics import mean

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
    if not (yes and no):
        print(f"\n{language}: no sentences")
        return
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
    terms = read(path.read_bytes(), path.name)
    matcher = Matcher(terms, "en", "pl")
    matcher.problems("Neck pain", "Ból szyi")
    print(f"first use {time.perf_counter() - start:.2f} s, {megabytes():.0f} MB at most")
    units = [*islice(zip(cycle(paragraphs()), cycle(row["sentence"] for row in rows("pl"))), 1000)]
    print(f"1,000 units of {mean(len(unit) for unit, _ in units):.0f} characters, {len(terms)} terms: ", end="")
    print(f"{seconds(matcher, units):.2f} s")
    # As many terms again as make 10,000, of words that the articles have, two of them or three.
    words = sorted({word for unit, _ in units for word in re.findall(r"[a-z]+", unit)})
    spare = (Term(" ".join(some), "x") for some in zip(*(words[at:] * 99 for at in (0, 7, 19)), strict=False))
    many = Matcher([*terms, *islice(spare, 10_000 - len(terms))], "en", "pl")
    print(f"the same with 10,000 terms: {seconds(many, units):.2f} s; {megabytes():.0f} MB at most")


def paragraphs() -> list[str]:
    """Return the paragraphs of the sample's articles."""
    texts = (path.read_text(encoding="utf-8") for path in sorted((ROOT / "content/en").glob("*.md")))
    return [part for text in texts for part in text.split("\n\n") if part[:1].isalpha()]


def seconds(matcher: Matcher, units: Iterable[tuple[str, str]]) -> float:
    """Return how long the units take."""
    start = time.perf_counter()
    for source, target in units:
        matcher.problems(source, target)
    return time.perf_counter() - start


def megabytes() -> float:
    """Return the most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if "--first-use" in sys.argv:
        first_use()
    else:
        for each in ("pl", "de"):
            table(each)
        print()
        sys.stdout.flush()
        subprocess.run([sys.executable, __file__, "--first-use"], check=True)
