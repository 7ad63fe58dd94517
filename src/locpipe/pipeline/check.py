"""Check: everything that a reader, a reviewer or a release should not find out by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from locpipe.checks.base import UnitPair
from locpipe.checks.registry import families
from locpipe.model import Finding, Severity, Term, UnitKind
from locpipe.pipeline.ahead import Aim, look_ahead
from locpipe.pipeline.analysis import Analysis, Known
from locpipe.pipeline.asked import Options
from locpipe.pipeline.examine import Examined, Examiner, FrontText, Quoted, found_in, quote_of
from locpipe.pipeline.facts import ArticleFacts, Standing
from locpipe.pipeline.fronts import Fronts
from locpipe.pipeline.glossary import glossary_files, maps_for
from locpipe.pipeline.merge import merge
from locpipe.pipeline.pages import LinkChecks, Pages
from locpipe.pipeline.plan import Planner
from locpipe.pipeline.publications import Publications
from locpipe.pipeline.reading import chosen_languages, those_in
from locpipe.pipeline.recall import Recall
from locpipe.pipeline.result import (
    Problems,
    Result,
    Tick,
    as_known,
    finding_as_known,
    finding_known,
    in_order,
    no_tick,
    result_of,
)
from locpipe.pipeline.silence import Selection, Silence, known_names, silence_of
from locpipe.pipeline.version_files import VersionFiles
from locpipe.pipeline.versions import CatalogFile
from locpipe.pipeline.workers import HERE, Workers
from locpipe.project import ArticleFile, Project
from locpipe.reports import Quote
from locpipe.source import read_bytes, read_if_exists


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
    workers: Workers = HERE,
    *,
    baseline: bool = True,
) -> Checked:
    """Return everything that is wrong with the articles' catalogs and translations; nothing is written.

    What merge would say or change counts too; what the project silences does not, with `baseline` False what its
    baseline names does. LocpipeError for what cannot be read.
    """
    wanted = selection or Selection()
    known_names(wanted.only, "--select")
    known_names(wanted.but, "--ignore")
    files = project.articles(articles)
    names = tuple(file.id for file in files) if articles else ()
    lists = tuple(map(project.relative, glossary_files(project)))
    slot = "check ARTICLE" if articles else "check"
    recall = Recall(project, slot, names, tuple(languages), wanted, baseline, lists)
    if (known := recall.said()) is not None:
        return _checked_of(known)
    with recall.listening():
        silence = silence_of(project, baseline=baseline)
        run = _run(project, chosen_languages(project, languages), files, tick, workers, alone=bool(articles))
        merged = merge(project, articles, languages, check=True, workers=workers)
        run.findings += [run.graded(finding) for finding in merged.findings]
        whole = not articles and not languages and not wanted.only and not wanted.but
        checked = _heard(run, silence, wanted, len(files), whole=whole)
    recall.keep(_as_known(checked))
    return checked


def _heard(run: _Checking, silence: Silence, wanted: Selection, articles: int, *, whole: bool) -> Checked:
    """Return what the run found, less what is silent or not wanted."""
    heard = silence.heard(list(dict.fromkeys(run.findings)), run.articles, whole=whole)
    family_of = {each.id: family.name for family in families() for each in family.checks}
    taken = [each for each in heard if wanted.takes(each.check, family_of.get(each.check, ""))]
    return Checked(Result(in_order(taken), (), {"articles": articles, "units": run.units}), run.quotes)


def _as_known(checked: Checked) -> Known:
    quotes = [(finding_as_known(finding), asdict(quote)) for finding, quote in checked.quotes.items()]
    return as_known(checked.result) | {"quotes": quotes}


def _checked_of(known: Known) -> Checked:
    return Checked(result_of(known), {finding_known(finding): quote_of(quote) for finding, quote in known["quotes"]})


def _run(
    project: Project,
    languages: tuple[str, ...],
    files: Sequence[ArticleFile],
    tick: Tick,
    workers: Workers,
    *,
    alone: bool,
) -> _Checking:
    """Return a run that has looked at the articles, and at nothing else if `alone`."""
    with Analysis(project.root) as analysis:
        run = _Checking(project, languages, analysis)
        aim = Aim(project, project.config.merge.keep, checks=True)
        look_ahead(aim, files, languages, analysis, run.publications, tick, workers)
        problems = Problems()
        for done, file in enumerate(files):
            tick(done, len(files))
            with problems.collected():
                run.look(file)
        problems.stop()
        run.look_at_all(files, alone=alone)
        if not alone:
            analysis.keep_only({file.id for file in files})
    return run


@dataclass(frozen=True, slots=True)
class _Unused:
    """A comment that silences what nobody says: its catalog and line, the check or family, the entry's msgid."""

    path: str
    line: int
    name: str
    unit: str


class _Checking:
    """One run: what was found so far."""

    def __init__(self, project: Project, languages: tuple[str, ...], analysis: Analysis) -> None:
        self.project, self.languages = project, languages
        self.findings: list[Finding] = []
        self.quotes: dict[Finding, Quote] = {}
        self.units = 0
        self.articles: dict[str, str] = {}
        self._analysis = analysis
        self._examiner = Examiner(project, analysis)
        self.publications = Publications(project, project.articles())
        self._required = set(project.config.check.required or project.config.targets)
        self._owner: dict[str, str] = {}
        self._front: dict[str, list[tuple[str, FrontText]]] = {language: [] for language in languages}
        self._derived: dict[tuple[str, str], str] = {}
        self._unused: list[_Unused] = []

    def graded(self, finding: Finding) -> Finding:
        """Return what merge found, a stale translation as an error where its language is required."""
        if finding.check != "stale":
            return finding
        required = self._owner.get(finding.path) in self._required
        return replace(finding, severity=Severity.ERROR if required else Severity.NOTE)

    def look(self, file: ArticleFile) -> None:
        """Look at one article in its own and all of its languages."""
        facts = ArticleFacts(self.project, file, read_bytes(file.path, file.relative), self._analysis, draft=False)
        self.articles[file.relative] = file.id
        source, before = self._examiner.source(facts), len(self._unused)
        for language in those_in(facts.presented.targets, self.languages):
            required = language in self._required and not facts.presented.is_draft
            self._look_at(facts, language, Severity.ERROR if required else Severity.NOTE)
        self._take(replace(source, findings=self._not_silenced(source.findings, before)), file.relative, "")

    def _not_silenced(self, findings: tuple[Quoted, ...], before: int) -> tuple[Quoted, ...]:
        """Return what is said of the source, less what a translator's comment silences in any of its catalogs."""
        asked = {(each.name, each.unit) for each in self._unused[before:]}
        silent = {(name, each.unit) for each, _ in findings for name in (each.check, "source")} & asked
        self._unused[before:] = [each for each in self._unused[before:] if (each.name, each.unit) not in silent]

        def is_silent(finding: Finding) -> bool:
            return not silent.isdisjoint({(finding.check, finding.unit), ("source", finding.unit)})

        return tuple((finding, quote) for finding, quote in findings if not is_silent(finding))

    def look_at_all(self, files: Sequence[ArticleFile], *, alone: bool) -> None:
        """Look at what articles are to each other; then at the comments that silence nothing.

        `alone` tells that only these articles are asked for.
        """
        self._look_at_front()
        self._look_at_versions(files, alone=alone)
        self._look_at_links(files)
        self.findings += [_says_nothing(each) for each in self._unused]

    def _look_at_versions(self, files: Sequence[ArticleFile], *, alone: bool) -> None:
        reader = VersionFiles(self.project, self.publications, Fronts(self.project, self._analysis), self._derived)
        versions = reader.all(files, self.languages, alone=alone)
        for look in (look for family in families() for look in family.of_versions):
            for place, key, hit in look(versions):
                line = versions[place].lines.get(key, 0)
                self.findings.append(found_in(hit, versions[place].path, line, ""))

    def _look_at_links(self, files: Sequence[ArticleFile]) -> None:
        if self.project.config.urls.article:
            planner = Planner(self.project, Options(0), self.publications, self._analysis)
            plans = [plan for file in self.project.articles() if (plan := planner.claims(file))]
            links = LinkChecks(self.project, self.publications, Pages(self.project, self._analysis), plans)
            self.findings += [finding for file in files for finding in links.found(file, self.languages)]

    def _look_at_front(self) -> None:
        for language, held in self._front.items():
            maps = maps_for(self.project, language)
            pairs = [self._front_pair(text, language, maps) for _, text in held]
            for place, hit in (hit for family in families() for look in family.of_language for hit in look(pairs)):
                path, text = held[place]
                if silent := {hit.check.id, hit.check.family} & set(text.ignored):
                    said = {_Unused(path, text.line, name, text.source) for name in silent}
                    self._unused = [each for each in self._unused if each not in said]
                    continue
                finding = found_in(hit, path, text.line, text.source)
                self.findings.append(finding)
                self.quotes[finding] = Quote(text.source, text.target, text.place, hit.source, hit.target)

    def _front_pair(self, text: FrontText, language: str, maps: Mapping[tuple[str, str], Term]) -> UnitPair:
        mapped = maps.get((text.context, text.source.casefold()))
        return UnitPair(
            text.source,
            text.target,
            self.project.config.source,
            language,
            UnitKind.FRONT_MATTER,
            text.context,
            mapped=mapped.target if mapped else "",
        )

    def _look_at(self, facts: ArticleFacts, language: str, severity: Severity) -> None:
        file = facts.file
        path = self.project.catalog_path(file, language)
        shown = self.project.relative(path)
        data = read_if_exists(path, shown)
        self.articles[shown] = file.id
        published = self.publications.find(file, language)
        if published:
            self.articles[self.project.relative(published.path)] = file.id
        if published and severity is Severity.ERROR:
            self._owner[self.project.relative(published.path)] = language
        if data is None:
            if facts.article.units:
                message = f"has no {language} catalog; run locpipe extract"
                self.findings.append(Finding("catalog-missing", severity, file.relative, 0, message))
            return
        found = CatalogFile(path, data, shown, language)
        standing = facts.standing(language, found)
        self._derived[facts.file.id, language] = standing.derived
        if published is None:
            message = _unpublished(standing, language)
            self.findings.append(Finding("translation-missing", severity, shown, 0, message))
        self._take(self._examiner.version(facts, language, found), shown, language)

    def _take(self, examined: Examined, path: str, language: str) -> None:
        self.units += examined.units
        for finding, quote in examined.findings:
            self.findings.append(finding)
            if quote:
                self.quotes[finding] = quote
        if language:
            self._front[language] += [(path, text) for text in examined.front]
            self._unused += [_Unused(path, *each) for each in examined.unused]


def _says_nothing(unused: _Unused) -> Finding:
    message = f"“{unused.name}” is silenced here and says nothing; take that out of the comment"
    return Finding("ignore-unused", Severity.WARNING, unused.path, unused.line, message)


def _unpublished(standing: Standing, language: str) -> str:
    reviewed = f"{standing.reviewed} of {standing.units} units are reviewed"
    return f"no {language} version is published: {reviewed}; review the rest"
