"""Hypothesis strategies for the inside of a paragraph: words, markup, and lines of both."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

PLAIN = [
    "walk", "stretch", "Back", "pain", "5 mg", "do not", "a", "I.", "1.10", "it's", '"so"', "e.g.", "b", "Ease",
    "2024",
]  # fmt: skip
FOREIGN = [
    "łydka", "Größe", "腰痛", "椅子に座る。", "ألم", "הגב", "e\u0301le\u0301ve", "👩‍⚕️", "🦵🏽", "\u200fא\u200e",
    "ﬁt", "İ", "ß",
]  # fmt: skip
ODD = [
    "\x00", "a\x00b", "\u2028", "x\u2028y", "\u2029", "\x0c", "a\x0cb", "\x0b", "\u00a0", "a\u00a0b", "\t", "a\tb",
    "\x85", "\ufeff", "\u200b", "\u00ad", "\x1c", "\x1f", "\u3000", "\x7f",
]  # fmt: skip
ATOMS = [
    "`code`", "``a ` b``", "` `` `", "`a|b`", "`a\\|b`", "`", "``", "`un", "<br>", "<br/>", "<b>", "</b>",
    '<a href="/x y">', "<!-- c -->", "<https://a.example/?q=1&b>", "<me@a.example>", "https://b.example/x_y_z",
    "www.c.example", "&amp;", "&nbsp;", "&#35;", "&#x7C;", "&bogus;", "{name}", "{{ x }}", "{{< x a=\"b\" >}}",
    "{% y %}", "%s", "%(n)s", "%1$d", "${v}", ":smile:", "\\*", "\\[", "\\\\", "\\|", "\\`", "\\a", "*", "**", "_",
    "__", "***", "~~", "[", "]", "![", "](", ")", "<", ">", "!", "#", "|", "~", "^", "=", "$x$", "[]()", "[ ]", "[x]",
    "[](/empty)", "![](/i.png)", "[^a]", "[^1]", "[^missing]", "[ref]", "[ref][]", "[Long Ref][]", "[nowhere]",
    "![ref]", "![ref][]", "^[inline note]", "@user", "#12", "==mark==", "{: .c}", "{#id}", "{.c}", "a*b*c", "a_b_c",
    "**a**b", "*a **b* c**", "“so”*", "—", "…", "'",
]  # fmt: skip
WRAPS = [
    ("*", "*"), ("_", "_"), ("**", "**"), ("__", "__"), ("***", "***"), ("~~", "~~"), ("`", "`"), ("``", "``"),
    ("**", "*"), ("*", "**"), ("[", "](/u)"), ("[", '](/u "t")'), ("[", "](<a b>)"), ("[", "](/u(1))"),
    ("[", "](/u\\)x 't')"), ("[", "]()"), ("![", "](/i.png)"), ("![", "](/i.png 'alt \"t\"')"), ("[", "][ref]"),
    ("[", "][Long  REF]"), ("[", "][nowhere]"), ("![", "][ref]"), ("[", "]"), ("[", "][]"), ("(", ")"),
    ("<b>", "</b>"), ("<span class='x'>", "</span>"), ("{", "}"), ("\\[", "]"), ("[", "\\](/u)"), ("\"", "\""),
    ("“", "”"),
]  # fmt: skip
DEFINITIONS = [
    "[ref]: /ref", "[ref]: <a b> 'Title'", '[Long Ref]: https://a.example/(x) "Ti\\"tle"', "[ref]:\n  /below",
    "   [long ref]: /r\n   'on the\n   next lines'", "[nowhere]: ", "[a\\]b]: /esc", "[łódź]: /l",
]  # fmt: skip
FOOTNOTE_LABELS = ["a", "1", "note-x", "Ł"]
GAPS = [" "] * 12 + ["  ", "", "", "\t", "\u00a0"]
BREAKS = ["\n", "\n", "\n", "  \n", "     \n", "\\\n", " \n", "\t\n", "<br>\n", "\\\\\n"]

words = st.one_of(st.sampled_from(PLAIN), st.sampled_from(PLAIN), st.sampled_from(FOREIGN), st.sampled_from(ODD))
atoms = st.sampled_from(ATOMS)


@st.composite
def wrapped(draw: st.DrawFn) -> str:
    """Return words within emphasis, a link or the like, one or two deep, spaced wrongly now and then."""
    text = draw(st.one_of(words, words, atoms))
    for opening, closing in draw(st.lists(st.sampled_from(WRAPS), min_size=1, max_size=2)):
        inner = draw(st.sampled_from(["{}", "{}", "{}", "{} b", "a {}", " {}", "{} "])).replace("{}", text, 1)
        text = opening + inner + closing
    return text


pieces = st.one_of(words, words, atoms, wrapped())


def joined(draw: st.DrawFn, parts: Sequence[str], gaps: Sequence[str]) -> str:
    """Return the parts with a drawn gap between each two."""
    between = draw(st.lists(st.sampled_from(gaps), min_size=len(parts) - 1, max_size=len(parts) - 1))
    return parts[0] + "".join(gap + part for gap, part in zip(between, parts[1:], strict=True))


@st.composite
def inline_line(draw: st.DrawFn, max_pieces: int = 5) -> str:
    """Return inline Markdown without a line end."""
    return joined(draw, draw(st.lists(pieces, min_size=1, max_size=max_pieces)), GAPS)


@st.composite
def inline_lines(draw: st.DrawFn, max_pieces: int = 7) -> list[str]:
    """Return the lines of one paragraph: soft breaks, hard breaks in both forms, odd indents, trailing blanks."""
    text = joined(draw, draw(st.lists(pieces, min_size=1, max_size=max_pieces)), GAPS + BREAKS)
    indents = st.sampled_from(["", "", "", "", " ", "   ", "      ", "\t"])
    first, *rest = text.split("\n")
    lines = [first.lstrip(" \t") or "x", *[draw(indents) + line for line in rest]]
    lines[-1] += draw(st.sampled_from(["", "", "", "", " ", "  ", "\\", "\t"]))
    return lines
