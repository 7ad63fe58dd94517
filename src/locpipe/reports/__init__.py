"""Reports: what `locpipe check` found, in the form that its reader takes; found by their entry points.

A report is a function from findings and a Context to a text (locpipe.reports.base).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from locpipe.errors import UsageError
from locpipe.reports import github, json_report, junit, markdown_report, sarif, text
from locpipe.reports.base import Context, Quote, Report, Rule

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["FORMATS", "GROUP", "Context", "Quote", "Report", "Rule", "formats"]

GROUP = "locpipe.reports"
"""The entry-point group in which a package names its reports."""

FORMATS: Mapping[str, Report] = MappingProxyType(
    {
        "text": text.report,
        "json": json_report.report,
        "github": github.report,
        "sarif": sarif.report,
        "junit": junit.report,
        "markdown": markdown_report.report,
    }
)
"""The reports that locpipe brings, by the name that `--format` takes."""


def formats() -> Mapping[str, Report]:
    """Return every report that is installed, by name: ours first, those of other packages by name.

    UsageError for one that cannot be loaded, and where two have one name.
    """
    from importlib.metadata import entry_points

    found = dict(FORMATS)
    for point in sorted(entry_points(group=GROUP), key=lambda each: (each.name, each.value)):
        report = _loaded(point)
        if found.setdefault(point.name, report) is not report:
            raise UsageError(f'two reports have the name "{point.name}", one is {_package(point)}; uninstall it')
    return found


def _loaded(point: EntryPoint) -> Report:
    try:
        made: object = point.load()
    except Exception as error:
        told = " ".join(f"{type(error).__name__}: {error}".split())
        raise UsageError(
            f'the report "{point.name}" cannot be loaded ({told}); install {_package(point)} again'
        ) from error
    if not callable(made):
        raise UsageError(f'the report "{point.name}" is no function; ask the author of {_package(point)}')
    return cast(Report, made)


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist else point.module
