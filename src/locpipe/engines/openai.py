"""Any server with OpenAI's chat completions: strict JSON with ids, the glossary and the section in the prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from locpipe.engines.base import Answer, Engine, Mode, Pair, Request, Settings
from locpipe.engines.chat import PROMPT, body_of, is_comment, translations_in
from locpipe.errors import EngineError, UsageError

if TYPE_CHECKING:
    from locpipe.engines.http import Http

_OPENAI = "https://api.openai.com/v1"
# How an answer's form is asked for, the strictest first; a server that knows none is told by the prompt alone.
_FORMS = ("json_schema", "json_object", "")


class OpenAI(Engine):
    """A server with `POST /chat/completions` (https://platform.openai.com/docs/api-reference/chat), local ones too.

    OPENAI_API_KEY where the server asks for a key; `model` must be named. Texts go out and come back by id. A text
    that is missing, comes twice, or is talked about rather than translated is answered with "". What was cut off or
    cannot be read is asked for once more in halves.
    """

    name = "openai"
    # A server of one's own costs nothing, but that cannot be told from here.
    paid = True
    most_texts = 20
    # Local models often have room for 8,000 tokens, question and answer together.
    most_bytes = 16 * 1024
    parallel = 4
    modes = (Mode.XML, Mode.PLAIN)
    uses_terms = True

    def __init__(self, settings: Settings) -> None:
        key = settings.environment.get("OPENAI_API_KEY", "").strip()
        self._url = (settings.url or settings.environment.get("OPENAI_BASE_URL", "") or _OPENAI).rstrip("/")
        if not key and self._url == _OPENAI:
            raise UsageError(
                "openai: OPENAI_API_KEY is not set; set it, or name your own server as url in [engine] of locpipe.toml"
            )
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = _connect(self._url, settings, key)
        self._form = 0
        self._temperature = True

    def key(self, pair: Pair) -> str:
        """Return server, model, tone and the version of the prompt."""
        return f"{self._url} {_model(pair)} {pair.formality} {pair.code} {PROMPT}"

    def size(self, request: Request) -> int:
        """Return the bytes of the JSON that would be sent."""
        from locpipe.engines.http import encoded

        return len(encoded(self._body(request)))

    def translate(self, request: Request) -> Answer:
        """Return the translations."""
        found, model = self._answers(request)
        missing = [number for number in range(len(request.texts)) if number not in found]
        if missing and len(request.texts) > 1 and not found:
            for half in (missing[: len(missing) // 2], missing[len(missing) // 2 :]):
                again, model = self._answers(_part(request, half))
                found |= {half[number]: text for number, text in again.items()}
        texts = (found.get(number, "") for number in range(len(request.texts)))
        return Answer(tuple(texts), model=model)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _answers(self, request: Request) -> tuple[dict[int, str], str]:
        """Return the usable translations by their place, and the model that made them."""
        answer = self._sent(request)
        try:
            content = answer["choices"][0]["message"].get("content") or ""
            model = str(answer.get("model") or request.pair.model)
        except (AttributeError, IndexError, KeyError, TypeError) as error:
            raise EngineError("openai: the answer is no chat completion; check [engine] url") from error
        found = translations_in(content, len(request.texts))
        target = request.pair.target
        good = {place: text for place, text in found.items() if not is_comment(text, request.texts[place], target)}
        return good, model

    def _sent(self, request: Request) -> Any:  # noqa: ANN401 - it is JSON
        """Return the server's answer, asked in the strictest form that it takes."""
        from locpipe.engines.http import ServerError

        while True:
            form, temperature = self._form, self._temperature
            try:
                return self._http.post("/chat/completions", self._body(request), self._headers)
            except ServerError as error:
                if error.status not in (400, 422) or not self._gives_way(error.words, form, temperature=temperature):
                    raise

    def _gives_way(self, words: str, form: int, *, temperature: bool) -> bool:
        """Ask for less from now on, and tell whether there is anything less to ask for."""
        if temperature and "temperature" in words:
            self._temperature = False
        elif form + 1 < len(_FORMS):
            self._form = max(self._form, form + 1)
        else:
            return False
        return True

    def _body(self, request: Request) -> dict[str, object]:
        options = {"temperature": 0} if self._temperature else {}
        return {"model": _model(request.pair), **options, **body_of(request, _FORMS[self._form])}


def _model(pair: Pair) -> str:
    if not pair.model:
        raise UsageError('openai: [engine] model is not set; name the server\'s model, like "gpt-4.1"')
    return pair.model


def _connect(url: str, settings: Settings, key: str) -> Http:
    from locpipe.engines.http import Http

    return Http("openai", url, settings.timeout, key)


def _part(request: Request, places: list[int]) -> Request:
    texts = tuple(request.texts[place] for place in places)
    terms = tuple(request.terms[place] for place in places) if request.terms else ()
    return Request(request.pair, texts, request.context, terms, request.mode)
