"""What a report is: a pure function from findings to one document, and what all of them share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from locpipe.model import Finding, Severity, Span

# C0 less tab and line ends, DEL and C1 (a terminal obeys them), the line ends that only Unicode knows, the marks that
# turn the reading direction of what follows (a report goes on after the text that has them), halves of characters (the
# names of files on disk can have them, no document can), and the two that XML refuses besides.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_BLANKS = re.compile(r"[\t\r\n ]+")

ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Quote:
    """The texts that a finding is about, and where in them.

    `source_place` is where the source stands: `content/en/x.md:12`. The spans are in `source` and `target`; None where
    no place can be named.
    """

    source: str = ""
    target: str = ""
    source_place: str = ""
    source_span: Span | None = None
    target_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """What a check means, in one line each: what is wrong, and what to do."""

    reason: str = ""
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What a report knows besides the findings; every part may be missing.

    `version` is locpipe's, `project` the project's name, `counts` what was looked at (`articles`, `units`), `rules`
    what the checks mean, by their ids. `root` is the project's folder in its repository (`docs`, "" where the two are
    one), for services that count paths from there. Findings from `fail_on` up are failures, as for the exit code.
    `colour` asks for terminal colours; only the text report has some.
    """

    version: str = ""
    project: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    quotes: Mapping[Finding, Quote] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    root: str = ""
    fail_on: Severity = Severity.ERROR
    colour: bool = False


Report = Callable[[Sequence[Finding], Context], str]
"""Makes a document of findings, in their order: no files, no clock, the same text for the same findings.

A document that is not empty ends with a newline.
"""


def plain(text: str) -> str:
    """Return the text with each character that is no text as one blank, so that places in it hold."""
    return _CONTROL.sub(" ", text)


def one_line(text: str) -> str:
    """Return the text on one line, its blanks folded."""
    return _BLANKS.sub(" ", plain(text)).strip()


def shortened(text: str, most: int) -> str:
    """Return the text on one line of at most `most` characters."""
    line = one_line(text)
    return line if len(line) <= most else line[: most - 1].rstrip() + ELLIPSIS


def quoted(quote: Quote | None, most: int) -> Iterator[str]:
    """Yield a line for each part of the quote that is there, its text cut to `most` characters."""
    parts = (("source", quote.source), ("target", quote.target), ("from", quote.source_place)) if quote else ()
    yield from (f"{name}: {shortened(text, most)}" for name, text in parts if text)


def place(finding: Finding) -> str:
    """Return where the finding is: `path:line`, or the path alone where it is about the whole file."""
    path = one_line(finding.path)
    return f"{path}:{finding.line}" if finding.line > 0 else path


def path_in_repository(finding: Finding, context: Context) -> str:
    """Return the finding's path from the repository's root; "" where it names no file."""
    root = context.root.strip("/")
    return f"{root}/{finding.path}" if root not in ("", ".") and finding.path else finding.path


def tally(findings: Sequence[Finding]) -> dict[Severity, int]:
    """Return how many findings there are of each severity, gravest first; 0 where there are none."""
    return {each: sum(finding.severity is each for finding in findings) for each in reversed(Severity)}


def counted(findings: Sequence[Finding]) -> str:
    """Return the number of findings in words, gravest first: `1 error, 2 notes`; "" without any."""
    numbers = tally(findings).items()
    return ", ".join(f"{number} {each.word}{'' if number == 1 else 's'}" for each, number in numbers if number)
