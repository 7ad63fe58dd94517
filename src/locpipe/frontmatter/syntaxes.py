"""One front for three syntaxes: YAML, TOML and JSON. What reads TOML and JSON is imported when an article has it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from locpipe.frontmatter import comments, keys, lists, reading, scalars
from locpipe.frontmatter.base import FrontMatter, Value
from locpipe.frontmatter.reading import YamlFront
from locpipe.frontmatter.tree import TreeFront
from locpipe.model import Edit, Unit

# What may begin TOML or JSON; `{{< shortcode >}}`, `{% tag %}` and the like do not.
_TREE = re.compile(r'\ufeff?(?:\+\+\+|---(?:toml|json)|\{[ \t\r\n]*")')


def cut(text: str, path: str) -> FrontMatter | None:
    """Return the text's front matter, None where it has none; SourceError for what does not load or is no mapping."""
    if _TREE.match(text):
        from locpipe.frontmatter import trees

        return trees.cut(text, path)
    return reading.cut(text, path)


def units(text: str, front: FrontMatter, keys: Sequence[str]) -> tuple[Unit, ...]:
    """Return one unit per text at the configured keys (`title`, `tags[]`, `faq[].question`), in text order."""
    if isinstance(front, YamlFront):
        return scalars.units(text, front, keys)
    from locpipe.frontmatter import trees

    return trees.units(text, _tree(front), keys)


def set_value(text: str, front: FrontMatter, unit: Unit, value: str) -> Edit:
    """Return the edit that makes the unit's place say `value`, in the style it has or quoted where that needs it."""
    if isinstance(front, YamlFront):
        return scalars.set_value(text, front, unit, value)
    from locpipe.frontmatter import trees

    return trees.set_value(text, _tree(front), unit, value)


def set_key(text: str, front: FrontMatter, key: str, value: Value) -> Edit | None:
    """Return the edit that makes the top-level `key` hold `value`, None where it does; an absent key goes last.

    A mapping or list keeps its style, its comments and the quoting of its values; an empty one is not added.
    SourceError where the key holds something else than such a value, or stands in a form that we cannot edit.
    """
    if isinstance(front, YamlFront):
        return keys.set_key(text, front, key, value)
    from locpipe.frontmatter import trees

    return trees.set_key(text, _tree(front), key, value)


def texts_at(front: FrontMatter | None, key: str) -> tuple[str, ...]:
    """Return the texts of a top-level key's list, or its one text; () for anything else. Numbers count as written."""
    if front is None or isinstance(front, YamlFront):
        return lists.texts_at(front, key)
    from locpipe.frontmatter import trees

    return trees.texts_at(_tree(front), key)


def comments_of(text: str, front: FrontMatter) -> list[str]:
    """Return the comments of a front matter, in order."""
    if isinstance(front, YamlFront):
        return comments.comments_of(text, front)
    from locpipe.frontmatter import trees

    return trees.comments_of(text, _tree(front))


def without_keys(text: str, keys: Collection[str]) -> str:
    """Return the text less the top-level `keys` of its front matter, whatever their style; never an error.

    What `set_key` may change is left out: names, values, blanks. Comments stay. Front matter that does not load is
    left whole.
    """
    if _TREE.match(text):
        from locpipe.frontmatter import trees

        return trees.without_keys(text, keys)
    return comments.without_keys(text, keys)


def _tree(front: FrontMatter) -> TreeFront:
    assert isinstance(front, TreeFront)
    return front
