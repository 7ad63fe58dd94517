"""JSON over HTTP, as engines with a server of their own need it: polite, patient, and never paying twice."""

from __future__ import annotations

import ipaddress
import json
import re
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from requests import PreparedRequest, Request, RequestException, Response, Session, Timeout

from locpipe import __version__
from locpipe.errors import EngineError, UsageError

# Pauses in seconds before a request that was turned away is sent again.
PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0)
_LONGEST_PAUSE = 30.0
# Statuses that say "later": nothing was done, sending again costs nothing (RFC 6585 section 4, RFC 9110 15.6.4).
_LATER = (429, 503, 529)
_SAVED = "what is finished is saved"
_NEXT_STEPS = {
    401: "set the key anew",
    403: "set the key anew, and see what the account may do",
    404: "check [engine] url and model",
    413: "make the text shorter",
    429: f"wait a few minutes and run again: {_SAVED}",
}


class ServerError(EngineError):
    """An answer with a status that is no success; `words` are the server's own."""

    def __init__(self, message: str, status: int, words: str) -> None:
        super().__init__(message)
        self.status, self.words = status, words


class Http:
    """One server. Several threads may use it.

    Only what a server turned away with 429, 503 or 529 is sent again. A request that timed out, or whose connection
    broke, may have been done and billed: it is an EngineError. `secret` is kept out of every message.
    """

    def __init__(self, name: str, url: str, timeout: float, secret: str = "") -> None:
        """`name` is the engine's, for messages; UsageError for an address that cannot be one, or is not safe."""
        if not re.match(r"https?://[^/\s]+", url):
            raise UsageError(f"{name}: {url} is no server's address; write it with https://, in [engine] url")
        if secret and not _is_safe(url):
            raise UsageError(f"{name}: {url} would get the key unencrypted; write https:// in [engine] url")
        self._name, self._url, self._timeout, self._secret = name, url.rstrip("/"), timeout, secret
        self._session = Session()
        self._session.headers["User-Agent"] = f"locpipe/{__version__}"

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401 - it is JSON
        """Return the JSON at the path."""
        return self._asked(Request("GET", self._url + path, headers=dict(headers or {})))

    def post(self, path: str, body: object, headers: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401 - JSON
        """Return the JSON that the server answers to a body of JSON."""
        data = encoded(body)
        sent = {"Content-Type": "application/json", **(headers or {})}
        return self._asked(Request("POST", self._url + path, headers=sent, data=data))

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _asked(self, request: Request) -> Any:  # noqa: ANN401 - JSON
        prepared = self._session.prepare_request(request)
        answer = self._answer(prepared)
        for pause in PAUSES:
            if answer.status_code not in _LATER:
                break
            time.sleep(_wanted_pause(answer, pause))
            answer = self._answer(prepared)
        if not answer.ok or answer.is_redirect:
            raise self._refused(answer)
        try:
            return answer.json()
        except ValueError as error:
            raise EngineError(f"{self._name}: {self._url} answered with no JSON; check [engine] url") from error

    def _answer(self, request: PreparedRequest) -> Response:
        try:
            # A redirect may lead anywhere, and the key must not go along.
            return self._session.send(request, timeout=self._timeout, allow_redirects=False)
        except Timeout as error:
            next_step = f"raise [engine] timeout, or run again: {_SAVED}"
            raise EngineError(
                f"{self._name}: no answer from {self._url} in {self._timeout:g} s; {next_step}"
            ) from error
        except requests.ConnectionError as error:
            next_step = f"check the network and [engine] url, then run again: {_SAVED}"
            raise EngineError(f"{self._name}: {self._url} cannot be reached, or hung up; {next_step}") from error
        except RequestException as error:
            raise EngineError(f"{self._name}: cannot ask {self._url}: {self._clean(str(error))}") from error

    def _refused(self, answer: Response) -> ServerError:
        words = self._clean(_words(answer))
        next_step = _NEXT_STEPS.get(answer.status_code, f"look into the server's log, or run again later: {_SAVED}")
        said = f" ({words})" if words else ""
        message = f"{self._name}: {self._url} answered {answer.status_code}{said}; {next_step}"
        return ServerError(message, answer.status_code, words)

    def _clean(self, text: str) -> str:
        """Return the text on one line of a terminal's length, without the key."""
        line = " ".join(text.split())
        line = line.replace(self._secret, "…") if self._secret else line
        return line if len(line) <= 200 else f"{line[:200]}…"


def encoded(body: object) -> bytes:
    """Return the JSON as it is sent."""
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")


def _is_safe(url: str) -> bool:
    """Tell whether a key may go there: encrypted, or not beyond this machine and its own network."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https" or host == "localhost" or host.endswith((".localhost", ".local")):
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host


def _wanted_pause(answer: Response, otherwise: float) -> float:
    """Return the seconds that the server asks for, where it does (RFC 9110 section 10.2.3), within reason."""
    wanted = answer.headers.get("Retry-After", "")
    return min(float(wanted), _LONGEST_PAUSE) if wanted.isdecimal() else otherwise


def _words(answer: Response) -> str:
    """Return a refusal's own words: `error`, or the `message` in it, of a JSON body."""
    try:
        found = answer.json()
    except ValueError:
        return ""
    error = found.get("error", found.get("message", "")) if isinstance(found, dict) else ""
    return str(error.get("message", "")) if isinstance(error, dict) else str(error)
