"""What a use case gives back, and how many problems become one error."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from locpipe.errors import LocpipeError
from locpipe.model import Finding

Tick = Callable[[int, int], None]
"""Called with how many articles are done, of how many."""


def no_tick(done: int, total: int) -> None:
    """Show nothing."""


@dataclass(frozen=True)
class Result:
    """Findings in the order of their places, the files written, and figures for the summary."""

    findings: tuple[Finding, ...] = ()
    written: tuple[Path, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


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
