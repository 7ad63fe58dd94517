"""Words of a text with every form under which a term can be known: as written, lemma, stem."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from locpipe.languages import primary
from locpipe.model import Span

# A word is letters, digits and the signs that combine with them; hyphens and apostrophes part words: "l'épaule".
_WORD = re.compile(
    "(?:[^\\W_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0963\u0966-\u0dff])+",
)
# Languages that write no blanks between words, or particles onto them: each character is a token of its own.
_BY_CHARACTER = frozenset(["ja", "zh", "yue", "ko", "th", "lo", "km", "my", "bo"])
# A shorter stem says too little: the one of "stawy" (joints) is that of "stawać" (to stand).
_LEAST_STEM = 4
_STEM = "~"


@dataclass(frozen=True, slots=True)
class Token:
    """A word in its place (code points). `forms` are the word as written and its lemmas, `keys` its stem as well.

    All are casefolded; a stem begins with `~`, so that it never equals a word.
    """

    span: Span
    text: str
    forms: frozenset[str]
    keys: frozenset[str]


class Analyzer:
    """The words of one language; see `analyzer`."""

    def __init__(self, language: str, *, morfeusz: bool = True) -> None:
        self.language = primary(language)
        self._by_character = self.language in _BY_CHARACTER
        self._lemma = _lemmatizer(self.language)
        self._stem = _stemmer(self.language)
        self._lemmas = _morfeusz() if morfeusz and self.language == "pl" else None
        self._known: dict[str, tuple[frozenset[str], frozenset[str]]] = {}

    def tokens(self, text: str) -> tuple[Token, ...]:
        """Return the words of a text in their order."""
        return tuple(Token(span, span.of(text), *self._analysed(span.of(text))) for span in self._spans(text))

    def _spans(self, text: str) -> Iterator[Span]:
        for match in _WORD.finditer(text):
            if self._by_character and not match[0].isascii():
                yield from (Span(at, at + 1) for at in range(match.start(), match.end()))
            else:
                yield Span(*match.span())

    def _analysed(self, word: str) -> tuple[frozenset[str], frozenset[str]]:
        if word not in self._known:
            self._known[word] = self._forms_and_keys(word)
        return self._known[word]

    def _forms_and_keys(self, word: str) -> tuple[frozenset[str], frozenset[str]]:
        folded = word.casefold()
        if folded.isdigit() or self._by_character:
            return frozenset([folded]), frozenset([folded])
        known = self._lemmas(word) if self._lemmas else frozenset()
        forms = frozenset([folded, *known, *self._simple(word)])
        # Morfeusz knows every lemma that a Polish word can have: a stem would only add words that are others.
        return forms, forms if known else forms | self._stems(folded)

    def _simple(self, word: str) -> Iterator[str]:
        # simplemma takes a capital for a name's: "Mięśnie" at a sentence's start is no name.
        for each in dict.fromkeys((word, word.lower())):
            if self._lemma:
                yield self._lemma(each).casefold()

    def _stems(self, folded: str) -> frozenset[str]:
        stem = self._stem(folded) if self._stem else ""
        return frozenset([_STEM + stem]) if len(stem) >= _LEAST_STEM else frozenset()


@lru_cache(maxsize=16)
def analyzer(language: str) -> Analyzer:
    """Return the analyzer of a language (BCP 47): simplemma's lemmas and snowball's stems, where they know it.

    Morfeusz takes the place of stems for Polish where it is installed (`locpipe[pl]`). A language that none of them
    knows has its words as written.
    """
    return Analyzer(language)


def _lemmatizer(language: str) -> Callable[[str], str] | None:
    from simplemma import Lemmatizer
    from simplemma.strategies import DefaultStrategy

    lemmatizer = Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=_dictionaries()))
    try:
        lemmatizer.lemmatize("a", language)
    except ValueError:
        return None
    return lambda word: str(lemmatizer.lemmatize(word, language))


@lru_cache(maxsize=1)
def _dictionaries() -> Any:  # noqa: ANN401 - the factories share no public type
    """Return simplemma's dictionaries as tries kept in the user's cache folder; as streams where that is read-only.

    A trie is made once, in seconds, and read in milliseconds from then on; a stream takes two seconds each time.
    """
    from platformdirs import user_cache_dir
    from simplemma.strategies.dictionaries import StreamDictionaryFactory, TrieDictionaryFactory

    folder = Path(user_cache_dir("locpipe")) / "simplemma"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return StreamDictionaryFactory()
    return TrieDictionaryFactory(disk_cache_dir=str(folder))


def _stemmer(language: str) -> Callable[[str], str] | None:
    import snowballstemmer  # type: ignore[import-untyped]

    from locpipe.languages import english_name

    name = english_name(language).casefold()
    if name not in snowballstemmer.algorithms():
        return None
    stem = snowballstemmer.stemmer(name).stemWord
    return lambda word: str(stem(word))


@lru_cache(maxsize=1)
def _morfeusz() -> Callable[[str], frozenset[str]] | None:
    """Return what gives a Polish word's lemmas, none for a word it does not know; None without Morfeusz."""
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
            yield lemma.partition(":")[0].casefold()
