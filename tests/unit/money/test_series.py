from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from incentives.money.series import AverageQuote, Quote, Series, exact_rate

WEEK = Series("EUR", "CNY", "bank", "2024-05-02,7.75\n2024-05-03,7.7798\n2024-05-06,7.7719,other bank, Paris\n")


@pytest.mark.parametrize(
    ("day", "published"),
    [(2, 2), (3, 3), (4, 3), (5, 3), (6, 6), (31, 6)],
)
def test_the_last_quote_on_or_before_a_day(day: int, published: int) -> None:
    """A weekend takes Friday's quote, a day after the newest the newest."""
    quote = WEEK.on(date(2024, 5, day))

    assert quote is not None
    assert date(2024, 5, published) == quote.published


@pytest.mark.parametrize("day", [date.min, date(2024, 5, 1)])
def test_before_the_first_quote(day: date) -> None:
    """Before the first quote there is none."""
    assert WEEK.on(day) is None


def test_a_quote_is_as_published() -> None:
    """The quote has direction, exact rate, day, source and digits of its line."""
    expected = Quote("EUR", "CNY", Fraction(77798, 10000), date(2024, 5, 3), "bank", "7.7798")

    assert expected == WEEK.on(date(2024, 5, 3))


def test_a_line_may_name_its_own_source() -> None:
    """The source of a line goes before that of the series, commas included."""
    quote = WEEK.on(date.max)

    assert quote is not None
    assert "other bank, Paris" == quote.source


def test_first_and_newest() -> None:
    """A series knows the days of its ends, a series of one quote too."""
    single = Series("EUR", "CNY", "bank", "2024-05-02,7.75\n")

    assert (date(2024, 5, 2), date(2024, 5, 6)) == (WEEK.first, WEEK.newest)
    assert (date(2024, 5, 2), date(2024, 5, 2)) == (single.first, single.newest)


def test_mean() -> None:
    """The mean is the sum divided by the number, exactly, with days and sources of what was averaged."""
    expected = AverageQuote(
        base="EUR",
        counter="CNY",
        rate=(Fraction("7.75") + Fraction("7.7798") + Fraction("7.7719")) / 3,
        start=date(2024, 5, 1),
        end=date(2024, 5, 31),
        count=3,
        first=date(2024, 5, 2),
        last=date(2024, 5, 6),
        source="bank; other bank, Paris",
    )

    assert expected == WEEK.mean(date(2024, 5, 1), date(2024, 5, 31))


@pytest.mark.parametrize(("start", "end", "count"), [(2, 2, 1), (2, 3, 2), (3, 6, 2), (4, 6, 1), (3, 5, 1)])
def test_the_ends_of_a_period_are_included(start: int, end: int, count: int) -> None:
    """A quote on the first or the last day of the period counts."""
    average = WEEK.mean(date(2024, 5, start), date(2024, 5, end))

    assert average is not None
    assert count == average.count


@pytest.mark.parametrize(("start", "end"), [(4, 5), (7, 31), (6, 2)])
def test_no_quote_in_the_period(start: int, end: int) -> None:
    """A period without a quote, or one that ends before it starts, has no mean."""
    assert WEEK.mean(date(2024, 5, start), date(2024, 5, end)) is None


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("7.4326", Fraction(37163, 5000)),
        ("136", Fraction(136)),
        ("0.10", Fraction(1, 10)),
        ("372274", Fraction(372274)),
    ],
)
def test_exact_rate(text: str, rate: Fraction) -> None:
    """Digits are a fraction, never a float."""
    assert rate == exact_rate(text)
