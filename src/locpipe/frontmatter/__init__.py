"""Front matter: read as YAML, TOML or JSON, edited at exact spans; nothing is ever dumped again.

Every edit keeps comments, quoting, key order and all other bytes.
"""

from __future__ import annotations

from locpipe.frontmatter.base import FrontMatter, Value, msgid
from locpipe.frontmatter.blocks import lines_of
from locpipe.frontmatter.plain import plain_end
from locpipe.frontmatter.syntaxes import comments_of, cut, set_key, set_value, texts_at, units, without_keys

__all__ = [
    "FrontMatter",
    "Value",
    "comments_of",
    "cut",
    "lines_of",
    "msgid",
    "plain_end",
    "set_key",
    "set_value",
    "texts_at",
    "units",
    "without_keys",
]
