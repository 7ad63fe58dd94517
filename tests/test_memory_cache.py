"""The engine cache: what was paid for is kept, whatever happens to the run, and no other file is touched."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locpipe.errors import LocpipeError, MemoryFileError
from locpipe.memory import Cached, Segment, cache_key, open_cache, open_memory

ANSWER = Cached("Rób to dwa razy dziennie.", "deepl", "quality_optimized", 20, "Do this twice a day.", ("en", "pl"))


# The laws.


PARTS = st.lists(st.sampled_from(["", "a", "1:a", "a1:", ":", "en", "pl", "\ud800"]) | st.text(max_size=4), max_size=5)


@given(PARTS, PARTS)
def test_other_parts_have_another_key(one, other):
    assert (cache_key(*one) == cache_key(*other)) == (one == other)


@given(PARTS, st.data())
def test_parts_joined_otherwise_have_another_key(parts, data):
    cut = data.draw(st.integers(0, len(parts)))
    joined = ["".join(parts[:cut]), "".join(parts[cut:])]
    assert (cache_key(*parts) == cache_key(*joined)) == (parts == joined)


def test_a_key_is_the_same_in_every_version():
    # What was paid for under it would be lost with any other.
    assert cache_key("en", "pl", "Back pain") == "976113921c4c6ffd0d1bb34d97268c09887d266f"


# One file.


def test_the_file_alone_holds_all(tmp_path):
    # CI keeps one path from run to run, and the next run may start while this one's log still lies beside it.
    path = tmp_path / "engine.sqlite"
    with open_cache(path) as cache:
        cache.put({"a": ANSWER})
        shutil.copyfile(path, tmp_path / "copy.sqlite")
    with open_cache(tmp_path / "copy.sqlite") as cache:
        assert cache.get(["a"]) == {"a": ANSWER}


def test_a_file_that_another_program_keeps_is_refused_in_the_end(tmp_path):
    path = tmp_path / "engine.sqlite"
    with open_cache(path) as cache:
        cache.put({"a": ANSWER})
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin immediate")
    try:
        with pytest.raises(MemoryFileError, match=r"is in use by another program; close that"), open_cache(path, 0.1):
            pass
        other.execute("rollback")
        with open_cache(path, 0.1) as cache:
            other.execute("begin immediate")
            with pytest.raises(MemoryFileError, match=r"is in use by another program"):
                cache.put({"b": ANSWER})
            # Whoever only reads is not held up.
            assert cache.get(["a", "b"]) == {"a": ANSWER}
    finally:
        other.close()


# Files that are none of ours, and disks that refuse.


def other_program(path):
    with sqlite3.connect(path) as connection:
        connection.execute("create table answers (key, raw)")
        connection.execute("insert into answers values ('a', 'precious')")
    connection.close()


def cut(path):
    with open_cache(path) as cache:
        cache.put({str(number): ANSWER for number in range(500)})
    path.write_bytes(path.read_bytes()[:9000])


def newer(path):
    with open_cache(path) as cache:
        cache.put({"a": ANSWER})
    with sqlite3.connect(path) as connection:
        connection.execute("pragma user_version = 99")
    connection.close()


def memory_index(path):
    with open_memory(path) as memory:
        memory.refresh({"a.po": "1"}, lambda _: [("pl", Segment("A", "a"))])


REFUSED = {
    "text": (lambda path: path.write_text("my thesis\n" * 500), r"is no engine cache of locpipe, or is damaged"),
    "short text": (lambda path: path.write_text("my thesis\n"), r"is no engine cache of locpipe, or is damaged"),
    "zeros": (lambda path: path.write_bytes(bytes(5000)), r"is no engine cache of locpipe, or is damaged"),
    "another program's": (other_program, r"is no engine cache of locpipe, or is damaged"),
    "the index of the memory": (memory_index, r"is no engine cache of locpipe, or is damaged"),
    "a damaged one": (cut, r"is no engine cache of locpipe, or is damaged"),
    "a newer one": (newer, r"was written by a newer locpipe; update locpipe"),
    "a folder": (lambda path: path.mkdir(), r"the engine cache cannot be written: unable to open"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_cache_of_ours_is_refused_and_stays_as_it_is(tmp_path, what):
    path = tmp_path / "engine.sqlite"
    make, message = REFUSED[what]
    make(path)
    before = {each.name: each.read_bytes() for each in tmp_path.iterdir() if each.is_file()}
    with pytest.raises(MemoryFileError, match=message) as refused, open_cache(path):
        pass
    assert str(refused.value).startswith(f"{path}: ")
    assert "\n" not in str(refused.value)
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir() if each.is_file()} == before


def test_an_empty_file_becomes_a_cache(tmp_path):
    # `mktemp` and `touch` leave one.
    (tmp_path / "engine.sqlite").touch()
    with open_cache(tmp_path / "engine.sqlite") as cache:
        cache.put({"a": ANSWER})


def test_the_folder_is_made(tmp_path):
    with open_cache(tmp_path / "a" / "b" / "engine.sqlite") as cache:
        cache.put({"a": ANSWER})
    assert (tmp_path / "a" / "b" / "engine.sqlite").is_file()


def test_a_file_in_the_folder_s_place_is_one_line(tmp_path):
    (tmp_path / "a").write_text("")
    message = r"folder cannot be made: .*; set engine.cache to another path$"
    with pytest.raises(MemoryFileError, match=message), open_cache(tmp_path / "a" / "engine.sqlite"):
        pass


def as_nobody(path):
    """Return what a process that may write nothing is told when it opens the cache, its reads included."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return (path.parent.parent / "said").read_text()
    said = os.open(path.parent.parent / "said", os.O_WRONLY | os.O_CREAT)
    try:
        if os.getuid() == 0:
            os.setuid(65534)
        with open_cache(path, 0.1):
            os.write(said, b"opened")
    except LocpipeError as error:
        os.write(said, str(error).encode())
    finally:
        os._exit(0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
@pytest.mark.parametrize("there", [False, True])
def test_a_folder_that_nobody_may_write_is_one_line(there):
    # pytest's own folders are closed to anyone else, and to root nothing is.
    with tempfile.TemporaryDirectory() as outer:
        folder = Path(outer) / "folder"
        folder.mkdir()
        path = folder / "engine.sqlite"
        if there:
            with open_cache(path) as cache:
                cache.put({"a": ANSWER})
            path.chmod(0o444)
        Path(outer).chmod(0o755)
        folder.chmod(0o555)
        said = as_nobody(path)
        folder.chmod(0o755)
    assert said.startswith(f"{path}: the engine cache cannot be written: ")
    assert said.endswith("make room or fix the permission, or set engine.cache to another path")
    assert "\n" not in said


def test_the_index_of_the_memory_spares_a_cache_in_its_place(tmp_path):
    # engine.cache = ".locpipe/memory.sqlite" would otherwise throw away what was paid for.
    path = tmp_path / "memory.sqlite"
    with open_cache(path) as cache:
        cache.put({"a": ANSWER})
    for _ in range(2):
        with open_memory(path) as memory:
            memory.refresh({"a.po": "1"}, lambda _: [("pl", Segment("A", "a"))])
            assert memory.exact("A", "pl")
    with open_cache(path) as cache:
        assert cache.get(["a"]) == {"a": ANSWER}
