"""The ids of an article's headings, as site generators make them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from locpipe.markdown import inline, parser
from locpipe.markdown.body import Body, Leaf
from locpipe.markdown.heading_rules import OF_FLAVOUR, RULES, HeadingRule, Used
from locpipe.markdown.rules import Rules
from locpipe.model import Edit, Span

FREEZE = "freeze"
"""The setting with which headings of translations keep the source's ids, by the rule of the flavour."""


def heading_ids(body: Body, rules: Rules) -> tuple[str, ...]:
    """Return one id for each heading of the body, in order, by the rule that `rules.anchors` names.

    `github` is github-slugger's: the rendered text in lower case, of which letters, marks, digits, connectors and
    hyphens stay, each blank as a hyphen; a second one of the same gets `-1`. `docusaurus` and `hugo` are like it but
    for pictures, marks and headings without a letter; `kramdown` is
    https://kramdown.gettalong.org/converter/html.html#auto-ids, `kramdown-gfm` that of the parser which Jekyll uses,
    `python-markdown` that of https://python-markdown.github.io/extensions/toc/. An id that the article sets, `{#id}`,
    is the heading's id.
    """
    rule = RULES[_rule(rules)]
    headings = [leaf for leaf in body.leaves if leaf.heading]
    used: Used = {leaf.heading_id: 0 for leaf in headings if leaf.heading_id and rule.own == "anywhere"}
    return tuple(_heading_id(leaf, used, rule, body.labels, rules) for leaf in headings)


def _heading_id(leaf: Leaf, used: Used, rule: HeadingRule, labels: frozenset[str], rules: Rules) -> str:
    if not leaf.heading_id:
        return rule.unique(rule.slug(_rendered(leaf.content, labels, rule, rules)), used)
    if rule.own:
        used.setdefault(leaf.heading_id, 0)
    return leaf.heading_id


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
    return next((OF_FLAVOUR[name] for name in rules.flavours if name in OF_FLAVOUR), "github")


def _rendered(content: str, labels: frozenset[str], rule: HeadingRule, rules: Rules) -> str:
    """Return what the rule reads of a heading: the text that a reader sees, or the Markdown."""
    content = content.rsplit("\n", 1)[-1] if rule.last else content.replace("\n", " ")
    if rule.raw or not any(sign in content for sign in "*_~`[]<&\\!-"):
        return content
    md = parser.markdown(rules.flavours)
    tokens: list[Token] = []
    md.inline.parse(content.replace("\0", "\ufffd"), md, {**inline.environment(labels), "noted": []}, tokens)
    return "".join(_texts(tokens, rule))


def _texts(tokens: list[Token], rule: HeadingRule) -> Iterator[str]:
    for token in tokens:
        if token.type == "text":
            yield re.sub("-{2,3}", "", token.content) if rule.dashes else token.content
        elif token.type == "text_special":
            yield token.markup if rule.entities and token.info == "entity" else token.content
        elif token.type == "code_inline":
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield " "
        elif token.type == "image" and rule.alts:
            yield from _texts(token.children or [], rule)
