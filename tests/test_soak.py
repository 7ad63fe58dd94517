"""A short life of the soak of benchmarks/soak.py, which is run for a thousand cycles by hand."""

import sys

import pytest

from conftest import REPOSITORY

sys.path.append(str(REPOSITORY / "benchmarks"))


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is none of Windows'")
def test_a_life_with_kills_leaves_nothing_behind():
    import soak

    counts = soak.soak(cycles=8, seed=4, every=4)
    assert (counts.cycles, counts.looks) == (8, 3)
    assert counts.runs >= 20
