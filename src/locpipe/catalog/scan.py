"""What polib loses or misplaces, read from the text itself: comments, references, obsolete marks, line numbers.

`scan` takes a PO file apart into blocks (one an entry) and a text for polib that holds the strings alone, on the
lines where they stood, so that polib's own messages name the right line. Obsolete entries are handed to polib as
living ones, because it drops the previous msgid and the notes of the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from locpipe.errors import CatalogError
from locpipe.model import Location

# polib cuts lines at these; noncharacters stand in for them while it reads. The table is its own inverse.
_CUTTERS = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_SWAP = {
    ord(a): ord(b)
    for cutter, stand_in in zip(_CUTTERS, map(chr, range(0xFDD0, 0xFDD8)), strict=True)
    for a, b in ((cutter, stand_in), (stand_in, cutter))
}
HEADER_ID = "\x04header"

_KEYWORD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)[ \t]*(?=\")")
_STRINGS = re.compile(r'"((?:[^"\\]|\\.)*)"[ \t]*')
_ESCAPE = re.compile(r"\\([0-7]{1,3}|x[0-9a-fA-F]{0,2}|.)")
_REFERENCE = re.compile("\u2068([^\u2069]*)\u2069(?::(\\d+))?|(\\S+)")
_CONFLICT = ("<<<<<<< ", "=======", ">>>>>>> ", "||||||| ")
_BLANK = " \t\r\x0b\x0c"


@dataclass
class Block:
    """What stands around one entry's strings; `line` is the line of its msgid, from 1."""

    comments: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    locations: list[Location] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    obsolete: bool = False
    plural: bool = False
    line: int = 0
    done: bool = False


def swap(text: str) -> str:
    """Return the text with the characters at which polib cuts lines and their stand-ins exchanged."""
    return text.translate(_SWAP)


def scan(text: str, path: str) -> tuple[list[Block], str]:
    """Return the blocks in file order, and the text for polib (the header under the msgid `HEADER_ID`)."""
    scanner = _Scanner(path)
    lines = re.split("\r\n|\r|\n", text)
    for number, line in enumerate(lines, 1):
        scanner.take(number, line)
    return scanner.finish(), swap("\n".join(scanner.strings))


class _Scanner:
    """Reads a PO file line by line; `strings` grows by one line for each."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.blocks: list[Block] = []
        self.strings: list[str] = []
        self.block = Block()
        self.context = False
        self.open_id = 0
        self.plain_id = ""

    def take(self, number: int, line: str) -> None:
        """Take one line in; raises CatalogError where it is no PO."""
        text = line.strip(_BLANK)
        self.strings.append("")
        if text.startswith("#~"):
            self._obsolete(number, text[2:].lstrip(_BLANK))
        elif text.startswith("#|"):
            self._previous(number, text[2:].lstrip(_BLANK))
        elif text.startswith("#"):
            self._comment(line.lstrip(_BLANK)[1:])
        elif text:
            self._string(number, text, obsolete=False)

    def finish(self) -> list[Block]:
        """Return the blocks; comments after the last entry are its own, as no client would keep them else."""
        self._must_be_closed()
        if self.block.done:
            self.blocks.append(self.block)
        elif self.blocks:
            self.blocks[-1].comments += self.block.comments
        return self.blocks

    def _obsolete(self, number: int, text: str) -> None:
        if text.startswith("|"):
            self._previous(number, text[1:].lstrip(_BLANK))
        elif text:
            self._string(number, text, obsolete=True)

    def _previous(self, number: int, text: str) -> None:
        self._begin()
        if text:
            self.strings[-1] = "#| " + self._clean(number, text)

    def _comment(self, text: str) -> None:
        block = self._begin()
        if text.startswith("."):
            block.notes.append(_without_blank(text[1:]))
        elif text.startswith(":"):
            block.locations += locations_in(text[1:])
        elif text.startswith((",", "=")):
            block.flags += [flag for flag in map(str.strip, text[1:].split(",")) if flag]
        else:
            block.comments.append(_without_blank(text))

    def _string(self, number: int, text: str, obsolete: bool) -> None:
        keyword = _KEYWORD.match(text)
        if keyword and keyword.group(1) in ("msgctxt", "msgid"):
            self._start(number, keyword.group(1), obsolete)
        elif keyword:
            self.block.plural |= keyword.group(1) == "msgid_plural"
            self._close(keyword.group(1))
        self.strings[-1] = self._clean(number, text)
        self.plain_id = self.strings[-1] if keyword and keyword.group(1) == "msgid" else ""

    def _start(self, number: int, word: str, obsolete: bool) -> None:
        block = self._begin()
        block.obsolete = obsolete
        if word == "msgctxt":
            self.context = True
            return
        self._must_be_closed()
        block.line = self.open_id = number

    def _close(self, word: str) -> None:
        if not word.startswith("msgstr"):
            return
        # The header's msgid is empty: its msgstr follows on the next line that says anything.
        if self.plain_id == 'msgid ""' and not self.context:
            self.strings[self.block.line - 1] = f'msgid "{HEADER_ID}"'
        self.block.done, self.context, self.open_id = True, False, 0

    def _begin(self) -> Block:
        if self.block.done:
            self.blocks.append(self.block)
            self.block = Block()
        return self.block

    def _must_be_closed(self) -> None:
        if self.open_id:
            raise self._error(self.open_id, "this msgid has no msgstr")

    def _clean(self, number: int, text: str) -> str:
        """Return the line as polib reads it: one keyword, a blank, one string."""
        keyword = _KEYWORD.match(text)
        strings, position = [], keyword.end() if keyword else 0
        while match := _STRINGS.match(text, position):
            strings.append(_ESCAPE.sub(_unescaped, match.group(1)))
            position = match.end()
        if not strings or position < len(text):
            raise self._error(number, _fault(text))
        return f'{keyword.group(1)} "{"".join(strings)}"' if keyword else f'"{"".join(strings)}"'

    def _error(self, number: int, fault: str) -> CatalogError:
        return CatalogError(f"{self.path}:{number}: {fault}; correct the line (msgfmt -c shows more), then run again")


def _fault(text: str) -> str:
    if text.startswith(_CONFLICT):
        return "a merge conflict stands here: keep the lines of one side"
    if '"' in text:
        return "a string is not closed, or holds a quote without a backslash before it"
    return f"not a line of a PO file: {text[:40]}"


def _unescaped(match: re.Match[str]) -> str:
    """Return the character of an escape that polib does not know (`\\a`, `\\033`, `\\x1b`) or would cut at (`\\f`)."""
    code = match.group(1)
    number = {"a": 7, "v": 11, "f": 12}.get(code, -1)
    if code[0] == "x" and code[1:]:
        number = int(code[1:], 16)
    elif code[0] in "01234567":
        number = int(code, 8)
    # Beyond ASCII these are bytes of several, and no program writes them into UTF-8 files.
    return chr(number) if 0 < number < 128 and chr(number) not in '"\\\n\r' else match.group(0)


def _without_blank(text: str) -> str:
    return text[1:].rstrip("\r") if text.startswith(" ") else text.rstrip("\r")


def locations_in(text: str) -> Iterator[Location]:
    """Yield the references of a `#:` line, without its mark."""
    for match in _REFERENCE.finditer(text):
        if match.group(3):
            path, _, line = match.group(3).rpartition(":")
            yield Location(path, int(line)) if path and line.isdecimal() else Location(match.group(3))
        else:
            yield Location(match.group(1), int(match.group(2) or 0))
