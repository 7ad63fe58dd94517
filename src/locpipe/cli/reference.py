"""The command reference in `docs/`, made from the commands themselves: `python -m locpipe.cli.reference`."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from locpipe.cli import commands
from locpipe.errors import StoppedError

_HEAD = f"""\
# Commands

<!-- Made by `python -m locpipe.cli.reference docs/commands.md`; change the commands, not this page. -->

`ARTICLE` is a path (`content/en/sleep.md`), a folder, or an article's id: its path below the source folder, without
suffix (`sleep`). Several may be given; without one, a command takes all articles.

## Exit codes

| code | meaning |
|---|---|
| 0 | fine: no finding is as grave as `--fail-on` says (default: error) |
| 1 | at least one finding is; the rest of the work is done. [Findings](findings.md) explains each |
| 2 | wrong usage, configuration or input; one line says what to do, and nothing was written |
| 3 | an engine stopped: its quota is used up, the key is wrong, the network is gone; everything finished is saved |
| {StoppedError.exit_code} | stopped by Ctrl+C; what the run had begun to write, the next run completes |
"""


def reference() -> str:
    """Return the page: every command in the order of the work, with its usage, help and options."""
    parent = click.Context(commands, info_name="locpipe", **commands.context_settings)
    names = commands.list_commands(parent)
    found = [(name, command) for name in names if (command := commands.get_command(parent, name))]
    sections = [section for name, command in found for section in _sections(name, command, parent)]
    return "\n".join([_HEAD, _section("", commands, parent), *sections])


def _sections(name: str, command: click.Command, parent: click.Context) -> Iterator[str]:
    """Yield the section of a command, and of those below it."""
    context = click.Context(command, parent, name.rpartition(" ")[2])
    yield _section(name, command, context)
    for below, each in sorted(getattr(command, "commands", {}).items()):
        yield from _sections(f"{name} {below}", each, context)


def _section(name: str, command: click.Command, context: click.Context) -> str:
    title = f"locpipe {name}".rstrip()
    usage = " ".join([title, *command.collect_usage_pieces(context)])
    parts = [f"## {title}", _code(usage), *_prose(command.help or ""), "\n".join(_options(command, context))]
    return "\n\n".join(parts) + "\n"


def _prose(text: str) -> Iterator[str]:
    """Yield a help text's paragraphs; those that click must not wrap (`\\b`) are commands, with a caption above."""
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        if paragraph.startswith("\b\n"):
            caption, _, lines = paragraph.removeprefix("\b\n").partition("\n")
            yield caption
            yield _code(inspect.cleandoc(lines))
        else:
            yield _marked(" ".join(paragraph.split()))


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in command.get_params(context):
        # Arguments stand in the usage; some versions of click have a record of them too.
        record = parameter.get_help_record(context) if isinstance(parameter, click.Option) else None
        if record:
            yield f"- `{record[0]}`: {_marked(' '.join(record[1].split()))}"


def _marked(text: str) -> str:
    """Return the text with the options that it names as code."""
    return re.sub(r"(?<![\w-])--[a-z]+", r"`\g<0>`", text)


def _code(lines: str) -> str:
    return f"```sh\n{lines}\n```"


if __name__ == "__main__":
    # The page is the same on every system, whatever the terminal's encoding and newline.
    Path(sys.argv[1]).write_text(reference(), encoding="utf-8", newline="\n")
