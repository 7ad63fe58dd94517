"""What segmentation knows while it walks a text: the leaf block it is at, and what comments said of the next one."""

from __future__ import annotations

from dataclasses import dataclass

from locpipe.model import Span, UnitKind


@dataclass(slots=True)
class Block:
    """A leaf block on its way to units: its lines' spans, the line (from 0) and place of its start, what it is in."""

    kind: UnitKind
    lines: list[Span]
    line: int
    start: int
    level: int = 0
    heading_id: str = ""
    starts_item: bool = False
    starts_quote: bool = False


@dataclass(slots=True)
class Pending:
    """What locpipe comments have said about the next unit."""

    note: str = ""
    context: str = ""
    skipping: int = 0  # the line of the open `locpipe:skip`
    closed_by: str = ""  # the element of HTML that ends what is not translated
