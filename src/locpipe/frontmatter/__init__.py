"""Front matter: read as YAML, edited at YAML marks; nothing is ever dumped again.

Every edit keeps comments, quoting, key order and all other bytes.
"""

from __future__ import annotations

from locpipe.frontmatter.comments import comments_of, without_keys
from locpipe.frontmatter.keys import Value, set_key
from locpipe.frontmatter.lists import texts_at
from locpipe.frontmatter.reading import FrontMatter, cut
from locpipe.frontmatter.scalars import msgid, set_value, units

__all__ = [
    "FrontMatter",
    "Value",
    "comments_of",
    "cut",
    "msgid",
    "set_key",
    "set_value",
    "texts_at",
    "units",
    "without_keys",
]
