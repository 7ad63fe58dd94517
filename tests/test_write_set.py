"""Removals beside writes, and commits that are killed at any step."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kills import in_child, killed
from locpipe.errors import LocpipeError
from locpipe.pipeline.run_lock import alone
from locpipe.source import WriteSet, recover, unfinished
from locpipe.source.journal import digest
from locpipe.source.parts import part_of, write_json


def held(root):
    """Return what every file below `root` holds, by its path."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_removal_waits_for_commit(tmp_path):
    (tmp_path / "old.md").write_bytes(b"text")
    files = WriteSet(tmp_path)
    files.remove(tmp_path / "old.md", base=b"text")
    files.stage(tmp_path / "new.md", b"text")
    assert held(tmp_path) == {"old.md": b"text"}
    assert files.staged == (tmp_path / "new.md", tmp_path / "old.md")
    assert files.commit() == (tmp_path / "new.md", tmp_path / "old.md")
    assert held(tmp_path) == {"new.md": b"text"}
    assert files.staged == ()


@pytest.mark.parametrize("first", ["stage", "remove"])
@pytest.mark.parametrize(("written", "removed"), [("a.md", "a.md"), ("A.md", "a.md"), ("za\u017c.md", "zaz\u0307.md")])
@pytest.mark.parametrize("data", [b"old", b"new"])
def test_a_path_that_is_also_written_stays(tmp_path, first, written, removed, data):
    for name in (written, removed):
        (tmp_path / name).write_bytes(b"old")
    files = WriteSet(tmp_path)
    if first == "stage":
        files.stage(tmp_path / written, data)
    files.remove(tmp_path / removed, base=b"old")
    files.stage(tmp_path / written, data)
    files.commit()
    assert held(tmp_path) == {removed: b"old", written: data}


def test_of_two_articles_that_swap_names_neither_is_lost(tmp_path):
    (tmp_path / "a.md").write_bytes(b"A")
    (tmp_path / "b.md").write_bytes(b"B")
    files = WriteSet(tmp_path)
    files.stage(tmp_path / "b.md", b"A", base=b"B")
    files.remove(tmp_path / "a.md", base=b"A")
    files.stage(tmp_path / "a.md", b"B", base=b"A")
    files.remove(tmp_path / "b.md", base=b"B")
    files.commit()
    assert held(tmp_path) == {"a.md": b"B", "b.md": b"A"}


@pytest.mark.parametrize("there", [b"theirs", None])
def test_what_no_longer_holds_the_base_is_not_removed(tmp_path, there):
    if there is not None:
        (tmp_path / "a.md").write_bytes(there)
    with pytest.raises(LocpipeError, match=r"a\.md: changed while locpipe was running"):
        WriteSet(tmp_path).remove(tmp_path / "a.md", base=b"ours")


def test_an_edit_that_leaves_size_and_time_alike_is_seen_before_a_removal(tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes(b"ours")
    files = WriteSet(tmp_path)
    files.remove(path, base=b"ours")
    found = path.stat()
    path.write_bytes(b"them")
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))
    with pytest.raises(LocpipeError, match=r"a\.md: changed while locpipe was running"):
        files.commit()
    assert path.read_bytes() == b"them"


def test_of_a_link_the_link_is_removed(tmp_path):
    (tmp_path / "real.md").write_bytes(b"text")
    (tmp_path / "link.md").symlink_to("real.md")
    files = WriteSet(tmp_path)
    files.remove(tmp_path / "link.md", base=b"text")
    files.commit()
    assert held(tmp_path) == {"real.md": b"text"}


def test_a_link_is_not_removed_where_its_file_is_written(tmp_path):
    (tmp_path / "real.md").write_bytes(b"text")
    (tmp_path / "link.md").symlink_to("real.md")
    files = WriteSet(tmp_path)
    files.stage(tmp_path / "link.md", b"new")
    files.remove(tmp_path / "link.md", base=b"text")
    files.commit()
    assert held(tmp_path) == {"real.md": b"new", "link.md": b"new"}


def test_nothing_outside_the_root_is_removed(tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "x").write_bytes(b"")
    (root / "out").symlink_to(tmp_path)
    for path in (root / ".." / "x", tmp_path / "x", root / "out" / "x"):
        with pytest.raises(LocpipeError, match="leads out of"):
            WriteSet(root).remove(path, base=b"")


def tmp_path_at(folder, *numbers):
    place = folder / "-".join(map(str, numbers))
    place.mkdir()
    return place


def build(root, before):
    root.mkdir()
    for name, data in before.items():
        (root / name).parent.mkdir(exist_ok=True, parents=True)
        (root / name).write_bytes(data)


def plan(root, before, after):
    """Return the write set that makes `before` into `after`."""
    files = WriteSet(root)
    for name in sorted(before.keys() - after.keys()):
        files.remove(root / name, base=before[name])
    for name, data in after.items():
        files.stage(root / name, data)
    return files


BEFORE = {"a.md": b"a", "b.md": b"b", "gone.md": b"x", "d/also gone.md": b"y", "same.md": b"s"}
AFTER = {"a.md": b"A", "b.md": b"", "new/deep/c.md": b"C", "d/e.md": b"E", "same.md": b"s"}

contents = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d/a", "d/b", "e/f/g", "\u00fc \u2028", "\udcff"]), st.binary(max_size=3)
)


def check_kill(folder, before, after, step, second):
    root = folder / "root"
    build(root, before)
    came = killed(root, plan(root, before, after).commit, step)
    begun = unfinished(root)
    if second is not None:
        killed(root, lambda: recover(root), second)
    recover(root)
    found = {name: data for name, data in held(root).items() if not name.endswith(".part")}
    assert found == after if begun or not came else found in (before, after)
    assert not begun or held(root) == after
    assert recover(root) == ()
    assert not unfinished(root)
    plan(root, found, after).commit()
    assert {name: data for name, data in held(root).items() if name[:9] != ".locpipe/"} == after
    return came


def test_a_commit_killed_at_any_step_has_done_all_or_nothing(tmp_path):
    step = 0
    while check_kill(tmp_path_at(tmp_path, step), BEFORE, AFTER, step, None):
        step += 1
    assert step > 20


def test_a_recovery_that_is_killed_too_is_finished_by_the_next(tmp_path):
    for step in range(18, 40):
        for second in range(0, 30, 3):
            check_kill(tmp_path_at(tmp_path, step, second), BEFORE, AFTER, step, second)


@given(contents, contents, st.integers(0, 60), st.none() | st.integers(0, 40))
def test_any_mix_of_writes_and_removals_killed_anywhere(before, after, step, second):
    with TemporaryDirectory() as folder:
        check_kill(Path(folder).resolve(), before, after, step, second)


def stop_half_way(root):
    """Build BEFORE and kill its commit at the rename of b.md, when a.md is in place already."""
    build(root, BEFORE)

    def kill(count, event, paths):
        if event == "os.rename" and paths[-1].endswith("/b.md"):
            os.kill(os.getpid(), signal.SIGKILL)

    assert in_child(root, plan(root, BEFORE, AFTER).commit, kill) == -signal.SIGKILL
    assert unfinished(root)


@given(st.dictionaries(st.sampled_from(sorted(BEFORE | AFTER)), st.none() | st.just(b"theirs"), max_size=4))
def test_what_a_person_changed_after_the_kill_stays(theirs):
    with TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "root"
        stop_half_way(root)
        for name, data in theirs.items():
            if data is None:
                (root / name).unlink(missing_ok=True)
            else:
                (root / name).write_bytes(data)
        recover(root)
        expected = AFTER | {name: data for name, data in theirs.items() if data is not None}
        # Nobody can delete what is not there yet.
        gone = {name for name, data in theirs.items() if data is None and name in BEFORE}
        assert held(root) == {name: data for name, data in expected.items() if name not in gone}


def test_recovery_returns_what_it_changed(tmp_path):
    stop_half_way(tmp_path / "root")
    changed = ("b.md", "d/also gone.md", "d/e.md", "gone.md", "new/deep/c.md")
    assert recover(tmp_path / "root") == tuple(tmp_path / "root" / name for name in changed)


def test_the_run_lock_finishes_an_earlier_run(tmp_path):
    root = tmp_path / "root"
    stop_half_way(root)
    with alone(root) as changed:
        assert len(changed) == 5
        assert not unfinished(root)
    with alone(root) as changed:
        assert changed == ()
    assert {name: data for name, data in held(root).items() if name != ".locpipe/run.lock"} == AFTER


@pytest.mark.parametrize("name", ["b.md", "gone.md"])
def test_an_edit_while_the_files_are_put_in_place_is_kept(tmp_path, name):
    root = tmp_path / "root"
    build(root, BEFORE)

    def edit(count, event, paths):
        if event == "os.rename" and paths[-1].endswith("/a.md"):
            (root / name).write_bytes(b"theirs, longer")

    assert in_child(root, plan(root, BEFORE, AFTER).commit, edit) == 2
    assert (tmp_path / "said").read_text().startswith(f"{name}: changed while locpipe was running")
    assert held(root) == AFTER | {name: b"theirs, longer"}


def test_a_folder_in_a_targets_place_does_not_stop_recovery(tmp_path):
    root = tmp_path / "root"
    stop_half_way(root)
    (root / "b.md").unlink()
    (root / "b.md").mkdir()
    shutil.rmtree(root / "new")
    (root / "new").write_bytes(b"a file now")
    recover(root)
    expected = AFTER | {"new": b"a file now"}
    assert held(root) == {name: data for name, data in expected.items() if name not in ("b.md", "new/deep/c.md")}


def test_half_a_part_is_not_used(tmp_path):
    root = tmp_path / "root"
    stop_half_way(root)
    for part in root.rglob("*.part"):
        part.write_bytes(b"half")
    recover(root)
    assert held(root) == {"a.md": b"A", "b.md": b"b", "same.md": b"s"}


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"[]", b"{}", b"[" * 100_000, b'{"version": 2}', b'{"version": 1, "chan']
)
def test_a_journal_that_makes_no_sense_goes(tmp_path, data):
    build(tmp_path / "root", {"a.md": b"a", ".locpipe/journal.json": data})
    assert recover(tmp_path / "root") == ()
    assert held(tmp_path / "root") == {"a.md": b"a"}


@pytest.mark.parametrize("path", ["../x", "{outside}/x", "out/x", "a/../../x", "\0", 5])
@pytest.mark.parametrize("new", [None, "same"])
def test_a_journal_from_elsewhere_touches_nothing_outside(tmp_path, path, new):
    old, written = digest(b"x"), digest(b"new")
    (tmp_path / "x").write_bytes(b"x")
    part_of(tmp_path / "x").write_bytes(b"new")
    path = path.replace("{outside}", str(tmp_path)) if isinstance(path, str) else path
    change = {"path": path, "held": old, "new": new and written}
    build(
        tmp_path / "root",
        {".locpipe/journal.json": json.dumps({"version": 1, "changes": [change]}).encode(), "a/b": b""},
    )
    (tmp_path / "root" / "out").symlink_to(tmp_path)
    assert recover(tmp_path / "root") == ()
    assert (tmp_path / "x").read_bytes() == b"x"
    assert part_of(tmp_path / "x").exists()
    assert not unfinished(tmp_path / "root")


def test_one_file_needs_no_journal_and_several_write_nothing_without_one(tmp_path):
    build(tmp_path / "root", {".locpipe": b"a file in the journal's folder's place"})
    root = tmp_path / "root"
    plan(root, {}, {"a.md": b"a"}).commit()
    files = plan(root, {}, {"a.md": b"A", "new/b.md": b"B"})
    with pytest.raises(LocpipeError, match=r"^\.locpipe/journal\.json: cannot be written"):
        files.commit()
    assert held(root) == {".locpipe": b"a file in the journal's folder's place", "a.md": b"a"}
    assert not (root / "new").exists()


def refuse(count, event, paths):
    if event == "os.rename" and paths[-1].endswith("/b.md"):
        raise PermissionError(errno.EACCES, "Permission denied", paths[-1])


def test_a_recovery_that_the_disk_refuses_says_so_and_stays_to_be_done(tmp_path):
    root = tmp_path / "root"
    stop_half_way(root)
    assert in_child(root, lambda: recover(root), refuse) == 2
    said = "b.md: cannot be finished where an earlier run stopped half way: Permission denied"
    assert (tmp_path / "said").read_text().startswith(said)
    assert unfinished(root)
    recover(root)
    assert held(root) == AFTER


def test_a_commit_that_the_disk_stops_half_way_is_finished_by_the_next_run(tmp_path):
    root = tmp_path / "root"
    build(root, BEFORE)
    assert in_child(root, plan(root, BEFORE, AFTER).commit, refuse) == 2
    assert (tmp_path / "said").read_text().startswith("b.md: cannot be written: Permission denied; ")
    assert held(root)["a.md"] == b"A"
    recover(root)
    assert held(root) == AFTER


def test_a_commit_leaves_no_trace_but_its_files(tmp_path):
    build(tmp_path / "root", BEFORE)
    plan(tmp_path / "root", BEFORE, AFTER).commit()
    assert held(tmp_path / "root") == AFTER
    assert not (tmp_path / "root" / ".locpipe").exists()


def test_a_file_in_lines_is_put_in_place_whole_and_never_through_a_link(tmp_path):
    place, outside = tmp_path / "root" / "notes.json", tmp_path / "outside"
    place.parent.mkdir()
    write_json(place, "[", map(json.dumps, ("a", "\udce9")), "]")
    assert json.loads(place.read_bytes()) == ["a", "\udce9"]
    outside.write_bytes(b"theirs")
    part_of(place).symlink_to(outside)
    with pytest.raises(OSError, match=r"notes\.json"):
        write_json(place, "[", ['"b"'], "]")
    assert json.loads(place.read_bytes()) == ["a", "\udce9"]
    assert outside.read_bytes() == b"theirs"
