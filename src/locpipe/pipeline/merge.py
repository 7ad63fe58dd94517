"""Reviewed catalogs to translated articles, in two phases: plan every article, then finish with links between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from locpipe import catalog
from locpipe.errors import LocpipeError, UsageError
from locpipe.model import Finding, Severity
from locpipe.pipeline.claims import Claims
from locpipe.pipeline.finish import finish_existing, finish_source, finish_version
from locpipe.pipeline.plan import Planner
from locpipe.pipeline.reading import chosen_languages
from locpipe.pipeline.result import Problems, Result, Tick, in_order, no_tick
from locpipe.pipeline.run_lock import alone
from locpipe.pipeline.versions import ArticlePlan, Options, Version
from locpipe.project import ArticleFile, Project
from locpipe.source import Spool, WriteSet, read_bytes


def merge(
    project: Project,
    names: Sequence[str] = (),
    languages: Sequence[str] = (),
    *,
    keep: int | None = None,
    check: bool = False,
    draft: bool = False,
    output: Path | None = None,
    force: bool = False,
    tick: Tick = no_tick,
) -> Result:
    """Write the translated articles that are reviewed, and link every version of an article with every other.

    `check` writes nothing and finds an error in each file that would change; `output` is a folder that alone is
    written to; `draft` also uses what nobody has reviewed and therefore needs `output`.
    """
    if draft and output is None:
        raise UsageError("--draft needs --output DIR: unreviewed text is never written among the articles")
    default = 0 if draft else project.config.merge.keep
    options = Options(default if keep is None else keep, check, draft, output and output.resolve(), force)
    if check or output:
        return merge_articles(project, names, languages, options, tick)
    with alone(project.root):
        return merge_articles(project, names, languages, options, tick)


def merge_articles(
    project: Project, names: Sequence[str], languages: Sequence[str], options: Options, tick: Tick
) -> Result:
    """Do what `merge` does, for a caller that holds the run lock."""
    asked = chosen_languages(project, languages)
    planner = Planner(project, options)
    plans = _plans(planner, project.articles(names), asked, tick)
    others = _others(planner, project, plans) if names else []
    claims = Claims(project, plans, others, planner.spool)
    run = _Finish(project, options, planner.spool)
    for plan in claims.settle(options, asked):
        run.add(plan)
    findings = [*planner.findings, *claims.findings, *run.findings]
    return run.result(findings, {"articles": len(plans), "incomplete": planner.incomplete})


def _plans(planner: Planner, files: Sequence[ArticleFile], asked: Sequence[str], tick: Tick) -> list[ArticlePlan]:
    plans = []
    problems = Problems()
    for done, file in enumerate(files):
        tick(done, len(files))
        with problems.collected():
            plans.append(planner.plan(file, asked))
    problems.stop()
    return plans


def _others(planner: Planner, project: Project, plans: Sequence[ArticlePlan]) -> list[ArticlePlan]:
    mine = {plan.file.id for plan in plans}
    found = (planner.claims(file) for file in project.articles() if file.id not in mine)
    return [each for each in found if each]


@dataclass(frozen=True)
class _Output:
    path: Path
    data: bytes
    base: bytes | None = None


class _RefusedError(Exception):
    """A version whose front matter cannot be set; None stands for the source."""

    def __init__(self, version: Version | None, reason: str) -> None:
        super().__init__(reason)
        self.version = version


class _Finish:
    """Finishes one article after another and stages what comes out."""

    def __init__(self, project: Project, options: Options, spool: Spool) -> None:
        self.findings: list[Finding] = []
        self.published = 0
        self._project = project
        self._options = options
        self._spool = spool
        self._bare: list[str] = []
        if options.output:
            options.output.mkdir(parents=True, exist_ok=True)
        self._files = WriteSet(options.output or project.root)

    def add(self, plan: ArticlePlan) -> None:
        """Stage all files of one article; one that cannot be finished is left out, and no sibling names it."""
        while True:
            try:
                outputs = list(self._outputs(plan))
                break
            except _RefusedError as refused:
                self.findings.append(Finding("front-matter", Severity.ERROR, plan.file.relative, 0, str(refused)))
                kept = tuple(each for each in plan.versions if refused.version and each is not refused.version)
                plan = replace(plan, versions=kept)
        for output in outputs:
            self._files.stage(output.path, output.data, base=output.base)
        self.published += sum(version.text is not None for version in plan.versions)
        if not plan.has_front and plan.versions:
            self._bare.append(plan.file.relative)

    def _outputs(self, plan: ArticlePlan) -> list[_Output]:
        project, output = self._project, self._options.output
        made = []
        for version in plan.versions:
            if version.text is not None:
                path = output / project.relative(version.path) if output else version.path
                made.append(_Output(path, self._version(plan, version)))
                if version.record and version.catalog and not output:
                    made.append(_Output(version.catalog.path, catalog.dump(version.record), version.catalog.data))
            elif not output:
                made.append(self._existing(plan, version))
        return made if output else [*made, self._source(plan)]

    def _version(self, plan: ArticlePlan, version: Version) -> bytes:
        assert version.text is not None
        text = self._spool.get(version.text).decode()
        shown = self._project.relative(version.path)
        config, draft = self._project.config, self._options.draft
        return _finished(version, lambda: finish_version(text, shown, plan, version, config, draft=draft))

    def _existing(self, plan: ArticlePlan, version: Version) -> _Output:
        shown = self._project.relative(version.path)
        base = read_bytes(version.path, shown)
        data = _finished(version, lambda: finish_existing(base.decode(), shown, plan, version, self._project.config))
        return _Output(version.path, data, base)

    def _source(self, plan: ArticlePlan) -> _Output:
        base = self._spool.get(plan.source)
        data = _finished(None, lambda: finish_source(base.decode(), plan, self._project.config))
        return _Output(plan.file.path, data, base)

    def result(self, findings: list[Finding], counts: dict[str, int]) -> Result:
        """Write, or with `check` only tell, and return what happened."""
        self._tell_of_bare()
        counts = counts | {"published": self.published}
        changes = self._files.staged
        if self._options.check:
            told = [_would_change(self._project.relative(path)) for path in changes]
            return Result(in_order([*findings, *self.findings, *told]), (), counts)
        return Result(in_order([*findings, *self.findings]), self._files.commit(), counts)

    def _tell_of_bare(self) -> None:
        config = self._project.config.frontmatter
        if self._bare and (config.lang or config.siblings):
            message = f"no front matter here and in {len(self._bare) - 1} more: language and siblings are not recorded"
            self.findings.append(Finding("no-front-matter", Severity.NOTE, self._bare[0], 0, message))


def _finished(version: Version | None, make: Callable[[], str]) -> bytes:
    try:
        return make().encode()
    except LocpipeError as error:
        raise _RefusedError(version, str(error)) from error


def _would_change(path: str) -> Finding:
    message = "is not what the catalogs give; run `locpipe merge` and commit the result"
    return Finding("merge-check", Severity.ERROR, path, 0, message)
