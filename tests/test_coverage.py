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
    "commonmark": ("gfm",),
    "gfm": ("gfm",),
    "hugo-docs": ("gfm", "hugo"),
    "jekyll-docs": ("gfm", "jekyll"),
    "mkdocs-material": ("gfm", "mkdocs"),
    "polyglot-blog": ("gfm", "jekyll"),
    "prometheus": ("gfm", "jekyll"),
    "rust-book": ("gfm",),
    "starlight": ("gfm", "mdx", "directives"),
}
# Looked at and meant: what a machine reads, or what the renderer here shows and the site's own does not.
NOT_PROSE = re.compile(
    r"`[^`\n]*`|--\w+|\{\{.*?\}\}|\{%.*?%\}|\{ ?(?:[:.#]|[\w-]+=)[^{}]*\}|\$?\{[\w.]+\}|:[a-z][\w+-]*:|\+\+[^\s+]+(?:\+[^\s+]+)*\+\+|https?://\S+|(?i:\b(?:ftp|irc|mailto|localhost|made-up-scheme):\S+)|\S+@\S+|www\.\S+"
    r"|^\s*(?:!!!|\?\?\?\+?|===)[^\n]*|^\s*\[![A-Za-z]+\]|--8<--[^\n]*|^\*\[[^\]]*\]:",
    re.DOTALL | re.MULTILINE,
)
# CommonMark's torture cases: HTML that never ends (each has a finding), a title on five lines, and an entity that
# the marking here does not know.
NAMED = {"commonmark": {"0156.md", "0157.md", "0158.md", "0161.md", "0198.md", "0508.md"}}
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


FENCE = re.compile(r"^[ \t>]*(?:```|~~~)")
# What is JavaScript or a component's name in MDX, and the marks of directives; what stands between them is rendered.
JAVASCRIPT = re.compile(r"^(?:import|export)\b[^\n]*(?:\n(?!\n)[^\n]*)*", re.MULTILINE)
COMPONENT = re.compile(r"</?[A-Z][\w.]*(?:[^<>]|=>)*>|\{/\*.*?\*/\}", re.DOTALL)
DIRECTIVE = re.compile(r"^([ \t]*):::+(?:\w+)?(?:\[([^\]\n]*)\])?[^\n]*$", re.MULTILINE)


def without_javascript(text):
    """Take JavaScript, components and directives off outside of fenced code, as if a reader had seen the page."""
    parts, code = [[]], False
    for line in text.split("\n"):
        if FENCE.match(line):
            code = not code
            parts += [[line]] if code else []
            if not code:
                parts[-1].append(line)
                parts.append([])
            continue
        parts[-1].append(line)
    plain = ["\n".join(part) for part in parts]
    for number in range(0, len(plain), 2):
        shown = DIRECTIVE.sub(r"\n\1\2\n", COMPONENT.sub("", JAVASCRIPT.sub("", plain[number])))
        plain[number] = shown
    return "\n".join(plain)


def rendered(text, flavours=()):
    text = TEMPLATE_CODE.sub("", text)
    if "mdx" in flavours:
        text = without_javascript(text)
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
    for path in sorted(shared("corpus", site).rglob("*")):
        if path.suffix not in (".md", ".markdown", ".mdx"):
            continue
        found = read_article(decode(path.read_bytes(), path.name), path.name, rules)
        base = found.front.span.end if found.front else 0
        targets = {}
        for unit in found.units:
            labels = () if unit.kind in (UnitKind.HTML, UnitKind.ATTRIBUTE) else found.body.labels
            targets[unit.context, unit.source] = marked(unit.source, labels, rules.flavours)
        result = translate(found, targets, rules)
        assert not [each for each in result.findings if each.check == "shape"], path
        total += len(WORD.findall(rendered(found.text[base:], rules.flavours)))
        again = read_article(result.text, path.name, rules)
        shown = rendered(result.text[again.front.span.end if again.front else 0 :], rules.flavours)
        lines = (line.strip() for line in shown.split("\n"))
        left.update({f"{path.name}: {line[:90]}": len(WORD.findall(line)) for line in lines if WORD.search(line)})
    words = sum(left.values())
    print(site, total, words, f"{1 - words / total:.4%}", *left.most_common(), sep="\n    ")  # shown with pytest -s
    assert words <= total / 1000 or {each.split(":")[0] for each in left} == NAMED.get(site)
