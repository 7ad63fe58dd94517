"""What a person changed in a published article, named so that nobody has to search for it."""

from __future__ import annotations

from locpipe.catalog import plain
from locpipe.errors import LocpipeError
from locpipe.markdown import Rules
from locpipe.model import Finding, Severity, Unit
from locpipe.pipeline.article import read_article
from locpipe.pipeline.versions import Version
from locpipe.source import Spool

_SHOWN = 3
_WIDTH = 40


def told_of_edit(
    article: str, version: Version, path: str, text: str, severity: Severity, rules: Rules, spool: Spool
) -> Finding:
    """Return the finding about a published file that a person has edited: where, which units, and what to do.

    `spool` keeps the version's catalog.
    """
    units = _unknown_units(version, path, text, rules, spool)
    shown = ", ".join(f"“{_short(unit.source)}” (line {unit.line})" for unit in units[:_SHOWN])
    more = f" and {len(units) - _SHOWN} more" if len(units) > _SHOWN else ""
    where = f"{shown}{more}" if units else "outside of the units"
    message = (
        f"edited by hand: {where}; it is left as it is: take the text over with `locpipe adopt {article} "
        f"--lang {version.language}`, or give it up with `locpipe merge {article} --force`"
    )
    return Finding("edited", severity, path, units[0].line if units else 0, message)


def _unknown_units(version: Version, path: str, text: str, rules: Rules, spool: Spool) -> list[Unit]:
    """Return the file's units that the catalog has never held; links differ by language and do not count."""
    if version.catalog is None:
        return []
    entries = version.catalog.taken(spool).catalog.entries
    known = {plain(each) for entry in entries for each in (entry.source, entry.target)}
    try:
        units = read_article(text, path, rules).units
    except LocpipeError:
        return []
    return [unit for unit in units if plain(unit.source) not in known]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WIDTH else line[: _WIDTH - 1].rstrip() + "…"
