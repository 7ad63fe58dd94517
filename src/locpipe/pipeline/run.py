"""The main job: extract, pre-fill, merge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from locpipe.pipeline.asked import Options
from locpipe.pipeline.extract import extract_articles
from locpipe.pipeline.merge import merge_articles
from locpipe.pipeline.prefill import Order, Prefilled, prefill_articles
from locpipe.pipeline.result import Result, Tick, in_order, no_tick
from locpipe.pipeline.run_lock import alone
from locpipe.pipeline.workers import HERE, Workers
from locpipe.project import Project


@dataclass(frozen=True)
class Run:
    """What a run did: everything together, and what pre-fill did of it."""

    result: Result
    prefilled: Prefilled


def run(
    project: Project,
    names: Sequence[str] = (),
    languages: Sequence[str] = (),
    *,
    keep: int | None = None,
    force: bool = False,
    order: Order | None = None,
    tick: Tick = no_tick,
    workers: Workers = HERE,
) -> Run:
    """Bring catalogs up to date with the articles, fill what is empty, bring translated articles up to date.

    An engine that stops keeps no translated article from being written: `prefilled.error` tells of it.
    """
    options = Options(project.config.merge.keep if keep is None else keep, force=force)
    with alone(project.root):
        extracted = extract_articles(project, names, languages, tick, workers)
        prefilled = prefill_articles(project, names, languages, order or Order(), tick)
        merged = merge_articles(project, names, languages, options, tick, workers)
    results = (extracted, prefilled.result, merged)
    findings = [finding for result in results for finding in result.findings]
    written = {path for result in results for path in result.written}
    counts = {**extracted.counts, **prefilled.result.counts, **merged.counts}
    return Run(Result(in_order(findings), tuple(sorted(written)), counts), prefilled)
