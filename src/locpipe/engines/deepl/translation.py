"""Requests to DeepL: what is sent, how many bytes that is, and what is made of the answers."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence, Set
from typing import Any

import deepl

from locpipe.engines.base import Answer, Mode, Pair, Quota, Request, Settings
from locpipe.engines.deepl import glossaries, languages
from locpipe.engines.deepl.client import connect, status_of
from locpipe.engines.deepl.glossaries import Dictionary, Glossaries
from locpipe.engines.deepl.languages import Languages, Route
from locpipe.engines.deepl.terms import term_list
from locpipe.errors import EngineError
from locpipe.languages import english_name, primary
from locpipe.model import Term

# The newer of DeepL's two readers of markup; the version is part of a cached answer's key.
TAG_HANDLING = "v2"

# What /v2/usage says for an account without a limit.
_UNLIMITED = 10**12

_NOTHING = deepl.TextResult("", "", 0, None)


class Translation:
    """A connection to DeepL with what it knows of the languages and the glossary."""

    def __init__(self, settings: Settings) -> None:
        self._client = connect(settings)
        self._project = settings.project
        self._glossaries = Glossaries(self._client)
        self._languages: Languages | None = None
        self._routes: dict[Pair, Route] = {}
        self._dictionaries: dict[Pair, Dictionary] = {}

    def prepare(self, pairs: Sequence[Pair], terms: Mapping[str, Sequence[Term]]) -> tuple[str, ...]:
        """See DeepL.prepare."""
        for pair in pairs:
            languages.formality(pair)
        if not pairs:
            return ()
        self._languages = self._languages or languages.read(self._client)
        self._routes |= {pair: self._languages.route(pair) for pair in pairs}
        notes = [note for pair in pairs for note in self._lacking(pair, bool(terms.get(pair.target)))]
        wanted = {}
        for pair in pairs:
            if self._routes[pair].glossary:
                found = term_list(terms.get(pair.target, ()))
                notes.extend(found.notes)
                wanted[pair] = self._dictionary(pair, {pair.target for pair in pairs} | set(terms), found.entries)
        self._dictionaries |= wanted
        return (*notes, *self._glossaries.sync(tuple(wanted.values())))

    def key(self, pair: Pair) -> str:
        """See DeepL.key."""
        return f"{pair.code} {pair.model} {languages.formality(pair)} {TAG_HANDLING}"

    def size(self, request: Request) -> int:
        """See DeepL.size."""
        options = self._options(request)
        body = {name: value for name, value in options.items() if name != "glossary"}
        if "glossary" in options:
            body["glossary_id"] = options["glossary"]
        # As requests encodes it: in ASCII, with a blank after each comma and colon.
        return len(json.dumps({**body, "text": list(request.texts), "show_billed_characters": True}))

    def translate(self, request: Request) -> Answer:
        """See DeepL.translate."""
        if request.mode is not Mode.PLAIN and not self._route(request.pair).tags:
            return self._without_tags(request)
        options = self._options(request)
        try:
            results = self._results(request.texts, options)
        except EngineError as error:
            if "glossary" not in options or not glossaries.is_missing(error):
                raise
            self._glossaries.repair(options["glossary"])
            results = self._results(request.texts, self._options(request))
        models = [result.model_type_used for result in results if result.model_type_used]
        billed = sum(result.billed_characters for result in results)
        return Answer(tuple(result.text for result in results), billed, models[0] if models else "")

    def quota(self) -> Quota | None:
        """See DeepL.quota."""
        with self._client.explained("ask for the quota"):
            usage = self._client.get_usage().character
        if usage.count is None:
            return None
        return Quota(usage.count, None if usage.limit is None or usage.limit >= _UNLIMITED else usage.limit)

    def close(self) -> None:
        """See DeepL.close."""
        self._client.close()  # type: ignore[no-untyped-call]

    def _route(self, pair: Pair) -> Route:
        return self._routes.get(pair) or languages.unprepared(pair)

    def _dictionary(self, pair: Pair, targets: Set[str], entries: Mapping[str, str]) -> Dictionary:
        route = self._routes[pair]
        name = glossaries.name_of(self._project, pair.target, targets)
        return Dictionary(name, primary(route.source), primary(route.target), entries)

    def _lacking(self, pair: Pair, has_terms: bool) -> list[str]:
        """Return a line for each thing asked for that DeepL cannot do for the pair."""
        route, name = self._routes[pair], english_name(pair.target)
        notes = []
        if languages.formality(pair) and not route.formality:
            notes.append(f"deepl: {name} has no formality; [engine.languages.{pair.target}] formality is not used")
        if has_terms and not route.glossary:
            notes.append(f"deepl: no glossary can be used from {english_name(pair.source)} into {name}")
        if not route.tags:
            notes.append(f"deepl: {name} has no tag handling; texts with markup are left untranslated")
        return notes

    def _options(self, request: Request) -> dict[str, Any]:
        """Return the client's arguments, all but the texts; they have the names of the API's parameters."""
        route = self._route(request.pair)
        options: dict[str, Any] = {
            "source_lang": route.source,
            "target_lang": route.target,
            # A unit's sentences end at punctuation: its newlines are tags.
            "split_sentences": "nonewlines",
            # Otherwise DeepL adds the full stop that a heading lacks.
            "preserve_formatting": True,
        }
        optional = {
            "context": request.context,
            "formality": route.formality,
            "model_type": request.pair.model,
            "glossary": self._glossaries.id_of(self._dictionaries.get(request.pair)),
        }
        options |= {name: value for name, value in optional.items() if value}
        return options if request.mode is Mode.PLAIN else options | _markup(request.mode)

    def _results(self, texts: Sequence[str], options: dict[str, Any]) -> list[deepl.TextResult]:
        """Return a result for each text; those of which DeepL refuses a single one are found by halving."""
        try:
            return self._send(texts, options)
        except EngineError as error:
            if not _refuses_a_text(error):
                raise
        if len(texts) > 1:
            middle = len(texts) // 2
            return self._results(texts[:middle], options) + self._results(texts[middle:], options)
        if "context" in options:
            return self._results(texts, {name: value for name, value in options.items() if name != "context"})
        return [_NOTHING]

    def _send(self, texts: Sequence[str], options: dict[str, Any]) -> list[deepl.TextResult]:
        with self._client.explained("translate"):
            results = self._client.translate_text(list(texts), **options)
        if not isinstance(results, list) or not all(isinstance(result.text, str) for result in results):
            results = []
        if len(results) != len(texts):
            # Which text is missing cannot be told; a translation in the wrong place is worse than none.
            raise EngineError(
                f"deepl: cannot translate: {len(texts)} texts were sent, {len(results)} came back, and none is used; "
                "check that [engine] url is a DeepL server, or run again"
            )
        return results

    def _without_tags(self, request: Request) -> Answer:
        """Return the translations of the texts that hold no markup, for a language that DeepL reads no tags of."""
        bare = {place: html.unescape(text) for place, text in enumerate(request.texts) if "<" not in text}
        if not bare:
            return Answer(("",) * len(request.texts), 0)
        plain = Request(request.pair, tuple(bare.values()), request.context, mode=Mode.PLAIN)
        answer = self.translate(plain)
        found = dict(zip(bare, answer.texts, strict=True))
        texts = (html.escape(found.get(place, ""), quote=False) for place in range(len(request.texts)))
        return Answer(tuple(texts), answer.billed, answer.model)


def _markup(mode: Mode) -> dict[str, Any]:
    """Return the options that make DeepL keep `<g>` and `<x>` where they belong."""
    return {
        "tag_handling": mode.value,
        "tag_handling_version": TAG_HANDLING,
        "outline_detection": False,
        "non_splitting_tags": ["g", "x"],
        "ignore_tags": ["x"],
    }


def _refuses_a_text(error: EngineError) -> bool:
    """Tell whether a text of the request is too large or has markup that DeepL's strict parser does not read."""
    status = status_of(error)
    return status == 413 or (status == 400 and "tag handling parsing" in str(error).casefold())
