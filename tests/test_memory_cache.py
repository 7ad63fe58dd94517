"""The engine cache: what was paid for is kept, whatever happens to the run, and no other file is touched."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
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


# What cost nothing may be forgotten, and nothing else.


FREE = Cached("⟦Ďóó ţĥííš⟧" * 100, "pseudo", "", 0, "Do this", ("en", "pl"))
KEYS = st.sampled_from("abcdefgh")


@settings(max_examples=30)
@given(st.lists(st.dictionaries(KEYS, st.sampled_from([0, 0, 7])), max_size=4), st.integers(0, 6), st.sets(KEYS))
def test_the_oldest_of_what_cost_nothing_goes_and_nothing_else(puts, most, asked):
    last = {}
    with tempfile.TemporaryDirectory() as folder, open_cache(Path(folder) / "engine.sqlite") as cache:
        for each in puts:
            cache.put({key: Cached(key, billed=billed) for key, billed in each.items()})
            last = {key: billed for key, billed in last.items() if key not in each} | each
        cache.forget(most, asked.__contains__)
        kept = [key for key, _ in cache.entries()]
    free = [key for key, billed in last.items() if not billed]
    gone = [key for key in free if key not in asked][: max(0, len(free) - most)]
    assert kept == sorted(set(last) - set(gone))


def test_what_is_forgotten_gives_its_room_back(tmp_path):
    path = tmp_path / "engine.sqlite"
    with open_cache(path) as cache:
        cache.put({f"paid {number}": ANSWER for number in range(50)})
    paid = path.stat().st_size
    with open_cache(path) as cache:
        cache.put({f"free {number:03}": FREE for number in range(500)})
    full = path.stat().st_size
    with open_cache(path) as cache:
        cache.forget(10, lambda _: False)
        assert len(cache.get([f"paid {number}" for number in range(50)])) == 50
        assert list(cache.get([f"free {number}" for number in range(500)])) == [f"free {n}" for n in range(490, 500)]
    assert [each.name for each in tmp_path.iterdir()] == ["engine.sqlite"]
    assert path.stat().st_size < paid + (full - paid) / 20


OLDER = """
pragma journal_mode = wal;
create table answers (
    key text primary key, source, raw, engine text not null, model text not null,
    source_language text not null, target_language text not null, billed integer not null
) without rowid;
pragma application_id = 0x6C706563;
pragma user_version = 1;
insert into answers values ('old', 'A', 'a', 'pseudo', '', 'en', 'pl', 0);
"""


def test_what_an_older_locpipe_kept_stays(tmp_path):
    # It told nobody what cost nothing: 0 was what a text without letters counted.
    path = tmp_path / "engine.sqlite"
    older = sqlite3.connect(path)
    older.executescript(OLDER)
    with open_cache(path) as cache:
        cache.put({"free": Cached("free"), "paid since": Cached("paid since")})
        older.execute("update answers set billed = 7 where key = 'paid since'")
        older.commit()
        cache.forget(0, lambda _: False)
        assert [key for key, _ in cache.entries()] == ["old", "paid since"]
    older.close()


FORGETTING = """
import sys
from pathlib import Path
from locpipe.memory import Cached, open_cache

path, name = sys.argv[1:]
with open_cache(Path(path)) as cache:
    for number in range(10_000):
        cache.put({f"{name} {number} {part}": Cached("t" * 900, billed=part % 2) for part in range(8)})
        cache.forget(20, lambda _: False)
        print(f"{name} {number}", flush=True)
"""


def forgetting(path, name):
    return subprocess.Popen(
        [sys.executable, "-c", FORGETTING, str(path), name], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("seen", [1, 6, 25])
def test_kills_while_two_forget_lose_nothing_that_was_paid_for(tmp_path, seen):
    path = tmp_path / "engine.sqlite"
    with open_cache(path):
        pass
    told = []
    processes = [forgetting(path, name) for name in "ab"]
    for process in processes:
        told += [process.stdout.readline().strip() for _ in range(seen)]
        process.kill()
        rest, error = process.communicate()
        assert not error
        told += rest.split("\n")[:-1]
    with open_cache(path) as cache:
        wanted = {f"{each} {part}" for each in told for part in (1, 3, 5, 7)}
        assert {key for key, _ in cache.entries()} >= wanted
        cache.forget(0, lambda _: False)
        assert all(each.billed for _, each in cache.entries())
    with sqlite3.connect(path) as connection:
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
    connection.close()
