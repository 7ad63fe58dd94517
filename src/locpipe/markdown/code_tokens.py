"""Where the comments and the quoted strings of a piece of code stand, by Pygments' lexers."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from locpipe.model import Span

if TYPE_CHECKING:
    from pygments.lexer import Lexer

QUOTES = ('"', "'", "`", '"""', "'''")

_MACHINE_COMMENTS = ("Comment.Preproc", "Comment.PreprocFile", "Comment.Hashbang")
_DOCUMENTATION = "Literal.String.Doc"
_STRINGS = "Literal.String"
_MACHINE_STRINGS = tuple(f"Literal.String.{each}" for each in ("Regex", "Symbol", "Affix", "Char"))
_TEMPLATE = "Literal.String.Backtick"


@cache
def lexer_for(language: str) -> Lexer | None:
    """Return the lexer that Pygments has under this name, https://pygments.org/languages/."""
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language)
    except ClassNotFound:
        return None


def tokens(lexer: Lexer, code: str) -> tuple[list[Span], list[Span]]:
    """Return the spans of the comments and of the strings, quotes included; none where the lexer loses a character.

    A lexer may give a string in parts, with names between them: `"Hello {name}"` is one string all the same.
    """
    comments: list[Span] = []
    strings: list[Span] = []
    position, opened, quote, before = 0, -1, "", ""
    # Pygments wants a newline at the end of what it reads.
    for start, token, value in lexer.get_tokens_unprocessed(code + "\n"):
        kind = str(token).removeprefix("Token.")
        if start != position:
            return [], []
        position += len(value)
        if opened >= 0:
            if kind.startswith(_STRINGS) and value == quote:
                strings.append(Span(opened, position))
                opened = -1
        elif kind.startswith(("Comment", _DOCUMENTATION)) and not kind.startswith(_MACHINE_COMMENTS):
            _append(comments, Span(start, min(position, len(code))), code)
        elif before != "Name.Attribute" and _is_text(kind, lexer):
            if value in QUOTES:
                opened, quote = start, value
            else:
                strings.append(Span(start, position))
        before = kind if value.strip(" =") else before
    return comments, strings


def _append(comments: list[Span], span: Span, code: str) -> None:
    """Add a comment; some lexers give one in parts."""
    if comments and comments[-1].end == span.start and not code.endswith("\n", 0, span.start):
        comments[-1] = Span(comments[-1].start, span.end)
    else:
        comments.append(span)


def _is_text(kind: str, lexer: Lexer) -> bool:
    """Tell whether a string of this kind may be a text: a shell's backticks hold a command, JavaScript's a template."""
    if kind.startswith(_TEMPLATE):
        return "Script" in lexer.name
    return kind.startswith(_STRINGS) and not kind.startswith(_MACHINE_STRINGS)
