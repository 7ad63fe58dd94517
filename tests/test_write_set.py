"""Removals beside writes, and commits that are killed at any step."""

from __future__ import annotations

import os

import pytest

from locpipe.errors import LocpipeError
from locpipe.source import WriteSet


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
