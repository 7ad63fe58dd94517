"""The project's glossary at DeepL: found by its name, compared with ours, replaced where it differs.

There is one glossary per project with a dictionary per language pair. DeepL's dictionaries are those of languages, not
of variants: where a project has two variants of one language (pt-BR and pt-PT), each has a glossary of its own, named
for the variant. Dictionaries of pairs that are not asked for, and other glossaries, are left alone.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import deepl
from deepl.api_data import (
    MultilingualGlossaryDictionaryEntries,
    MultilingualGlossaryDictionaryInfo,
    MultilingualGlossaryInfo,
)

from locpipe.engines.deepl.client import Client
from locpipe.errors import EngineError
from locpipe.languages import primary


@dataclass(frozen=True, slots=True)
class Dictionary:
    """What one dictionary has to hold: `glossary` is the name of the glossary it belongs to, the languages are bases.

    Without entries it has to be absent.
    """

    glossary: str
    source: str
    target: str
    entries: Mapping[str, str]

    @property
    def label(self) -> str:
        """Return the pair as in the names of glossary files."""
        return f"{self.source}-{self.target}"

    @property
    def summary(self) -> str:
        """Return the pair and how much it holds."""
        return f"{self.label} with {len(self.entries)} terms"

    def sent(self) -> MultilingualGlossaryDictionaryEntries:
        """Return the dictionary as the client takes it."""
        return MultilingualGlossaryDictionaryEntries(self.source, self.target, dict(self.entries))

    def is_that(self, info: MultilingualGlossaryDictionaryInfo) -> bool:
        """Tell whether the one at DeepL is for the same pair."""
        return (primary(info.source_lang), primary(info.target_lang)) == (self.source, self.target)


def name_of(project: str, target: str, targets: Iterable[str]) -> str:
    """Return the name of the glossary for a target: the project's, with the target where a sibling variant exists."""
    variants = {other.casefold() for other in targets if primary(other) == primary(target)}
    name = f"locpipe: {project}"
    return name if len(variants) < 2 else f"{name} ({target})"


class Glossaries:
    """The glossaries that this run uses, by name. Safe to use from several threads."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._wanted: dict[tuple[str, str, str], Dictionary] = {}
        self._ids: dict[str, str] = {}
        self._repair = threading.Lock()

    def id_of(self, dictionary: Dictionary | None) -> str | None:
        """Return the id to translate with, None where there is nothing to use."""
        return self._ids.get(dictionary.glossary) if dictionary and dictionary.entries else None

    def sync(self, wanted: Sequence[Dictionary]) -> tuple[str, ...]:
        """Make DeepL's dictionaries hold what is wanted; return what was changed, a line each."""
        self._wanted |= {(item.glossary, item.source, item.target): item for item in wanted}
        with self._client.explained("bring the glossary up to date"):
            try:
                return tuple(self._changes(wanted))
            except deepl.GlossaryNotFoundException:
                # Somebody deleted it between our look at the list and our change.
                return tuple(self._changes(wanted))

    def repair(self, gone: str) -> None:
        """Make sure, once for all threads, that the glossary which DeepL did not find is there again."""
        with self._repair:
            if gone in self._ids.values():
                self.sync(tuple(self._wanted.values()))

    def _changes(self, wanted: Sequence[Dictionary]) -> Iterator[str]:
        if not wanted:
            return
        there = self._client.list_multilingual_glossaries()
        # Those to be filled come first: a glossary whose last dictionary goes is deleted.
        ordered = sorted(wanted, key=lambda item: (item.glossary, not item.entries, item.source, item.target))
        for name, group in groupby(ordered, key=lambda dictionary: dictionary.glossary):
            named = [info for info in there if info.name == name]
            # Two jobs that start together may make two; every later one must choose the same.
            info = min(named, key=lambda info: (info.creation_time, info.glossary_id), default=None)
            dictionaries = tuple(group)
            yield from self._create(name, dictionaries) if info is None else self._update(info, dictionaries)

    def _create(self, name: str, dictionaries: Sequence[Dictionary]) -> Iterator[str]:
        filled = [dictionary for dictionary in dictionaries if dictionary.entries]
        if not filled:
            self._ids.pop(name, None)
            return
        info = self._client.create_multilingual_glossary(name, [dictionary.sent() for dictionary in filled])
        self._ids[name] = info.glossary_id
        yield f'deepl: created glossary "{name}": {", ".join(dictionary.summary for dictionary in filled)}'

    def _update(self, info: MultilingualGlossaryInfo, dictionaries: Sequence[Dictionary]) -> Iterator[str]:
        self._ids[info.name] = info.glossary_id
        left = len(info.dictionaries)
        for dictionary in dictionaries:
            there = next((one for one in info.dictionaries if dictionary.is_that(one)), None)
            if not dictionary.entries:
                if there is not None:
                    left -= 1
                    yield self._remove(info, dictionary, last=not left)
            elif there is None or there.entry_count != len(dictionary.entries) or self._differs(info, dictionary):
                self._client.replace_multilingual_glossary_dictionary(info, dictionary.sent())
                left += there is None
                yield f'deepl: {"added" if there is None else "replaced"} {dictionary.summary} in "{info.name}"'

    def _remove(self, info: MultilingualGlossaryInfo, dictionary: Dictionary, last: bool) -> str:
        """Take the dictionary of a pair without terms away, with its glossary if it was the last."""
        if last:
            self._client.delete_multilingual_glossary(info)
            self._ids.pop(info.name, None)
            return f'deepl: deleted glossary "{info.name}": {dictionary.label} has no terms any more'
        self._client.delete_multilingual_glossary_dictionary(
            info, source_lang=dictionary.source, target_lang=dictionary.target
        )
        return f'deepl: removed {dictionary.label} from "{info.name}": it has no terms any more'

    def _differs(self, info: MultilingualGlossaryInfo, dictionary: Dictionary) -> bool:
        """Tell whether DeepL's entries are others than ours; both have equally many."""
        answer = self._client.get_multilingual_glossary_entries(info, dictionary.source, dictionary.target)
        return _parsed(answer.dictionaries[0].entries) != dictionary.entries


def _parsed(entries: Mapping[str, str] | str) -> Mapping[str, str]:
    """Return entries as DeepL sends them, tab-separated lines; the client's types promise a mapping."""
    if not isinstance(entries, str):
        return entries
    rows = (line.rstrip("\r").partition("\t") for line in entries.split("\n") if line.strip())
    return {source: target for source, _, target in rows}


def is_missing(error: EngineError) -> bool:
    """Tell whether a translation was refused because its glossary, or the dictionary in it, is not there."""
    cause = error.__cause__
    if not isinstance(cause, deepl.DeepLException):
        return False
    words = str(cause).casefold()
    return cause.http_status_code == 404 or (
        cause.http_status_code == 400 and ("glossary" in words or "dictionary" in words)
    )
