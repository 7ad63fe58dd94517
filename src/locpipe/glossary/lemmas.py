"""Base forms of words: from simplemma's dictionaries, and from Morfeusz for Polish where it is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

# simplemma's own codes for what BCP 47 calls otherwise; its South Slavic dictionary has both scripts.
_CODES = {"bs": "hbs", "hr": "hbs", "sr": "hbs", "sh": "hbs", "no": "nb", "fil": "tl"}
# What Morfeusz takes for forms of one word though they mean several: "leczenie" and "nieleczenie" of "leczyć" (nouns
# and adjectives made of verbs, and what negates them), "większy" and "największy" of "wielki".
_OF_VERBS = frozenset(["ger", "pact", "ppas"])
_OTHER_WORDS = _OF_VERBS | {"neg", "com", "sup"}


class Dictionary:
    """simplemma's dictionary of one language, and its rules for words that are not in it."""

    def __init__(self, code: str, words: Mapping[str, str]) -> None:
        from simplemma import Lemmatizer
        from simplemma.strategies import DefaultStrategy

        self._code = code
        self._words = words
        self._lemmatizer = Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=_Dictionaries()))

    def knows(self, word: str) -> bool:
        """Tell whether the word is in the dictionary, with or without its capitals."""
        return any(each in self._words for each in _cases(word))

    def lemmas(self, word: str) -> Iterator[str]:
        """Yield the word's lemma as written, and without its capitals: "Mięśnie" at a sentence's start is no name."""
        for each in (*_cases(word), *(self._polish_cases(word.casefold()) if self._code == "pl" else ())):
            yield self._lemmatizer.lemmatize(each, self._code).casefold()

    def _polish_cases(self, word: str) -> Iterator[str]:
        """Yield other cases of what may be a noun in the dative: simplemma takes "nadgarstkowi" for an adjective."""
        if word.endswith("owi"):
            yield from (each for each in (word[:-3] + "u", word[:-3] + "a") if each in self._words)


def _cases(word: str) -> Iterator[str]:
    yield word
    if not word.islower():
        yield word.lower()
        # In a heading of capitals a German noun has lost the one that the dictionary knows it by.
        yield word.capitalize()


def dictionary(language: str) -> Dictionary | None:
    """Return the dictionary of a language (BCP 47, primary subtag); None where simplemma has none."""
    code = _CODES.get(language, language)
    try:
        return Dictionary(code, _words(code))
    except ValueError:
        return None


class _Dictionaries:
    """What simplemma's strategies ask for dictionaries."""

    def get_dictionary(self, lang: str) -> Mapping[str, str]:
        return _words(lang)


@lru_cache(maxsize=8)
def _words(code: str) -> Mapping[str, str]:
    """Return the lemmas of a language's words; ValueError for a language without a dictionary.

    It is a trie that is kept in the user's cache folder: made once, in seconds, and read in milliseconds from then on.
    Where no file can be kept it is simplemma's stream, the same words read anew in two seconds each time.
    """
    from simplemma.strategies.dictionaries import StreamDictionaryFactory, TrieDictionaryFactory

    try:
        folder = _folder(code)
    except OSError:
        return StreamDictionaryFactory().get_dictionary(code)
    return TrieDictionaryFactory(disk_cache_dir=str(folder)).get_dictionary(code)


def _folder(code: str) -> Path:
    """Return the folder with the language's trie, made whole elsewhere first: several processes may want it at once."""
    from platformdirs import user_cache_dir
    from simplemma import __version__ as version
    from simplemma.strategies.dictionaries import TrieDictionaryFactory

    # Another release has other words: without its number, what is found would hang on which one made the trie.
    folder = Path(user_cache_dir("locpipe")) / f"simplemma-{version}"
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{code}.dic"
    if not (folder / name).exists():
        with TemporaryDirectory(dir=folder) as scratch:
            TrieDictionaryFactory(disk_cache_dir=scratch).get_dictionary(code)
            (Path(scratch) / name).replace(folder / name)
    return folder


@lru_cache(maxsize=1)
def morfeusz() -> Callable[[str], frozenset[str]] | None:
    """Return what gives a Polish word's lemmas, none for a word it does not know; None without Morfeusz.

    What is made of a verb tells that behind a colon, in a lemma beside the verb: "leczyć", "leczyć:ger"; what is
    negated, and comparatives, have such a lemma alone: "leczyć:ger:neg".
    """
    try:
        from morfeusz2 import Morfeusz  # type: ignore[import-untyped,import-not-found,unused-ignore]
    except ImportError:
        return None
    analyse = Morfeusz(generate=False).analyse
    return lambda word: frozenset(_lemmas_in(analyse(word)))


def _lemmas_in(analyses: list[tuple[int, int, tuple[str, str, str, Any, Any]]]) -> Iterator[str]:
    for _, _, (_, lemma, tag, *_) in analyses:
        if tag != "ign":
            # "bark:s1" is the first of several words of that spelling.
            plain = lemma.partition(":")[0].casefold()
            others = _OTHER_WORDS.intersection(tag.split(":"))
            if others <= _OF_VERBS:
                yield plain
            if others:
                yield ":".join([plain, *sorted(others)])
