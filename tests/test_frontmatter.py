"""Front matter: what is cut, and edits that leave every other byte alone."""

import re

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from locpipe import frontmatter
from locpipe.errors import SourceError
from locpipe.frontmatter import cut, set_key, texts_at
from locpipe.source import apply_edits
from strategies import front_matter, translations

SIBLINGS = {"de": "ruecken", "pl": "plecy"}


def with_key(text: str, key: str, value: frontmatter.Value) -> str:
    front = cut(text, "a.md")
    assert front is not None
    edit = set_key(text, front, key, value)
    return apply_edits(text, [edit]) if edit else text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\na: 1\n---\nx", "---\na: 1\nsiblings:\n  de: ruecken\n  pl: plecy\n---\nx"),
        ("---\r\na: 1\r\n---\r\n", "---\r\na: 1\r\nsiblings:\r\n  de: ruecken\r\n  pl: plecy\r\n---\r\n"),
        ("---\nsiblings:\n---\n", "---\nsiblings:\n  de: ruecken\n  pl: plecy\n---\n"),
        ("---\nsiblings: # none\nb: 2\n---\n", "---\nsiblings: # none\n  de: ruecken\n  pl: plecy\nb: 2\n---\n"),
        ("---\nsiblings: null\nb: 2\n---\n", "---\nsiblings:\n  de: ruecken\n  pl: plecy\nb: 2\n---\n"),
        ("---\nsiblings: {}\nb: 2\n---\n", '---\nsiblings: {de: "ruecken", pl: "plecy"}\nb: 2\n---\n'),
        ("---\nsiblings: {pl: plecy}\n---\n", '---\nsiblings: {de: "ruecken", pl: "plecy"}\n---\n'),
        ("---\nsiblings:\n  pl: plecy # ok\n---\n", "---\nsiblings:\n  de: ruecken\n  pl: plecy # ok\n---\n"),
        ('---\nsiblings:\n    pl: "old"\n---\n', '---\nsiblings:\n    de: "ruecken"\n    pl: "plecy"\n---\n'),
        ("---\nsiblings:\n  fr: dos\n  pl: plecy\n\n# end\n---\n", None),
        (
            "---\nsiblings:\n  pl: plecy\n  uk: x\nb: 2\n---\n",
            "---\nsiblings:\n  de: ruecken\n  pl: plecy\nb: 2\n---\n",
        ),
        ("---\nsiblings:\n  de: ruecken\n  fr: x\n---\n", "---\nsiblings:\n  de: ruecken\n  pl: plecy\n---\n"),
        (
            "---\nsiblings:\n  es: e\n  fr: x\n\nb: 2\n---\n",
            "---\nsiblings:\n  de: ruecken\n  pl: plecy\n\nb: 2\n---\n",
        ),
        ("---\n{a: 1}\n---\n", '---\n{a: 1, siblings: {de: "ruecken", pl: "plecy"}}\n---\n'),
        ("---\n  a: 1\n---\n", "---\n  a: 1\n  siblings:\n    de: ruecken\n    pl: plecy\n---\n"),
    ],
)
def test_siblings_are_written_in_the_style_that_is_there(before, after):
    result = with_key(before, "siblings", SIBLINGS)
    assert yaml.safe_load(result.split("---")[1])["siblings"] == SIBLINGS
    if after is not None:
        assert result == after
    assert with_key(result, "siblings", SIBLINGS) == result


def test_a_language_that_yaml_reads_as_a_boolean_is_found_again():
    text = with_key("---\na: 1\n---\n", "siblings", {"no": "rygg"})
    assert text == '---\na: 1\nsiblings:\n  "no": rygg\n---\n'
    assert with_key("---\nsiblings:\n  no: rygg\n---\n", "siblings", {"no": "rygg"}).count("rygg") == 1


MAPPINGS = st.dictionaries(
    st.sampled_from(["cs", "de", "fr", "no", "pl"]), st.sampled_from(["a", "b-c", "no"]), min_size=1
)


@given(MAPPINGS, MAPPINGS)
def test_any_block_mapping_becomes_any_other(before, after):
    text = with_key("---\na: 1\nb: 2\n---\n", "siblings", before)
    changed = with_key(text, "siblings", after)
    front = cut(changed, "a.md")
    assert front is not None
    assert front.data == {"a": 1, "b": 2, "siblings": after}


@given(front_matter(), st.dictionaries(st.sampled_from(["pl", "de", "fr", "no"]), translations(), min_size=1))
def test_setting_siblings_keeps_every_other_value(text, wanted):
    try:
        front = cut(text, "a.md")
    except SourceError:
        assume(False)
    assume(front is not None and "siblings" not in front.data)
    result = with_key(text, "siblings", wanted)
    again = cut(result, "a.md")
    assert again is not None
    assert again.data == {**front.data, "siblings": wanted}


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("---\nlang: en\n---\n", "pl", "---\nlang: pl\n---\n"),
        ("---\nlang: 'en' # c\n---\n", "pl", "---\nlang: 'pl' # c\n---\n"),
        ('---\nlang: "en"\n---\n', "no", '---\nlang: "no"\n---\n'),
        ("---\nlang: en\n---\n", "no", '---\nlang: "no"\n---\n'),
        ("---\nlang:\n---\n", "pl", "---\nlang: pl\n---\n"),
        ("---\na: b\n---\n", "pl", "---\na: b\nlang: pl\n---\n"),
        ("---\n---\n", "pl", "---\nlang: pl\n---\n"),
    ],
)
def test_a_string_is_written_in_the_style_that_is_there(before, value, after):
    assert with_key(before, "lang", value) == after


ALIASES = ("old", "new")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 1\n", "a: 1\naliases:\n  - old\n  - new\n"),
        ("aliases:\nb: 2\n", "aliases:\n  - old\n  - new\nb: 2\n"),
        ("aliases: null # c\n", "aliases: # c\n  - old\n  - new\n"),
        ("aliases: old\n", "aliases: [old, new]\n"),
        ("aliases: 'old' # c\n", "aliases: ['old', 'new'] # c\n"),
        ("aliases: other\n", "aliases: [old, new]\n"),
        ("aliases: |\n  old\nb: 2\n", "aliases: [old, new]\nb: 2\n"),
        ("aliases: []\n", "aliases: [old, new]\n"),
        ("aliases: [ old ] # c\n", "aliases: [ old, new ] # c\n"),
        ('aliases: ["old",]\n', 'aliases: ["old", "new",]\n'),
        ("aliases: [\n  old,  # c\n]\n", "aliases: [\n  old, new,  # c\n]\n"),
        ("aliases: [gone, # c\n  old] # d\n", "aliases: [old, new] # c\n   # d\n"),
        ("aliases:\n- old # c\n# d\nb: 2\n", "aliases:\n- old # c\n- new\n# d\nb: 2\n"),
        ("aliases:\n    - 'old'\n    - gone # c\n", "aliases:\n    - 'old'\n    - 'new'\n    # c\n"),
        ("aliases:\n  - gone\n  -   new\n", "aliases:\n  - old\n  - new\n"),
        ("aliases:\n  - >\n    old\n\nb: 2\n", "aliases:\n  - old\n  - new\n\nb: 2\n"),
        ("b: &o [old]\naliases: *o\n", "b: &o [old]\naliases: [old, new]\n"),
        ("b: &o old\naliases:\n- *o\n", "b: &o old\naliases:\n- *o\n- new\n"),
        ("b: &o old\naliases: [*o]\n", "b: &o old\naliases: [old, new]\n"),
        ("{a: 1,}\n", "{a: 1, aliases: [old, new],}\n"),
        ("{}\n", "{aliases: [old, new]}\n"),
        ("{aliases: null, b: 2}\n", "{aliases: [old, new], b: 2}\n"),
    ],
)
def test_a_list_is_written_in_the_style_that_is_there(before, after):
    result = with_key(f"---\n{before}---\n", "aliases", ALIASES)
    assert result == f"---\n{after}---\n"
    assert yaml.safe_load(after)["aliases"] == list(ALIASES)
    assert with_key(result, "aliases", ALIASES) == result


TEXTS = st.sampled_from(["a", "b-c", "no", "it's", "x # y", "a, b", "łó", "2024", "two words"])
LISTS = st.lists(TEXTS, max_size=4)


@given(LISTS, LISTS, LISTS, st.booleans())
def test_any_list_becomes_any_other_and_the_rest_stays(first, second, third, flow):
    text = "---\na: 1 # c\naliases: []\nb: 2\n---\n" if flow else "---\na: 1 # c\nb: 2\n---\n"
    for wanted in (first, second, third):
        text = with_key(text, "aliases", tuple(wanted))
        front = cut(text, "a.md")
        assert texts_at(front, "aliases") == tuple(wanted)
        assert {key: front.data[key] for key in "ab"} == {"a": 1, "b": 2}
        assert front.data.get("aliases", []) == wanted
        assert with_key(text, "aliases", wanted) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("aliases: [a, b]\n", "aliases: []\n"),
        ("aliases:\n- a # c\n- b\nc: 1\n", "aliases:\n  []\n# c\nc: 1\n"),
        ("aliases: old\n", "aliases: []\n"),
        ("aliases: null\n", "aliases: null\n"),
        ("a: 1\n", "a: 1\n"),
    ],
)
def test_an_empty_list_takes_away_what_is_there(before, after):
    assert with_key(f"---\n{before}---\n", "aliases", ()) == f"---\n{after}---\n"
    assert not yaml.safe_load(after).get("aliases")


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ("aliases: old", ("old",)),
        ("aliases: [a, 2024, null]", ("a", "2024")),
        ("aliases:\n- a\n- 'b'", ("a", "b")),
        ("aliases: {a: b}", ()),
        ("aliases: [{a: b}]", ()),
        ("aliases:", ()),
        ("b: 1", ()),
    ],
)
def test_what_texts_a_key_holds(line, texts):
    assert texts_at(cut(f"---\n{line}\n---\n", "a.md"), "aliases") == texts
    assert texts_at(None, "aliases") == ()


@pytest.mark.parametrize(
    ("before", "value", "message"),
    [
        ("aliases: {a: b}\n", ("a",), "a.md:2: expected a list of texts"),
        ("b: 1\naliases:\n- {a: b}\n", ("a",), "a.md:4: expected a list of texts"),
        ("b: 1\n? siblings\n: pl: a\n  de: b\n", {"uk": "c"}, "a.md:3: `siblings` is written in a form"),
        ("siblings: &s {pl: a}\nb: *s\n", {"uk": "c"}, "a.md:2: `siblings` is written in a form"),
        ("siblings: [a]\n", {"uk": "c"}, "a.md:2: `siblings` is no mapping"),
    ],
)
def test_what_cannot_be_edited_is_left_alone_and_named(before, value, message):
    with pytest.raises(SourceError, match=re.escape(message)):
        with_key(f"---\n{before}---\n", "aliases" if isinstance(value, tuple) else "siblings", value)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("siblings:\n  fr: x # c\n  # d\n", "siblings:\n  de: ruecken\n  pl: plecy\n  # c\n  # d\n"),
        ("siblings: {fr: x, # c\n}\n", 'siblings: {de: "ruecken", pl: "plecy"} # c\n'),
        ("b: &s {de: a}\nsiblings: *s\n", 'b: &s {de: a}\nsiblings: {de: "ruecken", pl: "plecy"}\n'),
        ("b: &s x\nsiblings:\n  pl: *s\n", "b: &s x\nsiblings:\n  de: ruecken\n  pl: plecy\n"),
    ],
)
def test_siblings_keep_comments_and_what_other_keys_hold(before, after):
    assert with_key(f"---\n{before}---\n", "siblings", SIBLINGS) == f"---\n{after}---\n"


NO_FRONT_MATTER = ["a", "---", "---\na: 1\n", " ---\na: 1\n---\n", "----\na: 1\n----\n", "---\nprose\n---\n"]


@pytest.mark.parametrize("text", NO_FRONT_MATTER)
def test_what_is_no_front_matter_is_markdown(text):
    assert cut(text, "a.md") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("---\n- a\n---\n", "a.md:2: the front matter is a list"),
        ("---\na: 1\nb: [\n---\n", "a.md:4: the front matter does not load"),
        ("---\na: !!python/object/apply:os.system ['true']\n---\n", "a.md:2: the front matter does not load"),
    ],
)
def test_front_matter_that_does_not_load_names_its_line(text, message):
    with pytest.raises(SourceError, match=message.replace("[", "\\[")):
        cut(text, "a.md")


def test_aliases_that_explode_are_refused_at_once():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(SourceError, match="aliases stand for too many values"):
        cut("---\n" + "\n".join(lines) + "\n---\n", "a.md")


@given(front_matter())
def test_what_is_loaded_from_nodes_is_what_the_library_loads_from_the_text(text):
    front = cut(text, "a.md")
    assert front is None or repr(front.data) == repr(yaml.safe_load(front.body.of(text)) or {})


@pytest.mark.parametrize(
    "body",
    [
        "a: &a {x: 1}\nb:\n  <<: *a\n  y: 2\n",
        "a: &a {x: 1}\nb: {!!merge k: *a, y: 2}\n",
        "a: &a [1, *a]\n",
        "2026: b\ntrue: c\n",
        "=: 1\nb: 2026-03-01\nc: 1.10\nd: no\n",
        "a: 1\na: 2\n",
    ],
)
def test_odd_values_are_loaded_as_the_library_does_however_often(body):
    text = f"---\n{body}---\n"
    for _ in range(2):
        front = cut(text, "a.md")
        assert front is not None
        assert repr(front.data) == repr(yaml.safe_load(body))
        assert repr(front.root) == repr(yaml.compose(body, Loader=yaml.SafeLoader)) or "*" in body
        assert [name.value for name, _ in front.root.value] == [name.value for name, _ in yaml.compose(body).value]
