"""The parser's rules, each asked only where its block or span can begin: most of the time nothing but prose follows.

markdown-it-py asks a dozen rules in turn at every line, and as many at every character that may be markup. All but a
few look at one character and decline; so that character is looked at once, and chooses who is asked. Of the rest, one
is asked only at a line that is indented, and two only where a line of dashes follows, which a text mostly lacks. Order
and answers stay the same.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from markdown_it import MarkdownIt
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

BlockRule = Callable[[StateBlock, int, int, bool], bool]
InlineRule = Callable[[StateInline, bool], bool]
Rule = TypeVar("Rule")
Named = Sequence[tuple[str, Rule]]
"""Rules by name, in the parser's order."""

_BLOCKS = {
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*+-0123456789",
    "footnote_def": "[",
    "reference": "[",
    "html_block": "<",
    "heading": "#",
}
"""The first characters of each block that has such (CommonMark 4 and 5); a rule that is wrapped keeps its name."""

_SPANS = {
    "newline": "\n",
    "escape": "\\",
    "backticks": "`",
    "strikethrough": "~",
    "emphasis": "*_",
    "link": "[",
    "footnote_ref": "[",
    "image": "!",
    "autolink": "<",
    "html_inline": "<",
    "entity": "&",
}


_EMPTY = re.compile(r"\n(?=\n)")


def install(md: MarkdownIt) -> None:
    """Put one rule that chooses in the place of each chain of rules; those that are changed later are not asked."""
    md.block.ruler = _Gated(md.block.ruler, _block_chooser)
    # The rule for plain text declines at every character that another rule begins with.
    spans = _SPANS | {"text": ""}
    md.inline.ruler = _Gated(md.inline.ruler, lambda rules: _span_chooser(rules, spans))


class _Gated(Ruler[Any]):
    """A ruler whose chains are one rule each."""

    def __init__(self, ruler: Ruler[Any], choosing: Callable[[Named[Any]], Any]) -> None:
        super().__init__()
        self.__rules__ = ruler.__rules__
        self._choosing = choosing
        self._chains: dict[str, list[Any]] = {}

    def getRules(self, chainName: str = "") -> list[Any]:  # noqa: N802, N803
        """Return the chain's one rule."""
        if chainName not in self._chains:
            # Pairs: two flavours may give their rules one name.
            of_chain = [
                (rule.name, rule.fn)
                for rule in self.__rules__
                if rule.enabled and (not chainName or chainName in rule.alt)
            ]
            self._chains[chainName] = [self._choosing(of_chain)]
        return self._chains[chainName]


def _candidates(rules: Named[Rule], firsts: Mapping[str, str]) -> tuple[dict[str, list[Rule]], list[Rule]]:
    """Return the rules to be asked at each character with which one begins, and those to be asked at any other."""
    characters = {character for name, _ in rules for character in firsts.get(name, "")}
    at = {each: [rule for name, rule in rules if each in firsts.get(name, each)] for each in characters}
    return at, [rule for name, rule in rules if not firsts.get(name)]


def _block_chooser(rules: Named[BlockRule]) -> BlockRule:
    gated = [(name, _GATES.get(name, _always)(rule)) for name, rule in rules]
    chains = {lacking: _without(gated, lacking) for lacking in (0, TABLE, HEADING, TABLE | HEADING)}
    chains |= {_PLAIN | lacking: _without(gated, _PLAIN | lacking) for lacking in chains}

    def choose(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        lacking = getattr(state, "lacks", 0)
        if state.sCount[start_line] - state.blkIndent <= 3:
            lacking |= _PLAIN
        at, others = chains[lacking]
        position = state.bMarks[start_line] + state.tShift[start_line]
        for rule in at.get(state.src[position : position + 1], others):
            if rule(state, start_line, end_line, silent):
                return True
        return False

    return choose


def _without(rules: Named[BlockRule], lacking: int) -> tuple[dict[str, list[BlockRule]], list[BlockRule]]:
    """Return the candidates in a text that lacks what some rules are about, or at a line that is not indented."""
    return _candidates([(name, rule) for name, rule in rules if not _NEEDS.get(name, 0) & lacking], _BLOCKS)


def lacks(text: str) -> int:
    """Return what no line of the text can be, as flags: `TABLE`, `HEADING` (one by a line below it)."""
    delimiters, underlines = _marks(text)
    return (0 if delimiters else TABLE) | (0 if underlines else HEADING)


TABLE, HEADING, _PLAIN = 1, 2, 4
_NEEDS = {"table": TABLE, "lheading": HEADING, "code": _PLAIN}


def _always(rule: BlockRule) -> BlockRule:
    return rule


def _underlined(rule: BlockRule) -> BlockRule:
    """Return the rule, asked only where such a line follows before an empty one."""

    def ask(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        first, text = state.eMarks[start_line], state.src
        underline = _next(_marks(text)[1], first)
        if not underline or 0 < _next(_empty(text), first) < underline:
            return False
        return rule(state, start_line, end_line, silent)

    return ask


def _delimited(rule: BlockRule) -> BlockRule:
    """Return the rule, asked only where the next line is such a one."""

    def ask(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        if state.eMarks[start_line + 1] not in _marks(state.src)[0]:
            return False
        return rule(state, start_line, end_line, silent)

    return ask


_GATES = {"lheading": _underlined, "table": _delimited}


# Several texts at once: a block may be parsed within another one's parsing.
@lru_cache(maxsize=8)
def _marks(text: str) -> tuple[frozenset[int], list[int]]:
    """Return the ends of lines that make the one above a table (GFM 4.10), and of those for a heading (CommonMark 4.3).

    A line may have its containers' markers before such signs.
    """
    delimiters, underlines, end = [], [], -1
    for line in text.split("\n"):
        end += len(line) + 1
        if line[-1:] in _LAST:
            if "-" in line[len(line.rstrip("-:| \t")) :]:
                delimiters.append(end)
            if line.rstrip(" \t").endswith(("-", "=")):
                underlines.append(end)
    return frozenset(delimiters), underlines


_LAST = frozenset("-=:| \t")


@lru_cache(maxsize=8)
def _empty(text: str) -> list[int]:
    return [match.end() for match in _EMPTY.finditer(text)]


def _next(offsets: list[int], offset: int) -> int:
    """Return the first of the sorted offsets that is behind `offset`, 0 without any."""
    at = bisect_right(offsets, offset)
    return offsets[at] if at < len(offsets) else 0


def _span_chooser(rules: Named[InlineRule], firsts: Mapping[str, str]) -> InlineRule:
    at, others = _candidates(rules, firsts)

    def choose(state: StateInline, silent: bool) -> bool:
        for rule in at.get(state.src[state.pos], others):  # noqa: SIM110 (`any` costs half of what this saves)
            if rule(state, silent):
                return True
        return False

    return choose
