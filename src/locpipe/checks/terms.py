"""Terms: a translation that does not follow the glossary, or not the same way everywhere in an article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from locpipe.checks.base import Check, Family, Hit, UnitPair
from locpipe.model import Severity, Term, TermStatus

MISSING = Check(
    "term-missing",
    "terms",
    # A note: a good translator says a term in other words, and no list knows them all.
    Severity.NOTE,
    "the translation lacks a term of the glossary",
    "Use the glossary's word, in whatever form the sentence needs; or add yours to the term's forms.",
    about="Terms are found however they are inflected, on both sides. Only approved terms count.",
)
FORBIDDEN = Check(
    "term-forbidden",
    "terms",
    Severity.WARNING,
    "the translation has a word that the glossary forbids",
    "Use the glossary's word instead.",
)
TRANSLATED = Check(
    "term-translated",
    "terms",
    Severity.WARNING,
    "a name that stays as it is was translated",
    "Write it as the source does.",
)
TWO_WAYS = Check(
    "term-two-ways",
    "terms",
    Severity.NOTE,
    "one term is translated two ways within an article",
    "Use one of them throughout, or silence the check where the other word is better style.",
    about="Both wordings are the glossary's own: its target and its other forms. A reader may still take them for two "
    "things. Found at the wording that the article uses less.",
)


def _terms(pair: UnitPair) -> Iterator[Hit]:
    for use in pair.terms:
        if use.problem == "forbidden":
            message = f"“{use.found}” is forbidden for {use.term.source}; the glossary has {use.term.target}"
            yield Hit(FORBIDDEN, message, None, None)
        elif use.problem == "missing" and use.term.status is TermStatus.KEPT:
            yield Hit(TRANSLATED, f"{use.term.source} stays as it is, and the translation lacks it")
        elif use.problem == "missing":
            yield Hit(MISSING, f"{use.term.source} → {use.term.target}: the translation has no form of it")


def _two_ways(pairs: Sequence[UnitPair]) -> Iterator[tuple[int, Hit]]:
    """Yield each place where a term is said in other words than in most of the article."""
    used: dict[Term, dict[str, list[int]]] = {}
    for place, pair in enumerate(pairs):
        for use in pair.terms:
            if not use.problem and use.found:
                used.setdefault(use.term, {}).setdefault(use.found, []).append(place)
    for term, ways in used.items():
        usual, *others = sorted(ways, key=lambda way: -len(ways[way]))
        for way in others:
            message = f"{term.source} is “{way}” here and “{usual}” in {len(ways[usual])} other texts of the article"
            yield from ((place, Hit(TWO_WAYS, message)) for place in ways[way])


FAMILY = Family("terms", (MISSING, FORBIDDEN, TRANSLATED, TWO_WAYS), of_unit=(_terms,), of_article=(_two_ways,))
