"""What waits in a file until somebody asks for it: values in order, and what a run has read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from locpipe.source import UNSURE, Reads, Shelf, Spool

VALUES = st.lists(st.one_of(st.text(), st.binary(), st.none(), st.tuples(st.integers(), st.text())))


@given(VALUES, st.slices(20), st.integers(0, 400))
def test_a_shelf_holds_what_a_list_holds(values, part, in_memory):
    shelf = Shelf(Spool(in_memory), values)
    assert list(shelf) == values
    assert list(shelf[part]) == values[part]
    assert len(shelf) == len(values)


def test_a_value_is_replaced_on_one_shelf_alone():
    shelf = Shelf(Spool(), "abc")
    other = shelf[:]
    other.replace(1, "x")
    assert "".join(shelf) == "abc"
    assert "".join(other) == "axc"


# More than are held at once, so that some of them wait.
@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from("ab")), max_size=60), st.sampled_from([1, 30]))
def test_notes_that_wait_say_what_notes_that_are_held_say(notes, times):
    reads, expected = Reads(), {}
    for number in range(times):
        for name, what in notes:
            path = f"/{name}/{number}"
            reads.note(path, what)
            expected[path] = what if expected.get(path, what) == what else UNSURE
    assert dict(reads.items()) == expected
    assert reads.all() == expected
    reads.note("/later", "a")
    assert dict(reads.items()) == reads.all() == expected | {"/later": "a"}
