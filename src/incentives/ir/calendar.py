"""
Exact calendar arithmetic: months with their real lengths, fiscal years, payment periods.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction

# The least and most days that so many consecutive months can have.
DAYS_IN_MONTHS = {1: (28, 31), 3: (89, 92), 12: (365, 366)}


def add_months(day: date, months: Fraction | int) -> date:
    """
    The same day of the month *months* later (earlier if negative), or that month's last day if it is shorter.

    Raises:

        ValueError: if *months* is not whole or the result lies outside the calendar.
    """
    if months != int(months):
        raise ValueError(f"{months} is not a whole number of months")
    index = day.year * 12 + day.month - 1 + int(months)
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        raise ValueError(f"year {year} lies outside the calendar")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def later(day: date, months: int) -> date | None:
    """*months* after *day*, None where the calendar ends before."""
    try:
        return add_months(day, months)
    except ValueError:
        return None


def add_days(day: date, days: Fraction | int) -> date:
    """
    *days* later.

    Raises:

        ValueError: if *days* is not whole.

        OverflowError: if the result lies outside the calendar.
    """
    if days != int(days):
        raise ValueError(f"{days} is not a whole number of days")
    return day + timedelta(days=int(days))


def full_months(start: date, end: date) -> Fraction:
    """The whole months from *start* to *end*; negative if *end* is earlier."""
    if end < start:
        return -full_months(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, months) > end:
        months -= 1
    return Fraction(months)


def months_of_age(start: date, end: date) -> Fraction:
    """
    Whole months from *start* to *end* plus the days of the begun month over 31.

    The fraction only orders days: it is nought exactly on the monthly day and below one, so that comparing with a whole
    number of months or years is exact to the day.
    """
    if end < start:
        return -months_of_age(end, start)
    months = full_months(start, end)
    return months + Fraction((end - add_months(start, months)).days, 31)


def end_of_month(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def end_of_quarter(day: date) -> date:
    """The last day of its calendar quarter."""
    return end_of_month(day.replace(month=(day.month + 2) // 3 * 3, day=1))


def fiscal_year_end(year: int, month: int, day: int) -> date:
    """The day on which fiscal year *year* ends, where years end on *month*/*day* (29 February: the last day of it)."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def last_closed_year(on: date, month: int, day: int) -> int:
    """The fiscal year that ended on or last before *on*, named by the year it ends in."""
    return on.year if fiscal_year_end(on.year, month, day) <= on else on.year - 1


def periods(start: date, months: int, count: int) -> tuple[tuple[date, date], ...]:
    """*count* consecutive periods of *months*, from *start*: first and last day of each."""
    edges = [add_months(start, index * months) for index in range(count + 1)]
    return tuple((edges[index], edges[index + 1] - timedelta(days=1)) for index in range(count))
