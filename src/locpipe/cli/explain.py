"""`locpipe explain`."""

from __future__ import annotations

import click

from locpipe.checks.explained import explained, names


@click.command("explain")
@click.argument("name", metavar="[CHECK]", default="")
def command(name: str) -> int:
    """Say what a finding means, why it matters and what to do.

    CHECK is the name in brackets at a finding's end. Without one, all names are listed.

    \b
    Example:
      locpipe explain number-missing
    """
    click.echo(explained(name) if name else "\n".join(names()))
    return 0
