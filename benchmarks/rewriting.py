"""Catalogs whose source was rewritten, with the truth of where each text came from; deterministic.

Made texts follow the sample's words from one to the next, so that common words are as common as in prose. Texts of a
folder are its articles' units. A rewritten text had words replaced, put in, left out or mistyped, sentences added,
removed, exchanged or rewritten, numbers or markup changed: what authors do.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

SAMPLE = Path(__file__).parent.parent / "content" / "en"
# How many sentences the texts have: headings and cells have none, list items one; as counted for corpus.py.
SENTENCES = (0, 1, 2, 3, 4)
WEIGHTS = (8, 11, 7, 6, 5)
# One block is moved for so many texts.
A_MOVE = 250
_ENDS = re.compile(r"(?<=[.!?]) ")
Edit = Callable[[str, random.Random], str]


@dataclass(frozen=True, slots=True)
class Case:
    """Old texts, and the new ones in order, each with the place of the old one that it was; None for a new one."""

    old: tuple[str, ...]
    new: tuple[tuple[str, int | None], ...]

    @property
    def changed(self) -> list[tuple[str, int]]:
        """Return the texts that were rewritten, each with the place of the old one."""
        return [(text, place) for text, place in self.new if place is not None and text != self.old[place]]

    @property
    def fresh(self) -> list[str]:
        """Return the texts that nobody had before."""
        return [text for text, place in self.new if place is None]


class Prose:
    """Sentences that go from word to word as the sample's do."""

    def __init__(self) -> None:
        self.follows: dict[str, list[str]] = {}
        for path in sorted(SAMPLE.glob("*.md")):
            body = path.read_text("utf-8").split("\n---\n", 1)[1]
            body = re.sub(r"(?m)^\[\^.*$|\]\([^)]*\)|https?://\S+", " ", body)
            words = re.findall(r"\b[A-Za-z]+(?:['’][a-z]+)?\b|\b\d+\b", body)
            for one, other in pairwise(words):
                self.follows.setdefault(one.lower(), []).append(other.lower())
        self.words = sorted(self.follows)

    def phrase(self, rng: random.Random, count: int) -> str:
        """Return so many words, the first with a capital letter; now and then the thread is lost."""
        words = [rng.choice(self.words)]
        while len(words) < count:
            follows = self.follows.get(words[-1], self.words)
            words.append(rng.choice(self.words if rng.random() < 0.3 else follows))
        return " ".join(words).capitalize()

    def sentence(self, rng: random.Random) -> str:
        """Return one sentence."""
        return self.phrase(rng, rng.randint(6, 18)) + "."

    def text(self, rng: random.Random) -> str:
        """Return a heading, a list item or a paragraph."""
        count = rng.choices(SENTENCES, WEIGHTS)[0]
        return " ".join(self.sentence(rng) for _ in range(count)) if count else self.phrase(rng, rng.randint(2, 7))


@cache
def prose() -> Prose:
    """Return the sample's prose, read once."""
    return Prose()


def made(count: int, seed: int) -> list[str]:
    """Return so many distinct texts."""
    rng, texts = random.Random(seed), dict[str, None]()
    while len(texts) < count:
        texts[prose().text(rng)] = None
    return list(texts)


def made_case(count: int, fresh: int, seed: int) -> Case:
    """Return a case of made texts."""
    texts = made(count + fresh, seed)
    return case(texts[:count], texts[count:], seed)


def case(old: Sequence[str], fresh: Sequence[str], seed: int, share: float = 0.12, deleted: float = 0.03) -> Case:
    """Return the old texts with that share of them rewritten, some deleted, blocks moved, the fresh ones put in."""
    rng = random.Random(seed)
    taken = {*old, *fresh}
    new: list[tuple[str, int | None]] = []
    for place, text in enumerate(old):
        if rng.random() < deleted:
            continue
        changed = rewritten(text, rng) if rng.random() < share / (1 - deleted) else text
        new.append((text if changed in taken else changed, place))
        taken.add(changed)
    for _ in range(len(old) // A_MOVE):
        at = rng.randrange(len(new))
        block = [new.pop(at) for _ in range(min(rng.randint(1, 20), len(new) - at))]
        at = rng.randrange(len(new) + 1)
        new[at:at] = block
    for text in fresh:
        new.insert(rng.randrange(len(new) + 1), (text, None))
    return Case(tuple(old), tuple(new))


def rewritten(text: str, rng: random.Random) -> str:
    """Return the text after one edit, or two; another text in any case."""
    for _ in range(rng.choice((1, 1, 2))):
        before = text
        while text == before:
            text = rng.choices(list(EDITS), list(EDITS.values()))[0](before, rng)
    return text


def _words_replaced(text: str, rng: random.Random) -> str:
    words = text.split(" ")
    for place in rng.sample(range(len(words)), max(1, round(len(words) * rng.uniform(0, 0.2)))):
        words[place] = rng.choice(prose().words)
    return " ".join(words)


def _words_added(text: str, rng: random.Random) -> str:
    words = text.split(" ")
    at = rng.randrange(len(words) + 1)
    words[at:at] = rng.choices(prose().words, k=rng.randint(1, 3))
    return " ".join(words)


def _words_removed(text: str, rng: random.Random) -> str:
    words = text.split(" ")
    at = rng.randrange(len(words))
    del words[at : at + rng.randint(1, max(1, len(words) // 5))]
    return " ".join(words) or text


def _mistyped(text: str, rng: random.Random) -> str:
    at = rng.randrange(max(1, len(text) - 1))
    return text[:at] + text[at : at + 2][::-1] + text[at + 2 :] if len(text) > 3 else text + text[-1]


def _sentence_added(text: str, rng: random.Random) -> str:
    sentences = _ENDS.split(text)
    sentences.insert(rng.randrange(len(sentences) + 1), prose().sentence(rng))
    return " ".join(sentences)


def _sentence_removed(text: str, rng: random.Random) -> str:
    sentences = _ENDS.split(text)
    if len(sentences) > 1:
        del sentences[rng.randrange(len(sentences))]
    return " ".join(sentences)


def _sentence_rewritten(text: str, rng: random.Random) -> str:
    sentences = _ENDS.split(text)
    if len(sentences) > 1:
        sentences[rng.randrange(len(sentences))] = prose().sentence(rng)
    return " ".join(sentences)


def _sentences_exchanged(text: str, rng: random.Random) -> str:
    sentences = _ENDS.split(text)
    at = rng.randrange(len(sentences))
    sentences[at : at + 2] = sentences[at : at + 2][::-1]
    return " ".join(sentences)


def _renumbered(text: str, rng: random.Random) -> str:
    if re.search(r"\d", text):
        return re.sub(r"\d+", str(rng.randint(1, 60)), text, count=1)
    return f"{rng.randint(1, 20)}. {text}"


def _marked(text: str, rng: random.Random) -> str:
    words = text.split(" ")
    at = rng.randrange(len(words))
    words[at] = f"**{words[at]}**" if rng.random() < 0.5 else f"[{words[at]}](/en/{words[-1].strip('.')}/)"
    return " ".join(words)


EDITS: dict[Edit, int] = {
    _words_replaced: 28,
    _words_added: 14,
    _words_removed: 12,
    _mistyped: 12,
    _sentence_added: 9,
    _sentence_removed: 8,
    _sentence_rewritten: 4,
    _sentences_exchanged: 3,
    _renumbered: 6,
    _marked: 4,
}
