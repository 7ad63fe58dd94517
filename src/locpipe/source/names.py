"""What the names of article files say beyond the article: a date, or that a file stands for its folder."""

from __future__ import annotations

import re

INDEX = ("index", "_index")
"""The names of files that stand for their folder."""

_DATE = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)-(?=.)")


def date_in(name: str) -> str:
    """Return the date that a file's name begins with, `2026-01-31-`, as Jekyll's posts do; "" where there is none."""
    match = _DATE.match(name)
    return match[0] if match else ""
