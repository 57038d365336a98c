"""
The bundled rulebook against its own cases, a test for each programme.
"""

from __future__ import annotations

from functools import cache

import pytest

from incentives.cases.case import CaseFile
from incentives.cases.report import case_text
from incentives.cases.run import run_files
from incentives.cases.workload import Workload, load_workload
from incentives.diagnostics import render_all
from incentives.pipeline import CASES, bundled_rules, rule_files

RULES = bundled_rules()
PROGRAMMES = [path.relative_to(RULES).with_suffix("").as_posix() for path in rule_files(RULES)]


@cache
def workload() -> Workload:
    """The bundled rules with all their cases, read once for each process that runs tests."""
    return load_workload(RULES)


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_the_cases_come_as_expected(programme: str) -> None:
    """Every case of the programme: status, deciding criterion, amounts to the cent, missing facts."""
    found = workload()
    file = _file_of(programme)
    concerned = found.concerning(RULES / f"{programme}{CASES}")
    assert not concerned, f"\n{render_all(concerned)}"
    assert file is not None, f"{programme} has no cases beside it"
    assert found.rulebook is not None

    failures = [case_text(each) for each in run_files(found.rulebook, [file]) if not each.passed]

    assert not failures, "\n" + "\n\n".join(failures)


def test_every_file_of_cases_is_read() -> None:
    """None stands beside a rule file that is not there."""
    found = workload()

    assert not found.diagnostics, f"\n{render_all(found.diagnostics)}"
    assert set(PROGRAMMES) == {file.programme for file in found.files}


def _file_of(programme: str) -> CaseFile | None:
    return next((file for file in workload().files if file.programme == programme), None)
