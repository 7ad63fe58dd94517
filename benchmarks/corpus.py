"""Articles for measuring: deterministic, of the sample's words, in the proportions of real sites.

Counted over 328 files of five public sites, for each 8,000 bytes: 21 paragraphs, half of 190 characters or fewer, 8
list items, 7 headings, 6 blocks of code, 1 table cell, 1 block of HTML; a quote in every third article; one link in
90 words; front matter in 72 of 100. Sizes are log-normal; the median here is 8 KB.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from locpipe import catalog
from locpipe.model import Entry

SAMPLE = Path(__file__).parent.parent / "content" / "en"
CONFIG = 'targets = [{}]\n[frontmatter]\nlang = ""\nsiblings = ""\n[urls]\narticle = ""\nsource = ""\n'
MEDIAN = 8_000
KINDS = ("paragraph", "item", "heading", "code", "table", "html", "quote")
WEIGHTS = (21, 2.3, 7, 6, 0.3, 1, 0.3)
_NO = "not no never none nothing nobody nor without cannot"
_NO_IN_POLISH = {"nigdy", "nikogo", "nikt", "żaden", "żadnego", "żadnych", "brak"}


class Writer:
    """Writes articles, each from its number alone, so that a corpus of 100 is the beginning of one of 1,000."""

    def __init__(self) -> None:
        text = " ".join(path.read_text("utf-8") for path in sorted(SAMPLE.glob("*.md")))
        self.words = sorted(set(re.findall(r"\b[a-z]{2,12}\b", text)))

    def article(self, number: int) -> str:
        """Return the article of that number."""
        rng = random.Random(number)
        size = min(60_000, int(rng.lognormvariate(0, 0.8) * MEDIAN) + 300)
        parts = [self._front(rng, number)] if rng.random() < 0.72 else [f"# {self._words(rng, 4).capitalize()}\n"]
        while sum(map(len, parts)) < size:
            kind = rng.choices(KINDS, WEIGHTS)[0]
            parts.append(getattr(self, f"_{kind}")(rng))
        return "\n".join(parts)

    def changed(self, number: int) -> str:
        """Return the article with one paragraph rewritten and one added."""
        rng = random.Random(-number - 1)
        parts = self.article(number).split("\n\n")
        parts.insert(len(parts) // 2, self._paragraph(rng).strip())
        return "\n\n".join(parts)

    def _words(self, rng: random.Random, number: int) -> str:
        return " ".join(rng.choices(self.words, k=number))

    def _sentence(self, rng: random.Random) -> str:
        words = rng.choices(self.words, k=rng.randint(6, 18))
        if rng.random() < 0.15:
            words[2] = f"[{words[2]}](/en/{words[1]}/)"
        if rng.random() < 0.2:
            words[-2] = f"**{words[-2]}**"
        if rng.random() < 0.1:
            words[1] = f"`{words[1]}`"
        return " ".join(words).capitalize() + "."

    def _paragraph(self, rng: random.Random) -> str:
        sentences = " ".join(self._sentence(rng) for _ in range(rng.randint(1, 4)))
        return re.sub(r"(.{60,90}) ", r"\1\n", sentences) + "\n"

    def _item(self, rng: random.Random) -> str:
        return "".join(f"- {self._sentence(rng)}\n" for _ in range(rng.randint(2, 5)))

    def _heading(self, rng: random.Random) -> str:
        return f"{'#' * rng.randint(2, 3)} {self._words(rng, rng.randint(2, 6)).capitalize()}\n"

    def _code(self, rng: random.Random) -> str:
        lines = "".join(f"{name} = call_{name}({n})\n" for n, name in enumerate(rng.choices(self.words, k=6)))
        return f"```python\n{lines}```\n"

    def _table(self, rng: random.Random) -> str:
        rows = [f"| {self._words(rng, 2)} | {self._words(rng, 3)} | {rng.randint(1, 99)} |" for _ in range(4)]
        return "\n".join([rows[0], "|---|---|---|", *rows[1:]]) + "\n"

    def _html(self, rng: random.Random) -> str:
        caption = f"<figcaption>{self._words(rng, 5)}</figcaption>"
        return f'<figure>\n<img src="/a.png" alt="{self._words(rng, 3)}">\n{caption}\n</figure>\n'

    def _quote(self, rng: random.Random) -> str:
        return f"> {self._sentence(rng)}\n> {self._sentence(rng)}\n"

    def _front(self, rng: random.Random, number: int) -> str:
        return (
            f"---\ntitle: {self._words(rng, 5).capitalize()} {number}\nslug: article-{number}\n"
            f"description: {self._sentence(rng)!r}\ntags: [{', '.join(rng.sample(self.words, 3))}]\n"
            f"date: 2026-01-{1 + number % 28:02}\n---\n"
        )


def make(root: Path, number: int, languages: tuple[str, ...] = ("pl",)) -> Path:
    """Write a project of so many articles; return its root."""
    writer = Writer()
    for each in range(number):
        path = root / "content" / "en" / f"part{each // 100}" / f"article-{each}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(writer.article(each), "utf-8")
    (root / "locpipe.toml").write_text(CONFIG.format(", ".join(f'"{each}"' for each in languages)), "utf-8")
    return root


def change(root: Path, number: int, share: float = 0.01) -> int:
    """Rewrite that share of a made project's articles, one at least; return how many."""
    writer = Writer()
    chosen = list(range(0, number, max(1, round(1 / share))))
    for each in chosen:
        path = root / "content" / "en" / f"part{each // 100}" / f"article-{each}.md"
        path.write_text(writer.changed(each), "utf-8")
    return len(chosen)


def translate(root: Path, language: str = "pl") -> None:
    """Take every catalog as reviewed: each word gives one of the sample's in the other language, markup stays."""
    writer = Writer()
    folder = SAMPLE.parent / language
    text = " ".join(path.read_text("utf-8") for path in sorted(folder.glob("*.md")))
    theirs = sorted(set(re.findall(r"\b[^\W\d_]{4,12}\b", text.lower())) - _NO_IN_POLISH)
    words = {word: theirs[number % len(theirs)] for number, word in enumerate(writer.words)}
    # In a reviewed text a "not" is neither lost nor gained.
    words |= dict.fromkeys(_NO.split(), "nie")
    _rewrite(_catalogs(root), language, lambda entry: _translated(entry, words))


def rephrase(root: Path, language: str = "pl", share: float = 0.01) -> None:
    """Change the translations of paragraphs in that share of the catalogs."""
    chosen = _catalogs(root)[:: round(1 / share)]
    _rewrite(chosen, language, lambda entry: entry._replace(target=entry.target + "!") if _is_long(entry) else entry)


def _catalogs(root: Path) -> list[Path]:
    return sorted((root / "locale").rglob("*.po"))


def _rewrite(paths: list[Path], language: str, change: Callable[[Entry], Entry]) -> None:
    for path in paths:
        held = catalog.read(path.read_bytes(), path.name, language)
        path.write_bytes(catalog.dump(replace(held, entries=tuple(map(change, held.entries)))))


def _translated(entry: Entry, words: dict[str, str]) -> Entry:
    if entry.context == "slug":
        return entry
    # Code, destinations, tags and character references stay.
    parts = re.split(r"(`[^`]*`|\]\([^)]*\)|<[^>]*>|&\w+;)", entry.source)
    parts[::2] = [re.sub(r"[A-Za-z]+", lambda match: _other(match[0], words), part) for part in parts[::2]]
    return entry._replace(target="".join(parts), fuzzy=False)


def _other(word: str, words: dict[str, str]) -> str:
    found = words.get(word.lower(), word)
    return found.capitalize() if word[0].isupper() else found


def _is_long(entry: Entry) -> bool:
    return len(entry.source) > 120 and entry.context == "" and entry.target != ""


def copied(root: Path, folder: Path, languages: tuple[str, ...] = ("pl",)) -> Iterator[Path]:
    """Write a project of the Markdown files below a folder; yield each file."""
    for source in sorted(path for path in folder.rglob("*") if path.suffix in (".md", ".markdown")):
        target = root / "content" / "en" / source.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
        yield target
    (root / "locpipe.toml").write_text(CONFIG.format(", ".join(f'"{each}"' for each in languages)), "utf-8")
