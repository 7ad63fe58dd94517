"""What `locpipe check` finds when a good project is spoilt file by file: the share of each kind of accident.

Run from the repository: `python benchmarks/file_mutations.py [FOLDER]`; with -v it lists what was not found. The
project is the sample as far as its Polish is published and no draft, or, with a folder of Markdown, a tenth of its
articles, in pseudo-translation. Each accident happens to every
article in turn, in a copy; it counts as found where `locpipe check` says something graver than a note that it does not
say of the good project, or stops with a message about the file.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from locpipe import api as pipeline
from locpipe import catalog, frontmatter
from locpipe.errors import LocpipeError
from locpipe.model import Entry, Severity
from locpipe.pipeline.check import check
from locpipe.pipeline.prefill import prefill
from locpipe.pipeline.publications import Publications
from locpipe.project import ArticleFile, Project, find_project

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "pl"
# Every so many articles of a folder are taken.
STEP = 10


@dataclass(frozen=True)
class Place:
    """One article of the project with what belongs to it."""

    project: Project
    file: ArticleFile

    @property
    def source(self) -> Path:
        """Return the article's file."""
        return self.file.path

    @property
    def catalog(self) -> Path:
        """Return its Polish catalog."""
        return self.project.catalog_path(self.file, LANGUAGE)

    @property
    def target(self) -> Path:
        """Return its published Polish version."""
        found = Publications(self.project, self.project.articles()).find(self.file, LANGUAGE)
        assert found
        return found.path


Accident = Callable[[Place], object]


def rewrite(path: Path, pattern: str, new: str) -> None:
    """Replace the first match in a file; nothing happens where there is none."""
    text = path.read_text("utf-8")
    path.write_text(re.sub(pattern, new, text, count=1, flags=re.MULTILINE), encoding="utf-8")


def entries(place: Place, how: Callable[[Entry], Entry]) -> None:
    """Change every entry of the catalog."""
    read = catalog.read(place.catalog.read_bytes(), place.catalog.name, LANGUAGE)
    place.catalog.write_bytes(catalog.dump(replace(read, entries=tuple(how(each) for each in read.entries))))


def first_text(place: Place, how: Callable[[Entry], Entry]) -> None:
    """Change the first long entry of the body."""
    read = catalog.read(place.catalog.read_bytes(), place.catalog.name, LANGUAGE)
    chosen = next((each for each in read.entries if not each.context and len(each.source) > 30), None)
    entries(place, lambda entry: how(entry) if chosen and entry.key == chosen.key else entry)


def unfuzzied(place: Place) -> None:
    """Change the source, extract, take "fuzzy" off with an editor and without reading, and merge."""
    rewrite(place.source, r"^([A-Z][a-z]+ [^\n#|]{25,}?)([.!?])$", r"\1, twice as long\2")
    pipeline.extract(place.project)
    text = place.catalog.read_text("utf-8")
    place.catalog.write_text(text.replace("#, fuzzy\n", "", 1), encoding="utf-8")
    pipeline.merge(place.project)


def renamed(place: Place) -> None:
    """Give the published file another name."""
    place.target.rename(place.target.with_name(f"x-{place.target.name}"))


def twin(place: Place) -> None:
    """Copy the source under another name, slug and all."""
    shutil.copy(place.source, place.source.with_name(f"x-{place.source.name}"))


def relinked(place: Place) -> None:
    """Lead the first link between translations back to the source."""
    others = {each.below for each in place.project.articles()}
    for below in sorted(others):
        target = Publications(place.project, place.project.articles()).find(
            next(each for each in place.project.articles() if each.below == below), LANGUAGE
        )
        if target:
            rewrite(place.target, rf"\]\([^)#]*{re.escape(target.path.name)}", f"](../en/{below}")


ACCIDENTS: dict[str, Accident] = {
    "siblings taken out of the source": lambda at: rewrite(at.source, r"^siblings:\n(?:  .*\n)+", ""),
    "siblings taken out of the translation": lambda at: rewrite(at.target, r"^siblings:\n(?:  .*\n)+", ""),
    "sibling renamed in the source": lambda at: rewrite(at.source, rf"^  {LANGUAGE}: (.*)$", rf"  {LANGUAGE}: x-\1"),
    "sibling renamed in the translation": lambda at: rewrite(at.target, r"^  en: (.*)$", r"  en: x-\1"),
    "a sibling in its own language": lambda at: rewrite(at.target, r"^siblings:\n", f"siblings:\n  {LANGUAGE}: x\n"),
    "slug changed in the translation": lambda at: rewrite(at.target, r"^slug: (.*)$", r"slug: x-\1"),
    "language changed in the translation": lambda at: rewrite(at.target, rf"^lang: .*{LANGUAGE}.*$", "lang: fr"),
    "published file renamed": renamed,
    "published file deleted": lambda at: at.target.unlink(),
    "published text edited by hand": lambda at: rewrite(at.target, r"^([^\W\d_]+ [^\n|:]+)\.$", r"\1!!"),
    "paragraph deleted from the published file": lambda at: rewrite(at.target, r"\n\n[^\W\d_][^\n]+\n\n", "\n\n"),
    "published front matter broken": lambda at: rewrite(at.target, r"^title: .*$", 'title: "x'),
    "link led back to the source": relinked,
    "heading of a link changed": lambda at: rewrite(at.target, r"\]\(([^)#]*)#[^)]+\)", r"](\1#x)"),
    "source deleted": lambda at: at.source.unlink(),
    "source renamed": lambda at: at.source.rename(at.source.with_name(f"x-{at.source.name}")),
    "source with another article's address": twin,
    "paragraph added to the source": lambda at: at.source.write_text(
        at.source.read_text("utf-8") + "\nOne more text.\n"
    ),
    "word changed in the source": lambda at: rewrite(at.source, r"^([A-Z][a-z]+ [a-z]+) ", r"\1 really "),
    "source changed and extracted": lambda at: (
        rewrite(at.source, r"^([A-Z][a-z]+ [a-z]+) ", r"\1 really "),
        pipeline.extract(at.project),
    ),
    "stale entry un-fuzzied and merged": unfuzzied,
    "catalog deleted": lambda at: at.catalog.unlink(),
    "entry emptied": lambda at: first_text(at, lambda entry: entry._replace(target="")),
    "entry made fuzzy": lambda at: first_text(at, lambda entry: entry._replace(fuzzy=True)),
    "entry deleted": lambda at: rewrite(at.catalog, r'^#\. [^\n]*\n(?:#[^\n]*\n)*msgid "[^"\n]{20}(?:.*\n)+?\n', ""),
    "reviewed text changed, not merged": lambda at: first_text(
        at, lambda entry: entry._replace(target=f"{entry.target} X")
    ),
    "catalog syntax broken": lambda at: rewrite(at.catalog, r'^msgstr "([^"\n]+)"$', r'msgstr "\1'),
    "catalog of another language": lambda at: rewrite(at.catalog, r'"Language: pl\\n"', r'"Language: fr\\n"'),
    "lock lost": lambda at: (at.project.root / "locpipe.lock").unlink(),
}


def project_of_sample(root: Path) -> Project:
    """Return the sample's reviewed Polish, published; what is half done on purpose is left out."""
    for name in ("content", "locale", "glossary"):
        shutil.copytree(ROOT / name, root / name)
    for path in [*root.glob("content/*/walking-*"), *root.glob("content/*/przerwy-*"), *root.glob("content/de/*")]:
        path.unlink()
    shutil.copy(ROOT / "locpipe.lock", root)
    (root / "locpipe.toml").write_text(f'targets = ["{LANGUAGE}"]\n', encoding="utf-8")
    project = find_project(root)
    for file in project.articles():
        draft = "\ndraft: true" in file.path.read_text("utf-8")
        if draft or not project.catalog_path(file, LANGUAGE).exists():
            file.path.unlink()
    pipeline.extract(project)
    pipeline.merge(project)
    pipeline.merge(project)
    return project


def project_of(folder: Path, root: Path) -> Project:
    """Return every tenth article with front matter of a folder, in pseudo-translation."""
    (root / "locpipe.toml").write_text(f'targets = ["{LANGUAGE}"]\n[engine]\nname = "pseudo"\n', encoding="utf-8")
    found = [path for path in sorted(folder.rglob("*.md")) if _has_title(path)]
    for number, path in enumerate(found[::STEP]):
        (root / "content/en").mkdir(parents=True, exist_ok=True)
        text = path.read_text("utf-8")
        text = re.sub(r"^slug: .*\n", "", text, flags=re.MULTILINE).replace("---\n", f"---\nslug: a{number}\n", 1)
        (root / f"content/en/a{number}.md").write_text(text, encoding="utf-8")
    project = find_project(root)
    pipeline.extract(project)
    prefill(project)
    for file in project.articles():
        entries(Place(project, file), lambda each: each._replace(target=each.target or each.source, fuzzy=False))
    # Extract takes the origin notes of what is reviewed away: later, nothing but the accident changes a file.
    pipeline.extract(project)
    pipeline.merge(project)
    return project


def _has_title(path: Path) -> bool:
    try:
        front = frontmatter.cut(path.read_text("utf-8"), path.name)
    except LocpipeError:
        return False
    return front is not None and "title" in front.data


def said(root: Path) -> Counter[tuple[str, str]]:
    """Return what check says, notes left out; what stops it is one thing too."""
    try:
        findings = check(find_project(root)).result.findings
    except LocpipeError as error:
        return Counter([("stopped", str(error))])
    return Counter((each.check, each.path) for each in findings if each.severity > Severity.NOTE)


def measure(root: Path) -> None:
    """Print the table of one project."""
    project = find_project(root)
    published = Publications(project, project.articles())
    files = [file for file in project.articles() if published.find(file, LANGUAGE)]
    before = said(root)
    print(f"\n{len(files)} published articles, {sum(before.values())} findings\n")
    print("| accident | tried | found |\n|---|---|---|")
    for name, accident in ACCIDENTS.items():
        tried = found = 0
        for file in files:
            with tempfile.TemporaryDirectory() as scratch:
                copy = Path(scratch).resolve() / "copy"
                shutil.copytree(root, copy)
                other = find_project(copy)
                accident(Place(other, next(each for each in other.articles() if each.id == file.id)))
                if not _differs(root, copy):
                    continue
                tried += 1
                if said(copy) - before:
                    found += 1
                elif "-v" in sys.argv:
                    print(f"{name}: {file.id}")
        if tried:
            print(f"| {name} | {tried} | {found / tried:.1%} |", flush=True)


def _differs(one: Path, other: Path) -> bool:
    def files(root: Path) -> dict[str, bytes]:
        paths = (path for path in root.rglob("*") if path.is_file() and ".locpipe" not in path.parts)
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}

    return files(one) != files(other)


def main() -> None:
    """Print the tables."""
    folders = [Path(name) for name in sys.argv[1:] if name != "-v"]
    for folder in [None, *folders]:
        with tempfile.TemporaryDirectory() as scratch:
            root = Path(scratch).resolve()
            _ = project_of(folder, root) if folder else project_of_sample(root)
            measure(root)


if __name__ == "__main__":
    main()
