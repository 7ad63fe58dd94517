"""How the published versions stand: stale, edited by hand, no longer asked for, without a source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from locpipe.markdown import Rules
from locpipe.model import Finding, Severity
from locpipe.pipeline.edited import told_of_edit
from locpipe.pipeline.versions import ArticlePlan, Version
from locpipe.project import Project
from locpipe.source import Spool, decode, read_bytes


def standing(
    project: Project, plans: Iterable[ArticlePlan], asked: Sequence[str], rules: Rules, spool: Spool
) -> list[Finding]:
    """Return a finding for each published version that merge leaves as it is; `spool` keeps their catalogs."""
    return [
        finding
        for plan in plans
        for version in plan.versions
        if version.made is None
        for finding in _findings(project, plan, version, asked, rules, spool)
    ]


def _findings(
    project: Project, plan: ArticlePlan, version: Version, asked: Sequence[str], rules: Rules, spool: Spool
) -> Iterator[Finding]:
    shown = project.relative(version.path)
    if plan.gone:
        message = (
            f"its source {plan.file.relative} is gone; it stays online: delete it too, or bring the source back "
            "(a source that was renamed and rewritten in one go is not recognised)"
        )
        yield Finding("source-gone", Severity.WARNING, shown, 0, message)
    elif version.language not in plan.wanted:
        message = (
            f"{version.language} is no longer a target of {plan.file.relative}; it stays online until you delete it"
        )
        yield Finding("not-a-target", Severity.WARNING, shown, 0, message)
    elif version.language in asked and version.edited:
        text = decode(read_bytes(version.path, shown), shown)
        yield told_of_edit(plan.file.id, version, shown, text, Severity.WARNING, rules, spool)
    elif version.language in asked:
        message = "stays as it is, but for siblings and links, until its catalog is reviewed and free of errors"
        yield Finding("stale", Severity.WARNING, shown, 0, message)
