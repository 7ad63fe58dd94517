"""A command as a whole process: wall time, processor time with its children, peak memory of the largest of them."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

# Users' Pythons keep what they compiled.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True)
class Run:
    """Seconds, seconds of processors, MB, and the exit code."""

    wall: float
    cpu: float
    memory: float
    code: int


def run(command: Sequence[str], cwd: Path) -> Run:
    """Run the command once, its output thrown away."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1024 if resource.getpagesize() and os.uname().sysname != "Darwin" else 1024 * 1024
    return Run(
        time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit, process.returncode
    )


@dataclass
class Job:
    """A command to be measured: `prepare` comes before each run and does not count."""

    name: str
    command: Sequence[str]
    cwd: Path
    prepare: Callable[[], object] = lambda: None


def measured(jobs: Sequence[Job], runs: int) -> dict[str, dict[str, float]]:
    """Return each job's median figures; the jobs take turns, so that a slow minute is everybody's."""
    found: dict[str, list[Run]] = {job.name: [] for job in jobs}
    for _ in range(runs):
        for job in jobs:
            job.prepare()
            done = run(job.command, job.cwd)
            if done.code not in (0, 1):
                raise SystemExit(f"{job.name}: exit code {done.code}: {' '.join(map(str, job.command))}")
            found[job.name].append(done)
    return {name: _median(each) for name, each in found.items()}


def _median(runs: Sequence[Run]) -> dict[str, float]:
    rows = [asdict(each) for each in runs]
    return {key: round(statistics.median(row[key] for row in rows), 4) for key in ("wall", "cpu", "memory")}
