"""The translation memory: what is found exactly, what is alike, and that its index can always be made anew."""

from __future__ import annotations

import multiprocessing
import sqlite3
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz
from rapidfuzz.distance import Indel
from rapidfuzz.process import extractOne

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


def test_what_is_taken_out_gives_its_room_back(tmp_path):
    path = tmp_path / "memory.sqlite"
    files = {f"{number}.po": "1" for number in range(40)}
    with open_memory(path) as memory:
        memory.refresh(files, lambda name: [pl(f"{name} {number} " * 20, "x" * 200) for number in range(40)])
    full = path.stat().st_size
    with open_memory(path) as memory:
        memory.refresh({"1.po": "1"}, lambda _: pytest.fail("it is not read again"))
        assert memory.stats().sources == {"pl": 40}
    assert path.stat().st_size < full / 10


def test_a_fingerprint_is_the_same_on_every_machine():
    assert fingerprint("Back pain, back") == array("I", [1842266423, 492519974, 3581060690])
