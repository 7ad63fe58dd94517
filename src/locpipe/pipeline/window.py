"""Some pages at a time: what is proposed for their gaps, what is wrong with it, and what becomes of the catalogs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from locpipe import catalog
from locpipe.markdown import Rules
from locpipe.model import Catalog, Finding, Severity
from locpipe.pipeline.proposals import Proposal, Round, Source
from locpipe.pipeline.settled import Still
from locpipe.pipeline.waiting import Gap, Page
from locpipe.project import Project
from locpipe.source import read_if_exists


@dataclass(frozen=True)
class Row:
    """One language: entries that waited, how many of them each source filled, and how many stay empty."""

    language: str
    waiting: int
    filled: Mapping[Source, int]
    left: int


@dataclass
class Sum:
    """What a row is made of, the texts that there are, the characters that it was needless to send."""

    waiting: int = 0
    texts: int = 0
    filled: Counter[Source] = field(default_factory=Counter)
    saved: int = 0

    def stays(self, still: Still) -> None:
        """Count a catalog that stays as it is."""
        self.waiting += still.waiting
        self.texts += still.texts

    def add(self, window: Window, page: Page) -> None:
        """Count what became of a page."""
        self.waiting += len(page.gaps)
        self.texts += page.texts
        proposed = [(gap, window.proposals[gap].source) for gap in page.gaps if gap in window.proposals]
        self.filled.update(source for _, source in proposed)
        self.saved += sum(gap.masked.characters for gap, source in proposed if source.by_people)

    def row(self, language: str) -> Row:
        """Return the row."""
        return Row(language, self.waiting, self.filled, self.waiting - self.filled.total())


@dataclass
class Window:
    """Pages that are filled together: proposals, why others cannot stand, what an engine was asked."""

    pages: Sequence[Page]
    proposals: dict[Gap, Proposal] = field(default_factory=dict)
    problems: dict[Gap, str] = field(default_factory=dict)
    asked: Round | None = None

    def open(self, page: Page) -> list[Gap]:
        """Return the page's gaps without a proposal."""
        return [gap for gap in page.gaps if gap not in self.proposals]

    def waiting(self) -> list[tuple[Page, Gap]]:
        """Return all gaps without a proposal, with their pages."""
        return [(page, gap) for page in self.pages for gap in self.open(page)]

    def accept(self, page: Page, found: Mapping[Gap, Proposal | None], rules: Rules) -> None:
        """Keep the proposals that can stand in the article, and why the others cannot."""
        proposals = {gap: proposal for gap, proposal in found.items() if proposal is not None}
        unfit = page.fitting({gap: proposal.target for gap, proposal in proposals.items()}, rules)
        self.problems |= unfit
        self.proposals |= {gap: proposal for gap, proposal in proposals.items() if gap not in unfit}

    def judge(self, answers: Mapping[Gap, Proposal | str], rules: Rules) -> None:
        """Take an engine's answers, each a proposal or what is wrong."""
        self.problems |= {gap: answer for gap, answer in answers.items() if isinstance(answer, str)}
        for page in self.pages:
            found = {gap: answers.get(gap) for gap in page.gaps}
            self.accept(page, {gap: each for gap, each in found.items() if isinstance(each, Proposal)}, rules)

    def left_empty(self, page: Page, filled_in: Catalog) -> Iterator[Finding]:
        """Yield a finding for each gap of which an engine's answers cannot be used."""
        for gap in self.open(page):
            if (why := self.problems.get(gap)) and not gap.renewed:
                entry = filled_in.by_key.get(gap.entry.key, gap.entry)
                message = f"left empty: {why}; translate it by hand"
                yield Finding("left-empty", Severity.WARNING, filled_in.path, entry.line, message, entry.source)


def as_it_is_now(project: Project, page: Page) -> Page:
    """Return the page with what a reviewer saved while the engine was at work, itself where that is nothing."""
    shown = project.relative(page.path)
    data = read_if_exists(page.path, shown)
    if data is None or data == page.data:
        return page
    return replace(page, data=data, catalog=catalog.read(data, shown, page.language))
