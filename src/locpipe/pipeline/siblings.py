"""The mesh of siblings for others to read: which published versions each article has, and where readers find them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from locpipe.pipeline.publications import Publications
from locpipe.pipeline.reading import SLUG, address_of, front_of, text_at
from locpipe.pipeline.result import Problems
from locpipe.project import Project


@dataclass(frozen=True, slots=True)
class Place:
    """One version: its file from the project's root, its slug, and its URL, "" where the configuration gives none."""

    path: str
    slug: str
    url: str


@dataclass(frozen=True, slots=True)
class Mesh:
    """An article and its published versions, the source's own language first, then as the configuration has them."""

    article: str
    versions: Mapping[str, Place]


def meshes(project: Project, names: Sequence[str] = ()) -> tuple[Mesh, ...]:
    """Return the mesh of each article, by id; an error tells of all articles that cannot be read."""
    publications = Publications(project, project.articles())
    found, problems = [], Problems()
    for file in project.articles(names):
        with problems.collected():
            front, source = front_of(file), project.config.source
            slug = text_at(front, SLUG)
            url = text_at(front, project.config.frontmatter.url) or address_of(project, file, source, slug)
            versions = {source: Place(file.relative, slug, url)}
            for language in project.config.targets:
                if published := publications.find(file, language):
                    own = published.line.slug or slug
                    url = address_of(project, file, language, own)
                    versions[language] = Place(project.relative(published.path), own, url)
            found.append(Mesh(file.id, versions))
    problems.stop()
    return tuple(found)
