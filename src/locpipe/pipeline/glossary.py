"""The project's term lists: read for pre-fill, checked against the articles, given on, brought to an engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from locpipe.engines.masking import mask
from locpipe.errors import UsageError
from locpipe.glossary import dump, pair_of, read
from locpipe.glossary import lint as checks
from locpipe.glossary.deepl_tsv import dump_deepl_tsv
from locpipe.glossary.lint import Glossary
from locpipe.glossary.suggest import LEAST, Candidate, Passage
from locpipe.glossary.suggest import suggest as candidates
from locpipe.glossary.tbx import can_hold, dump_tbx
from locpipe.model import Finding, Severity, Term, UnitKind
from locpipe.pipeline.article import read_article
from locpipe.pipeline.engine import MEMORY, engine_for, engine_name, pair_for
from locpipe.pipeline.fingerprint import digest_of
from locpipe.pipeline.reading import SLUG, rules_of
from locpipe.pipeline.result import Problems, Result, in_order
from locpipe.pipeline.run_lock import alone
from locpipe.project import Project
from locpipe.source import WriteSet, decode, read_bytes

FORMATS = ("csv", "tbx", "tsv")


def glossaries(project: Project) -> tuple[Glossary, ...]:
    """Return every list that `paths.glossary` finds, sorted by path; GlossaryError tells of all that cannot be read."""
    found, problems = [], Problems()
    for path in glossary_files(project):
        shown = project.relative(path)
        with problems.collected():
            found.append(_glossary(project, path, shown))
    problems.stop()
    return tuple(found)


def glossary_files(project: Project) -> list[Path]:
    """Return the files of the term lists, sorted as messages name them."""
    return sorted(path for path in project.root.glob(project.config.paths.glossary) if path.is_file())


def terms_state(project: Project) -> str:
    """Return a digest of the lists' names and bytes."""
    files = {project.relative(path): path for path in glossary_files(project)}
    parts = (part for shown, path in files.items() for part in (shown.encode(), read_bytes(path, shown)))
    return digest_of(*parts)


def terms_for(project: Project, target: str, lists: Sequence[Glossary] | None = None) -> tuple[Term, ...]:
    """Return the terms from the project's language into one of its targets, by path and row; those of maps are none.

    `lists` are what `glossaries` returned, for a caller that asks for many languages.
    """
    return tuple(term for key, term in _terms(project, target, lists) if not key)


def maps_for(project: Project, target: str, lists: Sequence[Glossary] | None = None) -> dict[tuple[str, str], Term]:
    """Return the terms of taxonomy maps by front-matter key and text, capitals folded.

    A map is a list that is named like a key of `frontmatter.translate`: `glossary/tags.en-pl.csv`. The first row wins.
    """
    found: dict[tuple[str, str], Term] = {}
    for key, term in _terms(project, target, lists):
        if key and term.required:
            found.setdefault((key, term.source.casefold()), term)
    return found


def _terms(project: Project, target: str, lists: Sequence[Glossary] | None) -> Iterator[tuple[str, Term]]:
    """Yield each term, with the front-matter key that its list is the map of, "" for other lists."""
    front = project.config.frontmatter
    keys = {key.replace("[]", "") for keys in (front.translate, *front.folders.values()) for key in keys}
    for each in glossaries(project) if lists is None else lists:
        if (each.source, each.target) == (project.config.source, target):
            name = each.path.rpartition("/")[2].partition(f".{each.source}-")[0]
            yield from ((name if name in keys else "", term) for term in each.terms)


def lint(project: Project) -> Result:
    """Return what is wrong with the lists, also beside each other and beside the articles."""
    lists = glossaries(project)
    texts = (passage.text for passage in prose(project))
    found = list(checks.lint(lists, texts, project.config.source))
    return Result(in_order(found), (), {"lists": len(lists), "terms": sum(len(each.terms) for each in lists)})


def suggest(project: Project, least: int = LEAST) -> tuple[Candidate, ...]:
    """Return the phrases that stand in the articles at least so often and in no list, the most telling first."""
    source = project.config.source
    known = [term for each in glossaries(project) if each.source == source for term in each.terms]
    return candidates(prose(project), known, source, least)


def prose(project: Project) -> Iterator[Passage]:
    """Yield the words of every article's units, without markup; slugs are none."""
    rules = rules_of(project)
    for file in project.articles():
        article = read_article(decode(read_bytes(file.path, file.relative), file.relative), file.relative, rules)
        for unit in article.units:
            if unit.context != SLUG:
                yield Passage(file.id, mask(unit.source, markdown=unit.kind is not UnitKind.FRONT_MATTER).prose)


def export(project: Project, target: str, form: str = "csv", output: Path | None = None) -> tuple[bytes, Result]:
    """Return the terms for a target in one of FORMATS, written to `output` where that is given.

    A term with a character that the format cannot hold is left out, with a finding.
    """
    source = project.config.source
    terms = terms_for(project, target)
    odd = [term for term in terms if form == "tbx" and not can_hold(term)]
    fine = [term for term in terms if term not in odd]
    data = dump_tbx(fine, source, target) if form == "tbx" else (dump_deepl_tsv if form == "tsv" else dump)(fine)
    written = _write(output, data) if output else ()
    return data, Result(in_order([_unfit(term) for term in odd]), written, {"terms": len(fine)})


def sync(project: Project, asked: str, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Bring the engine's glossary up to date for all targets; return what was changed, a line each."""
    name = engine_name(project, asked)
    if name == MEMORY:
        raise UsageError(
            'no engine is named; set engine.name in the configuration, or say --engine, as in "--engine deepl"'
        )
    config = project.config
    with alone(project.root), engine_for(project, name, environment) as engine:
        if not engine.uses_terms:
            return (f"{name}: this engine takes no glossary; its answers are checked against yours all the same",)
        lists = glossaries(project)
        terms = {target: terms_for(project, target, lists) for target in config.targets}
        return engine.prepare([pair_for(project, target) for target in config.targets], terms)


def _glossary(project: Project, path: Path, shown: str) -> Glossary:
    source, target = pair_of(shown, project.config.source, project.config.targets)
    return Glossary(shown, source, target, read(read_bytes(path, shown), shown))


def _write(path: Path, data: bytes) -> Sequence[Path]:
    files = WriteSet(path.absolute().parent)
    files.stage(path.absolute(), data)
    return files.commit()


def _unfit(term: Term) -> Finding:
    message = f"“{term.source[:40]}” is left out: it holds a control character; take that out"
    return Finding("term-shape", Severity.WARNING, term.path, term.line, message)
