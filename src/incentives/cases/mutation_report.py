"""
What came of mutants as plain text: a line of counts for each programme, then each survivor with a case to write.
"""

from __future__ import annotations

from incentives.cases.mutate import MutationReport, ProgrammeMutation, Survivor
from incentives.diagnostics import render_all


def mutation_text(report: MutationReport, *, explained: bool = False) -> str:
    """
    Each programme's score, the survivors that nothing explains, and the score of all.

    Args:

        explained: Whether explained survivors are listed too.
    """
    parts = [programme_text(each, explained=explained) for each in report.programmes]
    if report.diagnostics:
        parts.append(render_all(report.diagnostics))
    if report.programmes:
        killed = sum(each.killed for each in report.programmes)
        counted = sum(each.counted for each in report.programmes)
        parts.append(f"in all: {_score(killed, counted)}")
    return "\n\n".join(parts)


def programme_text(mutation: ProgrammeMutation, *, explained: bool = False) -> str:
    """One programme's score with its survivors."""
    if mutation.failing:
        numbers = ", ".join(map(str, mutation.failing))
        return f"{mutation.programme}: not mutated, because cases fail without a change: {numbers}"
    excused = len(mutation.survivors) - len(mutation.unexplained)
    lines = [
        f"{mutation.programme}: {_score(mutation.killed, mutation.counted)}"
        + (f", {excused} explained" if excused else "")
    ]
    for each in mutation.survivors:
        if each.reason is None or explained:
            lines += _survivor_lines(each)
    lines += [f"  `{pattern}` explains no survivor: remove it from `survivors`" for pattern in mutation.stale]
    return "\n".join(lines)


def _survivor_lines(survivor: Survivor) -> list[str]:
    lines = [f"  survives  {survivor.id}" + (f", {survivor.place}" if survivor.place else ""), f"    {survivor.says}"]
    if survivor.reason is not None:
        return [*lines, f"    explained: {survivor.reason}"]
    return [*lines, f"    write: {survivor.suggestion}"]


def _score(killed: int, counted: int) -> str:
    """`190 of 200 mutants noticed, 95.0%`, rounded down."""
    if counted == 0:
        return "no mutants"
    tenths = 1000 * killed // counted
    return f"{killed} of {counted} mutants noticed, {tenths // 10}.{tenths % 10}%"
