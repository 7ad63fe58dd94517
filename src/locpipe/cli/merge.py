"""`locpipe merge`."""

from __future__ import annotations

from pathlib import Path

import click

from locpipe.cli import options
from locpipe.cli.show import progress, show
from locpipe.pipeline.merge import merge
from locpipe.pipeline.workers import Workers
from locpipe.project import find_project


@click.command("merge")
@options.articles
@options.keep
@click.option("--check", is_flag=True, help="Write nothing; end with exit code 1 if anything would change.")
@click.option("--draft", is_flag=True, help="Use text too that nobody has reviewed; needs --output.")
@click.option(
    "--output",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the translated articles below DIR, and nothing else anywhere.",
)
@options.force
@options.workers
@options.output
@click.pass_obj
def command(
    folder: Path,
    names: tuple[str, ...],
    languages: tuple[str, ...],
    keep: int | None,
    check: bool,
    draft: bool,
    output: Path | None,
    force: bool,
    workers: Workers,
    shown: options.Output,
) -> int:
    """Write translated articles from the reviewed catalogs.

    An article is written once all its texts are reviewed (see --keep). It gets its own slug and file name, and all
    language versions of it are linked in their front matter under "siblings".

    \b
    Example:
      locpipe merge
      locpipe merge --check
      locpipe merge back-pain --draft --output /tmp/preview
    """
    with progress(shown) as tick:
        result = merge(
            find_project(folder),
            names,
            languages,
            keep=keep,
            check=check,
            draft=draft,
            output=output,
            force=force,
            tick=tick,
            workers=workers,
        )
    return show(result, shown)
