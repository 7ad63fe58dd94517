"""From plans to addresses: where links of one language find each article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, partial
from pathlib import Path

from locpipe.errors import LocpipeError
from locpipe.markdown import Body, Rules, find_links, heading_ids
from locpipe.pipeline.article import read_article
from locpipe.pipeline.reading import address_of, rules_of
from locpipe.pipeline.versions import ArticlePlan, Version
from locpipe.project import Project
from locpipe.siblings import Addresses, Destination, Place
from locpipe.source import apply_edits, decode, read_bytes


def addresses_of(project: Project, plans: Sequence[ArticlePlan], language: str) -> Addresses:
    """Return where the articles are in the language, and were."""
    return Addresses({plan.file.id: _destination(project, plan, language) for plan in plans})


def linked(addresses: Addresses, text: str, body: Body, plan: ArticlePlan, path: str, rules: Rules) -> str:
    """Return the article's translation with its links as they are at `path`; `body` is that of the text."""
    done = addresses.relinked(find_links(text, body, rules), plan.file.id, path, plan.links)
    return apply_edits(text, done.edits)


def _destination(project: Project, plan: ArticlePlan, language: str) -> Destination:
    version = plan.version_in(language)
    source = None
    folder = plan.file.relative.rpartition("/")[0]
    if not plan.gone:
        url = address_of(project, plan.file, project.config.source, plan.slug)
        source = Place(url, plan.file.relative)
    if version is None:
        return Destination(folder, source, None)
    return Destination(
        folder,
        source,
        _place(project, plan, language, version.slug, version.path),
        tuple(_earlier(project, plan, version)),
        cache(partial(_anchors, project, plan, version)),
    )


def _place(project: Project, plan: ArticlePlan, language: str, slug: str, path: Path) -> Place:
    return Place(address_of(project, plan.file, language, slug), project.relative(path))


def _earlier(project: Project, plan: ArticlePlan, version: Version) -> list[Place]:
    slugs = [*version.aliases, *([version.before.slug] if version.before and version.before.slug else [])]
    return [
        _place(project, plan, version.language, slug, project.target_path(plan.file, version.language, slug))
        for slug in dict.fromkeys(slugs)
    ]


def _anchors(project: Project, plan: ArticlePlan, version: Version) -> Mapping[str, str]:
    """Return the heading ids of the source with those of the version; none where their numbers differ."""
    ours = plan.anchors if plan.anchors is not None else _read_anchors(project, plan.file.path)
    theirs = version.made.anchors if version.made else _read_anchors(project, version.path)
    return dict(zip(ours, theirs, strict=True)) if len(ours) == len(theirs) else {}


def _read_anchors(project: Project, path: Path) -> tuple[str, ...]:
    shown, rules = project.relative(path), rules_of(project)
    try:
        return heading_ids(read_article(decode(read_bytes(path, shown), shown), shown, rules).body, rules)
    except LocpipeError:
        return ()
