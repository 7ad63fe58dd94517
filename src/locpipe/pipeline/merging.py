"""Reviewed catalogs to translated articles, in two phases: plan every article, then finish with links between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from locpipe.model import Finding, Severity
from locpipe.pipeline.ahead import Aim, look_ahead
from locpipe.pipeline.analysis import Analysis
from locpipe.pipeline.asked import Options
from locpipe.pipeline.claims import Claims
from locpipe.pipeline.moves import follow_moves, moves_of
from locpipe.pipeline.plan import Planner
from locpipe.pipeline.publications import Publications
from locpipe.pipeline.publish import Publisher
from locpipe.pipeline.result import Problems, Result, Tick, in_order, no_tick
from locpipe.pipeline.run_lock import unfinished
from locpipe.pipeline.standing import standing
from locpipe.pipeline.unchanged import Outcome, Unchanged
from locpipe.pipeline.versions import ArticlePlan
from locpipe.pipeline.workers import HERE, Workers
from locpipe.project import ArticleFile, Project
from locpipe.source import Shelf, noted


def merged(
    project: Project,
    names: Sequence[str],
    asked: Sequence[str],
    options: Options,
    tick: Tick = no_tick,
    workers: Workers = HERE,
    remembered: str = "",
) -> Result:
    """Merge the articles named, all where none is, in the languages `asked`.

    `remembered` is a digest of all that decides besides the articles' files: where it is given, articles stay that the
    last such merge left as they were.
    """
    reading = options.check or options.output is not None
    files = project.articles()
    findings = _pending(project, files) if reading else follow_moves(project, files)
    with noted() as reads, Analysis(project.root) as analysis:
        run = _Merge(project, files, asked, options, analysis, tick, workers)
        unchanged = Unchanged(project, run.publications, analysis, reads, remembered)
        result = run.result(names, unchanged, findings)
        unchanged.keep()
    return result


class _Done:
    """What became of all articles together."""

    def __init__(self, outcomes: Iterable[Outcome]) -> None:
        self.findings: list[Finding] = []
        self.bare: list[str] = []
        self.counts = {"articles": 0, "incomplete": 0, "published": 0}
        for outcome in outcomes:
            self._add(outcome)

    def _add(self, outcome: Outcome) -> None:
        self.findings += outcome.findings
        self.bare += [outcome.plan.file.relative] if outcome.is_bare else []
        self.counts["articles"] += 1
        self.counts["incomplete"] += outcome.incomplete
        self.counts["published"] += outcome.published


class _Merge:
    """One run: plans the articles of which something is new, settles who has which address, finishes them, writes."""

    def __init__(
        self,
        project: Project,
        files: Sequence[ArticleFile],
        asked: Sequence[str],
        options: Options,
        analysis: Analysis,
        tick: Tick,
        workers: Workers,
    ) -> None:
        self._project, self._asked, self._options, self._analysis = project, asked, options, analysis
        self._files, self._tick, self._workers = files, tick, workers
        self.publications = Publications(project, files)
        self._planner = Planner(project, options, self.publications, analysis)
        # What is known of each article waits in a file.
        self._spool = self._planner.spool
        self._contested: list[Finding] = []
        self._is_sure = True

    def result(self, names: Sequence[str], unchanged: Unchanged, findings: list[Finding]) -> Result:
        """Merge, and return what happened, `findings` first."""
        chosen = self._project.articles(names) if names else self._files
        stay, planned = self._planned(chosen, unchanged)
        others = _others(self._planner, self._files, {file.id for file in chosen}) if names else []
        gone = [self._planner.gone(file) for file in self.publications.articles_gone()]
        plans = self._settled(planned, [*(each.plan for each in stay.values()), *others, *gone])
        publisher = Publisher(self._project, self._options, self._spool, plans)
        settled = plans[: len(planned)]
        made = Shelf[Outcome](self._spool)
        new = (made.put(self._finished(publisher, plan)) for plan in settled)
        done = _Done(stay.get(file.id) or next(new) for file in chosen)
        unchanged.note(made, sure=self._is_sure)
        if not self._options.output:
            self._finish_rest(publisher, settled, others, gone)
            findings += self._standing([] if names else gone)
        publisher.tell_of_bare(done.bare)
        findings += [*self._contested, *publisher.findings]
        findings += [found for plan in others for found in plan.findings]
        return self._written(publisher, findings + done.findings, done.counts)

    def _settled(self, planned: Shelf[ArticlePlan], rest: Sequence[ArticlePlan]) -> Shelf[ArticlePlan]:
        """Return the plans as they may be carried out, then the rest; what the claims held is free again."""
        claims = Claims(self._project, planned, rest)
        plans = planned[:]
        for number, plan in claims.settle(self._options):
            plans.replace(number, plan)
        for plan in rest:
            plans.put(plan)
        self._contested, self._is_sure = claims.findings, not claims.findings and not claims.is_shared
        return plans

    def _planned(
        self, files: Sequence[ArticleFile], unchanged: Unchanged
    ) -> tuple[dict[str, Outcome], Shelf[ArticlePlan]]:
        """Return what stays as the last run left it, and the plans of all else."""
        stay = unchanged.outcomes(files)
        plans = self._plans([file for file in files if file.id not in stay])
        if unchanged.holds(plans):
            return stay, plans
        unchanged.forget()
        return {}, self._plans(files) if stay else plans

    def _plans(self, files: Sequence[ArticleFile]) -> Shelf[ArticlePlan]:
        aim = Aim(self._project, self._options.keep, self._options.draft)
        look_ahead(aim, files, self._asked, self._analysis, self.publications, self._tick, self._workers)
        plans = Shelf[ArticlePlan](self._spool)
        problems = Problems()
        for file in files:
            with problems.collected():
                plans.put(self._planner.plan(file, self._asked))
        problems.stop()
        return plans

    def _finished(self, publisher: Publisher, plan: ArticlePlan) -> Outcome:
        said = len(publisher.findings)
        done = publisher.add(plan)
        found = [*plan.findings, *publisher.findings[said:]]
        del publisher.findings[said:]
        if not self._options.output:
            found += self._standing([plan])
        changes = done.changes or any(self.publications.lines.get(key) != (line,) for key, line in done.lines.items())
        return Outcome(plan, tuple(found), done.published, plan.incomplete, done.is_bare, changes)

    def _standing(self, plans: Iterable[ArticlePlan]) -> list[Finding]:
        return standing(self._project, plans, self._asked, self._planner.rules, self._spool)

    def _finish_rest(
        self,
        publisher: Publisher,
        settled: Sequence[ArticlePlan],
        others: Sequence[ArticlePlan],
        gone: Sequence[ArticlePlan],
    ) -> None:
        """Finish articles without a source and the links of those that nobody asked for, and the lock."""
        for plan in gone:
            publisher.add(plan)
        needles = _needles(settled) if others else set()
        for plan in others:
            publisher.relink(plan, needles)
        publisher.lock(self.publications)

    def _written(self, publisher: Publisher, findings: list[Finding], counts: Mapping[str, int]) -> Result:
        """Write, or with `check` only tell, and return what happened."""
        if not self._options.check:
            return Result(in_order(findings), publisher.files.commit(), counts)
        told = [_would_change(self._project.relative(path)) for path in publisher.files.staged]
        return Result(in_order([*findings, *told]), (), counts)


def _pending(project: Project, files: Sequence[ArticleFile]) -> list[Finding]:
    """Return what a run that writes would do before anything else."""
    found = []
    if unfinished(project.root):
        message = "an interrupted run has left files half written; run `locpipe merge`, which completes them"
        found.append(Finding("interrupted", Severity.ERROR, project.config_file, 0, message))
    for move in moves_of(project, files):
        message = f"was {move.old.relative} until it was moved; run `locpipe extract`, which moves what belongs to it"
        found.append(Finding("moved", Severity.ERROR, move.new.relative, 0, message))
    return found


def _others(planner: Planner, files: Sequence[ArticleFile], mine: set[str]) -> list[ArticlePlan]:
    found = (planner.claims(file) for file in files if file.id not in mine)
    return [each for each in found if each]


def _needles(plans: Sequence[ArticlePlan]) -> set[str]:
    """Return what stands in every text that links one of the articles, by its source or by an earlier slug."""
    found: set[str] = set()
    for plan in plans:
        found |= {plan.file.path.name, plan.slug, plan.file.id.rpartition("/")[2]}
        for version in plan.versions:
            found |= {*version.aliases, *([version.before.slug] if version.before else [])}
    return found - {""}


def _would_change(path: str) -> Finding:
    message = "is not what the catalogs give; run `locpipe merge` and commit the result"
    return Finding("merge-check", Severity.ERROR, path, 0, message)
