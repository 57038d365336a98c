"""
What the cases exercise as plain text: a line of counts for each programme, what is left, and the totals.
"""

from __future__ import annotations

from collections.abc import Sequence

from incentives.cases.coverage import CoverageReport, Item, Kind, ProgrammeCoverage
from incentives.diagnostics import render_all

HEADS = {
    Kind.STATUS: "status",
    Kind.CRITERION: "criteria",
    Kind.BRANCH: "branches",
    Kind.BRACKET: "brackets",
    Kind.READING: "readings",
    Kind.PARAMETER: "figures",
    Kind.CAP: "caps",
    Kind.AWARD: "awards",
}
# Their names say what they are: `define/rate if 1`.
SELF_EXPLAINED = frozenset({Kind.STATUS, Kind.BRANCH, Kind.BRACKET, Kind.PARAMETER})
LONGEST_TEXT = 60


def coverage_text(report: CoverageReport) -> str:
    """The table, then each programme with what no case exercises."""
    parts = [_table(report.programmes)] if report.programmes else []
    parts += [gaps_text(each) for each in report.programmes if each.gaps]
    if report.diagnostics:
        parts.append(render_all(report.diagnostics))
    return "\n\n".join(parts)


def gaps_text(programme: ProgrammeCoverage) -> str:
    """A programme with each thing that no case exercises, in the order of its file."""
    if programme.cases == 0:
        return f"{programme.programme}: no cases"
    return "\n".join([f"{programme.programme}:", *(f"  {_gap(item)}" for item in programme.gaps)])


def _gap(item: Item) -> str:
    text = " ".join(item.text.split())
    if len(text) > LONGEST_TEXT:
        text = f"{text[: LONGEST_TEXT - 1]}…"
    name = item.name if item.kind in SELF_EXPLAINED else f"{item.kind} {item.name}"
    shown = f" `{text}`" if text else ""
    return f"{name}{shown}: never {' or '.join(item.gaps)}"


def _table(programmes: Sequence[ProgrammeCoverage]) -> str:
    rows = [["programme", "cases", *HEADS.values(), "in all"]]
    rows += [[each.programme, str(each.cases), *_counts(each)] for each in programmes]
    if len(programmes) > 1:
        rows.append(["in all", str(sum(each.cases for each in programmes)), *_totals(programmes)])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        lines.append("  ".join(cells))
    return "\n".join(lines)


def _counts(programme: ProgrammeCoverage) -> list[str]:
    return [*(_share(*programme.count(kind)) for kind in Kind), _percent(*programme.count())]


def _totals(programmes: Sequence[ProgrammeCoverage]) -> list[str]:
    found = []
    for kind in (*Kind, None):
        counts = [each.count(kind) for each in programmes]
        seen, wanted = sum(seen for seen, _ in counts), sum(wanted for _, wanted in counts)
        found.append(_percent(seen, wanted) if kind is None else _share(seen, wanted))
    return found


def _share(seen: int, wanted: int) -> str:
    return f"{seen}/{wanted}" if wanted else "-"


def _percent(seen: int, wanted: int) -> str:
    """Rounded down, so that 100% means all of it."""
    return f"{100 * seen // wanted}%" if wanted else "-"
