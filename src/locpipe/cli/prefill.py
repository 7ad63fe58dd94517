"""`locpipe prefill`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click

from locpipe.cli import options
from locpipe.cli.show import count, progress, show
from locpipe.pipeline.engine import MEMORY
from locpipe.pipeline.prefill import Order, Prefilled, prefill
from locpipe.pipeline.proposals import Source
from locpipe.pipeline.window import Row
from locpipe.project import find_project


@click.command("prefill")
@options.articles
@click.option("--engine", metavar="NAME", default="", help="Ask this engine: deepl, apertium, … (see docs/engines.md).")
@click.option("--dry-run", is_flag=True, help="Show what would be sent and billed; send and write nothing.")
@click.option(
    "--budget", metavar="CHARS", type=click.IntRange(0), help="Send at most so many characters; 0 = no limit."
)
@click.option("--again", is_flag=True, help="Make machine text anew that no one has touched: after a change of engine.")
@options.output
@click.pass_obj
def command(
    folder: Path,
    names: tuple[str, ...],
    languages: tuple[str, ...],
    engine: str,
    dry_run: bool,
    budget: int | None,
    again: bool,
    shown: options.Output,
) -> int:
    """Propose a translation for every text that has none.

    Each proposal is marked "Needs Work" in Poedit, and a note says where it comes from: a text that was reviewed
    before, a glossary term, or the machine translation engine that --engine or engine.name in locpipe.toml names.
    What a person wrote is never touched. What was paid for once is kept, and never sent again.

    \b
    Example:
      locpipe prefill
      locpipe prefill --engine deepl --dry-run
      locpipe prefill --engine deepl --budget 50000 --lang pl
    """
    order = Order(engine, budget, dry_run, again, os.environ)
    with progress(shown, "texts") as tick:
        done = prefill(find_project(folder), names, languages, order, tick)
    if dry_run:
        for line in _lines(done, dry_run=True):
            click.echo(line)
    else:
        tell(done, shown)
    return show(done.result, shown, done.error)


def tell(done: Prefilled, shown: options.Output) -> None:
    """Print what was proposed, on standard error."""
    for line in () if shown.quiet else _lines(done, dry_run=False):
        click.echo(line, err=True)


def _lines(done: Prefilled, *, dry_run: bool) -> Iterator[str]:
    """Yield what was proposed in each language, and what it cost."""
    for row in done.rows:
        if row.waiting:
            yield f"{row.language}: {_row(row, done.engine, dry_run=dry_run)}"
    spent = done.spent
    if done.engine != MEMORY and any(row.waiting for row in done.rows):
        verb = "to be sent" if dry_run else "sent"
        yield f"{done.engine}: {count(spent.sent, 'character')} {verb}, {spent.cached} known from earlier answers"
    if dry_run and done.saved:
        yield f"memory and glossary save {count(done.saved, 'character')}"
    if done.quota:
        limit = f" of {done.quota.limit}" if done.quota.limit is not None else ""
        left = f", {max(0, done.quota.limit - done.quota.used)} left" if done.quota.limit is not None else ""
        yield f"{done.engine}: {done.quota.used}{limit} characters used in this period{left}"


def _row(row: Row, engine: str, *, dry_run: bool) -> str:
    names = {
        Source.MEMORY: "from the memory",
        Source.ALIKE: "alike in the memory",
        Source.GLOSSARY: "from the glossary",
        Source.COPY: "copied as they hold no words",
        Source.ENGINE: f"by {engine}",
    }
    parts = [f"{row.filled[source]} {name}" for source, name in names.items() if row.filled.get(source)]
    left = f"{row.left} {'for ' + engine if dry_run and engine != MEMORY else 'still empty'}"
    return ", ".join([f"{count(row.waiting, 'text')} waiting", *parts, *([left] if row.left else [])])
