"""The sample project, copied and taken from source to published articles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.abc import Traversable
from importlib.resources import files
from pathlib import Path

from locpipe import catalog, frontmatter
from locpipe.errors import LocpipeError, UsageError
from locpipe.model import Entry
from locpipe.pipeline.reading import siblings_at
from locpipe.pipeline.result import Result
from locpipe.pipeline.run import run
from locpipe.project import Project, find_project
from locpipe.source import WriteSet, decode, read_bytes

# What the sample consists of; translated articles are not copied: the demo makes them.
_PARTS = ("content/en", "locale", "glossary", "locpipe.toml")


@dataclass(frozen=True)
class CatalogFigures:
    """A catalog of the demo: where it is and how much of it is reviewed."""

    path: Path
    language: str
    units: int
    reviewed: int


@dataclass(frozen=True)
class Demo:
    """What the demo did: the run's result, figures of each catalog, and the links each published file holds."""

    root: Path
    project: Project
    result: Result
    catalogs: tuple[CatalogFigures, ...]
    articles: tuple[Path, ...]
    links: tuple[tuple[Path, dict[str, str]], ...]


def demo(root: Path) -> Demo:
    """Copy the sample into `root`, which must be empty or absent, and run extract and merge there."""
    shown, root = root, root.resolve()
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise UsageError(f"{shown}: is not an empty folder; name another one: locpipe demo DIR")
    _copy(root)
    project = find_project(root)
    result = run(project)
    published = tuple(path for path in result.written if _is_target(project, path))
    sources = tuple(file.path for file in project.articles())
    links = tuple((path, _links(project, path)) for path in (*sources, *published))
    return Demo(root, project, result, tuple(_figures(project)), published, links)


def _copy(root: Path) -> None:
    root.mkdir(parents=True, exist_ok=True)
    target = WriteSet(root)
    sample = _sample()
    for part in _PARTS:
        for path, node in _walk(part, sample.joinpath(part)):
            target.stage(root / path, node.read_bytes())
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


def _is_target(project: Project, path: Path) -> bool:
    return any(path.is_relative_to(project.target_folder(language)) for language in project.config.targets)


def _figures(project: Project) -> Iterator[CatalogFigures]:
    for file in project.articles():
        for language in project.config.targets:
            path = project.catalog_path(file, language)
            if path.is_file():
                found = catalog.read(path.read_bytes(), project.relative(path), language)
                entries: list[Entry] = [entry for entry in found.entries if not entry.obsolete]
                reviewed = sum(entry.reviewed for entry in entries)
                yield CatalogFigures(path, language, len(entries), reviewed)


def _links(project: Project, path: Path) -> dict[str, str]:
    shown = project.relative(path)
    front = frontmatter.cut(decode(read_bytes(path, shown), shown), shown)
    return siblings_at(front, project.config.frontmatter.siblings) or {}
