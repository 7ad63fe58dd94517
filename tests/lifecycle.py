"""A publication of a dozen linked articles in three languages, what people do to it, and what must hold of it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import count
from pathlib import Path

import frontmatter

from locpipe.errors import LocpipeError
from locpipe.model import Severity
from projects import change, make, tree

LANGUAGES = ("pl", "de", "uk")
NAMES = [f"a{number}" for number in range(10)] + ["guides/b0", "guides/b1"]
BARE = ("a8", "guides/b1")  # articles without a slug
CONFIG = 'source = "en"\ntargets = [{targets}]\n[frontmatter]\ntranslate = ["title", "slug"]\n'
SIBLINGS = ("", "siblings:\n", "siblings: {}\n", "siblings: {}  # set by locpipe\n", 'siblings:\n  fr: "autre"\n')
_LINK = re.compile(r'\]\(([^)\s]+)\)|^\[r\]: (\S+)|href="([^"]+)"', re.MULTILINE)
_marks = count(1)


def mark() -> str:
    """Return a word that nobody has typed before."""
    return f"mark{next(_marks):05d}x"


def slug_of(name: str) -> str:
    return "" if name in BARE else "slug-" + name.rpartition("/")[2]


def article(number: int, name: str) -> str:
    """Return an article that links its neighbours in every way there is."""
    others = [NAMES[(number + step) % len(NAMES)] for step in (1, 2, 3)]
    urls = [f"/en/{slug_of(other) or other.rpartition('/')[2]}/" for other in others]
    up = "../" if "/" in name else ""
    slug = f"slug: {slug_of(name)}\n" if slug_of(name) else ""
    return (
        f"---\ntitle: Title {name}\n{slug}{SIBLINGS[number % len(SIBLINGS)]}---\n"
        f"# First heading\n\nText {mark()} with [a link]({urls[0]}) and [more]({up}{others[1]}.md#first-heading).\n\n"
        f"- Item [r][r] {mark()}\n- Own [anchor](#first-heading)\n\n"
        f'A <a href="{urls[1]}#first-heading">tag</a>.\n\n[r]: {urls[2]}?q=1\n'
    )


def read_front(path: Path) -> dict[str, object]:
    """Return a file's front matter, read by another reader than locpipe's."""
    return dict(frontmatter.loads(path.read_text(encoding="utf-8")).metadata)


class Publication:
    """The folder, and what a reader, a translator and an author know of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.targets = list(LANGUAGES)
        articles = {f"{name}.md": article(number, name) for number, name in enumerate(NAMES)}
        self.project = make(root, articles, CONFIG.format(targets='"pl", "de", "uk"'))
        (root / "content/pl").mkdir(parents=True)
        (root / "content/pl/native.md").write_text("---\ntitle: Only here\n---\nTekst.\n")
        self.typed: set[str] = set()
        self.slugs: dict[tuple[str, str], set[str]] = {}

    def configure(self, targets: list[str]) -> None:
        self.targets = targets
        (self.root / "locpipe.toml").write_text(CONFIG.format(targets=", ".join(f'"{each}"' for each in targets)))
        self.project = make(self.root, {}, (self.root / "locpipe.toml").read_text())

    def sources(self) -> list[Path]:
        return sorted((self.root / "content/en").rglob("*.md"))

    def lines(self) -> list[list[str]]:
        """Return the lock's lines whose file exists: article, language, slug, source, output."""
        path = self.root / "locpipe.lock"
        rows = [row.split("\t") for row in path.read_text().split("\n")[1:] if row] if path.exists() else []
        return [row for row in rows if self.published_path(row).is_file()]

    def published_path(self, row: list[str]) -> Path:
        folder, _, stem = row[0].rpartition("/")
        return self.root / "content" / row[1] / folder / f"{row[2] or stem}.md"

    def catalogs(self) -> list[tuple[Path, str]]:
        return [
            (path, language)
            for language in LANGUAGES
            for path in sorted((self.root / f"locale/{language}/LC_MESSAGES").rglob("*.po"))
        ]

    def type(self) -> str:
        """Return a new word, and remember that a person typed it."""
        word = mark()
        self.typed.add(word)
        return word

    def forget(self, text: str) -> None:
        """Forget the words of a text that a person has thrown away."""
        self.typed -= set(re.findall(r"mark\d{5}x", text))

    # What must hold.

    def check_nothing_is_lost(self) -> None:
        everything = b"\n".join(tree(self.root).values()).decode()
        present = set(re.findall(r"mark\d{5}x", everything))
        assert self.typed <= present, sorted(self.typed - present)
        assert (self.root / "content/pl/native.md").read_text() == "---\ntitle: Only here\n---\nTekst.\n"

    def check_mesh(self) -> None:
        """Check that every published version names every other, the source included, and nothing else."""
        versions: dict[str, dict[str, tuple[str, Path]]] = {}
        for row in self.lines():
            path = self.published_path(row)
            versions.setdefault(row[0], {})[row[1]] = (row[2] or f"{row[0]}.md", path)
        for path in self.sources():
            name = path.relative_to(self.root / "content/en").as_posix().removesuffix(".md")
            front = read_front(path)
            versions.setdefault(name, {})["en"] = (str(front.get("slug") or f"{name}.md"), path)
        for name, found in versions.items():
            for language, (_, path) in found.items():
                front = read_front(path)
                siblings = dict(front.get("siblings") or {})
                siblings.pop("fr", None)  # nobody manages it
                wanted = {code: called for code, (called, _) in found.items() if code != language}
                assert siblings == wanted, (name, language, siblings, wanted)

    def check_addresses(self) -> None:
        """Check that no published slug is lost, no alias hides a page, and no two pages share an address."""
        now: dict[tuple[str, str], str] = {}
        for row in self.lines():
            if row[2]:
                assert now.setdefault((row[1], row[2]), row[0]) == row[0]
                self.slugs.setdefault((row[0], row[1]), set()).add(row[2])
        for row in self.lines():
            aliases = read_front(self.published_path(row)).get("aliases") or []
            assert isinstance(aliases, list)
            assert len(set(aliases)) == len(aliases)
            for alias in aliases:
                assert (row[1], alias) not in now, (row, alias)
            if row[2]:
                assert self.slugs[row[0], row[1]] <= {*aliases, row[2]}, (row, aliases, self.slugs[row[0], row[1]])

    def check_links(self) -> None:
        """Check that no link between published articles leaves its language or leads to nothing."""
        sources = {path: read_front(path).get("slug") for path in self.sources()}
        by_slug = {slug: path for path, slug in sources.items() if slug}
        published: dict[tuple[str, str], list[str]] = {(row[0], row[1]): row for row in self.lines()}
        for row in published.values():
            path, language = self.published_path(row), row[1]
            current = {f"/{language}/{each[2]}" for each in published.values() if each[1] == language and each[2]}
            former = {f"/{language}/{slug}" for key, all_ in self.slugs.items() if key in published for slug in all_}
            for match in _LINK.finditer(path.read_text()):
                link = next(filter(None, match.groups()))
                base = re.split("[?#]", link)[0].rstrip("/")
                if base.startswith("/en/"):
                    target = by_slug.get(base.removeprefix("/en/"))
                    assert target is None or (self._id(target), language) not in published, (path, link)
                elif base.startswith("/"):
                    assert base in current or base not in former, (path, link)
                elif base:
                    at = path.parent / base
                    source = self.root / "content/en" / Path(row[0]).parent / base
                    kept = source.exists() and (self._id(source), language) not in published
                    assert at.is_file() or kept or not source.exists(), (path, link)

    def _id(self, path: Path) -> str:
        return path.resolve().relative_to((self.root / "content/en").resolve()).as_posix().removesuffix(".md")


def errors(result) -> list[str]:
    return [str(each) for each in result.findings if each.severity is Severity.ERROR]


__all__ = ["LANGUAGES", "NAMES", "LocpipeError", "Publication", "change", "errors", "mark", "read_front", "replace"]
