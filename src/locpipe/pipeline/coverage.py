"""Coverage: how many of the words that a reader sees are offered for translation, and what becomes of the others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from locpipe.engines.masking import mask
from locpipe.model import UnitKind
from locpipe.pipeline.article import Article, read_article
from locpipe.pipeline.reading import rules_of
from locpipe.pipeline.result import Problems
from locpipe.project import Project
from locpipe.source import decode, read_bytes

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
# What a reader sees; the rest of what is copied is a machine's: code, tags, formulas.
_SEEN = frozenset({"html", "nesting", "skip", "not translated"})


@dataclass(frozen=True)
class Coverage:
    """One article: words in units, and by kind those that are copied, with the line (from 1) of the first of each."""

    article: str
    path: str
    offered: int
    copied: Mapping[str, int]
    lines: Mapping[str, int]

    @property
    def left(self) -> int:
        """Return how many words a reader sees that are not offered."""
        return sum(words for kind, words in self.copied.items() if kind in _SEEN)

    @property
    def share(self) -> float:
        """Return the share of the words a reader sees that is offered; 1 where there are none."""
        return self.offered / (self.offered + self.left) if self.offered + self.left else 1.0


def coverage(project: Project, names: Sequence[str] = ()) -> tuple[Coverage, ...]:
    """Return the coverage of each article, by id; an error tells of all that cannot be read."""
    rules, found, problems = rules_of(project), [], Problems()
    for file in project.articles(names):
        with problems.collected():
            text = decode(read_bytes(file.path, file.relative), file.relative)
            found.append(_of(read_article(text, file.relative, rules), file.id))
    problems.stop()
    return tuple(found)


def _of(article: Article, name: str) -> Coverage:
    offered = sum(
        len(_WORD.findall(mask(unit.source, markdown=unit.kind is not UnitKind.FRONT_MATTER).prose))
        for unit in article.units
    )
    copied: Counter[str] = Counter()
    lines: dict[str, int] = {}
    for region in article.opaque:
        if region.words:
            copied[region.kind] += region.words
            lines.setdefault(region.kind, region.line)
    return Coverage(name, article.path, offered, dict(sorted(copied.items())), lines)
