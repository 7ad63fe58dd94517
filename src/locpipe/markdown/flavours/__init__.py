"""Flavours of Markdown: what sites write besides CommonMark, found by entry point.

A flavour meets the Protocol `locpipe.markdown.constructs.Flavour` and stands in the entry-point group
`locpipe.flavours`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from locpipe.errors import UsageError
from locpipe.markdown.constructs import Arguments, Declared, Flavour, Line

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "locpipe.flavours"
"""The entry-point group in which a package names a flavour."""

BUILT_IN = ("commonmark", "gfm", "directives", "hugo", "jekyll", "math", "mdx", "mkdocs", "myst", "wikilinks")
"""The flavours that locpipe brings, each a module of this package."""


def known() -> tuple[str, ...]:
    """Return the names of all flavours: ours, then those of other packages."""
    return (*BUILT_IN, *sorted({point.name for point in _points()} - set(BUILT_IN)))


@cache
def flavour(name: str) -> Flavour:
    """Return the flavour of that name; UsageError where there is none or it cannot be loaded."""
    if name in ("commonmark", "gfm"):
        return Declared(name, gfm=name == "gfm")  # the parser itself
    if name in BUILT_IN:
        made: object = import_module(f"{__name__}.{name}").FLAVOUR
    else:
        points = [point for point in _points() if point.name == name]
        if not points:
            raise UsageError(f'there is no flavour "{name}"; known are {", ".join(known())}')
        made = _loaded(points[0])
    if not isinstance(made, Flavour):
        raise UsageError(f'the flavour "{name}" does not meet locpipe.markdown.constructs.Flavour; ask its author')
    return made


@cache
def arguments(names: tuple[str, ...]) -> frozenset[Arguments]:
    """Return in which ways the flavours of these names write named arguments."""
    blocks = (block for name in names for block in flavour(name).blocks)
    return frozenset(block.arguments for block in blocks if isinstance(block, Line) and block.arguments)


def _points() -> Sequence[EntryPoint]:
    # Few projects have a flavour of another package, and this imports much.
    from importlib.metadata import entry_points

    return tuple(entry_points(group=GROUP))


def _loaded(point: EntryPoint) -> object:
    try:
        return point.load()
    except Exception as error:
        raise UsageError(f'the flavour "{point.name}" cannot be loaded ({error}); install its package again') from error
