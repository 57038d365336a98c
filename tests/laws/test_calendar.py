"""
Laws of the calendar: months with their real lengths, age to the day, fiscal years.
"""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from incentives.ir import calendar

DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))
MONTHS = st.integers(-600, 600)


@given(DAYS, MONTHS)
def test_adding_months_lands_in_that_month(day: date, months: int) -> None:
    """On the same day of it, or on its last day."""
    landed = calendar.add_months(day, months)

    assert months == (landed.year - day.year) * 12 + landed.month - day.month
    assert landed.day == min(day.day, calendar.end_of_month(landed).day)


@given(DAYS, DAYS, MONTHS)
def test_adding_months_keeps_the_order(first: date, second: date, months: int) -> None:
    """The earlier of two days stays the earlier, or becomes the same."""
    early, late = sorted((first, second))

    assert calendar.add_months(early, months) <= calendar.add_months(late, months)


@given(DAYS, st.integers(0, 60))
def test_age_is_exact_to_the_day(born: date, years: int) -> None:
    """So many years old on the anniversary, less the day before, more the day after."""
    anniversary = calendar.add_months(born, 12 * years)
    one = timedelta(days=1)

    assert 12 * years == calendar.months_of_age(born, anniversary)
    assert calendar.months_of_age(born, anniversary - one) < 12 * years
    assert calendar.months_of_age(born, anniversary + one) > 12 * years


@given(DAYS, DAYS)
def test_full_months_are_those_that_fit(start: date, end: date) -> None:
    """So many months after the start is not beyond the end, one more is."""
    early, late = sorted((start, end))
    months = calendar.full_months(early, late)

    assert calendar.add_months(early, months) <= late < calendar.add_months(early, months + 1)
    assert -months == calendar.full_months(late, early)


@given(DAYS, st.integers(1, 12), st.integers(1, 31))
def test_last_closed_year_has_ended_and_the_next_has_not(on: date, month: int, day: int) -> None:
    """On any day exactly one fiscal year is the last one closed."""
    year = calendar.last_closed_year(on, month, day)

    assert calendar.fiscal_year_end(year, month, day) <= on < calendar.fiscal_year_end(year + 1, month, day)


@given(DAYS, st.sampled_from([1, 3, 12]), st.integers(1, 24))
def test_periods_follow_each_other_without_a_gap(start: date, months: int, count: int) -> None:
    """Each begins on the day after the one before, and has as many days as its months can have."""
    periods = calendar.periods(start, months, count)
    least, most = calendar.DAYS_IN_MONTHS[months]

    assert start == periods[0][0]
    assert all(late[0] - early[1] == timedelta(days=1) for early, late in itertools.pairwise(periods))
    assert all(least <= (end - begin).days + 1 <= most for begin, end in periods)


@given(DAYS)
def test_ends_of_periods_contain_the_day(day: date) -> None:
    """The end of its month, of its quarter and of its year come in this order and are not before it."""
    month, quarter = calendar.end_of_month(day), calendar.end_of_quarter(day)

    assert day <= month <= quarter <= date(day.year, 12, 31)
    assert quarter.month % 3 == 0
    assert (month + timedelta(days=1)).day == 1
