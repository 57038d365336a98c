"""
What came of cases as plain text, for a terminal, a log or a failing test.
"""

from __future__ import annotations

from collections.abc import Iterable

from incentives.cases.outcome import CaseResult, Departure, ShownStep
from incentives.cases.run import CasesReport
from incentives.diagnostics import render_all


def report_text(report: CasesReport) -> str:
    """Every failing case, what is wrong with files, and how many passed."""
    parts = [case_text(each) for each in report.failures]
    if report.diagnostics:
        parts.append(render_all(report.diagnostics))
    parts.append(summary_text(report))
    return "\n\n".join(parts)


def results_text(report: CasesReport) -> str:
    """Every case on a line of its own, with whether it passed."""
    return "\n".join(
        f"{'ok  ' if each.passed else 'FAIL'} {each.programme} {each.number}: {each.says}" for each in report.results
    )


def summary_text(report: CasesReport) -> str:
    """`12 cases of 3 programmes: 11 passed, 1 failed`."""
    programmes = {each.programme for each in report.results}
    failed = len(report.failures)
    verdict = f"{len(report.results) - failed} passed" + (f", {failed} failed" if failed else "")
    text = f"{_count(len(report.results), 'case')} of {_count(len(programmes), 'programme')}: {verdict}"
    return text + (f"; {_count(len(report.diagnostics), 'diagnostic')}" if report.diagnostics else "")


def case_text(result: CaseResult) -> str:
    """A failing case: what was expected, what came, and where the trace departs."""
    lines = [f"{result.place}: {result.programme}, case {result.number}: {result.says}"]
    names = _padded([each.what for each in result.mismatches])
    wanted = _padded([each.expected for each in result.mismatches])
    for each, name, expected in zip(result.mismatches, names, wanted, strict=True):
        lines.append(f"  {name}  expected {expected}  got {each.got}")
    if result.departure is not None:
        lines += departure_lines(result.departure)
    return "\n".join(lines)


def departure_lines(departure: Departure) -> list[str]:
    """Where the trace departs, with the values there."""
    head = "  departs at " + " > ".join(departure.path)
    if departure.cite:
        head += f" [{departure.cite}]"
    if departure.place:
        head += f", {departure.place}"
    return [head, *(_step_lines(departure.step, 2) if departure.step is not None else ())]


def _step_lines(step: ShownStep, depth: int) -> Iterable[str]:
    yield "  " * depth + (f"{step.text} = {step.value}" if step.value else step.text)
    for each in step.inputs:
        yield from _step_lines(each, depth + 1)


def _padded(texts: list[str]) -> list[str]:
    width = max(map(len, texts), default=0)
    return [text.ljust(width) for text in texts]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
