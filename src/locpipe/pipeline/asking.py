"""Asking an engine: each text once, what was paid for from the cache, in batches, within the budget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import groupby

from locpipe.engines.base import Answer, Engine, Mode, Pair, Request
from locpipe.errors import EngineError
from locpipe.memory import Cached, EngineCache, cache_key
from locpipe.model import Term
from locpipe.pipeline.result import Tick, no_tick

Section = tuple[str, ...]
"""What one request's texts have in common: the article, and the headings above them."""


@dataclass(frozen=True, slots=True)
class Question:
    """A text for an engine, as `mode` writes it, with the terms that occur in it; `characters` is what it costs."""

    pair: Pair
    mode: Mode
    text: str
    terms: tuple[Term, ...] = ()
    section: Section = ()
    context: str = ""
    characters: int = 0


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


@dataclass
class Asker:
    """One run's questions to one engine.

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
    _prepared: bool = False
    _attempted: list[int] = field(default_factory=list)

    def key(self, question: Question) -> str:
        """Return what decides the answer: languages, text, engine and options, and the terms that occur in it."""
        pair, uses_terms = question.pair, self.engine.uses_terms
        parts = [pair.source, pair.target, question.mode.value, question.text, self.engine.name, self.engine.key(pair)]
        terms = _told(question.terms) if uses_terms else []
        return cache_key(*parts, *(part for term in terms for part in term))

    def ask(self, questions: Sequence[Question]) -> dict[str, Cached]:
        """Return the answers by key, "" where the engine had none; what is missing was not sent, or not answered."""
        asked: dict[str, Question] = {}
        for question in questions:
            asked.setdefault(self.key(question), question)
        known = self.cache.get(list(asked))
        self.spent.cached += sum(asked[key].characters for key in known)
        new = {key: question for key, question in asked.items() if key not in known}
        affordable = dict(self._affordable(new))
        if self.dry_run:
            self.spent.sent += sum(question.characters for question in affordable.values())
        elif affordable and not self.error:
            known |= self._sent(affordable)
        return known

    def _affordable(self, new: Mapping[str, Question]) -> Iterator[tuple[str, Question]]:
        """Yield the questions that the budget still pays for, in their order."""
        left = None if self.budget is None else self.budget - self.spent.sent
        for key, question in new.items():
            if left is not None and question.characters > left:
                self.spent.withheld += question.characters
                left = 0
                continue
            left = left if left is None else left - question.characters
            yield key, question

    def _sent(self, new: Mapping[str, Question]) -> dict[str, Cached]:
        try:
            self._prepare()
            requests = list(self._requests(new))
        except EngineError as error:
            self._stop(error)
            return {}
        return self._all_answers(requests)

    def _prepare(self) -> None:
        if not self._prepared:
            self.changes = self.engine.prepare(self.pairs, self.glossary)
            self._prepared = True

    def _stop(self, error: EngineError) -> None:
        self.error = self.error or error

    def _requests(self, new: Mapping[str, Question]) -> Iterator[dict[str, Question]]:
        """Yield the questions in batches: one section, language and mode, within what the engine takes at once."""
        for _, group in groupby(new.items(), lambda each: (each[1].pair, each[1].mode, each[1].section)):
            batch: dict[str, Question] = {}
            for key, question in group:
                if batch and not self._fits({**batch, key: question}):
                    yield batch
                    batch = {}
                batch[key] = question
            yield batch

    def _fits(self, batch: Mapping[str, Question]) -> bool:
        return len(batch) <= self.engine.most_texts and self.engine.size(_request(batch)) <= self.engine.most_bytes

    def _all_answers(self, requests: Sequence[dict[str, Question]]) -> dict[str, Cached]:
        """Return the answers to the requests, several of which are under way at once."""
        found: dict[str, Cached] = {}
        total = sum(map(len, requests))
        with ThreadPoolExecutor(max(1, self.parallel)) as pool:
            try:
                for future in as_completed([pool.submit(self._answered, each) for each in requests]):
                    found |= future.result()
                    self.tick(len(found), total)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
            finally:
                self.spent.sent += sum(self._attempted)
                self._attempted.clear()
                if not self.engine.paid:
                    self._keep(found)
        return found

    def _answered(self, batch: Mapping[str, Question]) -> dict[str, Cached]:
        """Return the answers to one request, kept in the cache already."""
        if self.error:
            return {}
        self._attempted.append(sum(question.characters for question in batch.values()))
        try:
            answer = self.engine.translate(_request(batch))
            if len(answer.texts) != len(batch):
                raise EngineError(f"{self.engine.name}: {len(batch)} texts were sent, {len(answer.texts)} came back")
        except EngineError as error:
            self._stop(error)
            return {}
        items = dict(self._items(batch, answer))
        if self.engine.paid:
            # At once, and so that it outlives the process: that costs milliseconds, the answer costs money.
            self._keep(items)
        return items

    def _keep(self, items: Mapping[str, Cached]) -> None:
        self.cache.put({key: item for key, item in items.items() if item.raw.strip()})

    def _items(self, batch: Mapping[str, Question], answer: Answer) -> Iterator[tuple[str, Cached]]:
        for (key, question), raw in zip(batch.items(), answer.texts, strict=True):
            pair = (question.pair.source, question.pair.target)
            yield key, Cached(raw, self.engine.name, answer.model, question.characters, question.text, pair)


def _request(batch: Mapping[str, Question]) -> Request:
    questions = tuple(batch.values())
    first = questions[0]
    texts = tuple(question.text for question in questions)
    return Request(first.pair, texts, first.context, tuple(question.terms for question in questions), first.mode)
