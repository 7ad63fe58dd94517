"""Where a gap's text comes from: memory, glossary, engine; and how that is told to the reviewer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from locpipe import catalog, meaning
from locpipe.catalog.notes import CHANGED, ORIGIN
from locpipe.engines.base import Engine, Mode
from locpipe.engines.marks import NOTHING, MarkError, Nodes, prose_of, words_of, write
from locpipe.engines.masking import mask, unmask
from locpipe.memory import Cached, Match, Memory
from locpipe.model import Entry, Term
from locpipe.pipeline.article import Article
from locpipe.pipeline.asking import Asked, Asker, Question, terms_hash
from locpipe.pipeline.term_notes import TERM, Terms
from locpipe.pipeline.waiting import Gap, Page

_CONTEXT = 2000
_LINES = 40
_SHOWN = 200
_GLOSSARY = re.compile(r", glossary ([0-9a-f]{4})\b")


class Source(Enum):
    """Where a proposal comes from."""

    MEMORY = "memory"
    ALIKE = "alike"
    GLOSSARY = "glossary"
    COPY = "copy"
    ENGINE = "engine"

    @property
    def by_people(self) -> bool:
        """Tell whether a person decided on the text before: it costs nothing."""
        return self is not Source.ENGINE


@dataclass(frozen=True)
class Proposal:
    """A text for a gap, and its origin as the note tells it."""

    source: Source
    target: str
    origin: str


def from_memory(gap: Gap, memory: Memory, language: str) -> Proposal | None:
    """Return what was reviewed for exactly this text."""
    match = memory.exact(gap.entry.source, language, gap.entry.context, gap.before)
    return Proposal(Source.MEMORY, match.segment.target, "memory 100 %") if match else None


def from_alike(gap: Gap, match: Match | None, source_language: str) -> Proposal | None:
    """Return what was reviewed for a text that is much like this one, with what sets the two apart."""
    if match is None:
        return None
    change = meaning.sensitive_change(match.segment.source, gap.entry.source, source_language)
    other = match.segment.source
    shown = other if len(other) <= _SHOWN else f"{other[:_SHOWN]}…"
    origin = f"memory {match.score} %, of “{shown}”"
    return Proposal(Source.ALIKE, match.segment.target, f"{origin}: {change}" if change else origin)


def from_map(gap: Gap, terms: Mapping[tuple[str, str], Term]) -> Proposal | None:
    """Return what the taxonomy map of the gap's front-matter key says."""
    term = terms.get((gap.entry.context, gap.entry.source.casefold()))
    return Proposal(Source.GLOSSARY, term.target, f"glossary {term.path.rpartition('/')[2]}") if term else None


def from_glossary(gap: Gap, terms: Terms) -> Proposal | None:
    """Return the term's translation where the text is a term and nothing else."""
    term = terms.whole(gap.entry.source)
    if term is None or gap.masked.markup:
        return None
    capital = gap.entry.source[:1].isupper() and not term.source[:1].isupper()
    target = term.target[:1].upper() + term.target[1:] if capital else term.target
    return Proposal(Source.GLOSSARY, target, f"glossary {term.path.rpartition('/')[2]}")


def from_itself(gap: Gap) -> Proposal | None:
    """Return the text as it is where it holds nothing but markup: a link around a code span."""
    return None if gap.masked.texts else Proposal(Source.COPY, gap.entry.source, "copied, it holds no words")


def usable(gap: Gap, mode: Mode, *, first: bool) -> bool:
    """Tell whether it makes sense to send the gap's text in this mode: without tags, only where none would be lost."""
    if mode is Mode.PLAIN:
        return gap.masked.emphasis_alone if not first else not gap.masked.markup
    return first or bool(gap.masked.markup)


class Contexts:
    """What an engine may know about the texts of a section and does not translate: title, headings, the section.

    One article's at a time: all its languages are asked for one after the other.
    """

    def __init__(self) -> None:
        self._article: Article | None = None
        self._sections: dict[tuple[str, ...], list[str]] = {}
        self._title = ""
        self._made: dict[tuple[str, ...], str] = {}

    def of(self, page: Page, gap: Gap) -> str:
        """Return the context that all gaps of the gap's section have."""
        if page.article is not self._article:
            self._read(page.article)
        headings = gap.unit.headings
        if headings not in self._made:
            path = " › ".join(mask(heading).prose for heading in headings)
            lines = [self._title, path, *self._sections.get(headings, ())]
            self._made[headings] = "\n".join(line for line in dict.fromkeys(lines) if line)[:_CONTEXT]
        return self._made[headings]

    def _read(self, article: Article) -> None:
        self._article, self._title, self._sections, self._made = article, "", {}, {}
        for unit in article.units:
            if unit.context == "title":
                self._title = unit.source
            lines = self._sections.setdefault(unit.headings, [])
            if not unit.context and sum(map(len, lines[-1:])) < _CONTEXT and len(lines) < _LINES:
                lines.append(mask(unit.source).prose.replace(NOTHING, "…"))


@dataclass(frozen=True)
class Round:
    """What was asked in one mode: the gaps with the keys of their texts."""

    mode: Mode
    gaps: Sequence[tuple[Page, Gap, Sequence[str]]]
    asked: Asked


@dataclass
class Interview:
    """One engine's answers to gaps: texts out, answers in, markup put back."""

    asker: Asker
    terms: Mapping[str, Terms]
    _contexts: Contexts = field(default_factory=Contexts)

    def begin(self, page_gaps: Sequence[tuple[Page, Gap]], mode: Mode) -> Round:
        """Ask for the gaps; `finish` waits for the answers, and another round may begin before that."""
        questions: dict[str, Question] = {}
        gaps = []
        for page, gap in page_gaps:
            keyed = [(self.asker.key(question), question) for question in self._questions(page, gap, mode)]
            gaps.append((page, gap, [key for key, _ in keyed]))
            for key, question in keyed:
                questions.setdefault(key, question)
        return Round(mode, gaps, self.asker.begin(questions))

    def finish(self, asked: Round) -> dict[Gap, Proposal | str]:
        """Return for each gap a proposal, or why there is none; gaps that were not answered are missing."""
        known = self.asker.finish(asked.asked)
        return {
            gap: self._proposal(page, gap, asked.mode, [known[key] for key in keys])
            for page, gap, keys in asked.gaps
            if all(key in known for key in keys)
        }

    def _questions(self, page: Page, gap: Gap, mode: Mode) -> list[Question]:
        return [self._question(page, gap, mode, text) for text in gap.masked.texts]

    def _question(self, page: Page, gap: Gap, mode: Mode, text: Nodes) -> Question:
        pair = next(pair for pair in self.asker.pairs if pair.target == page.language)
        return Question(
            pair,
            mode,
            write(text, mode),
            self.terms[page.language].occurring(prose_of(text)),
            self._contexts.of(page, gap),
            len(words_of(text)),
        )

    def _proposal(self, page: Page, gap: Gap, mode: Mode, answers: Sequence[Cached]) -> Proposal | str:
        try:
            target = unmask(gap.masked, [answer.raw for answer in answers], mode, page.language)
        except MarkError as error:
            return str(error)
        origin = origin_of(self.asker.engine, answers[0].model, self.terms[page.language].occurring(gap.masked.prose))
        lost = mode is Mode.PLAIN and gap.masked.markup
        return Proposal(
            Source.ENGINE, target, f"{origin}, bold and italics left out: put them back" if lost else origin
        )


def origin_of(engine: Engine, model: str, terms: Sequence[object]) -> str:
    """Return an engine's part of the origin note: `deepl quality_optimized, glossary 3f2a`."""
    label = f"{engine.name} {model}".strip()
    digits = terms_hash(terms) if engine.uses_terms else ""  # type: ignore[arg-type]
    return f"{label}, glossary {digits}" if digits else label


def glossary_changed(entry: Entry, name: str, digits: str) -> bool:
    """Tell whether the engine of that name made the text with other terms than occur in it now."""
    note = next((note.removeprefix(ORIGIN) for note in entry.notes if note.startswith(ORIGIN)), "")
    if note.partition(" ")[0].rstrip(",") != name:
        return False
    noted = _GLOSSARY.search(note)
    return (noted[1] if noted else "") != digits


def filled(entry: Entry, proposal: Proposal | None, terms: Terms) -> Entry:
    """Return the entry with the proposal in it, fuzzy and with its origin; with its term notes in any case."""
    by_machine = catalog.is_machine_text(entry)
    if proposal is None or (entry.target.strip() and not by_machine):
        return entry._replace(notes=_notes(entry, terms, entry.target if by_machine else "", ()))
    origin = catalog.origin_note(proposal.origin, entry.source, proposal.target)
    notes = _notes(entry._replace(notes=_own(entry)), terms, proposal.target, (origin,))
    return entry._replace(target=proposal.target, fuzzy=True, previous="", notes=notes)


def _own(entry: Entry) -> tuple[str, ...]:
    return tuple(note for note in entry.notes if not note.startswith((TERM, ORIGIN, CHANGED)))


def _notes(entry: Entry, terms: Terms, target: str, origin: tuple[str, ...]) -> tuple[str, ...]:
    kept = tuple(note for mark in (ORIGIN, CHANGED) for note in entry.notes if note.startswith(mark))
    if not terms.terms:
        return (*_own(entry), *origin, *kept)
    proposal = mask(target).prose if target else ""
    return (*_own(entry), *terms.notes(mask(entry.source).prose, proposal), *origin, *kept)
