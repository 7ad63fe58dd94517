"""Named arguments of constructs that a reader meets: `{{< figure alt="A chair" >}}`, `<Card title="Sit well" />`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from locpipe.markdown.code_text import is_prose
from locpipe.markdown.constructs import Arguments
from locpipe.markdown.html_text import encoded
from locpipe.markdown.html_units import HtmlBlock, placed, starts_of
from locpipe.model import Span, UnitKind

_NAME = r"(?<![\w.:@-])(?P<name>[A-Za-z][\w:-]*)[ \t]*=[ \t]*"
_QUOTED = {
    Arguments.SHORTCODE: r'"(?:[^"\\]|\\.)*"|`[^`]*`',
    Arguments.LIQUID: r"\"[^\"]*\"|'[^']*'",
    Arguments.TAG: r"\"[^\"]*\"|'[^']*'|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}",
}
# A quoted text without a name is matched too, so that what it holds is not taken for an argument.
_PATTERNS = {kind: re.compile(rf"(?:{_NAME})?(?P<value>{quoted})", re.DOTALL) for kind, quoted in _QUOTED.items()}
_PATTERNS[Arguments.OPTION] = re.compile(r"^:(?P<name>[\w-]+):[ \t]+(?P<value>[^\n]*\S)", re.MULTILINE)
# In MyST a label is what references lead to.
_MACHINE = {Arguments.OPTION: frozenset({"label"})}
_KINDS = {Arguments.TAG: UnitKind.ATTRIBUTE, Arguments.OPTION: UnitKind.TITLE}


def read_arguments(
    text: str, lines: Sequence[Span], kind: Arguments, names: Collection[str], every: bool = False
) -> HtmlBlock:
    """Return the arguments of these names in a copied construct, whose lines stand at these spans of the article.

    Some count only where they read as prose, but with `every`.
    """
    content = "\n".join(line.of(text) for line in lines)
    unit = _KINDS.get(kind, UnitKind.ARGUMENT)
    values, starts = list(_values(content, kind, names, every)), starts_of(lines)
    units = tuple(placed(unit, value, content, lines, starts) for value in values)
    between = tuple(_between(content, values))
    return HtmlBlock(units, between, len("".join(between).split()), "", "")


def _values(content: str, kind: Arguments, names: Collection[str], every: bool) -> Iterator[Span]:
    """Yield where each value with a letter in it stands, without its quotes."""
    for match in _PATTERNS[kind].finditer(content):
        name = match["name"] or _position(content, match.start(), kind)
        if name not in names or match["value"].startswith("{") or name in _MACHINE.get(kind, ()):
            continue
        if name in _IN_PROSE and not is_prose(match["value"][1:-1], every):
            continue
        quote = int(kind is not Arguments.OPTION)
        if any(map(str.isalpha, _TEMPLATE.sub("", match["value"]))):
            yield Span(match.start("value") + quote, match.end("value") - quote)


def _position(content: str, start: int, kind: Arguments) -> str:
    """Return how the configuration names an argument without a name: `tab[0]`, the shortcode and which one it is."""
    if kind not in _OPENING:
        return ""
    signs, pattern = _OPENING[kind]
    opened = pattern.match(content, max(0, *(content.rfind(sign, 0, start) for sign in signs)))
    if opened is None:
        return ""
    before = _WORD.findall(content, opened.end(), start)
    return f"{opened['name']}[{len(before)}]"


_OPENING = {
    Arguments.SHORTCODE: (("{{<", "{{%"), re.compile(r"\{\{[<%]\s*(?P<name>[\w/.-]+)")),
    Arguments.LIQUID: (("{%", "{{"), re.compile(r"\{%-?\s*(?P<name>[\w.-]+)")),
}
_WORD = re.compile(r"(?:\"(?:[^\"\\]|\\.)*\"|'[^']*'|`[^`]*`|[^\s\"'`,])+")
# They name files and formats as often as they hold a sentence.
_IN_PROSE = frozenset({"attr", "content", "note", "callout[0]"})
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{[^{}]*\}", re.DOTALL)


def _between(content: str, values: Sequence[Span]) -> Iterator[str]:
    position = 0
    for value in values:
        yield content[position : value.start]
        position = value.end
    yield content[position:]


def quoted(target: str, text: str, start: int) -> str:
    """Return a translation as it can stand as the argument that starts there in the article, behind its quote.

    A double quote is escaped in a shortcode and a character reference in a Liquid tag, which has no escapes.
    """
    quote, before = text[start - 1], text[max(0, start - _FAR) : start]
    if quote == "`":
        return target.replace("`", "'")
    shortcode = max(before.rfind("{{%"), before.rfind("{{<"))
    if shortcode < 0 or before.rfind("{%") > shortcode + 1:
        return encoded(target, quote)
    target = _UNESCAPED.sub(r'\1\\"', target)
    return target + "\\" if (len(target) - len(target.rstrip("\\"))) % 2 else target


_UNESCAPED = re.compile(r'((?<!\\)(?:\\\\)*)"')
_FAR = 5000  # no construct is longer
