"""Glossary files: any table with a source and a target is read, each mistake is named with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import REPOSITORY
from locpipe.errors import GlossaryError
from locpipe.glossary import dump, pair_of, read
from locpipe.model import Term, TermStatus

# A cell's text: no blanks at its ends, no bar, which parts several texts.
cells = (
    st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0|\r"), min_size=1, max_size=12)
    .map(str.strip)
    .filter(bool)
)


@st.composite
def terms(draw):
    status = draw(st.sampled_from(TermStatus))
    several = st.lists(cells, max_size=2, unique=True).map(tuple)
    return Term(
        draw(cells),
        draw(cells),
        status,
        part_of_speech=draw(st.just("") | cells),
        forms=draw(several),
        forbidden=draw(several),
        case_sensitive=draw(st.booleans()),
        note=draw(st.just("") | cells),
    )


@given(st.lists(terms(), max_size=5))
def test_what_is_written_is_read_and_written_again_as_it_was(wanted):
    data = dump(wanted)
    found = read(data, "a.csv")
    assert dump(found) == data
    bare = {(t.source, t.target, t.status, t.forms, t.forbidden, t.case_sensitive, t.note) for t in found}
    assert bare == {(t.source, t.target, t.status, t.forms, t.forbidden, t.case_sensitive, t.note) for t in wanted}


@pytest.mark.parametrize("path", sorted(REPOSITORY.glob("glossary/*.csv")), ids=lambda path: path.name)
def test_our_own_lists_are_as_we_write_them(path):
    assert dump(read(path.read_bytes(), path.name)) == path.read_bytes()


@pytest.mark.parametrize(
    "data",
    [
        b"source,target\nneck,szyja\n",
        b"\xef\xbb\xbfSource;Target\r\nneck;szyja\r\n",
        b"target\tsource\nszyja\tneck\n",
        b'"source","target"\n\n"neck","szyja"\n,\n',
        b"source,target,note\nneck,szyja\n",
        b"source,target\r neck , szyja \r",
        b'source,target,note\r\nneck,szyja,"two\r\nlines"\r\n',
    ],
)
def test_tables_as_programs_write_them(data):
    [found] = read(data, "a.csv")
    assert (found.source, found.target, found.status) == ("neck", "szyja", TermStatus.APPROVED)


def test_a_term_knows_its_line():
    data = b'source,target,note\nneck,szyja,"two\nlines"\nback,plecy,\n'
    assert [(each.source, each.path, each.line) for each in read(data, "g/a.csv")] == [
        ("neck", "g/a.csv", 2),
        ("back", "g/a.csv", 4),
    ]


def test_every_column_arrives():
    data = (
        "source,target,status,part_of_speech,forms,forbidden,case_sensitive,note\n"
        "WHO,,do-not-translate,name,,,yes,the agency\nneck,szyja,Proposed,noun,szyi|szyję,kark | kark,no,\n"
    )
    kept, neck = read(data.encode(), "a.csv")
    assert (kept.target, kept.status, kept.case_sensitive, kept.required) == ("WHO", TermStatus.KEPT, True, True)
    assert (neck.forms, neck.forbidden, neck.status, neck.required) == (
        ("szyi", "szyję"),
        ("kark",),
        TermStatus.PROPOSED,
        False,
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", 'a.csv:1: no column "source"; the first line names the columns: source,target'),
        (b"neck,szyja\n", 'a.csv:1: no column "source"'),
        (b"source,ziel\n", 'a.csv:1: no column "target"'),
        (b"source,target,tone\n", 'a.csv:1: unknown column "tone"; known columns are source, target'),
        (b"source,target,source\n", 'a.csv:1: the column "source" is there twice'),
        (b"source,target\nneck,\n", "a.csv:2: the target is empty"),
        (b"source,target\n,szyja\n", "a.csv:2: the source is empty"),
        (b"source,target\nneck\n", "a.csv:2: the target is empty"),
        (b"source,target\nneck,a,b\n", "a.csv:2: 3 cells under 2 columns; a text with a comma stands in double quotes"),
        (b"source,target,status\nneck,szyja,good\n", 'a.csv:2: unknown status "good"; known are approved'),
        (b"source,target,case_sensitive\nneck,szyja,maybe\n", 'a.csv:2: case_sensitive is "maybe"; write yes or no'),
        (b"source,target\nneck,szyj\xb3\n", "a.csv:2: the file is not UTF-8"),
        (b"source,target\nneck,sz\0yja\n", "a.csv:2: a NUL character"),
        (b'source,target\nneck,"szyja\n', "a.csv:2: this is not CSV"),
    ],
)
def test_mistakes_are_named_with_their_line(data, message):
    with pytest.raises(GlossaryError) as raised:
        read(data, "a.csv")
    assert str(raised.value).startswith(message)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("path", "pair"),
    [
        ("glossary/health.en-pl.csv", ("en", "pl")),
        ("glossary/health.en-pt-BR.csv", ("en", "pt-BR")),
        ("glossary/my.list.EN-de.csv", ("en", "de")),
        ("glossary/en-pl.csv", ("en", "pl")),
        ("glossary/x.fr-uk.csv", ("fr", "uk")),
    ],
)
def test_a_name_tells_the_languages(path, pair):
    assert pair_of(path, "en", ["pl", "de", "pt-BR"]) == pair


@pytest.mark.parametrize("path", ["glossary/health.csv", "glossary/a-b.csv.csv", "glossary/health.en.csv"])
def test_a_name_that_tells_none_is_refused(path):
    with pytest.raises(GlossaryError, match=r"NAME\.SOURCE-TARGET\.csv"):
        pair_of(path, "en", ["pl"])
