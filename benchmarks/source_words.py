"""How often the checks of the English source speak up in prose that nobody wrote for them.

Run from the repository: `python benchmarks/source_words.py [FOLDER]`; with -v it lists each flag. All Markdown below
the folder (by default the corpus beside the repository, ../shared/corpus) is read with the sample's glossary as
vocabulary. Files in another language than English, as a part of their path says, are left out.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from locpipe.checks.base import UnitPair
from locpipe.checks.source_words import FAMILY
from locpipe.errors import LocpipeError
from locpipe.glossary import read
from locpipe.markdown import Rules
from locpipe.pipeline.article import read_article
from locpipe.source import decode

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared/corpus"
LANGUAGES = "bem de es fr he it ja ko nl pl pt pt-br ru uk zh zh-cn zh-hans"
OTHER_LANGUAGES = frozenset(LANGUAGES.split())


def glossary() -> tuple[str, ...]:
    """Return the source terms of the sample's glossaries."""
    files = sorted((ROOT / "glossary").glob("*.csv"))
    return tuple(sorted({term.source for path in files for term in read(path.read_bytes(), path.name)}))


def articles(folder: Path) -> Iterator[tuple[Path, list[UnitPair]]]:
    """Yield the English articles below a folder as the checks get them."""
    for path in sorted(path for path in folder.rglob("*") if path.suffix in (".md", ".markdown", ".mdx")):
        if OTHER_LANGUAGES & {part.lower() for part in (*path.parts, *path.stem.split("."))}:
            continue
        try:
            article = read_article(decode(path.read_bytes(), str(path)), path.name, Rules())
        except LocpipeError:
            continue
        yield path, [UnitPair(unit.source, "", "en", "en", unit.kind, unit.context) for unit in article.units]


def main() -> None:
    """Print the words read and the flags of each check."""
    folder = next((Path(each) for each in sys.argv[1:] if each != "-v"), CORPUS)
    terms, flags = glossary(), Counter[str]()
    words = units = 0
    spent = 0.0
    for path, pairs in articles(folder):
        words += sum(len(pair.source_markup.prose.split()) for pair in pairs)
        units += len(pairs)
        start = time.process_time()
        found = [each for look in FAMILY.of_source for each in look(pairs, terms)]
        spent += time.process_time() - start
        for place, hit in found:
            flags[hit.check.id] += 1
            if "-v" in sys.argv:
                print(f"{path.relative_to(folder)}: {hit.message}\n    {around(pairs[place].source, hit.source)}")
    print(f"{words:,} words in {units:,} units, {spent / max(units, 1) * 1e6:.0f} µs a unit")
    for check in FAMILY.checks:
        print(f"{check.id:18} {flags[check.id]:4} flags, {flags[check.id] / max(words, 1) * 1e4:.2f} per 10,000 words")


def around(text: str, span: object) -> str:
    """Return the words about a place in one line."""
    start, end = span.start, span.end  # type: ignore[attr-defined]
    return " ".join(text[max(0, start - 50) : end + 50].split())


if __name__ == "__main__":
    main()
