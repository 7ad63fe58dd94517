"""What a reader meets in code: comments, strings that are prose, the labels of diagrams, with exact spans."""

from __future__ import annotations

import bisect
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from locpipe.characters import without_controls
from locpipe.markdown.code_tokens import QUOTES, lexer_for, tokens
from locpipe.markdown.diagrams import DIAGRAMS, ENDS, labels
from locpipe.markdown.html_units import HtmlBlock, HtmlUnit, starts_of
from locpipe.model import Span, Unit, UnitKind

_LONGEST = 100_000  # code points; what is longer was not written to be read
_LANGUAGE = re.compile(r"[ \t]*\{?[ \t]*\.?([\w+#.-]+)")
# How comments begin and end, in any language.
_OPENING = re.compile(
    r"[ \t]*(?:<!--+|/\*[*!]*|//[/!]*|--(?:\[=*\[)?|#+[:!]?|;+|%+|\(\*+|\{-+|\"\"\"|'''|'|\*+(?!/)|REM\b)?[ \t]*",
    re.IGNORECASE,
)
_FURTHER = re.compile(r"[ \t]*(?:\*+(?=[ \t]|$))?[ \t]*")
_CLOSING = re.compile(r"[ \t]*(?:\*+/|--+>|\*+\)|-+\}|\]=*\]|\"\"\"|''')?[ \t]*$")
_BLANK = r"(?:\\[nrt])*"
_QUOTED = re.compile(
    rf"[a-zA-Z]{{0,2}}(?P<quote>\"\"\"|\'\'\'|[\"'`]){_BLANK}(?P<text>.*?){_BLANK}(?P=quote)", re.DOTALL
)
_ARGUMENT = re.compile(r"(?<![\w.:@-])(?P<name>[A-Za-z][\w-]*)=(?P<quote>[\"'])(?P<text>[^\"']*)(?P=quote)")
_LABEL = re.compile(r"(?<=\w)[ \t]*\[(?P<text>[^\[\]\n\"'=]+)\][ \t]*$")  # ```js [In a browser], of VitePress
_WORD = re.compile(r"[^\W\d_][\w'’-]*[,;:.!?…)]*")
# Escapes, the conversions of printf, what stands in braces in templates.
_PLACES = re.compile(
    r"\\(?:u\{\w+\}|u\w{4}|x\w{2}|.)|%(?:\(\w+\))?[-+#0]*\d*(?:\.\d+)?[a-zA-Z@%]|\$?\{\{?[^{}]*\}\}?|\$\w+"
)
_COMMENT_ENDS = ("*/", "-->", "*)", "-}", "]]", '"""', "'''")

IN_CODE = (UnitKind.COMMENT, UnitKind.STRING, UnitKind.LABEL)


@dataclass(frozen=True, slots=True)
class _Text:
    """One text in code: where each of its lines stands in the block."""

    kind: UnitKind
    lines: tuple[Span, ...]


def read_code(
    text: str, lines: Sequence[Span], info: str, parts: Collection[str], every: bool = False
) -> HtmlBlock | None:
    """Return the units of a block of code whose lines stand at these spans of the article; None where there is none.

    `info` is what stands behind the fence (CommonMark 4.5), its first word a language by a name that Pygments knows,
    https://pygments.org/languages/; `parts` are "comments", "strings" and "diagrams", as far as they are wanted;
    with `every`, strings count that do not read as prose.
    """
    named = _LANGUAGE.match(info)
    if not named or not lines or lines[-1].end - lines[0].start > _LONGEST:
        return None
    code = "\n".join(line.of(text) for line in lines)
    found = _found(code, named[1].lower(), parts, every)
    if not found:
        return None
    starts = starts_of(lines)
    between = tuple(_between(code, found))
    words = len(re.findall(r"[^\W\d_]+", " ".join(between)))
    return HtmlBlock(tuple(_unit(each, text, lines, starts) for each in found), between, words, "", "")


def read_title(text: str, fence: Span, names: Collection[str], every: bool = False) -> HtmlBlock:
    """Return what the line of a fence says to a reader, as arguments of these names: `title="Sit well"`.

    A name of a file is none of it: only what reads as prose; with `every`, all that has a letter.
    """
    code = fence.of(text)
    values = [match.span("text") for match in _ARGUMENT.finditer(code) if match["name"] in names]
    values += [label.span("text")] if (label := _LABEL.search(code)) else []
    found = [_Text(UnitKind.STRING, (Span(*value),)) for value in values if is_prose(code[slice(*value)], every)]
    units = tuple(_unit(each, text, [fence], starts_of([fence])) for each in found)
    return HtmlBlock(units, tuple(_between(code, found)), 0, "", "")


def _found(code: str, language: str, parts: Collection[str], every: bool) -> list[_Text]:
    if language in DIAGRAMS:
        return [_Text(UnitKind.LABEL, (span,)) for span in labels(code)] if "diagrams" in parts else []
    lexer = lexer_for(language) if "comments" in parts or "strings" in parts else None
    comments, strings = tokens(lexer, code) if lexer else ([], [])
    found = [
        *(_comments(code, comments) if "comments" in parts else ()),
        *(_strings(code, strings, every) if "strings" in parts else ()),
    ]
    return sorted(found, key=lambda each: each.lines)


def _comments(code: str, comments: Sequence[Span]) -> Iterator[_Text]:
    """Yield the texts of the comments; lines of comment one below the other are one text up to an empty one."""
    lines: list[Span] = []
    for comment in (each for each in comments if not code.endswith("{{", 0, each.start)):  # {{#include file}}
        for span in _comment_lines(code, comment):
            between = code[lines[-1].end : span.start] if lines else ""
            if lines and (span.start == span.end or not _follows(between, code, lines[0])):
                yield _Text(UnitKind.COMMENT, tuple(lines))
                lines = []
            if span.start < span.end:
                lines.append(span)
    if lines:
        yield _Text(UnitKind.COMMENT, tuple(lines))


def _follows(between: str, code: str, first: Span) -> bool:
    """Tell whether a line of comment goes on with the text that began at `first`, which no code stands before."""
    closing, newline, opening = between.partition("\n")
    if not newline or "\n" in opening or not _CLOSING.fullmatch(closing) or not _OPENING.fullmatch(opening):
        return False
    return _OPENING.fullmatch(code, code.rfind("\n", 0, first.start) + 1, first.start) is not None


def _comment_lines(code: str, comment: Span) -> Iterator[Span]:
    """Yield where the text of each line of a comment stands, an empty span for a line without a letter."""
    position, begin = comment.start, _OPENING
    while position < comment.end:
        end = code.find("\n", position, comment.end)
        end = comment.end if end < 0 else end
        match = begin.match(code, position, end)
        start = match.end() if match else position
        closing = _CLOSING.search(code, start, end)
        stop = closing.start() if closing else end
        yield Span(start, stop) if any(map(str.isalpha, code[start:stop])) else Span(start, start)
        position, begin = end + 1, _FURTHER


def _strings(code: str, strings: Sequence[Span], every: bool) -> Iterator[_Text]:
    for span in strings:
        match = _QUOTED.fullmatch(code, span.start, span.end)
        if not match or "\n" in match["text"] or match["quote"] in match["text"]:
            continue
        if is_prose(match["text"], every):
            yield _Text(UnitKind.STRING, (Span(*match.span("text")),))


def is_prose(text: str, every: bool = False) -> bool:
    """Tell whether a person reads it: it begins with a letter or a figure, and two words have blanks around them.

    So does what has a letter that is none of ASCII's: no machine's names have, and many scripts have no blanks. With
    `every`, any letter will do: a translation of what was read as prose, "Example of use" becomes "Anwendungsbeispiel".
    """
    if any(each.isalpha() and (every or not each.isascii()) for each in _PLACES.sub(" ", text)):
        return True
    return text[:1].isalnum() and sum(bool(_WORD.fullmatch(word)) for word in _PLACES.sub(" ", text).split()) > 1


def _unit(found: _Text, text: str, lines: Sequence[Span], starts: Sequence[int]) -> HtmlUnit:
    numbers = [_number(starts, span) for span in found.lines]
    pieces = tuple(_moved(span, lines[n].start - starts[n]) for n, span in zip(numbers, found.lines, strict=True))
    source = "\n".join(without_controls(piece.of(text)).strip() for piece in pieces)
    breaks = tuple(text[one.end : two.start] for one, two in pairwise(pieces))
    return HtmlUnit(found.kind, source, pieces, numbers[0], breaks)


def _number(starts: Sequence[int], span: Span) -> int:
    return bisect.bisect_right(starts, span.start) - 1


def _moved(span: Span, shift: int) -> Span:
    return Span(span.start + shift, span.end + shift)


def _between(code: str, found: Sequence[_Text]) -> Iterator[str]:
    position = 0
    for each in found:
        yield code[position : each.lines[0].start]
        position = each.lines[-1].end
    yield code[position:]


def problem_in(unit: Unit, target: str, text: str) -> str:
    """Return why the translation cannot stand in the code where the unit stands in the article's text, or ""."""
    before = text[unit.span.start - 1 : unit.span.start]
    if unit.kind is UnitKind.COMMENT:
        ends = [each for each in _COMMENT_ENDS if each in target and each not in unit.source]
        return f"the translation holds {ends[0]}, which may end the comment; write it without" if ends else ""
    if before in QUOTES and before in target:
        return f"the translation holds {before}, which ends the text in the code; use another quotation mark"
    if unit.kind is UnitKind.LABEL:
        added = sorted(set(ENDS.findall(target)) - {before}) if before != '"' else []
        return f"the translation holds {added[0]}, which ends the label; write it without" if added else ""
    wanted, found = (sorted(_PLACES.findall(each)) for each in (unit.source, target))
    missing = [each for each in wanted if each not in found] or [each for each in found if each not in wanted]
    if wanted == found:
        return ""
    return f"placeholders differ: {(missing or wanted)[0]}; keep each as often as the source has it"
