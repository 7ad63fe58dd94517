"""Asking an engine: each text once, what was paid for from the cache, in full requests, within the budget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Self

from locpipe.engines.base import Answer, Engine, Mode, Pair, Request
from locpipe.errors import EngineError, MemoryFileError, QuotaError
from locpipe.memory import Cached, EngineCache, cache_key
from locpipe.model import Finding, Severity, Term
from locpipe.pipeline.result import Tick, no_tick

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

Common = tuple[Pair, Mode]
"""What the texts of one request must have in common."""

# Characters of context in one request: what its sections have is cut so that each has a part.
_MOST_CONTEXT = 4000


@dataclass(frozen=True, slots=True)
class Question:
    """A text for an engine, as `mode` writes it, with the terms that occur in it; `characters` is what it costs.

    `context` is what the engine may know of the text's section.
    """

    pair: Pair
    mode: Mode
    text: str
    terms: tuple[Term, ...] = ()
    context: str = ""
    characters: int = 0

    @property
    def common(self) -> Common:
        """Return what the other texts of a request have in common with this one."""
        return self.pair, self.mode


@dataclass
class Spent:
    """Characters: `sent` to the engine (or, in a dry run, to be sent), answered by the cache, over the budget."""

    sent: int = 0
    cached: int = 0
    withheld: int = 0


def terms_hash(terms: Iterable[Term]) -> str:
    """Return four hexadecimal digits for what an engine is told of the terms; "" for none."""
    found = _told(terms)
    return blake2b(repr(found).encode(), digest_size=2).hexdigest() if found else ""


def _told(terms: Iterable[Term]) -> list[tuple[str, str, str]]:
    """Return what of the terms an answer hangs on; a corrected note asks for no new translation."""
    return sorted({(term.source, term.target, term.status.value) for term in terms})


@dataclass(frozen=True)
class Asked:
    """Questions by key as `begin` took them, and the answers that were known already."""

    questions: Mapping[str, Question]
    known: Mapping[str, Cached]


@dataclass
class Asker:
    """One run's questions to one engine, to be used in a `with` block; `parallel` requests are under way at once.

    `glossary` has every target language's terms, for the engine's own glossary; `budget` is the most characters that
    may be sent, None for no limit. With `dry_run` nothing is sent, and no account is changed. An EngineError is kept
    in `error`: what was answered until then is still given, and nothing more is asked.
    """

    engine: Engine
    cache: EngineCache
    pairs: Sequence[Pair]
    glossary: Mapping[str, Sequence[Term]]
    budget: int | None = None
    parallel: int = 1
    dry_run: bool = False
    tick: Tick = no_tick
    spent: Spent = field(default_factory=Spent)
    error: EngineError | None = None
    changes: tuple[str, ...] = ()
    # Whether the cache got an answer that cost nothing.
    kept_free: bool = False
    _prepared: bool = False
    _pool: ThreadPoolExecutor | None = None
    # Texts of requests that are not full yet, and requests under way, by key.
    _open: dict[Common, dict[str, Question]] = field(default_factory=dict)
    _under_way: dict[str, Future[dict[str, Cached]]] = field(default_factory=dict)
    # What the engine has no answer to stands in no cache, and is asked once in a run all the same.
    _silent: dict[str, Cached] = field(default_factory=dict)
    # Keys whose characters were counted, as numbers: a run may have millions.
    _counted: set[int] = field(default_factory=set)
    _promised: int = 0
    _lock: Lock = field(default_factory=Lock)
    _done: int = 0
    _total: int = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool:
            # Answers that are on their way are paid for; only who interrupts the run does not wait for them.
            self._pool.shutdown(wait=error is None or isinstance(error, Exception), cancel_futures=True)

    def key(self, question: Question) -> str:
        """Return what decides the answer: languages, text, engine and options, and the terms that occur in it."""
        pair, uses_terms = question.pair, self.engine.uses_terms
        parts = [pair.source, pair.target, question.mode.value, question.text, self.engine.name, self.engine.key(pair)]
        terms = _told(question.terms) if uses_terms else []
        return cache_key(*parts, *(part for term in terms for part in term))

    def begin(self, questions: Mapping[str, Question]) -> Asked:
        """Take questions by their keys: full requests are sent at once, the rest waits for more until `finish`.

        A text is sent once, however often it comes in a run.
        """
        new = [key for key, each in questions.items() if key not in self._under_way and not self._is_open(key, each)]
        known = self._known(new) | {key: self._silent[key] for key in new if key in self._silent}
        self.spent.cached += sum(questions[key].characters for key in known if self._is_first(key))
        affordable = dict(self._affordable({key: questions[key] for key in new if key not in known}))
        self._promised += sum(question.characters for question in affordable.values())
        if self.dry_run:
            self.spent.sent = self._promised
        elif affordable and not self.error:
            self._queue(affordable)
        return Asked(questions, known)

    def _is_open(self, key: str, question: Question) -> bool:
        return key in self._open.get(question.common, ())

    def _is_first(self, key: str) -> bool:
        """Tell whether the key comes for the first time, which is told once."""
        first = not self.was_asked(key)
        self._counted.add(_number(key))
        return first

    def findings(self, where: str) -> Iterator[Finding]:
        """Yield what the run has to tell: what was changed in the account, and what the budget did not pay for."""
        yield from (Finding("engine", Severity.NOTE, where, 0, change) for change in self.changes)
        if self.spent.withheld:
            spent = f"the budget of {self.budget} characters is spent"
            message = f"{spent}, {self.spent.withheld} more wait; raise it to go on"
            yield Finding("budget", Severity.WARNING, where, 0, message)

    def was_asked(self, key: str) -> bool:
        """Tell whether the run asked for the key."""
        return _number(key) in self._counted

    def _known(self, keys: Sequence[str]) -> dict[str, Cached]:
        try:
            return self.cache.get(keys)
        except MemoryFileError as error:
            self._stop(EngineError(str(error)))
            return {}

    def _affordable(self, new: Mapping[str, Question]) -> Iterator[tuple[str, Question]]:
        """Yield the questions that the budget still pays for, in their order; in a dry run each but once."""
        left = None if self.budget is None else self.budget - self._promised
        for key, question in new.items():
            first = self._is_first(key)
            if left is not None and question.characters > left:
                self.spent.withheld += question.characters if first else 0
                left = 0
            elif first or not self.dry_run:
                left = left if left is None else left - question.characters
                yield key, question

    def _queue(self, new: Mapping[str, Question]) -> None:
        try:
            self._prepare()
            for key, question in new.items():
                self._open.setdefault(question.common, {})[key] = question
            self._total += len(new)
            for common in dict.fromkeys(question.common for question in new.values()):
                self._send(common, least=self.engine.most_texts)
        except EngineError as error:
            self._stop(error)

    def _prepare(self) -> None:
        if not self._prepared:
            self.changes = self.engine.prepare(self.pairs, self.glossary)
            self._prepared = True

    def _stop(self, error: EngineError) -> None:
        self.error = self.error or error

    def _send(self, common: Common, least: int) -> None:
        """Send what waits in requests as full as they may be, as long as `least` texts wait."""
        waiting = self._open.get(common, {})
        while len(waiting) >= max(1, least):
            batch = self._full(waiting)
            for key in batch:
                del waiting[key]
            self._under_way |= dict.fromkeys(batch, self._threads().submit(self._answered, batch))

    def _full(self, waiting: Mapping[str, Question]) -> dict[str, Question]:
        """Return as many of the first texts as the engine takes at once."""
        items = list(islice(waiting.items(), self.engine.most_texts))
        fitting, beyond = 1, len(items) + 1
        middle = len(items)
        while beyond - fitting > 1:
            if self.engine.size(_request(dict(items[:middle]))) <= self.engine.most_bytes:
                fitting = middle
            else:
                beyond = middle
            middle = (fitting + beyond) // 2
        return dict(items[:fitting])

    def _threads(self) -> ThreadPoolExecutor:
        from concurrent.futures import ThreadPoolExecutor

        self._pool = self._pool or ThreadPoolExecutor(max(1, self.parallel))
        return self._pool

    def finish(self, asked: Asked) -> dict[str, Cached]:
        """Return the answers by key, "" where the engine had none; what is missing was not sent, or not answered."""
        self._send_rest(asked)
        under_way = {key: self._under_way.pop(key) for key in asked.questions if key in self._under_way}
        found = dict(asked.known) | self._arriving(list(dict.fromkeys(under_way.values())))
        # Another part of the run may have waited for the answer before this one.
        late = [key for key in asked.questions if key not in found]
        found |= self._known(late) | {key: self._silent[key] for key in late if key in self._silent}
        return {key: found[key] for key in asked.questions if key in found}

    def _send_rest(self, asked: Asked) -> None:
        """Send what is still open of these questions, with whatever else is open beside it."""
        still_open = (each.common for key, each in asked.questions.items() if self._is_open(key, each))
        try:
            for common in dict.fromkeys(still_open):
                self._send(common, least=1)
        except EngineError as error:
            self._stop(error)

    def _arriving(self, requests: Sequence[Future[dict[str, Cached]]]) -> dict[str, Cached]:
        """Return the answers of the requests."""
        from concurrent.futures import as_completed

        found: dict[str, Cached] = {}
        try:
            for future in as_completed(requests):
                found |= future.result()
                self.tick(self._done, self._total)
        finally:
            if not self.engine.paid:
                self._keep(found)
            self._silent |= {key: each for key, each in found.items() if not each.raw.strip()}
        return found

    def _answered(self, batch: Mapping[str, Question]) -> dict[str, Cached]:
        """Return the answers to one request, kept in the cache already."""
        if self.error:
            return {}
        characters = sum(question.characters for question in batch.values())
        self._add(characters)
        try:
            answer = self.engine.translate(_request(batch))
            if len(answer.texts) != len(batch):
                raise EngineError(f"{self.engine.name}: {len(batch)} texts were sent, {len(answer.texts)} came back")
        except QuotaError as error:
            self._add(-characters)
            return self._in_halves(batch, error)
        except EngineError as error:
            self._stop(error)
            return {}
        items = dict(self._items(batch, answer))
        if self.engine.paid:
            # At once, and so that it outlives the process: that costs milliseconds, the answer costs money.
            self._keep(items)
        self._add(0, len(items))
        return items

    def _in_halves(self, batch: Mapping[str, Question], error: EngineError) -> dict[str, Cached]:
        """Return what answers the rest of a quota pays for; the first text that it does not pay for stops all."""
        items, middle = list(batch.items()), len(batch) // 2
        if not middle:
            self._stop(error)
            return {}
        return self._answered(dict(items[:middle])) | self._answered(dict(items[middle:]))

    def _add(self, characters: int, texts: int = 0) -> None:
        with self._lock:
            self.spent.sent += characters
            self._done += texts

    def _keep(self, items: Mapping[str, Cached]) -> None:
        """Keep answers in the cache; where it fails, what was paid for goes into the catalogs, and no more is asked."""
        kept = {key: item for key, item in items.items() if item.raw.strip()}
        try:
            self.cache.put(kept)
            self.kept_free |= any(not item.billed for item in kept.values())
        except MemoryFileError as error:
            # Whoever waits for them looks here where the cache has none.
            self._silent.update(items)
            self._stop(EngineError(str(error)))

    def _items(self, batch: Mapping[str, Question], answer: Answer) -> Iterator[tuple[str, Cached]]:
        free = answer.billed == 0 and not self.engine.paid
        for (key, question), raw in zip(batch.items(), answer.texts, strict=True):
            pair = (question.pair.source, question.pair.target)
            # A text of no characters of its own may have cost something all the same.
            billed = 0 if free else max(1, question.characters)
            yield key, Cached(raw, self.engine.name, answer.model, billed, question.text, pair)


def _number(key: str) -> int:
    return int(key[:15], 16)


def _request(batch: Mapping[str, Question]) -> Request:
    questions = tuple(batch.values())
    pair, mode = questions[0].common
    texts = tuple(question.text for question in questions)
    return Request(pair, texts, _context(questions), tuple(question.terms for question in questions), mode)


def _context(questions: Sequence[Question]) -> str:
    """Return what the sections of the texts have as context, each line once, and of each section a part."""
    found = list(dict.fromkeys(question.context for question in questions if question.context))
    share = _MOST_CONTEXT // max(1, len(found))
    return "\n".join(dict.fromkeys(line for each in found for line in each[:share].split("\n")))
