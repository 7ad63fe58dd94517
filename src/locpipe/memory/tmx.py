"""TMX 1.4b, the exchange format of translation memories (https://www.gala-global.org/tmx-14b), read and written.

A `seg` of ours holds the raw Markdown of a msgid or msgstr as plain text. Of other programs' inline elements, `hi` and
`sub` are text; `bpt`, `ept`, `ph`, `it` and `ut` hold their format's own codes, which stay where they are what our
texts hold too (Markdown, HTML tags, placeholders), and else are left out. OmegaT's own tags (`<f0>`) are always codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from xml.parsers import expat

from locpipe.errors import MemoryFileError
from locpipe.languages import gettext_code, primary
from locpipe.memory.segment import SLUG, Segment

_CODES = {"bpt", "ept", "ph", "it", "ut"}
_KEPT_CODE = re.compile(
    r"[*_~`]{1,3}|`[^`]+`|</?[A-Za-z][^<>]*>|!?\[|\]\([^()\s]*\)|\\?\n"
    r"|\{\{?[ ]?[A-Za-z_][\w .-]*\}?\}|%(?:\d+\$|\(\w+\))?[sdif@]"
)
# No HTML element but a heading ends in a digit, and headings hold no units.
_NUMBERED = re.compile(r"</?[A-Za-z]{1,3}\d+/?>")
# XML 1.0, section 2.2: what a document cannot hold, written as a reference or not.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTEXT, _BEFORE = "x-context", "x-before"
# OmegaT's name for the text before.
_BEFORE_NAMES = (_BEFORE, "prev")
_DEEPEST = 100
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="locpipe" creationtoolversion="1" segtype="paragraph" o-tmf="PO" adminlang="en"\
 srclang={language} datatype="plaintext"/>
<body>
"""
_FOOT = "</body>\n</tmx>\n"


@dataclass(frozen=True, slots=True)
class Group:
    """One `tu`: the same text in several languages, as (code, text) in the order of the file.

    `context` and `before` are as in a Segment. `codes` tells that another format's inline codes were left out. `line`
    counts from 1, 0 for a group that was not read.
    """

    texts: tuple[tuple[str, str], ...]
    context: str = ""
    before: str = ""
    codes: bool = False
    line: int = 0


def read_tmx(data: bytes, path: str) -> Iterator[Group]:
    """Yield the groups of a TMX file in UTF-8, UTF-16 or what its declaration says.

    MemoryFileError with `path:line` for what is no TMX, and for a file that defines or uses entities of its own: a few
    lines of those can fill the memory of any machine.
    """
    groups = _Reader(path).read(data)
    if groups is None:
        raise MemoryFileError(f"{path}:1: this is no TMX file: the first element is not <tmx>; export it as TMX 1.4")
    yield from groups


def dump_tmx(groups: Iterable[Group], language: str) -> bytes:
    """Return groups as a TMX file in UTF-8, sorted, the same for the same groups in any order; each stands once.

    `language` is the source's. ValueError for a text that `can_hold` refuses.
    """
    from xml.sax.saxutils import quoteattr  # which brings urllib along: not for those who read alone

    body = sorted({(group.texts, group.context, group.before) for group in groups}, key=_order)
    head = _HEAD.replace("{language}", quoteattr(language))
    return "".join([head, *(_group(*group) for group in body), _FOOT]).encode()


def can_hold(text: str) -> bool:
    """Tell whether XML can hold the text: most control characters have no place in it, not even as references."""
    return not _NO_XML.search(text)


def segments_in(group: Group, source: str, targets: Iterable[str], where: str = "") -> Iterator[tuple[str, Segment]]:
    """Yield the group as pairs of target language and segment; blank texts and slugs give none.

    A code fits a language that is the same in gettext's form (`zh-TW` and `zh-Hant`), else one that names the language
    alone, without script or region, or is named alone (`en-US` and `en`).
    """
    original = _text_for(group, source)
    if not original.strip() or group.context == SLUG:
        return
    for language in targets:
        target = _text_for(group, language)
        if target.strip():
            yield language, Segment(original, target, group.context, group.before, where)


def group_of(segment: Segment, source: str, language: str) -> Group:
    """Return the group of one segment."""
    return Group(((source, segment.source), (language, segment.target)), segment.context, segment.before)


def _text_for(group: Group, language: str) -> str:
    wanted = _gettext(language)
    same = next((text for code, text in group.texts if _gettext(code) == wanted), "")
    return same or next((text for code, text in group.texts if _alone(_gettext(code), wanted)), "")


def _gettext(code: str) -> str:
    return gettext_code(code.replace("_", "-")).casefold()


def _alone(code: str, wanted: str) -> bool:
    # "zh" without a region may be either script, which no reader takes for the other.
    return primary(code) == primary(wanted) != "zh" and primary(code) in (code, wanted)


def _order(group: tuple[tuple[tuple[str, str], ...], str, str]) -> tuple[list[str], str, str, list[str]]:
    texts, context, before = group
    return [text for _, text in texts], context, before, [code for code, _ in texts]


def _group(texts: tuple[tuple[str, str], ...], context: str, before: str) -> str:
    from xml.sax.saxutils import quoteattr

    # A group has the same id in every export, and a group with other texts another one.
    parts = [context, before, *(part for pair in texts for part in pair)]
    data = [part.encode("utf-8", "surrogatepass") for part in parts]
    name = blake2b(b"".join(b"%d:%b" % (len(part), part) for part in data), digest_size=8).hexdigest()
    lines = [f'<tu tuid="{name}">']
    lines += [f'<prop type="{kind}">{_xml(text)}</prop>' for kind, text in _properties(context, before)]
    lines += [f"<tuv xml:lang={quoteattr(code)}><seg>{_xml(text)}</seg></tuv>" for code, text in texts]
    return "\n".join([*lines, "</tu>\n"])


def _properties(context: str, before: str) -> list[tuple[str, str]]:
    return [(kind, text) for kind, text in ((_CONTEXT, context), (_BEFORE, before)) if text]


def _xml(text: str) -> str:
    from xml.sax.saxutils import escape

    if not can_hold(text):
        raise ValueError("the text holds a character that XML cannot")
    # A bare carriage return would be read as a newline.
    return escape(text, {"\r": "&#13;"})


class _Reader:
    """Follows one document: which elements are open, and what of the current `tu` was read."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._open: list[str] = []
        self._groups: list[Group] | None = None
        self._line = 0
        self._language = ""
        self._texts: list[tuple[str, str]] = []
        self._properties: dict[str, str] = {}
        self._kind = ""
        self._text: list[str] = []
        self._code: list[str] = []
        self._left_out = False
        self._numbered = False
        self._parser = self._new_parser()

    def _new_parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._unknown
        return parser

    def read(self, data: bytes) -> list[Group] | None:
        """Return the groups, None where the document is no TMX."""
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            reason = expat.errors.messages.get(error.code, "") or str(error)
            raise self._error(f"this is not well-formed XML ({reason})", error.lineno) from None
        except (LookupError, ValueError) as error:
            # What the XML declaration calls the encoding, Python does not know or cannot map.
            raise self._error(f"the encoding cannot be read ({error})", 1) from None
        return self._groups

    def _error(self, what: str, line: int = 0) -> MemoryFileError:
        place = f"{self._path}:{line or self._parser.CurrentLineNumber}"
        return MemoryFileError(f"{place}: {what}; export the file as TMX 1.4 in UTF-8 again")

    def _entity(self, name: str, *_: object) -> None:
        raise self._error(f'the file defines an entity of its own, "{name}", which locpipe does not read')

    def _unknown(self, name: str, *_: object) -> None:
        raise self._error(f'the file uses the entity "&{name};", which XML does not know')

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._open and name == "tmx":
            self._groups = []
        self._open.append(name)
        if len(self._open) > _DEEPEST:
            raise self._error("elements are nested too deeply for a TMX")
        self._begin(name, attributes)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "header":
            self._numbered = attributes.get("creationtool") == "OmegaT"
        elif name == "tu":
            self._line, self._left_out = self._parser.CurrentLineNumber, False
            self._texts, self._properties = [], {}
        elif name == "tuv":
            # TMX 1.1 had "lang".
            self._language = attributes.get("xml:lang") or attributes.get("lang", "")
        elif name == "prop":
            self._kind, self._text = attributes.get("type", ""), []
        elif name == "seg":
            self._text = []
        elif name in _CODES and "seg" in self._open:
            self._code = []

    def _end(self, name: str) -> None:
        self._open.pop()
        if name in _CODES and "seg" in self._open:
            self._take_code("".join(self._code))
        elif name == "seg" and "tuv" in self._open:
            self._texts.append((self._language, self._without_numbered("".join(self._text))))
        elif name == "prop" and self._open[-1:] in (["tu"], ["tuv"]):
            self._properties.setdefault(self._kind, "".join(self._text))
        elif name == "tu" and self._groups is not None:
            self._groups.append(self._group())

    def _take_code(self, code: str) -> None:
        if _KEPT_CODE.fullmatch(code) and not _NUMBERED.fullmatch(code):
            self._text.append(code)
        else:
            self._left_out = True

    def _without_numbered(self, text: str) -> str:
        bare = _NUMBERED.sub("", text) if self._numbered else text
        self._left_out = self._left_out or bare != text
        return bare

    def _characters(self, data: str) -> None:
        inner = self._open[-1] if self._open else ""
        if inner in _CODES and "seg" in self._open:
            self._code.append(data)
        elif inner == "prop" or "seg" in self._open:
            self._text.append(data)

    def _group(self) -> Group:
        before = next((self._properties[name] for name in _BEFORE_NAMES if name in self._properties), "")
        return Group(tuple(self._texts), self._properties.get(_CONTEXT, ""), before, self._left_out, self._line)
