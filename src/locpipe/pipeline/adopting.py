"""What becomes of a catalog when a translated file is adopted: which texts it takes, which it does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from locpipe import catalog
from locpipe.markdown.inline import analyse, full_form_labels, same_shape
from locpipe.model import Catalog, Entry, Finding, Severity, Unit
from locpipe.pipeline.reading import SLUG

_WIDTH = 60


@dataclass(frozen=True)
class Choice:
    """How adopt was asked to run: taken entries are `reviewed`; whom to `prefer` where they disagree."""

    reviewed: bool
    prefer: str = ""


@dataclass(frozen=True)
class Adoption:
    """The catalog as it is to be, how many entries it took, and how many it did not because a person's stood there."""

    catalog: Catalog
    findings: tuple[Finding, ...]
    taken: int
    disagreements: int


@dataclass(frozen=True)
class Offer:
    """A text that the translated file has for a unit.

    `same`: the catalog gives exactly that already. `sure`: it needs no review, such as the slug of a published file.
    """

    unit: Unit
    text: str
    same: bool
    sure: bool = False


def adopted(found: Catalog, offers: Sequence[Offer], choice: Choice) -> Adoption:
    """Return the catalog with the offered texts: into empty entries and over machine text, never over a person's.

    An offer that equals its source, or lacks markup of it, stays fuzzy whatever the choice: nobody can tell from here
    that it is a translation.
    """
    by_key, twice = _by_key(offers, found.path)
    entries = []
    findings = [*twice]
    taken = disagreements = 0
    for entry in found.entries:
        offer = None if entry.obsolete else by_key.get(entry.key)
        new = entry if offer is None else _entry(entry, offer, choice)
        if offer and _disagrees(entry, offer):
            disagreements += 1
            findings += _told(found.path, entry, offer, choice)
        taken += new != entry
        entries.append(new)
    return Adoption(replace(found, entries=tuple(entries)), tuple(findings), taken, disagreements)


def _by_key(offers: Sequence[Offer], path: str) -> tuple[Mapping[tuple[str, str], Offer], list[Finding]]:
    """Return the offers by entry; where one text of the source has two translations, the first."""
    by_key: dict[tuple[str, str], Offer] = {}
    twice = []
    for offer in offers:
        key = (offer.unit.context, offer.unit.source)
        first = by_key.setdefault(key, offer)
        if first.text != offer.text:
            message = (
                f"“{_short(offer.unit.source)}” is translated two ways, “{_short(first.text)}” and "
                f"“{_short(offer.text)}”; the first is taken: part them by <!-- locpipe:context … --> in the source"
            )
            twice.append(Finding("two-translations", Severity.WARNING, path, 0, message, offer.unit.source))
    return by_key, twice


def _disagrees(entry: Entry, offer: Offer) -> bool:
    return bool(entry.target.strip()) and not offer.same and not catalog.is_machine_text(entry)


def _entry(entry: Entry, offer: Offer, choice: Choice) -> Entry:
    """Return the entry as the offer leaves it."""
    fuzzy = not offer.sure and (not choice.reviewed or _doubtful(offer))
    if offer.same and entry.target.strip():
        return entry if fuzzy or entry.reviewed else _reviewed(entry)
    if _disagrees(entry, offer) and choice.prefer != "file":
        return entry
    notes = tuple(note for note in entry.notes if not note.startswith(("origin: ", "changed: ")))
    return entry._replace(target=offer.text, fuzzy=fuzzy, previous="", notes=notes)


def _reviewed(entry: Entry) -> Entry:
    notes = tuple(note for note in entry.notes if not note.startswith(("origin: ", "changed: ")))
    return entry._replace(fuzzy=False, previous="", notes=notes)


def _doubtful(offer: Offer) -> bool:
    return offer.unit.context != SLUG and (offer.text == offer.unit.source or bool(_problem(offer)))


def _problem(offer: Offer) -> str:
    """Return what of the unit's markup the text lacks, "" where it has all."""
    labels = full_form_labels(offer.unit.source)
    return same_shape(analyse(offer.unit.source, labels), analyse(offer.text, labels))


def _told(path: str, entry: Entry, offer: Offer, choice: Choice) -> list[Finding]:
    if choice.prefer:
        return []
    message = (
        f"the catalog says “{_short(entry.target)}”, the file “{_short(offer.text)}”; the entry stays: choose with "
        "--prefer file or --prefer catalog"
    )
    return [Finding("disagreement", Severity.WARNING, path, entry.line, message, entry.source)]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WIDTH else line[: _WIDTH - 1].rstrip() + "…"
