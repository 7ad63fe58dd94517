"""Merge's second phase: an article and its plan give bytes; nothing here looks at other articles or at the disk."""

from __future__ import annotations

from collections.abc import Mapping

from locpipe import frontmatter
from locpipe.errors import SourceError
from locpipe.frontmatter import FrontMatter, Value
from locpipe.pipeline.reading import SLUG, siblings_at
from locpipe.pipeline.versions import ArticlePlan, Version
from locpipe.project import Config
from locpipe.siblings import siblings_of, url_of
from locpipe.source import BOM, apply_edits


def finish_version(
    text: str,
    path: str,
    plan: ArticlePlan,
    version: Version,
    config: Config,
    *,
    draft: bool = False,
    own: Mapping[str, str] | None = None,
) -> str:
    """Return a verified translation with its language, slug, aliases and siblings; SourceError where it cannot be.

    `own` are the siblings that the published file names now. An article without front matter gets none, or it would
    differ from its source in more than the text; a draft does, because nobody may take it for a finished article.
    """
    if not plan.has_front:
        return _with_notice(text, config) if draft else text
    # As if made from the source as it will be: or the next merge would put these keys in another order.
    text = with_keys(text, path, _source_values(plan, config, _front(text, path)))
    values: dict[str, Value] = {}
    if config.frontmatter.lang:
        values[config.frontmatter.lang] = version.language
    if plan.slug and version.slug != plan.slug:
        values[SLUG] = version.slug
    if config.frontmatter.url and version.url:
        values[config.frontmatter.url] = version.url
    if plan.siblings is not None:
        values[config.frontmatter.siblings] = _mesh(plan, version.language, own or {}, config)
    aliases = config.frontmatter.aliases
    # The source's aliases are its own: two pages must not both claim an old address.
    earlier = _aliases(plan, version, config)
    if aliases and frontmatter.texts_at(_front(text, path), aliases) != earlier:
        values[aliases] = earlier
    if draft and config.frontmatter.notice:
        values[config.frontmatter.notice] = True
    return with_keys(text, path, values)


def finish_existing(text: str, path: str, plan: ArticlePlan, version: Version, config: Config) -> str:
    """Return a published file that stays as it is, with its siblings up to date."""
    front = frontmatter.cut(text, path)
    existing = siblings_at(front, config.frontmatter.siblings)
    if plan.siblings is None or existing is None or front is None or not config.frontmatter.siblings:
        return text
    return with_keys(text, path, {config.frontmatter.siblings: _mesh(plan, version.language, existing, config)})


def finish_source(text: str, plan: ArticlePlan, config: Config) -> str:
    """Return the source article with its siblings up to date and all else as it is."""
    if not plan.has_front or (not plan.siblings and not plan.versions):
        return text
    return with_keys(text, plan.file.relative, _source_values(plan, config, _front(text, plan.file.relative)))


def _source_values(plan: ArticlePlan, config: Config, front: FrontMatter) -> dict[str, Value]:
    """Return what the source says of its versions, and so what each of them begins with."""
    values: dict[str, Value] = {}
    key = config.frontmatter.id
    if key and plan.versions and key not in front.data:
        values[key] = plan.file.id
    if plan.siblings is not None and config.frontmatter.siblings:
        values[config.frontmatter.siblings] = _source_mesh(plan, config)
    return values


def _aliases(plan: ArticlePlan, version: Version, config: Config) -> tuple[str, ...]:
    """Return the earlier addresses in the form that the site wants."""
    if config.frontmatter.aliases_as == "slug":
        return version.aliases
    pattern = config.urls.article
    return tuple(
        each if "/" in each else url_of(pattern, version.language, plan.file.id, each) for each in version.aliases
    )


def published(plan: ArticlePlan, config: Config) -> dict[str, str]:
    """Return what each version of the article is called, the source included where it exists."""
    source = {} if plan.gone else {config.source: plan.name}
    return source | {version.language: version.name for version in plan.versions}


def _source_mesh(plan: ArticlePlan, config: Config) -> dict[str, str]:
    # A slug that only the source's siblings know is somebody's wish: it stays until a catalog keeps it.
    return siblings_of(config.source, published(plan, config), plan.siblings or {}, plan.recorded)


def _mesh(plan: ArticlePlan, language: str, existing: Mapping[str, str], config: Config) -> dict[str, str]:
    managed = (config.source, *config.targets, *plan.recorded)
    return siblings_of(language, published(plan, config), existing, managed)


def _with_notice(text: str, config: Config) -> str:
    if not config.frontmatter.notice:
        return text
    mark = BOM if text.startswith(BOM) else ""
    newline = "\r\n" if "\r\n" in text else "\n"
    block = newline.join(["---", f"{config.frontmatter.notice}: true", "---", ""])
    return mark + block + text.removeprefix(BOM)


def with_keys(text: str, path: str, values: Mapping[str, Value]) -> str:
    """Return the text with these front-matter values and all else as it was; SourceError where that fails."""
    before = _front(text, path)
    new = text
    for key, value in values.items():
        edit = frontmatter.set_key(new, _front(new, path), key, value)
        new = apply_edits(new, [edit]) if edit else new
    if new != text:
        _verify(text, before, new, _front(new, path), values)
    return new


def _front(text: str, path: str) -> FrontMatter:
    front = frontmatter.cut(text, path)
    if front is None:
        raise SourceError(f"{path}: has no front matter")
    return front


def _verify(old: str, before: FrontMatter, new: str, after: FrontMatter, values: Mapping[str, Value]) -> None:
    """Compare what was read back with what was meant: no edit may reach another key or the text."""
    held = {key: _held(after, key, value) for key, value in values.items()}
    others = [{key: value for key, value in front.data.items() if key not in values} for front in (before, after)]
    same_text = old[before.span.end :] == new[after.span.end :]
    wanted = {key: value for key, value in values.items() if value != {} or held[key] != {}}
    if any(held[key] != value for key, value in wanted.items()) or others[0] != others[1] or not same_text:
        keys = ", ".join(values)
        raise SourceError(
            f"{before.path}: {keys} cannot be set in this front matter; write it as plain `key: value` lines"
        )


def _held(front: FrontMatter, key: str, value: Value) -> object:
    """Return what the front matter holds, in the shape of the value that was meant."""
    if isinstance(value, Mapping):
        return siblings_at(front, key)
    return frontmatter.texts_at(front, key) if isinstance(value, tuple) else front.data.get(key)
