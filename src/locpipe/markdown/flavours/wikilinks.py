"""Links between pages as wikis write them, `[[Page]]` and `[[Page|text]]`, and emoji codes, `:smile:`."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from locpipe.markdown.constructs import Flavour, Placeholder, noted

_WITH_TEXT = re.compile(r"\[\[[^\[\]|\n]+\|(?=[^\[\]|\n]+(\]\]))")


def _install(md: MarkdownIt) -> None:
    md.inline.ruler.before("escape", "wiki_link", _link)


def _link(state: StateInline, silent: bool) -> bool:
    """Match `[[Page|`, and later the `]]` that belongs to it: the text between them is prose."""
    ends: set[int] = state.env.setdefault("wiki_ends", set())
    if state.src[state.pos] == "]" and state.pos in ends:
        return noted(state, state.pos + 2, silent)
    match = _WITH_TEXT.match(state.src, state.pos) if state.src[state.pos] == "[" else None
    if match is None:
        return False
    ends.add(match.start(1))
    return noted(state, match.end(), silent)


FLAVOUR = Flavour(
    "wikilinks",
    placeholders=(
        Placeholder("[", re.compile(r"\[\[[^\[\]|\n]+\]\]")),
        Placeholder(":", re.compile(r":[a-z][\w+-]*:(?![\w:])")),
    ),
    install=_install,
)
