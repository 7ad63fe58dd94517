"""What a command shows: findings on standard output, the summary and progress on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import click

from locpipe.cli.options import Output
from locpipe.errors import LocpipeError
from locpipe.model import Finding, Severity
from locpipe.pipeline.result import Result, Tick, no_tick

# Fewer are done before anyone could read a bar.
_WORTH_A_BAR = 50
# Seconds between two pictures of the bar.
_REFRESHED = 0.1


def least_shown(shown: Output) -> Severity:
    """Return the severity from which on findings are printed for a person."""
    return Severity.NOTE if shown.verbose or shown.fail_on is Severity.NOTE else Severity.WARNING


def show(result: Result, shown: Output, error: LocpipeError | None = None, report: str | None = None) -> int:
    """Print findings and a summary line; return the exit code, or raise what stopped the work before its end.

    `report` are the findings in another form, of a command that writes nothing.
    """
    least = least_shown(shown)
    lines = [str(finding) for finding in result.findings if finding.severity >= least]
    text = "".join(f"{line}\n" for line in lines) if report is None else report
    click.echo(text, nl=False)
    if shown.verbose:
        for path in result.written:
            click.echo(f"wrote {shorter(path)}", err=True)
    if not shown.quiet:
        click.echo(_summary(result, notes_shown=least is Severity.NOTE, writes=report is None), err=True)
    if error:
        raise error
    return int(any(finding.severity >= shown.fail_on for finding in result.findings))


def shorter(path: Path) -> str:
    """Return the path from the current folder where it lies below it."""
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


def _summary(result: Result, *, notes_shown: bool, writes: bool) -> str:
    counts = result.counts
    parts = [count(counts["articles"], "article")] if "articles" in counts else []
    parts += [count(counts["units"], "unit")] if "units" in counts else []
    parts += _adopted(counts) if "adopted" in counts else []
    parts += [f"{count(counts['published'], 'translation')} up to date"] if "published" in counts else []
    parts += [f"{counts['incomplete']} not yet reviewed"] if counts.get("incomplete") else []
    if writes:
        parts += [f"{count(len(result.written), 'file')} written" if result.written else "nothing to write"]
    found = _found(result.findings, notes_shown=notes_shown)
    return ", ".join(parts) + (f"; {found}" if found else "")


def _adopted(counts: Mapping[str, int]) -> list[str]:
    parts = [f"{count(counts['adopted'], 'translation')} adopted", f"{count(counts['taken'], 'text')} taken"]
    parts += [f"{counts['unpaired']} without a certain counterpart"] if counts["unpaired"] else []
    parts += [count(counts["disagreements"], "disagreement")] if counts["disagreements"] else []
    return parts


def _found(findings: tuple[Finding, ...], *, notes_shown: bool) -> str:
    numbers = {each: sum(finding.severity is each for finding in findings) for each in reversed(Severity)}
    text = ", ".join(count(number, each.word) for each, number in numbers.items() if number)
    return f"{text} (-v shows notes)" if numbers[Severity.NOTE] and not notes_shown else text


def count(number: int, word: str) -> str:
    """Return the number and the word, `1 file`, `2 files`."""
    return f"{number} {word}{'' if number == 1 else 's'}"


@contextmanager
def progress(shown: Output, things: str = "articles") -> Iterator[Tick]:
    """Give what draws a bar on a terminal once there are things enough, and else nothing."""
    if shown.quiet or not sys.stderr.isatty():
        yield no_tick
        return
    from rich.console import Console
    from rich.progress import Progress

    # It refreshes itself in a thread else, and a process with threads cannot be copied to work beside this one.
    with Progress(console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task(things, total=None, visible=False)
        shown_at = 0.0

        def tick(done: int, total: int) -> None:
            nonlocal shown_at
            bar.update(task, completed=done, total=total, visible=total > _WORTH_A_BAR)
            if monotonic() - shown_at > _REFRESHED:
                shown_at = monotonic()
                bar.refresh()

        yield tick
