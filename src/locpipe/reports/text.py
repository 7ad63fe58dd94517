"""Findings for a person at a terminal: one line each, then the texts with the place marked.

    locale/pl/LC_MESSAGES/sleep.po:89: error: the number 45 is missing in the translation [number-missing]
      source  Rest for 45 minutes before noon.
                       ^^
      target  Odpocznij przed południem.
      from    content/en/sleep.md:12

The first line is that of compilers (https://www.gnu.org/prep/standards/html_node/Errors.html), which editors and
terminals make a link. Findings of one file stand together, a blank line between files; without findings nothing is
printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from locpipe.model import Finding, Severity, Span
from locpipe.reports.base import Context, Quote, one_line, place
from locpipe.reports.excerpt import excerpt

_RESET = "\x1b[0m"
_DIM = "\x1b[2m"
_BOLD = "\x1b[1m"
# Underlined, so that a marked blank is seen, and by those too who cannot tell red.
_MARKED = "\x1b[1;4;31m"
_SEVERITIES = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[33m", Severity.NOTE: "\x1b[36m"}

_MARGIN = "  "
_LABEL = len("source  ")


def report(findings: Sequence[Finding], context: Context) -> str:
    """Return the findings grouped by file, files in the order of their first finding; "" without any."""
    files: dict[str, list[Finding]] = {}
    for finding in findings:
        files.setdefault(finding.path, []).append(finding)
    blocks = ("".join(f"{line}\n" for each in group for line in _lines(each, context)) for group in files.values())
    return "\n".join(blocks)


def _lines(finding: Finding, context: Context) -> Iterator[str]:
    yield _headline(finding, colour=context.colour)
    if quote := context.quotes.get(finding):
        yield from _quoted(quote, colour=context.colour)


def _headline(finding: Finding, *, colour: bool) -> str:
    word, check, where = finding.severity.word, f"[{one_line(finding.check)}]", place(finding)
    if colour:
        word = f"{_SEVERITIES[finding.severity]}{word}{_RESET}"
        where, check = f"{_BOLD}{where}{_RESET}", f"{_DIM}{check}{_RESET}"
    return f"{where}: {word}: {one_line(finding.message)} {check}"


def _quoted(quote: Quote, *, colour: bool) -> Iterator[str]:
    if quote.source:
        yield from _excerpted("source", quote.source, quote.source_span, colour=colour)
    if quote.target:
        yield from _excerpted("target", quote.target, quote.target_span, colour=colour)
    if quote.source_place:
        yield _labelled("from", one_line(quote.source_place), colour=colour)


def _excerpted(label: str, text: str, span: Span | None, *, colour: bool) -> Iterator[str]:
    found = excerpt(text, span)
    if colour and found.marked:
        yield _labelled(label, f"{found.before}{_MARKED}{found.marked}{_RESET}{found.after}", colour=colour)
        return
    yield _labelled(label, found.text, colour=colour)
    if found.marks:
        yield f"{_MARGIN}{' ' * _LABEL}{found.marks}"


def _labelled(label: str, text: str, *, colour: bool) -> str:
    name = f"{label:<{_LABEL}}"
    return f"{_MARGIN}{_DIM}{name}{_RESET}{text}" if colour else f"{_MARGIN}{name}{text}"
