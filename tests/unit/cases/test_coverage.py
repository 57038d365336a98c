from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from incentives.cases.coverage import CoverageReport, Kind, measure_coverage
from incentives.cases.coverage_report import coverage_text
from tests.conftest import Golden
from tests.unit.cases.conftest import CASES, GRANT

Write = Callable[..., Path]
MORE = """
  - {says: small, on: 2024-07-01, facts: {capital: 1 CNY, revenue: {2023: 1 CNY}}, expect: {status: ineligible}}
  - {says: other trade, on: 2024-07-01, facts: {industry: other}, expect: {status: ineligible}}
  - {says: place open, on: 2025-07-01, without: [registered_in], expect: {status: undetermined}}
  - {says: large, on: 2024-07-01, facts: {staff: 50, area: 1000 m2}, expect: {status: eligible}}
  - {says: unlisted, on: 2024-07-01, facts: {staff: 50, listed: false}, expect: {status: eligible}}
  - {says: cut, on: 2024-07-01, facts: {area: 1000 m2}, expect: {awards: {rent: 15000.00 CNY}}}
"""


def gaps(report: CoverageReport) -> dict[str, tuple[str, ...]]:
    """What is not exercised of the only programme."""
    return {f"{each.kind} {each.name}": each.gaps for each in report.programmes[0].gaps}


def test_what_no_case_exercises(write: Write) -> None:
    """Criteria never decided one way, branches, rows and values never taken, caps never seen to bite."""
    assert {
        "status status": ("undetermined",),
        "criterion size": ("false",),
        "criterion size.1": ("false",),
        "criterion turnover": ("false",),
        "criterion trade": ("false",),
        "criterion opening.when": ("false",),
        "criterion opening.when.1": ("false",),
        "bracket define/rate brackets 1 row 2": ("taken",),
        "branch define/rate if 1": ("then", "else"),
        "parameter parameters/share@2025-01-01": ("used",),
        "cap rent": ("bites",),
        "award opening": ("open",),
        "award rent": ("open",),
    } == gaps(measure_coverage(write()))


def test_cases_close_the_gaps(write: Write) -> None:
    """With a case for each, everything is exercised."""
    report = measure_coverage(write(cases=CASES + MORE))

    assert {} == gaps(report)
    assert report.complete
    assert (34, 34) == report.programmes[0].count()
    assert (2, 2) == report.programmes[0].count(Kind.CAP)


def test_readings_count_when_a_case_asks_for_them(write: Write) -> None:
    """The default is used by itself, another when a case names it."""
    grant = GRANT.replace(
        '{id: trade, test: "industry in [software, chips]"}',
        "{id: trade, readings: {wide: {default: true, test: staff > 5}, narrow: {test: staff > 9}}}",
    )
    case = "  - {says: narrow, on: 2024-07-01, reading: {trade: narrow}, expect: {status: eligible}}\n"

    assert ("narrow",) == gaps(measure_coverage(write(grant=grant)))["reading trade"]
    assert "reading trade" not in gaps(measure_coverage(write(grant=grant, cases=CASES + case)))


def test_a_programme_without_cases_is_listed(write: Write) -> None:
    """It exercises nothing."""
    report = measure_coverage(write(more={"city/other.yaml": GRANT}))

    assert [("city/grant", 4), ("city/other", 0)] == [(each.programme, each.cases) for each in report.programmes]
    assert (0, 34) == report.programmes[1].count()


def test_the_table_as_people_read_it(write: Write, golden: Golden) -> None:
    """A line for each programme, then what is left of each."""
    text = coverage_text(measure_coverage(write(more={"city/other.yaml": GRANT})))

    golden("tests/golden/cases/coverage.txt", text + "\n")
