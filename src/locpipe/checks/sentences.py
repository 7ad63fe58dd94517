"""Where sentences end: enough to count them, and to lay those of a translation beside those of its source."""

from __future__ import annotations

import re
from functools import lru_cache

from locpipe.model import Span

# A sign that ends a sentence, quotes or brackets after it, and a letter that can begin the next one.
_END = re.compile(r"(?:[.!?…؟۔।]+[\"'”’»)\]]*[ \u00a0\n]+(?=[\"'“„«‘(\[¿¡]*[^\W_])|[。！？]+)")
_ABBREVIATION = re.compile(r"(?:\b[^\W\d_]{1,3}|\b[Dd]ipl|\b[Pp]rof|\b[Ff]ig|\b(?:e\.g|i\.e|z\. ?B|m\.in|tzw))\.$")


@lru_cache(maxsize=1024)
def sentences(text: str) -> tuple[Span, ...]:
    """Return the sentences of a prose, in order, with the blanks after them; one that does not end counts too."""
    ends = [match.end() for match in _END.finditer(text) if match.end() < len(text) and _ends_one(text, match)]
    starts = [0, *ends]
    return tuple(Span(start, end) for start, end in zip(starts, [*ends, len(text)], strict=True))


def _ends_one(text: str, match: re.Match[str]) -> bool:
    if match[0][0] in "。！？":
        return True
    begins = text[match.end() :].lstrip("\"'“„«‘([¿¡")[:1]
    before = text[max(0, match.start() - 8) : match.start() + 1]
    return not begins.islower() and not _ABBREVIATION.search(before)
