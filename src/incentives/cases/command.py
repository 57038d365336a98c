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
    mutate: bool = False,  # noqa: ARG001  (comes with the next commit)
    junit: Path | None = None,
    verbose: bool = False,
    write: Callable[[str], object] = print,
) -> bool:
    """
    Run what is asked for and tell about it by *write*, a text at a time.

    Returns whether every case passed and every file could be read.
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
    return report.passed
