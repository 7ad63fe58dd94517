"""The ids of headings, by the rules that site generators have."""

from __future__ import annotations

import pytest

from locpipe.markdown import Rules, heading_ids, segment

TEXT = """\
# Café & tea: *how* much?

## 10 `code` tips

## Zażółć gęślą

## Same

## Same

## Same {#own}

## 語 🙂
"""


# What github-slugger 2, kramdown 2.5 and Python-Markdown 3.10 give.
@pytest.mark.parametrize(
    ("anchors", "expected"),
    [
        ("github", ["café--tea-how-much", "10-code-tips", "zażółć-gęślą", "same", "same-1", "own", "語-"]),
        ("kramdown", ["caf--tea-how-much", "code-tips", "za-gl", "same", "same-1", "own", "section"]),
        ("python-markdown", ["cafe-tea-how-much", "10-code-tips", "zazoc-gesla", "same", "same_1", "own", "_1"]),
    ],
)
def test_ids_follow_the_rule_that_is_asked_for(anchors, expected):
    rules = Rules(anchors=anchors)
    found = heading_ids(segment(TEXT, "a.md", rules), rules)
    assert list(found) == expected
