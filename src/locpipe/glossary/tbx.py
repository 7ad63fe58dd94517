"""TBX, the exchange format of term lists, read and written.

Read are ISO 30042:2019 in both its styles (`<termNote type="partOfSpeech">` is DCA, `<min:partOfSpeech>` DCT) and the
form of 2008, `<martif>`, which most tools still write. Written is the dialect TBX-Basic in DCA. What our columns say
and TBX-Basic cannot stands in notes of the concept, one for each: `locpipe: case_sensitive=yes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b

from locpipe.errors import GlossaryError
from locpipe.glossary.tbx_document import (
    NOTES,
    SPEECH,
    UNTRANSLATED,
    Concept,
    Facts,
    Language,
    TermSection,
    read_document,
)
from locpipe.languages import gettext_code, primary
from locpipe.model import Term, TermStatus

_WRONG = ("deprecated", "superseded", "forbidden", "obsolete", "prohibited", "rejected", "notrecommended")
_PREFERRED = ("preferred", "standardized", "legal", "regulated", "approved")
_PROPOSED = ("proposed", "draft", "new", "candidate")
_PARTS_OF_SPEECH = ("adjective", "adverb", "noun", "verb", "other")
_OURS = re.compile(r"locpipe: (status|part_of_speech|case_sensitive)=(.*)", re.DOTALL)
# XML 1.0, section 2.2: what a document cannot hold, written as a reference or not.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Basic" style="dca" xml:lang={source} xmlns="urn:iso:std:iso:30042:ed-2">
<tbxHeader><fileDesc><sourceDesc><p>locpipe glossary, {pair}</p></sourceDesc></fileDesc></tbxHeader>
<text>
<body>
"""
_FOOT = "</body>\n</text>\n</tbx>\n"


def read_tbx(data: bytes, path: str, source: str, target: str) -> tuple[Term, ...]:
    """Return the terms of a TBX file for one pair of languages, in the order of the file, blanks in a text as one.

    A concept's first preferred term, else its first that is not deprecated, becomes the target, the other right ones
    its forms; each term in the source language gives a Term. A language fits that is the same, else one with a region
    where the other has none (`pl-PL` and `pl`). GlossaryError with `path:line` for what is no TBX, lacks the pair, or
    defines or uses entities of its own: a few lines of those can fill the memory of any machine.
    """
    concepts = read_document(data, path)
    if concepts is None:
        raise GlossaryError(f"{path}:1: this is no TBX file: the first element is neither <tbx> nor <martif>")
    found = [_found(concept, source, target) for concept in concepts]
    if concepts and not any(each.both for each in found):
        there = ", ".join(sorted({section.language for concept in concepts for section in concept.sections})) or "none"
        raise GlossaryError(
            f"{path}:1: no concept has terms in both {source} and {target} (languages here: {there}); "
            "export it again with both"
        )
    return tuple(term for each in found for term in _terms(each, path))


def dump_tbx(terms: Iterable[Term], source: str, target: str) -> bytes:
    """Return terms as TBX-Basic in UTF-8, sorted, the same for the same terms in any order; each stands once.

    ValueError for a term that `can_hold` refuses.
    """
    from xml.sax.saxutils import escape, quoteattr  # which brings urllib along: not for those who read alone

    bare = {replace(term, path="", line=0) for term in terms}
    head = _HEAD.replace("{source}", quoteattr(source)).replace("{pair}", escape(f"{source}-{target}"))
    return "".join([head, *(_concept(term, source, target) for term in sorted(bare, key=_order)), _FOOT]).encode()


def can_hold(term: Term) -> bool:
    """Tell whether XML can hold the term: most control characters have no place in it, not even as references."""
    texts = (term.source, term.target, term.part_of_speech, term.note, *term.forms, *term.forbidden)
    return not any(_NO_XML.search(_plain(text)) for text in texts)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _order(term: Term) -> tuple[object, ...]:
    words = (term.source.casefold(), term.source, term.target, term.status, term.part_of_speech)
    return (*words, term.forms, term.forbidden, term.case_sensitive, term.note)


# Writing.


def _concept(term: Term, source: str, target: str) -> str:
    from xml.sax.saxutils import quoteattr

    if not can_hold(term):
        raise ValueError("the term holds a character that XML cannot")
    speech = term.part_of_speech if term.part_of_speech in _PARTS_OF_SPEECH else "other" * bool(term.part_of_speech)
    notes = "".join(f"<note>{_xml(f'locpipe: {key}={value}')}</note>\n" for key, value in _beyond(term))
    body = (
        f"{notes}<langSec xml:lang={quoteattr(source)}>\n{_section(term.source, '', speech)}</langSec>\n"
        f"<langSec xml:lang={quoteattr(target)}>\n{''.join(_targets(term, speech))}</langSec>\n"
    )
    # A concept has the same id in every export, and one that says something else another one.
    name = blake2b(body.encode(), digest_size=8).hexdigest()
    return f'<conceptEntry id="c{name}">\n{body}</conceptEntry>\n'


def _beyond(term: Term) -> Iterator[tuple[str, str]]:
    """Yield the columns that TBX-Basic has no category or no value for."""
    if term.status is not TermStatus.APPROVED:
        yield "status", term.status.value
    if term.part_of_speech and term.part_of_speech not in _PARTS_OF_SPEECH:
        yield "part_of_speech", term.part_of_speech
    if term.case_sensitive:
        yield "case_sensitive", "yes"


def _targets(term: Term, speech: str) -> Iterator[str]:
    first = {TermStatus.FORBIDDEN: "deprecated", TermStatus.PROPOSED: "admitted"}.get(term.status, "preferred")
    yield _section(term.target, first, speech, term.note)
    yield from (_section(form, "admitted") for form in term.forms)
    yield from (_section(wrong, "deprecated") for wrong in term.forbidden)


def _section(text: str, status: str = "", speech: str = "", note: str = "") -> str:
    lines = [f"<termSec><term>{_xml(text)}</term>"]
    lines += [f'<termNote type="partOfSpeech">{speech}</termNote>'] if speech else []
    lines += [f'<termNote type="administrativeStatus">{status}Term-admn-sts</termNote>'] if status else []
    lines += [f"<note>{_xml(note)}</note>"] if note.strip() else []
    return "".join([*lines, "</termSec>\n"])


def _xml(text: str) -> str:
    from xml.sax.saxutils import escape

    return escape(_plain(text))


# Reading.


@dataclass(slots=True)
class _Found:
    """A concept's terms in the two languages that are looked for."""

    concept: Concept
    sources: list[Language]
    targets: list[Language]

    @property
    def both(self) -> bool:
        """Tell whether there are terms in both languages."""
        return bool(self.sources and self.targets)

    @property
    def ours(self) -> dict[str, str]:
        """Return what locpipe itself noted of the concept, by column."""
        matches = (_OURS.fullmatch(note) for note in self.concept.facts.get("note", ()))
        return {match[1]: match[2] for match in matches if match}

    @property
    def chosen(self) -> TermSection:
        """Return the term that is the target."""
        targets = [term for section in self.targets for term in section.terms]
        if "status" in self.ours:
            return targets[0]
        preferred = [term for term in targets if term.standing in _PREFERRED]
        right = [term for term in targets if term.standing not in _WRONG]
        return (preferred or right or targets)[0]

    def facts(self) -> Iterator[Facts]:
        """Yield what is said of the terms and languages, the target first."""
        for section in (*self.targets, *self.sources):
            yield from (term.facts for term in section.terms)
            yield section.facts


def _found(concept: Concept, source: str, target: str) -> _Found:
    return _Found(concept, _fitting(concept, source), _fitting(concept, target))


def _fitting(concept: Concept, language: str) -> list[Language]:
    """Return the sections for a language: those of the same code, else those where one of the codes has no region."""
    wanted = _code(language)
    filled = [section for section in concept.sections if section.terms]
    same = [section for section in filled if _code(section.language) == wanted]
    return same or [section for section in filled if _alone(_code(section.language), wanted)]


def _code(code: str) -> str:
    return gettext_code(code.replace("_", "-")).casefold()


def _alone(code: str, wanted: str) -> bool:
    # "zh" without a region may be either script, which no reader takes for the other.
    return primary(code) == primary(wanted) != "zh" and primary(code) in (code, wanted)


def _terms(found: _Found, path: str) -> Iterator[Term]:
    """Yield a Term for each source term of the concept; none where a language is missing."""
    if not found.both:
        return
    ours, status, chosen = found.ours, _status(found), found.chosen
    sources = [term for section in found.sources for term in section.terms]
    others = [term for section in found.targets for term in section.terms if term is not chosen]
    speeches = [speech for term in (chosen, *sources) for speech in term.facts.get(SPEECH, ())]
    # Another program's text that is not to be translated: whatever stands there as its translation is none.
    kept = status is TermStatus.KEPT and "status" not in ours
    for source in sources:
        yield Term(
            source=source.text,
            target=source.text if kept else chosen.text,
            status=status,
            part_of_speech=ours.get("part_of_speech", next(iter(speeches), "")),
            forms=() if kept else tuple(term.text for term in others if term.standing not in _WRONG),
            forbidden=tuple(term.text for term in others if term.standing in _WRONG),
            case_sensitive=ours.get("case_sensitive") == "yes",
            note=_note(found),
            path=path,
            line=found.concept.line,
        )


def _status(found: _Found) -> TermStatus:
    known = {status.value: status for status in TermStatus}
    if ours := known.get(found.ours.get("status", "")):
        return ours
    said = [found.concept.facts, *found.facts()]
    if any(word.casefold() == "no" for facts in said for key in UNTRANSLATED for word in facts.get(key, ())):
        return TermStatus.KEPT
    standing = found.chosen.standing
    if standing in _WRONG:
        return TermStatus.FORBIDDEN
    return TermStatus.PROPOSED if standing in _PROPOSED else TermStatus.APPROVED


def _note(found: _Found) -> str:
    """Return what is noted of the concept and its terms in the two languages, each note once."""
    notes = [note for facts in found.facts() for key in NOTES for note in facts.get(key, ())]
    notes += [note for key in NOTES for note in found.concept.facts.get(key, ()) if not _OURS.fullmatch(note)]
    return "; ".join(dict.fromkeys(notes))
