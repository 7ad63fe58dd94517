"""`locpipe memory`."""

from __future__ import annotations

from pathlib import Path

import click

from locpipe.cli import options
from locpipe.cli.show import count, shorter, show
from locpipe.pipeline import memory, memory_import
from locpipe.project import find_project

_languages = click.option(
    "--lang", "languages", metavar="CODE", multiple=True, help="Only this language; several times for several."
)


@click.group("memory")
def command() -> None:
    """Take translations from other programs, or give them on.

    The translation memory is every reviewed text of your catalogs, and the TMX files in memory/. locpipe prefill looks
    texts up in it by itself. It needs no care: its index in .locpipe/ can be deleted at any time.

    \b
    Example:
      locpipe memory import old-site.tmx
      locpipe memory export -o site.tmx
      locpipe memory stats
    """


@command.command("import")
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
@options.output
@click.pass_obj
def import_(folder: Path, files: tuple[Path, ...], shown: options.Output) -> int:
    """Take the texts of TMX files into the project.

    Writes memory/NAME.tmx, which belongs in git. Texts in the project's languages are taken, the others skipped.
    A file of that name which is there already keeps what it holds, and gets what is new.

    \b
    Example:
      locpipe memory import old-site.tmx
    """
    result = memory_import.import_files(find_project(folder), files)
    _tell(count(result.counts["pairs"], "new pair"), shown)
    return show(result, shown)


@command.command("export")
@click.option(
    "-o", "--output", "output", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="Write this file."
)
@_languages
@options.output
@click.pass_obj
def export(folder: Path, output: Path | None, languages: tuple[str, ...], shown: options.Output) -> int:
    """Give every reviewed text as TMX, for another program.

    Without -o it goes to standard output.

    \b
    Example:
      locpipe memory export -o site.tmx --lang pl
    """
    data, result = memory.export(find_project(folder), languages, output)
    if output is None:
        click.echo(data, nl=False)
        for finding in result.findings:
            click.echo(str(finding), err=True)
        return int(any(finding.severity >= shown.fail_on for finding in result.findings))
    _tell(f"{count(result.counts['pairs'], 'pair')} in {shorter(output.absolute())}", shown)
    return show(result, shown)


@command.command("stats")
@_languages
@click.pass_obj
def stats(folder: Path, languages: tuple[str, ...]) -> int:
    """Show how much the memory holds.

    Pairs are counted by where they come from: the catalogs, or the TMX files in memory/.

    \b
    Example:
      locpipe memory stats
    """
    project = find_project(folder)
    rows, size = memory.stats(project, languages)
    click.echo("language     catalogs    TMX files   texts")
    for row in rows:
        click.echo(f"{row.language:<10} {row.catalogs:>10} {row.files:>12} {row.sources:>7}")
    click.echo(f"index: {memory.shown_place(project)}, {size / 1e6:.1f} MB")
    return 0


def _tell(text: str, shown: options.Output) -> None:
    if not shown.quiet:
        click.echo(text, err=True)
