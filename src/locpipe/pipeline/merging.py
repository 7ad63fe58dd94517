"""Reviewed catalogs to translated articles, in two phases: plan every article, then finish with links between them."""

from __future__ import annotations

from collections.abc import Sequence

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
from locpipe.pipeline.versions import ArticlePlan
from locpipe.pipeline.workers import HERE, Workers
from locpipe.project import ArticleFile, Project


def merged(
    project: Project,
    names: Sequence[str],
    asked: Sequence[str],
    options: Options,
    tick: Tick = no_tick,
    workers: Workers = HERE,
) -> Result:
    """Merge the articles named, all where none is, in the languages `asked`."""
    reading = options.check or options.output is not None
    findings = _pending(project) if reading else follow_moves(project)
    files = project.articles()
    chosen = project.articles(names) if names else files
    publications = Publications(project, files)
    with Analysis(project.root) as analysis:
        aim = Aim(project, options.keep, options.draft)
        look_ahead(aim, chosen, asked, analysis, publications, tick, workers)
        planner = Planner(project, options, publications, analysis)
        plans = _plans(planner, chosen, asked)
    others = _others(planner, files, {plan.file.id for plan in plans})
    gone = [planner.gone(file) for file in publications.articles_gone()]
    claims = Claims(project, plans, [*others, *gone])
    settled = claims.settle(options)
    publisher = Publisher(project, options, planner.spool, [*settled, *others, *gone])
    for plan in [*settled, *([] if options.output else gone)]:
        publisher.add(plan)
    if not options.output:
        findings += standing(project, settled if names else [*settled, *gone], asked, planner.rules)
        needles = _needles(settled)
        for plan in others:
            publisher.relink(plan, needles)
        publisher.lock(publications)
    publisher.tell_of_bare()
    findings += [*planner.findings, *claims.findings, *publisher.findings]
    return _result(project, options, publisher, findings, {"articles": len(plans), "incomplete": planner.incomplete})


def _pending(project: Project) -> list[Finding]:
    """Return what a run that writes would do before anything else."""
    found = []
    if unfinished(project.root):
        message = "an interrupted run has left files half written; run `locpipe merge`, which completes them"
        found.append(Finding("interrupted", Severity.ERROR, project.config_file, 0, message))
    for move in moves_of(project):
        message = f"was {move.old.relative} until it was moved; run `locpipe extract`, which moves what belongs to it"
        found.append(Finding("moved", Severity.ERROR, move.new.relative, 0, message))
    return found


def _plans(planner: Planner, files: Sequence[ArticleFile], asked: Sequence[str]) -> list[ArticlePlan]:
    plans = []
    problems = Problems()
    for file in files:
        with problems.collected():
            plans.append(planner.plan(file, asked))
    problems.stop()
    return plans


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


def _result(
    project: Project, options: Options, publisher: Publisher, findings: list[Finding], counts: dict[str, int]
) -> Result:
    """Write, or with `check` only tell, and return what happened."""
    counts = counts | {"published": publisher.published}
    if not options.check:
        return Result(in_order(findings), publisher.files.commit(), counts)
    told = [_would_change(project.relative(path)) for path in publisher.files.staged]
    return Result(in_order([*findings, *told]), (), counts)


def _would_change(path: str) -> Finding:
    message = "is not what the catalogs give; run `locpipe merge` and commit the result"
    return Finding("merge-check", Severity.ERROR, path, 0, message)
