"""Links: those that lead a reader out of the language, or to a heading that is not there."""

from __future__ import annotations

from locpipe.checks.base import Check, Family
from locpipe.model import Severity

TO_SOURCE = Check(
    "link-to-source",
    "links",
    Severity.WARNING,
    "a link leads to an article in the source language that is published in this one",
    "Run locpipe merge, which leads it to the translation.",
    about="The article's own language is where its reader should stay.",
)
ANCHOR = Check(
    "anchor-missing",
    "links",
    Severity.WARNING,
    "a link leads to a heading that is not there",
    "Correct what stands after the # in the link, or the heading; in a translation, run locpipe merge.",
    about="The ids of headings are those that GitHub makes; ids that HTML or `{#id}` set count too. In a translation "
    "only what is right in the source is found.",
)

FAMILY = Family("links", (TO_SOURCE, ANCHOR))
