"""The parser's rules for constructs that stand in a line."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from locpipe.markdown.constructs import Around, Destination, Flavour, Placeholder, Tag

Rule = Callable[[StateInline, bool], bool]


def install(md: MarkdownIt, flavour: Flavour) -> None:
    """Add the rules of the flavour's inline constructs to the parser."""
    for number, construct in enumerate(flavour.inlines):
        if isinstance(construct, Destination):
            _allow(md, construct)
            continue
        md.inline.ruler.before("escape", f"{flavour.name}_{number}", _rule(construct))


def _rule(construct: Placeholder | Around | Tag) -> Rule:
    match construct:
        case Placeholder():
            return _placeholder(construct)
        case Around():
            return _around(construct)
        case Tag():
            return _tag(construct)


def noted(state: StateInline, end: int, silent: bool, name: str = "placeholder") -> bool:
    """Take what stands from the parser's place to `end` as one piece of markup; return True."""
    if not silent:
        state.push("placeholder", "", 0).content = state.src[state.pos : end]
        notes: list[tuple[str, int, int]] = state.env.get("noted", [])
        notes.append((name, state.pos, end))
    state.pos = end
    return True


def _placeholder(construct: Placeholder) -> Rule:
    def placeholder(state: StateInline, silent: bool) -> bool:
        if state.src[state.pos] not in construct.first:
            return False
        match = construct.pattern.match(state.src, state.pos, state.posMax)
        return match is not None and match.end() > match.start() and noted(state, match.end(), silent)

    return placeholder


def _around(construct: Around) -> Rule:
    def around(state: StateInline, silent: bool) -> bool:
        # By text: an image's alternative text is parsed on its own, with the same environment.
        closings: dict[int, int] = state.env.setdefault("closings", {}).setdefault(state.src, {})
        if (end := closings.get(state.pos)) and end <= state.posMax:
            return noted(state, end, silent)
        match = None
        if state.src[state.pos] in construct.first:
            match = construct.pattern.match(state.src, state.pos, state.posMax)
        if match is None:
            return False
        closings[match.start("closing")] = match.end("closing")
        return noted(state, match.end(), silent)

    return around


def _tag(construct: Tag) -> Rule:
    def tag(state: StateInline, silent: bool) -> bool:
        match = None
        if state.src[state.pos] == "<":
            match = construct.pattern.match(state.src, state.pos, state.posMax)
        return match is not None and noted(state, match.end(), silent, "html_inline")

    return tag


def _allow(md: MarkdownIt, construct: Destination) -> None:
    """Let the construct stand in a link's destination, whatever CommonMark 6.3 says of its characters."""
    helpers = md.helpers
    plain, pattern = helpers.parseLinkDestination, construct.pattern

    def destination(text: str, position: int, maximum: int) -> SimpleNamespace:
        """Return the constructs and what is plain around them as one destination."""
        start, found = position, plain(text, position, maximum)
        while match := _next(pattern, text, position, found.pos if found.ok else min(maximum, position + _FAR)):
            before = plain(text, position, match.start())
            if match.start() > position and (not before.ok or before.pos < match.start()):
                break
            position = match.end()
            found = plain(text, position, maximum)
        end = found.pos if found.ok else position
        if position == start:
            return SimpleNamespace(ok=found.ok, pos=end, str=found.str)
        return SimpleNamespace(ok=True, pos=end, str=text[start:end])

    kept = {name: getattr(helpers, name) for name in ("parseLinkLabel", "parseLinkTitle")}
    helped: Any = SimpleNamespace(**kept, parseLinkDestination=destination)
    md.helpers = helped


def _next(pattern: re.Pattern[str], text: str, start: int, stop: int) -> re.Match[str] | None:
    """Return the match that begins between the two places; it may end behind them."""
    if text.startswith("<", start) or text.find("{", start, stop) < 0:
        return None
    match = pattern.search(text, start, stop + _FAR)
    return match if match and match.start() < stop else None


_FAR = 3000
"""How far from its start a construct in a destination may end."""
