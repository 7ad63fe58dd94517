"""Texts in code: which of them are found, what may not stand there, and that nothing besides them changes."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locpipe.errors import ConfigError
from locpipe.markdown import Rules
from locpipe.model import Severity, UnitKind
from locpipe.pipeline.article import read_article, translate
from projects import make
from test_laws import outside
from test_laws_corpus import FOLDERS, OWN, articles

PARTS = ("comments", "strings", "diagrams")
RULES = Rules(code=PARTS)
IN_CODE = (UnitKind.COMMENT, UnitKind.STRING, UnitKind.LABEL)


def texts(language, code, parts=PARTS):
    found = read_article(f"```{language}\n{code}\n```\n", "a.md", Rules(code=parts))
    return [unit.source for unit in found.units]


@pytest.mark.parametrize(
    ("language", "code", "expected"),
    [
        ("python", "# one\n# two\n\n# three", ["one\ntwo", "three"]),
        ("python", "x = 1  # one\n# two", ["one", "two"]),
        ("python", '"""Sum up.\n\nMore."""\n', ["Sum up.", "More."]),
        ("python", "x = 'a-b' + 'two words'", ["two words"]),
        ("python", "x = 'chown me:me $HOME'", []),
        ("python", "re.compile(r'\\d two')", []),
        ("js", "/** one\n * two\n */", ["one\ntwo"]),
        ("js", "a = `Hi ${name} there`", ["Hi ${name} there"]),
        ("jsx", '<p className="big red">x</p>', []),
        ("bash", "#!/bin/sh\n# one\nls `a b`", ["one"]),
        ("rust", "/* one\n * two\n */\n// three", ["one\ntwo", "three"]),
        ("c", "#include <a b>\n// one\nint a; /* two */", ["one", "two"]),
        ("sql", "-- one\nSELECT 'it''s two words'", ["one"]),
        ("lua", "--[[ one\ntwo ]] -- three", ["one\ntwo", "three"]),
        ("haskell", "{- one -}", ["one"]),
        ("html", '<!-- one --><p class="a b">two words</p>', ["one"]),
        ("yaml", 'a: "two words" # one', ["two words", "one"]),
        ("json", '{"a b": "two words"}', ["two words"]),
        ("toml", "# {{#include a.rs}}\n{{#include a.rs}}", ["{{#include a.rs}}"]),
        ("{.python .numbered}", "# one", ["one"]),
        ("", "# one", []),
        ("unheard-of", "# one", []),
        ("text", "# one", []),
        ("mermaid", "pie title Of us\n  'x'\n", ["Of us"]),
        ("mermaid", "%% no\nsequenceDiagram\n  A->>B: Hello there\n", ["Hello there"]),
        ("mermaid", "---\ntitle: x\n---\nmindmap\n  root((Sleep))\n    Deep sleep\n", ["Sleep", "Deep sleep"]),
        ("mermaid", "gantt\n  dateFormat YYYY\n  section Week one\n  Rest more :a1, 2d\n", ["Week one", "Rest more"]),
        ("mermaid", "stateDiagram-v2\n  A --> B : fall asleep\n", ["fall asleep"]),
        ("mermaid", "flowchart TD\n  A[Get up] -. at last .-> B{{Walk}}\n  class A x\n", ["Get up", "at last", "Walk"]),
        ("mermaid", "unheardOf\n  A[Get up]\n", []),
    ],
)
def test_what_is_offered(language, code, expected):
    assert texts(language, code) == expected


def test_what_is_not_asked_for_is_not_offered():
    code = '# one\nprint("two words")'
    assert texts("python", code, ()) == []
    assert texts("python", code, ("comments",)) == ["one"]
    assert texts("python", code, ("strings",)) == ["two words"]
    assert texts("mermaid", "pie title Of us\n", ("comments", "strings")) == []


@pytest.mark.parametrize(
    ("language", "code", "target", "expected"),
    [
        ("python", "# one two", "raz # dwa", "# raz # dwa"),
        ("python", "# one\n  # two", "raz", "# raz"),
        ("python", "  # one\n  # two", "raz\ndwa\ntrzy", "  # raz\n  # dwa\n  # trzy"),
        ("python", "# one", "raz\ndwa", "line break"),
        ("c", "/* one two */", "raz */ dwa", "may end the comment"),
        ("js", "a = 'one two'", "raz'dwa", "which ends the text"),
        ("js", "a = 'one {x} two three'", "raz {y} dwa", "placeholders differ: {x}"),
        ("js", "a = 'one %s two three'", "raz %s %s dwa", "placeholders differ: %s"),
        ("mermaid", "graph TD\n A[one two]", "raz [dwa]", "which ends the label"),
        ("mermaid", 'graph TD\n A["one [two]"]', "raz [dwa]", 'graph TD\n A["raz [dwa]"]'),
        ("mermaid", 'graph TD\n A["one two"]', 'raz "dwa"', "which ends the text"),
    ],
)
def test_what_may_stand_there(language, code, target, expected):
    text = f"```{language}\n{code}\n```\n"
    found = read_article(text, "a.md", RULES)
    result = translate(found, {("", found.units[0].source): target}, RULES)
    errors = [each.message for each in result.findings if each.severity is Severity.ERROR]
    if errors:
        assert expected in errors[0]
        assert result.text == text
    else:
        assert result.text == f"```{language}\n{expected}\n```\n"


def replaced(source):
    """Put other words, what stands in braces, quotes and placeholders left as they are."""
    parts = re.split(r"(\{.*?\}+|[$%\\]\w+)", source)
    return "".join(part if n % 2 else re.sub(r"[^\W\d_]{3,}", "żółw", part) for n, part in enumerate(parts))


def holds(found, rules):
    wanted = {(unit.context, unit.source): replaced(unit.source) for unit in found.units if unit.kind in IN_CODE}
    result = translate(found, wanted, rules)
    assert not [each for each in result.findings if each.severity is Severity.ERROR], found.path
    again = read_article(result.text, found.path, rules)
    assert again.body.shape == found.body.shape
    assert [wanted.get((unit.context, unit.source), unit.source) for unit in found.units] == [
        unit.source for unit in again.units
    ]
    assert outside(again) == outside(found)
    assert translate(found, {key: key[1] for key in wanted}, rules).text == found.text


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_laws_hold_for_the_code_of_real_sites(folder):
    rules = Rules(flavours=("gfm", *OWN[folder]), code=PARTS)
    for found in articles(folder, rules):
        holds(found, rules)


LINES = (
    *("# one two", "// one", "/* one", " * two", "*/", "-- one", '"one two"', "'one two'", '"""', "`one ${two} two`"),
    *("<!-- one -->", "x = 1", "", "\t# one", "  // two", 'f"one {two} two"', "\\", "A[one] -->|two| B", "pie"),
)


@settings(max_examples=150)
@given(
    st.sampled_from(("python", "js", "bash", "rust", "html", "sql", "lua", "php", "yaml", "mermaid", "c", "haskell")),
    st.lists(st.sampled_from(LINES), max_size=8),
    st.sampled_from(("", "> ", "   ")),
)
def test_the_laws_hold_for_any_code(language, lines, indent):
    text = "\n".join(indent + line for line in (f"```{language}", *lines, "```", "", "after"))
    holds(read_article(text, "a.md", RULES), RULES)


def test_the_configuration_names_one_part_or_several(tmp_path):
    def parts(value):
        return make(tmp_path, {}, f"[markdown]\ncode = {value}\n").config.markdown.code

    assert parts('"comments"') == ("comments",)
    assert parts('["comments", "diagrams"]') == ("comments", "diagrams")
    with pytest.raises(ConfigError, match=r'"markdown.code" names "prose"; known are'):
        parts('"prose"')
