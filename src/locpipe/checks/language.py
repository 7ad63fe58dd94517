"""Language: a translation in another language than its catalog's.

Scripts are told apart here; languages by py3langid, the extra `locpipe[language]`, where it is installed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from locpipe.checks.base import Check, Example, Family, Hit, UnitPair
from locpipe.languages import english_name, primary
from locpipe.model import Severity

WRONG = Check(
    "language-wrong",
    "language",
    Severity.WARNING,
    "the translation is in another language than its catalog",
    "Translate it into the catalog's language; where a quotation stays as it is, silence the check for this entry.",
    good=(
        Example("Sit up straight and breathe slowly.", "Usiądź prosto i oddychaj powoli."),
        Example("World Health Organization, 2020", "World Health Organization, 2020"),
        Example("Sit up straight and breathe slowly.", "Сядьте рівно і дихайте повільно.", "uk"),
    ),
    bad=(
        Example("Sit up straight and breathe slowly.", "Сядьте прямо и дышите медленно."),
        Example("Sit up straight and breathe slowly.", "Usiądź prosto i oddychaj powoli.", "uk"),
        Example("Sit up straight and breathe slowly.", "ゆっくりと呼吸をしてください。", "de"),
    ),
    about="Without the extra `locpipe[language]`, which tells some hundred languages apart, only another script is "
    "found: Cyrillic in a Polish catalog.",
)

# Codes as py3langid has them where BCP 47 has others, and languages too close for one sentence.
_CLOSE = (
    {"no", "nb", "nn", "da"},
    {"hr", "sr", "bs", "sh", "cnr"},
    {"id", "ms"},
    {"cs", "sk"},
    {"pt", "gl"},
    {"zh", "yue", "wuu"},
    {"hi", "mr", "ne"},
    {"uk", "be", "rue"},
)
_LATIN, _CYRILLIC, _JAPANESE = "LATIN", "CYRILLIC", "CJK HIRAGANA KATAKANA"
_WRITTEN_IN_LATIN = """
    af cs da de en es et eu fi fr ga gl hr hu id is it lt lv ms mt nb nl nn no pl pt ro sk sl sq sv sw tr vi
"""
_SCRIPTS = {
    "ru": _CYRILLIC,
    "uk": _CYRILLIC,
    "be": _CYRILLIC,
    "bg": _CYRILLIC,
    "mk": _CYRILLIC,
    "el": "GREEK",
    "he": "HEBREW",
    "ar": "ARABIC",
    "fa": "ARABIC",
    "ur": "ARABIC",
    "ja": _JAPANESE,
    "zh": "CJK",
    "ko": "HANGUL CJK",
    "th": "THAI",
    "hi": "DEVANAGARI",
    "hy": "ARMENIAN",
    "ka": "GEORGIAN",
} | dict.fromkeys(_WRITTEN_IN_LATIN.split(), _LATIN)
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST_WORDS = 5
_FEWEST_LETTERS = 12
_SURE, _RULED_OUT = 0.6, 0.02
# A reference keeps its title and its journal.
_REFERENCE = re.compile(r"\b(?:doi|ISBN|ISSN)\b|\b(?:19|20)\d\d;\s?\d", re.IGNORECASE)


def _wrong(pair: UnitPair) -> Iterator[Hit]:
    prose = pair.target_markup.prose
    letters = [char for char in prose if char.isalpha()]
    if pair.source == pair.target or len(letters) < _FEWEST_LETTERS or _REFERENCE.search(pair.target):
        return
    wanted = primary(pair.language)
    if (scripts := _SCRIPTS.get(wanted)) and not _is_in(letters, scripts):
        yield Hit(WRONG, f"the translation is not in the script of {english_name(pair.language)}; translate it")
    elif len(_WORD.findall(prose)) >= _FEWEST_WORDS and (found := _other_language(prose, wanted)):
        yield Hit(WRONG, f"the translation reads as {english_name(found)}; translate it")


def _is_in(letters: list[str], scripts: str) -> bool:
    """Tell whether at least a fifth of the letters belongs to the scripts: names keep theirs."""
    return 5 * sum(_belongs(char, scripts) for char in letters) >= len(letters)


@lru_cache(maxsize=4096)
def _belongs(char: str, scripts: str) -> bool:
    return unicodedata.name(char, "").startswith(tuple(scripts.split()))


def _other_language(prose: str, wanted: str) -> str:
    """Return the language that the prose surely is in, "" where that is the wanted one or nobody can tell."""
    ranked = _detector()(prose)
    if not ranked or wanted not in ranked:
        return ""
    best = max(ranked, key=lambda code: ranked[code])
    close = any({best, wanted} <= group for group in _CLOSE)
    return best if best != wanted and not close and ranked[best] > _SURE and ranked[wanted] < _RULED_OUT else ""


@cache
def _detector() -> Callable[[str], dict[str, float]]:
    """Return what gives each language its likelihood; none where the extra is not installed."""
    try:
        from py3langid import langid
    except ImportError:
        return lambda prose: {}
    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    return lambda prose: {str(code): float(share) for code, share in identifier.rank(prose)}


FAMILY = Family("language", (WRONG,), of_unit=(_wrong,))
