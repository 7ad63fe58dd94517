"""Links between pages as wikis write them, `[[Page]]` and `[[Page|text]]`, and emoji codes, `:smile:`."""

from __future__ import annotations

import re

from locpipe.markdown.constructs import Around, Declared, Placeholder

FLAVOUR = Declared(
    "wikilinks",
    inlines=(
        Placeholder("[!", re.compile(r"!?\[\[[^\[\]|\n]+\]\]")),
        Around("[!", re.compile(r"!?\[\[[^\[\]|\n]+\\?\|(?=[^\[\]|\n]+(?P<closing>\]\]))")),
        Placeholder(":", re.compile(r"(?<![\w:]):[a-z][\w+-]*:(?![\w:])")),
    ),
)
