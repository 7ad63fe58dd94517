"""The labels of diagrams in Mermaid's language, https://mermaid.js.org/intro/syntax-reference.html."""

from __future__ import annotations

import re
from collections.abc import Iterator

from locpipe.model import Span

DIAGRAMS = frozenset({"mermaid"})
"""What the first word behind a fence is where a diagram stands."""


def _any(*patterns: str) -> re.Pattern[str]:
    """Return what matches one of the patterns; `TEXT` stands for a label, quoted or not."""
    numbered = (each.replace("TEXT", rf'(?:"(?P<q{n}>[^"\n]+)"|(?P<l{n}>{_BARE}))') for n, each in enumerate(patterns))
    return re.compile("|".join(f"(?:{each})" for each in numbered), re.MULTILINE)


_BARE = r"[^\s\[\](){}|\"<>:;#/\\](?:[^\[\](){}|\"<>:;#\n]*[^\s\[\](){}|\"<>:;#/\\])?"
_TO_END = r"TEXT[ \t]*(?:;[ \t]*)?$"
_TITLE = rf"^[ \t]*(?:title|accTitle:|accDescr:|section)[ \t]+{_TO_END}"
_SHAPES = r"(?<=[\w-])(?:\[[\[(/\\]?|\(\(\(|\([(\[]?|\{\{?|>)[ \t]*TEXT[ \t]*(?=[\])}/\\])"
_FLOW = _any(
    r"\|[ \t]*TEXT[ \t]*\|",
    r"(?:--|==|-\.)[ \t]+TEXT[ \t]+(?=-{2,}|={2,}|\.-)",
    rf"^[ \t]*subgraph[ \t]+(?=\"|\S+[ \t]+[^\s\[]){_TO_END}",
    r"^[ \t]*subgraph[ \t]+\S+[ \t]+\[[ \t]*TEXT[ \t]*(?=\])",
    _SHAPES,
    _TITLE,
)
_RELATED = rf"^[ \t]*[^:\n%]*(?:--|\.\.|->|-x|-\))[^:\n]*:[ \t]*{_TO_END}"
_SEQUENCE = _any(
    _RELATED,
    rf"^[ \t]*(?:create[ \t]+)?(?:participant|actor)[ \t]+\S+[ \t]+as[ \t]+{_TO_END}",
    rf"^[ \t]*[Nn]ote[ \t][^:\n]+:[ \t]*{_TO_END}",
    rf"^[ \t]*(?:loop|alt|else|opt|par|and|critical|option|break)[ \t]+{_TO_END}",
    _TITLE,
)
_STATES = _any(
    _RELATED,
    r"^[ \t]*state[ \t]+TEXT[ \t]+as\b",
    rf"^[ \t]*\w+[ \t]*:[ \t]*{_TO_END}",
    rf"^[ \t]*[Nn]ote[ \t][^:\n]+:[ \t]*{_TO_END}",
    _TITLE,
)
_PLANS = _any(_TITLE, r"^[ \t]*(?!(?:title|section|dateFormat|axisFormat|todayMarker)\b)TEXT[ \t]*(?=:)")
_BY_KIND = {
    **dict.fromkeys(("flowchart", "graph"), _FLOW),
    "sequenceDiagram": _SEQUENCE,
    **dict.fromkeys(("stateDiagram", "stateDiagram-v2", "classDiagram", "erDiagram"), _STATES),
    **dict.fromkeys(("pie", "gantt", "journey", "timeline"), _PLANS),
    "mindmap": _any(_SHAPES, rf"^[ \t]+{_TO_END}"),
}
# Mermaid's own front matter, comments and directives stand before what names the kind.
_KIND = re.compile(r"(?:\s*---[ \t]*\n.*?\n[ \t]*---[ \t]*\n|\s*%%[^\n]*\n)*\s*([\w-]+)", re.DOTALL)
_IN_LINE = re.compile(r"[ \t]*(?:showData[ \t]+)?title[ \t]+(?P<label>[^\n]*\S)")


ENDS = re.compile(r"[\[\](){}|\"<>:;#/\\]")
"""What ends a label that is not in quotes, or begins something else."""


def labels(code: str) -> Iterator[Span]:
    """Yield where each label of the diagram stands that has a letter, sorted; nothing for kinds of no known form."""
    named = _KIND.match(code)
    pattern = _BY_KIND.get(named[1]) if named else None
    if not named or not pattern:
        return
    start = named.end()
    if title := _IN_LINE.match(code, start):
        yield Span(*title.span("label"))
        start = title.end()
    for match in pattern.finditer(code, start):
        span = Span(*match.span(match.lastgroup or 0))
        if any(map(str.isalpha, span.of(code))):
            yield span
