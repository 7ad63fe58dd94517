"""Glossary terms of a text: which occur in it, what a proposal makes of them, and the notes that say so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

from locpipe.glossary import Matcher, Occurrence
from locpipe.glossary.lint import Glossary
from locpipe.model import Term, TermStatus
from locpipe.pipeline.glossary import glossaries, maps_for, terms_for
from locpipe.project import Project

TERM = "term: "

# A text is looked up several times while its article is at hand.
_KEPT = 4096


class Terms:
    """One language's glossary. A run in which no text is looked up waits for no dictionary."""

    def __init__(self, terms: Sequence[Term], source: str, target: str) -> None:
        self.terms = terms
        self._languages = source, target
        self._occurrences = lru_cache(maxsize=_KEPT)(self._found)

    @cached_property
    def _matcher(self) -> Matcher | None:
        return Matcher(self.terms, *self._languages) if self.terms else None

    def _found(self, prose: str) -> tuple[Occurrence, ...]:
        return self._matcher.occurrences(prose) if self._matcher else ()

    def occurring(self, prose: str) -> tuple[Term, ...]:
        """Return the terms that occur in source prose, in the order of their first places."""
        return tuple(dict.fromkeys(term for found in self._occurrences(prose) for term in found.terms))

    def whole(self, prose: str) -> Term | None:
        """Return the one term that the whole text is, letter by letter but for capitals, and that must be used."""
        found = [t for t in self.occurring(prose) if t.required and t.source.casefold() == prose.casefold()]
        return found[0] if len({term.target for term in found}) == 1 else None

    def notes(self, prose: str, proposal: str = "") -> tuple[str, ...]:
        """Return a note for each term of a text, with what a machine's proposal gets wrong about it."""
        found = self._occurrences(prose)
        problems = self._matcher.problems(prose, proposal, found) if self._matcher and proposal and found else ()
        missing = {each.term.source for each in problems if each.kind == "missing"}
        forbidden = [f"{TERM}the proposal has “{each.found}”; {_wish(each.term)}" for each in problems if each.found]
        notes = (self._note(each.terms, missing) for each in found)
        return tuple(dict.fromkeys([*filter(None, notes), *forbidden]))

    @staticmethod
    def _note(terms: Sequence[Term], missing: set[str]) -> str:
        wishes = "; ".join(dict.fromkeys(_wish(term) for term in terms))
        lacks = "; the proposal lacks it" if any(term.source in missing for term in terms) else ""
        return f"{TERM}{wishes}{lacks}"


class Glossaries:
    """A project's term lists by target language, read where they are needed."""

    def __init__(self, project: Project) -> None:
        self._project = project

    @cached_property
    def lists(self) -> tuple[Glossary, ...]:
        """Return the lists; GlossaryError where one cannot be read."""
        return glossaries(self._project)

    @cached_property
    def terms(self) -> dict[str, Terms]:
        """Return each language's terms."""
        project, source = self._project, self._project.config.source
        return {each: Terms(terms_for(project, each, self.lists), source, each) for each in project.config.targets}

    @cached_property
    def maps(self) -> dict[str, dict[tuple[str, str], Term]]:
        """Return each language's taxonomy maps."""
        return {each: maps_for(self._project, each, self.lists) for each in self._project.config.targets}


def _wish(term: Term) -> str:
    """Return what the glossary wants: `neck → szyja, not kark`."""
    return ", ".join(_parts(term))


def _parts(term: Term) -> Iterator[str]:
    match term.status:
        case TermStatus.KEPT:
            yield f"{term.source} stays as it is"
        case TermStatus.FORBIDDEN:
            yield f"{term.source}: not {term.target}"
        case TermStatus.PROPOSED:
            yield f"{term.source} → {term.target} (proposed)"
        case _:
            yield f"{term.source} → {term.target}"
    if term.forbidden:
        yield f"not {' or '.join(term.forbidden)}"
