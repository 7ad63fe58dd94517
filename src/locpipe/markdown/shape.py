"""A text's blocks as two versions of it are compared: everything but the words of units (DESIGN section 2, law 4)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Any

from markdown_it.token import Token

from locpipe.markdown import constructs

_KEPT_WHOLE = frozenset({"fence", "code_block", "html_block", constructs.COPIED})


class Shape:
    """The blocks of one text, equal to those of another that has the same; worked out when they are compared first.

    `titled` are the labels of definitions whose titles are units.
    """

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, tokens: list[Token], env: dict[str, Any], titled: Collection[str]) -> None:
        self._tokens, self._env, self._titled = tokens, env, titled

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Shape) and self._blocks == other._blocks

    @cached_property
    def _blocks(self) -> tuple[object, ...]:
        return (*_signature(self._tokens), _definitions(self._env, self._titled))


def _signature(tokens: list[Token]) -> Iterator[object]:
    """Yield each block as verify compares it: everything but the words of inline content."""
    for token in tokens:
        if token.type == "inline":
            yield not token.content
            continue
        content = token.meta.get("skeleton", token.content) if token.type in _KEPT_WHOLE else ""
        info = token.meta.get("info", token.info)
        yield (token.type, token.tag, token.level, token.markup, info, content, str(token.attrs or ""), token.hidden)


def _definitions(env: dict[str, Any], titled: Collection[str]) -> tuple[tuple[str, str, str], ...]:
    """Return label and address of each link reference definition, sorted, and titles but of those that are units."""
    found = env.get("references", {}).items()
    titles = {label: "" if label in titled else str(each["title"]) for label, each in found}
    return tuple(sorted((label, str(each["href"]), titles[label]) for label, each in found))
