"""markdown-it-py's inline rules, wrapped so that each match is noted with its position.

`env["noted"]` collects (rule, start, end, token count) in code points of the inline content. Matches inside an image's
alternative text count from that text's own start, so they are taken back.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

Rule = Callable[[StateInline, bool], bool]

_NOTED = ("newline", "escape", "backticks", "link", "image", "autolink", "html_inline", "entity", "footnote_ref")
_DELIMITERS = ("emphasis", "strikethrough")
_FOOTNOTE = re.compile(r"\[\^([^\[\]\s]{1,999})\]")


def install(md: MarkdownIt) -> None:
    """Wrap the parser's inline rules in place."""
    rules: list[Any] = md.inline.ruler.__rules__
    for rule in list(rules):
        if rule.name in _NOTED:
            md.inline.ruler.at(rule.name, _noting(rule.name, rule.fn))
        elif rule.name in _DELIMITERS:
            md.inline.ruler.at(rule.name, _placing(rule.fn))


def _noting(name: str, rule: Rule) -> Rule:
    brackets = name in ("link", "image")

    def noted(state: StateInline, silent: bool) -> bool:
        start = state.pos
        # 20,000 "[" without a "]" would each look for one to the end of the text.
        if brackets and (state.src[start] not in "[!" or state.src.rfind("]", start) < 0):
            return False
        if silent:
            return rule(state, True)
        notes: list[tuple[str, int, int]] = state.env["noted"]
        before = len(notes)
        if not rule(state, False):
            return False
        if name == "image":
            del notes[before:]
        hard = name == "newline" and state.tokens[-1].type == "hardbreak"
        notes.append(("hardbreak" if hard else name, start, state.pos))
        return True

    return noted


def _placing(rule: Rule) -> Rule:
    """Give each delimiter token its position, as `meta["at"]`, for the pairing that follows."""

    def placed(state: StateInline, silent: bool) -> bool:
        start = state.pos
        if not rule(state, silent):
            return False
        if not silent:
            position = state.pos
            for token in reversed(state.tokens):
                position -= len(token.content)
                token.meta["at"] = position
                if position <= start:
                    break
        return True

    return placed


def footnote_reference(state: StateInline, silent: bool) -> bool:
    """Match `[^label]` where the label is defined; linear, where the plugin's rule looks on to the text's end."""
    if state.src[state.pos] != "[":
        return False
    match = _FOOTNOTE.match(state.src, state.pos)
    if not match or ":" + match[1] not in state.env.get("footnotes", {}).get("refs", ()):
        return False
    if not silent:
        state.push("footnote_ref", "", 0).meta = {"label": match[1]}
    state.pos = match.end()
    return True
