"""Hugo: shortcodes, https://gohugo.io/content-management/shortcodes/.

A shortcode on lines of its own is copied; what stands between a paired one's lines is Markdown.
"""

from __future__ import annotations

import re

from locpipe.markdown.constructs import Flavour, Line, Placeholder

# Of `{{< … >}}` and `{{% … %}}`; quoted arguments may hold the closing signs.
_ARGUMENTS = r"""(?:"(?:[^"\\]|\\.){0,2000}"|`[^`]{0,2000}`|(?!\{\{[<%]|[%>]\}\})[^"`]){0,2000}?"""
SHORTCODE = rf"\{{\{{(?:<{_ARGUMENTS}>|%{_ARGUMENTS}%)\}}\}}"

FLAVOUR = Flavour(
    "hugo",
    placeholders=(Placeholder("{", re.compile(SHORTCODE, re.DOTALL)),),
    lines=(Line("shortcode", re.compile(rf"{SHORTCODE}(?:[ \t]*{SHORTCODE})*[ \t]*(?=\n|\Z)", re.DOTALL)),),
)
