"""The options that commands share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from locpipe.model import Severity
from locpipe.pipeline.workers import Workers

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class Output:
    """How much is shown, and from which severity on a finding fails the command."""

    quiet: bool
    verbose: bool
    fail_on: Severity


def articles(command: Command) -> Command:
    """Add ARTICLE… and --lang."""
    command = click.option(
        "--lang", "languages", metavar="CODE", multiple=True, help="Only this language; several times for several."
    )(command)
    return click.argument("names", metavar="[ARTICLE]...", nargs=-1)(command)


def _as_workers(context: click.Context, _parameter: click.Parameter, value: int) -> Workers:
    scheduler = context.params.pop("scheduler")
    if scheduler and value:
        raise click.UsageError("--jobs is for this machine, --scheduler for others; give one of them")
    return Workers(value, scheduler)


def workers(command: Command) -> Command:
    """Add --jobs and --scheduler; the command gets both as `workers: Workers`."""
    scheduler = click.option(
        "--scheduler",
        metavar="ADDRESS",
        default="",
        is_eager=True,
        help="Work on a Dask cluster, such as tcp://10.0.0.5:8786; needs locpipe[dask].",
    )
    jobs = click.option(
        "--jobs",
        "workers",
        metavar="N",
        type=click.IntRange(0),
        default=0,
        callback=_as_workers,
        help="Work in N processes; 0, the default: one for each processor where there is enough to do.",
    )
    return jobs(scheduler(command))


def keep(command: Command) -> Command:
    """Add --keep."""
    return click.option(
        "--keep",
        metavar="N",
        type=click.IntRange(0, 100),
        help="Write an article from N percent of reviewed units on; the rest of it stays in the source language.",
    )(command)


def force(command: Command) -> Command:
    """Add --force."""
    return click.option(
        "--force", is_flag=True, help="Replace files that a person wrote or edited; their text is given up."
    )(command)


def _as_output(context: click.Context, parameter: click.Parameter, value: str) -> Output:
    quiet, verbose = context.params.pop("quiet"), context.params.pop("verbose")
    return Output(quiet, verbose, Severity[value.upper()])


def output(command: Command) -> Command:
    """Add -q, -v and --fail-on; the command gets all three as `shown: Output`."""
    quiet = click.option("-q", "quiet", is_flag=True, is_eager=True, help="Show findings and errors alone.")
    verbose = click.option("-v", "verbose", is_flag=True, is_eager=True, help="Show notes too, and each file written.")
    fail_on = click.option(
        "--fail-on",
        "shown",
        type=click.Choice([each.word for each in reversed(Severity)]),
        default=Severity.ERROR.word,
        show_default=True,
        # -q and -v are eager, so that they are known here.
        callback=_as_output,
        help="End with exit code 1 where a finding is at least this grave.",
    )
    return fail_on(verbose(quiet(command)))
