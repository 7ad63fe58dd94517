"""`locpipe extract`."""

from __future__ import annotations

from pathlib import Path

import click

from locpipe.cli import options
from locpipe.cli.show import progress, show
from locpipe.pipeline.extract import extract
from locpipe.pipeline.workers import Workers
from locpipe.project import find_project


@click.command("extract")
@options.articles
@options.workers
@options.output
@click.pass_obj
def command(
    folder: Path, names: tuple[str, ...], languages: tuple[str, ...], workers: Workers, shown: options.Output
) -> int:
    """Bring the catalogs up to date with the articles.

    Writes one catalog per article and language, for Poedit. What translators wrote stays: a text that changed keeps
    its translation, marked "Needs work"; a text that is gone keeps it at the end of the catalog.

    \b
    Example:
      locpipe extract
      locpipe extract content/en/back-pain.md --lang pl
    """
    with progress(shown) as tick:
        result = extract(find_project(folder), names, languages, tick, workers)
    return show(result, shown)
