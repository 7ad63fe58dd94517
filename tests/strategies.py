"""Hypothesis strategies for whole articles and for translations, built so that the nasty cases are common.

A block is a list of lines without line ends; containers prefix their blocks' lines, and `markdown` joins it all.
"""

from __future__ import annotations

import re
from itertools import count

from hypothesis import strategies as st

from strategies_front_matter import front_matter, loads_or_is_markdown
from strategies_inline import DEFINITIONS, FOOTNOTE_LABELS, FOREIGN, inline_line, inline_lines, words

ALPHABET = "ab \n\t-*_`[]()#>|!:.1\\<&~=\r{}^\"'"
LINE_ENDS = [["\n"]] * 6 + [["\r\n"]] * 3 + [["\r"], ["\n", "\r\n"], ["\n", "\r", "\r\n"]]

Block = list[str]

RULES = ["---", "***", "___", " - - -", "* * *  ", "----------", "***\t"]
HTML = [
    ["<div>", "text *a*", "</div>"], ["<div>", "", "text", "", "</div>"], ["<!-- one -->"],
    ["<!--", "", "# no", "", "-->"], ["<!-- open"], ["<details><summary>Sum</summary>", "", "body", "", "</details>"],
    ["<script>", "x = '<b>'", "", "</script>"], ["<?php x ?>"], ["<br>"], ["<!DOCTYPE x>"], ["<![CDATA[", "x", "]]>"],
    ['<img src="a" alt="b">'], ["<Tag prop={1} />"], ["<a>", "b"], ["  <p align=center>", "c</p>"],
    ["<!-- locpipe:note For the title. -->"], ["<!-- locpipe:context menu -->"],
    ["<!-- locpipe:skip -->", "", "left out", "", "<!-- locpipe:end -->"], ["<td>", "|a|", "</td>"],
    ["import x from 'y'"], [":::note", "in it", ":::"], ["{{< tip >}}", "in it", "{{< /tip >}}"], ["{{% x %}}"],
    ["+++", "a = 1", "+++"], ["!!! note", "    in it"], ["$$", "x^2", "$$"], ["Term", ": definition"], ["*[abbr]: x"],
    ["{: .c}"], ["{#id .c}"], ["[[wiki|link]]"], ["[TOC]"], ["%%%"],
]  # fmt: skip
CODE = ["x = 1", "", "# no heading", "| a | b |", "> q", "~~~", "``", "- l", "\tt", "   ", "[ref]: /no", "łó"]
MARKERS = [
    "- ", "* ", "+ ", "1. ", "1) ", "0. ", "7. ", "999999999. ", "10) ", "-   ", "-\t", "1.  ", "-     ", "2.\t",
    " - ", "  3. ",
]  # fmt: skip


@st.composite
def paragraph(draw: st.DrawFn) -> Block:
    lead_in = draw(st.integers(0, 6)) == 6
    lines = draw(inline_lines())
    return (
        ["**" + draw(words) + draw(st.sampled_from([".**", "**", "** ", "**  ", "**:", "**\\"])), *lines]
        if lead_in
        else lines
    )


@st.composite
def heading(draw: st.DrawFn) -> Block:
    if draw(st.integers(0, 3)) == 3:
        return [*draw(inline_lines(4)), draw(st.sampled_from(["===", "---", "=", "-", "   ===  ", "--- ", "=====\t"]))]
    opening = draw(st.sampled_from(["# ", "## ", "### ", "###### ", "#\t", "##  ", "  # ", "#", "####### ", "#\u00a0"]))
    tail = draw(
        st.sampled_from(
            [
                "",
                "",
                "",
                " #",
                " ## ",
                " {#id}",
                " {#my-id} ##",
                " ##  {#id}",
                "#",
                " \\#",
                "\u00a0#",
                "  ",
                "\t#",
                " #\u00a0",
            ]
        )
    )
    return [opening + draw(st.one_of(inline_line(3), st.just(""))) + tail]


@st.composite
def table(draw: st.DrawFn) -> Block:
    columns = draw(st.integers(1, 3))
    cell = st.one_of(
        inline_line(2),
        words,
        st.sampled_from(["", " ", "a \\| b", "`a \\| b`", "\\\\\\|", "`a", "b`", "\\", "[a](/u\\|v)", "a\\\\|b"]),
    )

    def row(cells: list[str]) -> str:
        start, pad, end = draw(
            st.sampled_from(
                [("| ", " | ", " |"), ("|", "|", "|"), ("", " | ", ""), ("  |", "  |\t", "|  "), ("", "|", "|")]
            )
        )
        return start + pad.join(cells) + end

    rules = draw(
        st.lists(st.sampled_from(["---", ":--", "--:", ":-:", "-", "-----------"]), min_size=columns, max_size=columns)
    )
    lines = [row([draw(cell) for _ in range(columns)]), row(rules)]
    widths = draw(st.lists(st.sampled_from([0, 0, 0, -1, 1, 2]), max_size=3))
    return [*lines, *[row([draw(cell) for _ in range(max(1, columns + more))]) for more in widths]]


@st.composite
def code(draw: st.DrawFn) -> Block:
    lines = draw(st.lists(st.sampled_from(CODE), max_size=4))
    kind = draw(st.integers(0, 2))
    if kind == 0:
        return ["    code", *["    " + line for line in lines], "\tlast"]
    fence = draw(st.sampled_from(["```", "~~~", "````", "  ```"]))
    opening = fence + draw(st.sampled_from(["", "py", " js {1,2}", "\t"]))
    return [opening, *lines, *([] if kind == 1 and draw(st.integers(0, 4)) == 0 else [fence])]


@st.composite
def definition(draw: st.DrawFn, depth: int) -> Block:
    if draw(st.booleans()):
        return draw(st.sampled_from(DEFINITIONS)).split("\n")
    first, *rest = draw(blocks(depth - 1)) if depth else draw(inline_lines(3))
    indent = draw(st.sampled_from(["    ", "    ", "\t", "  ", ""]))
    return [f"[^{draw(st.sampled_from(FOOTNOTE_LABELS))}]: {first}", *[line and indent + line for line in rest]]


@st.composite
def quote(draw: st.DrawFn, depth: int) -> Block:
    mark = draw(st.sampled_from(["> ", "> ", ">", ">  ", " > ", ">\t", "   >"]))
    lines = draw(blocks(depth - 1))
    if draw(st.integers(0, 3)) == 3:
        lines = [draw(st.sampled_from(["[!NOTE]", "[!WARNING]  ", "[!tip]", "[!NOTE] title", "[!nope]"])), *lines]
    return prefixed(draw, lines, mark, mark)


@st.composite
def bullets(draw: st.DrawFn, depth: int) -> Block:
    marker = draw(st.sampled_from(MARKERS))
    gap = draw(st.sampled_from([[], [], [""]]))
    lines: Block = []
    for number in range(draw(st.integers(1, 3))):
        item = draw(blocks(depth - 1)) if draw(st.integers(0, 2)) == 2 else draw(paragraph())
        box = draw(st.sampled_from(["", "", "", "", "[ ] ", "[x] ", "[X]  ", "[ ]", "[ ]\t"]))
        indent = draw(st.sampled_from([" " * len(marker)] * 5 + ["\t", "    ", "  "]))
        mark = draw(st.sampled_from([marker, marker, marker, re.sub(r"\d+", str(number + 1), marker), "- "]))
        lines += [*(gap if number else []), *prefixed(draw, [box + item[0], *item[1:]], mark, indent)]
    return lines


def prefixed(draw: st.DrawFn, lines: Block, first: str, rest: str) -> Block:
    """Return the lines within a container; now and then one is lazy, which leaves its prefix out."""
    lazy = draw(st.sampled_from([frozenset[int]()] * 3 + [frozenset({1}), frozenset({1, 2}), frozenset(range(1, 99))]))
    out = [first + lines[0]]
    for number, line in enumerate(lines[1:], 1):
        bare = not line and not rest.strip()
        out.append(line if bare or (number in lazy and line) else rest + line)
    return out


@st.composite
def blocks(draw: st.DrawFn, depth: int, max_blocks: int = 3) -> Block:
    """Return the lines of some blocks; `depth` containers may stand within each other."""
    leaf = st.one_of(
        paragraph(),
        paragraph(),
        heading(),
        table(),
        code(),
        st.sampled_from(HTML),
        st.sampled_from([[rule] for rule in RULES]),
    )
    block = st.one_of(leaf, leaf, quote(depth), bullets(depth), bullets(depth), definition(depth)) if depth else leaf
    lines: Block = []
    for part in draw(st.lists(block, min_size=1, max_size=max_blocks)):
        gap = draw(st.sampled_from([[""], [""], [""], [""], [], ["", ""], ["  "], ["\t"]])) if lines else []
        lines += [*gap, *part]
    return lines


@st.composite
def structured(draw: st.DrawFn) -> str:
    lines = draw(st.sampled_from([[]] * 5 + [[""], ["", "  "]])) + draw(
        blocks(depth=draw(st.integers(0, 3)), max_blocks=5)
    )
    for label in draw(st.sampled_from([[], FOOTNOTE_LABELS[:2], FOOTNOTE_LABELS[:1]])):
        lines += ["", f"[^{label}]: {draw(inline_line(3))}"]
    for text in draw(st.sampled_from([[], DEFINITIONS[:1], DEFINITIONS[1:3]])):
        lines += ["", *text.split("\n")]
    ends = draw(st.sampled_from(LINE_ENDS))
    tail = draw(st.sampled_from([["\n"], ["\n"], [""], ["\n", "\n", "\n"], ["\n", "  \n"], [" "]]))
    text = "".join(line + end for line, end in zip(lines, [*cycled(draw, ends, len(lines) - 1), ""], strict=True))
    return text + "".join(tail).replace("\n", ends[0])


def cycled(draw: st.DrawFn, ends: list[str], number: int) -> list[str]:
    """Return that many line ends: all the same, or drawn one by one."""
    if len(ends) == 1:
        return ends * number
    return draw(st.lists(st.sampled_from(ends), min_size=number, max_size=number))


def markdown() -> st.SearchStrategy[str]:
    """Return a strategy of article texts; one in six is raw characters. None is refused for its front matter."""
    raw = st.text(alphabet=ALPHABET, max_size=60)
    byte_order_mark = st.sampled_from([""] * 15 + ["\ufeff"])
    text = st.one_of(*[structured()] * 5, raw)
    return st.builds(str.__add__, byte_order_mark, text).filter(loads_or_is_markdown)


@st.composite
def article(draw: st.DrawFn) -> str:
    """Return an article: an optional byte order mark, optional front matter, Markdown."""
    front = draw(st.one_of(st.just(""), front_matter(), front_matter()))
    return (draw(st.sampled_from([""] * 7 + ["\ufeff"])) if front else "") + front + draw(markdown())


ORDINARY = [
    "Ćwiczenia na ból pleców", "Nie więcej niż 5 mg", "Übung", "腰の痛み", "背痛练习", "ألم الظهر", "כאבי גב", "a",
    "Zażółć gęślą jaźń.",
]  # fmt: skip
OPENERS = [
    "3. ", "12) ", "1.", "- ", "* ", "+ ", "+", "-", "# ", "###### ", "#", "> ", ">", "===", "=", "---", "--", "- - -",
    "***", "* * *", "___", "```", "~~~", "``` py", "    ", "\t", " ", "\u00a0", "<div>", "</div>", "<!--",
    "<!-- locpipe:skip -->", "<script>", "<?", "<!X", "<![CDATA[", "<x-y>", "[x]: /u", "[ref]: /u 't'", "[^1]: ",
    "[^a]:", "[ ] ", "[x] ", "[!NOTE]", "[!NOTE] ", "{#id}", "{: .c}", ":::", "!!! ", "| ", "|---|", ":--|", "$$",
    ": ", "+++", "%%", "import x", "{{< x >}}", "**Bold**", "**Bold**\n", "\\", "`", "!", "![", "[",
]  # fmt: skip
INSIDE = [
    "|", " | ", "\\|", "\n", "\n\n", "\n- ", "\n# ", "\n> ", "\n1. ", "\n===", "\n---", "\n```", "\n    ", "\r",
    "\r\n", "\t", "  \n", "\\\n", "**", "*", "_", "__", "~~", "`", "``", "](", "](/u)", "[a](/b)", "![i](/j)",
    "[a][ref]", "[ref]", "[^1]", "<br>", "<b>", "<", ">", "&amp;", "&", "\\", "\\\\", "{x}", "%s", ": ", " #", "{",
    "}", "[", "]", "'", '"', "---", "\n---\n", "@", "%", "\x00", "\u2028", "\u2029", "\x0c", "\x85", "\ufeff",
    "https://x.example", "{#id}",
]  # fmt: skip
ENDINGS = [
    "\\", "#", " #", " ##", "  ", " ", "\n", " {#id}", " {: .c}", ":", "`", "*", "**", "\n===", "\n---", "|", "\t",
    "]:", "\u00a0", "!", "[",
]  # fmt: skip
FOR_YAML = [
    "yes", "no", "null", "~", "1.10", "0x1f", "2024-01-01", "!tag a", "&a", "&a b", "*a", "@x", "%x", "`x", "a: b",
    "a #b", "{a", "{a: b}", "[a", "[a]", "'a", '"a', "- a", "? a", ": a", "---", "--- a", "...", "|", ">", "|-\n a",
    "<<", "=", ",", "a, b", "a]", "a}", "a:", "#a", "it's", 'say "a"', "\\n", "😀", "",
]  # fmt: skip


@st.composite
def adversarial(draw: st.DrawFn) -> str:
    """Return a translation that would open a block, end one, break a cell or the front matter."""
    opener = draw(st.sampled_from([*OPENERS, "", "", "", "", "", "", "", "", "", ""]))
    middle = draw(st.lists(st.one_of(st.sampled_from(ORDINARY), st.sampled_from(INSIDE)), min_size=1, max_size=4))
    glue = draw(st.sampled_from([" ", ""]))
    return opener + glue.join(middle) + draw(st.sampled_from([*ENDINGS, "", "", "", "", "", "", "", "", "", ""]))


def translations() -> st.SearchStrategy[str]:
    """Return a strategy of single msgstrs, about one in three ordinary, the rest adversarial."""
    ordinary = st.lists(st.sampled_from(ORDINARY + FOREIGN), min_size=1, max_size=4).map(" ".join)
    raw = st.text(alphabet=ALPHABET, max_size=20)
    hostile = st.one_of(st.sampled_from(OPENERS + INSIDE + FOR_YAML), adversarial(), adversarial(), raw)
    return st.one_of(ordinary, hostile, hostile)


MARKUP = re.compile(
    r"(?<!`)(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)"
    r"|\\.|<[^<>]*>|\{\{.*?\}\}|\{%.*?%\}|\$?\{[^{}]*\}|%(?:\(\w*\)|\d+\$)?[a-zA-Z]|&\#?\w+;"
    r"|\]\((?:<[^<>]*>|\\.|\((?:\\.|[^()\\])*\)|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|[^()\\])*\)|\]\[(?:[^][\\]|\\.)*\]|\[\^[^][]*\]"
    r"|(?:https?://|www\.)[^\s<>|]*|[\w.+-]+@[\w.-]+|[@:][\w-]+:?",
    re.DOTALL,
)
LABEL = re.compile(r"(?<=\]\[)(?:[^][\\]|\\.)+(?=\])")
PROSE_WORD = re.compile(r"[A-Za-z]+")
OTHER_WORDS = ["Kolano", "plecy", "udo", "Rozgrzewka", "i", "zdrowie", "noga", "Krok"]


def paraphrased(source: str, others: list[str]) -> str:
    """Return the source with every ASCII word outside markup replaced by the next of `others`."""
    numbers = count()
    labels = {r"\s+".join(map(re.escape, label.split())) for label in LABEL.findall(source)}
    shortcuts = [rf"\[{label}\]" for label in sorted(labels)]
    kept = re.compile("|".join([MARKUP.pattern, *shortcuts]), MARKUP.flags | re.IGNORECASE)

    def prose(text: str) -> str:
        return PROSE_WORD.sub(lambda _: others[next(numbers) % len(others)], text)

    out, end = [], 0
    for match in kept.finditer(source):
        out += [prose(source[end : match.start()]), match.group()]
        end = match.end()
    return "".join([*out, prose(source[end:])])


def paraphrase(source: str) -> st.SearchStrategy[str]:
    """Return a strategy of translations of the msgid `source` that change its prose and keep its markup."""
    return st.lists(st.sampled_from(OTHER_WORDS), min_size=1, max_size=4).map(
        lambda others: paraphrased(source, others)
    )
