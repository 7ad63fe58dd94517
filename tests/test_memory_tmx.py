"""TMX: what is written comes back, what other programs write is understood, and what is no TMX is refused."""

from __future__ import annotations

import codecs
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locpipe.errors import MemoryFileError
from locpipe.memory import Group, Segment, can_hold, dump_tmx, group_of, read_tmx, segments_in

# The laws.

TEXTS = st.text(st.characters(codec="utf-8"), max_size=20).filter(can_hold) | st.sampled_from(
    ["a\rb", "\r\n", " two  blanks ", "<b>&amp;</b>", "]]>", "a\nb", "\u2028", "𝒳", "x\u0301", "\ufeff", "\u0085"]
)
GROUPS = st.builds(
    Group,
    st.lists(st.tuples(st.sampled_from(["en", "pl", "zh-Hant"]), TEXTS), min_size=1, max_size=3).map(tuple),
    TEXTS,
    TEXTS,
)


def read(text, path="a.tmx"):
    return list(read_tmx(text if isinstance(text, bytes) else text.encode(), path))


def refusal(data):
    try:
        read(data)
    except MemoryFileError as error:
        return str(error)
    return ""


def bare(groups):
    return {(group.texts, group.context, group.before) for group in groups}


@given(st.lists(GROUPS, max_size=6))
def test_what_is_written_comes_back(groups):
    data = dump_tmx(groups, "en")
    found = read(data)
    assert bare(found) == bare(groups)
    assert len(found) == len(bare(groups))
    assert not any(group.codes for group in found)
    assert dump_tmx(found, "en") == data


@given(st.lists(GROUPS, max_size=6), st.randoms())
def test_the_same_groups_give_the_same_file_in_any_order(groups, chance):
    data = dump_tmx(groups, "en")
    shuffled = groups * 2
    chance.shuffle(shuffled)
    assert dump_tmx(shuffled, "en") == data


@given(st.lists(GROUPS, max_size=3))
def test_what_is_written_is_tmx_for_any_reader_of_xml(groups):
    root = ElementTree.fromstring(dump_tmx(groups, "en"))
    assert (root.tag, root.get("version")) == ("tmx", "1.4")
    header = root.find("header")
    assert {*header.keys()} == {
        *("creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype")
    }
    ids = [unit.get("tuid") for unit in root.iter("tu")]
    assert len(set(ids)) == len(ids)
    assert all(unit.find("tuv/seg") is not None for unit in root.iter("tu"))


@given(st.binary(max_size=40) | st.text(max_size=40).map(str.encode))
def test_any_bytes_are_read_or_refused_in_one_line(data):
    for start in (b"", b"<tmx><body><tu><tuv xml:lang='en'><seg>"):
        said = refusal(start + data)
        assert said == "" or re.fullmatch(r"a\.tmx:\d+: [^\n]+", said)


@given(st.characters(codec=None))
def test_what_can_be_held_is_what_an_xml_parser_takes(character):
    document = f"<tmx><body><tu><tuv><seg>&#{ord(character)};</seg></tuv></tu></body></tmx>"
    if can_hold(character):
        assert read(document)[0].texts == (("", character),)
    else:
        with pytest.raises(MemoryFileError):
            read(document)
        with pytest.raises(ValueError, match="XML cannot"):
            dump_tmx([Group((("en", character),))], "en")


# Files of other programs.


def tmx(body, header='creationtool="x" srclang="en-US"', start=""):
    return f'{start}<tmx version="1.4"><header {header}/><body>{body}</body></tmx>'


def pair(source, target, inside="", language="xml:lang", codes=("en", "pl")):
    return (
        f'<tu>{inside}<tuv {language}="{codes[0]}"><seg>{source}</seg></tuv>'
        f'<tuv {language}="{codes[1]}"><seg>{target}</seg></tuv></tu>'
    )


def segments(text, *targets):
    return [each for group in read(text) for each in segments_in(group, "en", targets or ("pl",))]


def test_omegat():
    text = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx11.dtd">
<tmx version="1.1">
  <header creationtool="OmegaT" o-tmf="OmegaT TMX" adminlang="EN-US" datatype="plaintext" creationtoolversion="5.7.1"\
 segtype="paragraph" srclang="en"/>
  <body>
<!-- Default translations -->
    <tu>
      <tuv lang="en">
        <seg>Do this &lt;f0&gt;twice&lt;/f0&gt; a day.&lt;br1/&gt;</seg>
      </tuv>
      <tuv lang="pl" changeid="anna" changedate="20240111T101010Z" creationid="anna" creationdate="20240111T101010Z">
        <seg>Rób to &lt;f0&gt;dwa razy&lt;/f0&gt; dziennie.</seg>
      </tuv>
    </tu>
<!-- Alternative translations -->
    <tu>
      <prop type="file">neck.md</prop>
      <prop type="prev">Neck pain</prop>
      <prop type="next"></prop>
      <note>checked</note>
      <tuv lang="en"><seg>Sit down</seg></tuv>
      <tuv lang="pl"><seg>Usiądź &lt;br&gt; teraz</seg></tuv>
    </tu>
  </body>
</tmx>
"""
    first, second = read(text)
    assert first == Group((("en", "Do this twice a day."), ("pl", "Rób to dwa razy dziennie.")), codes=True, line=7)
    assert second == Group((("en", "Sit down"), ("pl", "Usiądź <br> teraz")), before="Neck pain", line=16)


def test_trados():
    text = """<?xml version="1.0" encoding="utf-16"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
  <header creationtool="SDL Language Platform" creationtoolversion="8.1" o-tmf="SDL TM8 Format" datatype="xml"\
 segtype="sentence" adminlang="en-US" srclang="en-US" creationdate="20240209T120000Z" creationid="X\\Anna">
    <prop type="x-Recognizers">RecognizeAll</prop>
    <prop type="x-TMName">health</prop>
  </header>
  <body>
    <tu creationdate="20240209T120000Z" creationid="X\\Anna" lastusagedate="20240209T120000Z">
      <prop type="x-LastUsedBy">X\\Anna</prop>
      <prop type="x-context">title</prop>
      <tuv xml:lang="en-US">
        <seg>Do this <bpt i="1" type="1" x="1" />twice<ept i="1" /> a <ph x="2" type="2" />day.</seg>
      </tuv>
      <tuv xml:lang="pl-PL">
        <seg>Rób to <bpt i="1" type="1" x="1" />dwa razy<ept i="1" /> <ph x="2" type="2" />dziennie.</seg>
      </tuv>
    </tu>
  </body>
</tmx>
"""
    data = codecs.BOM_UTF16_LE + text.replace("\n", "\r\n").encode("utf-16-le")
    [group] = read(data)
    assert group.codes
    assert [*segments_in(group, "en", ["pl", "de"], "a.tmx")] == [
        ("pl", Segment("Do this twice a day.", "Rób to dwa razy dziennie.", "title", "", "a.tmx"))
    ]


@pytest.mark.parametrize(
    ("seg", "text"),
    [
        # What our texts hold too stays.
        ('a <bpt i="1">**</bpt>b<ept i="1">**</ept> c', "a **b** c"),
        ('a <bpt i="1">&lt;b&gt;</bpt>b<ept i="1">&lt;/b&gt;</ept>', "a <b>b</b>"),
        ('<bpt i="1">[</bpt>the page<ept i="1">](https://example.org/a)</ept>', "[the page](https://example.org/a)"),
        ('run <ph x="1">`stretch`</ph>', "run `stretch`"),
        ('Hello <ph x="1">{name}</ph>, <ph>{{ count }}</ph> of <ph>%d</ph>', "Hello {name}, {{ count }} of %d"),
        ('a<it pos="begin">*</it>b', "a*b"),
        ("a<ph>\\\n</ph>b", "a\\\nb"),
    ],
)
def test_codes_that_our_texts_hold_too_stay(seg, text):
    [group] = read(tmx(pair(seg, "x")))
    assert (group.texts[0][1], group.codes) == (text, False)


@pytest.mark.parametrize(
    ("seg", "text"),
    [
        ('a <bpt i="1">{\\b </bpt>b<ept i="1">}</ept>', "a b"),
        ('a <bpt i="0" x="0">&lt;g0&gt;</bpt>b<ept i="0">&lt;/g0&gt;</ept>', "a b"),
        ("<ph>{1}</ph>a <ut>&lt;:cr:&gt;</ut>b", "a b"),
        ("a <ph x='1'/>b", "a b"),
    ],
)
def test_codes_of_other_formats_are_left_out_and_told(seg, text):
    [group] = read(tmx(pair(seg, "x")))
    assert (group.texts[0][1], group.codes) == (text, True)


def test_highlighted_words_and_text_within_codes_are_text():
    [group] = read(tmx(pair('a <hi type="term">b <hi>c</hi></hi> d<ph>x-code <sub>a footnote</sub></ph>', "x")))
    assert group.texts[0][1] == "a b c da footnote"


def test_numbered_tags_are_text_where_omegat_did_not_write_them():
    [group] = read(tmx(pair("a &lt;f0&gt;b", "x")))
    assert (group.texts[0][1], group.codes) == ("a <f0>b", False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-2", "cp1250"])
def test_encodings(encoding):
    declared = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16", "utf-16-be": "utf-16", "cp1250": "windows-1250"}
    text = tmx(
        pair("neck", "szyja ąęł"), start=f'<?xml version="1.0" encoding="{declared.get(encoding, encoding)}"?>\n'
    )
    mark = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}.get(encoding, b"")
    [group] = read(mark + text.encode(encoding))
    assert group.texts[1] == ("pl", "szyja ąęł")


def test_a_namespace_a_document_type_and_instructions_do_not_matter():
    start = '<!DOCTYPE tmx PUBLIC "-//LISA OSCAR:1998//DTD for Translation Memory eXchange//EN" "tmx14.dtd">'
    text = tmx("<?x y?>" + pair("a", "b"), start=start).replace("<tmx ", '<tmx xmlns="http://www.lisa.org/tmx14" ')
    assert segments(text) == [("pl", Segment("a", "b"))]


@pytest.mark.parametrize(
    ("codes", "wanted", "taken"),
    [
        (("en-US", "pl-PL"), "pl", True),
        (("EN", "PL"), "pl", True),
        (("en_GB", "pl_PL"), "pl", True),
        (("en", "pt"), "pt-BR", True),
        (("en", "pt-PT"), "pt-BR", False),
        (("en", "zh-TW"), "zh-Hant", True),
        (("en", "zh"), "zh-Hant", False),
        (("en", "zh-CN"), "zh-Hant", False),
        (("de", "pl"), "pl", False),
        (("en", ""), "pl", False),
    ],
)
def test_languages(codes, wanted, taken):
    assert bool(segments(tmx(pair("a", "b", codes=codes)), wanted)) == taken
    assert bool(segments(tmx(pair("a", "b", codes=codes, language="lang")), wanted)) == taken


def test_the_closest_code_goes_first():
    body = pair("a", "europejski", codes=("en", "pt")).replace(
        "</tu>", '<tuv xml:lang="pt-BR"><seg>brazil</seg></tuv><tuv xml:lang="de"><seg/></tuv></tu>'
    )
    assert segments(tmx(body), "pt-BR", "pt", "de") == [
        ("pt-BR", Segment("a", "brazil")),
        ("pt", Segment("a", "europejski")),
    ]


def test_slugs_and_blank_texts_are_no_segments():
    slug = '<prop type="x-context">slug</prop>'
    assert segments(tmx(pair("back-pain", "bol-plecow", slug) + pair(" ", "b") + pair("a", "\n"))) == []


def test_a_segment_becomes_a_group_and_back():
    segment = Segment("a", "b", "title", "c", "a.po")
    data = dump_tmx([group_of(segment, "en", "pl")], "en")
    assert [*segments_in(read(data)[0], "en", ["pl"], "a.po")] == [("pl", segment)]


# What is refused.

LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE tmx [
<!ENTITY a "ha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
]>
<tmx><body><tu><tuv xml:lang="en"><seg>&b;</seg></tuv></tu></body></tmx>
"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"a.tmx:1: this is not well-formed XML \(no element found\)"),
        ("source,target\n", r"a.tmx:1: this is not well-formed XML"),
        ("<tmx>\n<body>\n<tu>\n</body></tmx>", r"a.tmx:4: this is not well-formed XML \(mismatched tag\)"),
        ("<?xml version='1.0'?>\n<martif/>", r"a.tmx:1: this is no TMX file"),
        ("<x><tmx/></x>", r"a.tmx:1: this is no TMX file"),
        (LAUGHS, r'a.tmx:3: the file defines an entity of its own, "a"'),
        ('<!DOCTYPE tmx [\n<!ENTITY x SYSTEM "file:///etc/passwd">\n]>\n<tmx>&x;</tmx>', r"a.tmx:2: .*of its own"),
        ('<!DOCTYPE tmx [\n<!ENTITY % x SYSTEM "http://example.org/x">\n%x;\n]>\n<tmx/>', r"a.tmx:2: .*of its own"),
        ('<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx>\n<seg>a&nbsp;b</seg></tmx>', r'a.tmx:3: .*"&nbsp;"'),
        ("<tmx>\n&nbsp;</tmx>", r"a.tmx:2: this is not well-formed XML \(undefined entity\)"),
        ("<tmx>" + "<a>" * 200 + "</a>" * 200 + "</tmx>", r"a.tmx:1: elements are nested too deeply"),
        ('<?xml version="1.0" encoding="klingon"?>\n<tmx/>', r"a.tmx:1: "),
        ('<?xml version="1.0" encoding="shift_jis"?>\n<tmx/>', r"a.tmx:1: "),
        ('<?xml version="1.0" encoding="idna"?>\n<tmx/>', r"a.tmx:1: "),
        (b"<tmx>\n\xff</tmx>", r"a.tmx:2: this is not well-formed XML \(not well-formed \(invalid token\)\)"),
    ],
)
def test_what_is_refused(text, message):
    with pytest.raises(MemoryFileError, match=message) as refused:
        read(text)
    assert "export" in str(refused.value)
    assert "\n" not in str(refused.value)
