"""Real faults: a full disk, a read-only one, files that come and go, clocks that jump, processes that are killed."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from conftest import run_locpipe
from locpipe import api as pipeline
from locpipe.project import find_project
from projects import make, tree
from test_workers import articles

LOCPIPE = [sys.executable, "-m", "locpipe"]
linux = pytest.mark.skipif(sys.platform != "linux", reason="mounts and processes as Linux has them")


def mounted(place: Path, *options: str) -> None:
    place.mkdir(exist_ok=True)
    done = subprocess.run(["mount", *options, str(place)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"may not mount here: {done.stderr.strip()}")


@pytest.fixture
def small_disk(tmp_path):
    """Give a folder on a disk of its own, of 8 MB."""
    place = tmp_path / "disk"
    mounted(place, "-t", "tmpfs", "-o", "size=8m", "none")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """Return what a run that could not work said: one line, no traceback, no bug."""
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stderr.count("\n") == 1
    assert "bug" not in done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def fill(disk: Path, leave: int) -> Path:
    """Fill the disk but for so many bytes."""
    filler = disk / "filler"
    free = os.statvfs(disk)
    filler.write_bytes(b"x" * max(0, free.f_bavail * free.f_frsize - leave))
    return filler


@linux
@pytest.mark.parametrize("leave", [0, 4096, 12_288, 40_960, 81_920])
@pytest.mark.parametrize("command", [("extract",), ("prefill", "--engine", "pseudo"), ("merge",)])
def test_a_full_disk_is_said_in_one_line_and_nothing_is_half_done(small_disk, command, leave):
    root = small_disk / "site"
    make(root, articles(6), 'targets = ["pl", "de"]\n')
    steps = (("extract",), ("prefill", "--engine", "pseudo"), ("merge",))
    for step in steps[: steps.index(command)]:
        assert run_locpipe(*step, cwd=root).returncode == 0
    if command == ("merge",):
        for path in root.rglob("*.po"):
            path.write_text(path.read_text("utf-8").replace("\n#, fuzzy\n", "\n"), "utf-8", newline="\n")
    before = tree(root)
    filler = fill(small_disk, leave)
    done = run_locpipe(*command, cwd=root)
    if done.returncode:
        assert re.search("No space left|disk is full", one_line(done))
        changed = {path for path, data in tree(root).items() if before.get(path) != data}
        assert not [path for path in changed if path.endswith(".part")]
        if command != ("prefill", "--engine", "pseudo"):  # which keeps what is finished
            assert not changed
    filler.unlink()
    assert run_locpipe(*command, cwd=root).returncode == 0
    again = tree(root)
    assert run_locpipe(*command, cwd=root).returncode == 0
    assert tree(root) == again


@linux
def test_a_read_only_disk_is_said_in_one_line_and_reading_goes_on(tmp_path, small_disk):
    root = small_disk / "site"
    make(root, articles(3))
    assert run_locpipe("extract", cwd=root).returncode == 0
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for command in (("extract",), ("prefill", "--engine", "pseudo"), ("merge",), ("run",)):
        one_line(run_locpipe(*command, cwd=root))
    for command in (("check",), ("status",), ("siblings",)):
        done = run_locpipe(*command, cwd=root)
        assert done.returncode in (0, 1), done.stderr


def test_articles_that_come_and_go_while_they_are_read_stop_no_run_without_a_word(tmp_path):
    root = tmp_path / "site"
    make(root, articles(40))
    over = threading.Event()

    def restless():
        chance = random.Random(1)
        paths = sorted((root / "content/en").glob("*.md"))
        while not over.is_set():
            path = chance.choice(paths)
            text = path.read_bytes()
            path.unlink()
            time.sleep(0.002)
            path.write_bytes(text)

    thread = threading.Thread(target=restless)
    thread.start()
    try:
        for _ in range(8):
            done = run_locpipe("extract", cwd=root)
            assert done.returncode in (0, 1, 2)
            assert "bug" not in done.stderr
            assert "Traceback" not in done.stderr
    finally:
        over.set()
        thread.join()
    assert run_locpipe("extract", cwd=root).returncode == 0
    assert len(list((root / "locale/templates").glob("*.pot"))) == 40


def test_what_a_reviewer_saves_while_extract_runs_is_never_overwritten(tmp_path):
    root = tmp_path / "site"
    make(root, articles(40))
    pipeline.extract(find_project(root))
    catalog = root / "locale/pl/LC_MESSAGES/a020.po"
    source = root / "content/en/a020.md"
    for number in range(6):
        source.write_text(source.read_text("utf-8") + f"\nAnother paragraph {number}.\n", "utf-8")
        process = subprocess.Popen([*LOCPIPE, "extract", "-q"], cwd=root, stderr=subprocess.PIPE, text=True)
        time.sleep(0.05 * number + 0.1)
        saved = catalog.read_text("utf-8").replace('msgstr ""\n\n', f'msgstr "typed {number}"\n\n', 2)
        catalog.write_text(saved, "utf-8", newline="\n")
        error = process.communicate()[1]
        assert process.returncode in (0, 2)
        assert process.returncode == 0 or "changed while locpipe was running" in error
        pipeline.extract(find_project(root))
        assert f"typed {number}" in catalog.read_text("utf-8")


@pytest.mark.parametrize("moment", [0, 946684800, 4102444800])
def test_no_clock_hides_a_change(tmp_path, moment):
    """Two texts of one length, saved in one tick of a clock that stands wrong."""
    root = tmp_path / "site"
    project = make(root, {"a.md": "Take one.\n"})
    path = root / "content/en/a.md"
    os.utime(path, (moment, moment))
    pipeline.extract(project)
    path.write_text("Take two.\n", "utf-8")
    os.utime(path, (moment, moment))
    pipeline.extract(project)
    assert '"Take two."' in (root / "locale/pl/LC_MESSAGES/a.po").read_text("utf-8")


def children(process: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True, check=False)
    return [int(each) for each in found.stdout.split()]


def alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@linux
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_workers_end_with_the_run_and_the_next_one_is_not_locked_out(tmp_path, end):
    root = tmp_path / "site"
    make(root, articles(400))
    process = subprocess.Popen([*LOCPIPE, "extract", "-q", "--jobs", "2"], cwd=root, stderr=subprocess.DEVNULL)
    begun = time.monotonic()
    while len(workers := children(process.pid)) < 2 and process.poll() is None and time.monotonic() < begun + 60:
        time.sleep(0.01)
    assert len(workers) == 2
    process.send_signal(end)
    process.wait(60)
    while any(map(alive, workers)) and time.monotonic() < begun + 120:
        time.sleep(0.05)
    assert not [worker for worker in workers if alive(worker)]
    assert not list(root.rglob("*.pot"))
    assert run_locpipe("extract", "-q", cwd=root).returncode == 0
    assert len(list(root.rglob("*.pot"))) == 400


@linux
def test_a_killed_worker_costs_nothing_but_time(tmp_path):
    root, other = tmp_path / "site", tmp_path / "other"
    pipeline.extract(make(other, articles(200)))
    make(root, articles(200))
    process = subprocess.Popen([*LOCPIPE, "extract", "-q", "--jobs", "2"], cwd=root, stderr=subprocess.PIPE, text=True)
    begun = time.monotonic()
    while not (workers := children(process.pid)) and process.poll() is None and time.monotonic() < begun + 60:
        time.sleep(0.01)
    os.kill(workers[0], signal.SIGKILL)
    assert process.communicate()[1] == ""
    assert process.returncode == 0
    assert {path.name: path.read_bytes() for path in root.rglob("*.po")} == {
        path.name: path.read_bytes() for path in other.rglob("*.po")
    }
