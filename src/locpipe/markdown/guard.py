"""Translated text that cannot open a block, close one, or pass for a marker that segmentation takes off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import punctuation

from markdown_it.rules_block.html_block import HTML_SEQUENCES

from locpipe.markdown import constructs
from locpipe.markdown.constructs import Block

_ESCAPABLE = frozenset(punctuation)  # CommonMark 2.4
_MARKER = re.compile(r"(?:#{1,6}|[-+*])(?=[ \t]|$)|>")
_ORDERED = re.compile(r"(\d{1,9})([.)])(?=[ \t]|$)")
_RULE = re.compile(r"([-_*])[ \t]*(?:\1[ \t]*)*$|=+[ \t]*$")
_FENCE = re.compile(r"`{3,}[^`]*$|~{3,}")
_DEFINITION = re.compile(r"\[(?:[^\[\]\\]|\\.)+\](?=:)", re.DOTALL)
_DELIMITER_ROW = re.compile(r"[|:-][|:\- \t]*$")
_DESCRIPTION = re.compile(r"[:~][ \t]")  # of a term, in flavours with definition lists
TASK_BOX = re.compile(r"\[[ xX]\](?:[ \t]+|$)")
ALERT = re.compile(r"\[![A-Za-z][\w-]*\][+-]?[ \t]*")
ATTRIBUTES = re.compile(r"\{:[^{}]*\}|\{ ?(?:[.#][\w-]|[\w-]+=)[^{}]*\}")
_CLOSING_HASHES = re.compile(r"(?:^|(?<=[ \t]))#+$")


def guard(line: str, *, first: bool = True, html: bool = True, blocks: Sequence[Block] = ()) -> str | None:
    """Return the line escaped so that it cannot open a block; None where that is impossible (CommonMark 4, 5).

    Only escapes that render as nothing are added: a backslash before the character that would open the block. A line
    that is not the `first` of its paragraph may be a complete tag: that interrupts no paragraph (4.6, 7th kind).
    Without `html`, no tag opens a block. `blocks` are the constructs of flavours.
    """
    openings = (opening for opening, _, interrupts in HTML_SEQUENCES if first or interrupts)
    if html and line[:1] == "<" and any(opening.search(line) for opening in openings):
        return None
    if match := _DEFINITION.match(line):
        return f"{line[: match.end()]}\\{line[match.end() :]}"
    if match := _ORDERED.match(line):  # "3. Mai" would open an ordered list.
        return f"{match[1]}\\{line[match.end(1) :]}"
    openers = (_MARKER, _RULE, _FENCE, _DELIMITER_ROW, TASK_BOX, ALERT)
    opens = any(opener.match(line) for opener in openers) or ATTRIBUTES.fullmatch(line)
    return "\\" + line if opens or (blocks and _opens_construct(line, blocks)) else line


def _opens_construct(line: str, blocks: Sequence[Block]) -> bool:
    # What begins with a letter cannot be escaped: the result, parsed again, tells whether it opens anything.
    if line[:1] not in _ESCAPABLE:
        return False
    return _DESCRIPTION.match(line) is not None or any(constructs.opens(block, line) for block in blocks)


def guard_heading(line: str) -> str:
    """Return the text of an ATX heading so that no end of it passes for closing hashes or an id (CommonMark 4.2)."""
    if match := _CLOSING_HASHES.search(line):
        return f"{line[: match.start()]}\\{match[0]}"
    brace = attributes_at(line)
    return line if brace is None else f"{line[:brace]}\\{line[brace:]}"


def attributes_at(line: str) -> int | None:
    """Return where a heading's id or attributes begin at its end, None without any: `{#id}`, `{: .class }`."""
    brace = line.rfind("{") if line.endswith("}") else -1
    if brace < 0 or not ATTRIBUTES.fullmatch(line, brace):
        return None
    before = line[:brace]
    escaped = (len(before) - len(before.rstrip("\\"))) % 2
    return None if escaped else brace


def guard_cell(line: str) -> str:
    """Return the text of a table cell with its pipes escaped, code spans included (GFM 4.10)."""
    return line.replace("|", "\\|")
