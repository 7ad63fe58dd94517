"""The fast reader and polib's say the same of every catalog that the fast one takes, and it takes what we write."""

import importlib.util
import random
import subprocess
from pathlib import Path

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import REPOSITORY, requires_program
from locpipe.catalog import dump
from locpipe.catalog.fast import read_plain
from locpipe.catalog.read import read_any
from locpipe.errors import CatalogError
from test_catalog_laws import catalogs, odd_catalogs


def agree(text):
    """Read the text both ways; return whether the fast reader took it."""
    plain = read_plain(text)
    if plain is not None:
        assert plain == read_any(text, "a.po")
    return plain is not None


@given(st.one_of(catalogs(), odd_catalogs()))
def test_what_we_write_is_read_alike(catalog):
    agree(dump(catalog).decode())


def test_what_we_write_needs_no_polib():
    ours = sorted((REPOSITORY / "locale").rglob("*.po*"))
    assert len(ours) > 5
    assert all(agree(path.read_text("utf-8")) for path in ours)


LINES = (
    'msgid ""',
    'msgid "a"',
    'msgid "b\\n"',
    'msgctxt "c"',
    'msgstr "x"',
    'msgstr ""',
    '"more \\"q\\" \\\\ \\t"',
    '"\\x41"',
    "# said",
    "#",
    "#. note",
    "#. ",
    "#: a.md:3 b.md",
    "#: \u2068a b.md\u2069:3",
    "#, fuzzy, c-format",
    "#, ",
    '#| msgid "old"',
    '#| "er"',
    '#| msgctxt "o"',
    '#~ msgid "gone"',
    '#~ msgstr "weg"',
    '#~ "er"',
    '#~| msgid "was"',
    "",
    "",
    " ",
    'msgid_plural "ps"',
    'msgstr[0] "p"',
    '  msgstr "x"',
    "<<<<<<< HEAD",
    'msgstr "a" "b"',
    "# \u2028",
    "#.",
)


@given(st.lists(st.sampled_from(LINES), max_size=14), st.sampled_from(("\n", "\n", "")))
def test_any_lines_are_read_alike(lines, end):
    agree("\n".join(lines) + end)


@given(odd_catalogs(), st.data())
def test_a_spoilt_catalog_is_read_alike(catalog, data):
    text = dump(catalog).decode()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 3))
        text = text[:at] + data.draw(st.sampled_from(("", "\n", '"', "#", "\\", " ", "msg", "~"))) + text[at + cut :]
    agree(text)


def without_plurals(text):
    """Take the entries with plural forms out of a real catalog: articles have none."""
    return "\n\n".join(block for block in text.split("\n\n") if "msgid_plural" not in block)


@requires_program("msgcat")
def test_real_catalogs_are_read_alike(tmp_path):
    """Catalogs of Django and Sphinx, tens of thousands of entries, as they are and as msgcat writes them."""
    found = [importlib.util.find_spec(name) for name in ("django", "sphinx")]
    if not all(found):
        pytest.skip("needs the catalogs in the packages Django and Sphinx")
    paths = [path for spec in found for path in sorted(Path(spec.origin).parent.rglob("*.po"))]
    entries = taken = 0
    for path in paths:
        text = without_plurals(path.read_bytes().decode("utf-8"))
        source = tmp_path / "a.po"
        source.write_text(text, "utf-8")
        written = subprocess.run(["msgcat", "--no-wrap", source], capture_output=True, check=True).stdout.decode()
        agree(text)
        assert agree(written) or "#| msgctxt" in written or "\\" in written
        taken += read_plain(written) is not None
        entries += len(polib.pofile(written, wrapwidth=0))
    print(f"{len(paths)} catalogs, {entries} entries, {taken} read without polib")
    assert entries > 50_000
    assert taken > len(paths) * 0.9


def test_an_error_is_the_same_as_polibs():
    twice = 'msgid "a"\nmsgstr "x"\n\nmsgid "a"\nmsgstr "y"\n'
    assert read_plain(twice) is None
    with pytest.raises(CatalogError, match=r"a\.po:4: this msgid stands in line 1 already"):
        read_any(twice, "a.po")


def test_a_long_catalog_takes_no_longer_for_its_place_in_it():
    """Counting lines from the start for each entry would be quadratic."""
    numbers = random.Random(1).sample(range(10**6), 20_000)
    text = "".join(f'msgid "text {number}"\nmsgstr ""\n\n' for number in numbers)
    entries = read_plain(text)
    assert [entry.line for entry in entries] == [1 + 3 * place for place in range(20_000)]
