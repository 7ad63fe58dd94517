"""Telling a translation from a model that talks: rules that would rather miss a comment than refuse a translation.

Each rule looks for something that the answer has and the source has not: a source that begins with "Note:" may be
answered by one that does. Tags are not looked at: a text that lost them is the caller's to refuse, who keeps it from
being paid for again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from locpipe.engines.base import Pair
from locpipe.languages import english_name, primary

_TAG = re.compile(r"<[^<>]*>")
# "Sure, here is the Polish text:", "I'm sorry, but I can't help with that." In an English translation such words may be
# the text's own.
_OPENING = re.compile(
    r"\W*(?:sure|certainly|of course|absolutely|here(?:['’]s| is| are)|i(?:['’]m| am) (?:sorry|unable)|"
    r"i (?:cannot|can['’]t))\b[^.]{0,60}?[:!,.]",
    re.IGNORECASE,
)
# What no translation says in any language, unless the source does.
_SELF = re.compile(
    r"\W*(?:as an ai\b|(?:(?:sure|certainly|of course)\W+)?"
    r"(?:here(?:['’]s| is) )?(?:the|your) translat\w+\b[^.]{0,40}:)",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"\b(?:let me know if|i hope (?:this|that) helps|feel free to ask)\b", re.IGNORECASE)
# "Translation:" in languages that people translate into much.
_LABEL = re.compile(
    r"\W*(?:translat\w+(?: text)?|tłumaczenie|übersetzung|traduction|traducción|traduzione|tradução|traducció|"
    r"vertaling|översättning|oversættelse|oversettelse|käännös|překlad|preklad|fordítás|traducere|переклад|перевод|"
    r"çeviri)\s*:",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:\bnote|\btranslator['’]s note|\bn\.b\.)\s*:[^\n]{0,120}?"
    r"\b(?:translat|tags?\b|glossary|original|literal|preserv|kept|unchanged|instructions?\b)",
    re.IGNORECASE,
)
_QUOTES = {'"': '"', "“": "”", "„": "”“", "«": "»", "»": "«", "「": "」", "'": "'", "‘": "’"}
_QUOTE = re.compile("[\"“”„«»「」]|(?<!\\w)['‘]|['’](?!\\w)")
_FEWEST_WORDS = 8
# What a reference has and a sentence seldom: "WHO guidelines on physical activity and sedentary behaviour, 2020."
_REFERENCE = re.compile(r"\b(?:19|20)[0-9]{2}\b|://|\bdoi\b|\bwww\.|\w\.(?:com|org|net|int|gov|eu)\b", re.IGNORECASE)


def complaint(answer: str, source: str, pair: Pair, rules: str = "") -> str:
    """Return which rule says that a model talks about a text, or leaves it as it is; "" for a translation.

    talk       it opens or closes as a conversation: "Sure, here is the translation:", "I hope this helps"
    label      it begins with "Translation:", or the language's name: "Polish: …"
    note       it holds a note on the translation, or a paragraph more: "Note: I kept the tags"
    fence      it is in a code fence
    quotes     it is in quotation marks
    length     it is several times as long
    unchanged  it is the source's own sentence: eight words or more, most of them small, no year and no address
    prompt     it repeats a line of `rules`, the prompt's
    """
    said, meant = _TAG.sub("", answer).strip(), _TAG.sub("", source).strip()
    found = (name for name, breaks in _RULES.items() if breaks(said, meant, pair))
    return next(found, "prompt" if _repeats(said, meant, rules) else "")


def _talks(said: str, meant: str, pair: Pair) -> bool:
    if _SELF.match(said):
        return not _SELF.match(meant)
    if primary(pair.target) == "en" or _OPENING.match(meant):
        return False
    return bool(_OPENING.match(said) or (_CLOSING.search(said) and not _CLOSING.search(meant)))


def _labels(said: str, meant: str, pair: Pair) -> bool:
    name = re.escape(english_name(primary(pair.target)))
    label = re.compile(rf"{_LABEL.pattern}|\W*(?:in )?{name}(?: translation)?\s*:", re.IGNORECASE)
    return bool(label.match(said)) and not label.match(meant) and "translat" not in meant[:40].casefold()


def _notes(said: str, meant: str, pair: Pair) -> bool:
    more = re.search(r"\n\s*\n", said) and not re.search(r"\n\s*\n", meant)
    return bool(more or (_ABOUT.search(said) and not re.search(r"\bnote|\bn\.b\.", meant, re.IGNORECASE)))


def _fences(said: str, meant: str, pair: Pair) -> bool:
    return "```" in said and "```" not in meant


def _quotes(said: str, meant: str, pair: Pair) -> bool:
    return len(said) > 1 and said[-1] in _QUOTES.get(said[0], "") and not _QUOTE.search(meant)


def _outgrows(said: str, meant: str, pair: Pair) -> bool:
    return len(said) > 4 * len(meant) + 80


def _stays(said: str, meant: str, pair: Pair) -> bool:
    """Tell whether a sentence came back as it was. A reference, an address or a list of names may well."""
    if said != meant or primary(pair.source) == primary(pair.target) or _REFERENCE.search(meant):
        return False
    words = meant.split()
    return len(words) >= _FEWEST_WORDS and sum(word[0].islower() for word in words) > 0.6 * len(words)


def _repeats(said: str, meant: str, rules: str) -> bool:
    lines = (line.strip() for line in rules.split("\n"))
    return any(len(line) > 40 and line in said and line not in meant for line in lines)


_RULES: Mapping[str, Callable[[str, str, Pair], bool]] = {
    "talk": _talks,
    "label": _labels,
    "note": _notes,
    "fence": _fences,
    "quotes": _quotes,
    "length": _outgrows,
    "unchanged": _stays,
}
