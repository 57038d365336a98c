"""
What came of cases as JUnit XML, which build servers show: a suite for each programme, a test for each case.

No times are written: the same rules and cases give the same file.
"""

from __future__ import annotations

import re
from itertools import groupby

from incentives.cases.outcome import CaseResult
from incentives.cases.report import case_text
from incentives.cases.run import CasesReport
from incentives.diagnostics import Diagnostic, Severity

# What XML 1.0 cannot hold, however it is escaped.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&apos;",
    "\n": "&#10;",
    "\r": "&#13;",
    "\t": "&#9;",
}


def junit_xml(report: CasesReport) -> str:
    """The whole file."""
    errors = [each for each in report.diagnostics if each.severity is Severity.ERROR]
    counts = f'tests="{len(report.results) + len(errors)}" failures="{len(report.failures)}" errors="{len(errors)}"'
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="incentives" {counts}>']
    for programme, results in groupby(report.results, key=lambda each: each.programme):
        lines += _suite(programme, list(results))
    if errors:
        lines.append(f'  <testsuite name="files" tests="{len(errors)}" failures="0" errors="{len(errors)}">')
        lines += [line for each in errors for line in _error(each)]
        lines.append("  </testsuite>")
    return "\n".join([*lines, "</testsuites>", ""])


def _suite(programme: str, results: list[CaseResult]) -> list[str]:
    failed = sum(not each.passed for each in results)
    name = _escaped(programme)
    lines = [f'  <testsuite name="{name}" tests="{len(results)}" failures="{failed}" errors="0">']
    for each in results:
        file = _escaped(each.place.rsplit(":", 2)[0])
        opening = f'    <testcase classname="{name}" name="{each.number}: {_escaped(each.says)}" file="{file}"'
        if each.passed:
            lines.append(f"{opening}/>")
        else:
            lines.append(f"{opening}>")
            message = "; ".join(f"{one.what}: expected {one.expected}, got {one.got}" for one in each.mismatches)
            lines.append(f'      <failure message="{_escaped(message)}">{_escaped(case_text(each))}</failure>')
            lines.append("    </testcase>")
    return [*lines, "  </testsuite>"]


def _error(diagnostic: Diagnostic) -> list[str]:
    place = diagnostic.span.place if diagnostic.span else (diagnostic.where or "")
    return [
        f'    <testcase classname="files" name="{_escaped(place)}">',
        f'      <error message="{_escaped(diagnostic.message)}">{_escaped(diagnostic.render())}</error>',
        "    </testcase>",
    ]


def _escaped(text: str) -> str:
    """*text* as it may stand in an attribute or an element, whatever it holds."""
    return "".join(_ESCAPES.get(character, character) for character in _NO_XML.sub("\ufffd", text))
