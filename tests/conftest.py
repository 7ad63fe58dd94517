"""What all tests share: the Hypothesis profiles, and what a test says when a program or `../shared` is missing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from postgres_server import PostgresServer

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"

# A skip whose reason names one of these is a failure where LOCPIPE_CI=1: .ci/run installs them all.
PROGRAMS = (
    "hugo",
    "ruby",
    "jekyll",
    "eleventy",
    "gettext",
    "msgcat",
    "msgfmt",
    "msgmerge",
    "apertium",
    "tf-extract",
    "poedit",
    "xvfb",
    "xdotool",
    "postgresql",
)

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile("steady", deadline=None, derandomize=True, max_examples=100, suppress_health_check=SLOW)
settings.register_profile("thorough", deadline=None, max_examples=2000, suppress_health_check=SLOW)
settings.load_profile(os.environ.get("LOCPIPE_HYPOTHESIS", "steady"))


def pytest_configure() -> None:
    """Hear Ctrl-C: what a shell runs in its background ignores it, and so would every process that a test starts."""
    # Not at import: a worker's thread, where signals can't be set, imports this module with the functions it is sent.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def requires_program(*names: str) -> pytest.MarkDecorator:
    """Return the mark of a test that runs the programs `names`; skipped without them, a failure where LOCPIPE_CI=1."""
    missing = [name for name in names if shutil.which(name) is None]
    return pytest.mark.skipif(bool(missing), reason=f"needs {', '.join(missing) or 'nothing more'} (PATH has none)")


def shared(*parts: str) -> Path:
    """Return a path in `../shared`, the developers' folder beside the repository; skip the test where it is missing."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip("../shared is missing: a user's clone has none")
    return path


def run_locpipe(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run `locpipe` in a process of its own, as a user does, and return what it printed and its exit code."""
    command = [sys.executable, "-m", "locpipe", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False, timeout=300)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Give tests that are marked with `requires_postgresql` a server of their own."""
    with PostgresServer() as server:
        yield server


@pytest.fixture
def locpipe() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Give a test `run_locpipe`."""
    return run_locpipe


def hides_a_program(report: pytest.TestReport) -> bool:
    """Tell whether the test was skipped although CI promised the program that its reason names."""
    if os.environ.get("LOCPIPE_CI") != "1" or not report.skipped or hasattr(report, "wasxfail"):
        return False
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return "../shared" not in reason and any(name in reason.casefold() for name in PROGRAMS)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn the skip of a missing program into a failure in CI, where nobody reads the list of skips."""
    report = yield
    if hides_a_program(report):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where every program must be there: {report.longrepr}"
    return report
