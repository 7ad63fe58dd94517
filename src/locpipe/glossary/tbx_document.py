"""A TBX file as it stands: concepts, their languages, their terms, and what is said of each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from locpipe.errors import GlossaryError

NOTES = ("note", "usageNote", "Usage note", "descrip")
# Weblate's ways to say that a term stays as it is.
UNTRANSLATED = ("Translation needed", "translationNote")
SPEECH = "partOfSpeech"
_STATUS = ("administrativeStatus", "normativeAuthorization")
_WANTED = {*NOTES, *UNTRANSLATED, *_STATUS, SPEECH}
_ENTRIES = ("conceptEntry", "termEntry")
_SECTIONS = ("langSec", "langSet")
_TERMS = ("termSec", "tig", "ntig")
# What holds a data category as its attribute `type`; in DCT the element's own name is the category.
_TYPED = ("termNote", "descrip", "admin")
_DEEPEST = 100

Facts = dict[str, list[str]]
"""What is said of something, by data category."""


@dataclass(slots=True)
class TermSection:
    """A term as it stands in the file, and what is said of it, by data category."""

    facts: Facts = field(default_factory=dict)
    text: str = ""

    @property
    def standing(self) -> str:
        """Return the status as one word, "" for none: `deprecated` for `deprecatedTerm-admn-sts`."""
        found = next((self.facts[key][0] for key in _STATUS if key in self.facts), "")
        word = re.sub(r"(?i)(?:[\s_-]*term)?(?:-adm[a-z]*-sts)?$", "", found.strip())
        return re.sub(r"[\s_-]", "", word).lower()


@dataclass(slots=True)
class Language:
    """The terms of a concept in one language."""

    language: str
    terms: list[TermSection] = field(default_factory=list)
    facts: Facts = field(default_factory=dict)


@dataclass(slots=True)
class Concept:
    """One entry, `line` from 1."""

    line: int
    sections: list[Language] = field(default_factory=list)
    facts: Facts = field(default_factory=dict)


def read_document(data: bytes, path: str) -> list[Concept] | None:
    """Return the concepts of a file, None where it is no TBX; blanks in a text are one.

    GlossaryError with `path:line` for what is no XML, and for entities of its own: none is ever expanded.
    """
    return _Reader(path).read(data)


class _Reader:
    """Follows one document: which elements are open, and what of the current entry was read."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._open: list[str] = []
        self._concepts: list[Concept] | None = None
        self._concept: Concept | None = None
        self._section: Language | None = None
        self._term: TermSection | None = None
        self._category = ""
        # The element whose text is being taken: how deep it lies, and its words so far.
        self._taken = 0
        self._text: list[str] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.EntityDeclHandler = self._entity
        self._parser.SkippedEntityHandler = self._unknown

    def read(self, data: bytes) -> list[Concept] | None:
        """Return the concepts, None where the document is no TBX."""
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            reason = expat.errors.messages.get(error.code, "") or str(error)
            raise self._error(f"this is not well-formed XML ({reason})", error.lineno) from None
        except (LookupError, ValueError) as error:
            # What the XML declaration calls the encoding, Python does not know or cannot map.
            raise self._error(f"the encoding cannot be read ({error})", 1) from None
        return self._concepts

    def _error(self, what: str, line: int = 0) -> GlossaryError:
        place = f"{self._path}:{line or self._parser.CurrentLineNumber}"
        return GlossaryError(f"{place}: {what}; export the file as TBX in UTF-8 again")

    def _entity(self, name: str, *_: object) -> None:
        raise self._error(f'the file defines an entity of its own, "{name}", which locpipe does not read')

    def _unknown(self, name: str, *_: object) -> None:
        raise self._error(f'the file uses the entity "&{name};", which XML does not know')

    def _start(self, prefixed: str, attributes: dict[str, str]) -> None:
        name = prefixed.rpartition(":")[2]
        if not self._open and name in ("tbx", "martif"):
            self._concepts = []
        self._open.append(name)
        if len(self._open) > _DEEPEST:
            raise self._error("elements are nested too deeply for a TBX")
        if name in _ENTRIES:
            self._concept = Concept(self._parser.CurrentLineNumber)
        elif name in _SECTIONS:
            self._section = Language(attributes.get("xml:lang") or attributes.get("lang", ""))
        elif name in _TERMS:
            self._term = TermSection()
        elif not self._taken:
            category = attributes.get("type") or name if name in _TYPED else name
            if name == "term" or category in _WANTED:
                self._taken, self._category, self._text = len(self._open), category, []

    def _characters(self, data: str) -> None:
        if self._taken:
            self._text.append(data)

    def _end(self, _: str) -> None:
        name = self._open.pop()
        if self._taken == len(self._open) + 1:
            self._taken = 0
            self._take(name, " ".join("".join(self._text).split()))
        elif name in _TERMS:
            if self._section is not None and self._term is not None and self._term.text:
                self._section.terms.append(self._term)
            self._term = None
        elif name in _SECTIONS:
            if self._concept is not None and self._section is not None:
                self._concept.sections.append(self._section)
            self._section = None
        elif name in _ENTRIES:
            if self._concepts is not None and self._concept is not None:
                self._concepts.append(self._concept)
            self._concept = None

    def _take(self, name: str, text: str) -> None:
        """Keep the text of a term, or of what is said of it, its language or its concept."""
        holder = self._term or self._section or self._concept
        if name == "term" and self._term is not None:
            self._term.text = self._term.text or text
        elif text and name != "term" and holder is not None:
            holder.facts.setdefault(self._category, []).append(text)
