"""What front matter is to all else, whatever its syntax."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from locpipe.characters import without_controls
from locpipe.model import Span, Unit, UnitKind

_PLACEHOLDER = re.compile(r"https?://\S+|\{\{.*?\}\}|\{%.*?%\}|<[^>]*>")

Value = str | bool | Mapping[str, str] | Sequence[str]
"""What locpipe writes at a key: a language, a mark, siblings, aliases."""


@dataclass(frozen=True, eq=False, slots=True)
class FrontMatter:
    """A text's front matter: `span` is all of it with its rules and last newline, `body` what a parser reads of it.

    `data` is what it holds, as the syntax's own library loads it; `newline` is that of its first line.
    """

    path: str
    span: Span
    body: Span
    newline: str
    data: dict[object, object]


def msgid(value: str) -> str:
    """Return the msgid of a value: control characters as blanks, no blank at either end."""
    return without_controls(value).strip()


def unit_of(value: str, span: Span, line: int, context: str) -> Unit | None:
    """Return the unit of a value; None where no letter stands outside addresses, placeholders and tags."""
    source = msgid(value)
    if not any(map(str.isalpha, _PLACEHOLDER.sub("", source))):
        return None
    breaks = ("\n",) * source.count("\n")
    return Unit(UnitKind.FRONT_MATTER, source, (span,), line, context, breaks=breaks)


def parts_of(key: str) -> list[str]:
    """Return the steps to a configured key: `faq[].question` is `faq`, `[]`, `question`."""
    return key.replace("[]", ".[]").split(".")


def is_empty(value: Value) -> bool:
    """Tell whether the value is a mapping or list without content."""
    return not isinstance(value, str | bool) and not value
