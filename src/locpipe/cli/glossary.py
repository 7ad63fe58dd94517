"""`locpipe glossary`."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import click

from locpipe.cli import options
from locpipe.cli.show import count, shorter, show
from locpipe.errors import UsageError
from locpipe.model import Severity
from locpipe.pipeline import glossary, glossary_import
from locpipe.project import find_project

_output = click.option(
    "-o", "--output", "output", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="Write this file."
)


@click.group("glossary")
def command() -> None:
    """Keep the project's terms: which words stand for which in each language.

    Terms lie in glossary/NAME.SOURCE-TARGET.csv, as in glossary/health.en-pl.csv: a line of column names, then a line
    for each term. Only source and target are needed. Pre-fill follows them.

    \b
    Example:
      locpipe glossary lint
      locpipe glossary suggest
      locpipe glossary import client-terms.tbx --lang pl
      locpipe glossary export --lang pl -o terms.tbx
      locpipe glossary sync --engine deepl
    """


@command.command("lint")
@options.output
@click.pass_obj
def lint(folder: Path, shown: options.Output) -> int:
    """Find terms that contradict each other, or that nothing can follow.

    Also duplicates, terms too long for an engine, and, as notes, terms that no article holds.

    \b
    Example:
      locpipe glossary lint -v
    """
    result = glossary.lint(find_project(folder))
    code = show(result, replace(shown, quiet=True))
    counts = ", ".join(
        count(sum(finding.severity is each for finding in result.findings), each.word) for each in reversed(Severity)
    )
    where = f"{count(result.counts['terms'], 'term')} in {count(result.counts['lists'], 'list')}"
    _tell(f"{where}: {counts}{'' if shown.verbose else ' (-v shows notes)'}", shown)
    return code


@command.command("suggest")
@click.option(
    "--least",
    metavar="N",
    type=click.IntRange(2),
    default=2,
    show_default=True,
    help="Phrases that stand there so often.",
)
@_output
@click.pass_obj
def suggest(folder: Path, least: int, output: Path | None) -> int:
    """Show phrases that your articles use again and again and that no list has yet.

    The most telling come first. With -o they are written as a term list without targets: translate those you want,
    delete the others, and take it in with `locpipe glossary import`.

    \b
    Example:
      locpipe glossary suggest --least 4
    """
    found = glossary.suggest(find_project(folder), least)
    if output:
        glossary_import.write_candidates(found, output)
        click.echo(f"{count(len(found), 'phrase')} in {shorter(output.absolute())}", err=True)
        return 0
    for each in found:
        click.echo(f"{each.phrase}  ({each.count} times in {count(each.articles, 'article')})\n    {each.example}")
    click.echo(count(len(found), "phrase"), err=True)
    return 0


@command.command("import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--lang", "language", metavar="CODE", default="", help="The target language of the terms.")
@click.option("--name", metavar="NAME", default="", help="Take them into glossary/NAME.SOURCE-TARGET.csv.")
@options.output
@click.pass_obj
def import_(folder: Path, file: Path, language: str, name: str, shown: options.Output) -> int:
    """Take terms of another program into the project.

    FILE is TBX, CSV with a line of column names, or a list of two columns as DeepL has them. Writes
    glossary/NAME.SOURCE-TARGET.csv, which belongs in git. What stands there already is never changed: where the file
    says something else, you are told.

    \b
    Example:
      locpipe glossary import client-terms.tbx --lang pl --name client
    """
    result = glossary_import.import_file(find_project(folder), file, language, name)
    _tell(count(result.counts["terms"], "new term"), shown)
    return show(result, shown)


@command.command("export")
@click.option("--lang", "language", metavar="CODE", default="", help="The target language of the terms.")
@click.option(
    "--format",
    "form",
    type=click.Choice(glossary.FORMATS),
    help="csv, tbx, or tsv for DeepL's website.  [default: by FILE]",
)
@_output
@options.output
@click.pass_obj
def export(folder: Path, language: str, form: str | None, output: Path | None, shown: options.Output) -> int:
    """Give the terms of a language to another program.

    Without -o they go to standard output.

    \b
    Example:
      locpipe glossary export --lang pl -o terms.tbx
      locpipe glossary export --lang de --format tsv
    """
    project = find_project(folder)
    form = form or (output.suffix.lower().removeprefix(".") if output else "csv")
    if form not in glossary.FORMATS:
        raise UsageError(f"{output}: the suffix names no format; say --format csv, tbx or tsv")
    data, result = glossary.export(project, glossary_import.target_of(project, language), form, output)
    if output is None:
        click.echo(data, nl=False)
        for finding in result.findings:
            click.echo(str(finding), err=True)
        return int(any(finding.severity >= shown.fail_on for finding in result.findings))
    _tell(f"{count(result.counts['terms'], 'term')} in {shorter(output.absolute())}", shown)
    return show(result, shown)


@command.command("sync")
@click.option("--engine", metavar="NAME", default="", help="The engine, where the configuration names none.")
@click.pass_obj
def sync(folder: Path, engine: str) -> int:
    """Bring the glossary that an engine keeps for you up to date.

    Pre-fill does it by itself; this is for translating on the engine's own website with the same terms. It costs
    nothing.

    \b
    Example:
      locpipe glossary sync --engine deepl
    """
    lines = glossary.sync(find_project(folder), engine, os.environ)
    for line in lines or ("nothing to bring up to date",):
        click.echo(line)
    return 0


def _tell(text: str, shown: options.Output) -> None:
    if not shown.quiet:
        click.echo(text, err=True)
