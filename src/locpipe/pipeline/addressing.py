"""From plans to addresses: where links of one language find each article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from locpipe import frontmatter
from locpipe.errors import LocpipeError
from locpipe.markdown import FREEZE, Link, Rules, frozen, heading_ids
from locpipe.pipeline.article import read_article
from locpipe.pipeline.images import localised_images
from locpipe.pipeline.reading import address_of, rules_of
from locpipe.pipeline.versions import ArticlePlan, Version
from locpipe.project import Config, Project
from locpipe.siblings import Addresses, Destination, Place
from locpipe.source import apply_edits, decode, read_bytes


def addresses_of(project: Project, plans: Sequence[ArticlePlan], language: str) -> Addresses:
    """Return where the articles are in the language, and were."""
    destinations = {
        plan.file.id: _destination(project, plan, language, _Anchors(project, plans, number, language))
        for number, plan in enumerate(plans)
    }
    return Addresses(destinations, project.config.urls.site, localised_images(project, language))


def linked(
    addresses: Addresses, text: str, links: Sequence[Link], plan: ArticlePlan, path: str, config: Config
) -> tuple[str, tuple[str, ...]]:
    """Return the article's translation as it is at `path`, and the articles that it links and that are not published.

    `links` are those of the text's body; those of its front matter are found here.
    """
    done = addresses.relinked(links, plan.file.id, path, plan.links)
    text = apply_edits(text, done.edits)
    return relinked_front(addresses, text, plan, path, config, known=True), done.unpublished


def relinked_front(
    addresses: Addresses, text: str, plan: ArticlePlan, path: str, config: Config, *, known: bool = False
) -> str:
    """Return the text with the links at `frontmatter.links` as they are at `path`; `known`: they are the source's."""
    keys = config.frontmatter.links
    front = frontmatter.cut(text, path) if keys else None
    if front is None:
        return text
    edits = []
    for unit in frontmatter.units(text, front, keys):
        new = addresses.named(unit.source, plan.file.id, path, [unit.source] if known else None)
        edits += [frontmatter.set_value(text, front, unit, new)] if new != unit.source else []
    return apply_edits(text, edits)


def anchored(text: str, path: str, anchors: Sequence[str] | None, rules: Rules) -> str:
    """Return a translation whose headings have the source's ids, where `anchors = "freeze"` asks for it.

    It stays as it is where its headings are not as many as the `anchors` of its source.
    """
    if rules.anchors != FREEZE or not anchors:
        return text
    body = read_article(text, path, rules).body
    return apply_edits(text, frozen(body, anchors, rules))


def _destination(project: Project, plan: ArticlePlan, language: str, anchors: _Anchors) -> Destination:
    version = plan.version_in(language)
    source = None
    folder = plan.file.relative.rpartition("/")[0]
    if not plan.gone:
        url = plan.url or address_of(project, plan.file, project.config.source, plan.slug)
        source = Place(url, plan.file.relative, plan.file.id)
    if version is None:
        return Destination(folder, source, None)
    return Destination(
        folder,
        source,
        _place(project, plan, language, version.slug, version.path),
        tuple(_earlier(project, plan, version)),
        anchors,
    )


class _Anchors:
    """The heading ids of a source with those of a version, found out when somebody asks."""

    __slots__ = ("_found", "_of")

    def __init__(self, project: Project, plans: Sequence[ArticlePlan], number: int, language: str) -> None:
        self._of = (project, plans, number, language)
        self._found: Mapping[str, str] | None = None

    def __call__(self) -> Mapping[str, str]:
        if self._found is not None:
            return self._found
        project, plans, number, language = self._of
        plan = plans[number]
        version = plan.version_in(language)
        assert version is not None
        found = _anchors(project, plan, version)
        if plan.ids is None or version.made is None:
            self._found = found  # files were read for it
        return found


def _place(project: Project, plan: ArticlePlan, language: str, slug: str, path: Path) -> Place:
    name = project.name_at(path, language, plan.file.suffix)
    return Place(address_of(project, plan.file, language, slug), project.relative(path), name)


def _earlier(project: Project, plan: ArticlePlan, version: Version) -> list[Place]:
    slugs = [*version.aliases, *([version.before.slug] if version.before and version.before.slug else [])]
    return [
        Place(slug, "")  # an address of another form, which a person listed
        if "/" in slug
        else _place(project, plan, version.language, slug, project.target_path(plan.file, version.language, slug))
        for slug in dict.fromkeys(slugs)
    ]


def _anchors(project: Project, plan: ArticlePlan, version: Version) -> Mapping[str, str]:
    """Return the heading ids of the source with those of the version; none where their numbers differ."""
    if project.config.markdown.anchors == FREEZE:
        return {}
    ours = plan.anchors if plan.anchors is not None else _read_anchors(project, plan.file.path)
    theirs = version.made.anchors if version.made else _read_anchors(project, version.path)
    return dict(zip(ours, theirs, strict=True)) if len(ours) == len(theirs) else {}


def _read_anchors(project: Project, path: Path) -> tuple[str, ...]:
    shown, rules = project.relative(path), rules_of(project)
    try:
        return heading_ids(read_article(decode(read_bytes(path, shown), shown), shown, rules).body, rules)
    except LocpipeError:
        return ()
