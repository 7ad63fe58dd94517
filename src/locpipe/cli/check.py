"""`locpipe check`."""

from __future__ import annotations

from pathlib import Path

import click

from locpipe.cli import options
from locpipe.cli.show import progress, show
from locpipe.pipeline.changed import changed_since
from locpipe.pipeline.check import Selection, check
from locpipe.project import find_project


@click.command("check")
@options.articles
@click.option("--select", metavar="CHECK", multiple=True, help="Only this check or family; several times for several.")
@click.option("--ignore", metavar="CHECK", multiple=True, help="Not this check or family; several times for several.")
@click.option("--changed-from", metavar="REV", default="", help="Only articles of which a file differs from git's REV.")
@options.output
@click.pass_obj
def command(
    folder: Path,
    names: tuple[str, ...],
    languages: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    changed_from: str,
    shown: options.Output,
) -> int:
    """Find what is missing, stale or wrong; write nothing.

    Looks at every reviewed text (numbers, negation, wording, terms), at the catalogs, and at what is published, and
    says what locpipe merge would change. To silence a check for one text, add the comment "locpipe: ignore CHECK" to
    it in Poedit. locpipe explain CHECK says more about one.

    \b
    Example:
      locpipe check
      locpipe check --lang pl --select numbers
      locpipe check --fail-on warning --changed-from origin/main
    """
    project = find_project(folder)
    if changed_from:
        names = (*names, *changed_since(project, changed_from))
        if not names:
            return 0
    with progress(shown) as tick:
        result = check(project, names, languages, Selection(select, ignore), tick)
    return show(result, shown)
