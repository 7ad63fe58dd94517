"""A short life of the soak of benchmarks/soak.py, which is run for a thousand cycles by hand."""

import sys

import pytest

from conftest import REPOSITORY
from locpipe import api as pipeline
from locpipe.pipeline.check import check
from projects import make

sys.path.append(str(REPOSITORY / "benchmarks"))


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is none of Windows'")
def test_a_life_with_kills_leaves_nothing_behind():
    import soak

    counts = soak.soak(cycles=8, seed=4, every=4)
    assert (counts.cycles, counts.looks) == (8, 3)
    assert counts.runs >= 20


def test_what_is_gone_leaves_the_caches_too(tmp_path):
    text = "".join(f"# Head {number}\n\nText {number} with **words**.\n\n" for number in range(150))
    project = make(tmp_path, {f"page{number}.md": f"{text}{number}\n" for number in range(60)})
    analysis, memo = tmp_path / ".locpipe/analysis.sqlite", tmp_path / ".locpipe/extract.json"

    def sizes():
        pipeline.extract(project)
        check(project)
        return analysis.stat().st_size, memo.stat().st_size

    before = sizes()
    for path in tmp_path.rglob("page*.*"):
        if path.stem not in ("page1", "page2"):
            path.unlink()
    after = sizes()
    assert after[0] < before[0] / 3, (before, after)
    assert after[1] < before[1] / 10, (before, after)
    assert pipeline.extract(project).written == ()
