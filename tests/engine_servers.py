"""Servers on loopback for engines that speak JSON: LibreTranslate, and OpenAI's chat completions.

    with LibreServer() as server:
        server.faults.append((429, {"error": "slow down"}, {"Retry-After": "0"}))
        server.requests                                   # (path, headers, body) of each

A fault answers one request: a status with a body (JSON, or bytes) and headers, `DROP`, or a pause in seconds.
"""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DROP = "drop"


class Server:
    """A server that logs requests and answers by `answer`, once its faults are used up."""

    def __init__(self) -> None:
        self.requests = []
        self.faults = deque()

    def __enter__(self):
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"owner": self}))
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def answer(self, path, headers, body):
        """Return status and body."""
        raise NotImplementedError


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    owner: Server

    def log_message(self, *_):
        pass

    def do_GET(self):
        self._answer(None)

    def do_POST(self):
        data = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.headers["Content-Type"] == "application/json"
        self._answer(json.loads(data))

    def _answer(self, body):
        owner, headers = self.owner, {name.casefold(): value for name, value in self.headers.items()}
        owner.requests.append((self.path, headers, body))
        fault = owner.faults.popleft() if owner.faults else None
        if fault == DROP:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if isinstance(fault, int | float):
            time.sleep(fault)
        if isinstance(fault, tuple):
            self._send(*fault)
        else:
            self._send(*owner.answer(self.path, headers, body))

    def _send(self, status, body, headers=None):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        try:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(data)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)
        except ConnectionError:
            pass  # Whoever asked did not wait.


def shouted(text):
    """Return the text in capitals, its tags and entities as they are."""
    return "".join(part if part[:1] in "<&" else part.upper() for part in re.split(r"(<[^>]*>|&\w+;)", text))


class LibreServer(Server):
    """LibreTranslate: lists in, lists out; a key where one is set."""

    def __init__(self, key="", languages=("en", "pl", "zh-Hans", "pt-BR")) -> None:
        super().__init__()
        self.key = key
        self.languages = languages

    def answer(self, path, headers, body):
        if path == "/languages":
            return 200, [{"code": each, "name": each, "targets": list(self.languages)} for each in self.languages]
        if path != "/translate":
            return 404, {"error": "Not found"}
        if self.key and body.get("api_key") != self.key:
            return 403, {"error": "Invalid API key"}
        if not isinstance(body.get("q"), list) or body.get("format") not in ("html", "text"):
            return 400, {"error": "Invalid request: missing q parameter"}
        if {body["source"], body["target"]} - set(self.languages):
            return 400, {"error": f"{body['target']} is not supported"}
        return 200, {"translatedText": [shouted(text) for text in body["q"]]}


class ChatServer(Server):
    """Chat completions; `say` may replace what the model says of the texts by id, `forms` are the formats it takes."""

    def __init__(self, key="") -> None:
        super().__init__()
        self.key = key
        self.forms = {"json_schema", "json_object", None}
        self.temperature = True
        self.say = None

    def answer(self, path, headers, body):
        if path != "/v1/chat/completions":
            return 404, {"error": {"message": "Not found"}}
        if self.key and headers.get("authorization") != f"Bearer {self.key}":
            return 401, {"error": {"message": "Incorrect API key provided: " + headers.get("authorization", "")}}
        if body["model"] != "m1":
            return 404, {"error": {"message": f"The model {body['model']} does not exist"}}
        if "temperature" in body and not self.temperature:
            return 400, {"error": {"message": "Unsupported value: 'temperature' does not support 0 with this model."}}
        if body.get("response_format", {}).get("type") not in self.forms:
            return 400, {"error": {"message": "response_format is not supported"}}
        texts = {each["id"]: each["text"] for each in json.loads(body["messages"][1]["content"])["texts"]}
        content = (self.say or self._translated)(texts)
        reply = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}
        return 200, {"object": "chat.completion", "model": "m1-2026", "choices": [reply]}

    def _translated(self, texts):
        return said({name: shouted(text) for name, text in texts.items()})


def said(texts):
    """Return what a model says that keeps to the rules."""
    return json.dumps({"translations": [{"id": name, "text": text} for name, text in texts.items()]})
