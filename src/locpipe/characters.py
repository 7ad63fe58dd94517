"""Characters that no line of text should hold."""

from __future__ import annotations

import re

# C0 less tab and newline, DEL and C1, and the line ends that only Unicode knows.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def without_controls(text: str) -> str:
    """Return the text with each control character as a blank; tabs and newlines stay."""
    # Most texts have none, which Python knows faster than a pattern.
    return text if text.isprintable() else CONTROL.sub(" ", text)
