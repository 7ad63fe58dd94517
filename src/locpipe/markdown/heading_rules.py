"""How site generators make a heading's id of its text, and a second one of the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Used = dict[str, int]
"""The ids that a page has so far, each with the last number that was put behind it."""


@dataclass(frozen=True, slots=True)
class HeadingRule:
    """One generator's rule: what of a heading it reads, what it makes of that, and what of one that is there already.

    `raw`: the Markdown as it is written, markup and link targets included. `alts`: the text of pictures counts.
    `entities`: `&amp;` is read as it is written. `dashes`: `--` and `---` become dashes, which no id holds. `last`: of
    several lines the last alone is read. `own`: whether ids that the article sets are taken for the others, and
    where: those `before` a heading, or `anywhere`.
    """

    slug: Callable[[str], str]
    unique: Callable[[str, Used], str]
    raw: bool = False
    alts: bool = False
    entities: bool = False
    dashes: bool = False
    last: bool = False
    own: str = ""


def _counted(slug: str, used: Used) -> str:
    """Return the id with the next number that is free: github-slugger's way."""
    found = slug
    while found in used:
        used[slug] += 1
        found = f"{slug}-{used[slug]}"
    used[found] = 0
    return found


def _first_free(slug: str, used: Used) -> str:
    found, number = slug or "heading", 0
    while found in used:
        number += 1
        found = f"{slug or 'heading'}-{number}"
    used[found] = 0
    return found


def _numbered(slug: str, used: Used) -> str:
    """Return the id with its number, whether that one is there already or not: kramdown's way."""
    used[slug] = used.get(slug, -1) + 1
    return f"{slug}-{used[slug]}" if used[slug] else slug


def _underscored(slug: str, used: Used) -> str:
    """Return an id that is not empty and not there yet; a number behind `_` is counted on: Python-Markdown's way."""
    if slug in used or not slug:
        told = re.fullmatch(r"(.*)_([0-9]+)", slug)
        base, number = (told[1], int(told[2])) if told else (slug, 0)
        number += 1
        while f"{base}_{number}" in used:
            number += 1
        slug = f"{base}_{number}"
    used[slug] = 0
    return slug


def _github(text: str) -> str:
    return "".join("-" if char == " " else char for char in text.lower() if char in " -" or _is_word(char))


def _is_word(char: str) -> bool:
    """Tell whether a character is a letter, a mark, a digit or joins words, by Unicode's derived properties."""
    category = unicodedata.category(char)
    # Ⓐ is a symbol that counts as a letter, ² a number that is no digit.
    return category[0] in "LM" or category in ("Nd", "Nl", "Pc") or "Ⓐ" <= char <= "ⓩ"


def _hugo(text: str) -> str:
    kept = ("-" if char in " \t" else char for char in text.strip() if char in " \t-_" or _is_plain(char))
    return "".join(char.lower()[0] for char in kept)  # Go lowers rune by rune: "İ" is one letter, "Σ" never "ς"


def _is_plain(char: str) -> bool:
    return char.isalpha() or unicodedata.category(char) == "Nd"


def _kramdown(text: str) -> str:
    kept = re.sub(r"[^a-zA-Z0-9 -]", "", re.sub(r"^[^a-zA-Z]+", "", text))
    return kept.replace(" ", "-").lower() or "section"


def _kramdown_gfm(text: str) -> str:
    lowered = "".join(char.lower() for char in text)  # Ruby knows no final sigma
    return "".join("-" if char in " \t" else char for char in lowered if char in " \t-" or _is_word(char))


def _python_markdown(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower())


RULES: Mapping[str, HeadingRule] = {
    "github": HeadingRule(_github, _counted),
    "docusaurus": HeadingRule(_github, _counted, alts=True),
    "hugo": HeadingRule(_hugo, _first_free, alts=True, entities=True, last=True, own="before"),
    "kramdown": HeadingRule(_kramdown, _numbered, raw=True),
    "kramdown-gfm": HeadingRule(_kramdown_gfm, _numbered, dashes=True),
    "python-markdown": HeadingRule(_python_markdown, _underscored, own="anywhere"),
}
"""The rules by the names that `[markdown] anchors` has for them."""

OF_FLAVOUR: Mapping[str, str] = {"hugo": "hugo", "jekyll": "kramdown-gfm", "mkdocs": "python-markdown"}
"""The rule of a flavour whose generator has one, for frozen ids."""
