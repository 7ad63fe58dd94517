"""Check: everything that a reader, a reviewer or a release should not find out by themselves."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from locpipe import catalog
from locpipe.checks.base import Family, Hit, TermUse, UnitPair
from locpipe.checks.explained import names
from locpipe.checks.registry import families
from locpipe.engines.masking import mask
from locpipe.errors import UsageError
from locpipe.frontmatter import FrontMatter
from locpipe.glossary import Matcher
from locpipe.model import Catalog, Entry, Finding, Severity, Unit
from locpipe.pipeline.article import Article, read_article
from locpipe.pipeline.glossary import terms_for
from locpipe.pipeline.merge import merge
from locpipe.pipeline.publications import Publications
from locpipe.pipeline.reading import SLUG, chosen_languages, languages_for, rules_of
from locpipe.pipeline.result import Problems, Result, Tick, in_order, no_tick
from locpipe.project import ArticleFile, Project
from locpipe.reports import Quote
from locpipe.source import decode, read_bytes, read_if_exists

_IGNORE = re.compile(r"locpipe:\s*ignore\s+([a-z, -]+)")


@dataclass(frozen=True)
class Selection:
    """Which checks count: those of `only`, all where it is empty, less those of `but`; by name or family."""

    only: tuple[str, ...] = ()
    but: tuple[str, ...] = ()

    def takes(self, check: str, family: str = "") -> bool:
        """Tell whether findings of the check are wanted."""
        names = {check, family}
        return (not self.only or bool(names & set(self.only))) and not names & set(self.but)


@dataclass(frozen=True)
class Checked:
    """What a check found, and the texts that findings are about."""

    result: Result
    quotes: Mapping[Finding, Quote]


def check(
    project: Project,
    articles: Sequence[str] = (),
    languages: Sequence[str] = (),
    selection: Selection | None = None,
    tick: Tick = no_tick,
) -> Checked:
    """Return everything that is wrong with the articles' catalogs and translations; nothing is written.

    What merge would say or change counts too. LocpipeError for what cannot be read.
    """
    chosen = chosen_languages(project, languages)
    run = _Checking(project, chosen, _with_config(selection or Selection(), project))
    files = project.articles(articles)
    problems = Problems()
    for done, file in enumerate(files):
        tick(done, len(files))
        with problems.collected():
            run.look(file)
    problems.stop()
    merged = merge(project, articles, languages, check=True)
    run.findings += [run.graded(finding) for finding in merged.findings]
    counts = {"articles": len(files), "units": run.units}
    return Checked(Result(in_order([each for each in run.findings if run.takes(each)]), (), counts), run.quotes)


def _with_config(selection: Selection, project: Project) -> Selection:
    """Return the selection with what the configuration silences; UsageError for a name that no check has."""
    families_too = {*names(), *(family.name for family in families())}
    for asked, where in (
        (selection.only, "--select"),
        (selection.but, "--ignore"),
        (project.config.check.ignore, "[check] ignore"),
    ):
        for name in asked:
            if name not in families_too:
                close = difflib.get_close_matches(name, sorted(families_too), 1)
                hint = f'did you mean "{close[0]}"? ' if close else ""
                raise UsageError(f"{where} {name}: there is no such check; {hint}locpipe explain lists them all")
    return replace(selection, but=(*selection.but, *project.config.check.ignore))


class _Checking:
    """One run: what was found so far."""

    def __init__(self, project: Project, languages: tuple[str, ...], selection: Selection) -> None:
        self.project, self.languages, self.selection = project, languages, selection
        self.findings: list[Finding] = []
        self.quotes: dict[Finding, Quote] = {}
        self.units = 0
        self._rules = rules_of(project)
        self._families = families()
        self._family_of = {each.id: family.name for family in self._families for each in family.checks}
        self._publications = Publications(project, project.articles())
        self._required = set(project.config.check.required or project.config.targets)
        self._owner: dict[str, str] = {}
        source = project.config.source
        self._matchers = {
            each: Matcher(terms, source, each) for each in languages if (terms := terms_for(project, each))
        }

    def takes(self, finding: Finding) -> bool:
        """Tell whether the finding is wanted."""
        return self.selection.takes(finding.check, self._family_of.get(finding.check, ""))

    def graded(self, finding: Finding) -> Finding:
        """Return what merge found, a stale translation as an error where its language is required."""
        if finding.check != "stale":
            return finding
        required = self._owner.get(finding.path) in self._required
        return replace(finding, severity=Severity.ERROR if required else Severity.NOTE)

    def look(self, file: ArticleFile) -> None:
        """Look at one article in all of its languages."""
        article = read_article(decode(read_bytes(file.path, file.relative), file.relative), file.relative, self._rules)
        for language in languages_for(article.front, self.languages):
            required = language in self._required and not _is_draft(article.front)
            self._look_at(file, article, language, Severity.ERROR if required else Severity.NOTE)

    def _look_at(self, file: ArticleFile, article: Article, language: str, severity: Severity) -> None:
        path = self.project.catalog_path(file, language)
        shown = self.project.relative(path)
        data = read_if_exists(path, shown)
        published = self._publications.find(file, language)
        if published and severity is Severity.ERROR:
            self._owner[self.project.relative(published.path)] = language
        if data is None:
            if article.units:
                message = f"has no {language} catalog; run locpipe extract"
                self.findings.append(Finding("catalog-missing", severity, file.relative, 0, message))
            return
        read = catalog.read(data, shown, language)
        units = {(unit.context, unit.source): unit for unit in reversed(article.units)}
        self.findings += _out_of_date(read, units, shown, file.relative)
        if published is None:
            self.findings.append(Finding("translation-missing", severity, shown, 0, _unpublished(read, language)))
        self._check_units(read, units, language, file.relative)

    def _check_units(self, read: Catalog, units: dict[tuple[str, str], Unit], language: str, article: str) -> None:
        entries = [entry for entry in read.entries if entry.reviewed and entry.key in units]
        pairs = [self._pair(entry, units[entry.key], language) for entry in entries]
        self.units += len(entries)
        used: dict[int, set[str]] = {}
        for place, hit in _all_hits(self._families, pairs):
            if silent := {hit.check.id, hit.check.family} & ignored(entries[place]):
                used.setdefault(place, set()).update(silent)
            else:
                entry = entries[place]
                finding = _finding(hit, read.path, entry)
                self.findings.append(finding)
                where = f"{article}:{units[entry.key].line}"
                self.quotes[finding] = Quote(entry.source, entry.target, where, hit.source, hit.target)
        for place, entry in enumerate(entries):
            for name in sorted(ignored(entry) - used.get(place, set())):
                message = f"“{name}” is silenced here and says nothing; take that out of the comment"
                self.findings.append(Finding("ignore-unused", Severity.WARNING, read.path, entry.line, message))

    def _pair(self, entry: Entry, unit: Unit, language: str) -> UnitPair:
        source = self.project.config.source
        bare = UnitPair(entry.source, entry.target, source, language, unit.kind, entry.context)
        matcher = self._matchers.get(language)
        looked_up = matcher if entry.target != entry.source else None
        return replace(bare, terms=tuple(_uses(looked_up, entry))) if looked_up else bare


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


def _finding(hit: Hit, path: str, entry: Entry) -> Finding:
    severity = hit.check.severity if hit.severity is None else hit.severity
    return Finding(hit.check.id, severity, path, entry.line, hit.message, entry.source)


def ignored(entry: Entry) -> frozenset[str]:
    """Return the checks that a translator's comment silences: `# locpipe: ignore term-missing, number-added`."""
    found = (match[1] for comment in entry.comments for match in _IGNORE.finditer(comment))
    return frozenset(name for names in found for name in re.split(r"[, ]+", names.strip()) if name)


def _is_draft(front: FrontMatter | None) -> bool:
    return front is not None and front.data.get("draft") is True


def _unpublished(read: Catalog, language: str) -> str:
    entries = [entry for entry in read.by_key.values() if entry.context != SLUG]
    reviewed = sum(entry.reviewed for entry in entries)
    return f"no {language} version is published: {reviewed} of {len(entries)} units are reviewed; review the rest"


def _out_of_date(read: Catalog, units: dict[tuple[str, str], Unit], shown: str, article: str) -> Iterator[Finding]:
    """Yield an error where the catalog is not that of the article as it is now."""
    new = [unit for key, unit in units.items() if key not in read.by_key]
    gone = [entry for key, entry in read.by_key.items() if key not in units]
    if new or gone:
        parts = [f"{len(new)} texts of {article} are not in it"] if new else []
        parts += [f"{len(gone)} of its texts are not in {article}"] if gone else []
        line = gone[0].line if gone else 0
        yield Finding("catalog-stale", Severity.ERROR, shown, line, f"{' and '.join(parts)}; run locpipe extract")
