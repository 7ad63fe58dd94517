"""Pre-fill: the best proposal at hand for every entry that waits, marked as what it is."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from locpipe import catalog
from locpipe.catalog.write import numbered
from locpipe.engines import uses_terms
from locpipe.engines.base import Quota
from locpipe.engines.masking import mask
from locpipe.errors import EngineError, LocpipeError
from locpipe.memory import Memory, open_cache
from locpipe.model import Catalog, Entry, Finding
from locpipe.pipeline import memory as memories
from locpipe.pipeline.analysis import Analysis
from locpipe.pipeline.asking import Asker, Spent, terms_hash
from locpipe.pipeline.engine import MEMORY, cache_place, engine_for, engine_name, pair_for
from locpipe.pipeline.forgetting import forget
from locpipe.pipeline.glossary import terms_state
from locpipe.pipeline.proposals import (
    Interview,
    Proposal,
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
from locpipe.pipeline.settled import Bytes, Settled, Still
from locpipe.pipeline.term_notes import Glossaries
from locpipe.pipeline.waiting import Gap, Page, catalog_bytes, looked_at, weight_of
from locpipe.pipeline.window import Row, Sum, Window, as_it_is_now
from locpipe.project import ArticleFile, Project
from locpipe.source import WriteSet, read_bytes

# Entries in the catalogs that are filled together, and in all that are begun while others are still read.
_WINDOW = 1000
_HELD = 3000

Due = tuple[ArticleFile, tuple[str, ...]]
"""An article and the languages in which there is something to do."""


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
    with Analysis(project.root) as analysis, ExitStack() as stack:
        return _Prefill(project, chosen_languages(project, languages), order, tick, analysis, stack).run(names)


class _Prefill:
    """One run: what is due, and what was proposed and found so far.

    Pages are read, asked for and written some at a time, so that a run needs no more memory for more of them, and an
    interrupted one has saved what it had. While the engine answers, the next pages are made ready.
    """

    def __init__(
        self,
        project: Project,
        languages: tuple[str, ...],
        order: Order,
        tick: Tick,
        analysis: Analysis,
        stack: ExitStack,
    ) -> None:
        self.project, self.languages, self.order, self.tick, self.stack = project, languages, order, tick, stack
        self.engine = engine_name(project, order.engine)
        self.rules = rules_of(project)
        self.glossary = Glossaries(project)
        self.settled = Settled(project, analysis, self.engine, terms_state(project))
        self.sums = {language: Sum() for language in languages}
        self.articles: set[str] = set()
        self.findings: list[Finding] = []
        self.written: list[Path] = []
        self.started: deque[Window] = deque()
        self.asker: Asker | None = None
        self.error: EngineError | None = None

    @cached_property
    def by_terms(self) -> bool:
        """Tell whether the engine's answers hang on the glossary; UsageError for an engine that is not there."""
        return uses_terms(self.engine)

    @cached_property
    def _mistake(self) -> LocpipeError | None:
        """Return what is wrong with the engine's name or a list: told whether or not an article needs them."""
        try:
            _ = self.by_terms, self.glossary.lists
        except LocpipeError as error:
            return error
        return None

    def run(self, names: Sequence[str]) -> Prefilled:
        """Read everything, so that a mistake in a file is told before anything is written; then fill.

        The engine is asked meanwhile: what it answers is kept, whatever becomes of the run.
        """
        for pages in self._later(self._due(names)):
            self._start(pages)
            # Not before it must be: what follows makes the requests full.
            while sum(weight_of(window.pages) for window in self.started) > _HELD:
                self._finish(self.started.popleft())
        while self.started:
            self._finish(self.started.popleft())
        if self.asker and not names:
            forget(self.project, self.asker, [each.texts for each in self.sums.values()])
        return self._done()

    # --- what there is to do ---

    def _due(self, names: Sequence[str]) -> list[Due]:
        """Start what may be held until it is finished; return the other articles at which there is something to do."""
        problems = Problems()
        due: list[Due] = []
        ready: list[Page] = []
        held = 0
        for file in self.project.articles(names):
            with problems.collected():
                pages = self._look(file)
                held += weight_of(pages)
                if held > _HELD:
                    due += [(file, tuple(page.language for page in pages))] if pages else []
                    continue
                ready += pages
                if weight_of(ready) >= _WINDOW:
                    self._start(ready)
                    ready = []
        self._start(ready)
        problems.stop()
        return due

    def _look(self, file: ArticleFile) -> list[Page]:
        """Return the pages at which there is something to do; the others are counted."""
        data = read_bytes(file.path, file.relative)
        found = {each: Bytes(file, each, data, catalog_bytes(self.project, file, each)) for each in self.languages}
        known = {each: None if self.order.again else self.settled.known(found[each]) for each in found}
        still = {language: each for language, each in known.items() if each is not None}
        unknown = {each: found[each].catalog for each in found if each not in still}
        looked = self._looked_at(file, data, unknown) if unknown else {}
        pages = []
        for language, each in {**still, **looked}.items():
            if isinstance(each, Page) and (
                each.gaps or numbered(self._filled(each, {})).entries != each.catalog.entries
            ):
                pages.append(each)
                continue
            stays = Still(current=True, texts=each.texts) if isinstance(each, Page) else each
            if language in looked and not self.order.again:
                self.settled.keep(found[language], stays)
            self._count(file, language, stays)
        return pages

    def _looked_at(
        self, file: ArticleFile, data: bytes, catalogs: Mapping[str, bytes | None]
    ) -> dict[str, Page | Still]:
        if self._mistake:
            raise self._mistake
        return looked_at(self.project, file, data, catalogs, self.rules, self._again)

    def _count(self, file: ArticleFile, language: str, still: Still) -> None:
        self.articles |= {file.id} if still.current else set()
        self.sums[language].stays(still)
        self.findings += still.findings

    def _again(self, language: str, entry: Entry) -> bool:
        if self.order.again or not self.by_terms:
            return self.order.again
        occurring = self.glossary.terms[language].occurring(mask(entry.source).prose)
        return glossary_changed(entry, self.engine, terms_hash(occurring))

    def _later(self, due: Sequence[Due]) -> Iterator[list[Page]]:
        """Yield pages that were too many to be held, read again."""
        pages: list[Page] = []
        for file, languages in due:
            pages += self._read(file, languages)
            if weight_of(pages) >= _WINDOW:
                yield pages
                pages = []
        if pages:
            yield pages

    def _read(self, file: ArticleFile, languages: Sequence[str]) -> list[Page]:
        data = read_bytes(file.path, file.relative)
        catalogs = {each: catalog_bytes(self.project, file, each) for each in languages}
        found = self._looked_at(file, data, catalogs)
        for language, each in found.items():
            if isinstance(each, Still):
                self._count(file, language, each)
        return [each for each in found.values() if isinstance(each, Page)]

    # --- proposals ---

    def _start(self, pages: Sequence[Page]) -> None:
        """Propose what people decided, ask the engine for the rest, and wait for no answer."""
        if pages:
            window = Window(pages)
            self._from_people(window)
            self._ask(window)
            self.started.append(window)

    @cached_property
    def _memory(self) -> Memory:
        _ = self.settled.memory  # before anything in it can change
        return self.stack.enter_context(memories.open_for(self.project))

    def _from_people(self, window: Window) -> None:
        """Propose what people decided before: reviewed translations, the same ones or alike, and terms."""
        for page in window.pages:
            if page.gaps:
                self._from_people_for(window, page)
        window.problems.clear()

    def _from_people_for(self, window: Window, page: Page) -> None:
        """Take for each gap the first proposal that can stand in the article."""
        rest = {gap: self._decided(page.language, gap) for gap in page.gaps}
        while found := {gap: each for gap, more in rest.items() if (each := next(more, None))}:
            window.accept(page, found, self.rules)
            rest = {gap: rest[gap] for gap in found if gap not in window.proposals}
        window.accept(page, self._alike(window.open(page), page.language), self.rules)

    def _decided(self, language: str, gap: Gap) -> Iterator[Proposal]:
        """Yield what people decided for exactly this text, the best first."""
        looks: tuple[Callable[[], Proposal | None], ...] = (
            lambda: from_map(gap, self.glossary.maps[language]),
            lambda: from_memory(gap, self._memory, language),
            lambda: from_glossary(gap, self.glossary.terms[language]),
            lambda: from_itself(gap),
        )
        yield from filter(None, (look() for look in looks))

    def _alike(self, gaps: Sequence[Gap], language: str) -> dict[Gap, Proposal | None]:
        config = self.project.config
        if not gaps:
            return {}
        matches = self._memory.fuzzy([gap.entry.source for gap in gaps], language, config.memory.threshold)
        return {gap: from_alike(gap, match, config.source) for gap, match in zip(gaps, matches, strict=True)}

    @cached_property
    def _interview(self) -> Interview | None:
        """Return the engine's, opened at the first need; what stops it is kept, to be told at the end."""
        if self.engine == MEMORY:
            return None
        project, order = self.project, self.order
        try:
            engine = self.stack.enter_context(engine_for(project, self.engine, order.environment))
        except EngineError as error:
            self.error = error
            return None
        self.asker = Asker(
            engine,
            self.stack.enter_context(open_cache(cache_place(project))),
            [pair_for(project, each) for each in self.languages],
            {language: terms.terms for language, terms in self.glossary.terms.items()},
            budget=self._budget or None,
            parallel=project.config.engine.parallel or engine.parallel,
            dry_run=order.dry_run,
            tick=self.tick,
        )
        return Interview(self.stack.enter_context(self.asker), self.glossary.terms)

    @property
    def _budget(self) -> int:
        return self.project.config.engine.budget if self.order.budget is None else self.order.budget

    def _ask(self, window: Window) -> None:
        """Ask the engine for the rest, and wait for no answer."""
        waiting = window.waiting()
        if waiting and (interview := self._interview):
            mode = interview.asker.engine.modes[0]
            asked = [(page, gap) for page, gap in waiting if usable(gap, mode, first=True)]
            window.asked = interview.begin(asked, mode)

    def _hear(self, window: Window) -> None:
        """Take the answers; what was refused is asked for again in one mode after the other."""
        interview, asked = self._interview, window.asked
        if interview is None or asked is None:
            return
        window.judge(interview.finish(asked), self.rules)
        for mode in interview.asker.engine.modes[1:]:
            # What was not answered at all is not asked again: the engine stopped, or the budget is spent.
            refused = [(page, gap) for page, gap in window.waiting() if gap in window.problems]
            again = [(page, gap) for page, gap in refused if usable(gap, mode, first=False)]
            if again:
                window.judge(interview.finish(interview.begin(again, mode)), self.rules)

    # --- what comes of it ---

    def _finish(self, window: Window) -> None:
        """Write the window's catalogs, unless this is a dry run."""
        self._hear(window)
        files = WriteSet(self.project.root)
        for before in window.pages:
            page = as_it_is_now(self.project, before)
            filled_in = numbered(self._filled(page, window.proposals))
            self.findings += window.left_empty(page, filled_in)
            if filled_in.entries == page.catalog.entries:
                self._keep(window, page)
            elif not self.order.dry_run:
                files.stage(page.path, catalog.dump(filled_in), base=page.data)
            self.articles.add(page.file.id)
            self.sums[page.language].add(window, page)
        self.written += files.commit()

    def _keep(self, window: Window, page: Page) -> None:
        """Remember a page in which everything waits on: with the same memory it will again."""
        if self.engine == MEMORY and len(window.open(page)) == len(page.gaps) and not self.order.again:
            found = Bytes(page.file, page.language, page.source, page.data)
            self.settled.keep(found, Still(current=True, waiting=len(page.gaps), texts=page.texts))

    def _filled(self, page: Page, proposed: Mapping[Gap, Proposal]) -> Catalog:
        proposals = {gap.entry.key: proposed[gap] for gap in page.gaps if gap in proposed}
        terms = self.glossary.terms[page.language]
        entries = tuple(
            entry
            if entry.obsolete or entry.reviewed or entry.context == SLUG
            else filled(entry, proposals.get(entry.key), terms)
            for entry in page.catalog.entries
        )
        return replace(page.catalog, entries=entries)

    def _done(self) -> Prefilled:
        spent, quota = (Spent(), None) if self.asker is None else self._account(self.asker)
        result = Result(in_order(self.findings), tuple(sorted(self.written)), {"articles": len(self.articles)})
        rows = tuple(self.sums[language].row(language) for language in self.languages)
        saved = sum(each.saved for each in self.sums.values())
        return Prefilled(result, rows, self.engine, spent, saved, quota, self.error)

    def _account(self, asker: Asker) -> tuple[Spent, Quota | None]:
        """Return what was spent, and in a dry run what the engine's account says; findings tell of the rest."""
        self.error = self.error or asker.error
        self.findings += asker.findings(self.project.config_file)
        try:
            return asker.spent, asker.engine.quota() if self.order.dry_run else None
        except EngineError as error:
            self.error = self.error or error
            return asker.spent, None
