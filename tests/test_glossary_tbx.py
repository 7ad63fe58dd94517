"""TBX and DeepL's lists: what a round trip keeps, what other programs write, what is refused."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from conftest import REPOSITORY
from locpipe.engines.deepl.terms import term_list
from locpipe.errors import GlossaryError
from locpipe.glossary import dump
from locpipe.glossary import read as read_csv
from locpipe.glossary.deepl_tsv import dump_deepl_tsv, read_pairs
from locpipe.glossary.tbx import can_hold, dump_tbx, read_tbx
from locpipe.model import Term, TermStatus

# A round trip: the law.

TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff") | st.sampled_from("<>&\"' ;|="),
    max_size=12,
).map(lambda text: " ".join(text.split()))
WORDS = TEXTS.filter(bool)
NOTES = TEXTS | st.sampled_from(["locpipe: status=forbidden", "locpipe: case_sensitive=yes"])
SEVERAL = st.lists(WORDS, max_size=3).map(tuple)
TERMS = st.builds(
    Term,
    source=WORDS,
    target=WORDS,
    status=st.sampled_from(TermStatus),
    part_of_speech=st.sampled_from(["", "noun", "other", "name"]) | TEXTS,
    forms=SEVERAL,
    forbidden=SEVERAL,
    case_sensitive=st.booleans(),
    note=NOTES,
)


def bare(terms):
    return [replace(term, path="", line=0) for term in terms]


@given(st.lists(TERMS, max_size=4))
def test_what_is_written_is_read_back(terms):
    data = dump_tbx(terms, "en", "pl")
    assert set(bare(read_tbx(data, "a.tbx", "en", "pl"))) == set(terms)
    assert dump_tbx(read_tbx(data, "a.tbx", "en", "pl"), "en", "pl") == data


@given(st.lists(TERMS, max_size=4))
def test_a_list_goes_through_tbx_and_back(terms):
    listed = read_csv(dump([term for term in terms if "\0" not in repr(term)]), "a.csv")
    again = read_tbx(dump_tbx(listed, "en", "pl"), "a.tbx", "en", "pl")
    assert set(bare(read_csv(dump(again), "a.csv"))) == set(bare(listed))


@pytest.mark.parametrize("language", ["pl", "de"])
def test_our_own_lists_go_through_tbx_and_back(language):
    data = (REPOSITORY / f"glossary/health.en-{language}.csv").read_bytes()
    tbx = dump_tbx(read_csv(data, "a.csv"), "en", language)
    assert dump(read_tbx(tbx, "a.tbx", "en", language)) == dump(read_csv(data, "a.csv"))


@given(st.lists(TERMS, max_size=4), st.randoms())
def test_the_order_of_the_terms_does_not_matter(terms, chance):
    data = dump_tbx(terms, "en", "pt-BR")
    shuffled = terms * 2
    chance.shuffle(shuffled)
    assert dump_tbx(shuffled, "en", "pt-BR") == data


def test_what_xml_cannot_hold_is_known_before():
    term = Term("a\x00b", "c")
    assert not can_hold(term)
    with pytest.raises(ValueError, match="XML"):
        dump_tbx([term], "en", "pl")
    assert can_hold(Term("a\tb\u2028c", "d"))
    [found] = read_tbx(dump_tbx([Term("a\tb\u2028c", "d")], "en", "pl"), "a.tbx", "en", "pl")
    assert found.source == "a b c"


# What other programs write.

DCA = """<?xml version="1.0" encoding="UTF-8"?>
<?xml-model href="https://example.org/TBX-Basic_DCA.sch" type="application/xml"?>
<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">
 <tbxHeader><fileDesc><sourceDesc><p>ours</p></sourceDesc></fileDesc></tbxHeader>
 <text><body>
  <conceptEntry id="c1">
   <descrip type="subjectField">health</descrip>
   <langSec xml:lang="en-US"><termSec><term>back  <hi>pain</hi></term></termSec></langSec>
   <langSec xml:lang="de"><termSec><term>Rückenschmerzen</term></termSec></langSec>
   <langSec xml:lang="pl">
    <termSec><term>boleść</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termSec>
    <termSec><term>bóle pleców</term><termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></termSec>
    <termSec>
     <term>ból pleców</term>
     <termNote type="partOfSpeech">noun</termNote>
     <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>
     <note>not of the neck</note>
    </termSec>
   </langSec>
  </conceptEntry>
 </body></text>
</tbx>
"""

DCT = """<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
     xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic">
<text><body>
<conceptEntry id="c1"><min:subjectField>health</min:subjectField>
<langSec xml:lang="en"><termSec><term>armrest</term></termSec></langSec>
<langSec xml:lang="pl"><termSec><term>podłokietnik</term><min:partOfSpeech>noun</min:partOfSpeech>
<min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus></termSec>
<termSec><term>oparcie</term><min:administrativeStatus>supersededTerm-admn-sts</min:administrativeStatus></termSec>
</langSec></conceptEntry>
</body></text></tbx>
"""

WEBLATE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE martif PUBLIC "ISO 12200:1999A//DTD MARTIF core (DXFcdV04)//EN" "TBXcdv04.dtd">
<martif type="TBX" xml:lang="en">
 <martifHeader><fileDesc><sourceDesc><p>Translate Toolkit</p></sourceDesc></fileDesc></martifHeader>
 <text><body>
  <termEntry>
   <descrip>the joint</descrip>
   <langSet xml:lang="en"><tig><term>ankle</term></tig></langSet>
   <langSet xml:lang="pl"><tig><term>kostka</term></tig><note from="translator">for lay readers</note></langSet>
  </termEntry>
  <termEntry>
   <langSet xml:lang="en"><tig><term>abdomen</term></tig></langSet>
   <langSet xml:lang="pl"><tig><term>abdomen</term>
    <termNote type="administrativeStatus">forbidden</termNote></tig></langSet>
  </termEntry>
  <termEntry>
   <descrip type="Translation needed">No</descrip>
   <langSet xml:lang="en"><tig><term>Theraband</term></tig></langSet>
   <langSet xml:lang="pl"><tig><term>taśma</term></tig></langSet>
  </termEntry>
  <termEntry>
   <langSet xml:lang="en"><tig><term>gait</term></tig></langSet>
   <langSet xml:lang="pl"><tig><term> </term></tig></langSet>
  </termEntry>
 </body></text>
</martif>
"""

GROUPED = """<martif type="TBX-Basic" xml:lang="en"><text><body><termEntry id="1">
<langSet lang="EN_us">
 <ntig><termGrp><term>spine</term></termGrp></ntig>
 <ntig><termGrp><term>backbone</term></termGrp></ntig>
</langSet>
<langSet lang="pl-PL"><ntig><termGrp><term>kręgosłup</term><termNoteGrp>
 <termNote type="partOfSpeech">noun</termNote></termNoteGrp></termGrp>
 <termNote type="normativeAuthorization">standardizedTerm</termNote></ntig></langSet>
</termEntry></body></text></martif>
"""


def read(text, source="en", target="pl"):
    return bare(read_tbx(text.encode(), "a.tbx", source, target))


def test_the_style_with_attributes():
    wanted = Term(
        "back pain", "ból pleców", TermStatus.APPROVED, "noun", ("bóle pleców",), ("boleść",), note="not of the neck"
    )
    assert read(DCA) == [wanted]
    assert read(DCA, "en-US", "de") == [Term("back pain", "Rückenschmerzen")]
    assert read_tbx(DCA.encode(), "a.tbx", "en", "pl")[0].line == 6


def test_the_style_with_tags():
    assert read(DCT) == [Term("armrest", "podłokietnik", part_of_speech="noun", forbidden=("oparcie",))]


def test_what_weblate_writes():
    assert read(WEBLATE) == [
        Term("ankle", "kostka", note="for lay readers; the joint"),
        Term("abdomen", "abdomen", TermStatus.FORBIDDEN),
        Term("Theraband", "Theraband", TermStatus.KEPT),
    ]


def test_each_of_several_source_terms_is_one():
    spine = Term("spine", "kręgosłup", part_of_speech="noun")
    assert read(GROUPED) == [spine, replace(spine, source="backbone")]
    assert read(GROUPED.replace("standardized", "proposed"))[0].status is TermStatus.PROPOSED


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("pt", "um"), ("pt-BR", "um"), ("pt-PT", "dois"), ("zh-Hant", "四"), ("zh-TW", "四"), ("zh-Hans", "三")],
)
def test_the_nearest_language_is_taken(wanted, found):
    texts = {"pt-br": "um", "pt_PT": "dois", "zh-CN": "三", "zh-TW": "四", "zh": "五"}
    sections = "".join(
        f'<langSet xml:lang="{code}"><tig><term>{text}</term></tig></langSet>' for code, text in texts.items()
    )
    entry = f'<termEntry><langSet xml:lang="en"><tig><term>number</term></tig></langSet>{sections}</termEntry>'
    [term] = read(f"<martif><text><body>{entry}</body></text></martif>", "en", wanted)
    assert term.target == found


def test_the_encoding_is_what_the_file_says():
    text = DCA.replace("UTF-8", "UTF-16")
    assert bare(read_tbx(text.encode("utf-16"), "a.tbx", "en", "pl")) == read(DCA)
    assert bare(read_tbx(b"\xef\xbb\xbf" + DCA.encode(), "a.tbx", "en", "pl")) == read(DCA)


BOMB = '<!DOCTYPE martif [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<martif>&b;</martif>'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"^a\.tbx:1: this is not well-formed XML \(no element found\); export"),
        ("<tbx>\n<text>\n</tbx>", r"^a\.tbx:3: this is not well-formed XML \(mismatched tag\)"),
        ("<tmx/>", r"^a\.tbx:1: this is no TBX file: the first element"),
        (BOMB, r'^a\.tbx:1: the file defines an entity of its own, "a"'),
        (WEBLATE.replace("kostka", "k&oacute;stka"), r'^a\.tbx:9: the file uses the entity "&oacute;"'),
        ("<tbx>" + "<a>" * 200, r"^a\.tbx:1: elements are nested too deeply"),
        ('<?xml version="1.0" encoding="x-none"?><tbx/>', r"^a\.tbx:1: the encoding cannot be read|not well-formed"),
        (
            DCA.replace('"pl"', '"cs"'),
            r"^a\.tbx:1: no concept has terms in both en and pl \(languages here: cs, de, en-US\)",
        ),
    ],
)
def test_a_bad_file_is_one_line(text, message):
    with pytest.raises(GlossaryError, match=message) as raised:
        read(text)
    assert "\n" not in str(raised.value)


@given(st.binary(max_size=60) | st.integers(0, len(DCA)).map(lambda end: DCA.encode()[:end]))
def test_any_bytes_are_read_or_refused(data):
    try:
        said = "a.tbx:" * isinstance(read_tbx(data, "a.tbx", "en", "pl"), tuple)
    except GlossaryError as error:
        said = str(error)
    assert said.startswith("a.tbx:")


# DeepL's lists.


@given(
    st.lists(TERMS | st.builds(Term, st.text(max_size=8), st.text(max_size=8), st.sampled_from(TermStatus)), max_size=6)
)
def test_the_file_for_deepl_holds_what_sync_would_send(terms):
    lines = dump_deepl_tsv(terms).decode().split("\n")
    assert lines.pop() == ""
    assert dict(line.split("\t") for line in lines) == term_list(terms).entries


WORDS_FOR_DEEPL = WORDS.map(lambda text: unicodedata.normalize("NFC", text)).filter(lambda text: text == text.strip())


@given(st.dictionaries(WORDS_FOR_DEEPL, WORDS_FOR_DEEPL, max_size=4))
@example({"knee, hip": ","})
def test_a_list_for_deepl_is_read_back(pairs):
    data = dump_deepl_tsv([Term(*pair) for pair in pairs.items()])
    found = {term.source: term.target for term in read_pairs(data, "a.tsv")}
    assert found.items() <= pairs.items()
    assert {source.casefold() for source in found} == {source.casefold() for source in pairs}


def test_what_deepl_would_refuse_stays_out():
    terms = [Term("ł" * 513, "a"), Term("b", "b", TermStatus.PROPOSED), Term("c", "x", TermStatus.KEPT), Term("C", "d")]
    assert dump_deepl_tsv([*terms, Term("e\tf", "g\nh")]) == b"c\tc\ne f\tg h\n"


@pytest.mark.parametrize(
    "text",
    ["knee\tkolano\nhip\tbiodro\n", 'knee,kolano\r\n"hip",biodro,en,pl\r\n', "\ufeffknee; kolano\n\nhip;biodro"],
)
def test_a_list_without_a_header(text):
    assert bare(read_pairs(text.encode(), "a.tsv")) == [Term("knee", "kolano"), Term("hip", "biodro")]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"knee\tkolano\nhip\n", r"^a\.tsv:2: expected a source and a target, found 1 columns; separate"),
        (b"knee\tkolano\n\tbiodro\n", r"^a\.tsv:2: expected a source"),
        (b"knee\tkolano\tnoun\n", r"^a\.tsv:1: expected a source and a target, found 3"),
        (b"knee\tkolano\nhip\t\xff\n", r"^a\.tsv:2: the file is not UTF-8"),
        (b'knee,"kolano\n', r"^a\.tsv:\d: unexpected end of data"),
    ],
)
def test_a_bad_list_is_one_line(data, message):
    with pytest.raises(GlossaryError, match=message):
        read_pairs(data, "a.tsv")
