"""Units of measure: what stands with a number in the source stands with it in the translation too.

Words are known by how they begin, so that endings do not matter, in English, Polish, German, Spanish, French and
Ukrainian; of other languages the symbols. The symbols are those of the SI brochure (9th edition, tables 2 to 8).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from locpipe.checks.base import Check, Example, Family, Hit, UnitPair
from locpipe.checks.numbers import numbers_in
from locpipe.languages import primary
from locpipe.model import Severity, Span

DIFFERS = Check(
    "unit-differs",
    "units",
    Severity.ERROR,
    "a number has another unit of measure than in the source",
    "Compare the two texts. Where a measure was converted, its number changes too.",
    good=(
        Example("Rest for 45 minutes.", "Odpocznij 45 minut."),
        Example("Sleep 6 to 8 hours.", "Śpij od 6 do 8 godzin."),
        Example("Drink 2 liters in 2 hours.", "Trinken Sie in 2 Stunden 2 Liter.", "de"),
        Example("A 10-pound load.", "Ładunek 4,5 kg."),
        Example("Salt: 5 g a day.", "Sól: 5 gramów dziennie."),
    ),
    bad=(
        Example("Rest for 45 minutes.", "Odpocznij 45 sekund."),
        Example("Take 5 mg.", "Weź 5 g."),
        Example("Sleep 6 to 8 hours.", "Schlafen Sie 6 bis 8 Minuten.", "de"),
        Example("Walk 2 miles.", "Camine 2 km.", "es"),
    ),
)
LOST = Check(
    "percent-lost",
    "units",
    Severity.ERROR,
    "a per cent sign of the source is not in the translation",
    "Write the sign, or the word for per cent in your language.",
    good=(
        Example("About 40% more.", "O jakieś 40% więcej."),
        Example("About 40% more.", "Etwa 40 Prozent mehr.", "de"),
        Example("10–15% less.", "10–15 % mniej."),
        Example("About 40% more.", "أكثر بنحو ٤٠٪.", "ar"),
        Example("About 40% more.", "約40パーセント増。", "ja"),
        Example("About 40% more.", "大约多百分之40。", "zh"),
    ),
    bad=(
        Example("About 40% more.", "O jakieś 40 więcej."),
        Example("10–15% less.", "10–15 mniej."),
        Example("Only 5 percent.", "Nur 5.", "de"),
    ),
)

_SYMBOLS = {
    "%": "percent",
    "°c": "celsius",
    "°f": "fahrenheit",
    "min": "minute",
    "h": "hour",
    "s": "second",
    "sec": "second",
    "hrs": "hour",
    "hr": "hour",
    "mins": "minute",
    "lbs": "pound",
    "lb": "pound",
    "oz": "ounce",
    "ft": "foot",
    "in": "inch",
    "godz": "hour",
    "std": "hour",
    "хв": "minute",
    "год": "hour",
    "мг": "mg",
    "г": "g",
    "кг": "kg",
    "мл": "ml",
    "л": "l",
    "см": "cm",
    "мм": "mm",
    "м": "m",
    "км": "km",
    "mcg": "µg",
    "μg": "µg",
} | {
    symbol: symbol
    for symbol in ["µg", "mg", "g", "kg", "ml", "cl", "dl", "l", "mm", "cm", "m", "km", "kcal", "cal", "kj"]
}
_BEGINNINGS = {
    "en": {
        "second": "seconds? secs?",
        "minute": "minutes? mins?",
        "hour": "hours? hrs?",
        "day": "days?",
        "week": "weeks?",
        "month": "months?",
        "year": "years?",
        "percent": "percent",
        "mg": "milligram(?:me)?s?",
        "g": "gram(?:me)?s?",
        "kg": "kilo(?:gram(?:me)?)?s?",
        "ml": "millilit(?:er|re)s?",
        "l": "lit(?:er|re)s?",
        "cm": "centimet(?:er|re)s?",
        "mm": "millimet(?:er|re)s?",
        "m": "met(?:er|re)s?",
        "km": "kilomet(?:er|re)s?",
        "pound": "pounds?",
        "mile": "miles?",
        "inch": "inch(?:es)?",
        "foot": "feet foot",
        "kcal": "kilocalories?",
    },
    "pl": {
        "second": "sekund\\w*",
        "minute": "minut\\w*",
        "hour": "godzin\\w*",
        "day": "dzień dnia dni dniach dniami dniu dób dob[ęya]",
        "week": "tydzień tygod\\w*",
        "month": "miesi[ąę]c\\w*",
        "year": "rok\\w* lat\\w*",
        "percent": "procent\\w*",
        "mg": "miligram\\w*",
        "g": "gram\\w*",
        "kg": "kilogram\\w* kilo",
        "ml": "mililit\\w*",
        "l": "litr\\w*",
        "cm": "centymet\\w*",
        "mm": "milimet\\w*",
        "m": "metr\\w*",
        "km": "kilomet\\w*",
        "pound": "funt\\w*",
        "mile": "mil[ai]? milę milach",
        "inch": "cal cale cali calach",
        "foot": "stop[aęy]? stopach",
        "kcal": "kilokalori\\w*",
    },
    "de": {
        "second": "sekunden? sek",
        "minute": "minuten?",
        "hour": "stunden?",
        "day": "tag(?:en?|es)?",
        "week": "wochen?",
        "month": "monat(?:en?|s)?",
        "year": "jahr(?:en?|es)?",
        "percent": "prozent",
        "mg": "milligramm",
        "g": "gramm",
        "kg": "kilo(?:gramm)?",
        "ml": "milliliter",
        "l": "litern?",
        "cm": "zentimetern?",
        "mm": "millimetern?",
        "m": "metern?",
        "km": "kilometern?",
        "pound": "pfund",
        "mile": "meilen?",
        "inch": "zoll",
        "foot": "fuß",
        "kcal": "kilokalorien?",
    },
    "es": {
        "second": "segundos?",
        "minute": "minutos?",
        "hour": "horas?",
        "day": "días?",
        "week": "semanas?",
        "month": "mes(?:es)?",
        "year": "años?",
        "percent": "ciento",
        "mg": "miligramos?",
        "g": "gramos?",
        "kg": "kilo(?:gramo)?s?",
        "ml": "mililitros?",
        "l": "litros?",
        "cm": "centímetros?",
        "mm": "milímetros?",
        "m": "metros?",
        "km": "kilómetros?",
        "pound": "libras?",
        "mile": "millas?",
        "inch": "pulgadas?",
        "foot": "pies?",
        "kcal": "kilocalorías?",
    },
    "fr": {
        "second": "secondes?",
        "minute": "minutes?",
        "hour": "heures?",
        "day": "jours?",
        "week": "semaines?",
        "month": "mois",
        "year": "ans? années?",
        "mg": "milligrammes?",
        "g": "grammes?",
        "kg": "kilo(?:gramme)?s?",
        "ml": "millilitres?",
        "l": "litres?",
        "cm": "centimètres?",
        "mm": "millimètres?",
        "m": "mètres?",
        "km": "kilomètres?",
        "pound": "livres?",
        "mile": "miles?",
        "inch": "pouces?",
        "foot": "pieds?",
        "kcal": "kilocalories?",
    },
    "uk": {
        "second": "секунд\\w*",
        "minute": "хвилин\\w*",
        "hour": "годин\\w*",
        "day": "день дн[іяів]\\w* діб доб[аиу]",
        "week": "тиж\\w*",
        "month": "місяц\\w*",
        "year": "рік рок\\w*",
        "percent": "відсот\\w* процент\\w*",
        "mg": "міліграм\\w*",
        "g": "грам\\w*",
        "kg": "кілограм\\w*",
        "ml": "мілілітр\\w*",
        "l": "літр\\w*",
        "cm": "сантиметр\\w*",
        "mm": "міліметр\\w*",
        "m": "метр\\w*",
        "km": "кілометр\\w*",
        "pound": "фунт\\w*",
        "mile": "миль милі милю",
        "inch": "дюйм\\w*",
        "foot": "фут\\w*",
        "kcal": "кілокалорі\\w*",
    },
}
# What may stand between a number and its unit: a blank, a hyphen, the rest of a range, "full", "pełnych".
_TO = r"(?:[-–—/]|to|or|and|do|lub|i|bis|oder|und|a|o|y|à|ou|et|або|до|і)"
_RANGE = rf"(?:[ \u00a0\u202f]?{_TO}[ \u00a0\u202f]?\d+(?:[.,]\d+)?)?"
_MORE = r"(?:[ \u00a0](?:or (?:more|so)|additional|extra|full|more|pełn\w+|dodatkow\w+|weitere|volle)(?=[ \u00a0]))?"
_WORD = re.compile(rf"{_RANGE}{_MORE}[ \u00a0\u202f-]?(?P<unit>[%٪％]|°\s?[CF]\b|[^\W\d_]+)", re.IGNORECASE)
_PER_CENT = re.compile(
    rf"{_RANGE}[ \u00a0\u202f-]?(?:[%٪％]|(?:per|pour|por)[ \u00a0](?:cent|ciento)\b"
    # "per cent" in Japanese, Korean, Hebrew, Arabic.
    rf"|パーセント|퍼센트|프로|אחוז|(?:في\s)?(?:ب|ال)+م[ئا]+ة)",
    re.IGNORECASE,
)
_PER_CENT_BEFORE = "百分之"  # Chinese


@lru_cache(maxsize=64)
def _words(language: str) -> re.Pattern[str] | None:
    known = _BEGINNINGS.get(language)
    if not known:
        return None
    groups = (f"(?P<u{place}>{'|'.join(forms.split())})" for place, forms in enumerate(known.values()))
    return re.compile("|".join(groups), re.IGNORECASE)


def _unit(word: str, language: str) -> str:
    """Return the unit that a word or symbol stands for, in the SI's symbol or in English; "" for none."""
    if symbol := _SYMBOLS.get(word.replace(" ", "").lower() if word != "M" else "M"):
        return symbol
    found = pattern.fullmatch(word) if (pattern := _words(language)) else None
    return list(_BEGINNINGS[language])[int(found.lastgroup[1:])] if found and found.lastgroup else ""


@lru_cache(maxsize=4096)
def _measures(text: str, language: str) -> tuple[tuple[str, str, Span], ...]:
    """Return value, unit ("" for none) and place of each number of a prose."""
    code = primary(language)
    found = []
    for number in numbers_in(text, language):
        match = _WORD.match(text, number.span.end)
        unit = _unit(match["unit"], code) if match else ""
        before = text.endswith(_PER_CENT_BEFORE, 0, number.span.start)
        if before or (not unit and _PER_CENT.match(text, number.span.end)):
            unit = "percent"
        found.append((number.values[0], unit, number.span))
    return tuple(found)


def _differs(pair: UnitPair) -> Iterator[Hit]:
    source = _measures(pair.source_markup.prose, pair.source_language)
    if not any(unit for _, unit, _ in source):
        return
    target = _measures(pair.target_markup.prose, pair.language)
    for value in dict.fromkeys(value for value, unit, _ in source if unit):
        wanted = {unit for each, unit, _ in source if each == value} - {""}
        there = {unit for each, unit, _ in target if each == value}
        if not there or wanted & there:
            continue
        if "" not in there:
            message = f"{value} is in {_shown(wanted)} in the source and in {_shown(there)} here"
            yield Hit(DIFFERS, message)
        elif wanted == {"percent"}:
            yield Hit(LOST, f"{value} is a percentage in the source and not here")


def _shown(units: set[str]) -> str:
    return " and ".join(f"{unit}s" if len(unit) > 3 and unit != "percent" else unit for unit in sorted(units))


FAMILY = Family("units", (DIFFERS, LOST), of_unit=(_differs,))
