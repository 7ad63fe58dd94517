"""DeepL: paid machine translation with markup, a glossary, formality and context.

The only door to the `deepl` client, which takes a fifth of a second to import: that happens when an engine is opened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

from locpipe.engines.base import Answer, Engine, Mode, Pair, Quota, Request, Settings
from locpipe.model import Term


class DeepL(Engine):
    """The DeepL API, free or Pro, by the key in DEEPL_AUTH_KEY.

    A text for which DeepL has no usable answer on its own account (longer than a whole request may be, or markup that
    its strict parser refuses) is answered with "", so that one paragraph does not stop a run; everything else that
    goes wrong is an EngineError.
    """

    name = "deepl"
    paid = True
    # The API's own limits; the second counts the encoded body, in which "ł" takes six bytes.
    most_texts = 50
    most_bytes = 128 * 1024
    parallel = 4
    modes = (Mode.XML, Mode.HTML, Mode.PLAIN)
    uses_terms = True

    def __init__(self, settings: Settings) -> None:
        from locpipe.engines.deepl.translation import Translation

        self._translation = Translation(settings)

    def prepare(self, pairs: Sequence[Pair], terms: Mapping[str, Sequence[Term]]) -> tuple[str, ...]:
        """Check the languages and bring the project's glossary at DeepL up to date: one, with a dictionary per pair.

        Returns a line for each change, and for each option or term that DeepL cannot take. ConfigError for a language
        that DeepL has not, or has in variants alone.
        """
        return self._translation.prepare(pairs, terms)

    def key(self, pair: Pair) -> str:
        """Return code, model, formality and the version of the tag handling: what decides an answer, beside terms."""
        return self._translation.key(pair)

    def size(self, request: Request) -> int:
        """Return the bytes of the JSON that the client would send; exact after `prepare`, which knows the glossary."""
        return self._translation.size(request)

    def translate(self, request: Request) -> Answer:
        """Return the translations; a glossary that vanished meanwhile is made again first."""
        return self._translation.translate(request)

    def quota(self) -> Quota | None:
        """Return the account's characters in this billing period."""
        return self._translation.quota()

    def close(self) -> None:
        """Close the connections. The engine may not be used afterwards."""
        self._translation.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
