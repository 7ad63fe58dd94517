"""Stems of words, by Snowball's rules: for forms that no dictionary ties together."""

from __future__ import annotations

import re
from collections.abc import Callable

from locpipe.languages import english_name

# A shorter stem says too little; Polish stems say more, their kinds being told apart: "nerw", "ból".
_LEAST = 4
_LEAST_POLISH = 3
# Snowball's own names where they are not the language's in English; its Serbian reads both scripts.
_NAMES = {"nb": "norwegian", "nn": "norwegian", "no": "norwegian", "hr": "serbian", "bs": "serbian", "sh": "serbian"}
# What Polish nouns and adjectives end in, where Snowball's stem ends.
_POLISH_NOUNS = re.compile(
    "(?:i?(?:a|ach|ami|e|ego|ej|em|emu|o|om|ów|owi|owie|u|ą|ę)|i|ii|ich|im|imi|y|ych|ym|ymi)?",
)


def stemmer(language: str) -> Callable[[str], str] | None:
    """Return what makes a word's key of its stem, "" for too short a one; None for a language Snowball does not know.

    A key begins with `~`, so that it never equals a word.
    """
    import snowballstemmer  # type: ignore[import-untyped]

    name = _NAMES.get(language, english_name(language).casefold())
    if name not in snowballstemmer.algorithms():
        return None
    stem: Callable[[str], str] = snowballstemmer.stemmer(name).stemWord
    polish = language == "pl"
    least = _LEAST_POLISH if polish else _LEAST

    def key(word: str) -> str:
        found = stem(word.casefold())
        return f"~{found}{_polish_kind(word, found) if polish else ''}" if len(found) >= least else ""

    return key


def _polish_kind(word: str, stem: str) -> str:
    """Return what parts nouns from verbs and adjectives: "stopie" from "stopiła" and "stopowa"."""
    # By its length: a stem may end in another letter than the word has there, "golen" of "goleń".
    ending = word.casefold()[len(stem) :]
    if _POLISH_NOUNS.fullmatch(ending):
        return ""
    return "+ow" if ending.startswith("ow") and _POLISH_NOUNS.fullmatch(ending, 2) else "+"
