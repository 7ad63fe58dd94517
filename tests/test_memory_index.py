"""The translation memory: what is found exactly, what is alike, and that its index can always be made anew."""

from __future__ import annotations

import multiprocessing
import sqlite3
import subprocess
import sys
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz
from rapidfuzz.distance import Indel
from rapidfuzz.process import extractOne

from locpipe.errors import CatalogError
from locpipe.memory import Segment, open_memory
from locpipe.memory.fuzzy import FEW, SHARED, Nearest, fingerprint, percent, share_words
from locpipe.memory.sieve import Sieve

TWICE = "Do this twice a day."


def pl(source, target, context="", before=""):
    return "pl", Segment(source, target, context, before)


def memory_of(path, *pairs, name="a.po"):
    memory = open_memory(path / "memory.sqlite")
    memory.refresh({name: "1"}, lambda _: pairs)
    return memory


# What is alike: the law, against comparing each with each.

WORDS = [
    "the",
    "back",
    "pain",
    "sit",
    "a",
    "chair",
    "of",
    "12",
    "stretch",
    "plecy",
    "背部",
    "疼痛",
    "椅子",
    "ปวดหลัง",
    "Knie",
    "**bold**",
]
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).flatmap(
    lambda words: st.sampled_from([" ".join(words), "".join(words)])
)


def by_brute_force(text, sources, least):
    """Return the best percent among all sources that are alike, 0 for none."""
    scores = [percent(text, source) for source in sources if share_words(fingerprint(text), fingerprint(source))]
    return max((score for score in scores if score >= least), default=0)


@given(st.lists(TEXTS, max_size=30, unique=True), TEXTS, st.integers(1, 100))
def test_nothing_alike_is_missed(sources, text, least):
    pairs = [(source, fingerprint(source).tobytes()) for source in sources]
    found = Nearest(pairs).find(text, least)
    assert Nearest(pairs, unsieved=0).find(text, least) == found
    assert (found[1] if found else 0) == by_brute_force(text, sources, least)
    if found:
        assert found[0] in sources
        assert found[1] == percent(text, found[0])
        assert share_words(fingerprint(text), fingerprint(found[0]))


@given(st.lists(TEXTS, max_size=30, unique=True), TEXTS, st.randoms())
def test_what_is_found_does_not_depend_on_the_order_of_the_sources(sources, text, chance):
    pairs = [(source, fingerprint(source).tobytes()) for source in sources]
    before = Nearest(pairs).find(text, 50)
    chance.shuffle(pairs)
    assert Nearest(pairs).find(text, 50) == before


NUMBERS = st.sets(st.integers(0, 40), max_size=30).map(sorted)


@given(st.lists(NUMBERS, max_size=20), NUMBERS, st.integers(1, 100), st.data())
def test_the_sieve_lets_through_all_that_share_enough_and_little_else(prints, numbers, share, data):
    low = data.draw(st.integers(0, len(prints)))
    high = data.draw(st.integers(low, len(prints)))
    found = list(Sieve(prints, share).find(numbers, low, high))
    common = {place: len(set(numbers) & set(prints[place])) for place in range(low, high)}
    needed = {place: share * (len(numbers) + len(prints[place])) / 200 for place in range(low, high)}
    assert found == sorted(found)
    assert set(found) >= {place for place in common if common[place] >= needed[place]}
    assert set(found) <= {place for place in common if common[place] > needed[place] - 2}


SHORT = st.lists(st.sampled_from(WORDS[:9]), min_size=1, max_size=FEW).map(" ".join)


@given(st.lists(SHORT, min_size=1, max_size=30, unique=True), st.lists(SHORT, max_size=5), st.integers(1, 100))
def test_among_texts_of_few_words_the_match_is_rapidfuzz_s_own_best(tmp_path_factory, sources, texts, least):
    with memory_of(tmp_path_factory.mktemp("m"), *[pl(source, source.upper()) for source in sources]) as memory:
        found = memory.fuzzy(texts, "pl", least)
    for text, match in zip(texts, found, strict=True):
        _, best, _ = extractOne(text, sources, scorer=fuzz.ratio)
        assert (match.score if match else 0) == (int(best + 1e-9) if best + 1e-9 >= least else 0)
        if match:
            assert fuzz.ratio(text, match.segment.source) == best
            assert match.segment.target == match.segment.source.upper()


@given(TEXTS, TEXTS)
def test_fingerprints_share_what_the_texts_share(one, other):
    shared = len(set(fingerprint(one)) & set(fingerprint(other)))
    assert len(set(fingerprint(one))) == len(fingerprint(one))
    assert (
        shared == len(fingerprint(one))
        if one == other
        else shared <= min(len(fingerprint(one)), len(fingerprint(other)))
    )


def test_a_repeated_word_counts_as_often_as_it_stands_there():
    assert len(set(fingerprint("the cat and the dog")) & set(fingerprint("the the the"))) == 2


@given(st.text(max_size=12), st.text(max_size=12))
def test_the_percent_is_rounded_down_and_100_only_for_the_same(one, other):
    assert (percent(one, other) == 100) == (one == other)
    if one != other:
        assert percent(one, other) <= 100 * Indel.normalized_similarity(one, other) + 1e-9


def test_long_texts_of_one_language_are_not_alike_for_their_letters_alone(tmp_path):
    one = "Stretching in the morning loosens tired shoulders and makes the rest of the day easier for you."
    other = "Something in their mourning lessens the desire of soldiers to march across a daisy field."
    assert min(len(fingerprint(one)), len(fingerprint(other))) > FEW
    assert percent(one, other) > 50
    with memory_of(tmp_path, pl(one, "x")) as memory:
        assert memory.fuzzy([other], "pl", 50) == [None]
    assert SHARED == 40


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (
            "每天坐着工作八个小时的人更容易背痛，所以要经常站起来走动。",
            "每天坐着工作七个小时的人更容易背痛，所以要经常站起来走动。",
        ),
        (
            "一日中座っている人は、一時間ごとに立って背中を伸ばしてください。",
            "一日中座っている人は、二時間ごとに立って背中を伸ばしてください。",
        ),
        ("ผู้ที่นั่งทำงานทั้งวันควรลุกขึ้นยืดหลังทุกชั่วโมง", "ผู้ที่นั่งทำงานทั้งวันควรลุกขึ้นยืดขาทุกชั่วโมง"),
        ("Setz dich aufrecht hin.", "Setzen Sie sich aufrecht hin."),
    ],
)
def test_scripts_without_blanks_work_too(tmp_path, source, text):
    with memory_of(tmp_path, pl(source, "x"), pl("Something else.", "y")) as memory:
        [match] = memory.fuzzy([text], "pl", 70)
        assert match.segment.source == source
        assert 70 <= match.score < 100


def test_matches_stand_in_the_order_of_the_texts(tmp_path):
    with memory_of(tmp_path, pl(TWICE, "Dwa razy."), pl("Sit down slowly.", "Usiądź.")) as memory:
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


def test_an_empty_memory_finds_nothing(tmp_path):
    with open_memory(tmp_path / "memory.sqlite") as memory:
        assert memory.exact(TWICE, "pl") is None
        assert memory.fuzzy([TWICE, "a"], "pl", 70) == [None, None]
        assert memory.segments("pl") == []
        assert (memory.stats().pairs, memory.stats().sources) == ({}, {})


# What is found exactly.


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
def test_same_context_goes_before_same_neighbour_before_the_frequent_target(
    tmp_path, context, before, target, same_place
):
    pairs = [
        pl(TWICE, "title, before", "title", "Before"),
        pl(TWICE, "title, elsewhere", "title", "Else"),
        pl(TWICE, "before", "", "Before"),
        *[pl(TWICE, "often", "", f"other {number}") for number in range(3)],
        pl(TWICE, "a seldom one", "", "Else"),
    ]
    with memory_of(tmp_path, *pairs) as memory:
        match = memory.exact(TWICE, "pl", context, before)
    assert (match.segment.target, match.score, match.same_place) == (target, 100, same_place)


@given(st.permutations([("b", 1), ("a", 1), ("c", 2), ("d", 2)]))
def test_what_is_found_does_not_depend_on_the_order_of_the_pairs(tmp_path_factory, order):
    pairs = [pl(TWICE, target, "", str(number)) for target, count in order for number in range(count)]
    with memory_of(tmp_path_factory.mktemp("m"), *pairs) as memory:
        assert memory.exact(TWICE, "pl", "", "elsewhere").segment.target == "c"
        assert memory.fuzzy([TWICE + "."], "pl", 70)[0].segment.target == "c"


def test_languages_do_not_mix_and_slugs_are_never_taken(tmp_path):
    pairs = [("de", Segment(TWICE, "Zweimal.")), pl("Back", "Plecy"), pl("back-pain", "bol-plecow", "slug")]
    with memory_of(tmp_path, *pairs) as memory:
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
def test_what_went_in_comes_out(tmp_path_factory, files):
    path = tmp_path_factory.mktemp("m") / "memory.sqlite"
    with open_memory(path) as memory:
        assert memory.refresh(dict.fromkeys(files, "1"), files.__getitem__) == len(files)
    with open_memory(path) as memory:
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


# What changes.


def test_only_what_changed_is_read_again(tmp_path):
    files = {"a.po": [pl("A", "a")], "b.po": [pl("B", "b")], "c.po": [pl("C", "c"), pl("A", "a")]}
    asked = []

    def read(name):
        asked.append(name)
        return files[name]

    with open_memory(tmp_path / "memory.sqlite") as memory:
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


def test_a_file_without_a_digest_stays_as_it_is_known(tmp_path):
    with memory_of(tmp_path, pl("A", "a")) as memory:
        assert memory.refresh({"a.po": "", "new.po": ""}, pytest.fail) == 0
        assert memory.exact("A", "pl")


def test_an_error_while_reading_changes_nothing(tmp_path):
    def broken(name):
        yield pl("B", "b")
        raise CatalogError(f"{name}:1: broken")

    with memory_of(tmp_path, pl("A", "a")) as memory:
        with pytest.raises(CatalogError):
            memory.refresh({"a.po": "2"}, broken)
        assert memory.exact("A", "pl")
        assert memory.exact("B", "pl") is None
        assert memory.refresh({"a.po": "1"}, pytest.fail) == 0


DIES = """
import os, sys
from pathlib import Path
from locpipe.memory import Segment, open_memory

def read(name):
    for number in range(20_000):
        yield "pl", Segment(f"Source {number} is here.", "half done")
    if name == "b.po":
        print("read", flush=True)
        os.kill(os.getpid(), 9)

with open_memory(Path(sys.argv[1])) as memory:
    memory.refresh({"a.po": "2", "b.po": "2"}, read)
"""


def test_a_refresh_that_is_killed_changes_nothing(tmp_path):
    good_index(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", DIES, str(tmp_path / "memory.sqlite")], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (-9, "read\n")
    assert answers(tmp_path) == 0


# The index can always be made anew.


def good_index(path):
    with memory_of(path, *[pl(f"Source {number} is here.", f"t{number}") for number in range(500)]):
        pass
    return (path / "memory.sqlite").read_bytes()


def answers(path, **how):
    """Return what a memory finds whose index has to be made anew, and how many files it read for that."""
    pairs = [pl(f"Source {number} is here.", f"t{number}") for number in range(500)]
    with open_memory(path / "memory.sqlite", **how) as memory:
        count = memory.refresh({"a.po": "1"}, lambda _: pairs)
        assert memory.exact("Source 77 is here.", "pl").segment.target == "t77"
        assert memory.fuzzy(["Source 499 is there."], "pl", 70)[0].segment.target == "t499"
        assert len(memory.segments("pl")) == 500
        return count


def other_program(path):
    with sqlite3.connect(path) as connection:
        connection.execute("create table other (x)")
    connection.close()


def older_form(path):
    good_index(path.parent)
    with sqlite3.connect(path) as connection:
        connection.execute("update about set form = 'locpipe 0.0 memory 0'")
    connection.close()


SPOILT = {
    "text": lambda path: path.write_bytes(b"not a database at all\n" * 200),
    "zeros": lambda path: path.write_bytes(bytes(9999)),
    "another program's": other_program,
    "another form": older_form,
    "a header alone": lambda path: path.write_bytes(good_index(path.parent)[:100]),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_index_is_made_anew_and_kept(tmp_path, how):
    SPOILT[how](tmp_path / "memory.sqlite")
    assert answers(tmp_path) == 1
    assert answers(tmp_path) == 0


@given(st.floats(0, 1))
def test_half_an_index_is_made_anew(tmp_path_factory, part):
    path = tmp_path_factory.mktemp("m")
    whole = good_index(path)
    (path / "memory.sqlite").write_bytes(whole[: int(len(whole) * part) or 1])
    answers(path)


@given(st.floats(0, 1))
def test_an_index_whose_last_blocks_are_zeros_is_made_anew(tmp_path_factory, part):
    path = tmp_path_factory.mktemp("m")
    whole = good_index(path)
    kept = whole[: int(len(whole) * part) // 4096 * 4096]
    (path / "memory.sqlite").write_bytes(kept + bytes(len(whole) - len(kept)))
    answers(path)


def test_an_index_spoilt_while_it_is_in_use_is_made_anew(tmp_path):
    pairs = [pl(f"Source {number} is here.", f"t{number}") for number in range(5000)]
    with open_memory(tmp_path / "memory.sqlite") as memory:
        memory.refresh({"a.po": "1"}, lambda _: pairs)
    with open_memory(tmp_path / "memory.sqlite") as memory:
        memory.refresh({"a.po": "1"}, lambda _: pairs)
        with (tmp_path / "memory.sqlite").open("r+b") as file:
            file.seek(8192)
            file.write(b"\xff" * (file.seek(0, 2) - 8192))
        assert memory.exact("Source 77 is here.", "pl").segment.target == "t77"
        assert len(memory.segments("pl")) == 5000


def test_a_folder_in_the_index_s_place_costs_time_alone(tmp_path):
    (tmp_path / "memory.sqlite").mkdir()
    assert answers(tmp_path) == 1
    assert answers(tmp_path) == 1


def test_a_file_in_the_folder_s_place_costs_time_alone(tmp_path):
    (tmp_path / "file").write_text("")
    assert answers(tmp_path / "file") == 1


def test_an_index_that_another_program_writes_costs_time_alone(tmp_path):
    good_index(tmp_path)
    other = sqlite3.connect(tmp_path / "memory.sqlite", isolation_level=None)
    other.execute("begin exclusive")
    try:
        with open_memory(tmp_path / "memory.sqlite", patience=0) as memory:
            assert memory.refresh({"a.po": "2"}, lambda _: [pl("A", "a")]) == 1
            assert memory.exact("A", "pl")
    finally:
        other.close()
    assert answers(tmp_path) == 0


def test_a_reader_is_not_in_the_way(tmp_path):
    good_index(tmp_path)
    reader = sqlite3.connect(tmp_path / "memory.sqlite", isolation_level=None)
    reader.execute("begin")
    reader.execute("select * from pairs").fetchone()
    try:
        with open_memory(tmp_path / "memory.sqlite", patience=0) as memory:
            memory.refresh({"b.po": "1"}, lambda _: [pl("A", "a")])
        with open_memory(tmp_path / "memory.sqlite", patience=0) as memory:
            assert memory.exact("A", "pl")
    finally:
        reader.close()


def lookups(path, results):
    try:
        for _ in range(50):
            answers(path)
        results.put("")
    except BaseException as error:
        results.put(repr(error))


def test_several_processes_at_once_never_fail(tmp_path):
    # Two runs in one project are kept apart by the run lock; nothing breaks where they are not.
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    processes = [context.Process(target=lookups, args=(tmp_path, results)) for _ in range(3)]
    for process in processes:
        process.start()
    assert [results.get(timeout=200) for _ in processes] == ["", "", ""]
    for process in processes:
        process.join()


def test_a_fingerprint_is_the_same_on_every_machine():
    assert fingerprint("Back pain, back") == array("I", [1842266423, 492519974, 3581060690])
