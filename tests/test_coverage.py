"""No prose left behind: what a renderer shows of a marked translation is marked, over the whole corpus."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from conftest import shared
from locpipe.markdown import Rules, inline
from locpipe.model import UnitKind
from locpipe.pipeline.article import read_article, translate
from locpipe.source import decode

SITES = {
    "hugo-docs": ("gfm", "hugo"),
    "jekyll-docs": ("gfm", "jekyll"),
    "mkdocs-material": ("gfm", "mkdocs"),
    "polyglot-blog": ("gfm", "jekyll"),
    "prometheus": ("gfm", "jekyll"),
    "rust-book": ("gfm",),
}
# Looked at and meant: what a machine reads, or what the renderer here shows and the site's own does not.
NOT_PROSE = re.compile(
    r"`[^`\n]*`|--\w+|\{\{.*?\}\}|\{%.*?%\}|\{ ?(?:[:.#]|[\w-]+=)[^{}]*\}|\$?\{[\w.]+\}|:[a-z][\w+-]*:|\+\+[^\s+]+(?:\+[^\s+]+)*\+\+|https?://\S+|www\.\S+"
    r"|^\s*(?:!!!|\?\?\?\+?|===)[^\n]*|^\s*\[![A-Za-z]+\]|--8<--[^\n]*|^\*\[[^\]]*\]:",
    re.DOTALL | re.MULTILINE,
)
WORD = re.compile(r"[A-Za-z]{2,}")


class Visible(HTMLParser):
    """The text that a browser shows, and the attributes that a reader meets; code is none of it."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.parts, self.hidden = [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag in ("code", "pre", "script", "style", "svg", "iframe", "kbd", "samp", "textarea"):
            self.hidden.append(tag)
        if not self.hidden:
            self.parts += [value or "" for name, value in attrs if name in ("alt", "title")]

    def handle_endtag(self, tag):
        if tag in self.hidden:
            while self.hidden.pop() != tag:
                pass
        if tag not in ("a", "b", "em", "strong", "span", "i"):
            self.parts.append("\n")

    def handle_data(self, data):
        if not self.hidden:
            self.parts.append(data)


# What Jekyll and Hugo take for code, and a renderer of Markdown for text.
TEMPLATE_CODE = re.compile(
    r"\{% *(raw|highlight|comment)\b.*?\{% *end\1 *%\}|\{\{[<%] *(code-toggle|highlight)\b.*?\{\{[<%] */ *\2 *[>%]\}\}",
    re.DOTALL,
)


def rendered(text):
    text = TEMPLATE_CODE.sub("", text)
    md = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)
    return NOT_PROSE.sub(" ", "".join(Visible(md.render(text)).parts))


def marked(text, labels, flavours):
    """Mark every word of a text's prose, link titles and the attributes of tags in it included."""
    parts, position = [], 0
    for span in inline.analyse(text, labels, flavours).markup:
        parts += [WORD.sub("żż", text[position : span.start]), titled(span.of(text))]
        position = span.end
    return "".join([*parts, WORD.sub("żż", text[position:])])


def titled(markup):
    """Mark the title of a link, and what a tag's `alt` and `title` say: a translator sees them in the text."""
    if markup[:1] == "<":
        shown = r"""((?:\balt|\btitle)=)("[^"]*"|'[^']*')"""
    elif markup[:2] == "](":
        shown = r"""(\s)("[^"]*"|'[^']*'|\([^()]*\))(?=\s*\)$)"""
    else:
        return markup
    return re.sub(shown, lambda found: found[1] + WORD.sub("żż", found[2]), markup)


@pytest.mark.parametrize("site", SITES)
def test_every_word_that_a_reader_sees_is_offered(site):
    rules = Rules(flavours=SITES[site])
    total, left = 0, Counter()
    for path in sorted(shared("corpus", site).rglob("*.md")):
        found = read_article(decode(path.read_bytes(), path.name), path.name, rules)
        base = found.front.span.end if found.front else 0
        targets = {}
        for unit in found.units:
            labels = () if unit.kind in (UnitKind.HTML, UnitKind.ATTRIBUTE) else found.body.labels
            targets[unit.context, unit.source] = marked(unit.source, labels, rules.flavours)
        result = translate(found, targets, rules)
        assert not [each for each in result.findings if each.check == "shape"], path
        total += len(WORD.findall(rendered(found.text[base:])))
        again = read_article(result.text, path.name, rules)
        shown = rendered(result.text[again.front.span.end if again.front else 0 :])
        lines = (line.strip() for line in shown.split("\n"))
        left.update({f"{path.name}: {line[:90]}": len(WORD.findall(line)) for line in lines if WORD.search(line)})
    words = sum(left.values())
    print(site, total, words, f"{1 - words / total:.4%}", *left.most_common(), sep="\n    ")  # shown with pytest -s
    assert words <= total / 1000
