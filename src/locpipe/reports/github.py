"""Findings as annotations of a GitHub workflow: one command a line, shown beside the line of the pull request.

The commands: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions. The escapes are those
of GitHub's own library, `escapeData` and `escapeProperty` in
https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts. GitHub shows ten annotations of a kind for
a step; all of them stay in the log.
"""

from __future__ import annotations

from collections.abc import Sequence

from locpipe.model import Finding, Severity
from locpipe.reports.base import Context, path_in_repository, plain, quoted

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}

_MOST_QUOTED = 200


def report(findings: Sequence[Finding], context: Context) -> str:
    """Return a line `::error file=…,line=…,title=…::message` for each finding; "" without any."""
    return "".join(f"{_command(finding, context)}\n" for finding in findings)


def _command(finding: Finding, context: Context) -> str:
    text = "\n".join([finding.message, *quoted(context.quotes.get(finding), _MOST_QUOTED)])
    file, line = path_in_repository(finding, context), str(finding.line) if finding.line > 0 else ""
    properties = {"file": file, "line": line, "title": finding.check}
    shown = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value)
    return f"::{_COMMANDS[finding.severity]}{' ' if shown else ''}{shown}::{_text(text)}"


def _text(text: str) -> str:
    # The percent sign first: the others bring it in.
    return plain(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _text(value).replace(":", "%3A").replace(",", "%2C")
