"""The `deepl` client as locpipe uses it: how long it waits, how often it tries again, and what its errors mean."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin

import deepl
import requests
from deepl.http_client import HttpClient
from urllib3.exceptions import ReadTimeoutError

from locpipe import __version__
from locpipe.engines.base import Settings
from locpipe.engines.deepl.pace import Pace
from locpipe.errors import EngineError, QuotaError, UsageError

# The pauses grow from 1 s by 1.6 each, 26 s in all: a burst of 429 passes, and a server that is down is soon reported.
RETRIES = 6

_QUOTA_EXCEEDED = 456
_SAVED = "what is finished is saved"
_NEXT_STEPS = {
    400: "check [engine] in locpipe.toml",
    403: "copy the key into DEEPL_AUTH_KEY again from your DeepL account, and check that [engine] url is its server",
    404: "check [engine] url in locpipe.toml",
    413: "make the text shorter",
    429: f"wait a few minutes and run again: {_SAVED}",
    _QUOTA_EXCEEDED: f"raise the account's limit or wait for the next period, then run again: {_SAVED}",
}
_MEANINGS = {
    403: "the key is refused",
    413: "the request is too large",
    429: f"too many requests, also after {RETRIES} pauses",
    _QUOTA_EXCEEDED: "the account's quota is used up",
    503: f"the service is unavailable, also after {RETRIES} pauses",
    529: f"the service is overloaded, also after {RETRIES} pauses",
}


def _timed_out(error: BaseException | None) -> bool:
    """Tell whether a request was sent and its answer did not come in time: it may have been translated and billed.

    A body that stops half-way comes as a ConnectionError around urllib3's own timeout.
    """
    while error is not None:
        parts = (error, *error.args)
        if any(isinstance(part, requests.ReadTimeout | ReadTimeoutError) for part in parts):
            return True
        error = error.__cause__
    return False


class Transport(HttpClient):
    """The client's HTTP with this engine's patience.

    The library has its timeout (10 s) and its number of retries in globals of a module, where setting them would
    change them for everyone in the process. Here they hold for one client.
    """

    def __init__(self, timeout: float) -> None:
        super().__init__(send_platform_info=False)
        self.set_app_info("locpipe", __version__)
        self._timeout = timeout
        self._pace = Pace()

    def _internal_request(
        self, request: requests.PreparedRequest, stream: bool, timeout: float = 0, **kwargs: object
    ) -> tuple[int, str | requests.Response]:
        """Send once, after the first "too many requests" no faster than they were taken before it."""
        self._pace.wait()
        answer = super()._internal_request(request, stream, timeout=self._timeout, **kwargs)
        if answer[0] == requests.codes.too_many_requests:
            self._pace.refused()
        else:
            self._pace.taken()
        return answer

    def _should_retry(self, response: tuple[int, str] | None, exception: Exception | None, num_retries: int) -> bool:
        """Tell whether to send again: never after a timeout, since a slow success would be paid twice."""
        if num_retries >= RETRIES or _timed_out(exception):
            return False
        return bool(super()._should_retry(response, exception, 0))  # type: ignore[no-untyped-call]


class Client(deepl.DeepLClient):
    """The `deepl` client over a transport of our own."""

    def __init__(self, key: str, url: str | None, timeout: float) -> None:
        super().__init__(key, server_url=url)
        self.close()  # type: ignore[no-untyped-call]
        self._client = self._transport = Transport(timeout)
        self._seconds = timeout

    def get_json(self, path: str) -> tuple[int, Any]:
        """Return the status and the JSON of an address that the library has no method for; None for another body."""
        url = urljoin(self.server_url, path)
        status, content = self._transport.request_with_backoff("GET", url, None, None, dict(self.headers))
        try:
            return status, json.loads(content) if isinstance(content, str) else None
        except ValueError:
            return status, None

    @contextmanager
    def explained(self, doing: str) -> Iterator[None]:
        """Turn what the library raises into an EngineError that says what to do next; `doing` is `translate`."""
        try:
            yield
        except deepl.DeepLException as error:
            kind = QuotaError if error.http_status_code == _QUOTA_EXCEEDED else EngineError
            raise kind(f"deepl: cannot {doing}: {_explanation(error, self._seconds)}") from error
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            # The library takes answers apart without looking at their shape.
            next_step = "check that [engine] url is a DeepL server, or run again later"
            raise EngineError(f"deepl: cannot {doing}: the answer is not one of DeepL's; {next_step}") from error


def _explanation(error: deepl.DeepLException, seconds: float) -> str:
    """Return in one line what happened, in DeepL's words where it has some, and what to do next."""
    if _timed_out(error):
        return f"no answer in {seconds:g} s; raise [engine] timeout, or run again: {_SAVED}"
    status = error.http_status_code
    if status is None:
        return f"{_shortened(str(error))}; check the network and [engine] url, then run again: {_SAVED}"
    meaning = _MEANINGS.get(status) or _shortened(str(error))
    own_words = re.search(r", (?:message|detail): .*", _shortened(str(error)))
    if own_words and status in _MEANINGS:
        meaning += own_words[0]
    return f"{meaning}; {_NEXT_STEPS.get(status, f'run again later: {_SAVED}')}"


def _shortened(text: str) -> str:
    """Return the text on one line, of a length that a terminal shows."""
    line = " ".join(text.split())
    return line if len(line) <= 200 else f"{line[:200]}…"


def status_of(error: EngineError) -> int | None:
    """Return the HTTP status behind an error of `explained`, None where there was none."""
    return error.__cause__.http_status_code if isinstance(error.__cause__, deepl.DeepLException) else None


def connect(settings: Settings) -> Client:
    """Return a client by the key in DEEPL_AUTH_KEY; nothing is sent yet."""
    # A key read from a file often ends in a newline, which no header may hold.
    key = settings.environment.get("DEEPL_AUTH_KEY", "").strip()
    if not key:
        raise UsageError(
            "deepl: DEEPL_AUTH_KEY is not set; set it to your DeepL API key, or choose another engine with --engine"
        )
    if not key.isascii():
        raise UsageError("deepl: DEEPL_AUTH_KEY has letters that no key has; copy it again from your DeepL account")
    return Client(key, _server(settings), settings.timeout)


def _server(settings: Settings) -> str | None:
    """Return the address as a base for `v2/translate`, None for DeepL's own; a proxy may stand in a folder."""
    url = (settings.url or settings.environment.get("DEEPL_SERVER_URL", "")).strip()
    if not url:
        return None
    if not re.match(r"https?://", url):
        raise UsageError(f"deepl: {url} is no server's address; write it with https://, in [engine] url")
    return re.sub(r"(/v[23])?/*$", "/", url, count=1)
