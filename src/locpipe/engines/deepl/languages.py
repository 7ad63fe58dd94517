"""Which languages and features DeepL has, by its own word, and what to call a language there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from locpipe.engines.base import Pair
from locpipe.engines.deepl.client import Client
from locpipe.errors import ConfigError
from locpipe.languages import english_name, primary

FORMALITIES = {
    "": "",
    "default": "",
    "more": "prefer_more",
    "less": "prefer_less",
    "prefer_more": "prefer_more",
    "prefer_less": "prefer_less",
}
# Codes that BCP 47 has in two ways, and the script that a region writes Chinese in.
_SYNONYMS = {"no": "nb", "fil": "tl"}
_SCRIPTS = {"zh-tw": "zh-hant", "zh-hk": "zh-hant", "zh-mo": "zh-hant", "zh-cn": "zh-hans", "zh-sg": "zh-hans"}
# The client and the API's documents both refuse these as a target, whatever the list of languages says.
_VARIANTS = {"en": ("en-GB", "en-US"), "pt": ("pt-BR", "pt-PT")}


@dataclass(frozen=True, slots=True)
class Language:
    """What DeepL says of a language, under its own code."""

    code: str
    source: bool = False
    target: bool = False
    formality: bool = False
    glossary: bool = False
    tags: bool = True


@dataclass(frozen=True, slots=True)
class Route:
    """A pair in DeepL's words: the codes and options of its requests, and what may be used for it."""

    source: str
    target: str
    formality: str
    glossary: bool = True
    tags: bool = True


@dataclass(frozen=True, slots=True)
class Languages:
    """All that DeepL has. `pairs` are those that a glossary can have, None where each language says it for itself."""

    known: tuple[Language, ...]
    pairs: frozenset[tuple[str, str]] | None = None

    def route(self, pair: Pair) -> Route:
        """Return the pair in DeepL's words; ConfigError for a language that it has not, or not without a variant."""
        sources = [language for language in self.known if language.source]
        source = self._find(pair.source, sources) or self._find(primary(pair.source), sources)
        if source is None:
            raise ConfigError(f"deepl: cannot translate from {english_name(pair.source)}; choose another engine")
        target = self._target(pair)
        return Route(
            source=source.code,
            target=target.code,
            formality=formality(pair) if target.formality else "",
            glossary=self._glossary(source, target),
            tags=source.tags and target.tags,
        )

    def _find(self, code: str, among: Iterable[Language]) -> Language | None:
        """Return the closest language: the code itself, without its region, and only then without its script."""
        there = {language.code.casefold(): language for language in among}
        return next((there[name] for name in _names(code) if name in there), None)

    def _target(self, pair: Pair) -> Language:
        usable = [item for item in self.known if item.target and item.code.casefold() not in _VARIANTS]
        found = self._find(pair.code or pair.target, usable)
        if found is None:
            raise ConfigError(_no_target(pair, [language.code for language in usable]))
        return found

    def _glossary(self, source: Language, target: Language) -> bool:
        if self.pairs is None:
            return source.glossary and target.glossary
        return (primary(source.code), primary(target.code)) in self.pairs


def _names(code: str) -> Iterator[str]:
    """Yield what a language may be called, the closest first: zh-Hant-TW, zh-hant, zh; a script is never replaced."""
    code = code.replace("_", "-").casefold()
    yield code
    if code in _SCRIPTS:
        yield _SCRIPTS[code]
        return
    parts = code.split("-")
    if len(parts) > 1 and len(parts[1]) == 4:
        yield "-".join(parts[:2])
        return
    yield parts[0]
    if parts[0] in _SYNONYMS:
        yield _SYNONYMS[parts[0]]


def _no_target(pair: Pair, usable: Iterable[str]) -> str:
    """Return why there is no such target and which key of the configuration to set."""
    code = pair.code or pair.target
    variants = sorted(variant for variant in usable if primary(variant) == primary(code))
    if not variants:
        return f"deepl: cannot translate into {english_name(code)}; choose another engine for it with --engine"
    shown = " or ".join(f'"{variant}"' for variant in variants)
    return (
        f"deepl: needs to know which {english_name(primary(code))} is meant by {code}; "
        f"set [engine.languages.{pair.target}] code = {shown} in locpipe.toml"
    )


def formality(pair: Pair) -> str:
    """Return the formality in DeepL's words, always one that it may set aside; ConfigError for another word."""
    try:
        return FORMALITIES[pair.formality]
    except KeyError:
        known = ", ".join(f'"{word}"' for word in FORMALITIES if word)
        raise ConfigError(
            f'deepl: [engine.languages.{pair.target}] formality = "{pair.formality}" is unknown; use one of {known}'
        ) from None


def unprepared(pair: Pair) -> Route:
    """Return the pair in DeepL's words as far as they are known without asking."""
    target = pair.code or pair.target
    if target.casefold() in _VARIANTS:
        raise ConfigError(_no_target(pair, _VARIANTS[target.casefold()]))
    return Route(primary(pair.source), target, formality(pair), glossary=False)


def read(client: Client) -> Languages:
    """Return what the API reports: by its newer list where the server has it, else by the older ones."""
    with client.explained("ask for its languages"):
        status, answer = client.get_json("v3/languages?resource=translate_text")
        if status == 200 and isinstance(answer, list) and answer:
            # Where no language has tags, this list does not speak of them.
            tags = any("tag_handling" in item.get("features", ()) for item in answer)
            return Languages(tuple(_language(item, tags) for item in answer))
        return _read_older(client)


def _language(item: Mapping[str, Any], tags: bool) -> Language:
    """Return a language of /v3/languages; `features` was a list before it became an object."""
    features = item.get("features", ())
    return Language(
        code=item["lang"],
        source=bool(item["usable_as_source"]),
        target=bool(item["usable_as_target"]),
        formality="formality" in features,
        glossary="glossary" in features,
        tags="tag_handling" in features or not tags,
    )


def _read_older(client: Client) -> Languages:
    """Return the languages by /v2/languages, which says nothing of tags, and the pairs that a glossary can have."""
    sources = [Language(language.code, source=True) for language in client.get_source_languages()]
    targets = [
        Language(language.code, target=True, formality=bool(language.supports_formality))
        for language in client.get_target_languages()
    ]
    pairs = ((primary(pair.source_lang), primary(pair.target_lang)) for pair in client.get_glossary_languages())
    return Languages((*sources, *targets), frozenset(pairs))
