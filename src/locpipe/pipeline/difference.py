"""What a person's file holds beside texts that a catalog can keep."""

from __future__ import annotations

from collections import Counter

from locpipe import frontmatter
from locpipe.frontmatter import FrontMatter
from locpipe.pipeline.article import Article
from locpipe.project import FrontMatterConfig


def difference(written: Article, held: Article, config: FrontMatterConfig) -> str:
    """Return what of `held` is not in `written`, "" where the two differ in line wrapping and YAML style at most."""
    keys = {config.lang, config.siblings, config.aliases, config.id, config.url, "slug"}
    if _values(written.front, keys) != _values(held.front, keys):
        return "front matter"
    if Counter(_comments(held)) - Counter(_comments(written)):
        return "front matter's comment"
    if written.body.shape != held.body.shape:
        return "markup, code or HTML"
    ours, theirs = ([leaf.content.split() for leaf in each.body.leaves] for each in (written, held))
    return "" if ours == theirs else "text"


def _values(front: FrontMatter | None, keys: set[str]) -> dict[object, object]:
    return {key: value for key, value in front.data.items() if key not in keys} if front else {}


def _comments(article: Article) -> list[str]:
    return frontmatter.comments_of(article.text, article.front) if article.front else []
