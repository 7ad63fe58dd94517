"""LibreTranslate: open machine translation by a server of your own, or a public one."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape, unescape
from typing import TYPE_CHECKING, Any

from locpipe.engines.base import Answer, Engine, Mode, Pair, Request, Settings
from locpipe.errors import EngineError, UsageError
from locpipe.languages import english_name
from locpipe.model import Term

if TYPE_CHECKING:
    from locpipe.engines.http import Http

# Codes under which servers know a language beside its own, the newer first (https://libretranslate.com/languages).
# Chinese has an entry for each region, since "zh" alone is written in simplified characters.
_SIMPLIFIED, _TRADITIONAL = ("zh-Hans", "zh"), ("zh-Hant", "zt")
_ALSO = {
    **dict.fromkeys(("zh", "zh-hans", "zh-cn", "zh-sg"), _SIMPLIFIED),
    **dict.fromkeys(("zh-hant", "zh-tw", "zh-hk", "zh-mo"), _TRADITIONAL),
    **{"pt-br": ("pt-BR", "pb", "pt"), "no": ("nb",), "nb": ("nb", "no"), "fil": ("tl",), "tl": ("fil",)},
}
_TAG = re.compile(r"(</?[gx]\b[^<>]*>)")
# A text that holds an entity as words: "write &amp;lt; for <", escaped once more for HTML.
_ESCAPED_TWICE = re.compile(r"&amp;#?\w+;")
_ENTITY = re.compile(r"&#?\w+;")


class LibreTranslate(Engine):
    """A LibreTranslate server at `url`; LIBRETRANSLATE_API_KEY where it asks for a key.

    A list of texts is answered by a list (https://docs.libretranslate.com/api/operations/translate). An answer of
    another length is used for no text: which one is missing cannot be told. A text that is longer than the server
    takes is answered with "".
    """

    name = "libretranslate"
    paid = False
    # A server without a graphics card takes seconds for a paragraph, and all of them must fit into one timeout.
    most_texts = 10
    most_bytes = 16 * 1024
    parallel = 2
    modes = (Mode.HTML, Mode.PLAIN)

    def __init__(self, settings: Settings) -> None:
        if not settings.url:
            raise UsageError('libretranslate: [engine] url is not set; give your server, like "http://localhost:5000"')
        self._http, self._key = _connect(settings)
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
        options = {"source": source, "target": target, "format": form}
        answers = self._answers(request.texts, options | ({"api_key": self._key} if self._key else {}))
        whole = restored_text if request.mode is Mode.PLAIN else restored_html
        texts = tuple(whole(answer, text) for answer, text in zip(answers, request.texts, strict=True))
        # With a key someone has an account, and may be charged.
        return Answer(texts, billed=None if self._key else 0)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _answers(self, texts: Sequence[str], options: Mapping[str, str]) -> list[str]:
        """Return an answer for each text; where they are too much for the server, by halves."""
        from locpipe.engines.http import ServerError

        try:
            return self._listed(self._http.post_json("/translate", {"q": list(texts), **options}), len(texts))
        except ServerError as error:
            if not _is_too_much(error.status, error.words):
                raise
        if len(texts) == 1:
            return [""]
        middle = len(texts) // 2
        return self._answers(texts[:middle], options) + self._answers(texts[middle:], options)

    def _listed(self, found: Any, count: int) -> list[str]:  # noqa: ANN401 - it is JSON
        texts = found.get("translatedText") if isinstance(found, dict) else None
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise self._http.error("with JSON that is none of LibreTranslate's")
        if len(texts) != count:
            raise EngineError(
                f"libretranslate: {count} texts were sent, {len(texts)} came back, and none is used; "
                "update the server, or run again"
            )
        return texts

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
            f"({pair.code or pair.target}); it has {there}: name one as code in [engine.languages.{pair.target}]"
        )

    def _known(self) -> dict[str, frozenset[str]]:
        """Return the server's languages, each with its targets; asked for once."""
        with self._turn:
            if self._targets is None:
                self._targets = self._read(self._http.get_json("/languages"))
            return self._targets

    def _read(self, answer: Any) -> dict[str, frozenset[str]]:  # noqa: ANN401 - it is JSON
        try:
            codes = frozenset(str(each["code"]) for each in answer)
            # Servers before 1.3 list no targets: there every language goes into every other.
            return {str(each["code"]): frozenset(map(str, each.get("targets", codes))) for each in answer}
        except (AttributeError, KeyError, TypeError) as error:
            raise self._http.error("/languages with JSON that is none of LibreTranslate's") from error


def _connect(settings: Settings) -> tuple[Http, str]:
    from locpipe.engines.http import Http, key_of

    key = key_of(settings, "LIBRETRANSLATE_API_KEY", "libretranslate")
    return Http("libretranslate", settings, key, "LIBRETRANSLATE_API_KEY"), key


def _is_too_much(status: int, words: str) -> bool:
    """Tell whether a server refused the number of texts or their length: "request (n) exceeds text limit (m)"."""
    return status == 413 or (status == 400 and "exceeds text limit" in words)


def _candidates(code: str) -> Iterator[str]:
    """Yield the codes that a server may have for a language; never one of another script."""
    yield code
    also = _ALSO.get(code.casefold(), ())
    yield from also
    parts = code.split("-")
    if not also and not any(len(part) == 4 and part.isalpha() for part in parts[1:]):
        yield parts[0]


def restored_html(answer: str, sent: str) -> str:
    """Return an answer with `&`, `<` and `>` escaped, as they were sent; "" where that is in doubt.

    Servers unescape what they answer, HTML too (https://github.com/LibreTranslate/LibreTranslate/pull/204), so that
    `a &lt; b` comes back as `a < b`; others of the same API do not. Which one it was matters, and shows, in texts that
    hold an entity as words.
    """
    twice = sorted(_ESCAPED_TWICE.findall(sent))
    if not twice:
        return _each_word(
            answer, lambda words: escape(_ENTITY.sub(lambda entity: unescape(entity[0]), words), quote=False)
        )
    if sorted(_ESCAPED_TWICE.findall(answer)) == twice:
        return answer
    if sorted(_ENTITY.findall(answer)) == sorted(entity.replace("&amp;", "&", 1) for entity in twice):
        return _each_word(answer, lambda words: escape(words, quote=False))
    return ""


def _each_word(text: str, change: Callable[[str], str]) -> str:
    """Return the text with what is between its tags changed."""
    pieces = _TAG.split(text)
    return "".join(piece if place % 2 else change(piece) for place, piece in enumerate(pieces))


def restored_text(answer: str, sent: str) -> str:
    """Return an answer; "" where the server has turned an entity among the words into what it stands for."""
    return answer if sorted(_ENTITY.findall(sent)) == sorted(_ENTITY.findall(answer)) else ""
