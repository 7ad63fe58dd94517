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


# How the lines end that make the text above them a heading, and the line above them a table (CommonMark 4.3, GFM 4.10).
_UNDERLINE = re.compile(r"[-=][ \t]*$", re.MULTILINE)
# From where such signs begin, or 20,000 dashes before a letter would each be looked at to the last one.
_DELIMITERS = re.compile(r"(?<![-:| \t])[-:| \t]++$", re.MULTILINE)
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
    further = {"lheading": _underlined, "table": _delimited, "code": _indented}
    at, others = _candidates([(name, further.get(name, _always)(rule)) for name, rule in rules], _BLOCKS)

    def choose(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        position = state.bMarks[start_line] + state.tShift[start_line]
        for rule in at.get(state.src[position : position + 1], others):
            if rule(state, start_line, end_line, silent):
                return True
        return False

    return choose


def _always(rule: BlockRule) -> BlockRule:
    return rule


def _underlined(rule: BlockRule) -> BlockRule:
    """Return the rule, asked only where such a line follows before an empty one."""

    def ask(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        first, text = state.eMarks[start_line], state.src
        underline = _next(_ends(_UNDERLINE, text), first)
        if not underline or 0 < _next(_ends(_EMPTY, text), first) < underline:
            return False
        return rule(state, start_line, end_line, silent)

    return ask


def _delimited(rule: BlockRule) -> BlockRule:
    """Return the rule, asked only where the next line is such a one."""

    def ask(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        if state.eMarks[start_line + 1] not in _end_set(state.src):
            return False
        return rule(state, start_line, end_line, silent)

    return ask


def _indented(rule: BlockRule) -> BlockRule:
    def ask(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        return state.sCount[start_line] - state.blkIndent > 3 and rule(state, start_line, end_line, silent)

    return ask


# Several texts at once: a block may be parsed within another one's parsing.
@lru_cache(maxsize=8)
def _ends(pattern: re.Pattern[str], text: str) -> list[int]:
    return [match.end() for match in pattern.finditer(text)]


@lru_cache(maxsize=8)
def _end_set(text: str) -> frozenset[int]:
    return frozenset(match.end() for match in _DELIMITERS.finditer(text) if "-" in match[0])


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
