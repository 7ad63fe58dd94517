"""What a msgid says: a pure function of a block's content (DESIGN section 3)."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from functools import cache

from markdown_it.common.utils import normalizeReference

from locpipe.characters import without_controls
from locpipe.markdown import inline
from locpipe.markdown.rules import Rules
from locpipe.model import Span

_FOLD = re.compile(r"[ \t]*\n[ \t]*")
# Chinese and Japanese have no blanks between words: a text goes on behind its line's end. Korean has them.
_CJK = r"[\u2e80-\u312f\u3190-\u31ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff9f\U00020000-\U0003ffff]"
_JOINT = re.compile(rf"(?<={_CJK})[ \t]*\n[ \t]*(?={_CJK})")
_BRACKETS = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]", re.DOTALL)


def has_letter(source: str, labels: frozenset[str], flavours: tuple[str, ...]) -> bool:
    """Tell whether a letter stands outside code, addresses, HTML tags and placeholders."""
    if _plain_word(flavours).match(source):
        return True
    return any(map(str.isalpha, inline.analyse(source, labels, flavours).prose))


@cache
def _plain_word(flavours: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern of texts that have a word before any markup but emphasis: most texts need no analysis."""
    constructs = inline.construct_signs(flavours)
    emphasis = "".join({"*", "_"} - constructs)
    signs = "".join(re.escape(sign) for sign in sorted(inline.signs(flavours) - set(emphasis)))
    starts = rf"(?:^|(?<=\s))[{emphasis}]*" if emphasis else r"(?:^|(?<=\s))"
    # A word with a blank or the text's edge on either side is no address and no placeholder.
    return re.compile(rf"[^{signs}]*?{starts}[\"'(“„]?[^\W\d_]+[,;.!?:]?(?: |\Z)")


def msgid(content: str, labels: frozenset[str], rules: Rules) -> str:
    """Return the msgid of a block's content, its lines joined by `\\n` (a pure function; idempotent).

    Soft breaks fold to a blank, or to nothing between Chinese and Japanese characters (as CSS Text 3, 4.1.3 allows);
    hard breaks become a bare newline, references get their full form, control characters and U+2028/2029 show as a
    blank.
    """
    if "\n" not in content and not _may_refer(content, labels):
        return without_controls(content).strip()
    plain = "\\\n" not in content and "  \n" not in content and not _may_refer(content, labels)
    if plain and not rules.breaks and (content.isascii() or not _JOINT.search(content)):
        return without_controls(" ".join([line.strip(" \t") for line in content.split("\n")])).strip()
    analysis = inline.analyse(content, labels, rules.flavours)
    text = _apply(content, [*breaks_in(content, analysis, rules), *_full_forms(analysis)])
    lines = (without_controls(line).strip() for line in text.split("\n"))
    # A line of nothing but control characters or U+3000 would be one that no translation may have.
    return "\n".join(line for line in lines if line)


def _may_refer(content: str, labels: frozenset[str]) -> bool:
    """Tell whether anything in brackets is the label of a link: without one there is no reference (CommonMark 6.3)."""
    if not labels or "[" not in content:
        return False
    return any(normalizeReference(label) in labels for label in _BRACKETS.findall(content))


def breaks_in(content: str, analysis: inline.Inline, rules: Rules) -> Iterator[tuple[int, int, str]]:
    """Yield what becomes of each newline and the blanks around it: start, end, and a blank or a newline."""
    starts = {content.find("\n", span.start) for span in analysis.breaks}
    code = [p.span for p in analysis.placeables if p.kind not in inline.WITH_PROSE]
    ends = [span.end for span in code]
    for match in _FOLD.finditer(content):
        newline = content.find("\n", match.start())
        if newline in starts:
            start = match.start()
            yield (start - (content[start - 1 : start] == "\\" and start == newline), match.end(), "\n")
        elif rules.breaks and not _inside(code, ends, newline):
            yield (match.start(), match.end(), "\n")
        else:
            joined = _JOINT.match(content, match.start()) and not _inside(code, ends, newline)
            yield (match.start(), match.end(), "" if joined else " ")


def _inside(spans: list[Span], ends: list[int], position: int) -> bool:
    """Tell whether the position lies in one of the spans, which are sorted and do not overlap."""
    index = bisect.bisect_right(ends, position)
    return index < len(spans) and spans[index].start < position


def _full_forms(analysis: inline.Inline) -> Iterator[tuple[int, int, str]]:
    for reference in analysis.references:
        if not reference.full:
            collapsed = analysis.text.endswith("[]", 0, reference.end)
            yield (reference.end - 2 * collapsed, reference.end, f"[{reference.label}]")


def _apply(text: str, changes: list[tuple[int, int, str]]) -> str:
    parts, position = [], 0
    for start, end, new in sorted(changes):
        parts += [text[position:start], new]
        position = end
    return "".join([*parts, text[position:]])
