"""The lock: laws for reading, writing and fingerprints, then what git leaves after a merge."""

from __future__ import annotations

import re
import subprocess

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from locpipe.errors import SourceError
from locpipe.frontmatter import FrontMatter, Value, cut, set_key
from locpipe.siblings import UNKNOWN, Line, dump_lock, fingerprint, read_lock
from locpipe.source import apply_edits
from strategies_front_matter import front_matter, is_front_matter

KEYS = ("siblings", "aliases")
DIGEST = st.text("0123456789abcdef", min_size=32, max_size=32)
NAME = st.text("abzłó腰-.%<=>| #", min_size=1, max_size=8).filter(lambda name: name.strip(" .") == name)
ARTICLES = st.lists(NAME, min_size=1, max_size=3).map("/".join)
SLUGS = st.just("") | st.text("abłó腰-", min_size=1, max_size=8)
LINES = st.builds(Line, ARTICLES, st.sampled_from(["de", "pl", "pt-BR"]), SLUGS, DIGEST, DIGEST | st.just(UNKNOWN))


def lines_of(data: bytes) -> list[Line]:
    return sorted(line for lines in read_lock(data, "locpipe.lock").lines.values() for line in lines)


@given(st.lists(LINES))
def test_what_is_written_is_read_sorted_and_stays(lines):
    data = dump_lock(lines)
    assert lines_of(data) == sorted(set(lines))
    assert dump_lock(lines_of(data)) == data
    assert lines_of(data.replace(b"\n", b"\r\n")) == lines_of(data)
    assert data.endswith(b"\n")


@given(st.lists(LINES), st.lists(LINES), st.lists(LINES), st.lists(LINES), st.booleans())
def test_a_conflict_gives_both_sides_and_never_the_base(common, ours, theirs, base, diff3):
    def rows(lines: list[Line]) -> str:
        return dump_lock(lines).decode().partition("\n")[2]

    middle = f"||||||| 1a2b3c\n{rows(base)}" if diff3 else ""
    text = f"<<<<<<< HEAD\n{rows(ours)}{middle}=======\n{rows(theirs)}>>>>>>> a branch of mine\n"
    found = lines_of(dump_lock(common) + text.encode())
    assert found == sorted({*common, *ours, *theirs})


@given(LINES, LINES)
def test_a_real_git_conflict_is_read(tmp_path_factory, ours, theirs):
    folder = tmp_path_factory.mktemp("merge")
    for name, lines in (("base", []), ("ours", [ours]), ("theirs", [theirs])):
        (folder / name).write_bytes(dump_lock(lines))
    command = ["git", "merge-file", "-p", "--diff3", "ours", "base", "theirs"]
    merged = subprocess.run(command, cwd=folder, capture_output=True, check=False).stdout
    assert lines_of(merged) == sorted({ours, theirs})


def test_a_base_with_conflicts_of_its_own_is_left_out():
    row = "\t".join(["a", "pl", "s", "0" * 32, "-"])
    other = row.replace("s", "t")
    nested = f"<<<<<<<<< x\n{other}\n|||||||||\n{other}1\n=========\n{other}2\n>>>>>>>>> y\n"
    text = f"locpipe-lock 1\n<<<<<<< a\n||||||| b\n{nested}=======\n{row}\n>>>>>>> c\n"
    assert [line.slug for line in lines_of(text.encode())] == ["s"]


def test_lines_that_union_kept_twice_are_candidates():
    lines = [Line("a", "pl", slug, "0" * 32, "-") for slug in ("x", "y")]
    both = dump_lock(lines[:1]) + dump_lock(lines)
    assert read_lock(both, "locpipe.lock").lines == {("a", "pl"): tuple(lines)}


def test_no_lock_is_an_empty_one():
    assert read_lock(None, "locpipe.lock").lines == {}


ZEROS = "0" * 32


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "locpipe.lock:1: the file is empty"),
        ("a\tpl\n", 'locpipe.lock:1: expected "locpipe-lock 1"'),
        ("locpipe-lock 2\n", "locpipe.lock:1: this lock has version '2'"),
        ("locpipe-lock 1\na\tpl\ts\n", "locpipe.lock:2: expected 5 columns with tabs between them, found 3"),
        (f"locpipe-lock 1\n\na\tpl\ts\t{ZEROS}\tx\n", "locpipe.lock:3: expected two fingerprints"),
        (f"locpipe-lock 1\n../a\tpl\ts\t{ZEROS}\t-\n", 'locpipe.lock:2: "../a" in "pl" is no article'),
        (f"locpipe-lock 1\na\tpl\t../s\t{ZEROS}\t-\n", 'locpipe.lock:2: "../s" is no slug: it holds a slash'),
    ],
)
def test_a_lock_that_cannot_be_read_names_the_line_and_the_next_step(text, message):
    with pytest.raises(SourceError, match=re.escape(message)) as caught:
        read_lock(text.encode(), "locpipe.lock")
    assert "restore locpipe.lock from git" in str(caught.value) or "use the locpipe that wrote it" in str(caught.value)


COMMENTS = st.sampled_from(["", "", "", " # why", "  #x: {y} 'z"])
VALUES = st.sampled_from(["a", '"b"', "'c # d'", "e-f", "腰", "2024", "null", "", "it's"])


@st.composite
def siblings_lines(draw: st.DrawFn) -> list[str]:
    """Return `siblings` in one of the styles that people write."""
    pairs = draw(st.lists(st.tuples(st.sampled_from(["de", "pl", '"no"', "fr"]), VALUES, COMMENTS), max_size=3))
    key = draw(st.sampled_from(["siblings", "siblings", '"siblings"', "siblings "]))
    comment = draw(COMMENTS)
    style = draw(st.integers(0, 3))
    if style == 0 or not pairs:
        inside = draw(st.sampled_from(["", " {}", " null", " ~"]))
        return [f"{key}:{inside}{comment}"]
    if style == 1:
        return [f"{key}: {{{', '.join(f'{name}: {value}' for name, value, _ in pairs)}}}{comment}"]
    if style == 2:
        end = draw(st.sampled_from(["}", "  }"])) + comment
        return [f"{key}: {{", *(f"  {name}: {value},{note}" for name, value, note in pairs), end]
    indent = draw(st.sampled_from(["  ", "    "]))
    noise = st.sampled_from([[]] * 4 + [["# between"], [""], [indent + "# within"]])
    lines = [[*draw(noise), f"{indent}{name}: {value}{note}"] for name, value, note in pairs]
    return [f"{key}:{comment}", *(line for each in lines for line in each), *draw(noise)]


@st.composite
def alias_lines(draw: st.DrawFn) -> list[str]:
    """Return `aliases` in one of the styles that people write."""
    items = draw(st.lists(st.tuples(VALUES.filter(bool), COMMENTS), max_size=3))
    comment = draw(COMMENTS)
    style = draw(st.integers(0, 3))
    if style == 0 or not items:
        return [f"aliases:{draw(st.sampled_from(['', ' []', ' null', ' old', ' old one']))}{comment}"]
    if style == 1:
        return [f"aliases: [{', '.join(item for item, _ in items)}]{comment}"]
    if style == 2:
        end = draw(st.sampled_from(["]", "  ]"])) + comment
        return ["aliases: [", *(f"  {item},{note}" for item, note in items), end]
    indent = draw(st.sampled_from(["", "  ", " "]))
    noise = st.sampled_from([[]] * 4 + [["# between"], [""], [indent + "# within"]])
    lines = [[*draw(noise), f"{indent}- {item}{note}"] for item, note in items]
    return [f"aliases:{comment}", *(line for each in lines for line in each), *draw(noise)]


@st.composite
def published(draw: st.DrawFn) -> str:
    """Return an article, often with siblings and aliases somewhere in its front matter."""
    text = draw(front_matter())
    end = "\r\n" if "\r\n" in text else "\r" if "\r" in text else "\n"
    keys = [alias_lines() if draw(st.booleans()) else siblings_lines()]
    keys += [siblings_lines()] if draw(st.booleans()) and keys[0] is not None else []
    for lines in keys:
        block = end.join([*draw(lines), ""])
        if draw(st.booleans()):
            text = f"---{end}{block}" + text.removeprefix("\ufeff").removeprefix(f"---{end}")
        else:
            text = text.removesuffix(f"---{end}") + block + f"---{end}"
    return text + draw(st.sampled_from(["", "Text\n", "# T\r\n\r\nsiblings:\r\n"]))


@st.composite
def in_brackets(draw: st.DrawFn) -> str:
    """Return an article whose front matter is one flow mapping."""
    pairs = ["a: 1", "'b': \"x # y\"", "siblings: {pl: a}", "siblings: null", "aliases: [x, 'y']", "c: [d]"]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=4, unique_by=lambda pair: pair[:4]))
    between = draw(st.sampled_from([", ", ",\n  ", ", # why\n  "]))
    return f"---\n{{{between.join(chosen)}{draw(st.sampled_from(['', ',', ' ']) if chosen else st.just(''))}}}\n---\nx"


WANTED = st.tuples(
    st.just("siblings"),
    st.dictionaries(st.sampled_from(["de", "no", "pl", "uk"]), st.sampled_from(["a", "c # d", "no"])),
) | st.tuples(st.just("aliases"), st.lists(st.sampled_from(["a", "b", "c # d", "old"]), unique=True).map(tuple))


def with_key(text: str, key: str, value: Value) -> str:
    front = cut(text, "a.md")
    assert isinstance(front, FrontMatter)
    edit = set_key(text, front, key, value)
    return apply_edits(text, [edit]) if edit else text


@given(published() | in_brackets(), st.lists(WANTED, min_size=1, max_size=4))
def test_siblings_and_aliases_leave_the_fingerprint(text, wanted):
    expected = fingerprint(text, KEYS)
    for key, value in wanted:
        try:
            text = with_key(text, key, value)
        except SourceError:
            assume(False)
        assert fingerprint(text, KEYS) == expected
        assert with_key(text, key, value) == text


@given(published() | in_brackets())
def test_crlf_is_lf(text):
    assume("\r" not in text)
    assert fingerprint(text.replace("\n", "\r\n"), KEYS) == fingerprint(text, KEYS)


@given(published(), st.data())
def test_a_letter_outside_the_keys_changes_it(text, data):
    places = [match.start() for match in re.finditer(r"[A-Za-z]", text)]
    place = data.draw(st.sampled_from(places))
    changed = text[:place] + "ż" + text[place + 1 :]
    try:
        before, after = cut(text, "a.md"), cut(changed, "a.md")
    except (SourceError, yaml.YAMLError):
        assume(False)
    assume(before is not None and after is not None)
    values = [{key: value for key, value in each.data.items() if key not in KEYS} for each in (before, after)]
    if values[0] != values[1] or place >= before.span.end:
        assert fingerprint(changed, KEYS) != fingerprint(text, KEYS)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("siblings:\n  pl: a # b\n", "siblings:\n  pl: a # c\n"),
        ("siblings:\n  pl: a\n", "siblings:\n  # new\n  pl: a\n"),
        ("siblings:\n  pl: a\n# b\n", "siblings:\n  pl: a\n# c\n"),
        ("siblings: [a, # b\n  c]\n", "siblings: [a, # c\n  c]\n"),
        ("siblings: {}\nb: 1\n", "siblings: {}\nb: 2\n"),
        ("siblings: {}\nb: 1\n", "siblings: {}\nb: 1 # c\n"),
        ("{siblings: {}, b: 1}\n", "{siblings: {}, b: 2}\n"),
        ("{siblings: {}, b: 1}\n", "{siblings: {}, # why\n b: 1}\n"),
        ("a:\n  siblings: x\n", "a:\n  siblings: y\n"),
        ("a: |\n  siblings: x\n", "a: |\n  siblings: y\n"),
        ("a: 1\nb: 2\n", "a: 1\n\nb: 2\n"),
    ],
)
def test_what_a_person_changes_counts(before, after):
    for text in (before, after):
        assert is_front_matter(f"---\n{text}---\n")
    assert fingerprint(f"---\n{before}---\n", KEYS) != fingerprint(f"---\n{after}---\n", KEYS)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 1\n", "a: 1\nsiblings:\n  pl: x\n"),
        ("a: 1\n", "siblings: {pl: x}\na: 1\n"),
        ("a: 1\n", "a: 1\n? siblings\n: {pl: x}\n"),
        ("a: 1\n", "'siblings': {\npl: 'x #'}\na: 1\n"),
        ("b: &s {pl: x}\n", "b: &s {pl: x}\nsiblings: *s\n"),
        ("{a: 1}\n", "{aliases: [x, y], a: 1, siblings: {pl: x}}\n"),
        ("a: 1\n", "a: 1\naliases:\n- x\n- >\n  y\n  z\n"),
    ],
)
def test_what_locpipe_writes_does_not_count(before, after):
    assert fingerprint(f"---\n{before}---\n", KEYS) == fingerprint(f"---\n{after}---\n", KEYS)


def test_front_matter_that_does_not_load_is_hashed_whole():
    assert fingerprint("---\nsiblings: [\n---\n", KEYS) != fingerprint("---\nsiblings: {\n---\n", KEYS)
