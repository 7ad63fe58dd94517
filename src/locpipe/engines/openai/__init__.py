"""Any server with OpenAI's chat completions: strict JSON with ids, the glossary and the section in the prompt."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from locpipe.engines.base import Answer, Engine, Mode, Pair, Request, Settings
from locpipe.engines.openai.answers import completion_of, translations_in
from locpipe.engines.openai.comments import complaint
from locpipe.engines.openai.prompt import PROMPT, Dialect, body_of, ids_of, rules_of
from locpipe.errors import UsageError
from locpipe.model import Term

if TYPE_CHECKING:
    from locpipe.engines.http import Http, ServerError

_OPENAI = "https://api.openai.com/v1"
# What servers say of a request that is longer than the model's window: OpenAI, vLLM, llama.cpp, llama-cpp-python.
_TOO_LONG = re.compile(r"context.?(?:length|size|window)|maximum context|too many tokens", re.IGNORECASE)
# Some that know no JSON schema say so with 500 (github.com/ikawrakow/ik_llama.cpp/issues/778).
_FORMAT = re.compile(r"response_format|json_schema|json_object", re.IGNORECASE)


class OpenAI(Engine):
    """A server with `POST /chat/completions` (https://platform.openai.com/docs/api-reference/chat), local ones too.

    OPENAI_API_KEY where the server asks for a key; `model` must be named. Texts go out and come back by id. A text
    that is missing, comes twice, is refused, or is talked about rather than translated is answered with "". A request
    of which nothing at all came back, cut off or kept back for the sake of one text, is asked for once more in halves.
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
        self._url = (settings.url or settings.environment.get("OPENAI_BASE_URL", "").strip() or _OPENAI).rstrip("/")
        self._http, self._headers = _connect(replace(settings, url=self._url))
        self._dialects: dict[str, Dialect] = {}

    def prepare(self, pairs: Sequence[Pair], terms: Mapping[str, Sequence[Term]]) -> tuple[str, ...]:
        """Check that every language has a model; UsageError where one has none."""
        for pair in pairs:
            _check_model(pair)
        return ()

    def key(self, pair: Pair) -> str:
        """Return server, model, tone and the version of the prompt."""
        return f"{self._url} {pair.model} {pair.formality} {pair.code} {PROMPT}"

    def size(self, request: Request) -> int:
        """Return the bytes of the JSON that would be sent."""
        from locpipe.engines.http import encoded

        return len(encoded(body_of(request, self._dialects.get(request.pair.model, Dialect()))))

    def translate(self, request: Request) -> Answer:
        """Return the translations."""
        _check_model(request.pair)
        found, model = self._translations(request)
        if not found and len(request.texts) > 1:
            for part in _halves(request):
                again, model = self._translations(part)
                found |= again
        texts = (found.get(text, "") for text in request.texts)
        return Answer(tuple(texts), model=model)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _translations(self, request: Request) -> tuple[dict[str, str], str]:
        """Return what came back by the text that it translates, "" where it is a comment; and the model's name."""
        from locpipe.engines.http import ServerError

        try:
            answer = self._asked(request)
        except ServerError as error:
            if not _is_too_long(error):
                raise
            return {}, request.pair.model
        completion = completion_of(answer)
        if completion is None:
            raise self._http.error(f"with JSON that is no chat completion{_error_in(answer)}")
        ids = ids_of(request)
        texts = dict(zip(ids, request.texts, strict=True))
        said = translations_in(completion.content, ids)
        rules = rules_of(request)
        found = {
            texts[name]: "" if complaint(text, texts[name], request.pair, rules) else text
            for name, text in said.items()
        }
        return found, completion.model or request.pair.model

    def _asked(self, request: Request) -> Any:  # noqa: ANN401 - it is JSON
        """Return the server's answer, asked in the strictest form that it takes, which is remembered for the model."""
        from locpipe.engines.http import ServerError

        model, first = request.pair.model, None
        dialect = self._dialects.get(model, Dialect())
        while True:
            try:
                answer = self._http.post_json("/chat/completions", body_of(request, dialect), self._headers)
            except ServerError as error:
                first = first or error
                weaker = _weaker(dialect, error)
                if weaker is None:
                    raise first from None
                dialect = weaker
            else:
                self._dialects[model] = dialect
                return answer


def _check_model(pair: Pair) -> None:
    if not pair.model:
        raise UsageError('openai: [engine] model is not set; name the server\'s model, like "gpt-4.1"')


def _connect(settings: Settings) -> tuple[Http, dict[str, str]]:
    """Return the server, and the headers with the key."""
    from locpipe.engines.http import Http, key_of

    key = key_of(settings, "OPENAI_API_KEY", "openai")
    if not key and settings.url == _OPENAI:
        raise UsageError(
            "openai: OPENAI_API_KEY is not set; set it, or name your own server as url in [engine] of locpipe.toml"
        )
    http = Http("openai", settings, key, "OPENAI_API_KEY")
    return http, {"Authorization": f"Bearer {key}"} if key else {}


def _is_too_long(error: ServerError) -> bool:
    return error.status == 413 or (error.status in (400, 500) and bool(_TOO_LONG.search(error.words)))


def _weaker(dialect: Dialect, error: ServerError) -> Dialect | None:
    """Return how to ask again after a refusal, which nobody bills; None where less would not help.

    A 400 that does not say what is wrong may be about the form: it is the newest part of the API.
    """
    if _is_too_long(error):
        return None
    if error.status in (400, 422) and dialect.temperature and "temperature" in error.words:
        return replace(dialect, temperature=False)
    if error.status in (400, 422) or (error.status in (500, 501) and _FORMAT.search(error.words)):
        return dialect.weaker()
    return None


def _halves(request: Request) -> tuple[Request, Request]:
    middle = len(request.texts) // 2
    first, second = slice(None, middle), slice(middle, None)
    return (
        replace(request, texts=request.texts[first], terms=request.terms[first]),
        replace(request, texts=request.texts[second], terms=request.terms[second]),
    )


def _error_in(answer: object) -> str:
    """Return an error's words, which some servers send as a success."""
    error = answer.get("error") if isinstance(answer, dict) else None
    words = error.get("message") if isinstance(error, dict) else error
    return f" ({words})" if words else ""
