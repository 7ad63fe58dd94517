"""What an edit of the source can change: numbers, units, negations, doses, comparators.

In health text a lost "not" or a moved decimal point is the worst bug there is, so everything here errs
on the side of a second look: a change it names makes a reviewed translation fuzzy.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache

NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    )
} | {"once": "1×", "twice": "2×", "thrice": "3×", "double": "2×", "doubled": "2×", "triple": "3×", "half": "1/2"}

# Symbols count as units only right after a number: "g", "l" and "in" are words or letters elsewhere.
_SYMBOLS = """
    mg g kg ml dl cl l mmhg mmol mol mol/l mmol/l mg/dl mm cm m km iu kcal cal kj °c °f ‰ s h ms hz ppm
"""
UNIT_SYMBOLS = {symbol: symbol for symbol in _SYMBOLS.split()} | {
    "%": "percent",
    "mcg": "µg",
    "µg": "µg",
    "ug": "µg",
    "min": "minute",
    "mins": "minute",
    "sec": "second",
    "secs": "second",
    "hr": "hour",
    "hrs": "hour",
    "lb": "pound",
    "lbs": "pound",
    "oz": "ounce",
    "ft": "foot",
    "in": "inch",
    "x": "×",
    "×": "×",
    "'": "′",
    "’": "′",
    "′": "′",
    '"': "″",
    "”": "″",
    "″": "″",
}

UNIT_WORDS = {
    form: canonical
    for canonical, forms in {
        "mg": "milligram milligrams milligramme milligrammes mg",
        "µg": "microgram micrograms mcg µg",
        "g": "gram grams gramme grammes",
        "kg": "kilogram kilograms kilo kilos kg",
        "ml": "milliliter milliliters millilitre millilitres ml",
        "l": "liter liters litre litres",
        "mmhg": "mmhg",
        "mm": "millimeter millimeters millimetre millimetres mm",
        "cm": "centimeter centimeters centimetre centimetres cm",
        "m": "meter meters metre metres",
        "km": "kilometer kilometers kilometre kilometres km",
        "inch": "inch inches",
        "foot": "foot feet",
        "pound": "pound pounds lb lbs",
        "ounce": "ounce ounces oz",
        "second": "second seconds",
        "minute": "minute minutes",
        "hour": "hour hours hourly",
        "day": "day days",
        "week": "week weeks weekly",
        "month": "month months monthly",
        "year": "year years yearly",
        "time": "time times",
        "kcal": "calorie calories kcal",
        "degree": "degree degrees",
        "percent": "percent",
        "iu": "iu",
    }.items()
    for form in forms.split()
}

_NEGATIONS = """
    not no never without none nothing neither nor cannot avoid avoids avoided avoiding stop stops stopped except unless
"""
NEGATIONS = frozenset(_NEGATIONS.split())
DOSES = {
    form: canonical
    for canonical, forms in {
        "dose": "dose doses dosage dosages dosing",
        "tablet": "tablet tablets",
        "pill": "pill pills",
        "capsule": "capsule capsules",
        "drop": "drop drops",
        "spoon": "teaspoon teaspoons tablespoon tablespoons tsp tbsp spoonful spoonfuls",
        "injection": "injection injections",
        "repetition": "repetition repetitions rep reps",
        "set": "set sets",
        "daily": "daily",
        "nightly": "nightly",
    }.items()
    for form in forms.split()
}
COMPARATORS = re.compile(
    r"(?:more|less|fewer|greater|higher|lower|longer|shorter|older|younger|rather) than|at (?:least|most)|"
    r"(?:up|prior) to|no more|above|below|over|under|before|after|until|till|only|maximum|minimum|max|min|within|"
    r"exceed(?:s|ing)?|between|(?<=\d) ?to(?= ?\d)"
)

_NUMBER = re.compile(r"(?<![\w.])[-−](?=\d)|\d+(?:[.,]\d+)*(?: ?[/⁄] ?\d+)?|[½¼¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]")
_MEASURE = re.compile(r"(\d)[ -]?([a-zµμ]+(?:/[a-z]+)?|°[cf]|[%‰×′″'\"’”])(?![a-z])")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_RANGE = re.compile(r"(?<=\d) ?[-–—] ?(?=\d)")
_SIGN = re.compile(r"[<>≤≥±≈~](?=\s*\d)|[<>≤≥]=?")


def sensitive_change(old: str, new: str, language: str = "en") -> str:
    """Return what an edit from `old` to `new` touches that a reader's health may hang on; "" for nothing.

    The texts are plain text or a msgid. Word lists exist for English; in other languages numbers, unit symbols
    and signs still count. Whatever is named must be reviewed again, however alike the texts are.
    """
    if old == new:
        return ""
    before, after = _plain(old), _plain(new)
    english = language.partition("-")[0] == "en"
    for name, tokens in _FAMILIES:
        was, now = list(tokens(before, english)), list(tokens(after, english))
        if Counter(was) != Counter(now):
            return f"a {name} changed ({_difference(Counter(was), Counter(now))})"
        if was != now and name == "number":
            # "2 tablets 3 times" and "3 tablets 2 times" hold the same numbers.
            return f"a number moved ({', '.join(was[:4])} → {', '.join(now[:4])})"
    return ""


def _plain(text: str) -> str:
    """Return the text in lower case with one kind of apostrophe, blank and micro sign."""
    folded = text.casefold().replace("μ", "µ").replace("’", "'").replace("‘", "'").replace("can't", "cannot")
    return " ".join(folded.replace("*", " ").replace("_", " ").split())


@lru_cache(maxsize=8)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text))


def _difference(was: Counter[str], now: Counter[str]) -> str:
    gone, come = sorted((was - now).elements()), sorted((now - was).elements())
    return f"{', '.join(gone[:3]) or 'none'} → {', '.join(come[:3]) or 'none'}"


def _negations(text: str, english: bool) -> Iterator[str]:
    if english:
        for word in _words(text):
            if word in NEGATIONS or word.endswith("n't"):
                # "don't" and "do not" say the same.
                yield "not" if word.endswith("n't") or word == "cannot" else word


def _numbers(text: str, english: bool) -> Iterator[str]:
    for number in _NUMBER.findall(text):
        yield unicodedata.normalize("NFKC", number).replace("⁄", "/").replace(" ", "").replace("−", "-")
    if english:
        yield from (NUMBER_WORDS[word] for word in _words(text) if word in NUMBER_WORDS)


def _units(text: str, english: bool) -> Iterator[str]:
    for match in _MEASURE.finditer(text):
        symbol = match.group(2)
        if symbol in UNIT_SYMBOLS and not (english and symbol in UNIT_WORDS):
            yield UNIT_SYMBOLS[symbol]
    if english:
        yield from (UNIT_WORDS[word] for word in re.findall(r"[a-zµ]+", text) if word in UNIT_WORDS)


def _doses(text: str, english: bool) -> Iterator[str]:
    if english:
        yield from (DOSES[word] for word in _words(text) if word in DOSES)


def _comparators(text: str, english: bool) -> Iterator[str]:
    yield from _SIGN.findall(text)
    yield from ("to" for _ in _RANGE.findall(text))
    if english:
        yield from (word.strip() for word in re.findall(rf"\b(?:{COMPARATORS.pattern})\b", text))


_FAMILIES: tuple[tuple[str, Callable[[str, bool], Iterator[str]]], ...] = (
    ("negation", _negations),
    ("number", _numbers),
    ("unit", _units),
    ("dose", _doses),
    ("comparator", _comparators),
)
