"""Masked text as a flat stream of words and tags, where an engine's answer is tidied and compared with its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from html import unescape

from locpipe.engines.marks import NOTHING, MarkError, Nodes
from locpipe.languages import primary

# Scripts without blanks between words, and languages that write particles, articles or "and" onto the next word.
_GLUING = frozenset(["ja", "zh", "yue", "ko", "th", "lo", "km", "my", "bo", "ar", "fa", "he", "ur"])
_LINE_ENDS = re.compile(r"[ \t]*[\n\r\t\v\f\x85\u2028\u2029]+[ \t]*")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ANGLES = re.compile("[<>]")
_LEFT_OVER = re.compile("&(?:amp|lt|gt|quot|apos|nbsp|#39|#x27|#160);")
# A no-break space that typography wants: in numbers, after a word of one letter, beside French signs.
_KEPT_NBSP = re.compile(r"(?<=\d)\xa0|\xa0(?=\d)|(?<=\b\w)\xa0|\xa0(?=[;:!?»%€°])|(?<=«)\xa0")
_CLOSING = ",.;:!?)"
_ENDS = (".", "!", "?")
_GAP = re.compile(r"(?<=\S)  +(?=\S)")
_FRENCH = ";:!?"


class Side(Enum):
    """Which side of its words a tag stands on; POINT is a tag that holds none."""

    OPEN = "open"
    CLOSE = "close"
    POINT = "point"


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag of a stream."""

    id: int
    side: Side


Stream = list["str | Tag"]


def stream(nodes: Nodes) -> Stream:
    """Return the nodes one after the other, a `<g>` as two tags."""
    return list(_flat(nodes))


def _flat(nodes: Nodes) -> Iterator[str | Tag]:
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif node.children is None:
            yield Tag(node.id, Side.POINT)
        else:
            yield Tag(node.id, Side.OPEN)
            yield from _flat(node.children)
            yield Tag(node.id, Side.CLOSE)


def words_in(items: Stream) -> str:
    """Return the stream's words without the tags."""
    return "".join(item for item in items if isinstance(item, str))


def tidy(answer: Stream, source: Stream, language: str) -> Stream:
    """Return an answer without what engines are known to add.

    Line ends and no-break spaces that nothing asks for become blanks, entities that were escaped twice are read, blanks
    inside a tag's edge move outside, a blank between a tag and the comma after it goes. MarkError for a control
    character.
    """
    known = words_in(source)
    items: Stream = [_tidy_words(item, known) if isinstance(item, str) else item for item in answer]
    items = _moved_out(items)
    french = primary(language) == "fr"
    # A source that has such gaps itself may mean them.
    return items if _without_gaps(source, french=french) != source else _without_gaps(items, french=french)


def _tidy_words(words: str, known: str) -> str:
    if not _LEFT_OVER.search(known):
        words = _LEFT_OVER.sub(lambda match: unescape(match[0]), words)
    if not _LINE_ENDS.search(known):
        words = _LINE_ENDS.sub(" ", words)
    if not _CONTROLS.search(known) and _CONTROLS.search(words):
        raise MarkError("the answer holds a control character")
    if not _ANGLES.search(known) and _ANGLES.search(words):
        raise MarkError("the answer holds what is left over of a tag")
    if "\xa0" in words and "\xa0" not in known:
        kept = {match.start() for match in _KEPT_NBSP.finditer(words)}
        words = "".join(" " if each == "\xa0" and at not in kept else each for at, each in enumerate(words))
    return words


def _moved_out(items: Stream) -> Stream:
    """Move blanks from inside a tag's edges to the outside, where another blank swallows them."""
    done: Stream = []
    blank = False  # one that waits to be put down
    for place, item in enumerate(items):
        if isinstance(item, Tag):
            # A closing tag takes its place before the blank, an opening one after it.
            if blank and item.side is not Side.CLOSE:
                _put_blank(done)
                blank = False
            done.append(item)
            continue
        words = item
        opened = bool(done) and isinstance(done[-1], Tag) and done[-1].side is Side.OPEN
        if words[:1] == " " and opened:
            words = words.lstrip(" ")
            _put_blank(done, before_openings=True)
        if blank and words[:1] != " ":
            done.append(" ")
        blank = False
        closes = place + 1 < len(items) and items[place + 1] == Tag(getattr(items[place + 1], "id", 0), Side.CLOSE)
        if closes and words[-1:] == " ":
            words, blank = words.rstrip(" "), True
        if words:
            done.append(words)
    if blank:
        done.append(" ")
    return done


def _put_blank(done: Stream, *, before_openings: bool = False) -> None:
    place = len(done)
    while before_openings and place and isinstance(done[place - 1], Tag) and _opens(done[place - 1]):
        place -= 1
    before = done[place - 1] if place else ""
    if place and not (isinstance(before, str) and before.endswith(" ")):
        done.insert(place, " ")


def _opens(item: str | Tag) -> bool:
    return isinstance(item, Tag) and item.side is Side.OPEN


def _without_gaps(items: Stream, *, french: bool) -> Stream:
    """Take out a blank between a tag and the punctuation after it."""
    done: Stream = []
    for item in items:
        after_tag = bool(done) and isinstance(done[-1], Tag) and not _opens(done[-1])
        if isinstance(item, str) and after_tag:
            bare = item.lstrip(" ")
            sign, following = bare[:1], bare[1:2]
            ends = not following or following in " \"'”’»" + _CLOSING
            if sign and sign in _CLOSING and ends and not (french and sign in _FRENCH):
                item = bare
        done.append(item)
    return done


def compare(answer: Stream, source: Stream, language: str) -> None:
    """Raise MarkError where the answer's tags are not the source's, or touch words that the source keeps apart.

    The same tags, each as often, each within the same other one, none emptied or moved behind the sentence; outside of
    each a blank or a sign where the source has one, and no blank where the source has a letter. Languages that glue
    words are spared the last.
    """
    if _counted(answer) != _counted(source):
        raise MarkError("the answer lost, doubled or added a tag")
    if _parents(answer) != _parents(source):
        raise MarkError("the answer nests its tags in another way")
    if emptied := _spoken(source) - _spoken(answer):
        raise MarkError(f"the answer has no words in the tag {min(emptied)}")
    if _was_moved(answer, source):
        raise MarkError("the answer has a tag in another place than its words")
    if primary(language) not in _GLUING:
        _compare_neighbours(_neighbours(answer), _neighbours(source))


def _was_moved(answer: Stream, source: Stream) -> bool:
    """Tell whether a tag left two blanks where it was, or stands behind the full stop that ends the source."""
    now, before = _shown(answer), _shown(source)
    if _GAP.search(now) and not _GAP.search(before):
        return True
    ended = before.rstrip().endswith(_ENDS) and not now.rstrip().endswith(_ENDS)
    return ended and bool(answer) and isinstance(answer[-1], Tag) and any(f"{sign} " in now for sign in _ENDS)


def _shown(items: Stream) -> str:
    return "".join(item if isinstance(item, str) else NOTHING * (item.side is Side.POINT) for item in items)


def _counted(items: Stream) -> list[tuple[int, str]]:
    return sorted((item.id, item.side.value) for item in items if isinstance(item, Tag))


def _parents(items: Stream) -> dict[int, int]:
    parents: dict[int, int] = {}
    opened = [0]
    for item in items:
        if isinstance(item, Tag) and item.side is Side.CLOSE:
            opened.pop()
        elif isinstance(item, Tag):
            parents[item.id] = opened[-1]
            if item.side is Side.OPEN:
                opened.append(item.id)
    return parents


def _spoken(items: Stream) -> set[int]:
    """Return the tags that hold a letter or a digit."""
    found: set[int] = set()
    opened: list[int] = []
    for item in items:
        if isinstance(item, str):
            if any(map(str.isalnum, item)):
                found.update(opened)
        elif item.side is Side.OPEN:
            opened.append(item.id)
        elif item.side is Side.CLOSE:
            opened.pop()
    return found


_Neighbours = dict[tuple[int, bool], str]


def _neighbours(items: Stream) -> _Neighbours:
    """Return what stands outside of each tag, before (False) and after (True): blank, sign or word."""
    found: _Neighbours = {}
    for after in (False, True):
        beside = " "
        skipped = Side.OPEN if after else Side.CLOSE
        for item in reversed(items) if after else items:
            if isinstance(item, str):
                beside = (item[0] if after else item[-1]) if item else beside
            else:
                if item.side is not skipped:
                    found[item.id, after] = _class(beside)
                # A tag that holds no words is a word to its neighbours.
                beside = "x" if item.side is Side.POINT else beside
    return found


def _class(character: str) -> str:
    if character.isspace():
        return "blank"
    return "word" if character.isalnum() else "sign"


def _compare_neighbours(answer: Mapping[tuple[int, bool], str], source: Mapping[tuple[int, bool], str]) -> None:
    for place, beside in source.items():
        if beside != "word" and answer[place] == "word":
            raise MarkError(f"the answer glues a word to the tag {place[0]}")
        if beside == "word" and answer[place] == "blank":
            raise MarkError(f"the answer parts the tag {place[0]} from its word")
