"""What a use case gives back, and how many problems become one error."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from locpipe.errors import LocpipeError
from locpipe.model import Finding, Severity

Tick = Callable[[int, int], None]
"""Called with how many articles are done, of how many."""


def no_tick(done: int, total: int) -> None:
    """Show nothing."""


@dataclass(frozen=True)
class Result:
    """Findings in the order of their places, the files written, and figures for the summary."""

    findings: tuple[Finding, ...] = ()
    written: Sequence[Path] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


def finding_as_known(finding: Finding) -> list[Any]:
    """Return the finding as JSON can hold it."""
    return [finding.check, int(finding.severity), finding.path, finding.line, finding.message, finding.unit]


def finding_known(known: Sequence[Any]) -> Finding:
    """Return the finding that `finding_as_known` took apart."""
    check, severity, path, line, message, unit = known
    return Finding(check, Severity(severity), path, line, message, unit)


def as_known(result: Result) -> dict[str, Any]:
    """Return the result of a run that wrote nothing as JSON can hold it."""
    return {"findings": [finding_as_known(each) for each in result.findings], "counts": dict(result.counts)}


def result_of(known: Mapping[str, Any]) -> Result:
    """Return the result that `as_known` took apart."""
    return Result(tuple(map(finding_known, known["findings"])), (), known["counts"])


def in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """Return the findings by path and line, each once."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda each: (each.path, each.line, each.check, each.message)))


class Problems:
    """Errors of many articles: all are read before one error tells of them all."""

    def __init__(self) -> None:
        self._errors: list[LocpipeError] = []

    @contextmanager
    def collected(self) -> Iterator[None]:
        """Keep a LocpipeError that the block raises, for `stop`."""
        try:
            yield
        except LocpipeError as error:
            self._errors.append(error)

    def stop(self) -> None:
        """Raise one error with a line for each that was kept; return where there is none."""
        if not self._errors:
            return
        kind = type(self._errors[0])
        raise kind("\n".join(dict.fromkeys(str(error) for error in self._errors)))
