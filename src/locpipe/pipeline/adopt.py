"""Existing or hand-edited translations to catalogs: what a person wrote in an article becomes entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from locpipe import catalog
from locpipe.errors import LocpipeError, UsageError
from locpipe.markdown import find_links, heading_ids
from locpipe.model import Catalog, Finding, Severity, Unit
from locpipe.pipeline.addressing import addresses_of, anchored, linked
from locpipe.pipeline.adopting import Choice, Offer, adopted
from locpipe.pipeline.article import Article, read_article, translate
from locpipe.pipeline.asked import Options
from locpipe.pipeline.catalogs import catalog_of, template_of
from locpipe.pipeline.difference import difference
from locpipe.pipeline.finish import finish_version
from locpipe.pipeline.moves import follow_moves
from locpipe.pipeline.offers import Offers
from locpipe.pipeline.pairing import Pairing, pair
from locpipe.pipeline.plan import Planner
from locpipe.pipeline.publications import Publications, managed_keys
from locpipe.pipeline.reading import SLUG, address_of, chosen_languages, languages_for, rules_of
from locpipe.pipeline.result import Problems, Result, Tick, in_order, no_tick
from locpipe.pipeline.run_lock import alone
from locpipe.pipeline.translations import TranslatedFile, Translations
from locpipe.pipeline.versions import ArticlePlan, Texts, Version
from locpipe.project import ArticleFile, Project
from locpipe.siblings import LOCK_NAME, UNKNOWN, Key, Line, dump_lock, fingerprint
from locpipe.source import WriteSet, decode, read_bytes, read_if_exists

_TOLD = 5


def adopt(
    project: Project,
    names: Sequence[str] = (),
    languages: Sequence[str] = (),
    *,
    reviewed: bool = False,
    prefer: str = "",
    file: Path | None = None,
    tick: Tick = no_tick,
) -> Result:
    """Take the texts of translated articles into their catalogs, fuzzy unless `reviewed`.

    `prefer` says what happens where a person's entry and the file disagree: "file" or "catalog"; else both are shown
    and the entry stays. `file` is a translation that lies elsewhere, of the one article and language named.
    UsageError where that is not so, and where an article named has no translation at all.
    """
    asked = chosen_languages(project, languages)
    if file and (len(names) != 1 or len(languages) != 1):
        raise UsageError("--from FILE needs exactly one ARTICLE and one --lang: the article that FILE translates")
    with alone(project.root):
        found = follow_moves(project, project.articles())
        chosen = project.articles(names)
        if file and len(chosen) != 1:
            raise UsageError(f"--from FILE needs exactly one article, {names[0]} names {len(chosen)}")
        run = _Adopting(project, asked, Choice(reviewed, prefer), file)
        problems = Problems()
        for done, each in enumerate(chosen):
            tick(done, len(chosen))
            with problems.collected():
                run.add(each)
        problems.stop()
        if names and not run.counts["adopted"]:
            raise UsageError(f"{names[0]}: no translation found in {', '.join(asked)}; name the file with --from FILE")
        return run.finish(found)


class _Adopting:
    """One run: what is staged, found and counted so far."""

    def __init__(self, project: Project, asked: Sequence[str], choice: Choice, file: Path | None) -> None:
        files = project.articles()
        self.findings: list[Finding] = []
        self.counts = {"adopted": 0, "taken": 0, "unpaired": 0, "disagreements": 0}
        self._project, self._asked, self._choice, self._file = project, asked, choice, file
        self._rules = rules_of(project)
        self._files = WriteSet(project.root)
        self._publications = Publications(project, files)
        planner = Planner(project, Options(0), self._publications)
        # What cannot be read is its own run's error.
        self.plans = {each.id: plan for each in files if (plan := planner.claims(each))}
        self._addresses = {each: addresses_of(project, list(self.plans.values()), each) for each in asked}
        self._translations = Translations(project, asked)
        self._lines: dict[Key, Line] = {}

    def add(self, file: ArticleFile) -> None:
        """Adopt the translations of one article; SourceError where it cannot be read."""
        text = decode(read_bytes(file.path, file.relative), file.relative)
        article = read_article(text, file.relative, self._rules)
        links = frozenset(link.destination for link in find_links(text, article.body, self._rules))
        anchors = heading_ids(article.body, self._rules)
        plan = replace(self.plans[file.id], destinations=Texts.of(sorted(links)), ids=Texts.of(anchors))
        template = template_of(self._project, file, article, self._rules)
        for language in languages_for(article.front, self._asked) if template.entries else ():
            found = self._translation(plan, language)
            if found:
                self._files.stage(self._project.template_path(file), catalog.dump(template))
                self._adopt(plan, article, template, language, found)

    def _translation(self, plan: ArticlePlan, language: str) -> TranslatedFile | None:
        if self._file:
            return self._translations.read(plan, language, self._file.resolve())
        return self._translations.find(plan, language)

    def _adopt(
        self, plan: ArticlePlan, article: Article, template: Catalog, language: str, found: TranslatedFile
    ) -> None:
        path = self._project.catalog_path(plan.file, language)
        po = read_if_exists(path, self._project.relative(path))
        update = catalog_of(self._project, plan.file, template, language, po)
        pairing = pair(article.units, read_article(found.text, found.shown, self._rules).units)
        offers = Offers(plan, article, found, self._addresses[language], self._project)
        offered = offers.of(pairing, update.catalog)
        done = adopted(update.catalog, offered, self._allowed(plan, language, found))
        self._files.stage(path, catalog.dump(done.catalog), base=po)
        self.findings += [*update.findings, *done.findings, *_unpaired(pairing, found.shown, plan)]
        self.counts["adopted"] += 1
        self.counts["taken"] += done.taken
        self.counts["unpaired"] += len(pairing.source_only) + len(pairing.target_only)
        self.counts["disagreements"] += done.disagreements
        if found.in_place:
            settled = not pairing.target_only and (not done.disagreements or bool(self._choice.prefer))
            self._record(plan, article, language, found, offered, settled=settled)

    def _allowed(self, plan: ArticlePlan, language: str, found: TranslatedFile) -> Choice:
        """Return the choice, without `reviewed` where the file is known to translate an earlier source."""
        version = plan.version_in(language)
        if not self._choice.reviewed or not version or not version.line or version.line.source == plan.digest:
            return self._choice
        message = f"{plan.file.relative} has changed since this was made from it: its entries stay to be reviewed"
        self.findings.append(Finding("stale", Severity.WARNING, found.shown, 0, message))
        return replace(self._choice, reviewed=False)

    def _record(
        self,
        plan: ArticlePlan,
        article: Article,
        language: str,
        found: TranslatedFile,
        offered: Sequence[Offer],
        *,
        settled: bool,
    ) -> None:
        """Note the file in the lock: as locpipe's own only where nothing in it would be lost by writing it anew."""
        version = plan.version_in(language)
        line = version.line if version else None
        keys = managed_keys(self._project.config)
        held = fingerprint(found.text, keys)
        more = self._more_than_units(plan, article, language, found, offered)
        whole = settled and not more
        if settled and more:
            message = (
                f"its {more} differs from what its source gives, and no catalog can keep that; merge leaves the file "
                "as it is until you give that up with `locpipe merge --force`"
            )
            self.findings.append(Finding("more-than-units", Severity.WARNING, found.shown, 0, message))
        source, output = (line.source, line.output) if line else (plan.digest, UNKNOWN)
        self._lines[plan.file.id, language] = Line(
            plan.file.id, language, found.file_slug, source, held if whole else output
        )

    def _more_than_units(
        self, plan: ArticlePlan, article: Article, language: str, found: TranslatedFile, offered: Sequence[Offer]
    ) -> str:
        """Return what of the file would be lost if merge wrote it with the file's own texts; "" where nothing would."""
        targets = {(each.unit.context, each.unit.source): each.text for each in offered if each.unit.context != SLUG}
        done = translate(article, targets, self._rules)
        if any(finding.severity is Severity.ERROR for finding in done.findings):
            return "markup"
        slug = found.file_slug or plan.slug
        name = slug or self._project.name_of(plan.file, language)
        url = address_of(self._project, plan.file, language, slug)
        version = Version(language, found.path, name, slug, found.file_slug, url)
        links = find_links(done.text, done.body, self._rules)
        text, _ = linked(self._addresses[language], done.text, links, plan, found.shown, self._project.config)
        text = anchored(text, found.shown, plan.anchors, self._rules)
        try:
            new = finish_version(text, found.shown, plan, version, self._project.config)
        except LocpipeError:
            return "front matter"
        written, held = (read_article(each, found.shown, self._rules) for each in (new, found.text))
        return difference(written, held, self._project.config.frontmatter)

    def finish(self, found: Sequence[Finding]) -> Result:
        """Write what was staged."""
        if self._lines:
            kept = dict(self._publications.kept())
            lines = (kept | self._lines).values()
            self._files.stage(self._project.root / LOCK_NAME, dump_lock(lines), base=self._publications.data)
        written = self._files.commit()
        return Result(in_order([*found, *self.findings]), written, self.counts)


def _unpaired(pairing: Pairing, shown: str, plan: ArticlePlan) -> Iterator[Finding]:
    """Yield what could not be paired, the first few by name."""
    sides = (
        (pairing.target_only, shown, "has no certain counterpart in the source; its text is not taken"),
        (
            pairing.source_only,
            plan.file.relative,
            f"has no certain counterpart in {shown}; translate it in the catalog",
        ),
    )
    for units, path, message in sides:
        for unit in units[:_TOLD]:
            yield Finding("unpaired", Severity.WARNING, path, unit.line, f"“{_short(unit)}” {message}", unit.source)
        if len(units) > _TOLD:
            yield Finding("unpaired", Severity.WARNING, path, 0, f"{len(units) - _TOLD} more units: {message}")


def _short(unit: Unit) -> str:
    line = " ".join(unit.source.split())
    return line if len(line) <= 60 else line[:59].rstrip() + "…"
