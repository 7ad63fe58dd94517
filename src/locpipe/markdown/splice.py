"""Translations as edits on the source text, each checked against its unit before anything is applied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial

from locpipe.characters import without_controls
from locpipe.markdown import guard, inline
from locpipe.markdown.arguments import quoted
from locpipe.markdown.code_text import IN_CODE, problem_in
from locpipe.markdown.definitions import title
from locpipe.markdown.flavours import flavour
from locpipe.markdown.html_text import encoded, pieces_of
from locpipe.markdown.msgid import has_letter, msgid
from locpipe.markdown.rules import Rules
from locpipe.model import Edit, PlaceableKind, Span, Unit, UnitKind


@dataclass(frozen=True, slots=True)
class Splice:
    """A unit's translation, ready: the edit, the msgid that extraction must find there, and what to say about it.

    `error` says why the translation cannot be written (then `edit` is None), `warning` what a person should look at.
    """

    edit: Edit | None
    expected: str
    error: str = ""
    warning: str = ""


def splice(unit: Unit, target: str, text: str, labels: frozenset[str], rules: Rules) -> Splice:
    """Return the edit that writes `target` in the unit's place in `text`, or why there is none."""
    if unit.kind in (UnitKind.HTML, UnitKind.ATTRIBUTE, UnitKind.ARGUMENT, UnitKind.LINK_TITLE):
        return _html(unit, without_controls(target).strip(), text, rules)
    lines = [without_controls(line).strip() for line in target.strip().split("\n")]
    if unit.kind in IN_CODE and (reason := problem_in(unit, target, text)):
        return _refused(reason)
    if len(lines) - 1 > len(unit.breaks) and not unit.breaks:
        return _refused("the translation has a line break, the source has none; write it on one line")
    if not all(lines):
        return _refused("the translation holds an empty line; a unit is one block")
    if unit.kind in IN_CODE:
        return Splice(Edit(unit.span, _joined(unit, lines, text)), "\n".join(lines))
    guarded = _guarded(unit, lines, text, _guarding(rules.flavours))
    if guarded is None:
        return _refused("the translation begins with HTML that would open a block; begin it with a word")
    written = "\n".join(guarded)
    source, result = (inline.analyse(each, labels, rules.flavours) for each in (unit.source, written))
    if reason := inline.same_shape(source, result, rules.attributes):
        return _refused(reason)
    if unit.kind is UnitKind.LEAD_IN and Span(0, len(written)) not in result.strong:
        return _refused("a lead-in is bold from its first to its last character; put ** around the translation")
    # A bare newline is how a msgid shows a hard break; in Markdown two blanks before it make it one.
    expected = msgid("  \n".join(guarded), labels, rules)
    if not has_letter(expected, labels, rules.flavours):
        return _refused("no letter is left in the translation outside code, addresses and tags")
    return Splice(Edit(unit.span, _joined(unit, guarded, text)), expected, warning=_destinations(source, result))


def _html(unit: Unit, target: str, text: str, rules: Rules) -> Splice:
    """Return the edit in a block of HTML, where no character opens a block of Markdown."""
    if "\n" in target:
        return _refused("the translation has a line break, the source has none; write it on one line")
    if unit.kind is UnitKind.ATTRIBUTE:
        before = text[unit.span.start - 1 : unit.span.start]
        value = encoded(target, before if before in ("'", '"') else "")
        return Splice(Edit(unit.span, _on_lines(unit, value, text)), value)
    if unit.kind is UnitKind.ARGUMENT:
        value = quoted(target, text, unit.span.start)
        return Splice(Edit(unit.span, value), value)
    if unit.kind is UnitKind.LINK_TITLE:
        value = title(target, text[unit.span.start - 1])
        return Splice(Edit(unit.span, value), value)
    source, result = (inline.analyse(each, (), rules.flavours) for each in (unit.source, target))
    if reason := inline.same_shape(source, result, rules.attributes):
        return _refused(reason)
    if not pieces_of(target).pieces:
        return _refused("no letter is left in the translation outside code, addresses and tags")
    return Splice(Edit(unit.span, target), target)


def _on_lines(unit: Unit, value: str, text: str) -> str:
    """Return an attribute with a line break where the source has one: a whole tag on one line would open a block."""
    if len(unit.pieces) < 2:
        return value
    first, _, rest = value.partition(" ")
    return first + text[unit.pieces[0].end : unit.pieces[1].start] + rest


def _refused(error: str) -> Splice:
    return Splice(None, "", error)


@cache
def _guarding(flavours: tuple[str, ...]) -> Callable[..., str | None]:
    spoken = [flavour(name) for name in flavours]
    blocks = tuple(block for each in spoken for block in each.blocks)
    return partial(guard.guard, html=all(each.html_blocks for each in spoken), blocks=blocks)


def _guarded(unit: Unit, lines: list[str], text: str, guarded_line: Callable[..., str | None]) -> list[str] | None:
    if unit.kind is UnitKind.TABLE_CELL:
        first = guarded_line(lines[0]) if _before(unit, text, "|\r\n") != "|" else lines[0]
        return None if first is None else [first]
    if unit.kind is UnitKind.TITLE:
        return lines[:1]  # it stands behind its container's marker
    if unit.kind is UnitKind.HEADING and _is_atx(unit, text):
        return [guard.guard_heading(lines[0])]
    guarded = [guarded_line(line, first=not number) for number, line in enumerate(lines)]
    if None in guarded:
        return None
    kept = [line for line in guarded if line is not None]
    return [*kept[:-1], guard.guard_heading(kept[-1])] if unit.kind is UnitKind.HEADING else kept


def _is_atx(unit: Unit, text: str) -> bool:
    start = unit.span.start
    while start and text[start - 1] in " \t":
        start -= 1
    return text[start - 1 : start] == "#"


def _before(unit: Unit, text: str, stops: str) -> str:
    """Return the nearest of the characters `stops` before the unit, "" where the text begins first."""
    start = unit.span.start
    while start and text[start - 1] not in stops:
        start -= 1
    return text[start - 1 : start]


def _joined(unit: Unit, lines: list[str], text: str) -> str:
    """Return the lines as they are written: pipes escaped in cells, line breaks in the source's own forms."""
    if unit.kind is UnitKind.TABLE_CELL:
        cell = guard.guard_cell(lines[0])
        # A backslash right before the cell's closing pipe would escape it.
        return cell + " " if cell.endswith("\\") and text[unit.span.end : unit.span.end + 1] == "|" else cell
    parts = [lines[0]]
    for number, line in enumerate(lines[1:]):
        parts += [unit.breaks[min(number, len(unit.breaks) - 1)], line]
    return "".join(parts)


def _destinations(source: inline.Inline, target: inline.Inline) -> str:
    """Return a warning where a link's destination differs: 911 becomes 112, or a slip of the keyboard."""
    kinds = (PlaceableKind.LINK, PlaceableKind.IMAGE, PlaceableKind.AUTOLINK)
    wanted, found = ([p.value for p in each.placeables if p.kind in kinds] for each in (source, target))
    if wanted == found:
        return ""
    missing = sorted(set(wanted) - set(found))
    added = sorted(set(found) - set(wanted))
    if not missing or not added:
        return ""
    return f"the link to {missing[0]} leads to {added[0]} in the translation; keep it if that is meant"


Targets = Mapping[tuple[str, str], str]
"""Reviewed translations by (msgctxt, msgid)."""
