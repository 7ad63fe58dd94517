"""Markdown: blocks with exact spans, units, inline analysis, guarded splicing, links, heading ids."""

from locpipe.markdown.anchors import FREEZE, frozen, heading_ids
from locpipe.markdown.body import Body, Opaque
from locpipe.markdown.links import Link, find_links, find_references, written
from locpipe.markdown.rules import SEGMENTATION, Rules
from locpipe.markdown.segment import Segmenter
from locpipe.markdown.splice import Splice, Targets, splice

__all__ = [
    "FREEZE",
    "SEGMENTATION",
    "Body",
    "Link",
    "Opaque",
    "Rules",
    "Segmenter",
    "Splice",
    "Targets",
    "find_links",
    "find_references",
    "frozen",
    "heading_ids",
    "segment",
    "splice",
    "written",
]


def segment(text: str, path: str, rules: Rules, base: int = 0) -> Body:
    """Return the units of `text[base:]` and what was left out; spans count code points of `text`, lines from 1."""
    return Segmenter(text, base, path, rules).run()
