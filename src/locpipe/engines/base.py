"""What an engine is: a small Protocol, and the frozen values that go in and out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from locpipe.model import Term


class Mode(StrEnum):
    """How the texts of a request are written.

    XML: escaped text with `<g id="1">…</g>` and `<x id="2"/>`. HTML: the same with `<x id="2"></x>`. PLAIN: the bare
    words, nothing escaped, no tags.
    """

    XML = "xml"
    HTML = "html"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the configuration and the environment say about an engine, whatever the language.

    `url` is the server's address ("" = the engine's own), `timeout` the seconds to wait for an answer, `project` a
    name that tells this project's glossary from others in one account. `environment` holds the process's variables:
    an engine takes its key from there and from nowhere else.
    """

    url: str = ""
    timeout: int = 60
    project: str = "locpipe"
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pair:
    """From one language into another, as BCP 47 codes, and what the configuration says about the target.

    `model` and `formality` are the engine's own words, "" its default. `code` replaces the target's code in requests
    where the engine wants another one than the project: `en-GB` for `en`.
    """

    source: str
    target: str
    model: str = ""
    formality: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """Texts to be translated together: `context` is what their sections are about, and is not translated.

    `terms` has for each text the glossary terms that occur in it, in the order of the texts.
    """

    pair: Pair
    texts: tuple[str, ...]
    context: str = ""
    terms: tuple[tuple[Term, ...], ...] = ()
    mode: Mode = Mode.XML


@dataclass(frozen=True, slots=True)
class Answer:
    """The translations, one for each text and in the same mode; "" where the engine has none.

    `billed` counts the characters that the engine says it charges, None where it does not say: 0 alone means that the
    answer may be forgotten one day, and asked for again. `model` is what it says it used.
    """

    texts: tuple[str, ...]
    billed: int | None = None
    model: str = ""


@dataclass(frozen=True, slots=True)
class Quota:
    """Characters used and allowed in the current period; `limit` None where there is no limit."""

    used: int
    limit: int | None


class Engine(Protocol):
    """A machine translation engine. A class that inherits from this one need only write `name` and `translate`.

    Every method may raise EngineError, which stops the run: exit code 3, everything finished so far is saved. The
    caller masks markup, batches within the limits, removes duplicates, caches, counts and checks; an engine
    translates. `translate` is called from several threads at once where `parallel` is more than 1.
    """

    name: str
    paid: bool = False
    # What one request may hold, the bytes as `size` counts them.
    most_texts: int = 50
    most_bytes: int = 128 * 1024
    parallel: int = 1
    # How texts can be sent; the later ones are second tries for an answer whose markup is wrong.
    modes: tuple[Mode, ...] = (Mode.XML,)
    # Whether answers depend on the glossary, so that an edited term means another answer.
    uses_terms: bool = False

    def prepare(self, pairs: Sequence[Pair], terms: Mapping[str, Sequence[Term]]) -> tuple[str, ...]:
        """Check the languages and bring the engine's glossary up to date, before anything is translated.

        `terms` has the whole glossary by target language. Returns what was changed, a line each.
        """
        return ()

    def key(self, pair: Pair) -> str:
        """Return what of model and options decides an answer: a cached answer holds for an equal key alone."""
        return f"{pair.model} {pair.formality} {pair.code}".strip()

    def size(self, request: Request) -> int:
        """Return the bytes of the request as it would be sent."""
        return sum(len(text.encode()) for text in request.texts)

    def translate(self, request: Request) -> Answer:
        """Return the translations of the request's texts."""
        ...

    def quota(self) -> Quota | None:
        """Return what is used and allowed, None where the engine does not count."""
        return None

    def close(self) -> None:
        """Let go of connections; called once, after the last request."""
        return
