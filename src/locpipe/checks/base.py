"""What a check is: what it looks for, why, how to mend it, and examples that are its tests and its documentation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from locpipe.markdown.inline import Inline, analyse, full_form_labels
from locpipe.model import Severity, Span, Term, UnitKind


@dataclass(frozen=True, slots=True)
class Example:
    """A text and its translation; without a translation it is about the source alone."""

    source: str
    target: str = ""
    language: str = "pl"
    context: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `reason` is one line that says what is wrong, `fix` what to do; `good` must pass, `bad` must not.

    `about` explains more where a line is not enough. `id` is what people write to silence it.
    """

    id: str
    family: str
    severity: Severity
    reason: str
    fix: str
    good: tuple[Example, ...] = ()
    bad: tuple[Example, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check found in one unit; the spans are in the pair's source and target, None where no place can be named.

    `message` is one line that can be acted on: what is wrong, with the words in question.
    """

    check: Check
    message: str
    source: Span | None = None
    target: Span | None = None
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class TermUse:
    """A glossary term that occurs in a unit's source, and what the translation makes of it.

    `problem` is "" (used as the glossary wants), "missing" or "forbidden"; `found` is the one of its wordings that the
    translation uses, or the words that are forbidden.
    """

    term: Term
    problem: str = ""
    found: str = ""


@dataclass(frozen=True)
class UnitPair:
    """A unit with its translation ("" where a check is about the source alone).

    `context` is the msgctxt, `kind` the unit's, `source_language` and `language` BCP 47. `terms` are the glossary's
    terms in it, `mapped` is what a taxonomy map has for a front-matter value ("" = nothing).
    """

    source: str
    target: str
    source_language: str
    language: str
    kind: UnitKind = UnitKind.PARAGRAPH
    context: str = ""
    terms: Sequence[TermUse] = field(default=(), repr=False)
    mapped: str = ""

    @property
    def in_front_matter(self) -> bool:
        """Tell whether the unit is a front-matter value, which has no escapes."""
        return self.kind is UnitKind.FRONT_MATTER

    @cached_property
    def source_markup(self) -> Inline:
        """Return the source's inline markup."""
        return analyse(self.source, self._labels)

    @cached_property
    def target_markup(self) -> Inline:
        """Return the target's inline markup, by the labels that the source has."""
        return analyse(self.target, self._labels)

    @cached_property
    def _labels(self) -> frozenset[str]:
        return full_form_labels(self.source) | full_form_labels(self.target)


UnitCheck = Callable[[UnitPair], Iterator[Hit]]
"""Looks at one reviewed or proposed unit: pure, no files, the same answer for the same pair."""


ArticleCheck = Callable[[Sequence[UnitPair]], Iterator[tuple[int, Hit]]]
"""Looks at an article's units together, in their order; yields hits with the unit's place (from 0)."""


SourceCheck = Callable[[Sequence[UnitPair], tuple[str, ...]], Iterator[tuple[int, Hit]]]
"""Looks at an article's units before anyone translates them (no pair has a target), beside the glossary's source terms.

The terms are sorted, and the same tuple for every article of a run.
"""


@dataclass(frozen=True)
class VersionFile:
    """One language's file of an article, as its own front matter and its name present it.

    `article` is the id, "" where none is known; `name` is what siblings have to call it, `url` where readers find it,
    "" where that is not known. `file_slug` is the slug in its file's name, "" where the name says none; `derived` the
    slug that its title gives, "" where unknown. `lang` and `slug` are what the front matter says, "" for nothing;
    `siblings` what it names, None where it names them in no form that can be read. `nowhere` are those of its siblings'
    languages in which no such file exists. `moved_from` is the published slug that it had and keeps no alias for.
    `lines` has the line of a key, or of a sibling by its language.
    """

    article: str
    language: str
    path: str
    name: str
    is_source: bool = False
    url: str = ""
    file_slug: str = ""
    derived: str = ""
    lang: str = ""
    slug: str = ""
    siblings: Mapping[str, str] | None = field(default_factory=dict)
    nowhere: frozenset[str] = frozenset()
    moved_from: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)


VersionCheck = Callable[[Sequence[VersionFile]], Iterator[tuple[int, str, Hit]]]
"""Looks at all files of all articles together; yields hits with the file's place (from 0) and the key in question."""


@dataclass(frozen=True)
class Family:
    """Checks that belong together: what they are, and the functions that make them.

    `of_language` gets the front-matter units of all articles in one language together.
    """

    name: str
    checks: tuple[Check, ...]
    of_unit: tuple[UnitCheck, ...] = ()
    of_article: tuple[ArticleCheck, ...] = ()
    of_language: tuple[ArticleCheck, ...] = ()
    of_source: tuple[SourceCheck, ...] = ()
    of_versions: tuple[VersionCheck, ...] = ()
