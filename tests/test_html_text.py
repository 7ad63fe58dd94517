"""HTML inside Markdown: what a reader sees is offered, nothing that a machine reads, and not a byte besides changes."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import shared
from locpipe.markdown import Rules
from locpipe.markdown.html_text import READ_ATTRIBUTES, encoded, pieces_of
from locpipe.markdown.parser import parse_blocks
from locpipe.model import Severity, UnitKind
from locpipe.pipeline.article import read_article, translate

BLOCK = ("p", "div", "td", "li", "figcaption", "summary", "h2", "section", "caption", "blockquote")
PHRASING = ("b", "a", "em", "span", "small", "sub")
ALONE = ("script", "style", "pre", "svg")


def texts(html):
    return [(piece.span.of(html), piece.attribute) for piece in pieces_of(html).pieces]


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<p>Sit down.</p>", [("Sit down.", "")]),
        ("<p>\n  Sit <b>down</b>\n  now.\n</p>", [("Sit <b>down</b>\n  now.", "")]),
        ('<td><a href="x">Neck</a></td>', [("Neck", "")]),
        ('<p><img src="a.png" alt="Neck"> Text</p>', [("Neck", "alt"), ("Text", "")]),
        ('<a href="x" title="Tip"><img alt="Neck" src="x"></a>', [("Tip", "title"), ("Neck", "alt")]),
        ("<details><summary>More</summary>", [("More", "")]),
        ("<li>One<li>Two", [("One", ""), ("Two", "")]),
        ("<p>A &amp; b&nbsp;c</p>", [("A &amp; b&nbsp;c", "")]),
        ("<p>5 < 6 and a</p>", [("5 < 6 and a", "")]),
        ("<br>Text<br/>", [("Text", "")]),
        ("text goes on</div>", [("text goes on", "")]),
        ("<input placeholder='Your name' aria-label=Name>", [("Your name", "placeholder"), ("Name", "aria-label")]),
        # Not a word for a reader.
        ("<p>123 &amp; 4</p>", []),
        ("<p><code>x = y</code></p>", []),
        ("<script>let word = '<p>no</p>';</script>", []),
        ("<style>p { color: red }</style><p>Yes</p>", [("Yes", "")]),
        ("<pre>as it\nis</pre>", []),
        ('<div translate="no">Brand <div>in</div> name</div><p>Yes</p>', [("Yes", "")]),
        ('<span class="big notranslate">Brand</span>', []),
        ('<p>Our <span translate="no">Brand</span> is</p>', [('Our <span translate="no">Brand</span> is', "")]),
        ("<!-- a comment --><p>Yes</p>", [("Yes", "")]),
        ('<img src="a" alt="{{ page.alt }}">', []),
        ("<svg><text>drawn</text></svg>", []),
    ],
)
def test_what_is_offered(html, wanted):
    assert texts(html) == wanted


@pytest.mark.parametrize("html", ['<div class="x', "<p>a <b", "<a href='", "<"])
def test_a_tag_that_is_never_closed_is_told_and_nothing_is_offered(html):
    found = pieces_of(html)
    assert found.pieces == ()
    assert bool(found.problem) == (html != "<")


def test_what_is_not_translated_may_end_in_a_later_block():
    opened = pieces_of('<div translate="no">')
    assert opened.closed_by == "div"
    assert texts("still not</div><p>Yes</p>") != []
    later = pieces_of("still not</div><p>Yes</p>", "div")
    assert [piece.element for piece in later.pieces] == ["p"]


@pytest.mark.parametrize(
    ("text", "quote", "wanted"),
    [
        ('Say "yes"', '"', "Say &quot;yes&quot;"),
        ("It's", "'", "It&#39;s"),
        ("Ból szyi", "", "Ból&#32;szyi"),
        ("It's", '"', "It's"),
    ],
)
def test_a_translation_is_made_safe_for_its_attribute(text, quote, wanted):
    assert encoded(text, quote) == wanted


class Seen(HTMLParser):
    """What a browser would show, by Python's own parser."""

    def __init__(self, html):
        super().__init__(convert_charrefs=False)
        self.words, self.deep = [], 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.deep += tag in ALONE
        self.words += [value for name, value in attrs if name in READ_ATTRIBUTES and not self.deep]

    def handle_endtag(self, tag):
        self.deep -= tag in ALONE

    def handle_data(self, data):
        self.words += [] if self.deep else [data]


WORDS = st.lists(st.sampled_from(("word", "neck", "5", "a b", "\n", " ")), min_size=1, max_size=3).map(" ".join)


def element(names, inner):
    attribute = st.sampled_from(("", ' title="tip"', " class='x'", ' id="y" alt="neck"'))
    return st.tuples(st.sampled_from(names), attribute, inner).map(
        lambda each: f"<{each[0]}{each[1]}>{each[2]}</{each[0]}>"
    )


LINE = st.lists(st.one_of(WORDS, element(PHRASING, WORDS)), min_size=1, max_size=3).map(" ".join)
HTML = st.lists(
    st.one_of(element(BLOCK, LINE), element(BLOCK, element(BLOCK, LINE)), element(ALONE, WORDS)), max_size=5
)


def bag(parts):
    return sorted(re.findall(r"[^\W\d_]+", " ".join(parts)))


@given(HTML.map("\n".join))
def test_all_that_a_reader_sees_is_offered_and_nothing_else(html):
    found = pieces_of(html)
    assert found.problem == ""
    assert all(one.span.end <= other.span.start for one, other in zip(found.pieces, found.pieces[1:], strict=False))
    offered = [word for piece in found.pieces for word in Seen(piece.span.of(html)).words]
    assert bag(offered) == bag(Seen(html).words)


@given(st.text(alphabet="<>/!-pab \"'=\n&;x1?", max_size=60), st.sampled_from(("", "p", "b")))
def test_no_text_is_too_odd(html, closed_by):
    found = pieces_of(html, closed_by)
    spans = [piece.span for piece in found.pieces]
    assert spans == sorted(spans)
    assert all(0 <= span.start < span.end <= len(html) for span in spans)


@given(HTML.map("\n".join), st.sampled_from(("", "> ", "- ")))
def test_the_laws_hold_in_an_article(html, prefix):
    text = "Before.\n\n" + "".join(f"{prefix}{line}\n" for line in html.split("\n") if line.strip())
    found = read_article(text, "a.md", Rules())
    targets = {("", unit.source): re.sub(r"(?<![<&/\w])word(?![\w=])", "żółw", unit.source) for unit in found.units}
    result = translate(found, targets, Rules())
    again = read_article(result.text, "a.md", Rules())
    assert not [each for each in result.findings if each.severity is Severity.ERROR]
    assert again.body.shape == found.body.shape
    wanted = [targets["", unit.source] for unit in found.units]
    assert [unit.source for unit in again.units] == wanted


@pytest.mark.parametrize("html", ["<" * 50_000, "<p " * 20_000, "<!--" * 20_000, "<a b='" * 20_000, "<div>" * 20_000])
def test_long_nonsense_is_read_in_one_pass(html):
    assert pieces_of(html).pieces == ()


def test_a_translation_that_loses_a_tag_is_refused():
    found = read_article("<p>Sit <b>down</b>.</p>\n", "a.md", Rules())
    for target in ("Usiądź.", "<b>Usiądź</b> <i>x</i>.", "</p>Usiądź <b>x</b>", "12 <b>3</b>"):
        result = translate(found, {("", "Sit <b>down</b>."): target}, Rules())
        assert [each.check for each in result.findings] == ["shape"], target
        assert result.text == found.text


def test_between_tags_that_say_so_nothing_is_offered():
    text = '<div class="notranslate">\n\nBrand *name*.\n\n</div>\n\nMore.\n'
    assert [unit.source for unit in read_article(text, "a.md", Rules()).units] == ["More."]
    unclosed = read_article(text.replace("</div>", ""), "a.md", Rules())
    assert [unit.source for unit in unclosed.units] == ["Brand *name*.", "More."]
    assert [each.check for each in unclosed.findings] == ["html"]


def test_every_word_of_the_corpus_s_html_is_offered_or_counted():
    offered = left = problems = blocks = 0
    for path in sorted(shared("corpus").rglob("*.md")):
        found = read_article(path.read_text("utf-8"), path.name, Rules())
        tokens, _, _ = parse_blocks(found.text[found.front.span.end if found.front else 0 :], ("gfm",))
        blocks += sum(token.type == "html_block" for token in tokens)
        kinds = (UnitKind.HTML, UnitKind.ATTRIBUTE)
        offered += sum(len(unit.source.split()) for unit in found.units if unit.kind in kinds)
        left += sum(region.words for region in found.opaque if region.kind == "html")
        problems += sum(each.check == "html" for each in found.findings)
    assert blocks > 500
    assert offered > 2 * left
    assert problems < 40
