"""Term lists of other programs into the project's own."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from locpipe.errors import GlossaryError, UsageError
from locpipe.glossary import dump, pair_of, read
from locpipe.glossary.deepl_tsv import read_pairs
from locpipe.glossary.lint import folded
from locpipe.glossary.suggest import Candidate
from locpipe.glossary.tbx import read_tbx
from locpipe.model import Finding, Severity, Term
from locpipe.pipeline.reading import chosen_languages
from locpipe.pipeline.result import Result, in_order
from locpipe.pipeline.run_lock import alone
from locpipe.project import Project
from locpipe.source import WriteSet, read_bytes, read_if_exists

_SHOWN = 40


def import_file(project: Project, file: Path, target: str = "", name: str = "") -> Result:
    """Take the terms of a TBX, CSV or two-column file into the list of that name; return how many were new.

    A row that is there already stays as it is; a finding tells where the file says something else. GlossaryError for a
    file that cannot be read, with nothing written.
    """
    shown = _shown(project, file)
    with alone(project.root):
        target = _target(project, file, target)
        place = _place(project, name or _name(file), target)
        if place.exists() and place.samefile(file):
            raise UsageError(f"{shown}: is one of the project's term lists already; it is used as it is")
        incoming = _terms_in(read_bytes(file, shown), shown, project.config.source, target)
        old = _known(place, project.relative(place))
        new, findings = _merged(old, incoming)
        files = WriteSet(project.root)
        if new:
            files.stage(place, dump([*old, *new]))
        return Result(in_order(findings), files.commit(), {"terms": len(new)})


def target_of(project: Project, asked: str) -> str:
    """Return the target language asked for, the project's only one where none is; UsageError where that is unclear."""
    targets = project.config.targets
    if asked:
        return chosen_languages(project, [asked])[0]
    if len(targets) == 1:
        return targets[0]
    raise UsageError(f"say which language the terms are for: --lang {' or --lang '.join(targets)}")


def write_candidates(found: Iterable[Candidate], output: Path) -> None:
    """Write suggested phrases as a list whose targets are yet to be filled in; UsageError where a file is there."""
    if output.exists():
        raise UsageError(f"{output}: is there already, perhaps with targets filled in; name another file")
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["source", "target", "status", "note"])
    for each in found:
        articles = "1 article" if each.articles == 1 else f"{each.articles} articles"
        rows.writerow([each.phrase, "", "proposed", f"{each.count} times in {articles}: {each.example}"])
    place = output.absolute()
    files = WriteSet(place.parent)
    files.stage(place, text.getvalue().encode())
    files.commit()


def _target(project: Project, file: Path, asked: str) -> str:
    """Return the target that was asked for, else the one in the file's name, else the project's only one."""
    if not asked:
        with suppress(GlossaryError):
            source, target = pair_of(file.name, project.config.source, project.config.targets)
            if source == project.config.source and target in project.config.targets:
                return target
    return target_of(project, asked)


def _name(file: Path) -> str:
    """Return the file's name without suffix and languages: `health` for `health.en-pl.csv`."""
    return file.name.split(".")[0] or file.stem


def _place(project: Project, name: str, target: str) -> Path:
    """Return `glossary/NAME.en-pl.csv` where `paths.glossary` is `glossary/*.csv`."""
    pattern = project.config.paths.glossary
    folder, _, last = pattern.replace("**/", "").rpartition("/")
    pair = f"{name}.{project.config.source}-{target}"
    if "/" in name or "\\" in name or name in ("", ".", ".."):
        raise UsageError(f'--name "{name}": give a name for a file, such as "client"')
    filled = last.replace("*", pair, 1)
    if "*" not in last or any(sign in folder + last.replace("*", "", 1) for sign in "*?["):
        raise UsageError(
            f'{project.config_file}: "paths.glossary" names no place for it; put in a pattern like "glossary/*.csv"'
        )
    return project.root / folder / filled


def _shown(project: Project, path: Path) -> str:
    real = path.resolve()
    return project.relative(real) if real.is_relative_to(project.root) else str(path)


def _terms_in(data: bytes, shown: str, source: str, target: str) -> tuple[Term, ...]:
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    if shown.lower().endswith((".tbx", ".xml")) or start.startswith(b"<"):
        return read_tbx(data, shown, source, target)
    first = re.split(rb"[\r\n]", start, maxsplit=1)[0].lower()
    return read(data, shown) if b"source" in first and b"target" in first else read_pairs(data, shown)


def _known(place: Path, shown: str) -> tuple[Term, ...]:
    data = read_if_exists(place, shown)
    return () if data is None else read(data, shown)


def _merged(old: Sequence[Term], incoming: Sequence[Term]) -> tuple[list[Term], list[Finding]]:
    """Return the terms to be added, and a finding for each that another row of the same source stands against."""
    there: defaultdict[str, list[Term]] = defaultdict(list)
    for term in old:
        there[folded(term.source)].append(term)
    new: dict[Term, None] = {}
    findings = []
    for term in incoming:
        rows = there.get(folded(term.source), [])
        if not rows:
            new[replace(term, path="", line=0)] = None
        elif not any(_says(row, term) for row in rows):
            findings.append(_kept(rows[0], term))
    return list(new), findings


def _says(row: Term, term: Term) -> bool:
    """Tell whether a row holds all that a term says; it may hold more."""
    return (
        (folded(row.target), row.status, row.case_sensitive) == (folded(term.target), term.status, term.case_sensitive)
        and set(term.forms) <= {row.target, *row.forms}
        and set(term.forbidden) <= set(row.forbidden)
        and term.note in ("", row.note)
        and term.part_of_speech in ("", row.part_of_speech)
    )


def _kept(row: Term, term: Term) -> Finding:
    differing = list(_differences(row, term))
    message = (
        f"“{_short(term.source)}” stays as it is; {term.path}:{term.line} has {' and '.join(differing)}: "
        "change the row by hand if that is better"
    )
    return Finding("term-kept", Severity.WARNING, row.path, row.line, message)


def _differences(row: Term, term: Term) -> Iterator[str]:
    if folded(row.target) != folded(term.target):
        yield f"the target “{_short(term.target)}”, not “{_short(row.target)}”"
    if row.status is not term.status:
        yield f"the status {term.status}, not {row.status}"
    if row.case_sensitive != term.case_sensitive:
        yield f"case_sensitive {'yes' if term.case_sensitive else 'no'}"
    for column, more in (("forms", term.forms), ("forbidden", term.forbidden)):
        known = {row.target, *row.forms} if column == "forms" else set(row.forbidden)
        if wanting := [text for text in more if text not in known]:
            yield f"more {column}: {_short('|'.join(wanting))}"
    if term.part_of_speech not in ("", row.part_of_speech):
        yield f"the part of speech {_short(term.part_of_speech)}"
    if term.note not in ("", row.note):
        yield f"the note “{_short(term.note)}”"


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]}…"
