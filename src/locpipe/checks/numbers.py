"""Numbers: every one of the source stands in the translation, and no other, however its language writes them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from locpipe.checks.base import Check, Example, Family, Hit, UnitPair
from locpipe.checks.number_words import values_of
from locpipe.languages import primary
from locpipe.model import Severity, Span

MISSING = Check(
    "number-missing",
    "numbers",
    Severity.ERROR,
    "a number of the source is not in the translation",
    "Compare the two texts. A number may be written as a word, or as your language writes it: 2,5 for 2.5.",
    good=(
        Example("Rest for 45 minutes.", "Odpocznij 45 minut."),
        Example("Drink 2.5 liters.", "Pij 2,5 litra."),
        Example("Do it 2 times.", "Zrób to dwa razy."),
        Example("At 2 PM you are tired.", "O 14:00 czujesz zmęczenie."),
        Example("Some 1,500 people took part.", "Około 1500 Menschen nahmen teil.", "de"),
    ),
    bad=(
        Example("Rest for 45 minutes.", "Odpocznij chwilę."),
        Example("Rest for 45 minutes.", "Odpocznij 54 minuty."),
        Example("Take 0.5 mg.", "Weź 5 mg."),
        Example("From 6 to 8 hours.", "Von 6 Stunden.", "de"),
    ),
)
ADDED = Check(
    "number-added",
    "numbers",
    Severity.WARNING,
    "the translation has a number that the source has not",
    "Compare the two texts. A number that the source has as a word may be a figure in the translation.",
    good=(
        Example("Two sets a day.", "2 serie dziennie."),
        Example("Half an hour.", "1/2 godziny."),
        Example("A dozen people.", "12 osób."),
        Example("One inch forward.", "2,5 cm do przodu."),
        Example("Turn in at eleven.", "Połóż się o 23:00."),
    ),
    bad=(
        Example("Rest for a while.", "Odpocznij 45 minut."),
        Example("Take 5 mg.", "Weź 5 mg 3 razy."),
        Example("Rest for 45 minutes.", "Odpocznij 54 minuty."),
    ),
)

MOVED = Check(
    "number-moved",
    "numbers",
    Severity.WARNING,
    "the numbers of the translation stand in another order",
    "See whether each number still belongs to its thing: 2 tablets 3 times is not 3 tablets 2 times.",
    good=(
        Example("Take 2 tablets 3 times.", "Weź 2 tabletki 3 razy."),
        Example("Take 2 tablets 3 times.", "Weź dwie tabletki 3 razy."),
        Example("Rest for 45 minutes.", "Odpocznij 45 minut."),
    ),
    bad=(
        Example("Take 2 tablets 3 times.", "Weź 3 tabletki 2 razy."),
        Example("From 6 to 8 hours.", "Od 8 do 6 godzin."),
        Example("Hold 10 seconds, 5 times.", "5 Sekunden halten, 10 Mal.", "de"),
    ),
)

FORMAT = Check(
    "number-format",
    "numbers",
    Severity.WARNING,
    "a number is written as in the source, which means another number in the translation's language",
    "Write it as your language does: 50 000 for 50,000 in Polish, 2,5 for 2.5 in German.",
    good=(
        Example("Some 50,000 people.", "Około 50 000 osób."),
        Example("Some 50,000 people.", "Etwa 50.000 Menschen.", "de"),
        Example("Drink 2.5 liters.", "Pij 2,5 litra."),
    ),
    bad=(
        Example("Some 50,000 people.", "Około 50,000 osób."),
        Example("Some 1,500 people.", "Etwa 1,500 Menschen.", "de"),
        Example("Only 1.125 percent.", "Tylko 1.125 procent."),
    ),
)

# Languages whose thousands have a comma and decimals a point; elsewhere it is the other way round.
# https://cldr.unicode.org, numbers with the digits 0 to 9.
_POINT = frozenset(
    "am ar bn cy en fa fil ga gu he hi ja kn ko ml mr ms mt my ne pa si sw ta te th ur zh".split()  # noqa: SIM905
)
# With its own digits, Arabic has signs of its own for thousands and decimals, U+066C and U+066B.
_NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?![\d])(?:[.,]\d+)?|\d+(?:[.,\u066b\u066c]\d+)*")
_FRACTION = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "1/3", "⅔": "2/3"}
_SHORT_FRACTION = re.compile(r"(?<![\d/])([1-9])/([2-9]|10)(?![\d/])")
# "the 1960s" are "lata 60."; the century may be left to the reader.
_DECADE = re.compile(r"1[89]\d0(?='?s\b)|20\d0(?='?s\b)")
# A measure that readers elsewhere do not use: converting or leaving it out beside the metric one is common.
_UNIT = r"(?:inch(?:es)?|in\b|feet|foot|ft\b|yards?|miles?|pounds?|lbs?\b|ounces?|oz\b|gallons?|pints?|°\s?F)"
_IMPERIAL = re.compile(
    rf"(?:[ \u00a0-]?[a-z]+){{0,2}}?[ \u00a0-]?{_UNIT}|[\"”″](?!\w)"
    rf"|[ \u00a0]?(?:-|–|to|or|and)[ \u00a0]?\d+(?:[.,]\d+)?[ \u00a0-]?{_UNIT}",
    re.IGNORECASE,
)
_METRIC = re.compile(
    r"[ \u00a0]?(?:(?:mm|cm|m|km|g|kg|ml|l|°C|мм|см|м|км|г|кг|мл|л)\b|(?:[mck]e?nt|mil|kil|zent|sant|met|lit)\w+)",
    re.IGNORECASE,
)
# "5 kg (11 pounds)": readers who have the first need not the second.
_ASIDE = re.compile(r"\([^()]*$")
_MINUTES = re.compile(r"[:.h][0-5]\d\b")
_CLOCK = re.compile(r"\s*(?::[0-5]\d)?\s*([ap])\.?\s?m\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number:
    """A number in its place; `values` are what it may be in another language, its own first."""

    span: Span
    text: str
    values: tuple[str, ...]


@lru_cache(maxsize=4096)
def numbers_in(text: str, language: str) -> tuple[Number, ...]:
    """Return the numbers that stand as figures in prose, by code points of it."""
    found = [*_fractions(text), *_figures(text, primary(language))]
    return tuple(sorted(found, key=lambda each: each.span))


def _fractions(text: str) -> Iterator[Number]:
    for place, sign in enumerate(text):
        if sign in _FRACTION:
            yield Number(Span(place, place + 1), sign, (_FRACTION[sign],))


def _figures(text: str, language: str) -> Iterator[Number]:
    for match in _NUMBER.finditer(text):
        value = _value(match[0], language)
        clock = _CLOCK.match(text, match.end()) if language == "en" else None
        decade = (value[2:],) if language == "en" and _DECADE.match(text, match.start()) else ()
        yield Number(Span(*match.span()), match[0], (value, *_afternoon(value, clock), *decade))


def _value(figures: str, language: str) -> str:
    """Return the number as Python writes it: `1500` for "1,500" in English and "1.500" in German."""
    bare = re.sub(r"[ \u00a0\u202f'’]", "", figures)
    if "\u066b" in bare or "\u066c" in bare:
        bare, language = bare.replace("\u066c", "").replace("\u066b", "."), "ar"
    thousands, decimal = (",", ".") if language in _POINT else (".", ",")
    if re.fullmatch(rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+(?:{re.escape(decimal)}\d+)?", bare):
        bare = bare.replace(thousands, "")
    bare = bare.replace(",", ".")
    try:
        return format(Decimal(bare).normalize(), "f")
    except InvalidOperation:
        return bare  # 2026.11.23, 1.2.3: no number, but a name that must stay


def _afternoon(value: str, clock: re.Match[str] | None) -> tuple[str, ...]:
    if clock is None or not value.isdigit() or int(value) > 12:
        return ()
    hours = int(value) % 12 + (12 if clock[1].lower() == "p" else 0)
    return (str(hours), "0") if hours in (0, 24) else (str(hours),)


def _missing(pair: UnitPair) -> Iterator[Hit]:
    source, target = pair.source_markup.prose, pair.target_markup.prose
    left = Counter(value for number in numbers_in(target, pair.language) for value in number.values[:1])
    words = Counter(values_of(target, pair.language))
    for number in numbers_in(source, pair.source_language):
        value = next((each for each in number.values if left[each]), None)
        if value is not None:
            left[value] -= 1
        elif words[number.values[0]]:
            words[number.values[0]] -= 1
        elif re.search(rf"(?<!\d){re.escape(number.text)}(?!\d)", target):
            message = f"{number.text} is written as in the source and means another number here"
            yield Hit(FORMAT, message, _place(pair.source, number))
        elif not _as_fraction(number, source, target):
            imperial = _IMPERIAL.match(source, number.span.end) is not None
            if not (imperial and _ASIDE.search(source[: number.span.start])):
                message = f"the number {number.text} is missing in the translation"
                converted = imperial and any(
                    _METRIC.match(target, each.span.end) for each in numbers_in(target, pair.language)
                )
                severity = Severity.NOTE if converted else Severity.WARNING if imperial else None
                yield Hit(MISSING, message, _place(pair.source, number), severity=severity)


def _as_fraction(number: Number, source: str, target: str) -> bool:
    """Tell whether the number is part of a fraction that one of the two writes with a sign: 1/2, ½."""
    return bool(_SHORT_FRACTION.search(source)) and any(sign in target for sign in _FRACTION)


def _moved(pair: UnitPair) -> Iterator[Hit]:
    now = [each.values[0] for each in numbers_in(pair.target_markup.prose, pair.language)]
    left = Counter(now)
    before = []
    for number in numbers_in(pair.source_markup.prose, pair.source_language):
        # "11:10 p.m." is 23:10.
        value = next((each for each in number.values if left[each]), number.values[0])
        left[value] -= 1
        before.append(value)
    if before != now and sorted(before) == sorted(now):
        yield Hit(MOVED, f"the numbers {', '.join(before[:6])} stand as {', '.join(now[:6])}")


def _added(pair: UnitPair) -> Iterator[Hit]:
    source, target = pair.source_markup.prose, pair.target_markup.prose
    left = Counter(value for number in numbers_in(source, pair.source_language) for value in number.values)
    words = Counter(values_of(source, pair.source_language))
    for number in numbers_in(target, pair.language):
        value = number.values[0]
        if left[value]:
            left[value] -= 1
        elif words[value]:
            words[value] -= 1
        elif re.search(rf"(?<!\d){re.escape(number.text)}(?!\d)", source):
            continue  # written as in the source: said already
        elif not _is_explained(number, target, words) and not _is_converted(number, source, target):
            message = f"the number {number.text} is in the translation and not in the source"
            yield Hit(ADDED, message, None, _place(pair.target, number))


def _is_explained(number: Number, target: str, words: Counter[str]) -> bool:
    """Tell whether a figure belongs to a fraction or a time that the source has in words: half an hour, 1/2 hour."""
    before, after = target[: number.span.start], target[number.span.end :]
    fraction = (before.endswith("/") or after.startswith("/")) and words["0.5"] > 0
    minutes = number.text == "00" and before.endswith((":", "."))
    hours = number.text.isdigit() and _MINUTES.match(after) and words[str(int(number.text) - 12)]
    return fraction or minutes or bool(hours)


def _is_converted(number: Number, source: str, target: str) -> bool:
    """Tell whether a number is a metric measure for one that the source has in inches or pounds."""
    return bool(_METRIC.match(target, number.span.end) and re.search(rf"\b{_UNIT}", source, re.IGNORECASE))


def _place(text: str, number: Number) -> Span | None:
    """Return where the number stands in the text with its markup, where that is plain."""
    if text.count(number.text) != 1:
        return None
    start = text.index(number.text)
    return Span(start, start + len(number.text))


FAMILY = Family("numbers", (MISSING, ADDED, MOVED, FORMAT), of_unit=(_missing, _added, _moved))
