"""A real Dask cluster for tests: a scheduler and workers, each a process of its own on this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

TESTS = Path(__file__).parent


class DaskCluster:
    """See the module. `address` is the scheduler's; `workers` are killed one by one, or `scheduler` is."""

    def __init__(self, workers: int = 2) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{port}"
        self.scheduler = _started("dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-show")
        self.workers: list[subprocess.Popen[bytes]] = []
        for _ in range(workers):
            self.add()
        self._number = workers

    def add(self, python: Sequence[str] = (sys.executable,), path: Path = TESTS) -> None:
        """Begin a worker, in this environment where no other is given."""
        options = ["--no-nanny", "--nthreads", "2", "--no-dashboard"]
        self.workers.append(_started("dask_worker", self.address, *options, python=python, path=path))
        self._number = len(self.workers)

    def __enter__(self) -> Self:
        end = time.monotonic() + 60
        while not self._is_ready():
            assert time.monotonic() < end
            time.sleep(0.1)
        return self

    def _is_ready(self) -> bool:
        from distributed import Client  # an extra

        try:
            with Client(self.address, timeout=20, set_as_default=False) as client:
                return len(client.nthreads()) == self._number
        except OSError:
            return False

    def __exit__(self, *_: object) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


def _started(
    program: str, *arguments: str, python: Sequence[str] = (sys.executable,), path: Path = TESTS
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*python, "-m", f"distributed.cli.{program}", *arguments],
        env={**os.environ, "PYTHONPATH": str(path)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
