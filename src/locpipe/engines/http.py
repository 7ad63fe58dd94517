"""JSON over HTTP, as engines with a server of their own need it: polite, patient, and never paying twice."""

from __future__ import annotations

import ipaddress
import json
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import SplitResult, urlsplit

import requests
from requests import PreparedRequest, Request, RequestException, Response, Session
from urllib3.exceptions import NewConnectionError, ReadTimeoutError

from locpipe import __version__
from locpipe.engines.base import Settings
from locpipe.errors import EngineError, UsageError

PAUSES = (2.0, 4.0, 8.0, 16.0)
"""Seconds before a request that was turned away is sent again: few times and long, since some servers ban hurry."""

# Seconds that one request may wait in all, also where the server asks for more.
_PATIENCE = 30.0
# What says "later": nothing was done, so sending again costs nothing (RFC 6585 section 4, RFC 9110 section 15.6.4; 529
# is what several services answer when they are overloaded).
_LATER = (429, 503, 529)
# OpenAI answers 429 for an empty account too, which no pause fills (platform.openai.com/docs/guides/error-codes).
_EMPTY = re.compile(r"insufficient_quota|billing_|exceeded your current quota", re.IGNORECASE)
_SAVED = "what is finished is saved"
# Where JSON has the words of a refusal: {"error": {"message": …}}, {"error": …}, {"detail": [{"msg": …}]}.
_WORDS = ("error", "message", "detail", "msg")
# Names that lead no further than this machine and its own network (RFC 6761, RFC 6762, RFC 8375, ICANN's .internal).
_OWN = ("localhost", ".localhost", ".local", ".internal", ".home.arpa")


class ServerError(EngineError):
    """An answer with a status that is no success; `words` are the server's own, on one line."""

    def __init__(self, message: str, status: int, words: str) -> None:
        super().__init__(message)
        self.status, self.words = status, words


class Http:
    """One server, which several threads may use: a `requests` session whose cookies, the part they share, are off.

    Only what was turned away with 429, 503 or 529, or met no server at all, is sent again. A request that timed out,
    or whose connection broke, may have been done and billed: that is an EngineError, as is every answer that is no
    JSON. Redirects are not followed, since the key would go along. `key` is kept out of every message.
    """

    def __init__(self, name: str, settings: Settings, key: str = "", key_name: str = "") -> None:
        """`name` is the engine's and `key_name` the key's variable, for messages; UsageError for an unsafe address."""
        parts = _address(name, settings.url)
        own = _is_own(parts.hostname or "")
        if key and parts.scheme == "http" and not own:
            # Whoever listens on the way could spend the account's money.
            raise UsageError(f"{name}: {settings.url} would get the key unencrypted; write https:// in [engine] url")
        self._name, self._url, self._timeout = name, settings.url.rstrip("/"), settings.timeout
        self._key, self._key_name = key, key_name or "the key"
        self._session = Session()
        self._session.headers["User-Agent"] = f"locpipe/{__version__}"
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        # A proxy of the environment is for the world outside: it cannot reach a server here, and would see the key.
        self._session.trust_env = not own
        self._crowded = False
        self._turn = threading.Lock()

    def get_json(self, path: str) -> Any:  # noqa: ANN401 - it is JSON
        """Return the JSON at the path."""
        return self._asked(Request("GET", self._url + path))

    def post_json(self, path: str, body: object, headers: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401
        """Return the JSON that the server answers to a body of JSON."""
        sent = {"Content-Type": "application/json", **(headers or {})}
        return self._asked(Request("POST", self._url + path, headers=sent, data=encoded(body)))

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def error(self, what: str) -> EngineError:
        """Return an error for an answer that is JSON, but not what this engine's servers answer."""
        return EngineError(f"{self._name}: {self._url} answered {self._clean(what)}; check [engine] url")

    def _asked(self, request: Request) -> Any:  # noqa: ANN401 - JSON
        # With an `auth` of any kind, requests leaves ~/.netrc alone, which would replace the key.
        request.auth = _as_it_is
        answer = self._answer(self._session.prepare_request(request))
        if not answer.ok or answer.is_redirect:
            raise self._refused(answer)
        try:
            return json.loads(answer.content)
        except (ValueError, RecursionError) as error:
            page = "a web page" if b"<html" in answer.content[:2000].lower() else "something"
            raise self.error(f"with {page} that is no JSON") from error

    def _answer(self, request: PreparedRequest) -> Response:
        """Return the first answer that is not "later", or the last one that is."""
        answer = self._sent(request)
        waited = 0.0
        for usual in PAUSES:
            wanted = _wanted_pause(answer)
            pause = usual if wanted is None else wanted
            if answer.status_code not in _LATER or _EMPTY.search(answer.text) or waited + pause > _PATIENCE:
                break
            self._crowded = self._crowded or answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
            time.sleep(pause)
            waited += pause
            answer = self._sent(request)
        return answer

    def _sent(self, request: PreparedRequest, *, again: bool = True) -> Response:
        """Send once, and once more where there was nobody to send to, as while a server is started.

        After the first "too many requests" the threads wait for one another.
        """
        options = self._session.merge_environment_settings(request.url, {}, None, None, None)
        try:
            with self._turn if self._crowded else nullcontext():
                return self._session.send(request, timeout=self._timeout, allow_redirects=False, **options)
        except RequestException as error:
            if not (again and _is_in(error, NewConnectionError)):
                raise EngineError(f"{self._name}: {self._why(error)}") from error
        time.sleep(PAUSES[0])
        return self._sent(request, again=False)

    def _why(self, error: RequestException) -> str:
        """Return what is wrong where there was no answer, and what to do."""
        if isinstance(error, requests.Timeout) or _is_in(error, ReadTimeoutError):
            next_step = f"raise [engine] timeout, or run again: {_SAVED}"
            return f"no answer from {self._url} in {self._timeout:g} s; {next_step}"
        if _is_in(error, NewConnectionError):
            next_step = f"start it, or check the network and [engine] url, then run again: {_SAVED}"
            return f"{self._url} cannot be reached; {next_step}"
        if isinstance(error, requests.ConnectionError):
            return f"{self._url} hung up or cannot be reached; check it and [engine] url, then run again: {_SAVED}"
        return f"{self._url} cannot be asked ({self._clean(str(error))}); check [engine] url"

    def _refused(self, answer: Response) -> ServerError:
        words = self._clean(_words(answer))
        said = f" ({words})" if words else ""
        message = f"{self._name}: {self._url} answered {answer.status_code}{said}; {self._next_step(answer, words)}"
        return ServerError(message, answer.status_code, words)

    def _next_step(self, answer: Response, words: str) -> str:
        status, later = answer.status_code, f"run again: {_SAVED}"
        if answer.is_redirect:
            return f"set [engine] url to the address that it leads to, {self._clean(answer.headers['Location'])}"
        if _EMPTY.search(answer.text) or status == HTTPStatus.PAYMENT_REQUIRED:
            return f"see to the account's balance and limits, then {later}"
        if status == HTTPStatus.UNAUTHORIZED or (status in (400, 403) and "api key" in words.casefold()):
            return f"set {self._key_name} to a key of this server"
        seconds = _wanted_pause(answer)
        steps = {
            400: "check [engine] in locpipe.toml",
            403: f"see what {self._key_name} may do, or wait if you were too fast",
            404: "check [engine] url and model",
            413: "make the text shorter",
            429: f"wait {f'{seconds:.0f} seconds' if seconds else 'a few minutes'} and {later}",
        }
        return steps.get(status, f"look into the server's log, or {later}")

    def _clean(self, text: str) -> str:
        """Return the text on one line of a terminal's length, without the key and without control characters."""
        line = " ".join(text.split())
        line = line.replace(self._key, "…") if self._key else line
        line = "".join(letter for letter in line if letter.isprintable())
        return line if len(line) <= 200 else f"{line[:200]}…"


def encoded(body: object) -> bytes:
    """Return the JSON as it is sent."""
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")


def key_of(settings: Settings, variable: str, name: str) -> str:
    """Return the key in the environment, "" for none; UsageError for one that no header can hold."""
    # A key read from a file often ends in a newline.
    key = settings.environment.get(variable, "").strip()
    if not (key.isascii() and key.isprintable()):
        raise UsageError(f"{name}: {variable} has letters that no key has; copy it again from your account")
    return key


def _as_it_is(request: PreparedRequest) -> PreparedRequest:
    return request


def _address(name: str, url: str) -> SplitResult:
    """Return the parts of a server's address; UsageError for one that is none, or has more to it."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise UsageError(f"{name}: {url} is no server's address; write it with https://, in [engine] url")
    if parts.username is not None or parts.query or parts.fragment:
        what = "a user name" if parts.username is not None else "a query"
        raise UsageError(f"{name}: [engine] url has {what}; leave it out, keys stand in the environment")
    return parts


def _is_own(host: str) -> bool:
    """Tell whether a host is this machine, or on its own network: there is no way to listen on."""
    if host.endswith(_OWN):
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host


def _is_in(error: BaseException | None, kind: type[BaseException]) -> bool:
    """Tell whether an exception of the kind is what `requests` wrapped."""
    return any(isinstance(each, kind) for each in _unwrapped(error))


def _unwrapped(error: BaseException | None) -> Iterator[object]:
    while error is not None:
        for part in (error, *error.args):
            yield part
            yield getattr(part, "reason", None)
        error = error.__cause__


def _wanted_pause(answer: Response) -> float | None:
    """Return the seconds that the server asks for; None where it does not (RFC 9110 section 10.2.3)."""
    wanted = answer.headers.get("Retry-After", "").strip()
    if wanted.isdecimal():
        return float(wanted)
    try:
        return max(0.0, parsedate_to_datetime(wanted).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


def _words(answer: Response) -> str:
    """Return a refusal's own words, where its body is JSON."""
    try:
        found = json.loads(answer.content)
    except (ValueError, RecursionError):
        return ""
    while isinstance(found, dict | list):
        if isinstance(found, dict):
            found = next((found[name] for name in _WORDS if found.get(name)), "")
        else:
            found = found[0] if found else ""
    return str(found)
