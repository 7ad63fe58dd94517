"""LibreTranslate: open machine translation by a server of your own, or a public one."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from locpipe.engines.base import Answer, Engine, Mode, Pair, Request, Settings
from locpipe.errors import EngineError, UsageError
from locpipe.languages import english_name, primary
from locpipe.model import Term

if TYPE_CHECKING:
    from locpipe.engines.http import Http

# Codes under which servers know a language, the newer first (https://libretranslate.com/languages).
_ALSO = {
    **{"zh": ("zh-Hans", "zh"), "zh-hans": ("zh-Hans", "zh"), "zh-cn": ("zh-Hans", "zh")},
    **{"zh-hant": ("zh-Hant", "zt"), "zh-tw": ("zh-Hant", "zt"), "pt-br": ("pt-BR", "pb"), "no": ("nb",)},
}


class LibreTranslate(Engine):
    """A LibreTranslate server at `url`; LIBRETRANSLATE_API_KEY where it asks for a key.

    The API is that of https://docs.libretranslate.com: a list of texts is answered by a list. An answer of another
    length is used for no text.
    """

    name = "libretranslate"
    paid = False
    most_texts = 25
    most_bytes = 64 * 1024
    parallel = 2
    modes = (Mode.HTML, Mode.PLAIN)

    def __init__(self, settings: Settings) -> None:
        self._key = settings.environment.get("LIBRETRANSLATE_API_KEY", "").strip()
        if not settings.url:
            raise UsageError('libretranslate: [engine] url is not set; give your server, like "http://localhost:5000"')
        self._http = _connect(settings, self._key)
        self._turn = threading.Lock()
        self._targets: dict[str, frozenset[str]] | None = None

    def prepare(self, pairs: Sequence[Pair], terms: Mapping[str, Sequence[Term]]) -> tuple[str, ...]:
        """Check that the server has the languages; EngineError for one that it lacks."""
        for pair in pairs:
            self._codes(pair)
        return ()

    def key(self, pair: Pair) -> str:
        """Return the code: a server says nothing of its models."""
        return pair.code

    def translate(self, request: Request) -> Answer:
        """Return the translations."""
        source, target = self._codes(request.pair)
        form = "text" if request.mode is Mode.PLAIN else "html"
        body = {"q": list(request.texts), "source": source, "target": target, "format": form}
        found = self._http.post("/translate", body | ({"api_key": self._key} if self._key else {}))
        texts = found.get("translatedText") if isinstance(found, dict) else None
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise EngineError("libretranslate: the answer is not one of LibreTranslate's; check [engine] url")
        if len(texts) != len(request.texts):
            raise EngineError(
                f"libretranslate: {len(request.texts)} texts were sent, {len(texts)} came back, and none is used; "
                "update the server, or run again"
            )
        return Answer(tuple(texts))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _codes(self, pair: Pair) -> tuple[str, str]:
        """Return the codes that the server has for the pair."""
        known = self._known()
        for source in _candidates(pair.source):
            for target in [pair.code] if pair.code else _candidates(pair.target):
                if target in known.get(source, ()):
                    return source, target
        there = ", ".join(sorted(set().union(*known.values()))) or "none"
        raise EngineError(
            f"libretranslate: the server has no {english_name(pair.source)} into {english_name(pair.target)} "
            f"({pair.target}); it has {there}: name one by code in [engine.languages.{pair.target}]"
        )

    def _known(self) -> dict[str, frozenset[str]]:
        """Return the server's languages, each with its targets; asked for once."""
        with self._turn:
            if self._targets is None:
                self._targets = _read(self._http.get("/languages"))
            return self._targets


def _connect(settings: Settings, key: str) -> Http:
    from locpipe.engines.http import Http

    return Http("libretranslate", settings.url, settings.timeout, key)


def _read(answer: Any) -> dict[str, frozenset[str]]:  # noqa: ANN401 - it is JSON
    try:
        codes = frozenset(each["code"] for each in answer)
        # Servers before 1.3 list no targets: there every language goes into every other.
        return {each["code"]: frozenset(each.get("targets", codes)) for each in answer}
    except (AttributeError, KeyError, TypeError) as error:
        raise EngineError("libretranslate: the server is no LibreTranslate; check [engine] url") from error


def _candidates(code: str) -> Iterator[str]:
    yield code
    yield from _ALSO.get(code.casefold(), ())
    yield primary(code)
