"""The sentences of tests/terms/ are well formed and what their README says (finding them is tested elsewhere)."""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
FOLDER = REPOSITORY / "tests/terms"
FILES = sorted(FOLDER.glob("*.tsv"))
HEADER = "english\ttarget\tsentence\tfound"
# Polish words whose forms have other first letters: sen, snem, śnie.
CHANGING = {"sen": "sn"}


class Row(NamedTuple):
    """A line of a file: whether the target stands in the sentence."""

    english: str
    target: str
    sentence: str
    found: str


class Least(NamedTuple):
    """How many rows and terms a file holds at least."""

    yes: int
    no: int
    terms: int


LEAST = {"pl.tsv": Least(120, 70, 80), "de-b.tsv": Least(50, 30, 35)}


def rows(path: Path) -> list[Row]:
    """Read a file; a line with a number of columns other than four is an error."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Row(*line.split("\t")) for line in lines[1:]]


def forms(path: Path) -> dict[tuple[str, str], list[str]]:
    """Read the glossary of a file's language: the other forms of every (english, target)."""
    name = f"glossary/health.en-{path.name[:2]}.csv"
    with (REPOSITORY / name).open(encoding="utf-8", newline="") as file:
        return {(row["source"], row["target"]): row["forms"].split("|") for row in csv.DictReader(file)}


def holds(sentence: str, words: str) -> bool:
    """Tell whether the words stand in the sentence just so, capitals aside."""
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", sentence, re.IGNORECASE) is not None


def beginnings(text: str) -> set[str]:
    """Return the first two letters of each word of three letters or more, without their marks."""
    plain = "".join(mark for mark in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(mark))
    return {CHANGING.get(word, word[:2]) for word in re.findall(r"\w{3,}", plain)}


each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)


@each_file
def test_every_line_has_four_columns_and_says_yes_or_no(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith(HEADER + "\n")
    assert text.endswith("\n")
    assert "\r" not in text
    assert {line.count("\t") for line in text.splitlines()} == {3}
    assert {row.found for row in rows(path)} == {"yes", "no"}
    assert [row for row in rows(path) if any(column != column.strip() or not column for column in row)] == []
    assert unicodedata.is_normalized("NFC", text)


@each_file
def test_every_term_is_in_the_glossary(path: Path) -> None:
    known = forms(path)
    assert [row for row in rows(path) if (row.english, row.target) not in known] == []


@each_file
def test_sentences_begin_and_end_as_sentences(path: Path) -> None:
    wrong = [row.sentence for row in rows(path) if not re.fullmatch(r"[„»\w].*[.!?][”“«]?", row.sentence)]
    assert wrong == []
    assert [row.sentence for row in rows(path) if row.sentence.lstrip("„»")[0].islower()] == []


def test_no_sentence_stands_twice() -> None:
    sentences = [row.sentence.casefold() for path in FILES for row in rows(path)]
    assert sorted({sentence for sentence in sentences if sentences.count(sentence) > 1}) == []


@pytest.mark.parametrize("name", LEAST)
def test_there_are_enough_of_each_kind(name: str) -> None:
    found = rows(FOLDER / name)
    kinds = [row.found for row in found]
    assert kinds.count("yes") >= LEAST[name].yes
    assert kinds.count("no") >= LEAST[name].no
    assert len({row.target for row in found}) >= LEAST[name].terms


@each_file
def test_a_sentence_with_the_term_shares_a_beginning_with_it(path: Path) -> None:
    yes = [row for row in rows(path) if row.found == "yes"]
    assert [row for row in yes if not beginnings(row.target) & beginnings(row.sentence)] == []


@each_file
def test_few_terms_stand_in_the_plain_form(path: Path) -> None:
    yes = [row for row in rows(path) if row.found == "yes"]
    plain = [row for row in yes if holds(row.sentence, row.target)]
    assert len(plain) <= len(yes) / 10, plain


@each_file
def test_a_near_miss_holds_neither_the_term_nor_a_form_the_glossary_lists(path: Path) -> None:
    known = forms(path)
    no = [row for row in rows(path) if row.found == "no"]
    listed = [(row, form) for row in no for form in (row.target, *known[row.english, row.target]) if form]
    assert [(row.sentence, form) for row, form in listed if holds(row.sentence, form)] == []


@each_file
def test_the_readme_counts_the_rows(path: Path) -> None:
    found = rows(path)
    kinds = [row.found for row in found]
    counts = f" | {len({row.target for row in found})} | {kinds.count('yes')} | {kinds.count('no')} |"
    lines = (FOLDER / "README.md").read_text(encoding="utf-8").splitlines()
    assert [line.endswith(counts) for line in lines if line.startswith(f"| `{path.name}` |")] == [True], counts
