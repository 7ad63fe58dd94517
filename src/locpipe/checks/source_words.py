"""The English source, before anyone translates it: glossary words misspelt into others, and mistyped phrases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import resources
from itertools import pairwise

from locpipe.checks.base import Check, Example, Family, Hit, UnitPair
from locpipe.checks.sound import WORD, Vocabulary, vocabulary
from locpipe.languages import primary
from locpipe.model import Severity, Span

MISSPELT = Check(
    "misspelt-term",
    "source",
    Severity.WARNING,
    "a word sounds like a glossary's term and stands where the term would",
    "Correct the source. Where the word is meant, say it in another way, or add it to the glossary.",
    good=(
        Example("The lumbar muscles hold the spine."),
        Example("The lumber was stacked behind the house."),
        Example("Type `lumber` into the spine model."),
    ),
    bad=(
        Example("The lumber muscles hold the spine."),
        Example("Stretch the preforms muscle."),
        Example("This stretches the quadrates lumborum."),
    ),
    about="A word is taken for a misspelling if it sounds like one of the glossary's, differs in few letters, is no "
    "form of it (-s, -ed, -ing), and another word of the glossary stands within three words. English sources alone.",
)
CONFUSABLE = Check(
    "phrase-confusable",
    "source",
    Severity.WARNING,
    "a phrase that is written by mistake for another that looks or sounds alike",
    "Correct the source; translators would render the slip.",
    good=(
        Example("It could of course be the chair."),
        Example("Bear in mind that it takes time."),
        Example("You could have known."),
    ),
    bad=(
        Example("It could of been the chair."),
        Example("Bare in mind that it takes time."),
        Example("Walking helps to loose weight."),
    ),
    about="The phrases are listed in `confusables.en.tsv`, each wrong in practically every context. English sources "
    "alone.",
)

_DATA = "confusables.en.tsv"
_HYPHENS = frozenset("-\u2010\u2011")
_NOTHING = " "
# What stands for code, addresses and tags: no blank, so that the words around it are no phrase.
_SOMETHING = "\0"


class _Words:
    """A unit's words of prose, as they are compared, and where they stand."""

    def __init__(self, pair: UnitPair) -> None:
        self.text = _blanked(pair)
        found = list(WORD.finditer(self.text))
        self.places = [match.span() for match in found]
        self.written = [match[0] for match in found]
        self.spoken = [word.casefold().replace("’", "'") for word in self.written]

    def parted(self, start: int, end: int) -> bool:
        """Tell whether more than blanks stands between the words from `start` up to `end`."""
        gaps = pairwise(self.places[start:end])
        return any(not self.text[before[1] : after[0]].isspace() for before, after in gaps)

    def is_phrase(self, start: int, end: int) -> bool:
        """Tell whether the words stand together, and no hyphen joins another one to them."""
        first, last = self.places[start][0], self.places[end - 1][1]
        around = self.text[max(0, first - 1) : first] + self.text[last : last + 1]
        return not self.parted(start, end) and _HYPHENS.isdisjoint(around)

    def span(self, start: int, end: int) -> Span:
        """Return where the words from `start` up to `end` stand."""
        return Span(self.places[start][0], self.places[end - 1][1])


def _look(pairs: Sequence[UnitPair], terms: tuple[str, ...]) -> Iterator[tuple[int, Hit]]:
    if not pairs or primary(pairs[0].source_language) != "en":
        return
    known = vocabulary(terms) if terms else None
    for place, pair in enumerate(pairs):
        words = _Words(pair)
        confused = list(_confused(words))
        if known:
            yield from ((place, hit) for hit in _misspelt(words, known) if not _within(hit, confused))
        yield from ((place, hit) for hit in confused)


def _within(hit: Hit, others: Sequence[Hit]) -> bool:
    """Tell whether another hit's place has this one's in it: "lumber spine" is said once."""
    spans = [other.source for other in others if other.source]
    return hit.source is not None and any(
        span.start <= hit.source.start and hit.source.end <= span.end for span in spans
    )


def _misspelt(words: _Words, known: Vocabulary) -> Iterator[Hit]:
    compared = [word.removesuffix("'s") for word in words.spoken]
    for at, word in enumerate(compared):
        meant = known.meant(word)
        if meant and not _is_name(words, at) and known.has_near(compared, at, meant):
            message = f"“{words.written[at]}”: did you mean “{_cased(meant, words.written[at])}”?"
            yield Hit(MISSPELT, message, words.span(at, at + 1))


def _is_name(words: _Words, at: int) -> bool:
    """Tell whether a capital stands in the middle of a sentence: Ms Manuel is no manual."""
    in_sentence = at > 0 and words.written[at - 1].islower() and not words.parted(at - 1, at + 1)
    return in_sentence and not words.written[at].islower()


def _confused(words: _Words) -> Iterator[Hit]:
    at = 0
    while at < len(words.spoken):
        end, right = _phrase_at(words, at)
        if right:
            written = " ".join(words.written[at:end])
            yield Hit(CONFUSABLE, f"“{written}”: did you mean “{_cased(right, written)}”?", words.span(at, end))
        at = end


def _phrase_at(words: _Words, at: int) -> tuple[int, str]:
    """Return where a phrase that begins at a word ends, and what it should be: the next word and "" for none."""
    for phrase, right in _phrases().get(words.spoken[at], ()):
        end = at + len(phrase)
        if tuple(words.spoken[at:end]) == phrase and words.is_phrase(at, end):
            return end, right
    return at + 1, ""


def _cased(meant: str, written: str) -> str:
    return meant[:1].upper() + meant[1:] if written[:1].isupper() else meant


def _blanked(pair: UnitPair) -> str:
    """Return the source with blanks for emphasis and NULs for other markup: as long as the source."""
    inline = pair.source_markup
    if not inline.markup:
        return pair.source
    emphasis = {span for both in inline.pairs for span in both}
    parts, position = [], 0
    for span in inline.markup:
        sign = _NOTHING if span in emphasis else _SOMETHING
        parts += [pair.source[position : span.start], sign * (span.end - span.start)]
        position = span.end
    return "".join((*parts, pair.source[position:]))


@lru_cache(maxsize=1)
def _phrases() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Return the phrases by their first words, the longest first, each with what it should be ("": it is right)."""
    text = resources.files("locpipe.checks").joinpath(_DATA).read_text(encoding="utf-8")
    found: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for line in text.splitlines()[1:]:
        wrong, _, right = line.partition("\t")
        words = tuple(wrong.casefold().split())
        found[words[0]].append((words, right))
    return {first: tuple(sorted(phrases, key=lambda each: -len(each[0]))) for first, phrases in found.items()}


FAMILY = Family("source", (MISSPELT, CONFUSABLE), of_source=(_look,))
