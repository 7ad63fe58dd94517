"""Reports: every form of `locpipe check` holds any finding, and reads as its format's own rules say."""

import json
import os
import re
import subprocess
from collections import Counter
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint
from itertools import pairwise
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from conftest import REPOSITORY, requires_program
from locpipe import reports
from locpipe.errors import UsageError
from locpipe.model import Finding, Severity, Span
from locpipe.reports import FORMATS, Context, Quote, Rule
from locpipe.reports.base import one_line, plain
from locpipe.reports.excerpt import columns, excerpt

PO = "locale/pl/LC_MESSAGES/sleep.po"
MISSING = Finding("number-missing", Severity.ERROR, PO, 89, "the number 45 is missing in the translation", "Rest 45.")
RESTED = Quote("Rest for 45 minutes.", "Odpocznij.", "content/en/sleep.md:12", Span(9, 11))

TRICKY = [
    Finding("shape", Severity.ERROR, "a|b.po", 3, "the link | is missing", "[a|b](c)"),
    Finding("shape", Severity.WARNING, "a,b:c%.po", 4, "100% of: a, b\r\nand ::error::c", "50%\nor more"),
    Finding("shape", Severity.NOTE, "docs/`x`.po", 0, "say \"no\" to 'it' & <b>that</b> ]]> *now* `then`"),
    Finding("zażółć", Severity.ERROR, "zażółć/日本.po", 5, "słowo „gęś” 日本語 \U0001f642 e\u0301", "日本語"),
    Finding("shape", Severity.ERROR, "x.po", 0, "nul \x00 escape \x1b[31m next \x85 line \u2028 half \ud800 \ufffe"),
    Finding("", Severity.NOTE, "", 0, ""),
]

words = st.text(st.characters(codec=None), max_size=40)
texts = st.one_of(words, st.sampled_from([finding.message for finding in TRICKY]))
findings = st.builds(Finding, words, st.sampled_from(Severity), words, st.integers(0, 10**6), texts, texts)
spans = st.none() | st.builds(Span, st.integers(-3, 50), st.integers(-3, 50))
quotes = st.builds(Quote, texts, texts, words, spans, spans)
contexts = st.builds(Context, words, words, st.dictionaries(words, st.integers(0, 9), max_size=2), colour=st.booleans())


@st.composite
def reported(draw):
    """Draw findings, some with quotes, and their context."""
    found = draw(st.lists(st.sampled_from(TRICKY) | findings, max_size=5))
    quoted = {finding: draw(quotes) for finding in found if draw(st.booleans())}
    return found, replace(draw(contexts), quotes=quoted)


def parsed(form, document):
    """Read a document by its format's own rules, strictly; the test is that it can be read."""
    return READERS[form](document)


def read_commands(document):
    return [read_command(line) for line in document.split("\n")[:-1]]


def read_command(line):
    """Read a workflow command as GitHub's runner does."""
    match = re.fullmatch(r"::(error|warning|notice)(?: ([^:]+))?::(.*)", line)
    properties = dict(each.split("=", 1) for each in match[2].split(",")) if match[2] else {}
    return match[1], {name: unescaped(value) for name, value in properties.items()}, unescaped(match[3])


def unescaped(text):
    return re.sub("%(25|0D|0A|3A|2C)", lambda match: chr(int(match[1], 16)), text)


def read_sarif(document):
    read = json.loads(document)
    conforms(read, LOG, "log")
    (run,) = read["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(set(rules)) == len(rules)
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [each["ruleId"] for each in run["results"]]
    assert (
        max(Counter(each["partialFingerprints"]["locpipeFinding/v1"] for each in run["results"]).values(), default=1)
        == 1
    )
    return run


# What of SARIF 2.1.0 we write, by the standard's section 3: the type of each property, all of them required. The
# published schema is not ours to copy; `test_sarif_is_valid_by_the_published_schema` asks a program that has it.
TEXT = {"text": re.compile(r"(?s)([^{}]|\{\{|\}\})+")}
RULE = {"id": str, "shortDescription": TEXT, "fullDescription": TEXT, "help": TEXT}
PLACE = {"artifactLocation": {"uri": re.compile(r"([A-Za-z0-9._~/-]|%[0-9A-F]{2})+")}, "region": {"startLine": int}}
RESULT = {
    "ruleId": str,
    "ruleIndex": int,
    "level": re.compile("error|warning|note"),
    "message": TEXT,
    "locations": [{"physicalLocation": PLACE}],
    "partialFingerprints": {"locpipeFinding/v1": re.compile(r"[0-9a-f]{32}:[1-9]\d*")},
}
DRIVER = {"name": re.compile("locpipe"), "version?": re.compile("(?s).+"), "rules": [RULE]}
RUN = {
    "tool": {"driver": DRIVER},
    "columnKind": re.compile("unicodeCodePoints"),
    "results": [RESULT],
    "automationDetails?": {"id": re.compile("(?s)locpipe/.+/")},
}
LOG = {"$schema": re.compile("https://.+/sarif-schema-2.1.0.json"), "version": re.compile(r"2\.1\.0"), "runs": [RUN]}


def conforms(value, form, where):
    """Assert that a value has a form: a type, a pattern, a list of one form, or properties (with ?: may be missing)."""
    if isinstance(form, dict):
        assert set(value) <= {name.rstrip("?") for name in form}, where
        for name, inner in form.items():
            if not name.endswith("?") or name.rstrip("?") in value:
                conforms(value[name.rstrip("?")], inner, f"{where}.{name}")
    elif isinstance(form, list):
        for each in value:
            conforms(each, form[0], f"{where}[]")
    elif isinstance(form, re.Pattern):
        assert form.fullmatch(value), (where, value)
    else:
        assert type(value) is form, where


def read_junit(document):
    root = ElementTree.fromstring(document.encode("utf-8"))
    cases = list(root.iter("testcase"))
    assert [int(root.get(name)) for name in ("tests", "failures", "skipped")] == [
        len(cases),
        sum(case.find("failure") is not None for case in cases),
        sum(case.find("skipped") is not None for case in cases),
    ]
    for suite in root:
        assert int(suite.get("tests")) == len(suite) > 0
    assert len({(case.get("classname"), case.get("name")) for case in cases}) == len(cases)
    return root


def read_markdown(document):
    """Return the cells of the table's rows, as a reader sees them, and check that nothing else is marked up."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(document)
    assert {token.tag for token in tokens if token.type != "inline"} <= {
        "",
        "p",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
    cells = [after for token, after in pairwise(tokens) if token.type == "td_open"]
    assert len(cells) % 4 == 0
    return [tuple(map(seen, cells[start : start + 4])) for start in range(0, len(cells), 4)]


OURS = {"<code>", "</code>", "<strong>", "</strong>", "<br>"}


def seen(cell):
    parts = []
    for token in cell.children:
        assert token.type in ("text", "text_special", "html_inline"), token
        if token.type == "html_inline":
            assert token.content in OURS
        parts.append({"<br>": "\n"}.get(token.content, "") if token.type == "html_inline" else token.content)
    return "".join(parts).replace("\u200b", "")


READERS = {
    "text": lambda document: document.split("\n"),
    "json": json.loads,
    "github": read_commands,
    "sarif": read_sarif,
    "junit": read_junit,
    "markdown": read_markdown,
}


@given(reported(), st.sampled_from(sorted(FORMATS)))
def test_any_findings_give_a_document_that_parses(given_, form):
    found, context = given_
    document = FORMATS[form](found, context)
    assert document == FORMATS[form](found, context)
    assert document == "" or document.endswith("\n")
    document.encode("utf-8")
    parsed(form, document)


@pytest.mark.parametrize("finding", TRICKY, ids=range(len(TRICKY)))
@pytest.mark.parametrize("form", FORMATS)
def test_tricky_findings(form, finding):
    quote = Quote(finding.unit, finding.message, finding.path, Span(0, 2), Span(1, 1))
    parsed(form, FORMATS[form]([finding, finding], Context(quotes={finding: quote})))


# Text


def text(*found, **context):
    return FORMATS["text"](found, Context(**context))


def test_a_clean_result_prints_nothing():
    assert text() == FORMATS["github"]([], Context()) == ""


def test_text_marks_the_place():
    assert text(MISSING, quotes={MISSING: RESTED}) == (
        f"{PO}:89: error: the number 45 is missing in the translation [number-missing]\n"
        "  source  Rest for 45 minutes.\n"
        "                   ^^\n"
        "  target  Odpocznij.\n"
        "  from    content/en/sleep.md:12\n"
    )


def test_text_has_colour_only_where_asked():
    assert "\x1b" not in text(MISSING, quotes={MISSING: RESTED})
    coloured = text(MISSING, quotes={MISSING: RESTED}, colour=True)
    assert "Rest for \x1b[1;4;31m45\x1b[0m minutes." in coloured
    assert "^" not in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == text(MISSING, quotes={MISSING: RESTED}).replace(
        "                   ^^\n", ""
    )


def test_text_marks_an_empty_place_in_colour_too():
    quote = replace(RESTED, source_span=Span(4, 4))
    assert "\n              ^\n" in text(MISSING, quotes={MISSING: quote}, colour=True)


def test_text_groups_by_file_with_a_blank_line_between():
    other = replace(MISSING, path="x.po", line=0)
    assert text(MISSING, other, replace(MISSING, line=90)).split("\n") == [
        f"{PO}:89: error: {MISSING.message} [number-missing]",
        f"{PO}:90: error: {MISSING.message} [number-missing]",
        "",
        f"x.po: error: {MISSING.message} [number-missing]",
        "",
    ]


@given(reported())
def test_text_lets_no_finding_command_the_terminal_or_leave_its_line(given_):
    found, context = given_
    document = FORMATS["text"](found, replace(context, colour=False, quotes={}))
    assert plain(document) == document
    files = len({finding.path for finding in found})
    assert document.count("\n") == len(found) + max(0, files - 1)


@pytest.mark.parametrize(
    ("before", "marked", "after", "marks"),
    [
        ("Sleep ", "45", " minutes", "      ^^"),
        ("żółw ", "gęś", "", "     ^^^"),
        ("日本語", "四十五", "分", "      ^^^^^^"),
        ("e\u0301te\u0301 ", "o", "", "    ^"),
        ("one\ntwo ", "three", "\n", "        ^^^^^"),
        ("", "", "", "^"),
        ("a\t", " ", "b", "  ^"),
        ("שלום ", "45", "", ""),
    ],
)
def test_marks_stand_below_the_place(before, marked, after, marks):
    found = excerpt(before + marked + after, Span(len(before), len(before) + len(marked)))
    assert found.marks == marks
    assert len(found.text) == len(before + marked + after)


def test_a_long_text_is_cut_around_the_place():
    long = "word " * 100 + "NOT" + " word" * 100
    found = excerpt(long, Span(500, 503))
    assert found.marked == "NOT"
    assert found.before.startswith("…")
    assert found.after.endswith("…")
    assert 60 < columns(found.text) <= 88
    assert excerpt(long).text == long[:87] + "…"


@given(texts.map(lambda each: each * 5), spans, st.integers(40, 90))
def test_an_excerpt_fits_its_line(whole, span, most):
    found = excerpt(whole, span, most)
    assert columns(found.text) <= most + 3
    assert "\n" not in found.text
    if columns(plain(whole)) <= most and span is not None:
        assert len(found.text) == len(whole)


# JSON


def test_json_has_the_documented_form():
    quoted = Context("0.1.0", "site", {"articles": 2, "units": 30}, {MISSING: RESTED})
    assert json.loads(FORMATS["json"]([MISSING, TRICKY[2]], quoted)) == {
        "version": 1,
        "tool": {"name": "locpipe", "version": "0.1.0"},
        "project": "site",
        "counts": {"articles": 2, "units": 30, "errors": 1, "warnings": 0, "notes": 1},
        "findings": [
            {
                "check": "number-missing",
                "severity": "error",
                "path": PO,
                "line": 89,
                "message": MISSING.message,
                "unit": "Rest 45.",
                "quote": {
                    "source": "Rest for 45 minutes.",
                    "target": "Odpocznij.",
                    "source_place": "content/en/sleep.md:12",
                    "source_span": [9, 11],
                    "target_span": None,
                },
            },
            {
                "check": "shape",
                "severity": "note",
                "path": TRICKY[2].path,
                "line": 0,
                "message": TRICKY[2].message,
                "unit": "",
                "quote": None,
            },
        ],
    }


def test_json_documents_every_key():
    from locpipe.reports import json_report

    document = json.loads(FORMATS["json"]([MISSING], Context(quotes={MISSING: RESTED})))
    finding = document["findings"][0]
    for key in [*document, *finding, *finding["quote"], *document["tool"]]:
        assert f"`{key}`" in json_report.__doc__


@given(reported())
def test_json_gives_the_findings_back(given_):
    found, context = given_
    read = json.loads(FORMATS["json"](found, context))["findings"]
    assert [finding_of(each) for each in read] == found
    for finding, each in zip(found, read, strict=True):
        quote = context.quotes.get(finding)
        assert each["quote"] == (quote and json.loads(json.dumps(quote_keys(quote))))


def finding_of(read):
    severity = Severity[read["severity"].upper()]
    return Finding(read["check"], severity, read["path"], read["line"], read["message"], read["unit"])


def quote_keys(quote):
    spans = {name: (span := getattr(quote, name)) and [span.start, span.end] for name in ("source_span", "target_span")}
    return {name: getattr(quote, name) for name in ("source", "target", "source_place")} | spans


# GitHub


def test_github_escapes_as_its_library_does():
    percent = TRICKY[1]
    assert FORMATS["github"]([percent], Context()) == (
        "::warning file=a%2Cb%3Ac%25.po,line=4,title=shape::100%25 of: a, b%0D%0Aand ::error::c\n"
    )


def test_github_names_no_line_where_there_is_none():
    assert FORMATS["github"]([replace(MISSING, line=0, severity=Severity.NOTE)], Context()) == (
        f"::notice file={PO},title=number-missing::{MISSING.message}\n"
    )


def test_github_shows_the_texts():
    (read,) = read_commands(FORMATS["github"]([MISSING], Context(quotes={MISSING: RESTED})))
    where = {"file": PO, "line": "89", "title": "number-missing"}
    quoted = "\nsource: Rest for 45 minutes.\ntarget: Odpocznij.\nfrom: content/en/sleep.md:12"
    assert read == ("error", where, MISSING.message + quoted)


def test_github_and_sarif_count_paths_from_the_repository():
    inside = Context(root="site/")
    assert f"file=site/{PO}," in FORMATS["github"]([MISSING], inside)
    assert f'"site/{PO}"' in FORMATS["sarif"]([MISSING], inside)
    assert f'file="site/{PO}"' in FORMATS["junit"]([MISSING], inside)


@given(st.lists(findings, max_size=4))
def test_github_gives_the_findings_back(found):
    commands = read_commands(FORMATS["github"](found, Context()))
    assert [message for _, _, message in commands] == [plain(finding.message) for finding in found]
    for (_, properties, _), finding in zip(commands, found, strict=True):
        expected = {"file": plain(finding.path), "line": str(finding.line or ""), "title": plain(finding.check)}
        assert properties == {name: value for name, value in expected.items() if value}


# SARIF


def test_sarif_has_the_checks_as_rules():
    missing = Rule("A number is missing.", "Write it.")
    run = read_sarif(
        FORMATS["sarif"]([MISSING, TRICKY[2]], Context("0.1.0", "site", rules={"number-missing": missing}))
    )
    assert run["tool"]["driver"] == {
        "name": "locpipe",
        "version": "0.1.0",
        "rules": [
            {
                "id": "number-missing",
                "shortDescription": {"text": "A number is missing."},
                "fullDescription": {"text": "A number is missing."},
                "help": {"text": "Write it."},
            },
            {
                "id": "shape",
                "shortDescription": {"text": "shape"},
                "fullDescription": {"text": "shape"},
                "help": {"text": "locpipe explain shape"},
            },
        ],
    }
    assert run["automationDetails"] == {"id": "locpipe/site/"}
    assert [result["level"] for result in run["results"]] == ["error", "note"]


def test_sarif_doubles_braces_that_stand_for_no_argument():
    run = read_sarif(FORMATS["sarif"]([replace(MISSING, message="the {{< tip >}} and {0} are missing")], Context()))
    assert run["results"][0]["message"] == {"text": "the {{{{< tip >}}}} and {{0}} are missing"}


def test_sarif_fingerprints_outlive_an_edit_elsewhere():
    moved = [replace(MISSING, line=200), replace(MISSING, line=300)]
    before = read_sarif(FORMATS["sarif"]([MISSING, replace(MISSING, line=99)], Context()))["results"]
    after = read_sarif(FORMATS["sarif"](moved, Context()))["results"]
    assert [each["partialFingerprints"] for each in before] == [each["partialFingerprints"] for each in after]


@given(st.lists(findings, max_size=4))
def test_sarif_gives_the_places_back(found):
    for result, finding in zip(read_sarif(FORMATS["sarif"](found, Context()))["results"], found, strict=True):
        where = result["locations"][0]["physicalLocation"]
        uri = where["artifactLocation"]["uri"]
        assert unquote(uri, errors="surrogatepass") == (finding.path or ".")
        assert not urlsplit(uri).scheme
        assert where["region"]["startLine"] == max(1, finding.line)


@requires_program("sarif-multitool")
def test_sarif_is_valid_by_the_published_schema(tmp_path):
    # npm install --global @microsoft/sarif-multitool
    quoted = {finding: Quote(finding.unit, finding.message, "a.md:1", Span(0, 2)) for finding in TRICKY}
    quoted[MISSING] = RESTED
    known = Context("0.1.0", "site", {}, quoted, {"shape": Rule("Shape differs.", "Mend it.")})
    paths = [tmp_path / "found.sarif", tmp_path / "clean.sarif", tmp_path / "broken.sarif"]
    paths[0].write_text(FORMATS["sarif"]([MISSING, *TRICKY], known), encoding="utf-8")
    paths[1].write_text(FORMATS["sarif"]([], Context()), encoding="utf-8")
    paths[2].write_text(FORMATS["sarif"]([MISSING], known).replace('"ruleId"', '"rule-id"'), encoding="utf-8")
    assert [bool(schema_errors(path)) for path in paths] == [False, False, True]


def schema_errors(path):
    """Return the errors that Microsoft's validator finds, those of GitHub's own rules too."""
    # Without it the program wants libicu.
    environment = os.environ | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    errors = []
    for kind in ("Sarif", "Ghas"):
        found = path.with_suffix(f".{kind}.json")
        asked = ["--rule-kind", kind, "--level", "Error", "--output", str(found)]
        subprocess.run(
            ["sarif-multitool", "validate", str(path), *asked], capture_output=True, env=environment, check=False
        )
        errors += json.loads(found.read_text(encoding="utf-8-sig"))["runs"][0]["results"]
    return errors


# JUnit


def test_junit_has_a_suite_for_each_file_and_a_case_for_each_finding():
    note = replace(MISSING, path="x.po", line=0, severity=Severity.NOTE)
    root = read_junit(FORMATS["junit"]([MISSING, note], Context(project="site", quotes={MISSING: RESTED})))
    assert root.get("name") == "locpipe check site"
    assert [suite.get("name") for suite in root] == [PO, "x.po"]
    failing, skipped = root.iter("testcase")
    name = "number-missing: the number 45 is missing in the translation"
    assert failing.attrib == {"classname": PO, "name": name, "file": PO, "line": "89"}
    assert failing.find("failure").attrib == {"message": MISSING.message, "type": "error"}
    quoted = "\nsource: Rest for 45 minutes.\ntarget: Odpocznij.\nfrom: content/en/sleep.md:12"
    assert failing.find("failure").text == f"{PO}:89: error: {MISSING.message}{quoted}"
    assert skipped.find("skipped").text == f"x.po: note: {MISSING.message}"


def test_junit_names_equal_findings_apart_and_without_lines():
    found = [MISSING, replace(MISSING, line=99), replace(MISSING, message=f"{MISSING.message} (2)")]
    names = [case.get("name") for case in read_junit(FORMATS["junit"](found, Context())).iter("testcase")]
    name = f"number-missing: {MISSING.message}"
    assert names == [name, f"{name} (2)", f"{name} (2) (2)"]


def test_junit_fails_what_the_exit_code_fails():
    warning = replace(MISSING, severity=Severity.WARNING)
    assert read_junit(FORMATS["junit"]([warning], Context())).get("failures") == "0"
    assert read_junit(FORMATS["junit"]([warning], Context(fail_on=Severity.WARNING))).get("failures") == "1"


def test_junit_of_a_clean_result_passes_one_case():
    assert read_junit(FORMATS["junit"]([], Context())).attrib == {
        "name": "locpipe check",
        "tests": "1",
        "failures": "0",
        "skipped": "0",
        "errors": "0",
    }


@given(st.lists(findings, max_size=4))
def test_junit_gives_the_messages_back(found):
    root = read_junit(FORMATS["junit"](found, Context(fail_on=Severity.NOTE)))
    messages = [failure.get("message") for failure in root.iter("failure")]
    assert Counter(messages) == Counter(one_line(finding.message) for finding in found)


# Markdown


def test_markdown_is_a_table_gravest_first():
    note = replace(MISSING, path="x.po", line=0, severity=Severity.NOTE)
    context = Context(project="site", counts={"articles": 2}, quotes={MISSING: RESTED})
    assert FORMATS["markdown"]([note, MISSING], context) == (
        "<!-- locpipe check -->\n"
        "**locpipe check** of <code>site</code>: 1 error, 1 note in 2 articles\n"
        "\n"
        "| severity | where | finding | check |\n"
        "|---|---|---|---|\n"
        "| error | <code>locale/pl/LC&#95;MESSAGES/sleep.po&#58;89</code> | the number 45 is missing in the translation"
        "<br>source: Rest for <strong>45</strong> minutes.<br>target: Odpocznij."
        "<br>from: <code>content/en/sleep.md&#58;12</code> | <code>number-missing</code> |\n"
        "| note | <code>x.po</code> | the number 45 is missing in the translation | <code>number-missing</code> |\n"
    )


def test_markdown_of_a_clean_result_is_a_headline():
    clean = FORMATS["markdown"]([], Context(counts={"articles": 1}))
    assert clean == "<!-- locpipe check -->\n**locpipe check**: nothing found in 1 article\n"


@given(st.lists(st.sampled_from(TRICKY) | findings, max_size=5))
def test_markdown_gives_the_findings_back(found):
    rows = read_markdown(FORMATS["markdown"](found, Context()))
    expected = sorted(found, key=lambda finding: -finding.severity)
    assert [each[0] for each in rows] == [finding.severity.word for finding in expected]
    assert [each[2] for each in rows] == [visible(finding.message) for finding in expected]
    assert [each[3] for each in rows] == [visible(finding.check) for finding in expected]


def visible(text):
    return one_line(text).replace("\u200b", "")


def test_markdown_notifies_nobody():
    told = FORMATS["markdown"](
        [replace(MISSING, message="ask @octocat about #12 or a@b.example, as in https://c.example")], Context()
    )
    for sign in ("@octocat", "#12", "a@b", "https://"):
        assert sign not in told
        assert sign not in re.sub(r"&#(\d+);", lambda match: chr(int(match[1])), told).replace("https://", "")


@pytest.mark.parametrize("number", [1, 400, 5000])
def test_markdown_fits_a_comment_and_counts_what_does_not(number):
    worst = Finding("&" * 200, Severity.NOTE, "@a" * 400, 10**9, "@a" * 600, "")
    found = [worst] * (number - 1) + [MISSING]
    quotes = {worst: Quote("@a" * 600, "@a" * 600, "@a" * 400, Span(0, 1200), Span(500, 501))}
    document = FORMATS["markdown"](found, Context(quotes=quotes))
    assert len(document) <= 60_000
    rows = read_markdown(document)
    assert rows[0][0] == "error"
    left = re.search(r"… and (\d+) more", document)
    assert len(rows) + (int(left[1]) if left else 0) == number


# Reports of other packages


@dataclass(frozen=True)
class Point:
    """An entry point that needs no package."""

    name: str
    made: object
    value: str = "elsewhere:report"
    module: str = "elsewhere"
    dist: None = None

    def load(self):
        if isinstance(self.made, Exception):
            raise self.made
        return self.made


def installed(monkeypatch, *points):
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: points if group == reports.GROUP else ())


def lines(found, context):
    return "".join(f"{one_line(finding.message)}\n" for finding in found)


def test_a_package_can_bring_a_report(monkeypatch):
    ours = EntryPoint("json", "locpipe.reports.json_report:report", reports.GROUP)
    installed(monkeypatch, Point("lines", lines), ours)
    assert reports.formats() == {**FORMATS, "lines": lines}


@pytest.mark.parametrize(
    ("point", "told"),
    [
        (Point("lines", ImportError("no module")), "cannot be loaded .ImportError: no module.; install elsewhere"),
        (Point("lines", 5), "is no function; ask the author of elsewhere"),
        (Point("json", lines), 'two reports have the name "json"'),
    ],
)
def test_a_report_that_is_none_is_refused(monkeypatch, point, told):
    installed(monkeypatch, point)
    with pytest.raises(UsageError, match=told):
        reports.formats()


def test_the_page_names_every_key_of_the_json():
    text = (REPOSITORY / "docs/reports.md").read_text("utf-8")
    known = Context(quotes={MISSING: RESTED})
    document = json.loads(FORMATS["json"]([MISSING], known))
    finding = document["findings"][0]
    keys = {*document, *document["counts"], *finding, *finding["quote"]}
    assert [key for key in sorted(keys) if f"`{key}`" not in text] == []
    assert [name for name in FORMATS if f"| `{name}` |" not in text] == []
