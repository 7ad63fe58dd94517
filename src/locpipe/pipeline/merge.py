"""Reviewed catalogs to translated articles; nothing is done where all is as the last run left it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from locpipe.errors import UsageError
from locpipe.pipeline.asked import Options
from locpipe.pipeline.reading import chosen_languages
from locpipe.pipeline.recall import Recall
from locpipe.pipeline.result import Result, Tick, as_known, no_tick, result_of
from locpipe.pipeline.run_lock import alone
from locpipe.pipeline.workers import HERE, Workers
from locpipe.project import Project
from locpipe.source import recover


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
    workers: Workers = HERE,
) -> Result:
    """Write the translated articles that are reviewed, and link every version of an article with every other.

    `check` writes nothing and finds an error in each file that would change; `output` is a folder that alone is
    written to; `draft` also uses what nobody has reviewed and therefore needs `output`.
    """
    if draft and output is None:
        raise UsageError("--draft needs --output DIR: unreviewed text is never written among the articles")
    default = 0 if draft else project.config.merge.keep
    options = Options(default if keep is None else keep, check, draft, output and output.resolve(), force)
    if options.output:
        recover(options.output)
    if check or output:
        return merge_articles(project, names, languages, options, tick, workers)
    with alone(project.root):
        return merge_articles(project, names, languages, options, tick, workers)


def merge_articles(
    project: Project,
    names: Sequence[str],
    languages: Sequence[str],
    options: Options,
    tick: Tick,
    workers: Workers = HERE,
) -> Result:
    """Do what `merge` does, for a caller that holds the run lock."""
    asked = chosen_languages(project, languages)
    chosen = tuple(file.id for file in project.articles(names)) if names else ()
    # A look at what one person is about to commit must not cost the next whole run its memory.
    slot = f"merge{' --check' if options.check else ''}{' ARTICLE' if names else ''}"
    recall = Recall(project, slot, chosen, asked, options)
    if (known := recall.said()) is not None:
        return result_of(known)
    # A run in which nothing has changed does not wait for the parsers' import.
    from locpipe.pipeline.merging import merged

    with recall.listening():
        remembered = "" if names or options.output else recall.circumstances(asked, replace(options, check=False))
        result = merged(project, names, asked, options, tick, workers, remembered)
    if not result.written:
        recall.keep(as_known(result))
    return result
