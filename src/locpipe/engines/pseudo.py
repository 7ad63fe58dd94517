"""Pseudo-translation: accented, lengthened text with all markup, to test a site before any translation exists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

from locpipe.engines.base import Answer, Engine, Mode, Pair, Request, Settings
from locpipe.engines.marks import NOTHING, Mark, MarkError, Node, Nodes, prose_of, read, words_of, write
from locpipe.model import Term

_PLAIN = "abcdefghijklmnopqrstuvwxyz"
_ACCENTED = "áḃçďéḟĝĥíĵķłṁñóṗǫřšţúṽŵẋýž"
_ACCENTS = str.maketrans(_PLAIN + _PLAIN.upper(), _ACCENTED + _ACCENTED.upper())
_VOWELS = frozenset("aeiouy")
# Not [ and ]: Markdown would make links of them.
_OPENING, _CLOSING = "⟦", "⟧"
# Translations of labels and headings grow more than those of prose.
_SHORT = 20


class Pseudo(Engine):
    """Makes "⟦Šłééééṗ⟧" of "Sleep", whatever the language: legible, plainly no translation, and never cut off unseen.

    Latin letters get accents, vowels are doubled (about 35 % more characters in English; tripled in texts of up to 20
    letters), brackets stand around each text. Digits, signs, other scripts and tags stay as they are. Where a required
    term of the glossary occurs literally, its translation stands in its place as the glossary has it, so that checks
    of terms find something.
    """

    name = "pseudo"
    paid = False
    most_bytes = 1024 * 1024
    modes = (Mode.XML, Mode.HTML, Mode.PLAIN)
    uses_terms = True

    def __init__(self, settings: Settings) -> None:
        del settings

    def key(self, pair: Pair) -> str:
        """Return "": no option changes an answer."""
        return ""

    def translate(self, request: Request) -> Answer:
        """Return the texts accented; "" for one that is not written as its mode asks."""
        terms = request.terms or ((),) * len(request.texts)
        texts = (_answer(text, request.mode, own) for text, own in zip(request.texts, terms, strict=True))
        return Answer(tuple(texts), billed=0)


def _answer(text: str, mode: Mode, terms: Sequence[Term]) -> str:
    try:
        nodes = read(text, mode)
    except MarkError:
        return ""
    writer = _Writer(tuple(term for term in terms if term.required), _times(nodes))
    return write(_bracketed(writer.nodes(nodes)), mode)


def _bracketed(nodes: Nodes) -> Nodes:
    """Return the nodes in brackets, kept apart from a mark: an address would take the bracket for a part of itself."""
    prose = prose_of(nodes)
    before, after = prose.partition(NOTHING)[0], prose.rpartition(NOTHING)[2]
    touched = tuple(NOTHING in prose and not any(map(str.isspace, side)) for side in (before, after))
    return (_OPENING + " " * touched[0], *nodes, " " * touched[1] + _CLOSING)


def _times(nodes: Nodes) -> int:
    """Return how often a vowel stands in the place of one."""
    return 3 if sum(map(str.isalpha, words_of(nodes))) <= _SHORT else 2


@dataclass(frozen=True, slots=True)
class _Writer:
    """How one text is written: the terms that keep their translation, and how often a vowel is said."""

    terms: tuple[Term, ...]
    times: int

    def nodes(self, nodes: Nodes) -> Nodes:
        return tuple(self._node(node) for node in nodes)

    def _node(self, node: Node) -> Node:
        if isinstance(node, str):
            return self._words(node)
        return Mark(node.id, None if node.children is None else self.nodes(node.children))

    def _words(self, words: str) -> str:
        done, end = [], 0
        for start, stop, term in _occurrences(words, self.terms):
            done += [self._accented(words[end:start]), _cased(term, words[start:stop])]
            end = stop
        return "".join((*done, self._accented(words[end:])))

    def _accented(self, words: str) -> str:
        return "".join(each.translate(_ACCENTS) * (self.times if _is_vowel(each) else 1) for each in words)


def _is_vowel(letter: str) -> bool:
    return normalize("NFD", letter)[0].casefold() in _VOWELS


def _occurrences(words: str, terms: Sequence[Term]) -> list[tuple[int, int, Term]]:
    """Return where terms stand as the glossary has them, in order; of those that overlap the longest."""
    found: list[tuple[int, int, Term]] = []
    for term in sorted(terms, key=lambda each: (-len(each.source), each.source, each.target)):
        flags = re.NOFLAG if term.case_sensitive else re.IGNORECASE
        for match in re.finditer(rf"(?<!\w){re.escape(term.source)}(?!\w)", words, flags):
            if all(match.end() <= start or match.start() >= stop for start, stop, _ in found) and match[0]:
                found.append((match.start(), match.end(), term))
    return sorted(found, key=lambda each: each[0])


def _cased(term: Term, found: str) -> str:
    """Return the term's translation, with a capital where the text has one that the glossary has not."""
    capital = found[:1].isupper() and term.source[:1].islower()
    return term.target[:1].upper() + term.target[1:] if capital else term.target
