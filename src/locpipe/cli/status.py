"""`locpipe status`."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING

import click

from locpipe.cli import options
from locpipe.pipeline.status import Row, status
from locpipe.project import find_project

if TYPE_CHECKING:
    from locpipe.pipeline.coverage import Coverage

_BAR = 10
_FORMS = ("text", "json", "markdown", "csv")


@click.command("status")
@options.articles
@click.option("--format", "form", type=click.Choice(_FORMS), default="text", show_default=True, help="How to print it.")
@click.option(
    "--coverage", "covered", is_flag=True, help="How many words of each article are offered, and why not all."
)
@click.pass_obj
def command(folder: Path, names: tuple[str, ...], languages: tuple[str, ...], form: str, covered: bool) -> int:
    """Show how far each article is in each language.

    Counts texts, slugs left out: reviewed, waiting for a review (orange in Poedit), empty; and the words of the source
    that are left to review or translate.

    \b
    Example:
      locpipe status
      locpipe status --lang pl --format markdown
      locpipe status --coverage
    """
    if covered:
        # Few runs need the parsers that this imports.
        from locpipe.pipeline.coverage import coverage

        found = coverage(find_project(folder), names)
        click.echo(_covered_json(found) if form == "json" else _covered(found), nl=False)
        return 0
    rows = status(find_project(folder), names, languages)
    forms: dict[str, Callable[[Sequence[Row]], str]] = {
        "text": _text,
        "json": _json,
        "markdown": _markdown,
        "csv": _csv,
    }
    click.echo(forms[form](rows), nl=False)
    return 0


def _covered(found: Sequence[Coverage]) -> str:
    width = max([len("all articles"), *(len(each.article) for each in found)])
    lines = [f"{'article':<{width}}   offered  of what is read  copied: kind (words, first line)"]
    for each in found:
        copied = ", ".join(f"{kind} ({words}, line {each.lines[kind]})" for kind, words in each.copied.items())
        lines.append(f"{each.article:<{width}}  {each.offered:>8}  {each.share:>14.2%}  {copied}".rstrip())
    offered, left = sum(each.offered for each in found), sum(each.left for each in found)
    share = offered / (offered + left) if offered + left else 1.0
    return "\n".join([*lines, "", f"{'all articles':<{width}}  {offered:>8}  {share:>14.2%}", ""])


def _covered_json(found: Sequence[Coverage]) -> str:
    rows = [asdict(each) | {"left": each.left, "share": round(each.share, 6)} for each in found]
    return json.dumps({"version": 1, "rows": rows}, ensure_ascii=False, indent=2) + "\n"


def _text(rows: Sequence[Row]) -> str:
    width = max([len("article"), *(len(row.article) for row in rows)])
    head = f"{'article':<{width}}  lang   reviewed  waiting  empty  words left"
    lines = [_line(row, width) for row in rows]
    totals = [_line(_total(rows, language), width) for language in dict.fromkeys(row.language for row in rows)]
    return "\n".join([head, *lines, "", *totals, ""])


def _line(row: Row, width: int) -> str:
    share = row.reviewed / row.units if row.units else 1.0
    figures = (
        f"{row.language:<5} {row.reviewed:>4}/{row.units:<4} {row.fuzzy:>7}  {row.missing:>5}  {row.words_left:>10}"
    )
    bar = f"  {_bar(share)}" if sys.stdout.isatty() else ""
    note = ", ".join(filter(None, [row.standing, "draft" if row.draft else ""]))
    return f"{row.article:<{width}}  {figures}{bar}  {note}".rstrip()


def _bar(share: float) -> str:
    full = int(share * _BAR)
    return "█" * full + "·" * (_BAR - full)


def _total(rows: Sequence[Row], language: str) -> Row:
    own = [row for row in rows if row.language == language]
    published = sum(bool(row.standing) for row in own)
    return Row(
        "all articles",
        language,
        sum(row.units for row in own),
        sum(row.reviewed for row in own),
        sum(row.fuzzy for row in own),
        sum(row.machine for row in own),
        sum(row.missing for row in own),
        sum(row.words_left for row in own),
        f"{published} of {len(own)} published",
        draft=False,
    )


def _json(rows: Sequence[Row]) -> str:
    return json.dumps({"version": 1, "rows": [asdict(row) for row in rows]}, ensure_ascii=False, indent=2) + "\n"


def _markdown(rows: Sequence[Row]) -> str:
    lines = ["| article | language | reviewed | waiting | empty | words left | |", "|---|---|---|---|---|---|---|"]
    for row in rows:
        name = row.article.replace("|", "\\|")
        figures = f"{row.reviewed} of {row.units} | {row.fuzzy} | {row.missing} | {row.words_left}"
        lines.append(f"| {name} | {row.language} | {figures} | {row.standing} |")
    return "\n".join(lines) + "\n"


def _csv(rows: Sequence[Row]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [each.name for each in fields(Row)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(row) for row in rows)
    return text.getvalue()
