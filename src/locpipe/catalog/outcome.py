"""What becomes of one entry: taken over, made fuzzy, reviewed again, emptied."""

from __future__ import annotations

from dataclasses import dataclass

from locpipe.catalog import notes
from locpipe.catalog.keep import judge
from locpipe.model import Entry


@dataclass(frozen=True, slots=True)
class Outcome:
    """A new entry (its comments are the caller's to add), and what is to be reported of it."""

    entry: Entry
    sensitive: str = ""
    emptied: bool = False


def exact(old: Entry, new: Entry) -> Outcome:
    """Return the entry as it was: the key is the same, or it is a slug, which stands whatever its source says."""
    if notes.KEPT_FOR_COMMENT in old.notes and old.target == old.source:
        return Outcome(new._replace(flags=old.flags))
    if notes.is_machine_text(old):
        old = old._replace(notes=notes.with_new_origin(old, new.source, old.target))
    return Outcome(_with_text(new, old, old.target, fuzzy=old.fuzzy, previous=old.previous, extra=notes.carried(old)))


def reverted(old: Entry, new: Entry) -> Outcome:
    """Return the entry whose edit was taken back: reviewed again unless the text changed meanwhile."""
    if notes.was_reviewed(old):
        return Outcome(_with_text(new, old, old.target))
    return Outcome(_with_text(new, old, old.target, fuzzy=True, extra=notes.carried(old)))


def close(old: Entry, new: Entry, language: str) -> Outcome:
    """Return the entry with the text of the one it came from, reviewed only if the edit cannot change meaning.

    `language` is that of the source.
    """
    if old.fuzzy:
        return Outcome(_still_fuzzy(old, new))
    if old.context != new.context:
        note = notes.changed_note("taken from another place", old.source, old.target)
        return Outcome(_with_text(new, old, old.target, fuzzy=True, previous=old.source, extra=(note,)))
    verdict = judge(old.source, new.source, old.target, language)
    if not verdict.reason:
        return Outcome(_with_text(new, old, verdict.target))
    note = notes.changed_note(verdict.reason, old.source, old.target)
    entry = _with_text(new, old, old.target, fuzzy=True, previous=old.source, extra=(note,))
    return Outcome(entry, sensitive=verdict.reason if verdict.sensitive else "")


def unmatched(remains: Entry | None, new: Entry) -> Outcome:
    """Return the entry without a translation; `remains` is the machine text or bare comment it replaces, if any."""
    return Outcome(new, emptied=remains is not None and notes.is_machine_text(remains))


def _still_fuzzy(old: Entry, new: Entry) -> Entry:
    """Return a person's unfinished text under its new source; the oldest previous msgid stays, as in msgmerge."""
    note = notes.change_note_of(old)
    if not old.previous:
        note = notes.unreviewed_note(old.source, old.target)
    others = tuple(each for each in notes.carried(old) if not each.startswith(notes.CHANGED))
    extra = (*others, note) if note else others
    return _with_text(new, old, old.target, fuzzy=True, previous=old.previous or old.source, extra=extra)


def _with_text(
    new: Entry, old: Entry, target: str, *, fuzzy: bool = False, previous: str = "", extra: tuple[str, ...] = ()
) -> Entry:
    fuzzy = fuzzy and bool(target)
    return new._replace(
        target=target,
        fuzzy=fuzzy,
        previous=previous if fuzzy and previous != new.source else "",
        notes=(*new.notes, *(note for note in extra if note not in new.notes)),
        flags=old.flags,
    )
