"""Runs that end early, and what stands where a file should be: nothing half done, nothing left, one line said."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import run_locpipe
from kills import in_child
from locpipe import api as pipeline
from locpipe.errors import LocpipeError
from locpipe.pipeline.run_lock import alone
from locpipe.source import WriteSet, unfinished
from projects import ARTICLE, make, tree
from test_write_set import AFTER, BEFORE, build, held, plan

LOCPIPE = [sys.executable, "-m", "locpipe"]
STOPPED = "locpipe: stopped by Ctrl-C; every file is as it was or complete, run again to go on\n"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks, signals and pipes as Unix has them")


def at(wanted, what):
    """Return a hook that does something before the step with that number."""

    def hook(count, event, paths):
        if count == wanted:
            what()

    return hook


def interrupt():
    raise KeyboardInterrupt


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def test_ctrl_c_at_any_step_of_a_commit_has_done_all_or_nothing(tmp_path):
    outcomes = set()
    for step in range(80):
        root = tmp_path / str(step) / "root"
        root.parent.mkdir()
        build(root, BEFORE)
        code = in_child(root, plan(root, BEFORE, AFTER).commit, at(step, interrupt))
        assert held(root) in (BEFORE, AFTER), step
        assert not unfinished(root)
        outcomes.add((code, held(root) == AFTER))
        if code == 0:
            break
    # Stopped with nothing done, stopped once all was sure to be done, and never reached.
    assert outcomes == {(3, False), (3, True), (0, True)}


def test_whatever_a_kill_leaves_the_next_run_removes(tmp_path):
    def commit(root):
        with alone(root):
            plan(root, BEFORE, AFTER).commit()

    left = 0
    for step in range(0, 80, 2):
        root = tmp_path / str(step) / "root"
        root.parent.mkdir()
        build(root, BEFORE)
        code = in_child(root, lambda root=root: commit(root), at(step, die))
        # Nobody may ever write these files again.
        left += bool(list(root.rglob("*.part"))) and not unfinished(root)
        with alone(root):
            pass
        found = {name: data for name, data in held(root).items() if name != ".locpipe/run.lock"}
        assert found in (BEFORE, AFTER), step
        if code == 0:
            break
    assert left > 3
    assert step > 20


def test_temporary_files_of_other_programs_stay(tmp_path):
    root = tmp_path / "root"
    names = ("a.part", ".locpipe-x.part", "d/.locpipe-0123456789abcdef.part.md", ".locpipe/running")
    build(root, dict.fromkeys(names, b"theirs") | {"d/.locpipe-0123456789abcdef.part": b"ours"})
    with alone(root):
        pass
    assert held(root).keys() - {".locpipe/run.lock"} == set(names[:3])


@pytest.mark.parametrize("renamed", [True, False])
def test_a_save_that_leaves_size_and_time_alike_is_seen_before_a_write(tmp_path, renamed):
    path = tmp_path / "a.po"
    path.write_bytes(b"ours")
    files = WriteSet(tmp_path)
    files.stage(path, b"made", base=b"ours")
    found = path.stat()
    time.sleep(0.02)  # beyond one tick of the file system's clock
    saved = tmp_path / "saved" if renamed else path
    saved.write_bytes(b"them")
    os.utime(saved, ns=(found.st_atime_ns, found.st_mtime_ns))
    saved.replace(path)
    with pytest.raises(LocpipeError, match=r"a\.po: changed while locpipe was running"):
        files.commit()
    assert path.read_bytes() == b"them"


def test_a_file_that_was_only_touched_is_written(tmp_path):
    path = tmp_path / "a.po"
    path.write_bytes(b"ours")
    files = WriteSet(tmp_path)
    files.stage(path, b"made", base=b"ours")
    os.utime(path, (0, 0))
    files.commit()
    assert path.read_bytes() == b"made"


def test_ctrl_c_is_one_line_and_nothing_is_written(tmp_path):
    make(tmp_path, {f"{number}.md": ARTICLE for number in range(1500)}, 'targets = ["pl"]\n')
    before = tree(tmp_path)
    command = [*LOCPIPE, "extract", "--jobs", "1"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as extract:
        begun = time.monotonic()
        while not (tmp_path / ".locpipe/running").exists() and time.monotonic() < begun + 60:
            time.sleep(0.01)
        extract.send_signal(signal.SIGINT)
        assert extract.stderr.read() == STOPPED
    assert extract.returncode == 130
    assert tree(tmp_path) == before


def test_ctrl_c_while_the_program_is_loaded_is_one_line_too(tmp_path):
    code = """
import sys
class Interrupted:
    def find_spec(self, name, *_):
        if name == "click":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupted())
from locpipe.__main__ import main
main()
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, STOPPED)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [("status",), ("explain", "slug"), ("--help",)])
def test_a_full_disk_behind_standard_output_is_said_in_one_line(tmp_path, arguments):
    pipeline.extract(make(tmp_path))
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*LOCPIPE, *arguments], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, check=False)
        silent = subprocess.run([*LOCPIPE, *arguments], cwd=tmp_path, stdout=full, stderr=full, check=False)
    said = b"locpipe: what it prints cannot be written: No space left on device; make room and run again\n"
    assert (done.returncode, done.stderr, silent.returncode) == (2, said, 2)


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_standard_streams_lead_nowhere(tmp_path, closed):
    make(tmp_path)
    for arguments in ("extract", "status", "merge", "--help"):
        command = f'"{sys.executable}" -m locpipe {arguments} {closed}'
        done = subprocess.run(command, cwd=tmp_path, shell=True, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "bug" not in done.stderr
    assert "Stretch your back" in (tmp_path / "locale/pl/LC_MESSAGES/back.po").read_text("utf-8")


ODD = {
    "pipe": lambda path: os.mkfifo(path),
    "loop": lambda path: path.symlink_to(path.name),
    "device": lambda path: path.symlink_to("/dev/zero"),
}
PLACES = (
    "content/en/back.md",
    "locpipe.toml",
    "locpipe.lock",
    "locale/pl/LC_MESSAGES/back.po",
    "locale/templates/back.pot",
    "locale",
    "content/pl",
    ".locpipe/journal.json",
)


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("place", PLACES)
def test_what_is_no_file_is_said_at_once(tmp_path, place, kind):
    make(tmp_path, config='targets = ["pl"]\n')
    path = tmp_path / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    if path.is_dir():
        path.rmdir()
    ODD[kind](path)
    done = run_locpipe("run", cwd=tmp_path)
    assert "bug" not in done.stderr
    if place != "content/pl":  # where nothing is written yet
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
        assert place.partition("/")[0] in done.stderr


@pytest.mark.parametrize("kind", ["pipe", "loop"])
@pytest.mark.parametrize("name", ["extract.json", "analysis.sqlite", "memory.sqlite"])
def test_what_is_no_cache_keeps_no_run_from_its_work(tmp_path, name, kind):
    make(tmp_path)
    (tmp_path / ".locpipe").mkdir()
    ODD[kind](tmp_path / ".locpipe" / name)
    done = run_locpipe("run", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "bug" not in done.stderr
