"""Reports: every form of `locpipe check` holds any finding, and reads as its format's own rules say."""

import json
import re
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locpipe import reports
from locpipe.errors import UsageError
from locpipe.model import Finding, Severity, Span
from locpipe.reports import FORMATS, Context, Quote
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


READERS = {"text": lambda document: document.split("\n"), "json": json.loads, "github": read_commands}


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


@given(st.lists(findings, max_size=4))
def test_github_gives_the_findings_back(found):
    commands = read_commands(FORMATS["github"](found, Context()))
    assert [message for _, _, message in commands] == [plain(finding.message) for finding in found]
    for (_, properties, _), finding in zip(commands, found, strict=True):
        expected = {"file": plain(finding.path), "line": str(finding.line or ""), "title": plain(finding.check)}
        assert properties == {name: value for name, value in expected.items() if value}


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
