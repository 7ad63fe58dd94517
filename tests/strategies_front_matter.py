"""Hypothesis strategies for front matter: every YAML style a person or a tool might have written, always a mapping."""

from __future__ import annotations

import re

import yaml
from hypothesis import strategies as st

FENCED = re.compile(r"\ufeff?---(?:\r\n|\r|\n)((?:.*?(?:\r\n|\r|\n))??)---(?:\r\n|\r|\n|\Z)", re.DOTALL)
TEXTS = [
    "Desk exercises", "a", "Back pain: 10 exercises", "it's", 'say "so"', "łydka – Größe", "腰痛", "ألم الظهر",
    "👩‍⚕️ tips", "no", "1.10", "yes", "null", "2024-01-01", "a #b", "# a", "- a", "*a*", "`x`", "{a}", "[a]", "@a",
    "100%", "a\\b", "50 %", "a | b", "e\u0301", "x\u00a0y", "<b>", "a, b", "Tab\there", "trailing ", "!",
    "A long line of words that goes on and on until somebody folds it at last",
]  # fmt: skip
PLAIN = [
    "Desk exercises", "a", "it's", 'say "so"', "łydka – Größe", "腰痛", "x y z", "a#b", "50 %", "C++", "a, b", "-a",
    "a:b", "http://a.example/",
]  # fmt: skip
NOT_TEXT = [
    "1.10", "no", "null", "~", "", "2024-01-01", "0o7", "1e3", ".inf", "on", "True", "12", "!!str 12", "!!str",
    "!!int '3'", "2024-01-01 10:00:00",
]  # fmt: skip
COMMENTS = ["", "", "", "", "", " # why", "  # łó: 'x'", "   "]
KEYS = [
    "title", "slug", "description", "keyword", "lang", "date", "draft", "weight", "image", "'quoted key'", '"title2"',
    "1", "1.10", "no", "null", "2024-01-01", "łódź", "a b", "author", "? extra",
]  # fmt: skip

Lines = list[str]


def single(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def double(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t") + '"'


def escaped(text: str) -> str:
    """Return the text double-quoted with every character written as an escape."""
    return '"' + "".join(f"\\U{ord(char):08x}" for char in text) + '"'


@st.composite
def scalar(draw: st.DrawFn) -> str:
    """Return a scalar on one line, in any style."""
    text = draw(st.sampled_from(TEXTS))
    return draw(
        st.sampled_from(
            [
                single(text),
                double(text),
                draw(st.sampled_from(PLAIN)),
                draw(st.sampled_from(NOT_TEXT)),
                escaped(text[:5]),
            ]
        )
    )


@st.composite
def block_scalar(draw: st.DrawFn, indent: str) -> Lines:
    """Return a block scalar's header and lines, with any chomping, sometimes with an indentation indicator."""
    style = draw(st.sampled_from(["|", "|-", "|+", ">", ">-", ">+"]))
    indicator = draw(st.sampled_from(["", "", "2"]))
    header = style[0] + "".join(draw(st.permutations([style[1:], indicator]))) + draw(st.sampled_from(COMMENTS))
    inner = indent + ("  " if indicator else draw(st.sampled_from(["  ", " ", "      "])))
    texts = draw(st.lists(st.sampled_from([*TEXTS, "", "", "  more", " ---", "    "]), min_size=1, max_size=4))
    first = inner + draw(st.sampled_from(["First", "1. one", "  in" if indicator else "in"]))
    return [
        header,
        first,
        *[text and inner + text for text in texts],
        *draw(st.sampled_from([[], [], [""], ["", "  "]])),
    ]


@st.composite
def folded(draw: st.DrawFn, indent: str) -> Lines:
    """Return a plain or quoted scalar that goes on over several lines."""
    quote = draw(st.sampled_from(["", "'", '"']))
    rest = draw(
        st.lists(
            st.sampled_from(["two words", "more", "", "x łó", "end \\" if quote == '"' else "end"]),
            min_size=1,
            max_size=3,
        )
    )
    inner = indent + draw(st.sampled_from(["  ", " ", "      "]))
    return [f"{quote}First line", *[line and inner + line for line in rest], inner + "last" + quote]


@st.composite
def value(draw: st.DrawFn, indent: str = "") -> Lines:
    """Return what stands behind a key's colon, and the lines below it."""
    kind = draw(st.integers(0, 7))
    if kind == 7:
        return draw(block_scalar(indent))
    if kind == 6:
        return draw(folded(indent))
    if kind == 5:
        return ["", indent + "  " + draw(scalar())]
    return [draw(st.sampled_from(["", "", "", " ", "  "])) + draw(scalar()) + draw(st.sampled_from(COMMENTS))]


def keyed(key: str, lines: Lines, space: str = " ") -> Lines:
    first = f"{key}:{space}{lines[0]}" if lines[0] else f"{key}:"
    return [first, *lines[1:]]


@st.composite
def sequence(draw: st.DrawFn, key: str) -> Lines:
    """Return a key with a list in flow style, over one or several lines, or in block style."""
    items = draw(
        st.lists(
            st.sampled_from(TEXTS).flatmap(lambda text: st.sampled_from([single(text), double(text), "plain words"])),
            max_size=4,
        )
    )
    style = draw(st.integers(0, 3))
    if style == 0 or not items:
        return [f"{key}: [{', '.join(items)}]" + draw(st.sampled_from(COMMENTS))]
    if style == 1:
        return [
            f"{key}: [",
            *[f"  {item}," + draw(st.sampled_from(["", "  # c"])) for item in items],
            draw(st.sampled_from(["]", "  ]"])),
        ]
    indent = draw(st.sampled_from(["", "  ", "    ", " "]))
    lines = [f"{key}:"]
    for item in items:
        nested = draw(st.integers(0, 5)) == 5
        lines += keyed_item(indent, draw(block_scalar(indent)) if nested else [item + draw(st.sampled_from(COMMENTS))])
    return lines


def keyed_item(indent: str, lines: Lines) -> Lines:
    return [f"{indent}- {lines[0]}", *lines[1:]]


@st.composite
def seo(draw: st.DrawFn) -> Lines:
    """Return a nested `seo.title`, in block or flow style."""
    if draw(st.booleans()):
        title, more = draw(scalar()), draw(st.sampled_from(["", ", noindex: no", ', "k": [a, b]']))
        return [f"seo: {{title: {title or 'x'}{more}}}"]
    indent = draw(st.sampled_from(["  ", "    ", " "]))
    return ["seo:", indent + "noindex: no", *[*keyed(indent + "title", draw(value(indent)))]]


@st.composite
def faq(draw: st.DrawFn) -> Lines:
    """Return a list of mappings, `faq[].question`."""
    indent = draw(st.sampled_from(["", "  "]))
    lines = ["faq:"]
    for _ in range(draw(st.integers(1, 3))):
        lines += keyed(indent + "- question", draw(value(indent + "  ")))
        lines += keyed(indent + "  answer", draw(value(indent + "  ")))
    return lines


@st.composite
def anchored(draw: st.DrawFn) -> Lines:
    """Return keys that share a node by anchor and alias, or merge a mapping."""
    text = draw(st.sampled_from([single("one text"), "one text", double("łó"), ">-\n  one\n  text"])).split("\n")
    return draw(
        st.sampled_from(
            [
                [*keyed("title", ["&t " + text[0], *text[1:]]), "description: *t"],
                ["tags: &all [a, 'b c']", "keyword: *all"],
                ["base: &b", "  title: x", "seo:", "  <<: *b", "  other: y"],
                ["x: &a one", "tags: [*a, two, *a]"],
                ["title: &t A title  # anchor", "seo: {title: *t}"],
            ]
        )
    )


@st.composite
def pairs(draw: st.DrawFn) -> Lines:
    """Return the lines of a mapping's body; duplicates and clashes are left to the filter of `front_matter`."""
    parts: list[Lines] = []
    for key in draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=6, unique=True)):
        space = draw(st.sampled_from([" ", " ", " ", "  ", "\t", "   "]))
        parts.append(keyed(key, draw(value()), space) if not key.startswith("?") else [key, ": " + draw(scalar())])
    lists = [sequence("tags"), sequence("categories"), seo(), faq(), anchored()]
    for number in draw(st.lists(st.integers(0, len(lists) - 1), max_size=2, unique=True)):
        parts.insert(draw(st.integers(0, len(parts))), draw(lists[number]))
    noise = st.sampled_from([[]] * 8 + [["# comment"], [""], ["  # indented: comment"], ["#"], ["   "]])
    return [line for part in parts for line in [*draw(noise), *part]] + draw(noise)


def loads(body: str) -> object:
    """Return what the YAML holds; ValueError where it does not load."""
    try:
        return yaml.safe_load(body)
    except Exception as error:  # PyYAML lets ValueError, KeyError and more out of its constructors
        raise ValueError(str(error)) from error


def loads_or_is_markdown(text: str) -> bool:
    """Tell whether an article is legal: what stands between two leading `---` lines, if any, loads and is no list."""
    match = FENCED.match(text)
    if match is None:
        return True
    try:
        return not isinstance(loads(match.group(1)), list)
    except ValueError:
        return False


def is_front_matter(text: str) -> bool:
    """Tell whether the whole text is one block of front matter whose YAML is a mapping, or nothing."""
    match = FENCED.match(text)
    try:
        return match is not None and match.end() == len(text) and isinstance(loads(match.group(1)), dict | None)
    except ValueError:
        return False


@st.composite
def any_front_matter(draw: st.DrawFn) -> str:
    end = draw(st.sampled_from(["\n"] * 6 + ["\r\n"] * 3 + ["\r"]))
    inside = draw(st.sampled_from(["", "", "", "\u2028", "\x85"]))
    text = "\n".join(["---", *draw(pairs()), "---", ""])
    return text.replace("First line", f"First{inside} line").replace("\n", end)


def front_matter() -> st.SearchStrategy[str]:
    """Return a strategy of front matter, both `---` lines and the last line end included."""
    return any_front_matter().filter(is_front_matter)
