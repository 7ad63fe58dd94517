"""Edits, line numbers, decoding and all-or-nothing writes."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locpipe.errors import LocpipeError, SourceError
from locpipe.model import Edit, Span
from locpipe.source import WriteSet, apply_edits, decode, line_of


@st.composite
def texts_and_edits(draw):
    text = draw(st.text())
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    spans = [Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    return text, [Edit(span, draw(st.text(max_size=5))) for span in spans]


@given(texts_and_edits())
def test_everything_outside_the_edits_stays(case):
    text, edits = case
    expected, at = "", 0
    for edit in edits:
        expected += text[at : edit.span.start] + edit.text
        at = edit.span.end
    assert apply_edits(text, edits) == expected + text[at:]


@given(texts_and_edits())
def test_an_edit_with_the_text_it_replaces_changes_nothing(case):
    text, edits = case
    assert apply_edits(text, [Edit(edit.span, edit.span.of(text)) for edit in edits]) == text


def test_the_order_in_which_edits_come_does_not_matter():
    edits = [Edit(Span(4, 5), "E"), Edit(Span(0, 1), "A")]
    assert apply_edits("a b e", edits) == apply_edits("a b e", edits[::-1]) == "A b E"


@pytest.mark.parametrize("spans", [[(0, 3), (2, 4)], [(0, 9)]])
def test_overlapping_edits_are_a_bug(spans):
    with pytest.raises(ValueError, match="overlaps"):
        apply_edits("abcdef", [Edit(Span(*span), "") for span in spans])


@pytest.mark.parametrize(
    ("text", "offset", "line"),
    [
        ("a\nb", 0, 1),
        ("a\nb", 1, 1),
        ("a\nb", 2, 2),
        ("a\r\nb", 2, 1),
        ("a\r\nb", 3, 2),
        ("a\rb", 2, 2),
        ("\u2028a", 1, 1),
    ],
)
def test_line_of(text, offset, line):
    assert line_of(text, offset) == line


def test_decode_keeps_the_byte_order_mark_and_every_newline():
    assert decode(b"\xef\xbb\xbfa\r\nb\r", "x.md") == "\ufeffa\r\nb\r"


def test_decode_names_the_line_of_the_bad_byte():
    with pytest.raises(SourceError, match=r"^x\.md:3: byte 0xff is not UTF-8"):
        decode("ó\r\nb\rc".encode() + b"\xff", "x.md")


def test_nothing_is_written_before_commit(tmp_path):
    files = WriteSet(tmp_path)
    assert files.stage(tmp_path / "a" / "b.txt", b"text")
    assert list(tmp_path.iterdir()) == []
    assert files.commit() == (tmp_path / "a" / "b.txt",)
    assert (tmp_path / "a" / "b.txt").read_bytes() == b"text"
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b.txt"]


def test_a_file_that_has_the_bytes_already_is_not_touched(tmp_path):
    path = tmp_path / "b.txt"
    path.write_bytes(b"text")
    before = path.stat().st_mtime_ns
    files = WriteSet(tmp_path)
    assert not files.stage(path, b"text")
    assert files.commit() == ()
    assert path.stat().st_mtime_ns == before


def test_a_file_keeps_its_mode_and_a_new_one_follows_the_umask(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_bytes(b"1")
    old.chmod(0o640)
    files = WriteSet(tmp_path)
    files.stage(old, b"2")
    files.stage(new, b"2")
    files.commit()
    umask = os.umask(0)
    os.umask(umask)
    assert old.stat().st_mode & 0o777 == 0o640
    assert new.stat().st_mode & 0o777 == 0o666 & ~umask


def test_a_path_outside_the_root_is_refused(tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    (root / "out").symlink_to(tmp_path)
    files = WriteSet(root)
    for path in (root / ".." / "x", tmp_path / "x", root / "out" / "x", Path("../x")):
        with pytest.raises(LocpipeError, match="leads out of"):
            files.stage(path, b"")


def test_a_folder_in_the_files_place_is_refused(tmp_path):
    (tmp_path / "x").mkdir()
    with pytest.raises(LocpipeError, match="x: is a folder"):
        WriteSet(tmp_path).stage(tmp_path / "x", b"")


def test_a_file_that_someone_else_changed_meanwhile_is_left_alone(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"1")
    files = WriteSet(tmp_path)
    files.stage(tmp_path / "a", b"2")
    files.stage(path, b"2")
    path.write_bytes(b"theirs")
    with pytest.raises(LocpipeError, match="x: changed while locpipe was running"):
        files.commit()
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"x": b"theirs"}


WRITER = """
import sys
from pathlib import Path
from locpipe.errors import LocpipeError
from locpipe.source import WriteSet
root, size, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
files = WriteSet(root)
try:
    for number in range(count):
        files.stage(root / "new" / f"{number:04}.txt", b"n" * size)
        files.stage(root / f"{number:04}.txt", b"n" * size)
    print("staged", flush=True)
    files.commit()
except LocpipeError as error:
    sys.exit(str(error))
"""


def test_a_disk_that_is_full_changes_nothing(tmp_path):
    for number in range(3):
        (tmp_path / f"{number:04}.txt").write_bytes(b"old")

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    done = subprocess.run(
        [sys.executable, "-c", WRITER, tmp_path, "2000", "3"], preexec_fn=limit, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "new/0000.txt" in done.stderr or "0000.txt: cannot be written: File too large" in done.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        f"{number:04}.txt": b"old" for number in range(3)
    }


@pytest.mark.parametrize("delay", [0.0, 0.005, 0.02, 0.05, 0.1])
def test_a_kill_leaves_every_file_old_or_new_and_the_next_run_cleans_up(tmp_path, delay):
    count, size = 300, 20_000
    for number in range(count):
        (tmp_path / f"{number:04}.txt").write_bytes(b"old")
    command = [sys.executable, "-c", WRITER, tmp_path, str(size), str(count)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        writer.stdout.readline()
        time.sleep(delay)
        writer.send_signal(signal.SIGKILL)
    for number in range(count):
        assert (tmp_path / f"{number:04}.txt").read_bytes() in (b"old", b"n" * size)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    assert not list(tmp_path.rglob("*.part"))
    assert {path.read_bytes() for path in tmp_path.rglob("*.txt")} == {b"n" * size}
