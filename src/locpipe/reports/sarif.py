"""Findings as SARIF 2.1.0, the form that code scanning services take.

The standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; what GitHub wants besides:
https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support - a location for every
result, with a line, and fingerprints that outlive an edit elsewhere in the file.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from urllib.parse import quote as percent_encoded

from locpipe.model import Finding
from locpipe.reports.base import Context, Rule, one_line, path_in_repository, quoted

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_FINGERPRINT = "locpipeFinding/v1"

_MOST_QUOTED = 500

_Object = dict[str, object]


def report(findings: Sequence[Finding], context: Context) -> str:
    """Return the findings as one run of SARIF 2.1.0; the rules are the checks that found something, and those known."""
    places = {each: place for place, each in enumerate(_checks(findings, context))}
    run: _Object = {
        "tool": {"driver": _driver(list(places), context)},
        "columnKind": "unicodeCodePoints",
        "results": _results(findings, places, context),
    }
    if project := one_line(context.project):
        # Services tell runs apart by it: two projects of one repository replace each other's results without.
        run["automationDetails"] = {"id": f"locpipe/{project}/"}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _checks(findings: Sequence[Finding], context: Context) -> list[str]:
    return sorted({finding.check for finding in findings} | set(context.rules))


def _driver(checks: Sequence[str], context: Context) -> _Object:
    rules = [_rule(check, context.rules.get(check, Rule())) for check in checks]
    version: _Object = {"version": context.version} if context.version else {}
    return {"name": "locpipe"} | version | {"rules": rules}


def _rule(check: str, rule: Rule) -> _Object:
    reason = _text(one_line(rule.reason) or _named(check))
    told = _text(one_line(rule.fix) or f"locpipe explain {_named(check)}")
    # GitHub shows the short one in lists and wants the full one too.
    return {"id": check, "shortDescription": reason, "fullDescription": reason, "help": told}


def _named(check: str) -> str:
    return one_line(check) or "finding"


def _results(findings: Sequence[Finding], places: dict[str, int], context: Context) -> list[_Object]:
    seen: Counter[str] = Counter()
    results = []
    for finding in findings:
        fingerprint = _fingerprint(finding)
        seen[fingerprint] += 1
        result = _result(finding, context)
        result["ruleIndex"] = places[finding.check]
        result["partialFingerprints"] = {_FINGERPRINT: f"{fingerprint}:{seen[fingerprint]}"}
        results.append(result)
    return results


def _result(finding: Finding, context: Context) -> _Object:
    return {
        "ruleId": finding.check,
        "level": finding.severity.word,
        "message": _text("\n".join(_message(finding, context))),
        "locations": [_location(finding, context)],
    }


def _message(finding: Finding, context: Context) -> list[str]:
    message = one_line(finding.message) or _named(finding.check)
    return [message, *quoted(context.quotes.get(finding), _MOST_QUOTED)]


def _text(text: str) -> _Object:
    """Return a message; braces are doubled: single ones stand for arguments (section 3.11.5)."""
    return {"text": text.replace("{", "{{").replace("}", "}}")}


def _location(finding: Finding, context: Context) -> _Object:
    # "." for a finding about no file, and line 1 for a whole file: GitHub refuses a result without either.
    path = path_in_repository(finding, context) or "."
    # Encoded, a colon cannot make a scheme of the first folder's name (RFC 3986, section 4.2).
    uri = percent_encoded(path, safe="/", errors="surrogatepass")
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": {"startLine": max(finding.line, 1)}}}


def _fingerprint(finding: Finding) -> str:
    """Return what stays the same when lines move."""
    from hashlib import sha256

    parts = "\0".join((finding.check, finding.path, finding.unit, finding.message))
    return sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:32]
