"""
Runs cases: each company assessed on its day, and what came held against what was expected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from incentives.cases.answers import answer
from incentives.cases.case import CaseFile
from incentives.cases.compare import compare
from incentives.cases.outcome import CaseResult
from incentives.cases.workload import in_processes, load_workload, worth_processes
from incentives.diagnostics import Diagnostic, Severity
from incentives.ir.rulebook import Rulebook
from incentives.money.ecb import EcbRates


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesReport:
    """
    What came of all cases.

    Args:

        results: In the order of programmes, and of the cases in their files.

        diagnostics: What is wrong with rule files and case files, whose cases were not run.
    """

    results: tuple[CaseResult, ...]
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def failures(self) -> tuple[CaseResult, ...]:
        """The cases that did not come as expected."""
        return tuple(each for each in self.results if not each.passed)

    @property
    def passed(self) -> bool:
        """Whether every case came as expected and every file could be read."""
        return not self.failures and not any(each.severity is Severity.ERROR for each in self.diagnostics)


def run_cases(directory: Path, *, only: Sequence[str] = (), match: str | None = None, workers: int = 1) -> CasesReport:
    """
    Run the cases at *directory*: a folder of rules, a folder in it, a rule file or a case file.

    Args:

        only: Globs of programme ids, or last parts of them; all if empty.

        match: What `says` must contain, in whatever case.

        workers: How many processes may be used. The order of the results does not depend on it.
    """
    workload = load_workload(directory, only)
    if workload.rulebook is None:
        return CasesReport(results=(), diagnostics=workload.diagnostics)
    if worth_processes(workload, workers):
        results = in_processes(partial(_run_share, match=match), directory, workload, workers)
    else:
        results = run_files(workload.rulebook, workload.files, match)
    results.sort(key=lambda result: (result.programme, result.number))
    return CasesReport(results=tuple(results), diagnostics=workload.diagnostics)


def run_files(rulebook: Rulebook, files: Sequence[CaseFile], match: str | None = None) -> list[CaseResult]:
    """Run the cases of *files* that *match*."""
    rates = EcbRates()
    wanted = (match or "").casefold()
    return [
        compare(case, answer(rulebook, case, rates))
        for file in files
        for case in file.cases
        if wanted in case.says.casefold()
    ]


def _run_share(directory: Path, programmes: tuple[str, ...], match: str | None) -> list[CaseResult]:
    """What one process does."""
    workload = load_workload(directory, programmes)
    return run_files(workload.rulebook, workload.files, match) if workload.rulebook is not None else []
