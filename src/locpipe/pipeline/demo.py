"""The sample project, copied and taken from source to published articles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.abc import Traversable
from importlib.resources import files
from pathlib import Path

from locpipe import catalog
from locpipe.errors import LocpipeError, UsageError
from locpipe.pipeline.publications import Publications
from locpipe.pipeline.reading import front_of, languages_for
from locpipe.pipeline.result import Result
from locpipe.pipeline.run import run
from locpipe.pipeline.starter import files_of
from locpipe.project import Project, find_project
from locpipe.source import WriteSet

# What the sample consists of; translated articles are not copied: the demo makes them.
_PARTS = ("content/en", "content/images", "locale", "glossary", "locpipe.toml")


@dataclass(frozen=True)
class Figures:
    """An article in a language: its catalog, how much of it is reviewed or waits for it, and the published file."""

    article: str
    language: str
    catalog: Path
    units: int
    reviewed: int
    fuzzy: int
    published: Path | None


@dataclass(frozen=True)
class Demo:
    """What the demo did: the run's result, and how each article stands in each language that it is meant for."""

    root: Path
    project: Project
    result: Result
    figures: tuple[Figures, ...]


def demo(root: Path) -> Demo:
    """Copy the sample into `root`, which must be empty or absent, and take it from source to published articles."""
    shown, root = root, root.resolve()
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise UsageError(f"{shown}: is not an empty folder; name another one: locpipe demo DIR")
    _copy(root)
    project = find_project(root)
    result = run(project).result
    return Demo(root, project, result, tuple(_figures(project)))


def _copy(root: Path) -> None:
    root.mkdir(parents=True, exist_ok=True)
    target = WriteSet(root)
    sample = _sample()
    for part in _PARTS:
        for path, node in _walk(part, sample.joinpath(part)):
            target.stage(root / path, node.read_bytes())
    for name in (".gitattributes", ".gitignore"):
        target.stage(root / name, files_of("")[name].encode())
    target.commit()


def _sample() -> Traversable:
    """Return the packaged sample; in a checkout it is the repository's own content."""
    package = files("locpipe")
    sample = package.joinpath("sample")
    if sample.is_dir():
        return sample
    checkout = Path(str(package)).parent.parent
    if (checkout / "locpipe.toml").is_file():
        return checkout
    raise LocpipeError("the sample project is missing from this installation; install locpipe again")


def _walk(path: str, node: Traversable) -> Iterator[tuple[str, Traversable]]:
    if node.is_file():
        yield path, node
    elif node.is_dir():
        for child in sorted(node.iterdir(), key=lambda each: each.name):
            if not child.name.endswith(".mo"):
                yield from _walk(f"{path}/{child.name}", child)


def _figures(project: Project) -> Iterator[Figures]:
    files = project.articles()
    publications = Publications(project, files)
    for file in files:
        for language in languages_for(front_of(file), project.config.targets):
            path = project.catalog_path(file, language)
            found = catalog.read(path.read_bytes(), project.relative(path), language)
            entries = found.by_key.values()
            published = publications.find(file, language)
            yield Figures(
                article=file.id,
                language=language,
                catalog=path,
                units=len(entries),
                reviewed=sum(entry.reviewed for entry in entries),
                fuzzy=sum(entry.fuzzy for entry in entries),
                published=published.path if published else None,
            )
