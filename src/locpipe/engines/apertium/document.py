"""Texts as the HTML document that Apertium gets, and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html.parser import HTMLParser

from locpipe.engines.base import Mode
from locpipe.engines.marks import Mark, MarkError, Node, Nodes, joined, prose_of, read, words_of, write
from locpipe.languages import primary

_UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# What Apertium drops ("~5" comes back as "5"), and what is sent in its place.
_LOST, _SENT = "~", "∼"
# Tags that Apertium's HTML has inside a sentence; at one that it does not know it would end the sentence.
_AROUND, _ALONE = "b", "br"
# How many words Apertium adds between the parts of a phrase: "all files" is "todos los archivos".
_MOST_ADDED = 3
_SENTENCE_END = re.compile(r"[.!?:;]")
# German and its kin write every noun with a capital.
_NOUN_CAPITALS = frozenset(["de", "nds", "lb", "gsw"])


def readable(text: str, mode: Mode) -> Nodes:
    """Return the text's nodes; none for one that is not written as its mode asks, or that no program takes."""
    try:
        nodes = read(text, mode)
    except MarkError:
        return ()
    return () if _UNREADABLE.search(words_of(nodes)) else nodes


def document(texts: Mapping[int, Nodes]) -> str:
    """Return the texts as an HTML document, each a paragraph with its number."""
    body = "".join(f'<p id="t{number}">{_html(nodes)}</p>\n' for number, nodes in texts.items())
    return f'<!DOCTYPE html>\n<html><head><meta charset="UTF-8"></head><body>\n{body}</body></html>\n'


def _html(nodes: Nodes) -> str:
    text = write(nodes, Mode.HTML).replace(_LOST, _SENT)
    text = text.replace("<g ", f"<{_AROUND} ").replace("</g>", f"</{_AROUND}>")
    return text.replace("<x ", f"<{_ALONE} ").replace("</x>", "")


def paragraphs(answer: str) -> dict[int, Nodes]:
    """Return the paragraphs of an answer by their number: those that came back once, with tags that match."""
    reader = _Reader()
    reader.feed(answer)
    reader.close()
    return {number: found[0] for number, found in reader.found.items() if len(found) == 1}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[int, list[Nodes]] = {}
        self._paragraph: int | None = None
        self._open: list[tuple[int, list[Node]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a paragraph or a mark."""
        match = re.fullmatch("t?([0-9]{1,6})", dict(attrs).get("id") or "")
        number = int(match[1]) if match else 0
        if tag == "p":
            self._paragraph = number if match else None
            self._open = [(number, [])]
        elif self._open and tag == _AROUND:
            self._open.append((number, []))
        elif self._open and tag == _ALONE:
            self._open[-1][1].append(Mark(number))

    def handle_endtag(self, tag: str) -> None:
        """Close a mark or a paragraph."""
        if tag == _AROUND and len(self._open) > 1:
            number, children = self._open.pop()
            self._open[-1][1].append(Mark(number, tuple(children)))
        elif tag == "p":
            if self._paragraph is not None and len(self._open) == 1:
                self.found.setdefault(self._paragraph, []).append(joined(tuple(self._open[0][1])))
            self._paragraph, self._open = None, []

    def handle_data(self, data: str) -> None:
        """Add words to the innermost open tag."""
        if self._open:
            self._open[-1][1].append(data)


def mended(answer: Nodes, source: Nodes, language: str) -> Nodes:
    """Return the answer without what Apertium is known to do to any text.

    Blanks that were added go, the first letter is as small as the source's, and the parts of what one tag held are
    put together again.
    """
    known = prose_of(source)
    if _SENT not in known:
        answer = _with_words(answer, lambda words: words.replace(_SENT, _LOST))
    if "  " not in known:
        # Where Spanish has no pronoun, its blank is left.
        answer = _with_words(answer, lambda words: re.sub(" {2,}", " ", words))
    answer = _gathered(_trimmed(answer, source), dict(_parents(source)))
    return answer if primary(language) in _NOUN_CAPITALS else _begun_as(answer, known)


def _trimmed(answer: Nodes, source: Nodes) -> Nodes:
    """Return the answer without blanks at its ends that the source does not have there."""
    text, nodes = prose_of(source), list(answer)
    if nodes and isinstance(nodes[0], str) and not text[:1].isspace():
        nodes[0] = nodes[0].lstrip(" ")
    if nodes and isinstance(nodes[-1], str) and not text[-1:].isspace():
        nodes[-1] = nodes[-1].rstrip(" ")
    return tuple(nodes)


def _with_words(nodes: Nodes, change: Callable[[str], str]) -> Nodes:
    return tuple(
        change(node) if isinstance(node, str) else _with_children(node, lambda inner: _with_words(inner, change))
        for node in nodes
    )


def _with_children(mark: Mark, change: Callable[[Nodes], Nodes]) -> Mark:
    return mark if mark.children is None else Mark(mark.id, change(mark.children))


def _parents(nodes: Nodes, parent: int = 0) -> Iterator[tuple[int, int]]:
    for node in nodes:
        if isinstance(node, Mark):
            yield node.id, parent
            yield from _parents(node.children or (), node.id)


def _gathered(nodes: Nodes, parents: Mapping[int, int]) -> Nodes:
    """Return the nodes with the parts of each tag in one, and what it held in the source inside of it again."""
    done: list[Node] = []
    for node in nodes:
        place = None if isinstance(node, str) else _place(done, node, parents)
        if place is None or isinstance(node, str):
            done.append(node)
        else:
            first, *between = done[place:]
            done[place:] = [_one(first, between, node)]
    return tuple(
        node if isinstance(node, str) else _with_children(node, lambda inner: _gathered(inner, parents))
        for node in done
    )


def _place(done: Sequence[Node], node: Mark, parents: Mapping[int, int]) -> int | None:
    """Return where an earlier part of the same tag is, or the tag that this one was in; None where it stays out."""
    for place in reversed(range(len(done))):
        first = done[place]
        if isinstance(first, str) or first.children is None:
            continue
        if first.id == node.id or first.id == parents.get(node.id):
            between = done[place + 1 :]
            marks = [each for each in between if isinstance(each, Mark)]
            words = "".join(each for each in between if isinstance(each, str))
            most = _MOST_ADDED if first.id == node.id else 0
            added = len(words.split()) <= most and not _SENTENCE_END.search(words)
            return place if added and all(parents.get(mark.id) == first.id for mark in marks) else None
    return None


def _one(first: Node, between: Sequence[Node], last: Mark) -> Mark:
    assert isinstance(first, Mark)
    own = last.children or () if last.id == first.id else (last,)
    return Mark(first.id, joined((*(first.children or ()), *between, *own)))


def _begun_as(answer: Nodes, known: str) -> Nodes:
    """Return the answer with a small first letter where the source has one: Apertium takes any text for a sentence."""
    before, now = (next(filter(str.isalpha, words), "") for words in (known, words_of(answer)))
    following = words_of(answer).partition(now)[2][:1] if now else ""
    if not before.islower() or not now.isupper() or following.isupper():
        return answer
    lowered = [False]

    def lower(words: str) -> str:
        place = next((at for at, each in enumerate(words) if each.isalpha()), None)
        if lowered[0] or place is None:
            return words
        lowered[0] = True
        return words[:place] + words[place].lower() + words[place + 1 :]

    return _with_words(answer, lower)
