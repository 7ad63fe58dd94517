"""YAML scalars as text: a value in the style its place has, in quotes where the value needs them (YAML 1.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from locpipe.model import Span

_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
STRING = "tag:yaml.org,2002:str"
_NAMED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
# Compiled when it is first asked for: that takes longer than all others together.
_ESCAPED = r"[^\x20\x21\x23-\x5b\x5d-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
_INDICATOR = re.compile(r"[|>][-+0-9]*")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a scalar stands: its span and the whole YAML's (`body`) in the text, the newline used, if in brackets."""

    text: str
    span: Span
    body: Span
    newline: str
    flow: bool


def double_quoted(value: str) -> str:
    """Return the value in double quotes, on one line; every value has this form."""
    return '"' + re.sub(_ESCAPED, _escape, value) + '"'


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return _NAMED.get(match[0]) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def written(value: str, quote: str | None, flow: bool = False) -> str:
    """Return the value plain, or in `quote` (`'`, `"`, None for plain); in double quotes where it needs them.

    `flow` says that it stands between brackets, where a comma needs quotes too.
    """
    candidates = {None: value, "'": "'" + value.replace("'", "''") + "'"}
    candidate = candidates.get(quote or None)  # libyaml calls plain style ''
    return candidate if candidate is not None and _reads(candidate, value, flow) else double_quoted(value)


def _reads(candidate: str, value: str, flow: bool) -> bool:
    """Tell whether the candidate loads as this string, with a comment after it or among others in brackets."""
    if re.search(_ESCAPED, value.replace('"', "").replace("\\", "")):
        return False
    frame = f"[{candidate}, 1]\n" if flow else f"- {candidate} # c\n"
    try:
        node = yaml.compose(f"k: {candidate}\n", Loader=_LOADER) if not flow else None
        child = (yaml.compose(frame, Loader=_LOADER) or yaml.ScalarNode("", "")).value[0]
    except (yaml.YAMLError, IndexError):
        return False
    inside = not isinstance(node, yaml.MappingNode) or isinstance(node.value[0][1], yaml.ScalarNode)
    return inside and isinstance(child, yaml.ScalarNode) and child.tag == STRING and child.value == value


def rewrite(place: Place, style: str | None, value: str) -> tuple[Span, str]:
    """Return the span to replace and the text that makes the scalar hold `value`, in its own style where possible."""
    if style not in ("|", ">"):
        return place.span, written(value, style, place.flow)
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
    if re.search(_ESCAPED, value.replace('"', "").replace("\\", "").replace("\n", "")):
        return False
    start, end = place.body.start, place.body.end
    source = place.text[start : place.span.start] + candidate + place.text[place.span.end : end]
    try:
        events = yaml.parse(source, Loader=_LOADER)
        at = place.span.start - start
        return any(
            isinstance(event, yaml.ScalarEvent)
            and _index(event.start_mark) <= at < _index(event.end_mark)
            and event.value.strip() == value.strip()
            for event in events
        )
    except yaml.YAMLError:
        return False


def _index(mark: object) -> int:
    """Return the mark's offset in code points; events made by hand have none."""
    return int(getattr(mark, "index", -1))
