"""
Rows of the operator table: dates and the time between them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from incentives.ir import calendar
from incentives.ir.rows import Op, Operator, strict
from incentives.values import Why


def _dated(function: Callable[..., object]) -> Callable[..., object]:
    """A date outside the calendar is no value."""

    def kernel(*arguments: object) -> object:
        try:
            return function(*arguments)
        except (ValueError, OverflowError):
            return Why.BAD_DATE

    return kernel


def _age(born: date, on: date) -> Fraction:
    return calendar.months_of_age(born, on)


DATES: tuple[Operator, ...] = (
    strict(
        Op.ADD_MONTHS,
        "date + months",
        ("date", "months"),
        "date",
        "the same day that many months later, the last day of a shorter month",
        _dated(calendar.add_months),
        ("2024-01-31 + 1 month", "2024-02-29"),
    ),
    strict(
        Op.SUBTRACT_MONTHS,
        "date - months",
        ("date", "months"),
        "date",
        "the same day that many months earlier, the last day of a shorter month",
        _dated(lambda a, b: calendar.add_months(a, -b)),
        ("2024-03-31 - 1 month", "2024-02-29"),
    ),
    strict(
        Op.ADD_DAYS,
        "date + days",
        ("date", "days"),
        "date",
        "that many days later",
        _dated(calendar.add_days),
        ("2024-02-28 + 2 days", "2024-03-01"),
    ),
    strict(
        Op.SUBTRACT_DAYS,
        "date - days",
        ("date", "days"),
        "date",
        "that many days earlier",
        _dated(lambda a, b: calendar.add_days(a, -b)),
        ("2024-03-01 - 1 day", "2024-02-29"),
    ),
    strict(
        Op.DAYS_BETWEEN,
        "date - date",
        ("date", "date"),
        "days",
        "the days from the right to the left",
        lambda a, b: Fraction((a - b).days),
        ("2024-03-01 - 2024-02-01", "29 day"),
    ),
    strict(
        Op.MONTHS_BETWEEN,
        "months_between(date, date)",
        ("date", "date"),
        "months",
        "the whole months from the first date to the second",
        calendar.full_months,
        ("months_between(2024-01-15, 2024-07-14)", "5 month"),
    ),
    strict(
        Op.AGE,
        "age(date, date)",
        ("date", "date"),
        "months",
        "the time from the first date to the second in months, a begun month as its days over 31, so that "
        "`age >= 1 year` and `age > 1 year` are exact to the day; the second is the day of assessment if left out",
        _age,
        ("age(2023-03-01, 2024-03-01) >= 1 year", "true"),
    ),
    strict(
        Op.YEAR_OF,
        "year_of(date)",
        ("date",),
        "number",
        "the calendar year",
        lambda a: Fraction(a.year),
        ("year_of(2024-02-29)", "2024"),
    ),
    strict(
        Op.END_OF_YEAR,
        "end_of_year(date)",
        ("date",),
        "date",
        "31 December of its year",
        lambda a: a.replace(month=12, day=31),
        ("end_of_year(2024-02-29)", "2024-12-31"),
    ),
    strict(
        Op.END_OF_QUARTER,
        "end_of_quarter(date)",
        ("date",),
        "date",
        "the last day of its calendar quarter",
        calendar.end_of_quarter,
        ("end_of_quarter(2024-02-10)", "2024-03-31"),
    ),
    strict(
        Op.END_OF_MONTH,
        "end_of_month(date)",
        ("date",),
        "date",
        "the last day of its month",
        calendar.end_of_month,
        ("end_of_month(2024-02-10)", "2024-02-29"),
    ),
)
