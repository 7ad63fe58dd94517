"""Markdown: blocks with exact spans, units, inline analysis, guarded splicing."""

from locpipe.markdown.rules import SEGMENTATION, Rules
from locpipe.markdown.segment import Body, Opaque, Segmenter
from locpipe.markdown.splice import Splice, Targets, splice

__all__ = ["SEGMENTATION", "Body", "Opaque", "Rules", "Segmenter", "Splice", "Targets", "segment", "splice"]


def segment(text: str, path: str, rules: Rules, base: int = 0) -> Body:
    """Return the units of `text[base:]` and what was left out; spans count code points of `text`, lines from 1."""
    return Segmenter(text, base, path, rules).run()
