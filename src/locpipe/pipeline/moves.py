"""Source articles that were renamed or moved: recognised by content, and all that belongs to them moves along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from locpipe import catalog
from locpipe.errors import LocpipeError
from locpipe.model import Finding, Severity
from locpipe.pipeline.article import read_article
from locpipe.pipeline.publications import managed_keys
from locpipe.pipeline.reading import rules_of
from locpipe.project import ArticleFile, Project
from locpipe.siblings import LOCK_NAME, Line, dump_lock, fingerprint, read_lock
from locpipe.source import WriteSet, decode, read_bytes, read_if_exists

_LEAST = 0.5
"""The share of common units from which on a new article is an old one, moved and edited."""


@dataclass(frozen=True)
class Move:
    """An article under its old id, which no file has any more, and under its new one."""

    old: ArticleFile
    new: ArticleFile


def moves_of(project: Project, articles: Sequence[ArticleFile]) -> list[Move]:
    """Return which of all articles were moved since their catalogs were written; ambiguous ones stay unknown."""
    files = {file.id: file for file in articles}
    lines = _lines(project)
    known = {line.article for line in lines} | set(project.templates())
    gone = sorted(known - set(files))
    fresh = [file for name, file in files.items() if name not in known] if gone else []
    if not gone or not fresh:
        return []
    likeness = {(old, file.id): score for file in fresh for old, score in _likeness(project, file, gone, lines)}
    pairs = ((old, new) for (old, new), score in likeness.items() if _is_best(likeness, old, new, score))
    return [Move(_as_file(project, old, files[new]), files[new]) for old, new in sorted(pairs)]


def follow_moves(project: Project, articles: Sequence[ArticleFile]) -> list[Finding]:
    """Move catalogs, templates, published files and lock lines of those that were moved; return a note for each."""
    moves = moves_of(project, articles)
    if not moves:
        return []
    files = WriteSet(project.root)
    findings: list[Finding] = []
    lines = _lines(project)
    for move in moves:
        lines = [replace(line, article=move.new.id) if line.article == move.old.id else line for line in lines]
        for old, new in _places(project, move, lines):
            findings += _move(project, files, old, new)
        message = f"was {move.old.relative}; its catalogs and translations have moved along"
        findings.append(Finding("moved", Severity.NOTE, move.new.relative, 0, message))
    if lines:
        base = read_if_exists(project.root / LOCK_NAME, LOCK_NAME)
        files.stage(project.root / LOCK_NAME, dump_lock(lines), base=base)
    files.commit()
    return findings


def _lines(project: Project) -> list[Line]:
    found = read_lock(read_if_exists(project.root / LOCK_NAME, LOCK_NAME), LOCK_NAME)
    return [line for candidates in found.lines.values() for line in candidates]


def _likeness(
    project: Project, file: ArticleFile, gone: Sequence[str], lines: Sequence[Line]
) -> Iterator[tuple[str, float]]:
    """Yield, for each article that is gone, how much of it the new one is: from _LEAST to 1, 2 for the very same."""
    try:
        text = decode(read_bytes(file.path, file.relative), file.relative)
        digest = fingerprint(text, managed_keys(project.config))
        units = {(unit.context, unit.source) for unit in read_article(text, file.relative, rules_of(project)).units}
    except LocpipeError:
        return
    same = {line.article for line in lines if line.source == digest}
    for old in gone:
        entries = _template_keys(project, old)
        common = 2 * len(units & entries) / ((len(units) + len(entries)) or 1)
        if old in same or common >= _LEAST:
            yield old, 2.0 if old in same else common


def _template_keys(project: Project, article: str) -> set[tuple[str, str]]:
    path = project.template_path(ArticleFile(article, Path(), article, ""))
    try:
        data = read_if_exists(path, project.relative(path))
        return set(catalog.read(data, project.relative(path), project.config.source).by_key) if data else set()
    except LocpipeError:
        return set()


def _is_best(likeness: dict[tuple[str, str], float], old: str, new: str, score: float) -> bool:
    """Tell whether neither article has another partner that is as good."""
    rivals = [each for pair, each in likeness.items() if (pair[0] == old) != (pair[1] == new)]
    return all(score > each for each in rivals)


def _as_file(project: Project, old: str, new: ArticleFile) -> ArticleFile:
    path = project.root / project.layout(project.config.source).path(old, new.suffix)
    return ArticleFile(old, path.parent, project.relative(path), new.suffix)


def _places(project: Project, move: Move, lines: Sequence[Line]) -> Iterator[tuple[Path, Path | None]]:
    """Yield what moves: from where, to where; None for a template, which is made anew."""
    yield project.template_path(move.old), None
    published = {line.language for line in lines if line.article == move.new.id}
    for language in dict.fromkeys((*project.config.targets, *sorted(published))):
        yield project.catalog_path(move.old, language), project.catalog_path(move.new, language)
    for line in lines:
        if line.article == move.new.id:
            slug = line.slug or None
            yield (
                project.target_path(move.old, line.language, slug),
                project.target_path(move.new, line.language, slug),
            )


def _move(project: Project, files: WriteSet, old: Path, new: Path | None) -> Iterator[Finding]:
    if old == new:
        return
    data = read_if_exists(old, project.relative(old))
    if data is None:
        return
    if new and new.exists():
        message = f"would belong at {project.relative(new)}, where another file stands; move one of them"
        yield Finding("moved", Severity.ERROR, project.relative(old), 0, message)
        return
    if new:
        files.stage(new, data)
    files.remove(old, base=data)
