"""Front matter: titles and descriptions that search engines cut, a keyword that the article does not use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from locpipe.checks.base import Check, Example, Family, Hit, UnitPair
from locpipe.model import Severity, UnitKind

# About what search engines show; the limits are in points on a screen, not in characters.
_TITLE, _DESCRIPTION = 60, 160
_LONG_TITLE = "Ćwiczenia przy biurku na ból pleców i karku, które zrobisz w przerwie na kawę"

TITLE = Check(
    "title-long",
    "front-matter",
    Severity.NOTE,
    "search engines cut a title at about 60 characters",
    "Shorten it, or put what matters first.",
    good=(
        Example("Desk exercises", "Ćwiczenia przy biurku", context="title"),
        Example("Desk exercises", _LONG_TITLE, context=""),
        Example("Better sleep", "Besser schlafen", "de", "seo.title"),
    ),
    bad=(
        Example("Desk exercises", _LONG_TITLE, context="title"),
        Example("Desk exercises", _LONG_TITLE, context="seo.title"),
        Example(
            "Sleep", "Schlafen, schlafen und noch einmal schlafen: was wirklich hilft und was nicht", "de", "title"
        ),
    ),
)
DESCRIPTION = Check(
    "description-long",
    "front-matter",
    Severity.NOTE,
    "search engines cut a description at about 160 characters",
    "Shorten it, or put what matters first.",
    good=(
        Example("Move.", "Ruszaj się.", context="description"),
        Example("Move.", "Ruszaj się. " * 20, context=""),
        Example("Move.", "Beweg dich.", "de", "description"),
    ),
    bad=(
        Example("Move.", "Ruszaj się. " * 20, context="description"),
        Example("Move.", "Beweg dich. " * 20, "de", "description"),
        Example("Move.", "Ruszaj się codziennie, " * 9, context="seo.description"),
    ),
)
KEYWORD = Check(
    "keyword-unused",
    "front-matter",
    Severity.NOTE,
    "the translated keyword stands neither in the title, nor in the description, a heading or the address",
    "Use what readers type in the title or the first heading, or choose a keyword that the article uses.",
    about="Words count by their first letters, so that endings do not matter.",
)

TAG = Check(
    "tag-differs",
    "front-matter",
    Severity.NOTE,
    "one tag is translated differently in two articles",
    "Use one translation, or readers find half of the articles under each.",
    about="Found at the translation that fewer articles have. Where a taxonomy map has the tag, a warning at whatever "
    "differs from the map.",
)

_TAGS = frozenset({"tags", "tag", "categories", "category", "keywords", "topics", "topic"})
_WORD = re.compile(r"[^\W_]+")
_ENDING = 3


def _lengths(pair: UnitPair) -> Iterator[Hit]:
    last = pair.context.rpartition(".")[2]
    for check, name, most in ((TITLE, "title", _TITLE), (DESCRIPTION, "description", _DESCRIPTION)):
        if last == name and len(pair.target) > most:
            yield Hit(check, f"the {name} has {len(pair.target)} characters; about {most} are shown")


def _keyword(pairs: Sequence[UnitPair]) -> Iterator[tuple[int, Hit]]:
    for place, pair in enumerate(pairs):
        if pair.context == "keyword" and pair.target.strip():
            texts = [each.target for each in pairs if _is_prominent(each)]
            if texts and not any(_uses(text, pair.target) for text in texts):
                message = f"“{pair.target}” stands neither in title, description, headings nor address"
                yield place, Hit(KEYWORD, message)


def _is_prominent(pair: UnitPair) -> bool:
    return pair.context in ("title", "description", "slug") or pair.kind is UnitKind.HEADING


def _uses(text: str, keyword: str) -> bool:
    words = _WORD.findall(text.casefold())
    return all(any(_alike(word, wanted) for word in words) for wanted in _WORD.findall(keyword.casefold()))


def _alike(word: str, wanted: str) -> bool:
    """Tell whether two words begin alike, their endings left out."""
    stem = wanted[: max(3, len(wanted) - _ENDING)]
    return word.startswith(stem) and abs(len(word) - len(wanted)) <= _ENDING + 1


def _tags(pairs: Sequence[UnitPair]) -> Iterator[tuple[int, Hit]]:
    """Yield each tag that is translated in another way than the map has it, or than in most articles."""
    used: dict[str, dict[str, list[int]]] = {}
    for place, pair in enumerate(pairs):
        if pair.mapped:
            if pair.target.casefold() != pair.mapped.casefold():
                message = f"the tag {pair.source} is “{pair.target}” here and “{pair.mapped}” in the taxonomy map"
                yield place, Hit(TAG, message, severity=Severity.WARNING)
        elif pair.context.rpartition(".")[2] in _TAGS:
            source, target = (" ".join(text.casefold().split()) for text in (pair.source, pair.target))
            used.setdefault(source, {}).setdefault(target, []).append(place)
    for ways in used.values():
        usual, *others = sorted(ways, key=lambda way: -len(ways[way]))
        for place in (place for way in others for place in ways[way]):
            first = pairs[ways[usual][0]]
            message = f"the tag {first.source} is “{pairs[place].target}” here and “{first.target}” in other articles"
            yield place, Hit(TAG, message)


FAMILY = Family(
    "front-matter",
    (TITLE, DESCRIPTION, KEYWORD, TAG),
    of_unit=(_lengths,),
    of_article=(_keyword,),
    of_language=(_tags,),
)
