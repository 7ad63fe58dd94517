"""What the names of files say: a date, that a file stands for its folder, that it is the lock."""

from __future__ import annotations

import re

INDEX = ("index", "_index")
"""The names of files that stand for their folder."""

LOCK_NAME = "locpipe.lock"
"""The file at a project's root that says what is published."""

_DATE = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)-(?=.)")


def date_in(name: str) -> str:
    """Return the date that a file's name begins with, `2026-01-31-`, as Jekyll's posts do; "" where there is none."""
    match = _DATE.match(name)
    return match[0] if match else ""
