"""Articles that are legal but make careless tools loop, recurse or run out of memory, and some that must be refused.

`HOSTILE` holds them all by name; `ENTRIES` says how many entries one's catalog has, where that is known exactly,
`HOLDS` one msgid in it, `COPIED` the line of a region too deep to be offered, `REFUSED` the line that the error names.
"""

from __future__ import annotations

from collections.abc import Iterable

TIMES = 20_000
# For what takes as long without showing more at full length; the whole file should run in a minute or two.
FEWER = 5_000


def numbered(form: str, times: int, separator: str = "\n\n") -> str:
    """Return `form` that many times, each with its own number in place of `{}`."""
    return separator.join(form.replace("{}", str(number)) for number in range(times)) + "\n"


def between(middle: str) -> str:
    """Return the text between two ordinary paragraphs, so that a wrong end of it is seen."""
    return f"Before it.\n\n{middle}\n\nAfter it.\n"


def front(yaml: str) -> str:
    return f"---\n{yaml}\n---\n\nThe body.\n"


def table(rows: int) -> str:
    return "| Head a | Head b |\n|---|---|\n" + numbered("| Cell a{} | Cell b{} |", rows, "\n")


def references(times: int) -> str:
    return numbered("see [link {}][r{}]", times, "\n") + "\n" + numbered("[r{}]: /u{}", times, "\n")


def nested_list(depth: int) -> str:
    return "\n".join("  " * level + f"- level {level}" for level in range(depth)) + "\n"


def footnotes(times: int) -> str:
    return numbered("Said[^n{}].", times) + "\n" + numbered("[^n{}]: Note {}.", times)


def laughs(depth: int = 40) -> Iterable[str]:
    """Return YAML whose aliases, expanded, hold 9 to the power of `depth` words."""
    yield "a0: &a0 lol"
    for level in range(1, depth):
        yield f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]"
    yield f"tags: *a{depth - 1}"


INLINE = {
    "nested brackets": "[" * TIMES + "a",
    "nested brackets, closed": "[" * FEWER + "a" + "]" * FEWER,
    "nested brackets, one closed": "[" * FEWER + "a]",
    "nested links": "[" * FEWER + "a" + "](b)" * FEWER,
    "link openers": "[a](b" * TIMES,
    "link openers with an angle": "[a](<b" * TIMES,
    "nested images": "![" * FEWER + "a" + "](b)" * FEWER,
    "links and addresses": "a " + "[b](/u) https://c.example/ {name} " * 5_000,
    "strong within strong": "**a " * FEWER + "b**" * FEWER,
    "image openers": "![" * TIMES + "a",
    "emphasis openers": "*a **a " * TIMES,
    "emphasis, one run": "a" + "*" * TIMES + "b",
    "emphasis, underscores": "_a __b " * FEWER,
    "emphasis closers": "a**b" + "c* " * FEWER,
    "strikethrough openers": "~~a " * FEWER,
    "backtick runs": "a " + " ".join("`" * length for length in range(1, 1000)) + " b",
    "CDATA openers": "a " + "<![CDATA[" * TIMES,
    "comment openers": "a " + "<!-- " * FEWER,
    "processing instruction openers": "a " + "<? " * FEWER,
    "declaration openers": "a " + "<!X " * FEWER,
    "tag openers": "a " + "<a " * TIMES,
    "attribute openers": "a " + '<a b="' * FEWER,
    "footnote openers": "[^a" * TIMES + "\n\n[^a]: The note.",
    "inline footnote openers": "a" + "^[" * FEWER,
    "shortcode openers": "a " + "{{< " * TIMES,
    "brace openers": "a " + "{" * TIMES,
    "placeholder openers": "a " + "%(" * TIMES,
    "entities": "a " + "&#x" * TIMES,
    "backslashes": "a" + "\\" * TIMES,
    "title openers": "a " + '[b](c "' * FEWER,
    "reference openers": "a " + "[b][" * FEWER,
    "blanks within a line": "a" + " " * 200_000 + "b",
    "control characters": "a" + "\x00\u2028\x0c" * TIMES + "b",
    "autolink openers": "a " + "<http://" * TIMES,
    "addresses": "a " + "x.y@" * TIMES,
    "one line of 1 MB": "abcd " * 200_000 + "end.",
}

BLOCKS = {
    "table of 10,000 rows": table(10_000),
    "table of 5,000 columns": numbered("|a{}", FEWER, "").rstrip("\n") + "|\n" + "|-" * FEWER + "|\n",
    "pipes in a header": "Before it.\n\n" + "|" * TIMES + "\n|---|\n\nAfter it.\n",
    "escaped pipes in a cell": "| a |\n|---|\n| b" + "\\|" * TIMES + " |\n",
    "blanks in cells": "| a" + " " * 100_000 + "b |" + " " * 100_000 + "\n|---|\n",
    "5,000 reference links": references(5_000),
    "3,000 shortcuts to one definition": "[ref] " * 3_000 + "end\n\n[ref]: /u\n",
    "20,000 short paragraphs": numbered("Paragraph {}.", TIMES),
    "5,000 equal paragraphs": "The same.\n\n" * FEWER,
    "5,000 headings": numbered("# Heading {}", FEWER, "\n"),
    "5,000 list items": numbered("- Item {}", FEWER, "\n"),
    "5,000 tasks": numbered("- [ ] Task {}", FEWER, "\n"),
    "one paragraph of 20,000 lines": numbered("line {}", TIMES, "\n"),
    "5,000 hard breaks": numbered("line {}  ", FEWER, "\n"),
    "20,000 lazy lines": "> Lazy\n" + numbered("line {}", TIMES, "\n"),
    "20,000 lazy lines in a list": "- > - Lazy\n" + numbered("line {}", TIMES, "\n"),
    "setext of 20,000 lines": numbered("line {}", TIMES, "\n") + "===\n",
    "5,000 lead-ins": numbered("**Lead {}.**\nThe text {}.", 5_000),
    "5,000 footnotes": footnotes(5_000),
    "quotes 1,000 deep": between(">" * 1_000 + " Deep."),
    "lists 1,000 deep on one line": between("- " * 1_000 + "Deep."),
    "lists in quotes 1,000 deep": between("> - " * 1_000 + "Deep."),
    "nested lists 200 deep": between(nested_list(200)),
    "unclosed fence": "Before it.\n\n```\n" + "some code\n" * TIMES,
    "unclosed comment": "Before it.\n\n<!--\n\n" + "some text\n\n" * TIMES,
    "unclosed skip": "Before it.\n\n" + "<!-- locpipe:skip -->\n\n" * 5_000,
    "closing hashes": "# a" + " #" * TIMES + "\n",
    "heading ids": "# a" + " {#b" * TIMES + "\n",
    "blanks in a heading": "# a" + " " * 200_000 + "b #" + " " * 200_000 + "\n",
    "title of a definition": "[a]: /u '\n" + "more\n" * FEWER,
    "definition openers": "[a]: /u\n'" * FEWER + "\n",
    "empty lines": "Before it." + "\n" * 200_000 + "After it.\n",
    "carriage returns": "Before it." + "\r" * 200_000 + "After it.\r",
    "rules": "Before it.\n\n" + "---\n" * TIMES + "\nAfter it.\n",
    "dashes before a letter": "Before it.\n\n" + "-" * 400_000 + "x\n\nAfter it.\n",
}

YAML = {
    "5,000 keys and tags": front(
        "title: The title\n"
        + numbered("key{}: value", 5_000, "\n")
        + "tags:\n"
        + numbered("- tag {}", 5_000, "\n").rstrip("\n")
    ),
    "block scalar of 20,000 lines": front("title: |\n" + numbered("  line {}", TIMES, "\n").rstrip("\n")),
    "aliases that explode": front("\n".join(laughs())),
    "tag that runs a command": front("title: !!python/object/apply:os.system ['touch /tmp/locpipe-was-here']"),
    "tag that names a function": front("tags: [!!python/name:os.system , a]"),
    "flow lists 20,000 deep": front("title: " + "[" * TIMES + "]" * TIMES),
    "alias to itself": front("title: A title\ntags: &a [*a]"),
    "number of 5,000 digits": front("title: A title\nweight: " + "1" * 5_000),
    "day that is none": front("title: A title\ndate: 2024-13-45"),
    "list for a key": front("title: A title\n[a, b]: c"),
    "no end of front matter": "---\ntitle: A title\n" + numbered("key{}: value", TIMES, "\n"),
}

HOSTILE: dict[str, str | bytes] = {
    **{name: between(text) for name, text in INLINE.items()},
    **BLOCKS,
    **YAML,
    "bad byte after 1 MB": b"line\n" * 200_000 + b"\xff\n",
}

# 0 where more than one line could be named.
REFUSED = {
    "aliases that explode": 0,
    "tag that runs a command": 2,
    "tag that names a function": 2,
    "flow lists 20,000 deep": 0,
    "number of 5,000 digits": 0,
    "day that is none": 0,
    "list for a key": 0,
    "bad byte after 1 MB": 200_001,
}

COPIED = {
    "quotes 1,000 deep": 3,
    "lists 1,000 deep on one line": 3,
    "lists in quotes 1,000 deep": 3,
    "nested lists 200 deep": 0,
}

HOLDS = {
    "nested brackets": "[" * TIMES + "a",
    "link openers": "[a](b" * TIMES,
    "emphasis openers": ("*a **a " * TIMES).rstrip(),
    "one line of 1 MB": "abcd " * 200_000 + "end.",
    "table of 10,000 rows": "Cell b9999",
    "5,000 reference links": " ".join(f"see [link {number}][r{number}]" for number in range(5_000)),
    "3,000 shortcuts to one definition": "[ref][ref] " * 3_000 + "end",
    "20,000 short paragraphs": "Paragraph 19999.",
    "5,000 tasks": "Task 4999",
    "one paragraph of 20,000 lines": " ".join(f"line {number}" for number in range(TIMES)),
    "5,000 hard breaks": "\n".join(f"line {number}" for number in range(FEWER)),
    "20,000 lazy lines": "Lazy " + " ".join(f"line {number}" for number in range(TIMES)),
    "escaped pipes in a cell": "b" + "|" * TIMES,
    "5,000 lead-ins": "**Lead 4999.**",
    "5,000 footnotes": "Note 4999.",
    "5,000 keys and tags": "tag 4999",
    "quotes 1,000 deep": "After it.",
    "lists 1,000 deep on one line": "After it.",
    "lists in quotes 1,000 deep": "After it.",
    "nested lists 200 deep": "After it.",
    "empty lines": "After it.",
    "carriage returns": "After it.",
}

ENTRIES = {
    **dict.fromkeys(INLINE, 3),
    "footnote openers": 4,
    "table of 10,000 rows": 20_002,
    "table of 5,000 columns": FEWER,
    "pipes in a header": 2,
    "escaped pipes in a cell": 2,
    "blanks in cells": 1,
    "5,000 reference links": 1,
    "3,000 shortcuts to one definition": 1,
    "20,000 short paragraphs": TIMES,
    "5,000 equal paragraphs": 1,
    "5,000 headings": FEWER,
    "5,000 list items": FEWER,
    "5,000 tasks": FEWER,
    "one paragraph of 20,000 lines": 1,
    "5,000 hard breaks": 1,
    "20,000 lazy lines": 1,
    "20,000 lazy lines in a list": 1,
    "setext of 20,000 lines": 1,
    "5,000 lead-ins": 10_000,
    "5,000 footnotes": 10_000,
    "quotes 1,000 deep": 2,
    "lists 1,000 deep on one line": 2,
    "lists in quotes 1,000 deep": 2,
    "unclosed fence": 1,
    "unclosed comment": 1,
    "unclosed skip": 1,
    "closing hashes": 1,
    "blanks in a heading": 1,
    "empty lines": 2,
    "carriage returns": 2,
    "rules": 2,
    "dashes before a letter": 3,
    "5,000 keys and tags": 5_002,
    "block scalar of 20,000 lines": 2,
    "alias to itself": 2,
    "no end of front matter": 1,
}
