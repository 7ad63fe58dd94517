"""Texts of several lines in front matter, and texts deep in it: any translation, in every style that there is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locpipe import frontmatter
from locpipe.source import apply_edits

_TEXTS = st.text(st.sampled_from("aą b\n #:-'\"|>&*!%@`[]{},\\語"), max_size=30)
# How a text can stand at `summary`: at the top, in a mapping, in a list of mappings.
_PLACES = (
    ("summary", "summary: ", "  "),
    ("seo.summary", "seo:\n  summary: ", "    "),
    ("faq[].summary", "faq:\n  - q: x\n    summary: ", "      "),
    ("a[].b[].summary", "a:\n- b:\n  - summary: ", "      "),
)


def after(text: str, key: str, value: str) -> tuple[str, frontmatter.FrontMatter]:
    """Return the text, and its front matter, once the one unit at the key says `value`."""
    front = frontmatter.cut(text, "a.md")
    assert front is not None
    [unit] = frontmatter.units(text, front, [key])
    new = apply_edits(text, [frontmatter.set_value(text, front, unit, value)])
    again = frontmatter.cut(new, "a.md")
    assert again is not None
    return new, again


def only(data: object) -> object:
    """Return what stands deepest at `summary`."""
    while not isinstance(data, str):
        if isinstance(data, list):
            [data] = data
        else:
            assert isinstance(data, dict)
            data = next(data[key] for key in ("summary", "seo", "faq", "a", "b") if key in data)
    return data


@given(
    style=st.sampled_from("|>"),
    chomping=st.sampled_from(["", "-", "+", "2", "2-", "+2"]),
    newline=st.sampled_from(["\n", "\r\n"]),
    place=st.sampled_from(_PLACES),
    value=_TEXTS,
)
def test_a_block_scalar_takes_any_translation(style, chomping, newline, place, value):
    key, head, pad = place
    lines = f"{pad}First line\n{pad}second line\n\n{pad}third\n"
    text = f"---\ntitle: A # c\n{head}{style}{chomping}\n{lines}\nother: 1\n---\nBody\n".replace("\n", newline)
    new, front = after(text, key, value)
    held = only(front.data)
    assert isinstance(held, str)
    assert held.split() == value.split()
    assert (front.data["title"], front.data["other"]) == ("A", 1)
    assert new.startswith(f"---{newline}title: A # c{newline}")
    assert new.endswith(f"{newline}other: 1{newline}---{newline}Body{newline}")
    units = frontmatter.units(new, front, [key])
    assert [unit.source.split() for unit in units] == ([value.split()] if any(map(str.isalpha, value)) else [])


@given(quotes=st.sampled_from(['"""', "'''"]), newline=st.sampled_from(["\n", "\r\n"]), value=_TEXTS)
def test_a_text_of_several_lines_in_toml_takes_any_translation(quotes, newline, value):
    text = f"+++\ntitle = 'A' # c\nsummary = {quotes}\nFirst line\nsecond line\n{quotes}\nother = 1\n+++\nBody\n"
    text = text.replace("\n", newline)
    new, front = after(text, "summary", value)
    assert str(front.data["summary"]).split() == value.split()
    assert (front.data["title"], front.data["other"]) == ("A", 1)
    assert new.startswith(f"+++{newline}title = 'A' # c{newline}")
    assert new.endswith(f"{newline}other = 1{newline}+++{newline}Body{newline}")


@pytest.mark.parametrize(
    "text",
    [
        "---\nfaq:\n  - q: One\n"
        "    more:\n      - name: Two\n      - {name: Three, id: 3}\n  - q: Four\nids: [One]\n---\n",
        '+++\nids = ["One"]\n[[faq]]\nq = "One"\n'
        'more = [{name = "Two"}, {name = "Three", id = 3}]\n[[faq]]\nq = "Four"\n+++\n',
        '{"faq": [{"q": "One", "more": [{"name": "Two"}, {"name": "Three", "id": 3}]}, {"q": "Four"}],'
        ' "ids": ["One"]}\n',
    ],
    ids=["YAML", "TOML", "JSON"],
)
def test_lists_of_mappings_in_lists_of_mappings_are_reached(text):
    front = frontmatter.cut(text, "a.md")
    assert front is not None
    units = frontmatter.units(text, front, ["faq[].q", "faq[].more[].name"])
    assert [unit.source for unit in units] == ["One", "Two", "Three", "Four"]
    assert {unit.context for unit in units} == {"faq.q", "faq.more.name"}
    edits = [frontmatter.set_value(text, front, unit, f"pl: {unit.source}") for unit in units]
    made = frontmatter.cut(apply_edits(text, edits), "a.md")
    assert made is not None
    assert made.data == {
        "faq": [{"q": "pl: One", "more": [{"name": "pl: Two"}, {"name": "pl: Three", "id": 3}]}, {"q": "pl: Four"}],
        "ids": ["One"],
    }
