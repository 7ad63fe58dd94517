"""Wording: text left in the source language, a word typed twice, a translation of an odd length."""

from __future__ import annotations

import re
from collections.abc import Iterator

from locpipe.checks.base import Check, Example, Family, Hit, UnitPair
from locpipe.checks.sentences import sentences
from locpipe.languages import primary
from locpipe.model import Severity, Span

_FOUR = (
    "Sit up straight in your chair. Rest your feet flat on the floor. Take a slow breath while counting to four. "
    "Let it out through the mouth."
)
SAME = Check(
    "same-as-source",
    "wording",
    Severity.WARNING,
    "a sentence is still in the source language",
    "Translate it, or silence the check for this entry where it stays as it is: a quotation, a title.",
    good=(
        Example("World Health Organization", "World Health Organization"),
        Example("Medicine & Science in Sport", "Medicine & Science in Sport"),
        Example("`pip install locpipe` in a new folder now", "`pip install locpipe` w nowym folderze"),
    ),
    bad=(
        Example("Sit down and breathe out slowly.", "Sit down and breathe out slowly."),
        Example("Stop where the pain begins to grow.", "Stop where the pain begins to grow."),
        Example("How to Build the Habit", "How to Build the Habit"),
    ),
)
DOUBLED = Check(
    "word-doubled",
    "wording",
    Severity.WARNING,
    "a word stands twice in a row",
    "Delete one. Where the language doubles the word on purpose, silence the check for this entry.",
    good=(
        Example("Slowly.", "Powoli, powoli."),
        Example("The one who sits.", "Die, die sitzen.", "de"),
        Example("Up and up and up.", "W górę i w górę."),
    ),
    bad=(
        Example("Sit down slowly.", "Usiądź powoli powoli."),
        Example("The neck.", "Ein ein Nacken.", "de"),
        Example("In the morning.", "W w południe."),
    ),
)
LENGTH = Check(
    "length-odd",
    "wording",
    Severity.WARNING,
    "the translation is far shorter or longer than its source",
    "See whether a sentence is missing, or one was added.",
    good=(
        Example("Yes.", "Tak, oczywiście, że tak."),
        Example("Sit down and breathe out slowly.", "Usiądź i powoli zrób wydech."),
        Example("Stretch.", "Rozciąganie."),
    ),
    bad=(
        Example(
            "Sit down and breathe out slowly. Stand up again after ten breaths. Do it four times a day.", "Usiądź."
        ),
        Example("Sit down and breathe out slowly, then stand up again and walk around the block.", "Siadaj i wstań."),
        Example("Sit down and breathe out slowly now.", "Usiądź i powoli zrób wydech. " * 6),
    ),
)

SENTENCES = Check(
    "sentence-missing",
    "wording",
    Severity.WARNING,
    "the translation has fewer sentences than its source and is short for it",
    "See whether a sentence was left out. Where two were joined, silence the check for this entry.",
    good=(
        Example(
            _FOUR,
            "Usiądź prosto na krześle, stopy oprzyj płasko o podłogę. Weź powolny oddech, licząc do czterech, i wypuść "
            "powietrze ustami.",
        ),
        Example("Sit down. Breathe.", "Usiądź i oddychaj."),
        Example(_FOUR, "背筋を伸ばして座ります。足を床につけます。ゆっくり息を吸います。口から吐きます。", "ja"),
    ),
    bad=(
        Example(_FOUR, "Usiądź prosto na krześle. Weź powolny oddech, licząc do czterech."),
        Example(_FOUR, "Setzen Sie sich aufrecht hin. Stellen Sie die Füße flach auf den Boden.", "de"),
        Example("Stop if it hurts. See a doctor if the pain lasts for more than a week.", "Przerwij, gdy boli."),
    ),
    about="Sentences end with a full stop, a question mark or the like before a capital; abbreviations end none.",
)

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TWICE = re.compile(r"(?<![\w'’-])([^\W\d_]+)[ \u00a0]+\1(?![\w'’-])", re.IGNORECASE)
# Doubled on purpose: "die, die" without its comma, "nous nous lavons", "blah blah".
_ON_PURPOSE = {"de": {"die", "der", "das", "sie"}, "fr": {"nous", "vous"}, "en": {"that", "had"}, "pl": set()}
_SENTENCE = 4
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LONG_ENOUGH = 60
# Words that a heading of capitals has and a name of a thing or a journal seldom has twice.
_SMALL_WORDS = """
    a and after are as at before by can do does for from how in into is it need not of on one or that the them this to
    what when which who why will with without you your
"""
_SMALL = frozenset(_SMALL_WORDS.split())
# "British Journal of Sports Medicine 2020;54:1499": a reference stays as it is.
_REFERENCE = re.compile(r"\b(?:19|20)\d\d;\s?\d")
# Joined sentences keep their length. Scripts that write no vowels are shorter from the start.
_SHARE, _SHARE_WITHOUT_VOWELS = 0.85, 0.65
_NO_VOWELS = ("ar", "fa", "he", "ur", "yi")
_NO_SPACES = ("ja", "zh", "ko", "yue")


def _sentences(pair: UnitPair) -> Iterator[Hit]:
    source, target = pair.source_markup.prose.strip(), pair.target_markup.prose.strip()
    wanted, found = len(sentences(source)), len(sentences(target))
    if found >= wanted or primary(pair.language) in _NO_SPACES or len(source) < _LONG_ENOUGH:
        return
    share = _SHARE_WITHOUT_VOWELS if primary(pair.language) in _NO_VOWELS else _SHARE
    if len(target) < share * len(source):
        message = f"the source has {wanted} sentences, the translation {found}, and it is short: is one missing?"
        yield Hit(SENTENCES, message)


def _same(pair: UnitPair) -> Iterator[Hit]:
    source, target = (_WORD.findall(each.prose.casefold()) for each in (pair.source_markup, pair.target_markup))
    # A name of several words stays; a sentence has small words and an end.
    small = [word for word in _WORD.findall(pair.source_markup.prose) if word.islower()]
    if _REFERENCE.search(pair.source) or (_YEAR.search(pair.source) and "](" in pair.source):
        return  # a reference: authors, title, journal, year and address stay
    speaks = len(small) >= _SENTENCE or sum(word in _SMALL for word in source) > 1
    if source == target and speaks and primary(pair.source_language) != primary(pair.language):
        yield Hit(SAME, "the translation is the source text; translate it")


def _doubled(pair: UnitPair) -> Iterator[Hit]:
    allowed = _ON_PURPOSE.get(primary(pair.language), set())
    for match in _TWICE.finditer(pair.target):
        word = match[1]
        if word.casefold() not in allowed and not _TWICE.search(pair.source):
            yield Hit(DOUBLED, f"“{match[0]}”: the word stands twice", None, Span(*match.span()))


def _length(pair: UnitPair) -> Iterator[Hit]:
    source, target = len(pair.source_markup.prose.strip()), len(pair.target_markup.prose.strip())
    if primary(pair.language) in ("ja", "zh", "ko", "yue") or source < 30:
        return
    if source >= _LONG_ENOUGH and target * 3 < source:
        yield Hit(LENGTH, f"the translation has {target} characters, its source {source}: is something missing?")
    elif target > 3 * source + 40:
        yield Hit(LENGTH, f"the translation has {target} characters, its source {source}: is something too much?")


FAMILY = Family("wording", (SAME, DOUBLED, LENGTH, SENTENCES), of_unit=(_same, _doubled, _length, _sentences))
