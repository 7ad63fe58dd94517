"""`locpipe adopt`."""

from __future__ import annotations

from pathlib import Path

import click

from locpipe.cli import options
from locpipe.cli.show import progress, show
from locpipe.pipeline.adopt import adopt
from locpipe.project import find_project


@click.command("adopt")
@options.articles
@click.option("--reviewed", is_flag=True, help='Count the texts as reviewed; else they are marked "Needs work".')
@click.option(
    "--prefer",
    type=click.Choice(["file", "catalog"]),
    help="Which text wins where the file and a translator's entry disagree; else both are shown, the entry stays.",
)
@click.option(
    "--from",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A translation that lies elsewhere; needs exactly one ARTICLE and one --lang.",
)
@options.output
@click.pass_obj
def command(
    folder: Path,
    names: tuple[str, ...],
    languages: tuple[str, ...],
    reviewed: bool,
    prefer: str | None,
    file: Path | None,
    shown: options.Output,
) -> int:
    """Take existing or hand-edited translations into the catalogs.

    For a site that was translated before it used locpipe, and for a translated article that somebody changed by hand.
    Each text of the translated article is paired with the text of the source that it translates, by headings, kinds of
    blocks, links, code and numbers. Only certain pairs are taken; the others are listed, for you to translate.

    A translation is found where locpipe.lock or the source's "siblings" name it, where its own "siblings" name the
    source, and where it has the file name of a source without a slug; any other by --from.

    No article is changed. What a translator wrote in a catalog stays, unless you say --prefer file. Afterwards review
    the catalogs in Poedit, then run locpipe merge.

    \b
    Example:
      locpipe adopt
      locpipe adopt back-pain --lang pl --reviewed
      locpipe adopt back-pain --lang pl --from old-site/bol-plecow.md
    """
    with progress(shown) as tick:
        result = adopt(
            find_project(folder), names, languages, reviewed=reviewed, prefer=prefer or "", file=file, tick=tick
        )
    return show(result, shown)
