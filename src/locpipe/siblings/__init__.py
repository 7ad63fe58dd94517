"""The language versions of one article: how they are named and how they name each other."""

from __future__ import annotations

from locpipe.siblings.mesh import siblings_of
from locpipe.siblings.slugs import slug_problem, slugify

__all__ = ["siblings_of", "slug_problem", "slugify"]
