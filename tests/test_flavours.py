"""Flavours: what each adds, what only looks like it, and the laws over generated articles of each."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import REPOSITORY
from locpipe import api as pipeline
from locpipe import catalog
from locpipe.errors import UsageError
from locpipe.markdown import Rules, inline
from locpipe.markdown.flavours import BUILT_IN, flavour, known
from locpipe.model import Severity
from locpipe.pipeline.article import read_article, translate
from locpipe.pipeline.prefill import Order, prefill
from projects import make
from test_cases import CASES, NAMES, flavours_of
from test_laws import outside

PIECES = {
    "hugo": ("{{< x >}}", "{{% note %}}", '{{< y title="A b" >}}', "{{< /x >}}", "{{<", "{{", "{{</* c */>}}"),
    "jekyll": ("{{ x | y }}", "{% if a %}", "{% endif %}", "{: .a}", "{% raw %}", "{% endraw %}", "$$", "{%"),
    "mkdocs": ('!!! note "Word"', "??? tip", '=== "Tab"', "++a+b++", ":smile:", "Term", ": Means", "{ .a }", "!!!"),
    "mdx": ("<A>", "</A>", "<A b={c} />", "{x}", "{", "import a from 'b'", "{/* c */}", "<!-- c -->", "<p>word</p>"),
    "directives": (":::note", ":::tip[Word *x*]", ":::", "::::", ":::warning Word", "::x[y]{z=1}", ":::note["),
    "myst": ("```{note} Word", "```", "{ref}`x`", "(a)=", "% c", "$a$", "$$", ":::{tip}", ":::", ":class: x"),
    "math": ("$a_1$", "$$", "$5", "$$b$$", "$"),
    "wikilinks": ("[[Word]]", "[[Word|word]]", "[[", "]]", ":a:"),
}
PLAIN = (
    "Word",
    "**word** x",
    "- word",
    "> word",
    "    word",
    "# Word",
    "| a |",
    "|---|",
    "`x`",
    "",
    "",
    "[a](b)",
    "1. word",
)


def reworded(text, labels, flavours):
    parts, position = [], 0
    for span in inline.analyse(text, labels, flavours).markup:
        parts += [re.sub(r"[^\W\d_]{3,}", "żółw", text[position : span.start]), span.of(text)]
        position = span.end
    return "".join([*parts, re.sub(r"[^\W\d_]{3,}", "żółw", text[position:])])


def lines_of(name):
    piece = st.sampled_from(PIECES[name] + PLAIN)
    line = st.tuples(st.sampled_from(("", "", "    ", "> ", "- ", "  ")), st.lists(piece, min_size=1, max_size=3))
    return st.lists(line.map(lambda each: each[0] + " ".join(each[1])), max_size=12).map("\n".join)


@pytest.mark.parametrize("name", PIECES)
@settings(max_examples=40)
@given(st.data())
def test_the_laws_hold_for_generated_articles(name, data):
    text = data.draw(lines_of(name))
    rules = Rules(flavours=("gfm", name))
    found = read_article(text, "a.md", rules)
    same = {(unit.context, unit.source): unit.source for unit in found.units}
    assert translate(found, same, rules).text == text
    wanted = {
        (unit.context, unit.source): reworded(unit.source, found.body.labels, rules.flavours) for unit in found.units
    }
    result = translate(found, wanted, rules)
    again = read_article(result.text, "a.md", rules)
    assert again.body.shape == found.body.shape
    assert outside(again) == outside(found)
    assert len(again.units) == len(found.units)


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("flavour-")])
def test_what_gfm_would_make_of_it_is_another_thing(name):
    """Each case needs its flavour: as plain GFM the units are others."""
    found = catalog.read((CASES / f"{name}.po").read_bytes(), name, "pl")
    text = (CASES / f"{name}.md").read_text("utf-8")
    ours, plain = (
        [(unit.kind, unit.source) for unit in read_article(text, name, Rules(flavours=each)).units]
        for each in (flavours_of(found), ("gfm",))
    )
    assert ours != plain


def test_each_flavour_has_a_case():
    assert {f"flavour-{name}" for name in BUILT_IN[2:]} <= set(NAMES)


def test_flavours_are_found_by_name():
    assert set(BUILT_IN) <= set(known())
    assert flavour("hugo").name == "hugo"
    with pytest.raises(UsageError, match='there is no flavour "hogu"; known are commonmark'):
        flavour("hogu")


DANGEROUS = {
    "hugo": "{{< x >}}",
    "mkdocs": '!!! note "x"',
    "directives": ":::",
    "myst": "```{note}",
    "jekyll": "{% raw %}",
    "mdx": "<A>",
}


@pytest.mark.parametrize("name", DANGEROUS)
def test_no_translation_opens_or_closes_a_construct(name):
    rules = Rules(flavours=("gfm", name))
    found = read_article("First.\n\nSecond word.\n", "a.md", rules)
    for target in (DANGEROUS[name], f"Word {DANGEROUS[name]}", f"{DANGEROUS[name]} word"):
        result = translate(found, {("", "Second word."): target}, rules)
        if not any(each.severity is Severity.ERROR for each in result.findings):
            again = read_article(result.text, "a.md", rules)
            assert [unit.kind for unit in again.units] == [unit.kind for unit in found.units]
            assert again.body.shape == found.body.shape


def test_a_site_of_hugo_is_translated_with_its_shortcodes(tmp_path):
    text = 'See {{< ref "a*b*.md" >}} now.\n\n{{% note %}}\nSit **down** {{< icon "x" >}}.\n{{% /note %}}\n'
    made = make(tmp_path, {"a.md": text}, 'targets = ["pl"]\n[markdown]\nflavours = ["gfm", "hugo"]\n')
    pipeline.extract(made)
    prefill(made, order=Order(engine="pseudo"))
    out = tmp_path / "out"
    pipeline.merge(made, draft=True, output=out)
    [path] = list(Path(out).rglob("*.md"))
    result = path.read_text("utf-8")
    for kept in ('{{< ref "a*b*.md" >}}', "{{% note %}}\n", "**", '{{< icon "x" >}}', "{{% /note %}}\n"):
        assert kept in result
    assert "Sit" not in result


def test_the_page_names_a_case_for_each_construct():
    page = (REPOSITORY / "docs/markdown.md").read_text("utf-8")
    rows = re.findall(r"^\|.*\| ([\w, ]+) \| `([\w-]+)` \|$", page, re.MULTILINE)
    assert len(rows) > 25
    assert {case for _, case in rows} <= set(NAMES)
    named = {name for flavours, _ in rows for name in flavours.split(", ")}
    assert named - {"all"} == set(BUILT_IN) - {"commonmark"}
    for flavours, case in rows:
        if case.startswith("flavour-"):
            used = flavours_of(catalog.read((CASES / f"{case}.po").read_bytes(), case, "pl"))
            assert set(flavours.split(", ")) & set(used)
