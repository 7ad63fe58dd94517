"""Words of a text with every form under which a term can be known: as written, lemma, stem."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock

from locpipe.glossary.lemmas import dictionary, morfeusz
from locpipe.glossary.stems import stemmer
from locpipe.languages import primary
from locpipe.model import Span

# A word is letters, digits and the signs that combine with them; hyphens and apostrophes part words: "l'épaule".
# A soft hyphen says where a word may be broken, not where it ends.
_SIGN = "(?:[^\\W_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0963\u0966-\u0dff])"
_WORD = re.compile(f"{_SIGN}(?:{_SIGN}|\u00ad)*")
_SOFT_HYPHEN = "\u00ad"
# Languages that write no blanks between words, or particles onto them: each character is a token of its own.
_BY_CHARACTER = frozenset(["ja", "zh", "yue", "ko", "th", "lo", "km", "my", "bo"])
# Languages that write every noun with a capital: "der Arm" is an arm, "arm" is poor.
_CAPITAL_NOUNS = frozenset(["de", "lb"])
# simplemma has one lemma for each form. In Polish it is often another word's: the one of "brzuchami" is not "brzuch".
_DOUBTFUL = frozenset(["pl"])


@dataclass(frozen=True, slots=True)
class _Word:
    """What is known of a word wherever it stands."""

    text: str
    forms: frozenset[str]
    keys: frozenset[str]
    known: bool
    noun: bool
    meant: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """A word in its place (code points); `text` is in Unicode's NFC and without soft hyphens.

    `forms` are the word as written and its lemmas, `keys` its stem as well; all are casefolded, and a stem begins with
    `~`, so that it never equals a word. `known` tells whether a dictionary has the word, so that its lemmas are enough;
    `noun` whether it is written as one, in a language that marks them.
    """

    span: Span
    text: str
    forms: frozenset[str]
    keys: frozenset[str]
    known: bool
    noun: bool


class Analyzer:
    """The words of one language; see `analyzer`. Threads may share it."""

    def __init__(self, language: str, *, use_morfeusz: bool = True) -> None:
        self.language = primary(language)
        self._by_character = self.language in _BY_CHARACTER
        self._dictionary = dictionary(self.language)
        self._stem = stemmer(self.language)
        self._polish = morfeusz() if use_morfeusz and self.language == "pl" else None
        self._seen: dict[str, _Word] = {}
        self._lock = Lock()

    def tokens(self, text: str) -> tuple[Token, ...]:
        """Return the words of a text in their order."""
        return tuple(self._token(text, span) for span in self._spans(text))

    def has_any(self, text: str, keys: Set[str]) -> bool:
        """Tell whether a word of the text has one of the keys."""
        words = (span.of(text) for span in self._spans(text)) if self._by_character else _WORD.findall(text)
        return any(not self._word(word).keys.isdisjoint(keys) for word in words)

    def phrase(self, text: str) -> tuple[Token, ...]:
        """Return the words of a term: as those of a text, but each means no more than it must.

        In a glossary "ból" is the pain, not the imperative of "boleć", to hurt; "cofanie" is not each form of "cofać".
        """
        return tuple(_only(token, self._word(token.text).meant) for token in self.tokens(text))

    def _token(self, text: str, span: Span) -> Token:
        word = self._word(span.of(text))
        return Token(span, word.text, word.forms, word.keys, word.known, word.noun)

    def _spans(self, text: str) -> Iterator[Span]:
        for match in _WORD.finditer(text):
            if self._by_character and not match[0].isascii():
                yield from (Span(at, at + 1) for at in range(match.start(), match.end()))
            else:
                yield Span(*match.span())

    def _word(self, written: str) -> _Word:
        if written not in self._seen:
            # Snowball's stemmers keep the word they work on in themselves.
            with self._lock:
                self._seen[written] = self._analysed(unicodedata.normalize("NFC", written.replace(_SOFT_HYPHEN, "")))
        return self._seen[written]

    def _analysed(self, word: str) -> _Word:
        folded = word.casefold()
        alone = frozenset([folded])
        noun = self.language in _CAPITAL_NOUNS and word[:1].isupper()
        if folded.isdigit() or self._by_character:
            return _Word(word, alone, alone, known=True, noun=noun)
        if lemmas := self._polish(word) if self._polish else None:
            # Morfeusz knows every lemma that a Polish word can have: a stem would only add words that are others.
            forms = alone | lemmas
            return _Word(word, forms, forms, known=True, noun=noun, meant=alone if folded in lemmas else _own(forms))
        forms = alone.union(self._dictionary.lemmas(word)) if self._dictionary else alone
        stem = self._stem(word) if self._stem else ""
        known = self._dictionary is not None and self._dictionary.knows(word) and self.language not in _DOUBTFUL
        return _Word(word, forms, forms | {stem} if stem else forms, known, noun)


def _only(token: Token, meant: frozenset[str] | None) -> Token:
    return token if meant is None else replace(token, forms=meant, keys=meant)


def _own(lemmas: frozenset[str]) -> frozenset[str]:
    """Return the lemmas without the verbs of which nouns and adjectives are made: "cofać:ger", not "cofać"."""
    return lemmas - {lemma.partition(":")[0] for lemma in lemmas if ":" in lemma}


@lru_cache(maxsize=16)
def analyzer(language: str) -> Analyzer:
    """Return the analyzer of a language (BCP 47): simplemma's lemmas and snowball's stems, where they know it.

    Morfeusz takes their place for the Polish words it knows, where it is installed (`locpipe[pl]`). A language that
    none of them knows has its words as written.
    """
    return Analyzer(language)
