"""What extract and merge both read: rules, the languages asked for, an article's front matter.

A run in which nothing has changed reads no article, and does not wait for the parsers' import.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from locpipe.errors import SourceError, UsageError
from locpipe.model import Finding, Severity
from locpipe.project import ArticleFile, Project
from locpipe.source import decode, read_bytes

if TYPE_CHECKING:
    from locpipe.frontmatter import FrontMatter
    from locpipe.markdown import Rules

SLUG = "slug"
"""The front-matter key, and so the msgctxt, of an article's slug."""


def rules_of(project: Project) -> Rules:
    """Return what the configuration says about units; texts of catalogs are read by it from now on."""
    from locpipe.markdown import Rules
    from locpipe.markdown.inline import speak

    config = project.config
    speak(tuple(config.markdown.flavours))
    return Rules(
        flavours=tuple(config.markdown.flavours),
        breaks=config.markdown.breaks,
        keys=tuple(config.frontmatter.translate),
        markdown_keys=tuple(config.frontmatter.markdown),
        folders=tuple((pattern, tuple(keys)) for pattern, keys in config.frontmatter.folders.items()),
        attributes=tuple(config.markdown.attributes),
        code=tuple(config.markdown.code),
        anchors=config.markdown.anchors,
    )


def chosen_languages(project: Project, languages: Sequence[str]) -> tuple[str, ...]:
    """Return the target languages asked for, in the configuration's order; all where none is named."""
    targets = tuple(project.config.targets)
    unknown = [each for each in languages if each not in targets]
    if unknown:
        raise UsageError(f"--lang {unknown[0]}: not among the project's targets ({', '.join(targets)})")
    return tuple(each for each in targets if not languages or each in languages)


def front_of(file: ArticleFile) -> FrontMatter | None:
    """Return the front matter of an article on disk."""
    from locpipe import frontmatter

    return frontmatter.cut(decode(read_bytes(file.path, file.relative), file.relative), file.relative)


def text_at(front: FrontMatter | None, key: str) -> str:
    """Return a top-level front-matter value that is a text, "" where there is none."""
    value = front.data.get(key) if front else None
    return value if isinstance(value, str) else ""


def siblings_at(front: FrontMatter | None, key: str) -> dict[str, str] | None:
    """Return the siblings that front matter names; None where the key holds something else than texts by language."""
    value = front.data.get(key) if front and key else None
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        return None
    # YAML 1.1 reads the key of Norwegian, `no`, as false.
    found = {"no" if code is False else str(code): name for code, name in value.items() if isinstance(name, str)}
    return found if len(found) == len(value) else None


def languages_for(front: FrontMatter | None, targets: Iterable[str]) -> tuple[str, ...]:
    """Return those of `targets` that the article's own `targets: [pl]` leaves; all where it says nothing."""
    return those_in(own_targets(front), targets)


def own_targets(front: FrontMatter | None) -> tuple[str, ...] | None:
    """Return what the article's own `targets: [pl]` names, None where it says nothing that can be understood."""
    own = front.data.get("targets") if front else None
    return tuple(own) if isinstance(own, list) and all(isinstance(each, str) for each in own) else None


def those_in(own: tuple[str, ...] | None, targets: Iterable[str]) -> tuple[str, ...]:
    """Return those of `targets` that are in `own`, all where that is None."""
    return tuple(each for each in targets if own is None or each in own)


def odd_targets(front: FrontMatter | None, file: ArticleFile, known: Sequence[str]) -> list[Finding]:
    """Return a warning where the article's own `targets` names what the project does not have."""
    own = front.data.get("targets") if front else None
    if own is None:
        return []
    odd = [str(each) for each in own if each not in known] if isinstance(own, list) else [str(own)]
    if not odd:
        return []
    message = f"targets: {', '.join(odd)}: expected a list of the project's targets ({', '.join(known)})"
    return [Finding("article-targets", Severity.WARNING, file.relative, 1, message)]


def address_of(project: Project, file: ArticleFile, language: str, slug: str) -> str:
    """Return the URL of the article's version, "" where the configuration gives it none."""
    from locpipe.siblings import url_of

    urls, source = project.config.urls, project.config.source
    return url_of(urls.source if language == source else urls.article, language, file.id, slug)


def slug_in(project: Project, file: ArticleFile, language: str, alias: str) -> str:
    """Return the slug in an earlier address of the article, the address itself where that has another form."""
    if "/" not in alias:
        return alias
    before, _, after = address_of(project, file, language, "\0").partition("\0")
    slug = alias.removeprefix(before).removesuffix(after)
    return slug if slug and "/" not in slug and before + slug + after == alias else alias


def check_urls(project: Project, slugs: Mapping[ArticleFile, str]) -> None:
    """Raise SourceError where the slugs give two articles one URL; it names both."""
    seen: dict[str, str] = {}
    clashes = []
    for file, slug in slugs.items():
        url = address_of(project, file, project.config.source, slug) if slug else ""
        if url and url in seen:
            clashes.append(f"{file.relative}: has the URL {url} of {seen[url]}; give one of them another slug")
        seen.setdefault(url, file.relative)
    if clashes:
        raise SourceError("\n".join(clashes))
