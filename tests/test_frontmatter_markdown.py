"""Front matter whose values are Markdown, and keys of their own for some folders."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locpipe import api as pipeline
from locpipe.errors import ConfigError
from locpipe.markdown import Rules, find_links
from locpipe.model import Severity
from locpipe.pipeline.article import read_article, translate
from projects import entries, make, review
from test_flavours import reworded

RULES = Rules(keys=("title",), markdown_keys=("summary", "faq[].answer"))
YAML = """\
---
title: "A | title"
summary: |-  # shown on cards
    Sit *straight*,
    or not.

    - one\\
      two
    - [neck](neck.md)

    > quoted
    > words
faq:
  - answer: |
      First.

      Second.
  - answer: "On one line"
  - answer: >
      Folded
      words

date: 2026-01-31
---
Body.
"""
TOML = """\
+++
summary = '''
# Head

One `\\n` and
two.
'''
[[faq]]
answer = \"\"\"
Three.

Four.\"\"\"
[[faq]]
answer = \"\"\"
\\"Five\\"

six\"\"\"
+++
Body.
"""


def sources(text, rules=RULES):
    return [unit.source for unit in read_article(text, "a.md", rules).units]


def test_blocks_of_a_literal_value_are_units():
    assert sources(YAML) == [
        "A | title",
        "Sit *straight*, or not.",
        "one\ntwo",
        "[neck](neck.md)",
        "quoted words",
        "First.",
        "Second.",
        "On one line",
        "Folded words",
        "Body.",
    ]


def test_strings_of_toml_without_escapes_too():
    assert sources(TOML) == ["Head", "One `\\n` and two.", "Three.", "Four.", '"Five"\n\nsix', "Body."]


def test_a_translation_changes_nothing_else():
    found = read_article(YAML, "a.md", RULES)
    wanted = {
        "Sit *straight*, or not.": "Siedź *prosto* albo nie.",
        "one\ntwo": "raz\ndwa",
        "quoted words": "# cytat: słowa",
        "Second.": "Drugie.",
    }
    result = translate(found, {("", source): target for source, target in wanted.items()}, RULES)
    assert not result.findings
    expected = YAML.replace("Sit *straight*,\n    or not.", "Siedź *prosto* albo nie.").replace("Second.", "Drugie.")
    expected = expected.replace("one\\\n      two", "raz\\\n      dwa")
    assert result.text == expected.replace("quoted\n    > words", "\\# cytat: słowa")


@pytest.mark.parametrize("target", ["trzy \\n", 'trzy """ cztery'])
def test_what_would_be_read_as_something_else_is_refused(target):
    found = read_article(TOML, "a.md", RULES)
    result = translate(found, {("", "Three."): target}, RULES)
    assert result.text == TOML
    assert "would change the article's blocks" in str(result.findings[0])


def test_lines_are_those_of_the_file():
    lines = {unit.source: unit.line for unit in read_article(YAML, "a.md", RULES).units}
    numbered = YAML.split("\n")
    assert [numbered[lines[source] - 1].strip() for source in ("one\ntwo", "Second.", "Body.")] == [
        "- one\\",
        "Second.",
        "Body.",
    ]


def test_links_in_it_are_found():
    body = read_article(YAML, "a.md", RULES).body
    assert [link.destination for link in find_links(YAML, body, RULES)] == ["neck.md"]


def test_without_the_setting_a_value_is_one_unit():
    assert "First.\n\nSecond." in sources(YAML, Rules(keys=("faq[].answer",)))


LINES = st.sampled_from(
    ("word", "**word** x", "- word", "> word", "# Word", "", "", "  word", "| a |", "word  ", "`x`")
)


@settings(max_examples=100)
@given(
    st.lists(LINES, max_size=6), st.sampled_from(("|", "|-", "|+", "|2", ">", "'''", '"""')), st.sampled_from("\n\r")
)
def test_the_laws_hold(lines, style, sign):
    if style in ("'''", '"""'):
        value = "\n".join(["+++", f"summary = {style}", *lines, style, "+++", "body", ""])
    else:
        value = "\n".join(["---", f"summary: {style}", *(f"  {line}" for line in lines), "x: 1", "---", "body", ""])
    text = value if sign == "\n" else value.replace("\n", "\r\n")
    found = read_article(text, "a.md", RULES)
    same = {(unit.context, unit.source): unit.source for unit in found.units}
    assert translate(found, same, RULES).text == text
    wanted = {(unit.context, unit.source): reworded(unit.source, found.body.labels, ("gfm",)) for unit in found.units}
    result = translate(found, wanted, RULES)
    assert not [each for each in result.findings if each.severity is Severity.ERROR]
    again = read_article(result.text, "a.md", RULES)
    assert again.body.shape == found.body.shape
    assert [unit.source for unit in again.units] == [wanted[unit.context, unit.source] for unit in found.units]


def test_folders_have_keys_of_their_own(tmp_path):
    config = 'targets = ["pl"]\n[frontmatter]\ntranslate = ["title"]\n'
    config += 'folders = {"content/*/recipes" = ["title", "steps[]"], "content/*/recipes/old/" = ["note"]}\n'
    article = "---\ntitle: Soup\nnote: Hot\nsteps: [Stir, Eat]\n---\n"
    names = ("a.md", "recipes/b.md", "recipes/sweet/c.md", "recipes/old/d.md")
    project = make(tmp_path, dict.fromkeys(names, article), config)
    pipeline.extract(project)
    found = {
        name: [key for key, _ in (entry.key for entry in entries(project, "pl", name.removesuffix(".md")).values())]
        for name in names
    }
    assert found == {
        "a.md": ["title"],
        "recipes/b.md": ["title", "steps", "steps"],
        "recipes/sweet/c.md": ["title", "steps", "steps"],
        "recipes/old/d.md": ["note"],
    }
    review(project, "pl", {"Soup": "Zupa", "Stir": "Mieszaj", "Eat": "Jedz", "Hot": "Gorące"})
    pipeline.merge(project)
    merged = "".join(sorted(path.read_text() for path in (tmp_path / "content/pl").rglob("*.md")))
    assert merged.count("[Mieszaj, Jedz]") == 2
    assert merged.count("note: Gorące") == 1


@pytest.mark.parametrize("setting", ['markdown = [""]', 'folders = {"a" = [""]}'])
def test_an_empty_key_is_refused(tmp_path, setting):
    with pytest.raises(ConfigError, match="holds an empty key; take it out"):
        make(tmp_path, {}, f"[frontmatter]\n{setting}\n")
