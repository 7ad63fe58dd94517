"""An article as a whole: front matter and body together, and its translation, verified before anyone writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from locpipe import frontmatter
from locpipe.errors import LocpipeError
from locpipe.frontmatter import FrontMatter
from locpipe.markdown import Body, Opaque, Rules, Splice, Targets, segment, splice
from locpipe.model import Edit, Finding, Severity, Span, Unit, UnitKind
from locpipe.pipeline.front_markdown import with_markdown
from locpipe.source import apply_edits

_PLAIN = "metadata without marks is copied; put a line of --- before and after it to have it translated"


@dataclass(frozen=True)
class Article:
    """A source article, read: `text` is the decoded file (a byte order mark included), `units` in document order."""

    path: str
    text: str
    front: FrontMatter | None
    body: Body
    units: tuple[Unit, ...]

    @property
    def opaque(self) -> tuple[Opaque, ...]:
        """Return the regions that are copied and not offered."""
        return self.body.opaque

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what a person should know about the source."""
        return self.body.findings


@dataclass(frozen=True, slots=True)
class Translation:
    """A translated article: its text and the body of it, its findings, and how many units the catalog gives.

    With an error among the findings it must not be written; `text` and `body` are then the source's.
    """

    text: str
    body: Body
    findings: tuple[Finding, ...]
    used: int


def read_article(text: str, path: str, rules: Rules) -> Article:
    """Return the article, its spans in code points of `text`; SourceError for front matter that does not load."""
    front = frontmatter.cut(text, path)
    base = front.span.end if front else int(text[:1] == "\ufeff")
    start = base if front or "mkdocs" not in rules.flavours else frontmatter.plain_end(text, base)
    body = segment(text, path, rules, start)
    if start != base:
        body = replace(
            body, findings=(Finding("front-matter-plain", Severity.WARNING, path, 1, _PLAIN), *body.findings)
        )
    front_units = frontmatter.units(text, front, rules.keys_at(path)) if front else ()
    if rules.markdown_keys:
        front_units, body = with_markdown(text, path, front_units, body, rules)
    return Article(path, text, front, body, (*front_units, *body.units))


def translate(article: Article, targets: Targets, rules: Rules) -> Translation:
    """Return the article with the targets in place; a target equal to its msgid, or blank, makes no edit.

    The result is re-parsed and compared with the source: blocks, units, links, code and placeholders (law 4), and
    each unit's text as extraction would find it (law 6). What does not hold is an error that names the unit.
    """
    splices = _splices(article, targets, rules)
    findings = [_finding(article, unit, done) for unit, done in splices if done.error or done.warning]
    used = sum((unit.context, unit.source) in targets for unit in article.units)
    good = [(unit, done) for unit, done in splices if done.edit]
    while (result := _checked(article, good, rules)) is None:
        culprit = _culprit(article, good, rules)
        findings.append(_error(article, culprit, "the translation would change the article's blocks; rephrase it"))
        good = [(unit, done) for unit, done in good if unit is not culprit]
    if any(finding.severity is Severity.ERROR for finding in findings):
        result = article
    return Translation(result.text, result.body, tuple(findings), used)


def _splices(article: Article, targets: Targets, rules: Rules) -> list[tuple[Unit, Splice]]:
    made = []
    for unit in article.units:
        target = targets.get((unit.context, unit.source), "")
        if target.strip() and target != unit.source:
            made.append((unit, _splice(article, unit, target, rules)))
    return made


def _splice(article: Article, unit: Unit, target: str, rules: Rules) -> Splice:
    if unit.kind is not UnitKind.FRONT_MATTER or article.front is None:
        return splice(unit, target, article.text, article.body.labels, rules)
    value = frontmatter.msgid(target)
    if "\n" in value and not unit.breaks:
        return Splice(None, "", "the translation has a line break, the source has none; write it on one line")
    return Splice(frontmatter.set_value(article.text, article.front, unit, value), value)


def _finding(article: Article, unit: Unit, done: Splice) -> Finding:
    if done.error:
        return _error(article, unit, done.error)
    return Finding("link-target", Severity.WARNING, article.path, unit.line, done.warning, unit.source)


def _error(article: Article, unit: Unit, message: str) -> Finding:
    shown = unit.source if len(unit.source) <= 60 else unit.source[:57] + "…"
    message = f"{message} (unit: {shown!r})"
    return Finding("shape", Severity.ERROR, article.path, unit.line, message, unit.source)


def _culprit(article: Article, good: Sequence[tuple[Unit, Splice]], rules: Rules) -> Unit:
    """Return the first unit whose edit breaks the article, by halving: a few parses, and only where one is broken."""
    low, high = 0, len(good)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _checked(article, good[:middle], rules) is None else (middle, high)
    return good[low][0]


def _checked(article: Article, good: Sequence[tuple[Unit, Splice]], rules: Rules) -> Article | None:
    """Return the article with these edits; None unless it has the source's blocks and the units that were meant."""
    edits: list[Edit] = [done.edit for _, done in good if done.edit]
    if not edits:
        return article
    text = apply_edits(article.text, edits)
    try:
        result = read_article(text, article.path, rules)
    except LocpipeError:
        return None
    expected = {unit.span: done.expected for unit, done in good}
    if _agrees(article, result, expected):
        return result
    if not any(unit.kind in _IN_PROSE for unit, _ in good):
        return None
    every = replace(rules, every_text=True)
    before, after = (read_article(each, article.path, every) for each in (article.text, text))
    return result if _agrees(before, after, expected) else None


# Kinds of units that are some only where they read as prose, which a translation may not: one long word.
_IN_PROSE = (UnitKind.STRING, UnitKind.ARGUMENT)


def _agrees(article: Article, result: Article, expected: Mapping[Span, str]) -> bool:
    """Tell whether the result has the article's blocks, and the expected texts in the units at these spans of it."""
    wanted = [(unit.kind, unit.context, expected.get(unit.span, unit.source)) for unit in article.units]
    found = [(unit.kind, unit.context, unit.source) for unit in result.units]
    return wanted == found and result.body.shape == article.body.shape
