"""The gate on counted work lets locpipe pass as it is, and stops it where it does anything twice."""

import json
import sys

import pytest

from conftest import REPOSITORY

sys.path.append(str(REPOSITORY / "benchmarks"))

import counted

EXPECTED = json.loads(counted.EXPECTED.read_bytes())
# All of them take half a minute, and .ci/run has them in a step of its own.
FIRST = ("--first", "2")

TWICE = """
import sys
sys.path.append({benchmarks!r})
import counted
from locpipe.markdown import parser
once = parser.parse_blocks
parser.parse_blocks = lambda *arguments: (once(*arguments), once(*arguments))[1]
sys.exit(counted.main())
"""


def doubled(name, what):
    return {**EXPECTED, name: {**EXPECTED[name], what: 2 * EXPECTED[name][what]}}


def test_the_gate_lets_pass_what_is_expected(capsys):
    assert counted.main(FIRST) == 0
    table, problems = capsys.readouterr()
    assert problems.strip() == ""
    assert "| extract, cold | 61 | " in table


def test_the_gate_stops_a_command_that_parses_articles_twice(tmp_path, capsys):
    program = tmp_path / "twice.py"
    program.write_text(TWICE.format(benchmarks=str(REPOSITORY / "benchmarks")), encoding="utf-8")
    assert counted.main(FIRST, (sys.executable, str(program))) == 1
    problems = capsys.readouterr().err.strip().split("\n")
    assert [each.partition(" expected")[0] for each in problems if "articles" in each] == [
        "extract, cold: articles 120, at most 60"
    ]
    assert any(each.startswith("extract, cold: calls ") for each in problems)


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("what", ["read", "written", "bytes", "articles", "catalogs", "calls"])
def test_work_that_doubles_is_worse(name, what):
    found = list(counted.worse(doubled(name, what), EXPECTED))
    assert len(found) == (1 if EXPECTED[name][what] else 0)
    assert all(each.startswith(f"{name}: {what} ") for each in found)


def test_one_file_more_is_worse_and_a_tenth_more_calls_are_not():
    cold = EXPECTED["extract, cold"]
    more = {**EXPECTED, "extract, cold": {**cold, "read": cold["read"] + 1, "calls": cold["calls"] * 11 // 10}}
    assert list(counted.worse(more, EXPECTED)) == ["extract, cold: read 62, at most 61 expected"]


def test_less_work_is_no_problem_but_is_shown():
    less = {**EXPECTED, "extract, cold": {**EXPECTED["extract, cold"], "read": 1}}
    assert list(counted.worse(less, EXPECTED)) == []
    assert "| extract, cold | 1 (61) | " in "\n".join(counted.rows(less, EXPECTED))


def test_work_that_nobody_expected_is_worse():
    assert len(list(counted.worse({"extract, cold": EXPECTED["extract, cold"]}, {}))) == 5


def test_what_is_expected_names_every_step_and_parses_nothing_where_nothing_changed():
    assert list(EXPECTED) == list(counted.STEPS)
    assert EXPECTED["extract, cold"]["articles"] == counted.ARTICLES
    for name in ("extract, nothing changed", "merge, nothing changed again", "check, nothing changed"):
        assert (EXPECTED[name]["articles"], EXPECTED[name]["catalogs"]) == (0, 0)
        # The mark of a run that is under way.
        assert EXPECTED[name]["written"] <= 1
