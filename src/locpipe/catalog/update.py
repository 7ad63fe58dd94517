"""A new template meets the catalog that people worked on (DESIGN section 4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from locpipe.catalog import notes
from locpipe.catalog.match import Matcher
from locpipe.catalog.migrate import migrate
from locpipe.catalog.outcome import Outcome, close, exact, reverted, unmatched
from locpipe.catalog.template import SEGMENTATION, TEMPLATE_COMMENT
from locpipe.catalog.write import numbered
from locpipe.model import Catalog, Entry, Finding, Severity

_SHOWN = 70


@dataclass(frozen=True, slots=True)
class Update:
    """The catalog as it is to be written, and what a person should know about the change."""

    catalog: Catalog
    findings: tuple[Finding, ...]


def update(
    old: Catalog | None, template: Catalog, *, path: str, language: str, language_name: str, gettext_code: str
) -> Update:
    """Return the catalog for the template's entries with everything of `old` that still fits.

    The order is the template's, obsolete entries last. Nothing a person wrote is dropped: a text stands in the
    entry with its key, as a fuzzy one in the closest new entry, or in an obsolete one. An update of its own result
    changes nothing. Without `old` the entries are the template's own, which have no lines yet.
    """
    if old is None:
        return Update(_new(template, path, language, language_name, gettext_code), ())
    updating = _Updating(old, template)
    entries = updating.run()
    catalog = numbered(
        replace(
            old, path=path, language=language, headers=_headers(old, template, gettext_code), entries=tuple(entries)
        )
    )
    return Update(catalog, tuple(updating.findings(catalog)))


class _Updating:
    """One update: finds for each template entry, in turn, what becomes of it."""

    def __init__(self, old: Catalog, template: Catalog) -> None:
        self.old, self.template = old, template
        self.outcomes: list[Outcome | None] = [None] * len(template.entries)
        self.matcher = Matcher(old.entries, template.entries)
        self.migrated: dict[str, int] = {}

    def run(self) -> list[Entry]:
        for place, position in self.matcher.exact.items():
            self._settle(place, exact(self.old.entries[position], self.template.entries[place]), position)
        was, now = self.old.header(SEGMENTATION), self.template.header(SEGMENTATION)
        if was and was != now:
            self._migrate()
        self._revert()
        self._match()
        self._leave()
        entries = [outcome.entry for outcome in self.outcomes if outcome]
        return entries + list(self._obsolete({entry.key for entry in entries}))

    def findings(self, catalog: Catalog) -> Iterator[Finding]:
        for outcome in self.outcomes:
            if outcome and outcome.sensitive:
                entry = catalog.by_key[outcome.entry.key]
                message = f"{outcome.sensitive}: the translation needs a review; the source now reads: {_short(entry)}"
                yield Finding("source-changed", Severity.NOTE, catalog.path, entry.line, message, entry.source)
        if emptied := sum(1 for outcome in self.outcomes if outcome and outcome.emptied):
            message = f"{_count(emptied, 'machine text')} emptied because the source changed; pre-fill makes new ones"
            yield Finding("machine-text", Severity.NOTE, catalog.path, 0, message)
        if self.migrated:
            yield Finding("migrated", Severity.NOTE, catalog.path, 0, self._migration())

    def _open(self) -> list[int]:
        return [place for place, outcome in enumerate(self.outcomes) if outcome is None]

    def _revert(self) -> None:
        for place in self._open():
            if (position := self.matcher.reverted(place)) is not None:
                self._settle(place, reverted(self.old.entries[position], self.template.entries[place]), position)

    def _match(self) -> None:
        for place, position in self.matcher.closest(self._open()).items():
            outcome = close(self.old.entries[position], self.template.entries[place], self.template.language)
            self._settle(place, outcome, position)

    def _leave(self) -> None:
        for place in self._open():
            position = self.matcher.remains(place)
            remains = None if position is None else self.old.entries[position]
            self._settle(place, unmatched(remains, self.template.entries[place]), position)

    def _settle(self, place: int, outcome: Outcome, position: int | None) -> None:
        entry = outcome.entry
        if position is not None and position not in self.matcher.used:
            # The first taker has the comments; an entry that is used twice keeps them where they were.
            entry = entry._replace(comments=self.old.entries[position].comments)
            self.matcher.used.add(position)
        self.outcomes[place] = replace(outcome, entry=entry)

    def _migrate(self) -> None:
        unused = {i: entry for i, entry in enumerate(self.old.entries) if i not in self.matcher.used}
        open_places = {i: self.template.entries[i] for i, outcome in enumerate(self.outcomes) if outcome is None}
        for move in migrate(unused, open_places):
            comments = tuple(c for i in move.positions if i not in self.matcher.used for c in unused[i].comments)
            self.matcher.used.update(move.positions)
            entry = move.entry._replace(comments=tuple(dict.fromkeys(comments)))
            self.outcomes[move.place] = Outcome(entry, emptied=move.emptied)
            self.migrated[move.how] = self.migrated.get(move.how, 0) + 1

    def _migration(self) -> str:
        was, now = self.old.header(SEGMENTATION), self.template.header(SEGMENTATION)
        counts = ", ".join(f"{count} {how}" for how, count in sorted(self.migrated.items()))
        return f"migrated from segmentation {was} to {now}: {counts}"

    def _obsolete(self, taken: set[tuple[str, str]]) -> Iterator[Entry]:
        for position, entry in enumerate(self.old.entries):
            if position in self.matcher.used or entry.key in taken:
                continue
            if entry.comments and not entry.target:
                # msgcat drops an obsolete entry without a text, and the person's comment with it.
                kept = entry._replace(target=entry.source, fuzzy=True, previous="", notes=(notes.KEPT_FOR_COMMENT,))
            elif entry.comments and notes.KEPT_FOR_COMMENT in entry.notes:
                kept = entry
            elif entry.target and (entry.comments or not notes.is_machine_text(entry)):
                kept = entry._replace(notes=notes.carried(entry))
            else:
                continue
            yield kept._replace(obsolete=True, locations=())


def _new(template: Catalog, path: str, language: str, language_name: str, gettext_code: str) -> Catalog:
    article = template.comments[0].removeprefix(TEMPLATE_COMMENT) if template.comments else template.path
    headers = tuple((name, gettext_code if name == "Language" else value) for name, value in template.headers)
    comments = (notes.clean(f"{language_name} translation of {article}"),)
    return replace(template, path=path, language=language, comments=comments, headers=headers)


def _headers(old: Catalog, template: Catalog, gettext_code: str) -> tuple[tuple[str, str], ...]:
    """Return the fields as found; X-Locpipe-Segmentation alone is ours to write."""
    if not old.headers:
        return tuple((name, gettext_code if name == "Language" else value) for name, value in template.headers)
    value = template.header(SEGMENTATION)
    headers = [(name, value if name == SEGMENTATION else found) for name, found in old.headers]
    if SEGMENTATION not in dict(headers):
        later = (i for i, (name, _) in enumerate(headers) if name.startswith("X-") and name > SEGMENTATION)
        headers.insert(next(later, len(headers)), (SEGMENTATION, value))
    return tuple(headers)


def _short(entry: Entry) -> str:
    text = notes.clean(entry.source)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + "…"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
