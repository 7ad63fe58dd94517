"""What `locpipe check` finds when a good translation is spoilt: the share of each kind of mistake, and false alarms.

Run from the repository: `python benchmarks/mutations.py [FOLDER]`; with -v it lists what was not found. Each reviewed
entry of the sample is spoilt in every way that it has something for: a number changed, a "not" deleted, a link dropped.
With a folder of Markdown, its texts are translated by the pseudo engine and spoilt too, in the ways that need no
knowledge of the language. A mistake counts as found where a check says something that it does not say of the text as it
was, or where merge would refuse the article. Nothing is written. `benchmarks/file_mutations.py` spoils files.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

from locpipe import catalog
from locpipe.checks.base import UnitPair
from locpipe.checks.negation import negations_in
from locpipe.checks.registry import families
from locpipe.engines.base import Mode, Pair, Request, Settings
from locpipe.engines.marks import MarkError, write
from locpipe.engines.masking import mask, unmask
from locpipe.engines.pseudo import Pseudo
from locpipe.errors import LocpipeError
from locpipe.markdown import Rules
from locpipe.markdown.inline import analyse, full_form_labels
from locpipe.model import PlaceableKind, Severity, Unit, UnitKind
from locpipe.pipeline.article import Article, read_article, translate
from locpipe.pipeline.reading import rules_of
from locpipe.project import find_project
from locpipe.source import decode

ROOT = Path(__file__).resolve().parent.parent
# Every so many texts of a folder are taken.
STEP = 5
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


UNITS = {
    "pl": (("minut", "godzin"), ("godzin", "dni"), ("kg", "g"), (" cm", " m"), ("litr", "mililitr")),
    "de": (("Minuten", "Stunden"), ("Stunden", "Minuten"), ("kg", "g"), (" cm", " m"), ("Liter", "Milliliter")),
}


def changed_unit(text: str, language: str) -> str:
    """Return the text with the first unit after a number exchanged for another."""
    for one, other in UNITS.get(language, ()):
        if found := re.search(rf"(?<=\d)[ \u00a0]?{one}", text):
            return text[: found.start()] + found[0].replace(one, other) + text[found.end() :]
    return text


def lost_per_cent(text: str, language: str) -> str:
    """Return the text without its per cent sign."""
    return re.sub(r"(?<=\d)[ \u00a0]?%|(?<=\d)[ \u00a0](?:procent\w*|Prozent)", "", text, count=1)


def dropped_range(text: str, language: str) -> str:
    """Return the text with a range cut to its first number."""
    return re.sub(r"(\d+)(?:[–-]| do | bis )\d+", r"\1", _prose_only(text), count=1)


def added_negation(text: str, language: str) -> str:
    """Return the text with its first verb denied, as far as a word list can tell: "nie" before "jest" and the like."""
    words = {"pl": ("nie ", r"\b(jest|są|może|można|pomaga|trzeba|należy|warto)\b"), "de": ("nicht ", r"(?<=\bist )")}
    word, place = words.get(language, ("", ""))
    if not word or negations_in(text, language)[0]:
        return text
    return re.sub(place, lambda found: word + found[0], text, count=1)


def dropped_sentence(text: str, language: str) -> str:
    """Return the text without its last sentence, where it has three."""
    ends = [found.end() for found in re.finditer(r"[.!?] (?=[^\W\d_a-ząćęłńóśźżäöü])", _prose_only(text))]
    return text[: ends[-1]].rstrip() if len(ends) > 1 else text


def left_over_entity(text: str, language: str) -> str:
    """Return the text with an entity that an engine made."""
    return re.sub(r" ([^\W\d_]{4,}) ", r" \1&#39; ", text, count=1)


def another_script(text: str, language: str) -> str:
    """Return a text in another script."""
    return "Сядьте прямо и дышите медленно, пока не почувствуете облегчение." if len(text) > 40 else text


MUTATIONS: dict[str, Mutation] = {
    "number changed": changed_number,
    "digits swapped": swapped_digits,
    "two numbers swapped": swapped_numbers,
    "number dropped": dropped_number,
    "decimal sign lost": moved_point,
    "range cut": dropped_range,
    "unit changed": changed_unit,
    "per cent sign lost": lost_per_cent,
    "negation deleted": deleted_negation,
    "negation added": added_negation,
    "word doubled": doubled_word,
    "left in the source language": left_untranslated,
    "in another language": another_script,
    "most of it missing": cut_in_half,
    "last of three sentences missing": dropped_sentence,
    "link dropped": without(PlaceableKind.LINK),
    "link led elsewhere": changed_address,
    "image dropped": without(PlaceableKind.IMAGE),
    "code dropped": without(PlaceableKind.CODE),
    "HTML tag dropped": without(PlaceableKind.HTML),
    "footnote reference dropped": without(PlaceableKind.FOOTNOTE),
    "address dropped": without(PlaceableKind.AUTOLINK),
    "placeholder dropped": without(PlaceableKind.PLACEHOLDER),
    "emphasis not closed": unclosed_emphasis,
    "emphasis dropped": dropped_emphasis,
    "masking tag left over": left_over_tag,
    "entity left over": left_over_entity,
}
# What a text of the pseudo engine has too.
OF_MARKUP = {
    "number changed",
    "digits swapped",
    "two numbers swapped",
    "number dropped",
    "decimal sign lost",
    "link dropped",
    "link led elsewhere",
    "image dropped",
    "code dropped",
    "HTML tag dropped",
    "footnote reference dropped",
    "address dropped",
    "placeholder dropped",
    "emphasis not closed",
    "emphasis dropped",
    "masking tag left over",
    "entity left over",
}


@dataclass
class Tally:
    """How many texts there were, how many had a finding as they were, and of each mistake how many were found."""

    texts: int = 0
    alarms: int = 0
    tried: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)


def said(pair: UnitPair) -> Counter[str]:
    """Return what the checks of texts say of a pair, notes left out."""
    found = (hit for family in families() for look in family.of_unit for hit in look(pair))
    return Counter(
        hit.check.id for hit in found if (hit.check.severity if hit.severity is None else hit.severity) > Severity.NOTE
    )


def spoil(tally: Tally, pair: UnitPair, unit: Unit, article: Article, rules: Rules, kinds: Collection[str]) -> None:
    """Count one text, spoilt in each way that it has something for."""
    before = said(pair)
    tally.texts += 1
    tally.alarms += bool(before)
    if "-v" in sys.argv and before:
        print(f"alarm {dict(before)}: {pair.source[:150]} | {pair.target[:150]}")
    for name in kinds:
        spoilt = MUTATIONS[name](pair.target, pair.language)
        if name == "left in the source language":
            spoilt = pair.source if len(pair.source) >= 40 and "doi" not in pair.source else pair.target
        if spoilt == pair.target or not spoilt.strip():
            continue
        if name == "negation deleted" and not negations_in(pair.source, "en")[0]:
            continue  # The translation said no in a way of its own.
        tally.tried[name] += 1
        if said(replace(pair, target=spoilt)) - before or _refused(unit, spoilt, article, rules):
            tally.found[name] += 1
        elif "-v" in sys.argv:
            print(f"{name}: {pair.source[:150]} | {spoilt[:150]}")


def _refused(unit: Unit, spoilt: str, article: Article, rules: Rules) -> bool:
    if unit.kind is UnitKind.FRONT_MATTER:
        return False
    return bool(translate(article, {(unit.context, unit.source): spoilt}, rules).findings)


def sample() -> Tally:
    """Return the figures of the repository's own reviewed translations."""
    project, tally = find_project(ROOT), Tally()
    rules = rules_of(project)
    for file in project.articles():
        article = read_article(decode(file.path.read_bytes(), file.relative), file.relative, rules)
        units = {(unit.context, unit.source): unit for unit in article.units}
        for language in project.config.targets:
            path = project.catalog_path(file, language)
            read = catalog.read(path.read_bytes(), path.name, language) if path.exists() else None
            for entry in read.entries if read else ():
                unit = units.get(entry.key)
                if unit and entry.reviewed and entry.context != "slug":
                    pair = UnitPair(entry.source, entry.target, "en", language, unit.kind, entry.context)
                    spoil(tally, pair, unit, article, rules, MUTATIONS)
    return tally


def corpus(folder: Path) -> Tally:
    """Return the figures of every fifth of a folder's texts, translated by the pseudo engine."""
    tally, rules = Tally(), Rules()
    for path in sorted(folder.rglob("*.md")):
        try:
            article = read_article(decode(path.read_bytes(), path.name), path.name, rules)
        except LocpipeError:
            continue
        for unit in article.units[::STEP]:
            if unit.kind is not UnitKind.FRONT_MATTER and (target := _pseudo(unit.source)):
                small = replace(article, units=(unit,))
                spoil(tally, UnitPair(unit.source, target, "en", "pl", unit.kind), unit, small, rules, OF_MARKUP)
    return tally


def _pseudo(source: str) -> str:
    """Return the text in pseudo-translation with its markup, "" where that cannot be."""
    masked = mask(source)
    request = Request(Pair("en", "pl"), tuple(write(nodes, Mode.XML) for nodes in masked.texts))
    try:
        return unmask(masked, Pseudo(Settings()).translate(request).texts, Mode.XML, "pl")
    except MarkError:
        return ""


def table(tally: Tally) -> None:
    """Print one table."""
    print(f"\n{tally.texts} texts, {tally.alarms} with a finding graver than a note as they are\n")
    print("| mistake | tried | found |\n|---|---|---|")
    for name in MUTATIONS:
        if tally.tried[name]:
            print(f"| {name} | {tally.tried[name]} | {tally.found[name] / tally.tried[name]:.1%} |")


def main() -> None:
    """Print the tables."""
    table(sample())
    for name in sys.argv[1:]:
        if name != "-v":
            table(corpus(Path(name)))


if __name__ == "__main__":
    main()
