"""`locpipe run`."""

from __future__ import annotations

from pathlib import Path

import click

from locpipe import pipeline
from locpipe.cli import options
from locpipe.cli.show import progress, show
from locpipe.project import find_project


@click.command("run")
@options.articles
@options.keep
@options.force
@options.output
@click.pass_obj
def command(
    folder: Path,
    names: tuple[str, ...],
    languages: tuple[str, ...],
    keep: int | None,
    force: bool,
    shown: options.Output,
) -> int:
    """Extract, then merge: the main job.

    Brings the catalogs up to date with the articles, then the translated articles with the reviewed catalogs.

    \b
    Example:
      locpipe run
      locpipe run --lang pl -v
    """
    with progress(shown) as tick:
        result = pipeline.run(find_project(folder), names, languages, keep=keep, force=force, tick=tick)
    return show(result, shown)
