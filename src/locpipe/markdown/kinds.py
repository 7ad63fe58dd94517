"""Which kind of unit a block makes, by what it is and what it stands in."""

from __future__ import annotations

from markdown_it.token import Token

from locpipe.model import UnitKind

CONTAINERS = frozenset({"blockquote_open", "list_item_open", "footnote_reference_open", "dd_open", "container_open"})
"""The tokens that open a container."""

CONTAINER_ENDS = frozenset(name.replace("open", "close") for name in CONTAINERS)
"""The tokens that close one."""

_KINDS = {
    "dd_open": UnitKind.DEFINITION,
    "blockquote_open": UnitKind.QUOTE,
    "list_item_open": UnitKind.LIST_ITEM,
    "footnote_reference_open": UnitKind.FOOTNOTE,
}


def kind_of(opening: Token, containers: list[str]) -> UnitKind:
    """Return the kind of the leaf block that the token opens within these containers."""
    if opening.type == "heading_open":
        return UnitKind.HEADING
    if opening.type in ("th_open", "td_open"):
        return UnitKind.TABLE_CELL
    if opening.type == "dt_open":
        return UnitKind.TERM
    if opening.type == "title_open":
        return UnitKind.TITLE
    # What stands in an admonition is what it would be without it.
    plain = [name for name in containers if name in _KINDS]
    return _KINDS[plain[-1]] if plain else UnitKind.PARAGRAPH
