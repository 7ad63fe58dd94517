"""Formulas between dollar signs, by pandoc's rule, https://pandoc.org/MANUAL.html#math, and in LaTeX's own signs.

The opening `$` has no blank after it, the closing one none before it and no digit after it: "$5 and $10" is prose.
`\\(` and `\\[` are escaped brackets too: they hold a formula where one of its signs is between them, or on lines alone.
"""

from __future__ import annotations

import re

from locpipe.markdown.constructs import Declared, Placeholder, Region

INLINE = r"\$\$(?!\s).{1,2000}?(?<!\s)\$\$|\$(?![\s$])(?:\\.|[^$\\]){1,1000}?(?<![\s\\])\$(?!\d)"
FORMULA = Placeholder("$", re.compile(INLINE, re.DOTALL))
# "$$x$$ and more" begins a sentence.
DISPLAYED_OPENING = re.compile(r"\$\$(?![^\n]*\$\$[ \t]*[^\s$(])")
DISPLAYED = Region("math", DISPLAYED_OPENING, r"\$\$[ \t]*(?=\n|\Z)")
ENVIRONMENT = Region("math", re.compile(r"\\begin\{([A-Za-z]+\*?)\}"), r"\\end\{{{0}\}}[ \t]*(?=\n|\Z)")

FLAVOUR = Declared(
    "math",
    blocks=(
        DISPLAYED,
        Region("math", re.compile(r"\\\[[ \t]*\Z"), r"\n[ \t]*\\\][ \t]*(?=\n|\Z)"),
        ENVIRONMENT,
    ),
    inlines=(
        FORMULA,
        Placeholder("\\", re.compile(r"\\\((?=[^\n]{0,500}?[\\^_=][^)])(?:(?!\\[()])[^\n]){1,500}?\\\)")),
    ),
)
