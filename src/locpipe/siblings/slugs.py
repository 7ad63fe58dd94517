"""Slugs: derived from a title, and fit to be a file's name."""

from __future__ import annotations

import re
import unicodedata

from locpipe.languages import elides, transliterate

_MAX_BYTES = 200  # File names end at 255 bytes; a suffix and a temporary file's ending need room.
_APOSTROPHE = re.compile("['’‘‛ʼʻʹ′`´＇]")
_DROPPED = re.compile(rf"{_APOSTROPHE.pattern}|[&™®©℠]")
_FRACTION = re.compile("[¼-¾⅐-⅞↉]")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE | re.DOTALL)
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_BREAKS = "\u200b\u200c"  # Invisible, yet they part words (Thai, Persian).


def _words(text: str) -> list[str]:
    """Return the runs of letters, digits and the marks on them; invisible characters do not part a word."""
    chars: list[str] = []
    for char in text:
        category = unicodedata.category(char)
        marked = category.startswith("M") and bool(chars) and chars[-1] != " "
        if char.isalnum() or marked:
            chars.append(char)
        elif category != "Cf" or char in _BREAKS:
            chars.append(" ")
    return "".join(chars).split(" ")


def _fits(slug: str, max_length: int) -> bool:
    return len(slug) <= max_length and len(slug.encode()) <= _MAX_BYTES


def _cut(slug: str, max_length: int) -> str:
    """Return as many whole words as fit; a first word that is longer than that is cut hard."""
    if _fits(slug, max_length):
        return slug
    while "-" in slug:
        slug = slug.rpartition("-")[0]
        if _fits(slug, max_length):
            return slug
    slug = slug[:max_length]
    while not _fits(slug, max_length):
        slug = slug[:-1]
    return slug


def slugify(title: str, language: str, max_length: int = 50, script: str = "native") -> str:
    """Return the title as a slug: letters and digits in lower case, one hyphen between words, at most `max_length`.

    Scripts other than Latin, Greek and Cyrillic stay, unless `script` is "latin". "" where nothing is left that could
    name a file. Slugs come back as they are.
    """
    text = _APOSTROPHE.sub(" ", title) if elides(language) else title
    text = transliterate(_FRACTION.sub(_fraction, _DROPPED.sub("", text)).lower(), language)
    text = _DROPPED.sub("", _latin(text) if script == "latin" else text).lower()
    words = [word for word in _words(text) if word]
    slug = _cut(unicodedata.normalize("NFC", "-".join(words)), max_length)
    return "" if slug_problem(slug) else slug


def _fraction(match: re.Match[str]) -> str:
    return f" {unicodedata.normalize('NFKD', match[0])}"


def _latin(text: str) -> str:
    """Return the text in ASCII, character by character."""
    from anyascii import anyascii  # only few projects need its tables

    return anyascii(text)


def slug_problem(slug: str) -> str:
    """Return why the slug cannot name a file, "" where it can, on every system that the repository may be cloned to."""
    if not slug.strip():
        return "it is empty"
    if "/" in slug or "\\" in slug:
        return "it holds a slash"
    if slug.startswith("."):
        return "it begins with a dot"
    if slug != slug.strip() or slug.endswith("."):
        return "it begins or ends with a blank, or ends with a dot"
    if any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in slug):
        return "it holds a control character"
    if found := _FORBIDDEN.search(slug):
        return f"it holds {found[0]}, which Windows forbids in file names"
    if _RESERVED.fullmatch(unicodedata.normalize("NFKC", slug)):
        return "Windows reserves this name for a device"
    if len(slug.encode()) > _MAX_BYTES:
        return f"it is longer than {_MAX_BYTES} bytes"
    return ""
