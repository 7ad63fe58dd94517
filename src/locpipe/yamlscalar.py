"""YAML scalars as text: a value in the style its place has, in quotes where the value needs them (YAML 1.1, 5 and 7)."""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from locpipe.model import Span

_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NAMED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_ESCAPED = re.compile(
    "[^\x20\x21\x23-\x5b\x5d-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_INDICATOR = re.compile(r"[|>][-+0-9]*")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a scalar stands: its span and the whole YAML's (`body`) in the text, the newline used, its column."""

    text: str
    span: Span
    body: Span
    newline: str
    column: int


def double_quoted(value: str) -> str:
    """Return the value in double quotes, on one line; every value has this form."""
    return '"' + _ESCAPED.sub(_escape, value) + '"'


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return _NAMED.get(match[0]) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def written(value: str, quote: str | None) -> str:
    """Return the value plain, or in `quote` (`'`, `"`, None for plain); in double quotes where it needs them."""
    candidates = {None: value, "'": "'" + value.replace("'", "''") + "'"}
    candidate = candidates.get(quote)
    return candidate if candidate is not None and _reads(candidate, value) else double_quoted(value)


def _reads(candidate: str, value: str) -> bool:
    """Tell whether the candidate is this string as a block value and in a flow list alike."""
    if _ESCAPED.search(value.replace('"', "").replace("\\", "")):
        return False
    try:
        for frame in ("k: {} # c\n", "[{}, 1]\n"):
            node = yaml.compose(frame.format(candidate), Loader=_LOADER)
            child = node.value[0][1] if isinstance(node, yaml.MappingNode) else node.value[0]
            if child.tag != "tag:yaml.org,2002:str" or child.value != value:
                return False
    except (yaml.YAMLError, AttributeError, IndexError):
        return False
    return True


def rewrite(place: Place, style: str | None, value: str) -> tuple[Span, str]:
    """Return the span to replace and the text that makes the scalar hold `value`, in its own style where possible."""
    if style not in ("|", ">"):
        return place.span, written(value, style)
    content = place.span.of(place.text)
    candidate = _block(content, value, style, place.newline)
    if candidate and _block_reads(place, candidate, value):
        return place.span, candidate
    header = _INDICATOR.sub("", re.split("[\r\n]", content)[0], count=1)  # a comment after `|` stays
    return place.span, double_quoted(value) + header.rstrip()


def _block(content: str, value: str, style: str, newline: str) -> str:
    """Return the block scalar with its header kept and the value's lines at the indentation found there."""
    header, _, body = content.replace("\r\n", "\n").replace("\r", "\n").partition("\n")
    first = next((line for line in body.split("\n") if line.strip()), "")
    indent = first[: len(first) - len(first.lstrip(" "))]
    separator = newline if style == "|" else newline * 2
    if not indent or not _INDICATOR.match(header):
        return ""
    lines = separator.join(indent + line if line else "" for line in value.split("\n"))
    return header + newline + lines


def _block_reads(place: Place, candidate: str, value: str) -> bool:
    """Tell whether the whole YAML still loads with the candidate in place, as this value."""
    if _ESCAPED.search(value.replace('"', "").replace("\\", "").replace("\n", "")):
        return False
    start, end = place.body.start, place.body.end
    source = place.text[start : place.span.start] + candidate + place.text[place.span.end : end]
    try:
        events = yaml.parse(source, Loader=_LOADER)
        at = place.span.start - start
        return any(
            isinstance(event, yaml.ScalarEvent)
            and event.start_mark.index <= at < event.end_mark.index
            and event.value.strip() == value.strip()
            for event in events
        )
    except yaml.YAMLError:
        return False
