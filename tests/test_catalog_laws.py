"""The laws of catalogs: nothing a person wrote is lost, a second run changes nothing, reading undoes writing."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from locpipe.catalog import dump, is_machine_text, origin_note, read, template, update
from locpipe.model import Catalog, Entry, Location, Span, Unit, UnitKind

WHERE = {"path": "locale/pl/LC_MESSAGES/a.po", "language": "pl", "language_name": "Polish", "gettext_code": "pl"}
HEADERS = (
    ("Project-Id-Version", "a"),
    ("Report-Msgid-Bugs-To", ""),
    ("POT-Creation-Date", ""),
    ("PO-Revision-Date", ""),
    ("Last-Translator", ""),
    ("Language-Team", ""),
    ("Language", "pl"),
    ("MIME-Version", "1.0"),
    ("Content-Type", "text/plain; charset=UTF-8"),
    ("Content-Transfer-Encoding", "8bit"),
    ("X-Generator", "locpipe"),
    ("X-Locpipe-Segmentation", "1 gfm"),
    ("X-Source-Language", "en"),
)

WORDS = ("stretch", "your", "back", "do", "not", "take", "5 mg", "10", "*daily*", "`x`", "[tea](/tea)", "“knee”", "ból")
sources = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
targets = st.sampled_from(("", "", "rozciągnij plecy", "nie bierz", "zażyj 5 mg `x`", "herbata [x](/tea)", "ok"))
contexts = st.sampled_from(("", "", "", "title", "description", "slug"))
comments = st.lists(st.sampled_from(("ask Anna", "", " two blanks", "?")), max_size=2).map(tuple)


def odd_text() -> st.SearchStrategy[str]:
    """Text as people paste it: quotes, backslashes, tabs, line breaks, right-to-left, marks, odd blanks."""
    pieces = st.sampled_from(
        (
            "a",
            "Żółć",
            '"',
            "\\",
            "\\n",
            "\t",
            "\n",
            " ",
            "\u00a0",
            "\ufeff",
            "日本",
            "שלום",
            "e\u0301",
            "\u200f",
            "%s",
            "#~",
            "\f",
            "\v",
            "\x1b",
            "\u2028",
        )
    )
    return st.lists(pieces, min_size=1, max_size=8).map("".join)


@st.composite
def odd_entries(draw: st.DrawFn) -> Entry:
    obsolete = draw(st.booleans())
    target = draw(odd_text()) if obsolete or draw(st.booleans()) else ""
    fuzzy = bool(target) and draw(st.booleans())
    paths = st.sampled_from(("content/en/a.md", "ż/ółć.md", "x" * 70, "content/日本語.md"))
    places = st.lists(st.builds(Location, paths, st.integers(0, 99)), unique=True, max_size=6)
    # Of a path with blanks there is one reference at most: template sees to that.
    spaced = st.builds(Location, st.just("content/en/with blank.md"), st.integers(0, 9)).map(lambda place: [place])
    return Entry(
        source=draw(odd_text().map(lambda text: text.replace("\u2028", "").strip("\n") or "x")),
        context=draw(contexts),
        target=target,
        fuzzy=fuzzy,
        obsolete=obsolete,
        previous=draw(odd_text()) if fuzzy else "",
        notes=tuple(
            draw(st.lists(st.sampled_from(("paragraph", "in: A › B", "note: x" * 20)), unique=True, max_size=3))
        ),
        comments=draw(comments),
        locations=tuple(draw(st.one_of(places, spaced))),
        flags=draw(st.sampled_from(((), ("no-wrap",), ("c-format",)))) if "%" not in target else (),
    )


def unique(entries: list[Entry]) -> tuple[Entry, ...]:
    by_key = {entry.key: entry for entry in entries}
    return tuple(sorted(by_key.values(), key=lambda entry: entry.obsolete))


def odd_catalogs() -> st.SearchStrategy[Catalog]:
    return st.lists(odd_entries(), max_size=6).map(
        lambda entries: Catalog(WHERE["path"], "pl", ("Polish translation of a.md",), HEADERS, unique(entries))
    )


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    """A catalog in any state that people, machines and earlier updates leave behind."""
    entries = []
    for source in draw(st.lists(sources, max_size=8, unique=True)):
        target, obsolete = draw(targets), draw(st.booleans())
        fuzzy = bool(target) and draw(st.booleans())
        notes = (origin_note("deepl", source, target),) if fuzzy and draw(st.booleans()) else ()
        previous = draw(sources) if fuzzy and not notes and draw(st.booleans()) else ""
        said = draw(comments)
        if obsolete and not target:
            continue
        entries.append(
            Entry(source, draw(contexts), target, fuzzy, obsolete, previous if previous != source else "", notes, said)
        )
    segmentation = draw(st.sampled_from(("1 gfm", "1 gfm", "0 gfm")))
    headers = tuple((n, segmentation if n == "X-Locpipe-Segmentation" else v) for n, v in HEADERS)
    return Catalog(WHERE["path"], "pl", ("Polish translation of a.md",), headers, unique(entries))


@st.composite
def templates(draw: st.DrawFn, old: Catalog | None = None) -> Catalog:
    known = [entry.source for entry in old.entries] if old else []
    pool = st.one_of(sources, st.sampled_from(known)) if known else sources
    units = [unit(source, draw(contexts)) for source in draw(st.lists(pool, max_size=8))]
    return make(units)


def unit(source: str, context: str = "", **more) -> Unit:
    kind = UnitKind.FRONT_MATTER if context else UnitKind.PARAGRAPH
    return Unit(kind, source, (Span(0, 1),), 1, context, **more)


def make(units: list[Unit], segmentation: str = "1 gfm") -> Catalog:
    return template(
        units,
        article_path="content/en/a.md",
        template_path="locale/templates/a.pot",
        name="a",
        source_language="en",
        segmentation=segmentation,
    )


def bare(catalog: Catalog) -> Catalog:
    return replace(catalog, entries=tuple(entry._replace(line=0) for entry in catalog.entries))


@given(odd_catalogs())
def test_reading_undoes_writing(catalog):
    written = dump(catalog)
    again = read(written, catalog.path, "pl")
    assert bare(again) == catalog
    assert dump(again) == written


@given(odd_catalogs())
def test_the_line_of_an_entry_is_that_of_its_msgid(catalog):
    data = dump(catalog)
    lines = data.decode().split("\n")
    for entry in read(data, catalog.path, "pl").entries:
        assert lines[entry.line - 1].removeprefix("#~ ").startswith("msgid ")


@settings(max_examples=300)
@given(st.data(), catalogs())
def test_a_second_update_changes_nothing(data, old):
    new = data.draw(templates(old))
    once = update(old, new, **WHERE).catalog
    twice = update(once, new, **WHERE)
    assert twice.catalog == once
    assert twice.findings == ()
    assert read(dump(once), once.path, "pl") == once


@settings(max_examples=300)
@given(st.data(), catalogs())
def test_nothing_a_person_wrote_is_dropped(data, old):
    new = data.draw(templates(old))
    once = update(old, new, **WHERE).catalog
    kept = read(dump(once), once.path, "pl")
    texts = {entry.target for entry in kept.entries}
    said = [comment for entry in kept.entries for comment in entry.comments]
    for entry in old.entries:
        assert not entry.target or is_machine_text(entry) or entry.target in texts
        assert all(comment in said for comment in entry.comments)


@settings(max_examples=200)
@given(st.data(), catalogs())
def test_entries_stand_in_the_order_of_the_template_and_obsolete_ones_last(data, old):
    new = data.draw(templates(old))
    once = update(old, new, **WHERE).catalog
    assert [entry.key for entry in once.entries if not entry.obsolete] == [entry.key for entry in new.entries]
    assert [entry.obsolete for entry in once.entries] == sorted(entry.obsolete for entry in once.entries)
    assert len({entry.key for entry in once.entries}) == len(once.entries)


@settings(max_examples=200)
@given(st.data(), catalogs())
def test_machine_text_never_stands_under_another_source(data, old):
    new = data.draw(templates(old))
    made = {entry.target: entry.source for entry in old.entries if is_machine_text(entry)}
    people = {entry.target for entry in old.entries if not is_machine_text(entry)}
    for entry in update(replace(old, headers=HEADERS), new, **WHERE).catalog.entries:
        if entry.target in made and entry.target not in people:
            assert is_machine_text(entry)


@given(st.data(), catalogs())
def test_an_entry_that_goes_and_returns_comes_back_as_it_was(data, old):
    new = data.draw(templates(old))
    full = update(replace(old, headers=HEADERS), new, **WHERE).catalog
    gone = update(full, make([]), **WHERE).catalog
    back = update(read(dump(gone), gone.path, "pl"), new, **WHERE).catalog
    for entry in full.entries:
        if entry.obsolete or not entry.target or is_machine_text(entry):
            continue
        found = next(each for each in back.entries if each.key == entry.key)
        assert found._replace(line=0) == entry._replace(line=0)
