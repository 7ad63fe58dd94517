"""The families of checks that are installed: ours and those of other packages, found by entry point."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import entry_points

from locpipe.checks.base import Check, Family
from locpipe.errors import UsageError

GROUP = "locpipe.checks"
"""The entry-point group in which a package names a family."""


@lru_cache(maxsize=1)
def families() -> tuple[Family, ...]:
    """Return every family, sorted by the names of their entry points; UsageError for one that cannot be loaded."""
    return tuple(_loaded(point) for point in sorted(entry_points(group=GROUP), key=lambda each: each.name))


def _loaded(point: object) -> Family:
    try:
        family = point.load()  # type: ignore[attr-defined]
    except Exception as error:
        raise UsageError(f"the checks {point} cannot be loaded ({error}); install the package again") from error
    if not isinstance(family, Family):
        raise UsageError(f"the checks {point} are no locpipe.checks.base.Family; ask the package's author")
    return family


def checks() -> dict[str, Check]:
    """Return every check of a text by its name."""
    return {check.id: check for family in families() for check in family.checks}
