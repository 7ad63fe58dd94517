"""What is said of a text without analysing it is what analysis says."""

from hypothesis import given
from hypothesis import strategies as st
from markdown_it.common.utils import normalizeReference

from locpipe.markdown import inline
from locpipe.markdown.msgid import _may_refer, has_letter

WORDS = st.lists(
    st.sampled_from(
        (
            "word",
            "żółw",
            " ",
            " ",
            "*",
            "**",
            "_",
            "`x`",
            "[",
            "]",
            "](y)",
            "www.a.b/(",
            "http://a b",
            "%s",
            "{{x}}",
            "&amp;",
            "<b>",
            "(",
            '"',
            "1",
            "\n",
            "~",
            "https:",
            "foo@bar.de",
            ":a:",
            "$x$",
            "日本",
            "\\",
            ".",
            ",",
            "!",
        )
    ),
    max_size=9,
).map("".join)


@given(WORDS, st.sampled_from((("gfm",), ("gfm", "mkdocs"), ("gfm", "jekyll", "wikilinks"), ("gfm", "myst"))))
def test_a_letter_is_found_without_analysis_only_where_analysis_finds_one(text, flavours):
    found = any(map(str.isalpha, inline.analyse(text, (), flavours).prose))
    assert has_letter(text, frozenset(), flavours) == found


@given(
    st.lists(
        st.sampled_from(("[a]", "[A  b]", "[x", "]", "[a][", "(y)", "\\", "`", "\n", "![", "[^1]", " a")), max_size=8
    )
)
def test_what_is_said_to_hold_no_reference_holds_none(parts):
    text = "".join(parts)
    labels = frozenset(map(normalizeReference, ("a", "a b", "x")))
    if not _may_refer(text, labels):
        assert not inline.analyse(text, labels, ("gfm",)).references
