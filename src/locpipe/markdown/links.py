"""Where the links of an article lead, with exact spans: inline, definitions, addresses, attributes and arguments."""

from __future__ import annotations

import bisect
import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from markdown_it.common.utils import unescapeAll

from locpipe.markdown import inline
from locpipe.markdown.body import Body, Leaf
from locpipe.markdown.definitions import destination_in
from locpipe.markdown.flavours import flavour
from locpipe.markdown.html_text import has_markdown
from locpipe.markdown.rules import Rules
from locpipe.model import PlaceableKind, Span

# What ends nowhere ends with the text: or each of many openings would look to the end for its own.
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<raw>script|style|pre|textarea)\b.*?(?:</(?P=raw)\s*>|\Z)|<[A-Za-z][^<>]*>",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"""(?<![\w:-])(?:href|src|to)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'=<>`{][^\s"'=<>`]*))""",
    re.IGNORECASE,
)
_SIGNS = ("](", "http", "ftp:", "www.", "href", "HREF", "Href", "src", "SRC", "Src", "to=")
# Behind a reference: the end of its shortcode or tag, then the anchor.
_FRAGMENT = re.compile(r"[^#{}\n]{0,40}\}\}?#([^\s()<>\"'#{}]+)")
_INLINE = re.compile(r"\]\((<[^<>\n]*>|[^\s()<>]+)(?=[ )])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_UNSAFE = re.compile(r"""[\x00-\x20\x7f-\xa0\u2028\u2029"'`<>()\\|]""")


@dataclass(frozen=True, slots=True)
class Link:
    """A link or image: the span of its destination in the text, and what stands there, escapes undone.

    A generator's reference to a file has its kind in braces before that: `{ref}guides/sleep.md`. With `is_anchor`, the
    span is that of what stands behind the `#` of the destination, which is elsewhere.
    """

    span: Span
    destination: str
    is_anchor: bool = False


def find_links(text: str, body: Body, rules: Rules) -> tuple[Link, ...]:
    """Return the links of the body of `text`, sorted and disjoint; skipped regions and code have none.

    Inline links and images, reference definitions (CommonMark 4.7), autolinks and bare addresses, `href`, `src` and, of
    JSX, `to` in HTML but for comments and raw text (HTML 13.1.2), arguments of a template language's tags. A link in
    reference form is found where its label is defined.
    """
    found = [
        *(link for leaf in body.leaves for link in _in_leaf(text, leaf, body.labels, rules)),
        *(link for span in body.definitions for link in _in_definition(text, span)),
        *(link for span in body.html for link in _in_html(text, span)),
        *(link for span in body.html for link in _in_markdown(text, span)),
    ]
    leaves = (Span(leaf.lines[0].start, leaf.lines[-1].end) for leaf in body.leaves if leaf.lines and not leaf.skipped)
    references = find_references(text, [*leaves, *body.html, *body.tags], rules)
    ends = [link.span.end for link in references]
    return tuple(_disjoint([*references, *(link for link in found if not _holds(link.span, references, ends))]))


def _holds(span: Span, references: list[Link], ends: list[int]) -> bool:
    place = bisect.bisect_left(ends, span.start)
    return place < len(references) and references[place].span.start < span.end


def find_references(text: str, spans: Sequence[Span], rules: Rules) -> list[Link]:
    """Return the references to files that the flavours know in the spans of the text, sorted."""
    patterns = [each for name in rules.flavours for each in flavour(name).references]
    if not patterns:
        return []
    found = []
    for span in spans:
        for each in patterns:
            for match in each.pattern.finditer(text, span.start, span.end):
                destination = f"{{{each.kind}}}{match['path']}" if each.kind else match["path"]
                found.append(Link(Span(*match.span("path")), destination))
                if behind := _FRAGMENT.match(text, match.end(), span.end):
                    found.append(Link(Span(*behind.span(1)), f"{destination}#{behind[1]}", is_anchor=True))
    return sorted(found, key=lambda link: link.span)


def written(destination: str) -> str:
    """Return the destination as it can stand between any delimiters of Markdown and HTML; letters stay as they are."""
    return _ENTITY.sub("&amp;", _UNSAFE.sub(lambda match: quote(match[0], safe=""), destination))


def _disjoint(links: list[Link]) -> Iterator[Link]:
    end = -1
    for link in sorted(links, key=lambda each: each.span):
        if link.span.start >= end:
            yield link
            end = link.span.end


def _in_leaf(text: str, leaf: Leaf, labels: frozenset[str], rules: Rules) -> Iterator[Link]:
    if leaf.skipped or not any(sign in leaf.content for sign in _SIGNS):
        return
    starts = [0]
    for line in leaf.lines:
        starts.append(starts[-1] + line.end - line.start + 1)
    for placeable in inline.analyse(leaf.content, labels, rules.flavours).placeables:
        span = placeable.span if placeable.kind is PlaceableKind.HTML else placeable.value_span
        place = bisect.bisect_right(starts, span.start) - 1
        if place >= len(leaf.lines):
            continue
        shift = leaf.lines[place].start - starts[place]
        moved = Span(span.start + shift, min(span.end + shift, leaf.lines[-1].end))
        if placeable.kind is PlaceableKind.HTML:
            yield from _in_html(text, Span(moved.start, leaf.lines[-1].end), once=True)
        elif placeable.kind in inline.LINKS and placeable.value[:1] != "[":
            yield _plain(text, moved)


def _plain(text: str, span: Span) -> Link:
    raw = span.of(text)
    if raw[:1] == "<" and raw[-1:] == ">":
        span, raw = Span(span.start + 1, span.end - 1), raw[1:-1]
    return _without_mark(Link(span, unescapeAll(raw)))


def _without_mark(link: Link) -> Link:
    """Return the link, of Pelican's way to name a file the path alone as its span."""
    mark = len("{filename}") if link.destination.startswith("{filename}") else 0
    return Link(Span(link.span.start + mark, link.span.end), link.destination)


def _in_definition(text: str, span: Span) -> Iterator[Link]:
    if found := destination_in(text, span):
        yield _plain(text, found)


def _in_markdown(text: str, span: Span) -> Iterator[Link]:
    """Yield the inline links of HTML with Markdown in it: `<div markdown>`."""
    if has_markdown(span.of(text)):
        for match in _INLINE.finditer(text, span.start, span.end):
            yield _plain(text, Span(*match.span(1)))


def _in_html(text: str, span: Span, *, once: bool = False) -> Iterator[Link]:
    """Yield the links of the tags in the span, with `once` those of the first tag alone."""
    for tag in _TAG.finditer(text, span.start, span.end):
        if tag["raw"] is None and text[tag.start() + 1] != "!":
            for match in _ATTRIBUTE.finditer(text, tag.start(), tag.end()):
                group = match.lastgroup or "bare"
                yield _without_mark(Link(Span(match.start(group), match.end(group)), html.unescape(match[group])))
        if once:
            return
