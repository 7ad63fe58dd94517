"""What engine cache and memory promise, in a file and on a server: the same tests on both."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locpipe.errors import CatalogError, MemoryFileError
from locpipe.memory import Address, Cached, Segment, address_in, open_cache, open_memory
from postgres_server import requires_postgresql

ANSWER = Cached("Rób to dwa razy dziennie.", "deepl", "quality_optimized", 20, "Do this twice a day.", ("en", "pl"))
TWICE = "Do this twice a day."


@pytest.fixture(scope="session", params=[pytest.param("file"), pytest.param("server", marks=requires_postgresql())])
def fresh(request, tmp_path_factory):
    """Give a function that gives a new, empty place, each time it is called."""
    if request.param == "file":
        numbers = count()
        folder = tmp_path_factory.mktemp("places")
        return lambda: folder / f"{next(numbers)}.sqlite"
    server = request.getfixturevalue("postgres_server")
    url = server.database()

    def emptied():
        server.psql("drop schema if exists locpipe cascade", url.rpartition("/")[2])
        return address_in(url, "engine.cache")

    return emptied


def written(place):
    """Return the place as a process is told of it."""
    if isinstance(place, Address):
        return (
            f"postgresql://{place.user}:{place.password.replace(' ', '%20')}@{place.host}:{place.port}/{place.database}"
        )
    return str(place)


PLACE = """
from pathlib import Path
from locpipe.memory import address_in, is_address

def place(given):
    return address_in(given, "engine.cache") if is_address(given) else Path(given)
"""


def pl(source, target, context="", before=""):
    return "pl", Segment(source, target, context, before)


def memory_of(place, *pairs, name="a.po"):
    memory = open_memory(place)
    memory.refresh({name: "1"}, lambda _: pairs)
    return memory


# The engine cache.


# Any text that JSON can hold: half a surrogate pair too.
RAW = st.text(st.characters(codec=None), max_size=20)


ANSWERS = st.builds(
    Cached,
    RAW,
    st.sampled_from(["deepl", "pseudo"]),
    st.text(max_size=5),
    st.integers(0, 10**9),
    RAW,
    st.tuples(st.sampled_from(["en", "de"]), st.sampled_from(["pl", "zh-Hant"])),
)


KEYS = st.text(min_size=1, max_size=9)


@given(st.dictionaries(KEYS, ANSWERS, max_size=9), st.lists(KEYS, max_size=3))
def test_what_was_put_in_comes_out_in_a_later_run(fresh, answers, others):
    place = fresh()
    with open_cache(place) as cache:
        cache.put(answers)
    with open_cache(place) as cache:
        wanted = [*answers, *others]
        assert cache.get(wanted) == {key: answers[key] for key in wanted if key in answers}
        assert list(cache.entries()) == [(key, answers[key]) for key in sorted(answers, key=str.encode)]


def test_more_keys_than_a_query_takes(fresh):
    answers = {f"{number:05}": Cached(f"t{number}") for number in range(2345)}
    with open_cache(fresh()) as cache:
        cache.put(answers)
        assert cache.get(list(answers)) == answers
        assert dict(cache.entries()) == answers
        assert cache.get([]) == {}


def test_a_key_that_is_there_gets_the_new_answer(fresh):
    with open_cache(fresh()) as cache:
        cache.put({"a": Cached("old", billed=3), "b": Cached("b")})
        cache.put({"a": Cached("new", billed=4)})
        assert cache.get(["a", "b"]) == {"a": Cached("new", billed=4), "b": Cached("b")}


def test_the_entries_can_be_read_while_others_are_put_in(fresh):
    with open_cache(fresh()) as cache:
        cache.put({f"{number:04}": ANSWER for number in range(1200)})
        found = []
        for key, _ in cache.entries():
            if not found:
                cache.put({"9999": ANSWER})
            found.append(key)
    assert found == [f"{number:04}" for number in range(1200)] + ["9999"]


def test_eight_threads_at_once(fresh):
    def work(name):
        for number in range(40):
            cache.put({f"{name} {number}": Cached(f"{name} {number}"), "shared": ANSWER})
            assert cache.get([f"{name} {number}", "shared"])["shared"] == ANSWER
        return cache.get([f"{name} {number}" for number in range(40)])

    with open_cache(fresh()) as cache, ThreadPoolExecutor(8) as pool:
        found = list(pool.map(work, "abcdefgh"))
        assert [len(each) for each in found] == [40] * 8
        assert sum(1 for _ in cache.entries()) == 321


def test_all_of_a_batch_or_none(fresh):
    with open_cache(fresh()) as cache:
        with pytest.raises(MemoryFileError):
            cache.put({"a": ANSWER, "b": Cached("b", billed={})})
        assert list(cache.entries()) == []
        cache.put({"c": ANSWER})
        assert [key for key, _ in cache.entries()] == ["c"]


CHILD = (
    PLACE
    + """
import os, sys
from locpipe.memory import Cached, open_cache

where, name, most, ending = sys.argv[1:]
with open_cache(place(where)) as cache:
    for number in range(int(most)):
        cache.put({f"{name} {number}": Cached(f"t{number}")})
        print(f"{name} {number}", flush=True)
    if ending == "abrupt":
        os._exit(1)
"""
)


def child(place, name, most, ending=""):
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, written(place), name, str(most), ending], stdout=subprocess.PIPE, text=True
    )


def test_what_was_put_in_outlives_a_run_that_ends_abruptly(fresh):
    place = fresh()
    with child(place, "a", 3, "abrupt") as process:
        assert process.communicate(timeout=60)[0].split("\n")[:3] == ["a 0", "a 1", "a 2"]
    assert process.returncode == 1
    with open_cache(place) as cache:
        assert [key for key, _ in cache.entries()] == ["a 0", "a 1", "a 2"]


@pytest.mark.parametrize("seen", [1, 2, 17, 60])
def test_what_was_put_in_outlives_a_kill(fresh, seen):
    place = fresh()
    with child(place, "a", 1_000_000) as process:
        told = [process.stdout.readline().strip() for _ in range(seen)]
        process.kill()
        told += process.stdout.read().split("\n")[:-1]
    with open_cache(place) as cache:
        kept = {key for key, _ in cache.entries()}
        assert kept >= set(told)
        # Of the answer that the kill came upon there is all or nothing.
        assert len(kept) <= len(told) + 1
        cache.put({"after": ANSWER})


def test_two_processes_at_once_wait_for_each_other(fresh):
    place = fresh()
    processes = [child(place, name, 50) for name in "abcd"]
    for process in processes:
        with process:
            process.communicate(timeout=120)
        assert process.returncode == 0
    with open_cache(place) as cache:
        assert {key for key, _ in cache.entries()} == {f"{name} {number}" for name in "abcd" for number in range(50)}


# The memory.


def test_matches_stand_in_the_order_of_the_texts(fresh):
    with memory_of(fresh(), pl(TWICE, "Dwa razy."), pl("Sit down slowly.", "Usiądź.")) as memory:
        found = memory.fuzzy(
            ["Sit down slowly!", "unlike", "Do this thrice a day.", "Sit down slowly!", TWICE], "pl", 70
        )
    assert [match and (match.segment.target, match.score) for match in found] == [
        ("Usiądź.", 93),
        None,
        ("Dwa razy.", 92),
        ("Usiądź.", 93),
        ("Dwa razy.", 100),
    ]


def test_an_empty_memory_finds_nothing(fresh):
    with open_memory(fresh()) as memory:
        assert memory.exact(TWICE, "pl") is None
        assert memory.fuzzy([TWICE, "a"], "pl", 70) == [None, None]
        assert memory.segments("pl") == []
        assert (memory.stats().pairs, memory.stats().sources) == ({}, {})


@pytest.mark.parametrize(
    ("context", "before", "target", "same_place"),
    [
        ("title", "Before", "title, before", True),
        ("title", "x", "title, before", False),
        ("", "Before", "before", True),
        ("", "x", "often", False),
        ("tags", "Before", "before", False),
        ("tags", "x", "often", False),
    ],
)
def test_same_context_goes_before_same_neighbour_before_the_frequent_target(fresh, context, before, target, same_place):
    pairs = [
        pl(TWICE, "title, before", "title", "Before"),
        pl(TWICE, "title, elsewhere", "title", "Else"),
        pl(TWICE, "before", "", "Before"),
        *[pl(TWICE, "often", "", f"other {number}") for number in range(3)],
        pl(TWICE, "a seldom one", "", "Else"),
    ]
    with memory_of(fresh(), *pairs) as memory:
        match = memory.exact(TWICE, "pl", context, before)
    assert (match.segment.target, match.score, match.same_place) == (target, 100, same_place)


@given(st.permutations([("b", 1), ("a", 1), ("c", 2), ("d", 2)]))
def test_what_is_found_does_not_depend_on_the_order_of_the_pairs(fresh, order):
    pairs = [pl(TWICE, target, "", str(number)) for target, count in order for number in range(count)]
    with memory_of(fresh(), *pairs) as memory:
        assert memory.exact(TWICE, "pl", "", "elsewhere").segment.target == "c"
        assert memory.fuzzy([TWICE + "."], "pl", 70)[0].segment.target == "c"


def test_languages_do_not_mix_and_slugs_are_never_taken(fresh):
    pairs = [("de", Segment(TWICE, "Zweimal.")), pl("Back", "Plecy"), pl("back-pain", "bol-plecow", "slug")]
    with memory_of(fresh(), *pairs) as memory:
        assert memory.exact(TWICE, "pl") is None
        assert memory.fuzzy([TWICE + "!", "back-pain"], "pl", 60) == [None, None]
        assert memory.exact("back-pain", "pl", "slug") is None
        assert memory.exact("Back", "pl").segment == Segment("Back", "Plecy", where="a.po")


SEGMENTS = st.builds(
    Segment, st.text(max_size=9), st.text(max_size=9), st.sampled_from(["", "title"]), st.text(max_size=5)
)


@given(
    st.dictionaries(st.sampled_from("abc"), st.lists(st.tuples(st.sampled_from(["pl", "de"]), SEGMENTS), max_size=5))
)
def test_what_went_in_comes_out(fresh, files):
    place = fresh()
    with open_memory(place) as memory:
        assert memory.refresh(dict.fromkeys(files, "1"), files.__getitem__) == len(files)
    with open_memory(place) as memory:
        assert memory.refresh(dict.fromkeys(files, "1"), pytest.fail) == 0
        for language in ("pl", "de"):
            given_in = [
                Segment(each.source, each.target, each.context, each.before, name)
                for name, pairs in files.items()
                for code, each in pairs
                if code == language
            ]
            assert memory.segments(language) == sorted(given_in)
            assert all(memory.exact(each.source, language) for each in given_in)
        stats = memory.stats()
        assert sum(stats.pairs.values()) == sum(map(len, files.values()))
        assert stats.size > 0


def test_only_what_changed_is_read_again(fresh):
    files = {"a.po": [pl("A", "a")], "b.po": [pl("B", "b")], "c.po": [pl("C", "c"), pl("A", "a")]}
    asked = []

    def read(name):
        asked.append(name)
        return files[name]

    with open_memory(fresh()) as memory:
        assert memory.refresh(dict.fromkeys(files, "1"), read) == 3
        files["b.po"] = [pl("B", "new")]
        asked.clear()
        assert memory.refresh({"a.po": "1", "b.po": "2", "c.po": "1"}, read) == 1
        assert asked == ["b.po"]
        assert memory.exact("B", "pl").segment.target == "new"
        assert memory.refresh({"b.po": "2", "c.po": "1"}, read) == 0
        assert memory.stats().sources == {"pl": 3}
        assert memory.refresh({"b.po": "2"}, read) == 0
        assert memory.exact("A", "pl") is None
        assert memory.fuzzy(["A"], "pl", 50) == [None]
        assert memory.stats().sources == {"pl": 1}


def test_a_file_without_a_digest_stays_as_it_is_known(fresh):
    with memory_of(fresh(), pl("A", "a")) as memory:
        assert memory.refresh({"a.po": "", "new.po": ""}, pytest.fail) == 0
        assert memory.exact("A", "pl")


def test_an_error_while_reading_changes_nothing(fresh):
    def broken(name):
        yield pl("B", "b")
        raise CatalogError(f"{name}:1: broken")

    with memory_of(fresh(), pl("A", "a")) as memory:
        with pytest.raises(CatalogError):
            memory.refresh({"a.po": "2"}, broken)
        assert memory.exact("A", "pl")
        assert memory.exact("B", "pl") is None
        assert memory.refresh({"a.po": "1"}, pytest.fail) == 0


DIES = (
    PLACE
    + """
import os, sys
from locpipe.memory import Segment, open_memory

def read(name):
    for number in range(20_000):
        yield "pl", Segment(f"Source {number} is here.", "half done")
    if name == "b.po":
        print("read", flush=True)
        os.kill(os.getpid(), 9)

with open_memory(place(sys.argv[1])) as memory:
    memory.refresh({"a.po": "2", "b.po": "2"}, read)
"""
)


def test_a_refresh_that_is_killed_changes_nothing(fresh):
    place = fresh()
    with memory_of(place, pl(TWICE, "Dwa razy.")):
        pass
    command = [sys.executable, "-c", DIES, written(place)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (-9, "read\n")
    with open_memory(place) as memory:
        assert memory.refresh({"a.po": "1"}, pytest.fail) == 0
        assert [segment.target for segment in memory.segments("pl")] == ["Dwa razy."]
