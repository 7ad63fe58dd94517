"""Apertium by an APy server."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping

from requests import RequestException, Session, Timeout

from locpipe.engines.apertium.transport import late
from locpipe.engines.base import Settings
from locpipe.errors import EngineError, UsageError


class Server:
    """An APy server, by the calls of its version 0.11."""

    def __init__(self, settings: Settings) -> None:
        if not re.match(r"https?://", settings.url):
            raise UsageError(f"apertium: {settings.url} is no server's address; write it with http://, in [engine] url")
        self._url = settings.url.rstrip("/")
        self._timeout = settings.timeout
        self._session = Session()
        self._turn = threading.Lock()
        self._directions: frozenset[str] | None = None

    def directions(self) -> frozenset[str]:
        """Return the directions, asked for once."""
        with self._turn:
            if self._directions is None:
                self._directions = self._listed(self._asked("GET", "listPairs"))
            return self._directions

    def _listed(self, answer: str) -> frozenset[str]:
        try:
            pairs = json.loads(answer)["responseData"]
            return frozenset(f"{pair['sourceLanguage']}-{pair['targetLanguage']}" for pair in pairs)
        except (KeyError, TypeError, ValueError) as error:
            raise EngineError(f"apertium: {self._url} is no APy server; check [engine] url") from error

    def translated(self, direction: str, document: str) -> str:
        """Return the document translated.

        As a file: a server cuts what is sent as text at 4 KB, also in the middle of a tag, and cannot move tags in it.
        """
        source, _, target = direction.partition("-")
        form = {"langpair": f"{source}|{target}", "markUnknown": "no"}
        return self._asked("POST", "translateDoc", form, document)

    def version(self) -> str:
        """Return "APy": a server does not tell its version."""
        return "APy"

    def remedy(self, direction: str) -> str:
        """Return how to find another server."""
        return f"install its data on the server {self._url}"

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _asked(self, method: str, path: str, form: Mapping[str, str] | None = None, file: str = "") -> str:
        """Return what the server answers to one request."""
        url, files = f"{self._url}/{path}", {"file": ("texts.html", file.encode(), "text/html")} if file else None
        try:
            answer = self._session.request(method, url, data=form, files=files, timeout=self._timeout)
        except Timeout as error:
            raise EngineError(late(self._timeout)) from error
        except RequestException as error:
            next_step = "start it or check [engine] url, then run again: what is finished is saved"
            raise EngineError(f"apertium: the server {self._url} cannot be reached; {next_step}") from error
        if not answer.ok:
            why = f"the server {self._url} answered {answer.status_code}{_explanation(answer.content)}"
            raise EngineError(f"apertium: {why}; look into its log, or run again later: what is finished is saved")
        return answer.content.decode("utf-8", "replace")


def _explanation(content: bytes) -> str:
    """Return an error's reason, as APy gives it."""
    try:
        return f" ({json.loads(content)['explanation']})"
    except (KeyError, TypeError, ValueError):
        return ""
