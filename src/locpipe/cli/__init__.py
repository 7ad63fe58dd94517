"""The command line. This module imports click alone: a command's own module is imported when it is called."""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from io import FileIO, TextIOWrapper
from pathlib import Path
from typing import NoReturn, TextIO

import click

from locpipe import __version__
from locpipe.errors import LocpipeError, StoppedError

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

# What the system says where our output goes, not where our files are: those errors name the file.
_OUTPUT = {errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EDQUOT, errno.EBADF}


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

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; StoppedError for Ctrl-C."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise StoppedError from None


def _failed(error: Exception, *, debug: bool) -> int:
    """Say what went wrong and return the exit code; only `--debug` shows where in the program."""
    _ignore_ctrl_c()
    if debug and not isinstance(error, click.ClickException | click.Abort):
        import traceback

        traceback.print_exception(error)
    if isinstance(error, click.ClickException):
        error.show()
        return error.exit_code
    code, message = _explained(StoppedError() if isinstance(error, click.Abort) else error)
    click.echo(message, err=True)
    return code


def _explained(error: Exception) -> tuple[int, str]:
    if isinstance(error, LocpipeError):
        return error.exit_code, f"locpipe: {error}"
    if isinstance(error, OSError) and error.filename:
        return 2, f"locpipe: {error.filename}: {error.strerror}; nothing more was written"
    if isinstance(error, OSError) and error.errno in _OUTPUT:
        return 2, f"locpipe: what it prints cannot be written: {error.strerror}; make room and run again"
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
    _open_closed()
    # What an article leaves behind goes without it; looking for cycles all the time costs a tenth of a large run.
    gc.set_threshold(10_000, 10, 10)
    try:
        code = _run(args)
    except KeyboardInterrupt:
        code = StoppedError.exit_code
        with suppress(OSError):
            _failed(StoppedError(), debug=False)
    _ignore_ctrl_c()
    for stream in (sys.stdout, sys.stderr):
        _finish(stream)
    sys.exit(code)


def _run(args: Sequence[str] | None) -> int:
    try:
        code = commands.main(args, "locpipe", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        return 1  # Whoever read our output has gone, as in `locpipe ... | head`: nobody hears what there is to say.
    except Exception as error:
        with suppress(OSError):
            return _failed(error, debug="--debug" in (sys.argv[1:] if args is None else args))
        return 2
    return code if isinstance(code, int) else 0


def _ignore_ctrl_c() -> None:
    """Let nobody stop us any more: what there was to do is done, all that is left is to say so."""
    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _open_closed() -> None:
    """Let standard streams that were closed, as by `>&-`, lead nowhere: no file of ours may get their numbers."""
    if None in (sys.stdin, sys.stdout, sys.stderr):
        while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
            pass
        os.close(number)
        sys.stdout = sys.stdout or TextIOWrapper(FileIO(1, "w", closefd=False))
        sys.stderr = sys.stderr or TextIOWrapper(FileIO(2, "w", closefd=False))


def _finish(stream: TextIO) -> None:
    """Write what is left; where that cannot be written, let it go, or Python would complain as it ends."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
