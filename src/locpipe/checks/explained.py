"""Checks explained in words: what `locpipe explain` prints and `docs/checks.md` holds, from one source."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from locpipe.checks.base import Check, Example, Family
from locpipe.checks.known import KNOWN
from locpipe.checks.registry import checks, families
from locpipe.errors import UsageError
from locpipe.languages import english_name

_HEAD = """\
# Checks

<!-- Made by `python -m locpipe.checks.explained docs/checks.md`; change the checks, not this page. -->

`locpipe check` reads every reviewed text with these. [Findings](findings.md) has those that are not about a single
text. To silence one for a text, add the comment `locpipe: ignore CHECK` to its entry in Poedit (Ctrl+M); for a whole
run, `locpipe check --ignore CHECK`.
"""


def names() -> tuple[str, ...]:
    """Return the names of all findings, sorted."""
    return tuple(sorted({*checks(), *(name for name, _, _ in KNOWN)}))


def explained(name: str) -> str:
    """Return a check in words, for a terminal; UsageError for a name that no finding has."""
    if name in checks():
        return "\n".join(_lines(checks()[name]))
    rows = [f"{name} ({grade})\n\n  {meaning}." for known, grade, meaning in KNOWN if known == name]
    if rows:
        return "\n\n".join(rows)
    close = difflib.get_close_matches(name, names(), 1)
    hint = f'did you mean "{close[0]}"? ' if close else ""
    raise UsageError(f'there is no check "{name}"; {hint}locpipe explain lists them all')


def _lines(check: Check) -> Iterator[str]:
    yield f"{check.id} ({check.severity.word}): {check.reason}"
    yield from ("", f"  {check.fix}")
    yield from ("", f"  {check.about}") if check.about else ()
    for title, examples in (("Found:", check.bad), ("Not found:", check.good)):
        if examples:
            yield from ("", title, *(f"  {example.source}\n  {example.target}".rstrip() for example in examples))


def page() -> str:
    """Return the page of all checks of texts, by family."""
    return "\n".join([_HEAD, *(_section(family) for family in families())])


def _section(family: Family) -> str:
    parts = [f"## {family.name.capitalize()}"]
    for check in family.checks:
        parts += [f"### `{check.id}`", f"{check.severity.word.capitalize()}: {check.reason}. {check.fix}"]
        parts += [check.about] if check.about else []
        parts += [_table(check)] if check.bad or check.good else []
    return "\n\n".join(parts) + "\n"


def _table(check: Check) -> str:
    rows = [("found", each) for each in check.bad] + [("fine", each) for each in check.good]
    lines = ["| | source | translation | language |", "|---|---|---|---|"]
    return "\n".join([*lines, *(_row(label, example) for label, example in rows)])


def _row(label: str, example: Example) -> str:
    source, target = (text.replace("|", "\\|").replace("\n", " ⏎ ") for text in (example.source, example.target))
    return f"| {label} | {source} | {target} | {english_name(example.language) if target else ''} |"


if __name__ == "__main__":
    import sys
    from pathlib import Path

    Path(sys.argv[1]).write_text(page(), encoding="utf-8", newline="\n")
