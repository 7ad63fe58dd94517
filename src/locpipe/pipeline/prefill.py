"""Pre-fill: the best proposal at hand for every entry that waits, marked as what it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from locpipe import catalog
from locpipe.catalog.write import numbered
from locpipe.engines import uses_terms
from locpipe.engines.base import Engine, Quota
from locpipe.engines.masking import mask
from locpipe.errors import EngineError
from locpipe.memory import Memory, open_cache
from locpipe.model import Catalog, Entry, Finding, Severity
from locpipe.pipeline import memory as memories
from locpipe.pipeline.asking import Asker, Spent, terms_hash
from locpipe.pipeline.engine import MEMORY, cache_path, engine_for, engine_name, pair_for
from locpipe.pipeline.glossary import maps_for, terms_for
from locpipe.pipeline.proposals import (
    Interview,
    Proposal,
    Source,
    filled,
    from_alike,
    from_glossary,
    from_itself,
    from_map,
    from_memory,
    glossary_changed,
    usable,
)
from locpipe.pipeline.reading import SLUG, chosen_languages, rules_of
from locpipe.pipeline.result import Problems, Result, Tick, in_order, no_tick
from locpipe.pipeline.run_lock import alone
from locpipe.pipeline.term_notes import Terms
from locpipe.pipeline.waiting import Gap, Page, pages
from locpipe.project import Project
from locpipe.source import WriteSet, read_if_exists


@dataclass(frozen=True)
class Order:
    """How pre-fill was asked to run.

    `engine` replaces the configuration's, `budget` is the most characters to send (None: as configured, 0: no limit),
    `again` makes all machine text anew, `dry_run` sends and writes nothing. `environment` holds the engine's key.
    """

    engine: str = ""
    budget: int | None = None
    dry_run: bool = False
    again: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One language: entries that waited, how many of them each source filled, and how many stay empty."""

    language: str
    waiting: int
    filled: Mapping[Source, int]
    left: int


@dataclass(frozen=True)
class Prefilled:
    """What pre-fill did, or would do. `saved` counts characters that memory and glossary made it needless to send.

    `error` is what stopped the engine: everything finished before is written all the same.
    """

    result: Result
    rows: tuple[Row, ...]
    engine: str
    spent: Spent
    saved: int = 0
    quota: Quota | None = None
    error: EngineError | None = None


def prefill(
    project: Project,
    names: Sequence[str] = (),
    languages: Sequence[str] = (),
    order: Order | None = None,
    tick: Tick = no_tick,
) -> Prefilled:
    """Fill the empty entries of the catalogs: from the memory, the glossary, and the engine where one is named.

    What a person wrote is never touched, nor are slugs. LocpipeError for input that cannot be read: nothing is
    written.
    """
    with alone(project.root):
        return prefill_articles(project, names, languages, order or Order(), tick)


def prefill_articles(
    project: Project, names: Sequence[str], languages: Sequence[str], order: Order, tick: Tick
) -> Prefilled:
    """Do what `prefill` does, for a caller that holds the run lock."""
    run = _Prefill(project, chosen_languages(project, languages), order, tick)
    run.read(names)
    run.from_people()
    run.from_engine()
    return run.finish()


class _Prefill:
    """One run: the pages, and what was proposed and found so far."""

    def __init__(self, project: Project, languages: tuple[str, ...], order: Order, tick: Tick) -> None:
        self.project, self.languages, self.order, self.tick = project, languages, order, tick
        self.engine = engine_name(project, order.engine)
        self.by_terms = uses_terms(self.engine)
        self.rules = rules_of(project)
        source, targets = project.config.source, project.config.targets
        self.terms = {each: Terms(terms_for(project, each), source, each) for each in targets}
        self.maps = {each: maps_for(project, each) for each in targets}
        self.pages: list[Page] = []
        self.findings: list[Finding] = []
        self.proposals: dict[Gap, Proposal] = {}
        self.problems: dict[Gap, str] = {}
        self.spent = Spent()
        self.quota: Quota | None = None
        self.error: EngineError | None = None

    def read(self, names: Sequence[str]) -> None:
        """Read the articles and their catalogs."""
        problems = Problems()
        for file in self.project.articles(names):
            with problems.collected():
                found, findings = pages(self.project, file, self.languages, self.rules, self._again)
                self.pages += found
                self.findings += findings
        problems.stop()

    def _again(self, language: str, entry: Entry) -> bool:
        if self.order.again or not self.by_terms:
            return self.order.again
        occurring = self.terms[language].occurring(mask(entry.source).prose)
        return glossary_changed(entry, self.engine, terms_hash(occurring))

    def _waiting(self) -> list[tuple[Page, Gap]]:
        return [(page, gap) for page in self.pages for gap in self._open(page)]

    def _open(self, page: Page) -> list[Gap]:
        return [gap for gap in page.gaps if gap not in self.proposals]

    def from_people(self) -> None:
        """Propose what people decided before: reviewed translations, the same ones or alike, and terms."""
        if not self._waiting():
            return
        with memories.open_for(self.project) as memory:
            for page in self.pages:
                self._accept(page, {gap: from_map(gap, self.maps[page.language]) for gap in self._open(page)})
                self._accept(page, {gap: from_memory(gap, memory, page.language) for gap in self._open(page)})
                terms = self.terms[page.language]
                self._accept(page, {gap: from_glossary(gap, terms) for gap in self._open(page)})
                self._accept(page, {gap: from_itself(gap) for gap in self._open(page)})
                self._accept(page, self._alike(page, memory))

    def _alike(self, page: Page, memory: Memory) -> dict[Gap, Proposal | None]:
        config, gaps = self.project.config, self._open(page)
        if not gaps:
            return {}
        matches = memory.fuzzy([gap.entry.source for gap in gaps], page.language, config.memory.threshold)
        return {gap: from_alike(gap, match, config.source) for gap, match in zip(gaps, matches, strict=True)}

    def _accept(self, page: Page, found: Mapping[Gap, Proposal | None]) -> None:
        """Keep the proposals that can stand in the article, and why the others cannot."""
        proposals = {gap: proposal for gap, proposal in found.items() if proposal is not None}
        unfit = page.fitting({gap: proposal.target for gap, proposal in proposals.items()}, self.rules)
        self.problems |= unfit
        self.proposals |= {gap: proposal for gap, proposal in proposals.items() if gap not in unfit}

    def from_engine(self) -> None:
        """Ask the engine for the rest; what stops it is kept, to be told when everything else is saved."""
        self.problems.clear()
        if self.engine == MEMORY or not self._waiting():
            return
        try:
            with engine_for(self.project, self.engine, self.order.environment) as engine:
                self._ask(engine)
                self.quota = engine.quota() if self.order.dry_run else None
        except EngineError as error:
            self.error = self.error or error

    def _ask(self, engine: Engine) -> None:
        project, order = self.project, self.order
        budget = project.config.engine.budget if order.budget is None else order.budget
        with open_cache(cache_path(project)) as cache:
            asker = Asker(
                engine,
                cache,
                [pair_for(project, each) for each in self.languages],
                {language: terms.terms for language, terms in self.terms.items()},
                budget=budget or None,
                parallel=project.config.engine.parallel or engine.parallel,
                dry_run=order.dry_run,
                tick=self.tick,
            )
            self._interview(engine, Interview(asker, self.terms))
        self.spent, self.error = asker.spent, asker.error
        where = project.config_file
        self.findings += [Finding("engine", Severity.NOTE, where, 0, change) for change in asker.changes]
        if asker.spent.withheld:
            message = f"the budget of {budget} characters is spent, {asker.spent.withheld} more wait; raise it to go on"
            self.findings.append(Finding("budget", Severity.WARNING, where, 0, message))

    def _interview(self, engine: Engine, interview: Interview) -> None:
        """Ask in one mode after the other, each time for what was refused before."""
        waiting = self._waiting()
        for number, mode in enumerate(engine.modes):
            asked = [(page, gap) for page, gap in waiting if usable(gap, mode, first=number == 0)]
            answers = interview.answers(asked, mode)
            for page, group in groupby(asked, lambda each: each[0]):
                self._judge(page, {gap: answers[gap] for _, gap in group if gap in answers})
            # What was not answered at all is not asked again: the engine stopped, or the budget is spent.
            waiting = [(page, gap) for page, gap in waiting if gap in self.problems and gap not in self.proposals]

    def _judge(self, page: Page, answers: Mapping[Gap, Proposal | str]) -> None:
        self.problems |= {gap: answer for gap, answer in answers.items() if isinstance(answer, str)}
        self._accept(page, {gap: answer for gap, answer in answers.items() if isinstance(answer, Proposal)})

    def finish(self) -> Prefilled:
        """Write the catalogs, unless this is a dry run, and say what was done."""
        files = WriteSet(self.project.root)
        for page in map(self._as_it_is_now, self.pages):
            filled_in = numbered(self._filled(page))
            self.findings += self._left_empty(page, filled_in)
            if filled_in.entries != page.catalog.entries and not self.order.dry_run:
                files.stage(page.path, catalog.dump(filled_in), base=page.data)
        written = files.commit()
        result = Result(in_order(self.findings), written, {"articles": len({page.file for page in self.pages})})
        rows = tuple(self._row(language) for language in self.languages)
        saved = sum(gap.masked.characters for gap, proposal in self.proposals.items() if proposal.source.by_people)
        return Prefilled(result, rows, self.engine, self.spent, saved, self.quota, self.error)

    def _as_it_is_now(self, page: Page) -> Page:
        """Return the page with what a reviewer saved while the engine was at work."""
        shown = self.project.relative(page.path)
        data = read_if_exists(page.path, shown)
        if data is None or data == page.data:
            return page
        return replace(page, data=data, catalog=catalog.read(data, shown, page.language))

    def _filled(self, page: Page) -> Catalog:
        proposals = {gap.entry.key: self.proposals[gap] for gap in page.gaps if gap in self.proposals}
        terms = self.terms[page.language]
        entries = tuple(
            entry
            if entry.obsolete or entry.reviewed or entry.context == SLUG
            else filled(entry, proposals.get(entry.key), terms)
            for entry in page.catalog.entries
        )
        return replace(page.catalog, entries=entries)

    def _left_empty(self, page: Page, catalog: Catalog) -> Iterator[Finding]:
        for gap in self._open(page):
            if (why := self.problems.get(gap)) and not gap.renewed:
                entry = catalog.by_key.get(gap.entry.key, gap.entry)
                message = f"left empty: {why}; translate it by hand"
                yield Finding("left-empty", Severity.WARNING, catalog.path, entry.line, message, entry.source)

    def _row(self, language: str) -> Row:
        gaps = [gap for page in self.pages if page.language == language for gap in page.gaps]
        sources = Counter(self.proposals[gap].source for gap in gaps if gap in self.proposals)
        return Row(language, len(gaps), sources, len(gaps) - sources.total())
