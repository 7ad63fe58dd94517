"""`locpipe init`."""

from __future__ import annotations

from pathlib import Path

import click

from locpipe import pipeline


@click.command("init")
@click.argument("directory", metavar="[DIR]", type=click.Path(path_type=Path), required=False)
@click.option("-q", "quiet", is_flag=True, help="Show errors alone.")
@click.pass_obj
def command(folder: Path, directory: Path | None, quiet: bool) -> int:
    """Start a project: configuration, folders, CI job.

    Files that are there already stay as they are.

    \b
    Example:
      locpipe init my-site
    """
    done = pipeline.init(folder / directory if directory else folder)
    if quiet:
        return 0
    for name in done.written:
        click.echo(f"wrote {name}")
    for name in done.left:
        click.echo(f"left alone {name}: it was there")
    for name, lines in done.missing:
        click.echo(f"{name} lacks: {', '.join(lines)}")
    click.echo("\nNext: put articles into content/en/, set `targets` in locpipe.toml, then run `locpipe extract`.")
    return 0
