"""The words of a glossary, and which of them another word sounds like: *lumber* like *lumbar*. English alone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property, lru_cache

WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:['’][^\W\d_]+)*(?!\w)")
"""A word, with what is written together by apostrophes; hyphens part words, what has a digit is none."""

# Shorter words sound alike too often: "heal" and "heel", "long" and "lung", "care" and "core".
_SHORTEST = 6
_SHORTEST_FOUND = 5
# The most letters that may differ, by the length of the longer word: *preforms* for *piriformis* has three.
_MOST_WRONG = ((10, 3), (8, 2), (0, 1))
_NEAR = 3
_STEM = 4

_FUNCTION_WORDS = """
    a about after all an and any are as at be before between but by can do for from has have how if in into is it its
    more most no not of off on one or out over per so some than that the their them then there these this those to under
    up via was were what when where which while who will with without you your
"""
_EMPTY = frozenset(_FUNCTION_WORDS.split())

# Everyday words and names that sound like one of medicine (literal, lateral) and are hardly ever a slip for it.
_EVERYDAY_WORDS = """
    addiction braise braising browsing burst chorionic compliant condition dangling daylit deletion delight dennis
    diluted direction draining entrance falter fielder firearm flexure foreword fraction hamstrung harmonies harmony
    hermione herring humorous influence lavatories lavatory literal mantra manuel maxim maximise maximised maximize
    medal mentor message mitigation morrow nauseous parental pasture patent peacemaker perform pictorial pilate pinochet
    plague planetaria planetary planter plate plural poster preteen proteinase proton punched radiation rapture refereed
    reflex reflexes refried reputation revered rocket rotations scoring scouring scrum seaport sighting slapped sourness
    spin spurt star stenting stir strike stuffiness stunting sureness swilling threat thrombuses topping transferase
    transverse transverses triager typical violate
"""
_EVERYDAY = frozenset(_EVERYDAY_WORDS.split())

# Two ways to spell one word, British and American, and what both become.
_SPELLINGS = (
    (re.compile(r"ae|oe"), "e"),
    (re.compile(r"our"), "or"),
    (re.compile(r"(?<=.[iy])s(?=e|i|a)"), "z"),
    (re.compile(r"(?<=[^aeiou])re(?=s?$)"), "er"),
    (re.compile(r"ll"), "l"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"[ck]"), "k"),
    (re.compile(r"en[sc]e"), "ense"),
)
# Spellings that dictionaries list beside the usual one.
_ALSO = {"dietician": "dietitian", "tendonitis": "tendinitis", "judgement": "judgment", "ageing": "aging"}
_ENDINGS = """
    a able al ally ance ant ary ate ated ates ating ation e ed en ence ened ener ening ens ent er ers es est ful ial
    ian ic ical ically ics ied ier ies iest ily ine iness ing ings ion ions ious ise ised ish ism ist istic ists ity
    ive ize ized less ly ment ments ness or ors ory ous s ship t tion ual ure y
"""
_DERIVED = tuple(sorted(_ENDINGS.split(), key=len, reverse=True))


class Vocabulary:
    """The words of a glossary's terms, each in the forms that English gives it."""

    def __init__(self, terms: Iterable[str]) -> None:
        terms = tuple(terms)
        words = {word for term in terms for word in words_of(term)}
        self._known = frozenset(form for word in words for form in _forms(word))
        # What a glossary has in capitals are names: "Colombia" is no slip for Columbia University's.
        small = {plain_word(word) for term in terms for word in WORD.findall(term) if word.islower()}
        self._by_sound = _by_sound(small)
        self.meant = cache(self._meant)

    def knows(self, word: str) -> bool:
        """Tell whether the word says something and is a term's, in whatever form and spelling."""
        return word not in _EMPTY and len(word) > 1 and word in self._known

    def _meant(self, word: str) -> str:
        """Return the glossary's word that this one sounds like and is not, "" for none."""
        if word in self._known or _is_everyday(word) or not _is_long(word, _SHORTEST_FOUND):
            return ""
        found = self._by_sound.get(_key(word), ())
        alike = [other for other in found if _is_close(word, other) and not _related(word, other)]
        if not alike or _folded(word) in self._spellings:
            return ""
        return min(alike, key=lambda other: _distance(word, other))

    @cached_property
    def _spellings(self) -> frozenset[str]:
        return frozenset(_folded(form) for form in self._known)

    def has_near(self, words: Sequence[str], place: int, meant: str) -> bool:
        """Tell whether another word of the glossary stands within three words of the one at `place`."""
        near = (*words[max(0, place - _NEAR) : place], *words[place + 1 : place + 1 + _NEAR])
        return any(word != meant and self.knows(word) for word in near)


@lru_cache(maxsize=4)
def vocabulary(terms: tuple[str, ...]) -> Vocabulary:
    """Return the words of the terms; made once for the same terms."""
    return Vocabulary(terms)


def words_of(text: str) -> list[str]:
    """Return the text's words as they are compared."""
    return [plain_word(word) for word in WORD.findall(text)]


def plain_word(word: str) -> str:
    """Return the word in small letters, with straight apostrophes and without its 's."""
    return word.casefold().replace("’", "'").removesuffix("'s")


def _by_sound(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words):
        if _is_long(word, _SHORTEST) and word not in _EMPTY:
            for form in (word,) if word.endswith(("s", "y", "ing")) else (word, word + "s"):
                found[_key(form)].append(form)
    return {key: tuple(forms) for key, forms in found.items()}


def _is_long(word: str, shortest: int) -> bool:
    """Tell whether the word is long enough to be told from others by its sound, and of letters that have one."""
    return len(word) >= shortest and word.isascii() and word.isalpha()


def _is_everyday(word: str) -> bool:
    return word in _EVERYDAY or word.removesuffix("s") in _EVERYDAY


def _key(word: str) -> str:
    # Imported where there is a glossary alone: the checks of every run load this module.
    from jellyfish import metaphone

    return metaphone(word)


def _is_close(word: str, other: str) -> bool:
    longer = max(len(word), len(other))
    return _distance(word, other) <= next(wrong for length, wrong in _MOST_WRONG if longer >= length)


def _distance(word: str, other: str) -> int:
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(word, other)


def _forms(word: str) -> Iterator[str]:
    """Yield the word and what inflection may make of it or have made it from."""
    yield word
    for base in {word, *_bases(word)}:
        stem = base[:-1] if base[-1:] in "ey" else base
        yield from (base, base + "s", base + "es", base + "ed", base + "ing", stem + "ed", stem + "ing")
        yield base[:-2] + {"is": "es", "us": "i", "um": "a"}.get(base[-2:], base[-2:])
        yield base + "e" if base.endswith("a") else base
        yield from (stem + "ies", stem + "ied", base + base[-1:] + "ing", base + base[-1:] + "ed")


def _bases(word: str) -> Iterator[str]:
    for ending in ("s", "es", "ed", "ing"):
        if word.endswith(ending) and len(word) - len(ending) >= _STEM - 1:
            base = word.removesuffix(ending)
            yield from (base, base + "e")
            if base[-1:] == base[-2:-1]:
                yield base[:-1]


def _folded(word: str) -> str:
    """Return the word as British and American spelling both have it."""
    for also, usual in _ALSO.items():
        word = word.replace(also, usual)
    for pattern, written in _SPELLINGS:
        word = pattern.sub(written, word)
    return word


def _related(word: str, other: str) -> bool:
    """Tell whether one word is made from the other, or both from a third, in whichever spelling: no misspelling."""
    return _share_stem(word, other) or _share_stem(_folded(word), _folded(other))


def _share_stem(word: str, other: str) -> bool:
    return word.startswith(other) or other.startswith(word) or not _stems(word).isdisjoint(_stems(other))


@lru_cache(maxsize=8192)
def _stems(word: str) -> frozenset[str]:
    found = (word.removesuffix(ending) for ending in _DERIVED if word.endswith(ending))
    return frozenset(stem for stem in (*found, word) if len(stem) >= _STEM)
