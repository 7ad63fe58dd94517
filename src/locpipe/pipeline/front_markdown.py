"""Front matter whose values are Markdown of several lines: their blocks become units, as those of the body do."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import replace

from locpipe.frontmatter import lines_of
from locpipe.markdown import Body, Rules, segment
from locpipe.model import Span, Unit


def with_markdown(
    text: str, path: str, units: Sequence[Unit], body: Body, rules: Rules
) -> tuple[tuple[Unit, ...], Body]:
    """Return the units of front matter with those of its Markdown in their place, and the body with its blocks.

    A value on one line, or one that is escaped or folded, stays one unit.
    """
    keys = {key.replace("[]", "") for key in rules.markdown_keys}
    found: list[Unit] = []
    for unit in units:
        lines = lines_of(text, unit) if unit.context in keys else ()
        if not lines:
            found.append(unit)
            continue
        inner = _placed(text, segment("\n".join(line.of(text) for line in lines), path, rules), lines, unit.line)
        found += inner.units
        body = replace(
            body,
            leaves=(*body.leaves, *inner.leaves),
            shape=(*body.shape, *inner.shape),
            opaque=(*inner.opaque, *body.opaque),
            findings=(*inner.findings, *body.findings),
        )
    return tuple(found), body


def _placed(text: str, inner: Body, lines: Sequence[Span], line: int) -> Body:
    """Return what was found in the lines, joined, as it stands in the article; its headings are none of the page's."""
    starts = [0]
    for each in lines:
        starts.append(starts[-1] + each.end - each.start + 1)
    newline = text[lines[0].end : lines[1].start] if len(lines) > 1 else "\n"

    def moved(spans: Sequence[Span]) -> tuple[Span, ...]:
        numbers = [bisect.bisect_right(starts, span.start) - 1 for span in spans]
        shifts = [lines[number].start - starts[number] for number in numbers]
        return tuple(Span(span.start + shift, span.end + shift) for span, shift in zip(spans, shifts, strict=True))

    units = (
        unit._replace(
            pieces=moved(unit.pieces),
            line=line + unit.line,
            breaks=tuple(form.replace("\n", newline) for form in unit.breaks),
        )
        for unit in inner.units
    )
    leaves = (leaf._replace(lines=moved(leaf.lines), heading=0) for leaf in inner.leaves if leaf.lines)
    return replace(
        inner,
        units=tuple(units),
        leaves=tuple(leaves),
        opaque=tuple(replace(region, line=line + region.line) for region in inner.opaque),
        findings=tuple(replace(finding, line=line + finding.line) for finding in inner.findings),
    )
