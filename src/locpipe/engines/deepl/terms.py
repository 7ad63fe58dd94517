"""A term list as DeepL takes it: one target for a source, no control characters, at most 1024 bytes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from locpipe.model import Term, TermStatus

MOST_BYTES = 1024

# DeepL's restrictions: C0 and C1 control characters and Unicode's line ends.
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class TermList:
    """The entries of a dictionary, and a line for each term that was left out or changed to fit."""

    entries: Mapping[str, str]
    notes: tuple[str, ...] = ()


def term_list(terms: Sequence[Term]) -> TermList:
    """Return the approved terms and those to be kept as they are; of two with one source the first."""
    entries: dict[str, str] = {}
    notes: list[str] = []
    first: dict[str, Term] = {}
    for term in terms:
        if not term.required:
            continue
        source, target = _safe(term.source), _safe(term.source if term.status is TermStatus.KEPT else term.target)
        note = _refusal(source, target) or _repetition(first.get(source.casefold()), term, target, entries)
        if note is None:
            first[source.casefold()] = term
            entries[source] = target
            note = _change(term, source, target)
        if note:
            notes.append(f"{_place(term)}deepl: {note}")
    return TermList(entries, tuple(notes))


def _safe(text: str) -> str:
    """Return the text composed, with a space for control characters and none at its ends."""
    return _FORBIDDEN.sub(" ", unicodedata.normalize("NFC", text)).strip()


def _refusal(source: str, target: str) -> str | None:
    """Return why DeepL would refuse the term, None if it would not."""
    if not source or not target:
        return f'term "{source or target}" is left out: it has no {"source" if not source else "target"}'
    longest = max(len(source.encode()), len(target.encode()))
    if longest > MOST_BYTES:
        return f'term "{source[:40]}…" is left out: it has {longest} bytes, DeepL takes {MOST_BYTES}'
    return None


def _repetition(first: Term | None, term: Term, target: str, entries: Mapping[str, str]) -> str | None:
    """Return what to say of a second term with one source, "" where it says the same; None where it is the first."""
    if first is None:
        return None
    if entries[_safe(first.source)] == target:
        return ""
    return f'term "{_safe(term.source)}" → "{target}" is left out: {_place(first)}has another target; keep one'


def _change(term: Term, source: str, target: str) -> str:
    """Return what was changed to fit, "" where nothing was that a reader can see."""
    if _FORBIDDEN.search(term.source.strip() + term.target.strip()):
        return f'term "{source}" → "{target}" is sent with spaces for its tabs and line ends'
    return ""


def _place(term: Term) -> str:
    return f"{term.path}:{term.line}: " if term.path else ""
