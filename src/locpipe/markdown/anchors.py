"""The ids of an article's headings, as GitHub and many site generators make them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence

from markdown_it.token import Token

from locpipe.markdown import inline, parser
from locpipe.markdown.body import Body
from locpipe.markdown.rules import Rules
from locpipe.model import Edit, Span

FREEZE = "freeze"
"""The setting with which headings of translations keep the source's ids, by the rule of the flavour."""

_KEPT = ("L", "M", "N", "Pc")


def heading_ids(body: Body, rules: Rules) -> tuple[str, ...]:
    """Return one id for each heading of the body, in order, by the rule that `rules.anchors` names.

    `github` is github-slugger's, which Hugo, Docusaurus and Jekyll's GFM follow: the rendered text in lower case, of
    which letters, marks, numbers, connectors and hyphens stay, each blank as a hyphen; a second one of the same gets
    `-1`. `kramdown` is https://kramdown.gettalong.org/converter/html.html#auto-ids, `python-markdown` that of
    https://python-markdown.github.io/extensions/toc/. An id that the article sets, `{#id}`, is the heading's id.
    """
    make, joint, empty = _RULES[_rule(rules)]
    used: dict[str, int] = {}
    return tuple(
        leaf.heading_id or _unique(make(_rendered(leaf.content, body.labels, rules)) or empty, used, joint)
        for leaf in body.leaves
        if leaf.heading
    )


def frozen(body: Body, anchors: Sequence[str], rules: Rules) -> list[Edit]:
    """Return the edits that give each heading the id of the same number in `anchors`, as `{#id}`.

    None where the numbers differ; a heading that has an id keeps it, and one whose id is the same needs none.
    """
    headings = [leaf for leaf in body.leaves if leaf.heading]
    if len(headings) != len(anchors):
        return []
    own = heading_ids(body, rules)
    return [
        Edit(Span(leaf.lines[-1].end, leaf.lines[-1].end), f" {{#{anchor}}}")
        for leaf, now, anchor in zip(headings, own, anchors, strict=True)
        if not leaf.heading_id and now != anchor and anchor
    ]


def _rule(rules: Rules) -> str:
    """Return whose rule the ids of headings follow."""
    if rules.anchors != FREEZE:
        return rules.anchors
    return next((_OF_FLAVOUR[name] for name in rules.flavours if name in _OF_FLAVOUR), "github")


def _unique(plain: str, used: dict[str, int], joint: str) -> str:
    found = plain
    while found in used:
        used[plain] += 1
        found = f"{plain}{joint}{used[plain]}"
    used[found] = 0
    return found


def _github(text: str) -> str:
    return "".join(
        "-" if char == " " else char
        for char in text.lower()
        if char in " -" or unicodedata.category(char) in _KEPT or unicodedata.category(char)[0] in _KEPT
    )


def _kramdown(text: str) -> str:
    kept = re.sub(r"[^a-zA-Z0-9 -]", "", re.sub(r"^[^a-zA-Z]+", "", text))
    return kept.replace(" ", "-").lower()


def _python_markdown(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower())


_OF_FLAVOUR = {"jekyll": "kramdown", "mkdocs": "python-markdown"}
_RULES: Mapping[str, tuple[Callable[[str], str], str, str]] = {
    **dict.fromkeys(("github", "hugo", "docusaurus"), (_github, "-", "")),
    "kramdown": (_kramdown, "-", "section"),
    "python-markdown": (_python_markdown, "_", "_1"),
}


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
