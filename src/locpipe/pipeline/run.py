"""The main job: extract, then merge."""

from __future__ import annotations

from collections.abc import Sequence

from locpipe.pipeline.extract import extract_articles
from locpipe.pipeline.merge import merge_articles
from locpipe.pipeline.result import Result, Tick, in_order, no_tick
from locpipe.pipeline.run_lock import alone
from locpipe.pipeline.versions import Options
from locpipe.project import Project


def run(
    project: Project,
    names: Sequence[str] = (),
    languages: Sequence[str] = (),
    *,
    keep: int | None = None,
    force: bool = False,
    tick: Tick = no_tick,
) -> Result:
    """Bring catalogs up to date with the articles, then the translated articles with the catalogs."""
    options = Options(project.config.merge.keep if keep is None else keep, force=force)
    with alone(project.root):
        first = extract_articles(project, names, languages, tick)
        second = merge_articles(project, names, languages, options, tick)
    return Result(
        in_order([*first.findings, *second.findings]),
        tuple(sorted({*first.written, *second.written})),
        {**first.counts, **second.counts},
    )
