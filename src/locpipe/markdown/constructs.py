"""What flavours add to Markdown, as data; `construct_blocks` and `construct_inlines` make rules of it.

A construct never changes what it holds: placeholders and copied lines are kept to the byte, and the content of a
container is parsed where it stands, so that its blocks have spans like any others.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, runtime_checkable

from markdown_it import MarkdownIt

COPIED = "construct"
"""The type of the token of a block that is copied; its `info` says what it is, `meta["arguments"]` its Arguments."""

CONTAINER = "container"
"""Containers have the tokens `container_open` and `container_close`; `info` of the first says what it is."""

TITLE = "title"
"""A container's title has the tokens `title_open`, `inline`, `title_close`."""


class Arguments(StrEnum):
    """How a copied construct writes named arguments, which may be texts that a reader meets."""

    NONE = ""
    SHORTCODE = "shortcode"  # name="text" with backslash escapes, name=`text` without any
    LIQUID = "Liquid"  # name="text", name='text', no escapes
    OPTION = "option"  # :name: text, on a line of its own
    TAG = "tag"  # name="text", name='text', character references


@dataclass(frozen=True, slots=True)
class Placeholder:
    """Inline markup that stays as it is: `pattern` matches it from one of the characters `first`."""

    first: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Around:
    """Inline markup around words that are prose, in one line: `pattern` matches what stands before them.

    Its group `closing`, in a look-ahead, is what stands after them.
    """

    first: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Tag:
    """An HTML tag that CommonMark 6.6 does not know for one: `<a href="{{< ref "a" >}}">`."""

    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Destination:
    """What a link's destination may hold though it has blanks or brackets: `[text]({{< ref "a b" >}})`."""

    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Line:
    """Lines that are copied: `pattern` matches from a line's first character that is no blank to some line's end."""

    kind: str
    pattern: re.Pattern[str]
    arguments: Arguments = Arguments.NONE


@dataclass(frozen=True, slots=True)
class Region:
    """Lines that are copied from one that `opening` matches to the next one that `closing` is found in.

    `closing` may use the groups of the opening as `{0}`. Without a closing line there is no region. One that does not
    interrupt a paragraph begins after a blank line or another block.
    """

    kind: str
    opening: re.Pattern[str]
    closing: str
    interrupts: bool = True


@dataclass(frozen=True, slots=True)
class Titled:
    """A line that is copied but for its group `title`, which is a unit."""

    kind: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Element:
    """A line that is a tag, text and the tag's end: the group `title` is a unit, the tag's arguments are units too.

    It begins after a blank line or another block, and `pattern` looks ahead at what must follow.
    """

    kind: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Indented:
    """A container whose content is indented by four below the line that `pattern` matches.

    The group `title`, where it matches, is a unit.
    """

    kind: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Fenced:
    """A container from a line that `pattern` matches to one of at least as many of the same sign and nothing else.

    The groups: `fence`, and where they match `name` and `title`. `opaque` are the names of containers whose content is
    no Markdown: it is copied. `untitled` are those whose title is no prose. `options` matches the lines at
    the content's start that are copied, with the newline before each.
    """

    kind: str
    pattern: re.Pattern[str]
    opaque: frozenset[str] = frozenset()
    untitled: frozenset[str] = frozenset()
    options: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """How a generator names another article's file: the group `path` of the pattern.

    `kind` is `ref`, a path as in https://gohugo.io/methods/page/ref/, `post`, a path below `_posts`, or "", a link like
    any other that stands where Markdown sees none: in an argument.
    """

    kind: str
    pattern: re.Pattern[str]


def link_argument(end: str) -> Reference:
    """Return the links in the named arguments of a construct that ends so: `link="/sleep/"`, `src="bed.en.png"`."""
    value = r"""(?:\.{0,2}/|https?:)[^"'\s{}]*|[^"'\s{}]+\.(?:mdx?|png|jpe?g|gif|svg|webp|avif)"""
    return Reference(
        "", re.compile(rf"""(?<=\s)(?:link|href|url|src|to)=["'](?P<path>{value})["'](?=[^{{}}]{{0,999}}{end})""")
    )


Inline = Placeholder | Around | Tag | Destination
Block = Line | Region | Titled | Element | Indented | Fenced


@runtime_checkable
class Flavour(Protocol):
    """One kind of Markdown, found by entry point; `Declared` is the usual one.

    `gfm` tells that sites of this kind have GitHub's tables, strikethrough and footnotes, `html_blocks` that a line may
    begin with HTML that is no Markdown (CommonMark 4.6). Blocks are tried in their order, before CommonMark's.
    """

    @property
    def name(self) -> str:
        """Return the name that `[markdown] flavours` has."""

    @property
    def gfm(self) -> bool:
        """Tell whether GitHub's extensions belong to it."""

    @property
    def html_blocks(self) -> bool:
        """Tell whether blocks of HTML belong to it."""

    @property
    def code_titles(self) -> bool:
        """Tell whether a reader sees what stands behind a fence as `title="…"`."""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Return its constructs that stand on lines of their own."""

    @property
    def inlines(self) -> tuple[Inline, ...]:
        """Return its constructs that stand in a line."""

    @property
    def references(self) -> tuple[Reference, ...]:
        """Return the ways in which it names other articles by their files."""

    def install(self, md: MarkdownIt) -> None:
        """Change the parser besides: rules that mdit-py-plugins has, rules to be turned off.

        A rule in the place of one of CommonMark's, under its name, is asked only where that one could begin.
        """


@dataclass(frozen=True)
class Declared:
    """A flavour that is declared by its constructs; `adapt`, where it is given, changes the parser besides."""

    name: str
    blocks: tuple[Block, ...] = ()
    inlines: tuple[Inline, ...] = ()
    gfm: bool = False
    html_blocks: bool = True
    references: tuple[Reference, ...] = ()
    code_titles: bool = False
    adapt: Callable[[MarkdownIt], None] | None = field(default=None, compare=False)

    def install(self, md: MarkdownIt) -> None:
        """Change the parser as `adapt` says."""
        if self.adapt:
            self.adapt(md)


def opens(block: Block, line: str) -> bool:
    """Tell whether the line alone, without its indentation, could open the block."""
    line = line.rstrip(" \t")
    if isinstance(block, Region):
        return block.opening.match(line) is not None
    match = block.pattern.match(line)
    return match is not None and match.end() == len(line)
