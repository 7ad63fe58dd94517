"""`locpipe run`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from locpipe.cli import options
from locpipe.cli.prefill import tell
from locpipe.cli.show import progress, show
from locpipe.pipeline.prefill import Order
from locpipe.pipeline.run import run
from locpipe.pipeline.workers import Workers
from locpipe.project import find_project


@click.command("run")
@options.articles
@options.keep
@options.force
@options.workers
@options.output
@click.pass_obj
def command(
    folder: Path,
    names: tuple[str, ...],
    languages: tuple[str, ...],
    keep: int | None,
    force: bool,
    workers: Workers,
    shown: options.Output,
) -> int:
    """Extract, pre-fill, merge: the main job.

    Brings the catalogs up to date with the articles, proposes translations for what is empty, and brings the
    translated articles up to date with the reviewed catalogs. A machine translation engine is asked only where
    locpipe.toml names one.

    \b
    Example:
      locpipe run
      locpipe run --lang pl -v
    """
    order = Order(environment=os.environ)
    with progress(shown) as tick:
        done = run(
            find_project(folder), names, languages, keep=keep, force=force, order=order, tick=tick, workers=workers
        )
    tell(done.prefilled, shown)
    return show(done.result, shown, done.prefilled.error)
