"""Hypothesis strategies for front matter in TOML and JSON: every form a person or a tool might have written."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable

from hypothesis import strategies as st

from strategies_front_matter import TEXTS

Lines = list[str]

BARE = ["title", "slug", "description", "date", "draft", "weight", "k-2", "1234", "null"]
NAMES = [*BARE, '"a b"', "'lit # key'", '"\\u0142"', '""', "'dot.ted'"]
OTHERS = [
    "1.10", "true", "false", "-0", "+99", "0xDEAD_beef", "1_000", "1e1000", "inf", "-nan", "6.626e-34",
    "1979-05-27T07:32:00Z", "1979-05-27 07:32:00", "1979-05-27t00:32:00.999-07:00", "1979-05-27", "07:32:00",
]  # fmt: skip
COMMENTS = ["", "", "", "", " # why", "  # łó: 'x' \"y", "\t"]


def basic(text: str) -> str:
    return '"' + "".join(f"\\u{ord(char):04x}" if char in '"\\' or ord(char) < 32 else char for char in text) + '"'


def escaped(text: str) -> str:
    return '"' + "".join(f"\\U{ord(char):08x}" for char in text) + '"'


def literal(text: str) -> str:
    return basic(text) if "'" in text or "\t" in text else f"'{text}'"


@st.composite
def in_lines(draw: st.DrawFn) -> str:
    """Return a text between three quotes, literal or not, with one of the ways that a line may go on."""
    texts = draw(
        st.lists(st.sampled_from([*TEXTS, "", "  more", "# no comment", "[no.header]", "''", '""']), max_size=4)
    )
    if draw(st.booleans()):
        body = "\n".join(texts).replace("'''", "''")
        return (
            "'''"
            + draw(st.sampled_from(["", "\n", "\n\n"]))
            + body.rstrip("'")
            + draw(st.sampled_from(["", "\n"]))
            + "'''"
        )
    body = draw(st.sampled_from(["\n", "\\\n  ", " \\  \n\n "])).join(each.replace("\\", "\\\\") for each in texts)
    opening, closing = (
        draw(st.sampled_from(["", "\n", "\\\n   "])),
        draw(st.sampled_from(["", "\n", "\\\n", '\\"', '"'])),
    )
    return '"""' + opening + body.replace('"""', '""').rstrip('"') + closing + '"""'


def text() -> st.SearchStrategy[str]:
    ways: list[Callable[[str], str]] = [basic, basic, literal, literal, escaped]
    written = st.builds(lambda way, each: way(each), st.sampled_from(ways), st.sampled_from(TEXTS))
    return st.one_of(written, written, written, in_lines())


@st.composite
def array(draw: st.DrawFn) -> str:
    """Return a list on one line or several, with and without comments and a last comma."""
    children = draw(st.lists(st.one_of(text(), text(), st.sampled_from(OTHERS)), max_size=4))
    if not children or draw(st.booleans()):
        blank = draw(st.sampled_from(["", " "]))
        return f"[{blank}{', '.join(children)}{draw(st.sampled_from(['', ',', ' '])) if children else ''}{blank}]"
    note = st.sampled_from(["", "", "  # c", "\n  # alone", "# [x] = 'no'"])
    rows = [f"  {child}{draw(st.sampled_from(['', ' ']))},{draw(note)}\n" for child in children[:-1]]
    return "[\n" + "".join(rows) + f"  {children[-1]}{draw(st.sampled_from(['', ',']))}{draw(note)}\n]"


@st.composite
def inline(draw: st.DrawFn) -> str:
    pairs = ["title = " + draw(text()), 'seo.title = "x"', "'k' = [1, {a = 'b'}]", "n=1.10"]
    return "{ " + ", ".join(draw(st.lists(st.sampled_from(pairs), max_size=4, unique=True))) + " }"


def value() -> st.SearchStrategy[str]:
    return st.one_of(text(), text(), text(), st.sampled_from(OTHERS), array(), inline())


@st.composite
def section(draw: st.DrawFn, header: str) -> Lines:
    indent = draw(st.sampled_from(["", "", "  "]))
    return [
        draw(st.sampled_from(["", "  "])) + header + draw(st.sampled_from(COMMENTS)),
        *(f"{indent}{name} = {draw(value())}{draw(st.sampled_from(COMMENTS))}" for name in draw(names(3))),
    ]


def names(most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(NAMES), max_size=most, unique=True)


TOP = [
    ["tags = ['a', \"b\"]"], ["seo.title = 'x'", "seo . 'k' = 1"], ["faq = [{question = 'Q?'}, {question = \"R\"}]"],
    ["aliases = ['old']  # kept"], ["aliases = [ # top", '  "old", # one', "  'gone' # two", "  # end", "]"],
    ["aliases = 'old'"], ["siblings = { pl = 'x', \"de\" = \"y\" }"], ["siblings.pl = 'x' # c", "siblings.fr = \"y\""],
]  # fmt: skip
SECTIONS = [
    "[params]", "[params.seo]", "[ params . 'more' ]", "[[faq2]]", "[[faq2]]", "[[faq2.sub]]", "[siblings]", "[a.b.c]",
]  # fmt: skip


@st.composite
def any_toml(draw: st.DrawFn) -> str:
    lines = [f"{name} = {draw(value())}{draw(st.sampled_from(COMMENTS))}" for name in draw(names(5))]
    for rows in draw(st.lists(st.sampled_from(TOP), max_size=3, unique_by=lambda rows: rows[0][:4])):
        at = draw(st.integers(0, len(lines)))
        lines[at:at] = rows
    noise = st.sampled_from([[]] * 8 + [["# comment"], [""], ["  # [x]"], ["", ""]])
    for header in sorted(draw(st.lists(st.sampled_from(SECTIONS), max_size=3)), key=len):
        lines += [*draw(noise), *draw(section(header))]
    end = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    fences = draw(st.sampled_from([("+++", "+++"), ("+++", "+++"), ("+++ ", "+++\t"), ("---toml", "---")]))
    return "\n".join([fences[0], *draw(noise), *lines, *draw(noise), fences[1], ""]).replace("\n", end)


def toml_body(text: str) -> str:
    return text.split("\n", 1)[1].rsplit("\n", 2)[0] + "\n" if text.count("\n") > 2 else ""


def is_toml(text: str) -> bool:
    try:
        tomllib.loads(toml_body(text))
    except ValueError:
        return False
    return True


def toml_front_matter() -> st.SearchStrategy[str]:
    """Return a strategy of TOML front matter, both rules and the last line end included."""
    return any_toml().filter(is_toml)


JSON_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.sampled_from([1.5, 1e300]), *[st.sampled_from(TEXTS)] * 6),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["title", "a b", "ł", "question"]), inner, max_size=3),
    ),
    max_leaves=6,
)
JSON_TOP = {
    "tags": st.lists(st.sampled_from(TEXTS), max_size=3),
    "seo": st.fixed_dictionaries({"title": st.sampled_from(TEXTS)}),
    "faq": st.lists(st.fixed_dictionaries({"question": st.sampled_from(TEXTS), "n": JSON_VALUES}), max_size=2),
    "aliases": st.one_of(st.none(), st.just("old"), st.lists(st.sampled_from(["old", "gone", "x\\y"]), max_size=3)),
    "siblings": st.one_of(st.none(), st.dictionaries(st.sampled_from(["pl", "de", "fr"]), st.just("x"))),
    **dict.fromkeys(("title", "slug", "description", "date", "lang", 'ł\n"'), JSON_VALUES),
}


@st.composite
def json_front_matter(draw: st.DrawFn) -> str:
    """Return JSON front matter in one of the layouts that tools write, the last line end included."""
    wanted = draw(st.lists(st.sampled_from(sorted(JSON_TOP)), min_size=1, max_size=6, unique=True))
    data = {name: draw(JSON_TOP[name]) for name in wanted}
    indent = draw(st.sampled_from([None, None, 1, 2, 4, "\t"]))
    separators = draw(st.sampled_from([(",", ": "), (",", ":"), (", ", " : "), (" ,", ":")]))
    written = json.dumps(data, ensure_ascii=draw(st.booleans()), indent=indent, separators=separators)
    if draw(st.integers(0, 4)) == 4:  # a name that stands twice: the last one counts
        written = '{"title": "first", ' + written[1:]
    end = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    before, after = draw(st.sampled_from([("", "\n"), ("", " \n"), ("---json\n", "\n---\n")]))
    return (before + written + after).replace("\n", end)
