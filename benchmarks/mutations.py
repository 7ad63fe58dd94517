"""What `locpipe check` finds when a good translation is spoilt: the share of each kind of mistake, and false alarms.

Run from the repository: `python benchmarks/mutations.py`; with -v it lists what was not found. Each reviewed entry of
the sample is spoilt in every way that it has something for: a number changed, a "not" deleted, a link dropped. A
mistake counts as found where a check says something that it does not say of the text as it was, or where merge would
refuse the article. Nothing is written.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from locpipe import catalog
from locpipe.checks.base import UnitPair
from locpipe.checks.negation import negations_in
from locpipe.checks.registry import families
from locpipe.markdown.inline import analyse, full_form_labels
from locpipe.model import PlaceableKind, Severity, UnitKind
from locpipe.pipeline.article import read_article, translate
from locpipe.pipeline.reading import rules_of
from locpipe.project import find_project
from locpipe.source import decode, read_bytes

ROOT = Path(__file__).resolve().parent.parent
Mutation = Callable[[str, str], str]


def changed_number(text: str, language: str) -> str:
    """Return the text with its first number one higher."""
    return re.sub(r"(?<![\d.,/])(\d+)(?![\d.,/]*\d)", lambda found: str(int(found[1]) + 1), _prose_only(text), count=1)


def swapped_digits(text: str, language: str) -> str:
    """Return the text with two digits of a number exchanged."""
    return re.sub(r"(\d)(?!\1)(\d)", r"\2\1", _prose_only(text), count=1)


def swapped_numbers(text: str, language: str) -> str:
    """Return the text with its first two numbers exchanged: which no count can see."""
    found = list(re.finditer(r"\d+", _prose_only(text)))[:2]
    if len(found) < 2 or found[0][0] == found[1][0]:
        return text
    one, other = found
    return text[: one.start()] + other[0] + text[one.end() : other.start()] + one[0] + text[other.end() :]


def dropped_number(text: str, language: str) -> str:
    """Return the text without its first number."""
    return re.sub(r"(?<![\d.,/])\d+(?![\d.,/]*\d) ?", "", _prose_only(text), count=1)


def moved_point(text: str, language: str) -> str:
    """Return the text with a decimal sign moved: 2,5 to 25."""
    return re.sub(r"(\d)[.,](\d{1,2})(?!\d)", r"\1\2", _prose_only(text), count=1)


def deleted_negation(text: str, language: str) -> str:
    """Return the text without what negates in it, where there is one such word."""
    found, _ = negations_in(text, language)
    return (text[: found[0].start] + text[found[0].end :]).replace("  ", " ") if len(found) == 1 else text


def doubled_word(text: str, language: str) -> str:
    """Return the text with a word of prose typed twice."""
    return re.sub(r"(?<= )([^\W\d_]{4,})(?= )", r"\1 \1", text, count=1)


def left_untranslated(text: str, language: str) -> str:
    """Return nothing: the caller takes the source."""
    return ""


def cut_in_half(text: str, language: str) -> str:
    """Return the first fifth of a long text."""
    return text[: len(text) // 5].rstrip() if len(text) > 120 and not _has_markup(text) else text


def without(kind: PlaceableKind) -> Mutation:
    """Return what takes the first piece of markup of a kind out of a text, its words too."""

    def take_out(text: str, language: str) -> str:
        for placeable in analyse(text, full_form_labels(text)).placeables:
            if placeable.kind is kind:
                return text[: placeable.span.start] + text[placeable.span.end :]
        return text

    return take_out


def changed_address(text: str, language: str) -> str:
    """Return the text with its first link led elsewhere."""
    for placeable in analyse(text, full_form_labels(text)).placeables:
        if placeable.kind is PlaceableKind.LINK and placeable.value:
            span = placeable.value_span
            return text[: span.start] + "x" + text[span.start : span.end] + text[span.end :]
    return text


def unclosed_emphasis(text: str, language: str) -> str:
    """Return the text without the last delimiter of its first strong or emphasised words."""
    pairs = analyse(text, full_form_labels(text)).pairs
    return text[: pairs[0][1].start] + text[pairs[0][1].end :] if pairs else text


def dropped_emphasis(text: str, language: str) -> str:
    """Return the text with its first strong or emphasised words plain."""
    pairs = analyse(text, full_form_labels(text)).pairs
    if not pairs:
        return text
    first, last = pairs[0]
    return text[: first.start] + text[first.end : last.start] + text[last.end :]


def left_over_tag(text: str, language: str) -> str:
    """Return the text with a masking tag in it."""
    return re.sub(r" ([^\W\d_]{4,}) ", r' <g id="1">\1</g> ', text, count=1)


def _prose_only(text: str) -> str:
    """Return the text where nothing but words could change; a text with markup is left out of these kinds."""
    return text if not _has_markup(text) else ""


def _has_markup(text: str) -> bool:
    return bool(analyse(text, full_form_labels(text)).placeables)


MUTATIONS: dict[str, Mutation] = {
    "number changed": changed_number,
    "digits swapped": swapped_digits,
    "two numbers swapped": swapped_numbers,
    "number dropped": dropped_number,
    "decimal sign lost": moved_point,
    "negation deleted": deleted_negation,
    "word doubled": doubled_word,
    "left in the source language": left_untranslated,
    "most of it missing": cut_in_half,
    "link dropped": without(PlaceableKind.LINK),
    "link led elsewhere": changed_address,
    "image dropped": without(PlaceableKind.IMAGE),
    "code dropped": without(PlaceableKind.CODE),
    "footnote reference dropped": without(PlaceableKind.FOOTNOTE),
    "address dropped": without(PlaceableKind.AUTOLINK),
    "emphasis not closed": unclosed_emphasis,
    "emphasis dropped": dropped_emphasis,
    "masking tag left over": left_over_tag,
}


def said(pair: UnitPair) -> Counter[str]:
    """Return what the checks of texts say of a pair, notes left out."""
    found = (hit for family in families() for look in family.of_unit for hit in look(pair))
    return Counter(
        hit.check.id for hit in found if (hit.check.severity if hit.severity is None else hit.severity) > Severity.NOTE
    )


def main() -> None:
    """Print the table."""
    project = find_project(ROOT)
    rules = rules_of(project)
    tried, caught, alarms, entries = Counter(), Counter(), 0, 0
    for file in project.articles():
        article = read_article(decode(read_bytes(file.path, file.relative), file.relative), file.relative, rules)
        units = {(unit.context, unit.source): unit for unit in article.units}
        for language in project.config.targets:
            path = project.catalog_path(file, language)
            read = catalog.read(path.read_bytes(), path.name, language) if path.exists() else None
            for entry in read.entries if read else ():
                unit = units.get(entry.key)
                if unit is None or not entry.reviewed or entry.context == "slug":
                    continue
                entries += 1
                pair = UnitPair(entry.source, entry.target, "en", language, unit.kind, entry.context)
                before = said(pair)
                alarms += bool(before)
                for name, mutate in MUTATIONS.items():
                    spoilt = mutate(entry.target, language) or (
                        entry.source if name == "left in the source language" else entry.target
                    )
                    if spoilt == entry.target or not spoilt.strip():
                        continue
                    if name == "negation deleted" and not negations_in(entry.source, "en")[0]:
                        continue  # The translation said no in a way of its own.
                    if name == "left in the source language" and (len(spoilt) < 40 or "doi" in spoilt):
                        continue
                    tried[name] += 1
                    refused = unit.kind is not UnitKind.FRONT_MATTER and _refused(unit, spoilt, article, rules)
                    if said(replace(pair, target=spoilt)) - before or refused:
                        caught[name] += 1
                    elif "-v" in sys.argv:
                        print(f"{name}: {entry.source[:90]} | {spoilt[:90]}")
    print(f"{entries} reviewed entries, {alarms} with a finding as they are\n")
    print("| mistake | tried | found |\n|---|---|---|")
    for name in MUTATIONS:
        if tried[name]:
            print(f"| {name} | {tried[name]} | {caught[name] / tried[name]:.0%} |")


def _refused(unit: object, spoilt: str, article: object, rules: object) -> bool:
    done = translate(article, {(unit.context, unit.source): spoilt}, rules)  # type: ignore[attr-defined,arg-type]
    return bool(done.findings)


if __name__ == "__main__":
    main()
