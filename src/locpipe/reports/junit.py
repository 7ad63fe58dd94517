"""Findings as JUnit XML, which every CI service shows: a suite for each file, a case for each finding.

There is no standard. What tools agree on: https://github.com/testmoapp/junitxml; what GitLab reads:
https://docs.gitlab.com/ci/testing/unit_test_reports: `classname` is shown as the suite, of cases with one `classname`
and one `name` only the first counts, and a case is new where its name is. So names have no line numbers and are
unique. Findings below `fail_on` are skipped cases: the verdict is that of the exit code.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from locpipe.model import Finding
from locpipe.reports.base import Context, one_line, path_in_repository, place, quoted

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

_MOST_QUOTED = 500


def report(findings: Sequence[Finding], context: Context) -> str:
    """Return the findings as one JUnit XML document; a clean result is one case that passes.

    Everything beyond ASCII is written as a character reference, so that any console and any pipe takes the document.
    """
    from xml.etree import ElementTree

    root = ElementTree.Element("testsuites", name=_name(context))
    files: dict[str, list[Finding]] = {}
    for finding in findings:
        files.setdefault(one_line(finding.path) or "locpipe", []).append(finding)
    for path, group in files.items():
        _add_suite(root, path, group, context)
    if not files:
        _add_clean_suite(root)
    _count(root, root.findall("testsuite"))
    ElementTree.indent(root)
    document: bytes = ElementTree.tostring(root, "us-ascii")
    return f"{_DECLARATION}{document.decode('ascii')}\n"


def _name(context: Context) -> str:
    return f"locpipe check {one_line(context.project)}".rstrip()


def _add_clean_suite(root: Element) -> None:
    """Add a case that passes: services take a document without any for a job that failed to write one."""
    from xml.etree.ElementTree import SubElement

    suite = SubElement(root, "testsuite", name="locpipe", tests="1", failures="0", skipped="0", errors="0")
    SubElement(suite, "testcase", classname="locpipe", name="no findings")


def _add_suite(root: Element, path: str, findings: Sequence[Finding], context: Context) -> None:
    from xml.etree.ElementTree import SubElement

    suite = SubElement(root, "testsuite", name=path)
    names: set[str] = set()
    for finding in findings:
        name = _unused(f"{one_line(finding.check)}: {one_line(finding.message)}", names)
        names.add(name)
        _fill(SubElement(suite, "testcase", classname=path, name=name), finding, context)
    failures = sum(finding.severity >= context.fail_on for finding in findings)
    skipped = len(findings) - failures
    suite.attrib |= {"tests": str(len(findings)), "failures": str(failures), "skipped": str(skipped), "errors": "0"}


def _unused(name: str, used: set[str]) -> str:
    candidate, number = name, 1
    while candidate in used:
        number += 1
        candidate = f"{name} ({number})"
    return candidate


def _fill(case: Element, finding: Finding, context: Context) -> None:
    from xml.etree.ElementTree import SubElement

    if file := one_line(path_in_repository(finding, context)):
        case.set("file", file)
    if finding.line > 0:
        case.set("line", str(finding.line))
    if finding.severity >= context.fail_on:
        found = SubElement(case, "failure", message=one_line(finding.message), type=finding.severity.word)
    else:
        found = SubElement(case, "skipped")
    headline = f"{place(finding)}: {finding.severity.word}: {one_line(finding.message)}"
    found.text = "\n".join([headline, *quoted(context.quotes.get(finding), _MOST_QUOTED)])


def _count(root: Element, suites: Sequence[Element]) -> None:
    for name in ("tests", "failures", "skipped", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in suites)))
