"""Formulas between dollar signs, by pandoc's rule: https://pandoc.org/MANUAL.html#math.

The opening `$` has no blank after it, the closing one none before it and no digit after it: "$5 and $10" is prose.
"""

from __future__ import annotations

import re

from locpipe.markdown.constructs import Declared, Placeholder, Region

INLINE = r"\$\$(?!\s).{1,2000}?(?<!\s)\$\$|\$(?![\s$])(?:\\.|[^$\\]){1,1000}?(?<![\s\\])\$(?!\d)"
FORMULA = Placeholder("$", re.compile(INLINE, re.DOTALL))

FLAVOUR = Declared(
    "math",
    blocks=(Region("math", re.compile(r"\$\$"), r"\$\$[ \t]*(?=\n|\Z)"),),
    inlines=(FORMULA,),
)
