"""Findings for programs: JSON of a documented form that has a version.

| key | value |
|---|---|
| `version` | the form's: 1. A new key is no new version; a changed or missing one is |
| `tool` | `name` and `version` of what made the document |
| `project` | the project's name, "" without one |
| `counts` | how many `errors`, `warnings` and `notes`, then what was looked at: `articles`, `units` |
| `findings` | a list, in the order of files and lines |

| key of a finding | value |
|---|---|
| `check` | the check's id, as `locpipe explain` takes it |
| `severity` | `error`, `warning` or `note` |
| `path` | relative to the project, with `/` |
| `line` | from 1; 0 stands for the whole file |
| `message` | what is wrong and what to do, in one line |
| `unit` | the msgid of the unit, "" where it is not about one |
| `quote` | null, or the texts in question |

| key of a quote | value |
|---|---|
| `source`, `target` | the text and its translation, "" where there is none |
| `source_place` | where the source stands, `content/en/x.md:12`, or "" |
| `source_span`, `target_span` | null, or start and end of the place in the text, `[9, 11]`, counted in code points |

Every key is always there. Everything beyond ASCII is written as `\\u…` (RFC 8259, section 7), so that any console and
any pipe takes the document.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from locpipe.model import Finding, Span
from locpipe.reports.base import Context, Quote, tally

VERSION = 1


def report(findings: Sequence[Finding], context: Context) -> str:
    """Return the findings as one JSON object (RFC 8259)."""
    document = {
        "version": VERSION,
        "tool": {"name": "locpipe", "version": context.version},
        "project": context.project,
        "counts": dict(context.counts) | {f"{each.word}s": number for each, number in tally(findings).items()},
        "findings": [_finding(finding, context.quotes.get(finding)) for finding in findings],
    }
    return json.dumps(document, indent=2) + "\n"


def _finding(finding: Finding, quote: Quote | None) -> dict[str, object]:
    return {
        "check": finding.check,
        "severity": finding.severity.word,
        "path": finding.path,
        "line": finding.line,
        "message": finding.message,
        "unit": finding.unit,
        "quote": quote and _quote(quote),
    }


def _quote(quote: Quote) -> dict[str, object]:
    return {
        "source": quote.source,
        "target": quote.target,
        "source_place": quote.source_place,
        "source_span": _span(quote.source_span),
        "target_span": _span(quote.target_span),
    }


def _span(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]
