"""Siblings: every version of an article names every other, and calls itself what its file is called.

The examples are the front matter of an article and of its translation; the article is `content/en/back.md`, the
translation's file has the slug `plecy`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from locpipe.checks.base import Check, Example, Family, Hit, VersionFile
from locpipe.model import Severity

_EN = "slug: back\nsiblings: {pl: plecy}"
_PL = "lang: pl\nslug: plecy\nsiblings: {en: back}"
_GOOD = (
    Example(_EN, _PL),
    Example("title: Back\nslug: back\nsiblings:\n  pl: plecy", "slug: plecy\nsiblings:\n  en: back"),
    Example("siblings: {pl: plecy, fr: dos}\nslug: back", _PL),
)

ONE_WAY = Check(
    "sibling-one-way",
    "siblings",
    Severity.ERROR,
    "a version names another as its sibling and is not named back",
    "Run locpipe merge, which links both ways; or take the sibling out where the two are not the same article.",
    good=_GOOD,
    bad=(
        Example("slug: back", _PL),
        Example(_EN, "slug: plecy"),
        Example("slug: back\nsiblings: {de: ruecken}", "slug: plecy\nsiblings: {en: back}"),
    ),
)
MISSING = Check(
    "sibling-missing",
    "siblings",
    Severity.ERROR,
    "two versions of an article do not name each other",
    "Run locpipe merge, which links every version with every other.",
    good=_GOOD,
    bad=(
        Example("slug: back", "slug: plecy"),
        Example("slug: back\nsiblings: {}", "lang: pl\nslug: plecy"),
        Example("slug: back\nsiblings: {fr: dos}", "slug: plecy\nsiblings: {fr: dos}"),
    ),
)
UNKNOWN = Check(
    "sibling-unknown",
    "siblings",
    Severity.ERROR,
    "a sibling names no file",
    "Correct the slug, take the sibling out, or bring the file back; locpipe merge does it for managed languages.",
    good=_GOOD,
    bad=(
        Example("slug: back\nsiblings: {pl: plecki}", _PL),
        Example(_EN, "slug: plecy\nsiblings: {en: backs}"),
        Example("slug: back\nsiblings: {pl: plecy, de: weg}", "slug: plecy\nsiblings: {en: back, de: weg}"),
    ),
)
ITSELF = Check(
    "sibling-itself",
    "siblings",
    Severity.ERROR,
    "a version names a sibling in its own language",
    "Take it out: readers would be sent from the page to itself.",
    good=_GOOD,
    bad=(
        Example("slug: back\nsiblings: {en: back, pl: plecy}", _PL),
        Example(_EN, "slug: plecy\nsiblings: {en: back, pl: plecy}"),
        Example(_EN, "slug: plecy\nsiblings: {en: back, PL: plecy}"),
    ),
)
SHARED = Check(
    "sibling-shared",
    "siblings",
    Severity.ERROR,
    "two articles claim one sibling",
    "A translation belongs to one article: take it out of the other's siblings.",
    about="Found beside `sibling-one-way`, as the translation can name only one of the two back.",
)
LANGUAGE = Check(
    "lang-differs",
    "siblings",
    Severity.ERROR,
    "the file's `lang` is not that of its folder",
    "Write the folder's language, or move the file.",
    good=(*_GOOD, Example("lang: en\n" + _EN, _PL)),
    bad=(
        Example(_EN, _PL.replace("lang: pl", "lang: en")),
        Example("lang: pl\n" + _EN, _PL),
        Example(_EN, _PL.replace("lang: pl", "lang: pl-PL-x")),
    ),
)
SLUG = Check(
    "slug-differs",
    "siblings",
    Severity.ERROR,
    "the file's `slug` is not the name of the file",
    "To move an address, change the slug's entry in the catalog and run locpipe merge, which keeps an alias.",
    good=_GOOD,
    bad=(
        Example(_EN, _PL.replace("slug: plecy", "slug: plecki")),
        Example(_EN, _PL.replace("slug: plecy", "slug: back")),
        Example(_EN, _PL.replace("slug: plecy", "slug: Plecy")),
    ),
)
TWICE = Check(
    "slug-twice",
    "siblings",
    Severity.ERROR,
    "two articles have one address",
    "Give one of them another slug.",
    about="Addresses are those that `urls.article` and `urls.source` give.",
)
UNSAFE = Check(
    "slug-unsafe",
    "siblings",
    Severity.WARNING,
    "the slug has capitals, blanks or signs that addresses should not have",
    "Use small letters, digits and hyphens. Before changing a published address, think of who links to it.",
    good=(*_GOOD, Example("slug: back-2", _PL.replace("plecy", "спина"))),
    bad=(
        Example("slug: Back", _PL),
        Example("slug: back pain", _PL),
        Example("slug: back?pain", _PL),
    ),
)
OTHER = Check(
    "slug-other",
    "siblings",
    Severity.NOTE,
    "the slug is not what the title gives",
    "Fine if meant: a reviewer's slug wins, and a published one stays when the title changes.",
)

MOVED = Check(
    "slug-moved",
    "siblings",
    Severity.ERROR,
    "a published address has moved, and nothing leads from the old one to the new one",
    "Give the file its name back, change the slug's entry in the catalog, run locpipe merge: it keeps an alias.",
    about="Found where a published file is gone and another one calls itself a sibling of the same article.",
)

_SAFE = re.compile(r"[\w.~/-]+")  # Docusaurus and Starlight have paths for slugs


def _same(code: str) -> str:
    return code.replace("_", "-").lower()


def _named(version: VersionFile) -> Mapping[str, str]:
    return {_same(code): name for code, name in (version.siblings or {}).items()}


def _mesh(versions: Sequence[VersionFile]) -> Iterator[tuple[int, str, Hit]]:
    """Yield where two versions of one article do not name each other."""
    for group in _articles(versions):
        for number, one in enumerate(group):
            for other in group[number + 1 :]:
                yield from _pair(versions, one, other)


def _articles(versions: Sequence[VersionFile]) -> list[list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for place, version in enumerate(versions):
        if version.article and version.siblings is not None:
            groups[version.article].append(place)
    return list(groups.values())


def _pair(versions: Sequence[VersionFile], one: int, other: int) -> Iterator[tuple[int, str, Hit]]:
    first, second = versions[one], versions[other]
    there = _named(first).get(_same(second.language)) == second.name
    back = _named(second).get(_same(first.language)) == first.name
    if there and not back:
        yield other, "siblings", Hit(ONE_WAY, _one_way(first, second))
    elif back and not there:
        yield one, "siblings", Hit(ONE_WAY, _one_way(second, first))
    elif not there:
        message = f"does not name {second.path} as its {second.language} sibling, nor the other way round"
        yield one, "siblings", Hit(MISSING, f"{message}; run locpipe merge")


def _one_way(naming: VersionFile, silent: VersionFile) -> str:
    return f"{naming.path} names this file as a sibling and is not named back; run locpipe merge"


def _names(versions: Sequence[VersionFile]) -> Iterator[tuple[int, str, Hit]]:
    """Yield siblings that are no file, that are the file itself, or that another article has too."""
    claims: dict[tuple[str, str], str] = {}
    for place, version in enumerate(versions):
        for code, name in (version.siblings or {}).items():
            if _same(code) == _same(version.language):
                yield place, code, Hit(ITSELF, f"names itself as its {code} sibling; take that out")
            elif code in version.nowhere:
                yield place, code, Hit(UNKNOWN, f"there is no {code} article “{name}”; correct it or take it out")
            elif version.is_source:
                first = claims.setdefault((_same(code), name), version.path)
                if first != version.path:
                    message = f"the {code} article “{name}” is the sibling of {first} too; take it out of one of them"
                    yield place, code, Hit(SHARED, message)


def _own(versions: Sequence[VersionFile]) -> Iterator[tuple[int, str, Hit]]:
    """Yield what a file says of itself and its place contradicts."""
    for place, version in enumerate(versions):
        if version.lang and _same(version.lang) != _same(version.language):
            message = f"says `lang: {version.lang}` and lies among the {version.language} articles"
            yield place, "lang", Hit(LANGUAGE, f"{message}; correct one of them")
        if version.file_slug and version.slug and version.slug != version.file_slug:
            message = f"says `slug: {version.slug}`, its file is called {version.file_slug}"
            yield place, "slug", Hit(SLUG, f"{message}; change the slug in the catalog and run locpipe merge")
        if version.slug and (not _SAFE.fullmatch(version.slug) or version.slug != version.slug.lower()):
            yield place, "slug", Hit(UNSAFE, f"the slug “{version.slug}” has capitals, blanks or signs in it")
        if version.moved_from:
            message = f"was published as “{version.moved_from}”; that address is lost: list it under `aliases`"
            yield place, "slug", Hit(MOVED, message)
        if version.derived and version.slug and version.slug != version.derived:
            yield place, "slug", Hit(OTHER, f"the slug is “{version.slug}”, the title gives “{version.derived}”")


def _addresses(versions: Sequence[VersionFile]) -> Iterator[tuple[int, str, Hit]]:
    held: dict[tuple[str, str], VersionFile] = {}
    for place, version in enumerate(versions):
        first = held.setdefault((_same(version.language), version.url.rstrip("/")), version)
        if version.url and first is not version and first.article != version.article:
            yield place, "slug", Hit(TWICE, f"has the address {version.url} of {first.path}; give one another slug")


FAMILY = Family(
    "siblings",
    (ONE_WAY, MISSING, UNKNOWN, ITSELF, SHARED, LANGUAGE, SLUG, TWICE, UNSAFE, OTHER, MOVED),
    of_versions=(_mesh, _names, _own, _addresses),
)
