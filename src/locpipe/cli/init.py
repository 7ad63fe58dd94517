"""`locpipe init`."""

from __future__ import annotations

from pathlib import Path

import click

from locpipe.pipeline.init import init


@click.command("init")
@click.argument("directory", metavar="[DIR]", type=click.Path(path_type=Path), required=False)
@click.option(
    "--preset",
    metavar="SITE",
    default="",
    help="For a kind of site: hugo, jekyll, mkdocs, docusaurus, starlight, eleventy or pelican.",
)
@click.option("-q", "quiet", is_flag=True, help="Show errors alone.")
@click.pass_obj
def command(folder: Path, directory: Path | None, preset: str, quiet: bool) -> int:
    """Start a project: configuration, folders, CI job.

    Files that are there already stay as they are.

    \b
    Example:
      locpipe init my-site
      locpipe init --preset hugo
    """
    done = init(folder / directory if directory else folder, preset)
    if quiet:
        return 0
    for name in done.written:
        click.echo(f"wrote {name}")
    for name in done.left:
        click.echo(f"left alone {name}: it was there")
    for name, lines in done.missing:
        click.echo(f"{name} lacks: {', '.join(lines)}")
    where = "have articles where paths.source says" if preset else "put articles into content/en/"
    click.echo(f"\nNext: {where}, set `targets` in locpipe.toml, then run `locpipe extract`.")
    return 0
