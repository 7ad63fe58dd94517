"""Front matter: what is cut, and edits that leave every other byte alone."""

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from locpipe import frontmatter
from locpipe.errors import SourceError
from locpipe.frontmatter import cut, set_key
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
    assume(front is not None and front.value_of("siblings") is None)
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
