"""Findings as a table for a comment on a pull request.

Tables: https://github.github.com/gfm/#tables-extension-. GitHub refuses comments of more than 65,536 characters, so
the gravest findings come first and the last ones are only counted. The first line is a comment that nobody sees: a CI
job finds its own comment by it, and edits that one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from locpipe.model import Finding, Span
from locpipe.reports.base import Context, Quote, counted, one_line, place, shortened
from locpipe.reports.excerpt import excerpt

MARKER = "<!-- locpipe check -->"

MOST = 60_000
"""How many characters the document has at most; what a CI job adds to it fits too."""

_HEADER = "| severity | where | finding | check |\n|---|---|---|---|\n"

# No row can be so long that only a few fit.
_MOST_MESSAGE = 500
_MOST_PLACE = 300
_MOST_NAME = 100

# As references: they open no markup (CommonMark 6.2), and what a backslash before | means differs between parsers.
_MARKUP = re.compile(r"[\\`*_\[\]<>|~$&#@!{}:]")
# A person or an issue that is named in a comment is told of it, so the name is cut from its sign.
_MENTION = re.compile(r"([@#])(?=\w)")
_NO_WIDTH = "\u200b"


def report(findings: Sequence[Finding], context: Context) -> str:
    """Return a headline and a table of at most 60,000 characters; a clean result is the headline alone."""
    headline = f"{MARKER}\n{_headline(findings, context)}\n"
    if not findings:
        return headline
    gravest_first = sorted(findings, key=lambda finding: -finding.severity)
    return f"{headline}\n{_HEADER}{_rows(gravest_first, context, MOST - len(headline) - len(_HEADER) - 1)}"


def _headline(findings: Sequence[Finding], context: Context) -> str:
    project = f" of {_code(context.project, _MOST_NAME)}" if one_line(context.project) else ""
    articles = context.counts.get("articles")
    looked_at = "" if articles is None else f" in {articles} article{'' if articles == 1 else 's'}"
    return f"**locpipe check**{project}: {counted(findings) or 'nothing found'}{looked_at}"


def _rows(findings: Sequence[Finding], context: Context, room: int) -> str:
    """Return as many rows as there is room for, and a line that counts the others."""
    rows = []
    room -= len(_rest(len(findings)))
    for finding in findings:
        row = _row(finding, context.quotes.get(finding))
        room -= len(row)
        if room < 0:
            break
        rows.append(row)
    left = len(findings) - len(rows)
    return "".join(rows) + (_rest(left) if left else "")


def _rest(number: int) -> str:
    return f"\n… and {number} more: run `locpipe check`.\n"


def _row(finding: Finding, quote: Quote | None) -> str:
    text = "<br>".join([escaped(shortened(finding.message, _MOST_MESSAGE)), *(_quoted(quote) if quote else ())])
    where, check = _code(place(finding), _MOST_PLACE), _code(finding.check, _MOST_NAME)
    return f"| {finding.severity.word} | {where} | {text} | {check} |\n"


def _quoted(quote: Quote) -> Iterator[str]:
    if quote.source:
        yield f"source: {_marked(quote.source, quote.source_span)}"
    if quote.target:
        yield f"target: {_marked(quote.target, quote.target_span)}"
    if quote.source_place:
        yield f"from: {_code(quote.source_place, _MOST_PLACE)}"


def _marked(text: str, span: Span | None) -> str:
    found = excerpt(text, span)
    marked = f"<strong>{escaped(found.marked)}</strong>" if found.marked else ""
    return escaped(found.before) + marked + escaped(found.after)


def _code(text: str, most: int) -> str:
    """Return the text as code; an element, because escapes mean nothing between backticks."""
    return f"<code>{escaped(shortened(text, most))}</code>" if one_line(text) else ""


def escaped(text: str) -> str:
    """Return the text as it can stand in a table's cell: nothing in it is markup, and nobody is notified."""
    return _MARKUP.sub(lambda found: f"&#{ord(found[0])};", _MENTION.sub(rf"\1{_NO_WIDTH}", text))
