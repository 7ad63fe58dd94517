"""What decides msgids: one frozen object that travels with every article and stands in every catalog's header."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

SEGMENTATION = 2
"""The version of the rules in DESIGN section 3; raise it whenever a msgid of an unchanged article changes."""


ATTRIBUTES = (
    *("alt", "aria-label", "attr", "attribution", "caption", "content", "description", "footer", "header"),
    *("heading", "label", "note", "placeholder", "subtitle", "summary", "text", "title"),
    *("callout[0]", "details[0]", "expand[0]", "tab[0]"),
)
"""The arguments of shortcodes, Liquid tags and JSX tags that are units unless the configuration names others.

`tab[0]` is the first argument without a name of what is called `tab`.
"""


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings that segmentation depends on: flavours, whether newlines are rendered, keys, arguments, code.

    `markdown_keys` are those of front matter whose values are Markdown, `folders` the keys for the articles in folders
    that a pattern matches. `anchors` is the rule for the ids of headings; it changes no msgid. `every_text` is for
    reading a translation back: what counts only where it reads as prose then counts anyway.
    """

    flavours: tuple[str, ...] = ("gfm",)
    breaks: bool = False
    keys: tuple[str, ...] = ("title", "slug", "description", "keyword", "tags[]")
    attributes: tuple[str, ...] = ATTRIBUTES
    code: tuple[str, ...] = ()
    markdown_keys: tuple[str, ...] = ()
    folders: tuple[tuple[str, tuple[str, ...]], ...] = ()
    version: int = SEGMENTATION
    anchors: str = "github"
    every_text: bool = False

    def keys_at(self, path: str) -> tuple[str, ...]:
        """Return the keys whose values are units in the article at this path, relative to the project.

        The last pattern counts that matches one of the folders that the article is in; `*` matches any characters.
        """
        folder = path.rpartition("/")[0] + "/"
        matching = (keys for pattern, keys in reversed(self.folders) if fnmatchcase(folder, pattern.rstrip("/") + "/*"))
        return (*next(matching, self.keys), *self.markdown_keys)

    @property
    def segmentation(self) -> str:
        """Return the `X-Locpipe-Segmentation` value: `1 gfm`, or `1 gfm+breaks`."""
        return f"{self.version} {'+'.join(self.flavours)}{'+breaks' if self.breaks else ''}"
