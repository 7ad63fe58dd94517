"""`locpipe check`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from locpipe import __version__
from locpipe.checks.registry import checks
from locpipe.cli import options
from locpipe.cli.show import least_shown, progress, show
from locpipe.errors import UsageError
from locpipe.model import Severity
from locpipe.pipeline.changed import changed_since
from locpipe.pipeline.check import Checked, check
from locpipe.pipeline.silence import Selection
from locpipe.pipeline.silence import write_baseline as baseline_of
from locpipe.pipeline.workers import Workers
from locpipe.project import Project, find_project
from locpipe.reports import Context, Report, Rule, formats


@click.command("check")
@options.articles
@click.option("--select", metavar="CHECK", multiple=True, help="Only this check or family; several times for several.")
@click.option("--ignore", metavar="CHECK", multiple=True, help="Not this check or family; several times for several.")
@click.option("--changed-from", metavar="REV", default="", help="Only articles of which a file differs from git's REV.")
@click.option(
    "--format",
    "form",
    metavar="FORMAT",
    default="text",
    show_default=True,
    help="How findings are printed: text, or json, github, sarif, junit, markdown for machines and comments.",
)
@click.option("--write-baseline", is_flag=True, help="Write what is found to the baseline, to be silent from now on.")
@options.workers
@options.output
@click.pass_obj
def command(
    folder: Path,
    names: tuple[str, ...],
    languages: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    changed_from: str,
    form: str,
    write_baseline: bool,
    workers: Workers,
    shown: options.Output,
) -> int:
    """Find what is missing, stale or wrong; write nothing.

    Looks at the articles, at every reviewed text (markup, numbers, negation, wording, terms), at the catalogs, and at
    what is published, its siblings and links, and says what locpipe merge would change. To silence a check for one
    text, add the comment "locpipe: ignore CHECK" to it in Poedit. locpipe explain CHECK says more about one.

    \b
    Exit codes:
      0  nothing at or above --fail-on
      1  findings at or above --fail-on
      2  wrong usage, configuration or input

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
    report = report_named(form)
    with progress(shown) as tick:
        checked = check(
            project, names, languages, Selection(select, ignore), tick, workers, baseline=not write_baseline
        )
    if write_baseline:
        path = baseline_of(project, checked.result.findings)
        click.echo(f"{project.relative(path)}: written; commit it", err=True)
        return 0
    # What people read has notes with -v alone; programs choose for themselves.
    least = Severity.NOTE if form in ("json", "sarif") else least_shown(shown)
    findings = [finding for finding in checked.result.findings if finding.severity >= least]
    return show(checked.result, shown, report=report(findings, _context(project, checked)))


def report_named(name: str) -> Report:
    """Return the report of that name; UsageError for one that is not installed."""
    known = formats()
    if name not in known:
        raise UsageError(f"--format {name}: there is no such report; known are {', '.join(known)}")
    return known[name]


def _context(project: Project, checked: Checked) -> Context:
    rules = {check.id: Rule(check.reason, check.fix) for check in checks().values()}
    title = project.config.name or project.root.name
    return Context(
        version=__version__,
        project=title,
        counts=checked.result.counts,
        quotes=checked.quotes,
        rules=rules,
        colour=sys.stdout.isatty(),
    )
