"""The ids of an article's headings, as GitHub and many site generators make them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from markdown_it.token import Token

from locpipe.markdown import inline, parser
from locpipe.markdown.body import Body
from locpipe.markdown.rules import Rules

_KEPT = ("L", "M", "N", "Pc")


def heading_ids(body: Body, rules: Rules) -> tuple[str, ...]:
    """Return one id for each heading of the body, in order.

    The rule is that of github-slugger: the rendered text in lower case, of which letters, marks, numbers, connectors
    and hyphens stay, each blank as a hyphen; a second one of the same gets `-1`. An id that the article sets, `{#id}`,
    is the heading's id.
    """
    used: dict[str, int] = {}
    return tuple(
        leaf.heading_id or _unique(_id(_rendered(leaf.content, body.labels, rules)), used)
        for leaf in body.leaves
        if leaf.heading
    )


def _unique(plain: str, used: dict[str, int]) -> str:
    found = plain
    while found in used:
        used[plain] += 1
        found = f"{plain}-{used[plain]}"
    used[found] = 0
    return found


def _id(text: str) -> str:
    return "".join(
        "-" if char == " " else char
        for char in text.lower()
        if char in " -" or unicodedata.category(char) in _KEPT or unicodedata.category(char)[0] in _KEPT
    )


def _rendered(content: str, labels: frozenset[str], rules: Rules) -> str:
    """Return the text that a reader sees: of markup, code and links only their text."""
    content = content.replace("\n", " ")
    if not any(sign in content for sign in "*_~`[]<&\\!"):
        return content
    md = parser.markdown(rules.flavours)
    tokens: list[Token] = []
    md.inline.parse(content.replace("\0", "\ufffd"), md, {**inline.environment(labels), "noted": []}, tokens)
    return "".join(_texts(tokens))


def _texts(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("text", "code_inline", "text_special"):
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield " "
