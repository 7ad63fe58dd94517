"""`locpipe demo`."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from locpipe.cli.show import shorter
from locpipe.pipeline.demo import Demo, Figures, demo


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
    done = demo(folder / directory)
    if not quiet:
        click.echo("\n".join(_screen(done)))
    return 0


def _screen(done: Demo) -> Iterator[str]:
    root = done.project.root
    figures = done.figures
    published = sorted((each for each in figures if each.published), key=_place)
    waiting = sorted((each for each in figures if not each.published), key=_place)
    articles = len({each.article for each in figures})
    yield f"The sample project is in {shorter(root)}: {articles} English articles, {done.result.counts['units']} units."
    yield ""
    yield "locpipe extract  brought the catalogs up to date, one for each article and language,"
    yield "locpipe prefill  proposed what was reviewed before, and terms of the glossary,"
    yield "locpipe merge    published what is reviewed, under its own slug, with links in its own language:"
    yield from _table([(each.language, each.published.name) for each in published if each.published])
    yield ""
    yield "Not published, because not everything is reviewed:"
    yield from _table([(each.language, each.article, _state(each)) for each in waiting])
    yield ""
    first = max(figures, key=lambda each: (each.fuzzy, -each.reviewed))
    shown = shlex.quote(shorter(first.catalog))
    yield f"Open in Poedit   poedit {shown}"
    yield f"                 {first.fuzzy} proposals wait there in orange: mend one, press Ctrl+U, save."
    yield f"Publish a part   locpipe -C {shlex.quote(shorter(root))} run -v --lang pl --keep 50"
    yield "Try next         change a sentence in content/en, rename a file there, or change a slug in a catalog; then"
    yield f"                 locpipe -C {shlex.quote(shorter(root))} run -v"


def _place(figures: Figures) -> tuple[str, str]:
    return figures.language, figures.article


def _state(figures: Figures) -> str:
    if figures.fuzzy:
        return f"{figures.fuzzy} of {figures.units} units wait for review"
    return f"{figures.reviewed} of {figures.units} units reviewed" if figures.reviewed else "not begun"


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
