from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

from incentives.cases.junit import junit_xml
from incentives.cases.outcome import CaseResult, Mismatch
from incentives.cases.run import CasesReport, run_cases

Write = Callable[..., Path]


def parsed(report: CasesReport) -> ET.Element:
    """The report as a build server reads it."""
    return ET.fromstring(junit_xml(report))  # noqa: S314  (our own text)


def test_a_test_for_each_case(write: Write) -> None:
    """A suite for each programme, with its counts and where each case stands."""
    root = parsed(run_cases(write()))
    suite = root.find("testsuite")

    assert {"name": "incentives", "tests": "4", "failures": "0", "errors": "0"} == root.attrib
    assert suite is not None
    assert "city/grant" == suite.get("name")
    assert ["1: meets everything", "2: registered elsewhere", "3: area not known", "4: before it begins"] == [
        each.get("name") for each in suite
    ]
    assert {"rules/city/grant.cases.yaml"} == {each.get("file") for each in suite}


def test_whatever_a_case_says_is_escaped() -> None:
    """Marks of XML, quotes, Chinese, line breaks and characters that XML cannot hold."""
    says = "a < b & \"c\" > 'd' ]]> <!-- 面积\n\x07 \uffff"
    mismatch = Mismatch(what="status", expected="<&>", got='"')
    result = CaseResult(programme="a&b", number=1, says=says, place="<.yaml:1:1", mismatches=(mismatch,))
    test = parsed(CasesReport(results=(result,))).find(".//testcase")

    assert test is not None
    assert "1: a < b & \"c\" > 'd' ]]> <!-- 面积\n\ufffd \ufffd" == test.get("name")
    assert ("a&b", "<.yaml") == (test.get("classname"), test.get("file"))
    assert 'status: expected <&>, got "' == test[0].get("message")


def test_what_cannot_be_read_is_an_error(write: Write) -> None:
    """A build server shows it beside the cases."""
    root = parsed(run_cases(write(cases="cases: 3\n")))

    assert {"name": "incentives", "tests": "1", "failures": "0", "errors": "1"} == root.attrib
    assert root.find(".//error") is not None
