"""LibreTranslate and OpenAI's chat completions on loopback: as strict as the real ones, and able to misbehave.

    with LibreServer(key="k") as server:
        server.faults.append(Fault.status(429, retry_after="0"))   # the next POST is refused once
        server.requests                                            # all: path, headers, body, size
        server.posts                                               # those that ask for a translation

A translation is the text in capitals, tags and entities as they were. Faults are used up by POSTs, one each; nothing is
done for a request that meets one, but for `delay` and `stall`, which answer late.
"""

from __future__ import annotations

import html
import json
import re
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

HOTEL = b"<!doctype html><html>Welcome to the hotel network</html>"


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong with the next POST."""

    code: int = 0
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0
    stalls: bool = False

    @classmethod
    def status(cls, code: int, body: object = None, *, retry_after: str | None = None) -> Fault:
        """Answer with an error, or with other JSON, and do nothing."""
        data = json.dumps({"error": f"fault {code}"} if body is None else body).encode()
        return cls(code, data, {} if retry_after is None else {"Retry-After": retry_after})

    @classmethod
    def page(cls, code: int = 200, body: bytes = HOTEL) -> Fault:
        """Answer with something that is no JSON."""
        return cls(code, body)

    @classmethod
    def redirect(cls, address: str, code: int = 302) -> Fault:
        """Lead somewhere else."""
        return cls(code, b"", {"Location": address})

    @classmethod
    def dropped(cls) -> Fault:
        """Close the connection without an answer."""
        return cls()

    @classmethod
    def delay(cls, seconds: float) -> Fault:
        """Do as asked, but answer only after `seconds`."""
        return cls(seconds=seconds)

    @classmethod
    def stall(cls, seconds: float) -> Fault:
        """Do as asked, send the headers and half the body, and the rest only after `seconds`."""
        return cls(seconds=seconds, stalls=True)


@dataclass(frozen=True)
class Received:
    """A request as it came; header names are in lower case, `size` is the bytes of the body."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any
    size: int


class RefusedError(Exception):
    """An error answer."""

    def __init__(self, status: int, body: object) -> None:
        super().__init__(status)
        self.status, self.body = status, body


class Server:
    """A server that logs requests and answers by `answer`, once its faults are used up."""

    def __init__(self) -> None:
        self.requests: list[Received] = []
        self.faults: deque[Fault] = deque()
        self.most_at_once = 0
        self.lock = threading.Lock()
        self._under_way = 0
        self._connections: set[socket.socket] = set()

    def start(self, address: tuple[str, int] = ("127.0.0.1", 0)) -> None:
        self._http = ThreadingHTTPServer(address, type("Handler", (_Handler,), {"owner": self}))
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()
        with self.lock:
            for connection in self._connections:
                connection.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens: `start` there again after `stop`."""
        return self._http.server_address[:2]

    @property
    def url(self) -> str:
        """The address, as it stands in a configuration's `url`."""
        return f"http://127.0.0.1:{self.address[1]}"

    @property
    def posts(self) -> list[Received]:
        """The requests for a translation, refused ones too."""
        return [request for request in self.requests if request.method == "POST"]

    def answer(self, request: Received) -> object:
        """Return the JSON of the answer; RefusedError for another status than 200."""
        raise NotImplementedError

    def enter(self, connection: socket.socket) -> None:
        with self.lock:
            self._connections.add(connection)

    def leave(self, connection: socket.socket) -> None:
        with self.lock:
            self._connections.discard(connection)

    def begin(self, request: Received) -> Fault | None:
        """Log the request, and take the fault that it meets."""
        with self.lock:
            self.requests.append(request)
            self._under_way += 1
            self.most_at_once = max(self.most_at_once, self._under_way)
            return self.faults.popleft() if self.faults and request.method == "POST" else None

    def end(self) -> None:
        with self.lock:
            self._under_way -= 1


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    owner: Server

    def setup(self) -> None:
        super().setup()
        self.owner.enter(self.connection)

    def finish(self) -> None:
        self.owner.leave(self.connection)
        super().finish()

    def log_message(self, *_: object) -> None:
        pass

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except OSError:
            # The client gave up, which is what some tests are about.
            self.close_connection = True

    def _handle(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.casefold(): value for name, value in self.headers.items()}
        request = Received(self.command, self.path, headers, _decoded(raw), len(raw))
        fault = self.owner.begin(request)
        try:
            self._meet(fault, request)
        finally:
            self.owner.end()

    do_GET = do_POST = _handle  # noqa: N815

    def _meet(self, fault: Fault | None, request: Received) -> None:
        if fault is None:
            self._send(*self._done(request))
        elif fault.seconds:
            status, data = self._done(request)
            time.sleep(0 if fault.stalls else fault.seconds)
            self._send(status, data, stalling=fault.seconds if fault.stalls else 0)
        elif fault.code:
            self._send(fault.code, fault.body, fault.headers)
        else:
            self.close_connection = True

    def _done(self, request: Received) -> tuple[int, bytes]:
        try:
            if request.method == "POST" and request.headers.get("content-type") != "application/json":
                raise RefusedError(415, {"error": "Unsupported media type"})
            return 200, _encoded(self.owner.answer(request))
        except RefusedError as refused:
            return refused.status, _encoded(refused.body)

    def _send(self, status: int, data: bytes, headers: Mapping[str, str] | None = None, stalling: float = 0) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(data)), "Set-Cookie": "session=1", **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if stalling:
            self.wfile.write(data[: len(data) // 2])
            self.wfile.flush()
            time.sleep(stalling)
            data = data[len(data) // 2 :]
        self.wfile.write(data)


def _encoded(body: object) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()


def _decoded(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None


def shouted(text: str) -> str:
    """Return the text in capitals, its tags and entities as they are."""
    pieces = re.split(r"(<[^>]*>|&(?:amp;)*#?\w+;)", text)
    return "".join(piece if place % 2 else piece.upper() for place, piece in enumerate(pieces))


# --- LibreTranslate ---


class LibreServer(Server):
    """LibreTranslate, by its source: libretranslate/app.py of version 1.6.

    `most_texts` and `most_characters` are its --batch-limit and --char-limit, `unescapes` its habit of unescaping
    what it answers, HTML too, which other servers of this API do not share. `languages` may be a mapping to targets.
    """

    def __init__(self, key: str = "", languages: Iterable[str] = ("en", "pl", "zh-Hans", "pt-BR")) -> None:
        super().__init__()
        self.key = key
        self.languages = tuple(languages)
        self.lists_targets = True
        self.most_texts = 0
        self.most_characters = 0
        self.unescapes = True

    def answer(self, request: Received) -> object:
        if request.path == "/languages" and request.method == "GET":
            targets = {"targets": list(self.languages)} if self.lists_targets else {}
            return [{"code": code, "name": code, **targets} for code in self.languages]
        if request.path != "/translate" or request.method != "POST":
            raise RefusedError(404, b"<!doctype html><html><title>404 Not Found</title></html>")
        self._check(request.body)
        texts = [shouted(text) for text in request.body["q"]]
        return {"translatedText": [html.unescape(text) for text in texts] if self.unescapes else texts}

    def _check(self, body: Any) -> None:
        if not isinstance(body, dict):
            raise RefusedError(400, {"error": "Invalid JSON format"})
        if self.key and "api_key" not in body:
            raise RefusedError(400, {"error": "Please contact the server operator to get an API key"})
        if self.key and body["api_key"] != self.key:
            raise RefusedError(403, {"error": "Invalid API key"})
        for name in ("q", "source", "target"):
            if not body.get(name):
                raise RefusedError(400, {"error": f"Invalid request: missing {name} parameter"})
        self._check_size(len(body["q"]), self.most_texts)
        self._check_size(sum(map(len, body["q"])), self.most_characters)
        for name in ("source", "target"):
            if body[name] not in self.languages:
                raise RefusedError(400, {"error": f"{body[name]} is not supported"})
        if body.get("format") not in ("html", "text"):
            raise RefusedError(400, {"error": f"{body.get('format')} format is not supported"})

    def _check_size(self, size: int, most: int) -> None:
        if most and size > most:
            raise RefusedError(400, {"error": f"Invalid request: request ({size}) exceeds text limit ({most})"})


# --- OpenAI ---

_TYPES = {"model": str, "messages": list, "temperature": int, "response_format": dict}


class ChatServer(Server):
    """Chat completions of a model `m1`, by OpenAI's reference; with other settings, those of servers like it.

    `say` makes what the model says of the texts, by id; `choice` is put over the answer's first choice, and `over` over
    the whole answer. `forms` are the response formats that are taken, `refusal` the status and words for another one.
    `window` is the most bytes that the messages may have.
    """

    def __init__(self, key: str = "") -> None:
        super().__init__()
        self.key = key
        self.forms: set[str | None] = {"json_schema", "json_object", None}
        self.refusal = (400, "Invalid parameter: 'response_format' of this type is not supported with this model.")
        self.temperature = True
        self.window = 0
        self.say: Callable[[dict[str, str]], str | None] = lambda texts: said(
            {name: shouted(text) for name, text in texts.items()}
        )
        self.choice: Mapping[str, object] = {}
        self.over: Mapping[str, object] = {}

    def answer(self, request: Received) -> object:
        if self.key and request.headers.get("authorization") != f"Bearer {self.key}":
            raise _refused(401, f"Incorrect API key provided: {request.headers.get('authorization', '')}")
        if request.path != "/v1/chat/completions" or request.method != "POST":
            raise _refused(404, f"Invalid URL ({request.method} {request.path})")
        self._check(request.body)
        texts = {each["id"]: each["text"] for each in json.loads(request.body["messages"][1]["content"])["texts"]}
        message = {"role": "assistant", "content": self.say(texts), "refusal": None}
        choice = {"index": 0, "finish_reason": "stop", "message": message, **self.choice}
        return {"id": "c", "object": "chat.completion", "model": "m1-2026", "choices": [choice], **self.over}

    def _check(self, body: Any) -> None:
        for name, value in body.items():
            if not isinstance(value, _TYPES.get(name, ())):
                raise _refused(400, f"Unrecognized request argument supplied: {name}", "invalid_request_error")
        if body["model"] != "m1":
            raise _refused(404, f"The model `{body['model']}` does not exist", "model_not_found")
        if [message["role"] for message in body["messages"]] != ["system", "user"]:
            raise _refused(400, "Invalid value for 'messages'.")
        if "temperature" in body and not self.temperature:
            raise _refused(400, "Unsupported value: 'temperature' does not support 0 with this model.")
        self._check_form(body.get("response_format"), body["messages"])
        size = sum(len(message["content"].encode()) for message in body["messages"])
        if self.window and size > self.window:
            words = f"This model's maximum context length is {self.window} tokens. However, your messages have {size}."
            raise _refused(400, words, "context_length_exceeded")

    def _check_form(self, form: Any, messages: Any) -> None:
        kind = form and form["type"]
        if kind not in self.forms:
            raise _refused(*self.refusal)
        if kind == "json_object" and not any("json" in message["content"].casefold() for message in messages):
            raise _refused(400, "'messages' must contain the word 'json' in some form, to use 'response_format'.")
        if kind == "json_schema":
            named = form["json_schema"]
            if not re.fullmatch(r"[\w-]{1,64}", named.get("name", "")) or named.get("strict") is not True:
                raise _refused(400, "Invalid 'response_format.json_schema'.")
            _check_strict(named["schema"])


def _check_strict(schema: Any) -> None:
    """Refuse what a strict schema may not have: an open object, a key that is not required."""
    if schema["type"] == "object":
        if schema.get("additionalProperties") is not False or schema.get("required") != list(schema["properties"]):
            raise _refused(400, "Invalid schema for response_format: 'additionalProperties', 'required'.")
        for each in schema["properties"].values():
            _check_strict(each)
    elif schema["type"] == "array":
        _check_strict(schema["items"])


def _refused(status: int, message: str, code: str = "") -> RefusedError:
    return RefusedError(status, {"error": {"message": message, "type": "error", "param": None, "code": code or None}})


def said(texts: Mapping[str, str]) -> str:
    """Return what a model says that keeps to the rules."""
    return json.dumps({"translations": [{"id": name, "text": text} for name, text in texts.items()]})
