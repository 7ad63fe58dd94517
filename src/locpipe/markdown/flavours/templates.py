"""What flavours with templates share: tags of HTML that hold template constructs, lists that stand in braces."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin


def tag_with(construct: str, opening: str) -> re.Pattern[str]:
    """Return the pattern of an HTML tag with one of the constructs, each of which begins with `opening`."""
    bare = rf"(?!{opening})"
    values = "|".join(rf"{quote}(?>{construct}|{bare}[^{quote}])*+{quote}" for quote in ('"', "'"))
    attribute = rf"\s+{bare}[^\s\"'<>/=]+(?:\s*=\s*(?:{values}|(?>{construct}|{bare}[^\s\"'=<>`])++))?"
    # Without one of the constructs it is a tag that the parser knows.
    return re.compile(rf"(?=<[A-Za-z][^<>]*?{opening})<[A-Za-z][\w-]*(?>{attribute}|\s*{construct})*+\s*/?>", re.DOTALL)


def with_definition_lists(md: MarkdownIt) -> None:
    """Add the rule of definition lists, once."""
    if "deflist" not in md.block.ruler.get_all_rules():
        deflist_plugin(md)
