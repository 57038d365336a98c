"""
What `incentives test` does: run the cases, and where asked for measure and mutate, each with its report.

Not for arguments or exit codes: `cli` has those.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from incentives.cases.coverage import measure_coverage
from incentives.cases.coverage_report import coverage_text
from incentives.cases.junit import junit_xml
from incentives.cases.mutate import mutate_cases
from incentives.cases.mutation_report import mutation_text
from incentives.cases.report import report_text, results_text
from incentives.cases.run import run_cases
from incentives.pipeline import bundled_rules


def run_command(
    path: Path | None,
    *,
    only: Sequence[str] = (),
    match: str | None = None,
    workers: int = 1,
    coverage: bool = False,
    mutate: bool = False,
    junit: Path | None = None,
    verbose: bool = False,
    write: Callable[[str], object] = print,
) -> bool:
    """
    Run what is asked for and tell about it by *write*, a text at a time.

    Returns whether every case passed, every file could be read and, where asked for, no mutant survived unexplained.
    """
    place = path or bundled_rules()
    report = run_cases(place, only=only, match=match, workers=workers)
    if verbose and report.results:
        write(results_text(report))
    write(report_text(report))
    if junit is not None:
        junit.write_text(junit_xml(report), encoding="utf-8", newline="\n")
    if coverage:
        write(coverage_text(measure_coverage(place, only=only, workers=workers)))
    passed = report.passed
    if mutate:
        mutation = mutate_cases(place, only=only, workers=workers)
        write(mutation_text(mutation, explained=verbose))
        passed = passed and mutation.passed
    return passed
