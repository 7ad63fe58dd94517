"""Terms: a translation that does not follow the glossary, or not the same way everywhere in an article."""

from __future__ import annotations

from collections.abc import Iterator

from locpipe.checks.base import Check, Family, Hit, UnitPair
from locpipe.model import Severity, TermStatus

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


def _terms(pair: UnitPair) -> Iterator[Hit]:
    for use in pair.terms:
        if use.problem == "forbidden":
            message = f"“{use.found}” is forbidden for {use.term.source}; the glossary has {use.term.target}"
            yield Hit(FORBIDDEN, message, None, None)
        elif use.problem == "missing" and use.term.status is TermStatus.KEPT:
            yield Hit(TRANSLATED, f"{use.term.source} stays as it is, and the translation lacks it")
        elif use.problem == "missing":
            yield Hit(MISSING, f"{use.term.source} → {use.term.target}: the translation has no form of it")


FAMILY = Family("terms", (MISSING, FORBIDDEN, TRANSLATED), of_unit=(_terms,))
