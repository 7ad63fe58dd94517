"""A DeepL API on loopback: as strict as the real one, deterministic, and able to misbehave in the ways it does.

    with DeepLServer(key="k", limit=500_000, translate={"back pain": "ból pleców"}) as server:
        engine = DeepL(Settings(url=server.url, environment={"DEEPL_AUTH_KEY": server.key}))
        server.faults.append(Fault.status(429))          # the next translation is refused once
        server.corruption = Corruption.GLUED             # from here on, answers lose the blanks beside tags
        server.latency = 0.1                             # seconds before each translation is answered
        server.limits = Limits(10, 100_000)              # requests and characters in a second, 429 for more
        ...
        server.requests                                  # all: method, path, query, headers, body, size, status
        server.translations                              # those to /v2/translate alone
        server.texts                                     # every text that was translated, in order, as it was sent
        server.glossaries                                # id -> Glossary(name, dictionaries): look, change, delete
        server.used                                      # characters billed so far

`translate` says what a translation is: a mapping of words and phrases, or a function of (text, target language) that is
given the text between tags, unescaped. Without it every word is in capitals. Terms of the glossary come first.
Billed are the code points of the texts without tags.

Where the real API is documented it is followed: 400 for more than 50 texts, an unknown language or option, target EN or
PT, XML that is not well-formed under v2, a glossary without source_lang or without the pair, glossary entries that are
empty, double, too long or have control characters, and for features that a language lacks; 403, 404, 413 above 128 KiB,
456 above the limit. Language codes in lower and upper case are accepted. Stricter than the real one: an unknown
parameter is a 400, and so are two glossary sources that differ in case.
"""

from __future__ import annotations

import html
import json
import re
import socket
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

MOST_BYTES = 128 * 1024
MOST_TEXTS = 50

TRANSLATE = "/v2/translate"

TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong with the next request whose path begins with `path`; it is used up by that."""

    kind: str
    code: int = 0
    seconds: float = 0
    path: str = TRANSLATE
    body: str = ""

    @classmethod
    def status(cls, code: int, path: str = TRANSLATE, body: str = "") -> Fault:
        """Answer with an error; nothing is done or billed."""
        return cls("status", code=code, path=path, body=body or json.dumps({"message": f"fault {code}"}))

    @classmethod
    def dropped(cls, path: str = TRANSLATE) -> Fault:
        """Close the connection without an answer; nothing is done or billed."""
        return cls("dropped", path=path)

    @classmethod
    def delay(cls, seconds: float, path: str = TRANSLATE) -> Fault:
        """Do and bill as asked, but answer only after `seconds`."""
        return cls("delay", seconds=seconds, path=path)

    @classmethod
    def stall(cls, seconds: float, path: str = TRANSLATE) -> Fault:
        """Do and bill as asked, send the headers and half the body, and the rest only after `seconds`."""
        return cls("stall", seconds=seconds, path=path)

    @classmethod
    def not_json(cls, path: str = TRANSLATE, body: str = "<html>Welcome to the hotel network</html>") -> Fault:
        """Answer 200 with something else: a page of a proxy, or the JSON given."""
        return cls("not_json", path=path, body=body)

    @classmethod
    def too_few(cls) -> Fault:
        """Leave the last translation out."""
        return cls("too_few")

    @classmethod
    def too_many(cls) -> Fault:
        """Give the last translation twice."""
        return cls("too_many")


class Corruption(StrEnum):
    """How an answer's markup goes wrong, after reports by DeepL's users; texts without tags stay right.

    GLUED        `C'est<g id="1">vraiment</g>incroyable`: no blanks beside tags
    MOVED        the first element stands at the end of the text
    DOUBLED      the first element is there twice
    EMPTIED      `<g id="1"></g>`: the words of the first `<g>` stand before it
    DROPPED      the first element's tags are gone
    SWAPPED      the first two tags have each other's id
    NEWLINE      a line end inside the first `<g>`
    NBSP         no-break spaces beside tags
    ESCAPED      entities are escaped twice; where there are none, a `&gt;` is left over after the first tag
    RENAMED      `<span id="1">` for `<g id="1">`, `<br id="2"/>` for `<x id="2"/>`
    CAPITALISED  `<G ID="1">`
    """

    NONE = "none"
    GLUED = "glued"
    MOVED = "moved"
    DOUBLED = "doubled"
    EMPTIED = "emptied"
    DROPPED = "dropped"
    SWAPPED = "swapped"
    NEWLINE = "newline"
    NBSP = "nbsp"
    ESCAPED = "escaped"
    RENAMED = "renamed"
    CAPITALISED = "capitalised"


@dataclass(frozen=True)
class Received:
    """A request as it came: `path` without the query, `size` the bytes of the body, `status` what was answered."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any
    size: int
    status: int


@dataclass
class Limits:
    """What the server translates in a second, 0 for no limit; at the start, and after a rest, one second's worth."""

    requests: float = 0
    characters: float = 0
    _used: dict[str, float] = field(default_factory=dict)
    _at: float = field(default_factory=time.monotonic)

    def take(self, characters: int) -> bool:
        """Tell whether a request is within the limits, and count it if it is."""
        now, amounts = time.monotonic(), {"requests": 1, "characters": characters}
        rates = {name: getattr(self, name) for name in amounts if getattr(self, name)}
        used = {name: max(0.0, self._used.get(name, 0.0) - (now - self._at) * rate) for name, rate in rates.items()}
        self._used, self._at = used, now
        # A single request may be larger than a second's worth.
        if any(used[name] and used[name] + amounts[name] > rate for name, rate in rates.items()):
            return False
        self._used = {name: used[name] + amounts[name] for name in rates}
        return True


@dataclass
class Glossary:
    """A glossary: `dictionaries` has for each (source, target) in lower case its entries."""

    name: str
    dictionaries: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    created: str = "2026-01-02T03:04:05.678Z"


@dataclass
class Language:
    """What the server says of a language; a test may change it."""

    code: str
    name: str
    source: bool = True
    target: bool = True
    formality: bool = False
    glossary: bool = True
    style_rules: bool = False
    tags: bool = True


def _languages() -> list[Language]:
    return [
        Language("ace", "Acehnese", glossary=False, tags=False),
        Language("cs", "Czech"),
        Language("de", "German", formality=True, style_rules=True),
        Language("en", "English", target=False, style_rules=True),
        Language("en-GB", "English (British)", source=False, style_rules=True),
        Language("en-US", "English (American)", source=False, style_rules=True),
        Language("es", "Spanish", formality=True, style_rules=True),
        Language("fr", "French", formality=True, style_rules=True),
        Language("nb", "Norwegian Bokmål"),
        Language("pl", "Polish", formality=True),
        Language("pt", "Portuguese", target=False, formality=True),
        Language("pt-BR", "Portuguese (Brazilian)", source=False, formality=True),
        Language("pt-PT", "Portuguese (European)", source=False, formality=True),
        Language("th", "Thai", glossary=False),
        Language("uk", "Ukrainian"),
        Language("zh", "Chinese"),
        Language("zh-Hans", "Chinese (simplified)", source=False),
        Language("zh-Hant", "Chinese (traditional)", source=False),
    ]


class RefusedError(Exception):
    """An error answer."""

    def __init__(self, status: int, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.body = {"message": message} | ({"detail": detail} if detail else {})


class DeepLServer:
    """The server; see the module's docstring. `newer` = False is a server that has no /v3/languages yet."""

    def __init__(
        self,
        key: str = "test-key:fx",
        limit: int = 500_000,
        translate: Mapping[str, str] | Callable[[str, str], str] | None = None,
    ) -> None:
        self.key = key
        self.limit = limit
        self.used = 0
        self.translate = translate or {}
        self.languages = _languages()
        self.newer = True
        self.glossaries: dict[str, Glossary] = {}
        self.most_glossaries = 1000
        self.most_bytes = MOST_BYTES
        self.faults: deque[Fault] = deque()
        self.latency = 0.0
        self.limits = Limits()
        self.corruption = Corruption.NONE
        self.corrupted_modes = frozenset({"xml", "html"})
        self.requests: list[Received] = []
        self.most_at_once = 0
        self.lock = threading.RLock()
        self._under_way = 0
        self._http: ThreadingHTTPServer | None = None
        self._connections: set[socket.socket] = set()

    def __enter__(self) -> Self:
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"deepl": self}))
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()
        with self.lock:
            for connection in self._connections:
                connection.shutdown(socket.SHUT_RDWR)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def translations(self) -> list[Received]:
        """The requests to /v2/translate, refused ones too."""
        return [request for request in self.requests if request.path == TRANSLATE]

    @property
    def texts(self) -> list[str]:
        """The texts that were translated and billed."""
        return [text for request in self.translations if request.status == 200 for text in request.body["text"]]

    def language(self, code: str) -> Language | None:
        """Return a language by its code in any case."""
        return next((one for one in self.languages if one.code.casefold() == str(code).casefold()), None)

    # --- one request ---

    def answer(self, method: str, path: str, query: Mapping[str, str], body: Any, size: int) -> tuple[int, Any]:
        """Return the status and the JSON of the answer; faults are the handler's."""
        if path == TRANSLATE and method == "POST":
            if size > self.most_bytes:
                raise RefusedError(413, "Request Entity Too Large")
            texts = body.get("text", ()) if isinstance(body, dict) else ()
            if not self.limits.take(sum(len(TAG.sub("", text)) for text in texts)):
                raise RefusedError(429, "Too many requests")
            return 200, _Translator(self, body).answer()
        if path == "/v2/usage":
            return 200, {"character_count": self.used, "character_limit": self.limit}
        if path == "/v2/languages":
            return 200, self._older_languages(query.get("type", "source"))
        if path == "/v2/glossary-language-pairs":
            codes = sorted({one.code.split("-")[0] for one in self.languages if one.glossary})
            pairs = [{"source_lang": one, "target_lang": other} for one in codes for other in codes if one != other]
            return 200, {"supported_languages": pairs}
        if path == "/v3/languages" and self.newer:
            if query.get("resource") not in ("translate_text", "glossary"):
                raise RefusedError(400, "Bad request", "resource is missing or unknown")
            return 200, [_newer_language(one) for one in self.languages]
        if path.startswith("/v3/glossaries"):
            return _Glossaries(self, query, body).answer(method, path)
        raise RefusedError(404, "Not found")

    def _older_languages(self, kind: str) -> list[dict[str, Any]]:
        if kind == "source":
            return [{"language": one.code.upper(), "name": one.name} for one in self.languages if one.source]
        return [
            {"language": one.code.upper(), "name": one.name, "supports_formality": one.formality}
            for one in self.languages
            if one.target
        ]

    def next_fault(self, path: str) -> Fault | None:
        """Take the first fault that is meant for the path."""
        with self.lock:
            found = next((fault for fault in self.faults if path.startswith(fault.path)), None)
            if found:
                self.faults.remove(found)
            return found

    def enter(self, connection: socket.socket) -> None:
        with self.lock:
            self._connections.add(connection)

    def leave(self, connection: socket.socket) -> None:
        with self.lock:
            self._connections.discard(connection)

    def begin(self) -> None:
        with self.lock:
            self._under_way += 1
            self.most_at_once = max(self.most_at_once, self._under_way)

    def end(self) -> None:
        with self.lock:
            self._under_way -= 1


def _newer_language(one: Language) -> dict[str, Any]:
    features = {"formality": one.formality, "glossary": one.glossary, "style_rules": one.style_rules}
    features["tag_handling"] = one.tags
    return {
        "lang": one.code,
        "name": one.name,
        "status": "stable",
        "usable_as_source": one.source,
        "usable_as_target": one.target,
        "features": {name: {"status": "stable"} for name, there in features.items() if there},
    }


class _Handler(BaseHTTPRequestHandler):
    deepl: DeepLServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def setup(self) -> None:
        super().setup()
        self.deepl.enter(self.connection)

    def finish(self) -> None:
        self.deepl.leave(self.connection)
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
        self.deepl.begin()
        try:
            self._answer()
        finally:
            self.deepl.end()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _handle  # noqa: N815

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if "urlencoded" in self.headers.get("Content-Type", ""):
            # The client sends the parameters of /v2/languages as a form, with GET.
            query |= {name: values[0] for name, values in parse_qs(raw.decode()).items()}
        fault = self.deepl.next_fault(parts.path)
        body, status, answer = None, 0, None
        if fault and fault.kind == "dropped":
            self.close_connection = True
        elif fault and fault.kind == "status":
            status, answer = fault.code, fault.body
        else:
            with self.deepl.lock:
                status, answer, body = self._done(parts.path, query, raw)
        body = body if body is not None else _decoded(raw)
        received = Received(self.command, parts.path, query, dict(self.headers), body, len(raw), status)
        with self.deepl.lock:
            self.deepl.requests.append(received)
        if parts.path == TRANSLATE:
            time.sleep(self.deepl.latency)
        if status:
            self._send(status, *_spoilt(fault, answer))

    def _done(self, path: str, query: Mapping[str, str], raw: bytes) -> tuple[int, Any, Any]:
        body = None
        try:
            if self.headers.get("Authorization") != f"DeepL-Auth-Key {self.deepl.key}":
                raise RefusedError(403, "Forbidden")
            if "json" in self.headers.get("Content-Type", ""):
                body = json.loads(raw)
            return *self.deepl.answer(self.command, path, query, body, len(raw)), body
        except json.JSONDecodeError:
            return 400, {"message": "Bad request", "detail": "the body is not JSON"}, None
        except RefusedError as refused:
            return refused.status, refused.body, body

    def _send(self, status: int, answer: str, early: float, late: float) -> None:
        data = answer.encode() if status != 204 else b""
        time.sleep(early)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if late:
            self.wfile.write(data[: len(data) // 2])
            self.wfile.flush()
            time.sleep(late)
            data = data[len(data) // 2 :]
        self.wfile.write(data)
        self.wfile.flush()


def _decoded(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None


def _spoilt(fault: Fault | None, answer: Any) -> tuple[str, float, float]:
    """Return the answer's text, and the seconds to wait before it and in its middle."""
    if fault and fault.kind in ("status", "not_json"):
        return fault.body, 0, 0
    if fault and fault.kind in ("too_few", "too_many") and "translations" in answer:
        found = answer["translations"]
        answer = {"translations": found[:-1] if fault.kind == "too_few" else [*found, found[-1]]}
    text = json.dumps(answer, ensure_ascii=False)
    seconds = fault.seconds if fault else 0
    return text, seconds if fault and fault.kind == "delay" else 0, seconds if fault and fault.kind == "stall" else 0


# --- translation ---


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _is_one_of(*choices: str) -> Callable[[Any], bool]:
    return lambda value: value in choices


_PARAMETERS: Mapping[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("text", "non_splitting_tags", "splitting_tags", "ignore_tags", "custom_instructions"), _is_texts),
    **dict.fromkeys(
        ("show_billed_characters", "preserve_formatting", "outline_detection"), lambda value: isinstance(value, bool)
    ),
    **dict.fromkeys(
        ("target_lang", "source_lang", "context", "glossary_id", "style_id", "translation_memory_id"),
        lambda value: isinstance(value, str),
    ),
    "split_sentences": _is_one_of("0", "1", "nonewlines"),
    "formality": _is_one_of("default", "more", "less", "prefer_more", "prefer_less"),
    "tag_handling": _is_one_of("xml", "html"),
    "tag_handling_version": _is_one_of("v1", "v2"),
    "model_type": _is_one_of("latency_optimized", "quality_optimized", "prefer_quality_optimized"),
}
# What only languages with the feature `style_rules` take.
_STYLED = ("custom_instructions", "style_id", "translation_memory_id")


class _Translator:
    """One request to /v2/translate."""

    def __init__(self, server: DeepLServer, body: Any) -> None:
        self.server = server
        self.body = body

    def answer(self) -> dict[str, Any]:
        self._check_parameters()
        self._check_languages()
        terms = self._terms()
        markup = self.body.get("tag_handling")
        if markup == "xml" and self.body.get("tag_handling_version") == "v2":
            for text in self.body["text"]:
                _check_xml(text)
        bills = [len(_plain(text, markup)) for text in self.body["text"]]
        if self.server.used + sum(bills) > self.server.limit:
            raise RefusedError(456, "Quota exceeded")
        self.server.used += sum(bills)
        pairs = zip(self.body["text"], bills, strict=True)
        return {"translations": [self._translation(text, billed, terms) for text, billed in pairs]}

    def _check_parameters(self) -> None:
        if not isinstance(self.body, dict):
            raise RefusedError(400, "Bad request", "the body is not an object")
        for name, value in self.body.items():
            if name not in _PARAMETERS or not _PARAMETERS[name](value):
                raise RefusedError(400, f"Value for '{name}' not supported.")
        texts = self.body.get("text")
        if not texts:
            raise RefusedError(400, "Parameter 'text' not specified.")
        if len(texts) > MOST_TEXTS:
            raise RefusedError(400, "Too many texts in the request.")

    def _check_languages(self) -> None:
        target = self.server.language(self.body.get("target_lang", ""))
        if target is None or not target.target:
            raise RefusedError(400, "Value for 'target_lang' not supported.")
        if "source_lang" in self.body:
            source = self.server.language(self.body["source_lang"])
            if source is None or not source.source:
                raise RefusedError(400, "Value for 'source_lang' not supported.")
        if self.body.get("formality") in ("more", "less") and not target.formality:
            raise RefusedError(400, "'formality' is not supported for given 'target_lang'.")
        if "tag_handling" in self.body and not target.tags:
            raise RefusedError(400, "'tag_handling' is not supported for given 'target_lang'.")
        for name in _STYLED:
            if name in self.body and not target.style_rules:
                raise RefusedError(400, f"'{name}' is not supported for given 'target_lang'.")

    def _terms(self) -> Mapping[str, str]:
        if "glossary_id" not in self.body:
            return {}
        if "source_lang" not in self.body:
            raise RefusedError(400, "Use of a glossary requires the source_lang parameter to be specified.")
        glossary = self.server.glossaries.get(self.body["glossary_id"])
        if glossary is None:
            raise RefusedError(404, "Not found", "Glossary not found")
        pair = (_base(self.body["source_lang"]), _base(self.body["target_lang"]))
        if pair not in glossary.dictionaries:
            raise RefusedError(400, "Bad request", "No dictionary found for language pair")
        return glossary.dictionaries[pair]

    def _translation(self, text: str, billed: int, terms: Mapping[str, str]) -> dict[str, Any]:
        markup = self.body.get("tag_handling")
        result = self._translated(text, terms)
        if markup in self.server.corrupted_modes and TAG.search(text):
            result = corrupt(result, self.server.corruption)
        answer = {"detected_source_language": self.body.get("source_lang", "EN").upper(), "text": result}
        if self.body.get("show_billed_characters"):
            answer["billed_characters"] = billed
        if self.body.get("model_type"):
            answer["model_type_used"] = self.body["model_type"].removeprefix("prefer_")
        return answer

    def _translated(self, text: str, terms: Mapping[str, str]) -> str:
        if "tag_handling" not in self.body:
            return self._words(text, terms)
        ignored = set(self.body.get("ignore_tags", ()))
        pieces, inside = [], None
        for piece in re.split(r"(<[^<>]*>)", text):
            name = re.match(r"</?([A-Za-z]+)", piece)
            if name and name[1] in ignored and not piece.endswith("/>"):
                inside = None if piece.startswith("</") else name[1]
            plain = name or inside or not piece
            pieces.append(piece if plain else html.escape(self._words(html.unescape(piece), terms), quote=False))
        return "".join(pieces)

    def _words(self, text: str, terms: Mapping[str, str]) -> str:
        if callable(self.server.translate):
            return _replaced(text, terms, lambda rest: self.server.translate(rest, self.body["target_lang"]))
        return _replaced(text, {**self.server.translate, **terms}, str.upper)


def _replaced(text: str, words: Mapping[str, str], rest: Callable[[str], str]) -> str:
    """Return the text with the words and phrases replaced, the longest first, and `rest` of what is between them."""
    if not words:
        return rest(text)
    wanted = {source.casefold(): target for source, target in words.items()}
    pattern = "|".join(re.escape(source) for source in sorted(words, key=len, reverse=True))
    pieces = re.split(rf"(?<!\w)({pattern})(?!\w)", text, flags=re.IGNORECASE)
    return "".join(wanted[piece.casefold()] if place % 2 else rest(piece) for place, piece in enumerate(pieces))


def _check_xml(text: str) -> None:
    try:
        ElementTree.fromstring(f"<root>{text}</root>")
    except ElementTree.ParseError:
        raise RefusedError(400, "Tag handling parsing failed, please check input.") from None


def _plain(text: str, markup: str | None) -> str:
    return html.unescape(TAG.sub("", text)) if markup else text


def _base(code: str) -> str:
    return code.split("-")[0].casefold()


# --- corruption ---

_ELEMENT = re.compile(r'<x id="[^"]*"(?:/>|></x>)|<g id="[^"]*">(?:(?!</?g\b).)*</g>', re.DOTALL)
_INNER = re.compile(r'(<g id="[^"]*">)((?:(?!</?g\b).)*)(</g>)', re.DOTALL)


def corrupt(text: str, how: Corruption) -> str:
    """Return an answer with its markup spoilt; the text itself where there is nothing to spoil."""
    return _CORRUPTIONS[how](text)


def _moved(text: str) -> str:
    element = _ELEMENT.search(text)
    return text if element is None else text[: element.start()] + text[element.end() :] + " " + element[0]


def _swapped(text: str) -> str:
    ids = list(dict.fromkeys(re.findall(r'id="([^"]*)"', text)))[:2]
    exchange = dict(zip(ids, reversed(ids), strict=True))
    return re.sub(r'id="([^"]*)"', lambda match: f'id="{exchange.get(match[1], match[1])}"', text)


def _escaped(text: str) -> str:
    doubled = text.replace("&", "&amp;")
    return doubled if doubled != text else re.sub(r"(<[^<>]*>)", r"\1&gt;", text, count=1)


def _dropped(text: str) -> str:
    return _ELEMENT.sub(lambda match: TAG.sub("", match[0]), text, count=1)


def _renamed(text: str) -> str:
    return re.sub(r"(</?)([gx])\b", lambda match: match[1] + {"g": "span", "x": "br"}[match[2]], text)


_CORRUPTIONS: Mapping[Corruption, Callable[[str], str]] = {
    Corruption.NONE: lambda text: text,
    Corruption.GLUED: lambda text: re.sub(r"\s*(<[^<>]*>)\s*", r"\1", text),
    Corruption.MOVED: _moved,
    Corruption.DOUBLED: lambda text: _ELEMENT.sub(r"\g<0> \g<0>", text, count=1),
    Corruption.EMPTIED: lambda text: _INNER.sub(r"\2 \1\3", text, count=1),
    Corruption.DROPPED: _dropped,
    Corruption.SWAPPED: _swapped,
    Corruption.NEWLINE: lambda text: _INNER.sub("\\1\\2\n\\3", text, count=1),
    Corruption.NBSP: lambda text: re.sub(r" (?=<)|(?<=>) ", "\u00a0", text),
    Corruption.ESCAPED: _escaped,
    Corruption.RENAMED: _renamed,
    Corruption.CAPITALISED: lambda text: re.sub(r"</?[gx]\b( id)?", lambda match: match[0].upper(), text),
}


# --- glossaries ---


class _Glossaries:
    """One request below /v3/glossaries."""

    def __init__(self, server: DeepLServer, query: Mapping[str, str], body: Any) -> None:
        self.server = server
        self.query = query
        self.body = body

    def answer(self, method: str, path: str) -> tuple[int, Any]:
        _, _, _, *rest = path.split("/")
        if not rest:
            return (201, self._create()) if method == "POST" else (200, {"glossaries": self._list()})
        glossary = self.server.glossaries.get(rest[0])
        if glossary is None:
            raise RefusedError(404, "Not found", "Glossary not found")
        actions: dict[tuple[str, ...], Callable[[str, Glossary], tuple[int, Any]]] = {
            ("GET",): lambda key, _: (200, self._info(key)),
            ("PATCH",): self._patch,
            ("DELETE",): lambda key, _: (204, self.server.glossaries.pop(key) and None),
            ("GET", "entries"): self._entries,
            ("PUT", "dictionaries"): self._put,
            ("DELETE", "dictionaries"): lambda _, it: (204, it.dictionaries.pop(self._pair(it, self.query)) and None),
        }
        action = actions.get((method, *rest[1:]))
        if action is None:
            raise RefusedError(404, "Not found")
        return action(rest[0], glossary)

    def _list(self) -> list[dict[str, Any]]:
        return [self._info(key) for key in self.server.glossaries]

    def _info(self, key: str) -> dict[str, Any]:
        glossary = self.server.glossaries[key]
        dictionaries = [_dictionary(pair, entries) for pair, entries in glossary.dictionaries.items()]
        about = {"glossary_id": key, "name": glossary.name, "creation_time": glossary.created}
        return {**about, "dictionaries": dictionaries}

    def _create(self) -> dict[str, Any]:
        if len(self.server.glossaries) >= self.server.most_glossaries:
            raise RefusedError(456, "Quota exceeded", "the number of glossaries is reached")
        name = _checked_name(self.body)
        dictionaries = self.body.get("dictionaries")
        if not isinstance(dictionaries, list) or not dictionaries:
            raise RefusedError(400, "Bad request", "dictionaries is missing")
        glossary = Glossary(name, dict(self._read(dictionary) for dictionary in dictionaries))
        key = str(uuid.uuid4())
        self.server.glossaries[key] = glossary
        return self._info(key)

    def _patch(self, key: str, glossary: Glossary) -> tuple[int, Any]:
        if "name" in self.body:
            glossary.name = _checked_name(self.body)
        for dictionary in self.body.get("dictionaries", ()):
            pair, entries = self._read(dictionary)
            glossary.dictionaries[pair] = glossary.dictionaries.get(pair, {}) | entries
        return 200, self._info(key)

    def _put(self, _: str, glossary: Glossary) -> tuple[int, Any]:
        pair, entries = self._read(self.body)
        glossary.dictionaries[pair] = entries
        return 200, _dictionary(pair, entries)

    def _entries(self, _: str, glossary: Glossary) -> tuple[int, Any]:
        pair = self._pair(glossary, self.query)
        rows = "\n".join(f"{source}\t{target}" for source, target in sorted(glossary.dictionaries[pair].items()))
        answer = {"source_lang": pair[0], "target_lang": pair[1], "entries": rows, "entries_format": "tsv"}
        return 200, {"dictionaries": [answer]}

    def _pair(self, glossary: Glossary, where: Mapping[str, str]) -> tuple[str, str]:
        pair = (where.get("source_lang", "").casefold(), where.get("target_lang", "").casefold())
        if pair not in glossary.dictionaries:
            raise RefusedError(404, "Not found", "No dictionary found for language pair")
        return pair

    def _read(self, dictionary: Mapping[str, str]) -> tuple[tuple[str, str], dict[str, str]]:
        codes = [str(dictionary.get(name, "")).casefold() for name in ("source_lang", "target_lang")]
        for code in codes:
            language = self.server.language(code)
            if language is None or "-" in code or not language.glossary:
                raise RefusedError(400, "Bad request", f"Unsupported glossary language {code}")
        if dictionary.get("entries_format") != "tsv":
            raise RefusedError(400, "Bad request", "this server reads tsv alone")
        return (codes[0], codes[1]), _entries(dictionary["entries"])


def _dictionary(pair: tuple[str, str], entries: Mapping[str, str]) -> dict[str, Any]:
    return {"source_lang": pair[0], "target_lang": pair[1], "entry_count": len(entries)}


def _checked_name(body: Any) -> str:
    name = body.get("name") if isinstance(body, dict) else None
    if not isinstance(name, str) or not name or len(name.encode()) > 1024:
        raise RefusedError(400, "Bad request", "name is missing or too long")
    return name


def _entries(rows: str) -> dict[str, str]:
    entries: dict[str, str] = {}
    for place, row in enumerate(rows.split("\n")):
        cells = row.split("\t")
        wrong = len(cells) != 2 or any(
            not cell
            or cell != cell.strip()
            or len(cell.encode()) > 1024
            or re.search("[\x00-\x1f\x80-\x9f\u2028\u2029]", cell)
            for cell in cells
        )
        if wrong:
            raise RefusedError(400, "Invalid glossary entries provided", f"entry with the index {place}")
        if cells[0].casefold() in {source.casefold() for source in entries}:
            raise RefusedError(400, "Invalid glossary entries provided", f"key with the index {place} is a duplicate")
        entries[cells[0]] = cells[1]
    return entries
