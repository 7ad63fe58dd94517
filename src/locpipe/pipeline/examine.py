"""What the checks say of one article: in its own language, and in each of its catalogs, whatever else there is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache, cached_property
from typing import Any

from locpipe.checks.base import Family, Hit, TermUse, UnitPair
from locpipe.checks.registry import families
from locpipe.engines.masking import mask
from locpipe.glossary import Matcher
from locpipe.model import Catalog, Entry, Finding, Severity, Span, Unit, UnitKind
from locpipe.pipeline.analysis import Analysis, Known, named
from locpipe.pipeline.facts import ArticleFacts, finding_of
from locpipe.pipeline.fingerprint import digest_of
from locpipe.pipeline.glossary import terms_for, terms_state
from locpipe.pipeline.reading import SLUG
from locpipe.pipeline.versions import CatalogFile
from locpipe.project import Project
from locpipe.reports import Quote

_IGNORE = re.compile(r"locpipe:\s*ignore\s+([a-z, -]+)")

Quoted = tuple[Finding, Quote | None]


@dataclass(frozen=True, slots=True)
class FrontText:
    """A reviewed front-matter value, for the checks that look at all articles together.

    `place` is where the source stands; `ignored` are the checks that a comment silences for it.
    """

    source: str
    target: str
    context: str
    line: int
    place: str
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in one language of an article; `units` were looked at.

    `unused` are line, name and msgid of what comments silence and no check of the article says.
    """

    units: int
    findings: tuple[Quoted, ...]
    front: tuple[FrontText, ...] = ()
    unused: tuple[tuple[int, str, str], ...] = ()


class Examiner:
    """Looks at one article after another; what `analysis` knows is not looked at again."""

    def __init__(self, project: Project, analysis: Analysis) -> None:
        self._project, self._analysis = project, analysis
        self._families = families()
        self._matcher = cache(self._matcher_for)

    def source(self, facts: ArticleFacts) -> Examined:
        """Return what is wrong with the article before anyone translates it."""
        digest = self._digest(facts, None)
        return self._known(named("examined", facts.file.id, ""), digest) or self._source(facts, digest)

    def version(self, facts: ArticleFacts, language: str, found: CatalogFile) -> Examined:
        """Return what is wrong with the reviewed texts of a catalog, and whether it is that of the article as it is."""
        digest = self._digest(facts, found)
        return self._known(named("examined", facts.file.id, language), digest) or self._version(
            facts, language, found, digest
        )

    def knows(self, facts: ArticleFacts, language: str, found: CatalogFile | None) -> bool:
        """Tell whether that is known of the catalog, or, without one, of the source (its language is "")."""
        return self._analysis.knows(named("examined", facts.file.id, language), self._digest(facts, found))

    def _digest(self, facts: ArticleFacts, found: CatalogFile | None) -> str:
        return digest_of(facts.digest.encode(), found.data if found else b"", self._terms_digest)

    def _known(self, name: str, digest: str) -> Examined | None:
        known = self._analysis.get(name, digest)
        return _restored(known) if known is not None else None

    @cached_property
    def _terms_digest(self) -> bytes:
        return terms_state(self._project).encode()

    @cached_property
    def _vocabulary(self) -> tuple[str, ...]:
        terms = (term for language in self._project.config.targets for term in terms_for(self._project, language))
        return tuple(sorted({term.source for term in terms}))

    def _matcher_for(self, language: str) -> Matcher | None:
        terms = terms_for(self._project, language)
        return Matcher(terms, self._project.config.source, language) if terms else None

    def _source(self, facts: ArticleFacts, digest: str) -> Examined:
        language = self._project.config.source
        units = [unit for unit in facts.article.units if unit.context != SLUG]
        pairs = [UnitPair(unit.source, "", language, language, unit.kind, unit.context) for unit in units]
        looks = [look for family in self._families for look in family.of_source]
        hits = [found for look in looks for found in look(pairs, self._vocabulary)]
        findings = tuple(_in_source(hit, facts.file.relative, units[place]) for place, hit in hits)
        made = Examined(0, findings)
        self._analysis.put(named("examined", facts.file.id, ""), digest, _kept(made))
        return made

    def _version(self, facts: ArticleFacts, language: str, found: CatalogFile, digest: str) -> Examined:
        units = {(unit.context, unit.source): unit for unit in reversed(facts.article.units)}
        entries = [entry for entry in found.catalog.entries if entry.reviewed and entry.key in units]
        pairs = [self._pair(entry, units[entry.key], language) for entry in entries]
        places = [f"{facts.file.relative}:{units[entry.key].line}" for entry in entries]
        old = ((each, None) for each in _out_of_date(found.catalog, units, facts.file.relative))
        left = ((each, None) for each in _not_read(entries, found.shown))
        said, unused = self._texts(entries, pairs, places, found.shown)
        made = Examined(len(entries), (*old, *left, *said), tuple(_front_texts(entries, pairs, places)), unused)
        self._analysis.put(named("examined", facts.file.id, language), digest, _kept(made))
        return made

    def _texts(
        self, entries: Sequence[Entry], pairs: Sequence[UnitPair], places: Sequence[str], path: str
    ) -> tuple[list[Quoted], tuple[tuple[int, str, str], ...]]:
        said: list[Quoted] = []
        used: set[tuple[int, str, str]] = set()
        for place, hit in _all_hits(self._families, pairs):
            entry = entries[place]
            if silent := {hit.check.id, hit.check.family} & ignored(entry):
                used |= {(entry.line, name, entry.source) for name in silent}
            else:
                quote = Quote(entry.source, entry.target, places[place], hit.source, hit.target)
                said.append((found_in(hit, path, entry.line, entry.source), quote))
        asked = {(entry.line, name, entry.source) for entry in entries for name in ignored(entry)}
        return said, tuple(sorted(asked - used))

    def _pair(self, entry: Entry, unit: Unit, language: str) -> UnitPair:
        source = self._project.config.source
        bare = UnitPair(entry.source, entry.target, source, language, unit.kind, entry.context)
        matcher = self._matcher(language) if entry.target != entry.source else None
        return replace(bare, terms=tuple(_uses(matcher, entry))) if matcher else bare


def found_in(hit: Hit, path: str, line: int, unit: str) -> Finding:
    """Return what a check found as a finding at a place."""
    severity = hit.check.severity if hit.severity is None else hit.severity
    return Finding(hit.check.id, severity, path, line, hit.message, unit)


def ignored(entry: Entry) -> frozenset[str]:
    """Return the checks that a translator's comment silences: `# locpipe: ignore term-missing, number-added`."""
    found = (match[1] for comment in entry.comments for match in _IGNORE.finditer(comment))
    return frozenset(name for names in found for name in re.split(r"[, ]+", names.strip()) if name)


def _in_source(hit: Hit, path: str, unit: Unit) -> Quoted:
    return found_in(hit, path, unit.line, unit.source), Quote(unit.source, "", "", hit.source)


def _all_hits(found: Sequence[Family], pairs: Sequence[UnitPair]) -> Iterator[tuple[int, Hit]]:
    """Yield what the families find in an article's units, each with the unit's place; slugs count in articles alone."""
    for family in found:
        for look in family.of_unit:
            for place, pair in enumerate(pairs):
                if pair.context != SLUG:
                    yield from ((place, hit) for hit in look(pair))
        for look_at_all in family.of_article:
            yield from look_at_all(pairs)


def _uses(matcher: Matcher, entry: Entry) -> Iterator[TermUse]:
    prose = mask(entry.source).prose, mask(entry.target).prose
    for problem in matcher.problems(*prose):
        yield TermUse(problem.term, problem.kind, problem.found)
    yield from (TermUse(term, "", way) for term, way in matcher.ways(*prose))


def _front_texts(entries: Sequence[Entry], pairs: Sequence[UnitPair], places: Sequence[str]) -> Iterator[FrontText]:
    for entry, pair, place in zip(entries, pairs, places, strict=True):
        if pair.kind is UnitKind.FRONT_MATTER and entry.context != SLUG:
            silent = tuple(sorted(ignored(entry)))
            yield FrontText(entry.source, entry.target, entry.context, entry.line, place, silent)


def _out_of_date(read: Catalog, units: Mapping[tuple[str, str], Unit], article: str) -> Iterator[Finding]:
    """Yield an error where the catalog is not that of the article as it is now."""
    new = [unit for key, unit in units.items() if key not in read.by_key]
    gone = [entry for key, entry in read.by_key.items() if key not in units]
    if new or gone:
        parts = [f"{len(new)} texts of {article} are not in it"] if new else []
        parts += [f"{len(gone)} of its texts are not in {article}"] if gone else []
        line = gone[0].line if gone else 0
        yield Finding("catalog-stale", Severity.ERROR, read.path, line, f"{' and '.join(parts)}; run locpipe extract")


def _not_read(entries: Sequence[Entry], path: str) -> Iterator[Finding]:
    """Yield the entries that somebody took "fuzzy" off with a text editor: a PO editor takes the old msgid off too."""
    message = "not fuzzy any more, yet it says what its source was: read it, then delete the lines that begin with #|"
    for entry in entries:
        if entry.previous:
            yield Finding("not-read", Severity.WARNING, path, entry.line, message, entry.source)


def _kept(made: Examined) -> Known:
    return {
        "units": made.units,
        "findings": [(asdict(finding), quote and asdict(quote)) for finding, quote in made.findings],
        "front": [asdict(each) for each in made.front],
        "unused": made.unused,
    }


def _restored(known: Known) -> Examined:
    return Examined(
        known["units"],
        tuple((finding_of(finding), quote and quote_of(quote)) for finding, quote in known["findings"]),
        tuple(FrontText(**{**each, "ignored": tuple(each["ignored"])}) for each in known["front"]),
        tuple((line, name, unit) for line, name, unit in known["unused"]),
    )


def quote_of(known: Mapping[str, Any]) -> Quote:
    """Return the quote that `asdict` took apart."""
    spans = {name: Span(*known[name]) if known[name] else None for name in ("source_span", "target_span")}
    return Quote(**{**known, **spans})
