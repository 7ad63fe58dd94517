"""`locpipe demo`."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

import click

from locpipe import pipeline
from locpipe.cli.show import shorter


@click.command("demo")
@click.argument("directory", metavar="[DIR]", type=click.Path(path_type=Path), default=Path("locpipe-demo"))
@click.option("-q", "quiet", is_flag=True, help="Show errors alone.")
@click.pass_obj
def command(folder: Path, directory: Path, quiet: bool) -> int:
    """Copy the sample project and take it from source to published articles.

    DIR, by default locpipe-demo, must be empty or not exist.

    \b
    Example:
      locpipe demo
    """
    done = pipeline.demo(folder / directory)
    if not quiet:
        click.echo("\n".join(_screen(done)))
    return 0


def _screen(done: pipeline.Demo) -> Iterator[str]:
    root = done.project.root
    yield f"The sample project is in {shorter(root)}. What locpipe did there:"
    yield ""
    yield f"  locpipe extract   found {done.result.counts['units']} units in the English articles"
    for figures in done.catalogs:
        shown = figures.path.relative_to(root).as_posix()
        yield f"                    {shown}: {figures.reviewed} of {figures.units} reviewed"
    for path in done.articles:
        yield f"  locpipe merge     wrote {path.relative_to(root).as_posix()} ({path.stat().st_size:,} bytes)"
    yield ""
    yield "Each version names the others, in its front matter under `siblings`:"
    for path, links in done.links:
        named = ", ".join(f"{language}: {name}" for language, name in links.items()) or "none"
        yield f"  {path.relative_to(root).as_posix()}\n    {named}"
    yield ""
    yield "Open next:"
    yield from (f"  poedit {shlex.quote(shorter(figures.path))}" for figures in done.catalogs[:1])
    yield ""
    yield "Then try: change a translation there, save, and see the article follow:"
    yield f"  locpipe -C {shlex.quote(shorter(root))} merge -v"
