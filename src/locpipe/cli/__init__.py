"""The command line. This module imports click alone: a command's own module is imported when it is called."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click

from locpipe import __version__
from locpipe.errors import LocpipeError

# The first lines of each command's help, so that `locpipe --help` need not import the commands.
_COMMANDS = {
    "init": "Start a project: configuration, folders, CI job.",
    "demo": "Copy the sample project and take it from source to published articles.",
    "extract": "Bring the catalogs up to date with the articles.",
    "prefill": "Propose a translation for every text that has none.",
    "merge": "Write translated articles from the reviewed catalogs.",
    "run": "Extract, pre-fill, merge: the main job.",
    "check": "Find what is missing, stale or wrong.",
    "status": "Show how far each article is in each language.",
    "siblings": "Print which versions of each article are published, and where.",
    "explain": "Say what a finding means and what to do.",
    "adopt": "Take existing or hand-edited translations into the catalogs.",
    "glossary": "Check, exchange and extend the list of terms.",
    "memory": "Take translations from other programs, or give them on.",
}

INTERRUPTED = 130


class Commands(click.Group):
    """The commands, imported one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the work, not of the alphabet."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, its module imported now."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"locpipe.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


def _failed(error: Exception, *, debug: bool) -> int:
    """Say what went wrong and return the exit code; only `--debug` shows where in the program."""
    if debug and not isinstance(error, click.ClickException | click.Abort):
        import traceback

        traceback.print_exception(error)
    if isinstance(error, click.ClickException):
        error.show()
        return error.exit_code
    if isinstance(error, click.Abort):
        return INTERRUPTED
    code, message = _explained(error)
    click.echo(message, err=True)
    return code


def _explained(error: Exception) -> tuple[int, str]:
    if isinstance(error, LocpipeError):
        return error.exit_code, f"locpipe: {error}"
    if isinstance(error, OSError) and error.filename:
        return 2, f"locpipe: {error.filename}: {error.strerror}; nothing more was written"
    what = f"{type(error).__name__}: {error}".replace("\n", " ")
    return 2, f"locpipe: this is a bug in locpipe, please report it with the output of --debug ({what})"


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "-C", "folder", metavar="DIR", type=click.Path(path_type=Path), default=Path(), help="Work in this folder."
)
@click.option("--debug", is_flag=True, help="Show where in the program an error happened.")
@click.version_option(__version__, prog_name="locpipe")
@click.pass_context
def commands(context: click.Context, folder: Path, debug: bool) -> None:
    """Localize Markdown articles through PO files.

    locpipe turns articles into catalogs that translators edit in Poedit, and reviewed catalogs into translated
    articles that differ from their source in nothing but the text.

    To see it at work:  locpipe demo
    """
    context.obj = folder


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and end with its exit code: the one place where an error becomes a message."""
    try:
        code = commands.main(args, "locpipe", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has gone, as in `locpipe ... | head`: nothing to say, and nobody to hear it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as error:
        sys.exit(_failed(error, debug="--debug" in (sys.argv[1:] if args is None else args)))
    sys.exit(code if isinstance(code, int) else 0)
