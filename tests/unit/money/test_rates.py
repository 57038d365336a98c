from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from incentives.money.ratefile import QuotedRates, table_of
from incentives.money.rates import AverageQuote, Conversion, NoQuote, NoQuoteWhy, Quote
from incentives.money.series import exact_rate

FRIDAY = date(2024, 5, 3)
SATURDAY = date(2024, 5, 4)
AMOUNT = Fraction(150_000_000)


def quote(pair: str, text: str, published: date = FRIDAY) -> Quote:
    """A quote of *pair*, written `EUR/CNY`, that a bank published."""
    base, counter = pair.split("/")
    return Quote(base, counter, exact_rate(text), published, "bank", text)


def converted(answer: Conversion | NoQuote) -> Conversion:
    """The conversion that *answer* is."""
    assert isinstance(answer, Conversion)
    return answer


EUR_CNY = quote("EUR/CNY", "7.7798")
EUR_USD = quote("EUR/USD", "1.0744")
TABLE = table_of([EUR_CNY, EUR_USD])


def test_conversion_multiplies_from_base_to_counter() -> None:
    """EUR to CNY is the amount times the quote."""
    conversion = converted(TABLE.convert(AMOUNT, "EUR", "CNY", FRIDAY))

    assert AMOUNT * Fraction("7.7798") == conversion.result
    assert ("EUR", "CNY") == conversion.path


def test_conversion_divides_by_the_published_quote() -> None:
    """CNY to EUR divides by the EUR/CNY quote instead of multiplying by a stored inverse."""
    conversion = converted(TABLE.convert(AMOUNT, "CNY", "EUR", FRIDAY))

    assert AMOUNT / Fraction("7.7798") == conversion.result
    assert (EUR_CNY,) == conversion.quotes
    assert ("CNY", "EUR") == conversion.path


def test_conversion_through_a_common_currency() -> None:
    """CNY to USD divides by EUR/CNY and multiplies by EUR/USD, unrounded, and the record shows both."""
    expected = Conversion(
        AMOUNT, "CNY", "USD", FRIDAY, (EUR_CNY, EUR_USD), AMOUNT / Fraction("7.7798") * Fraction("1.0744")
    )

    conversion = converted(TABLE.convert(AMOUNT, "CNY", "USD", FRIDAY))

    assert expected == conversion
    assert ("CNY", "EUR", "USD") == conversion.path


def test_the_record_of_the_day_itself() -> None:
    """A quote of the day is not carried forward and has no age."""
    conversion = converted(TABLE.convert(AMOUNT, "CNY", "USD", FRIDAY))

    assert (FRIDAY, 0, False, False) == (
        conversion.rate_date,
        conversion.age_days,
        conversion.is_carried_forward,
        conversion.is_average,
    )


def test_a_weekend_takes_the_quote_before_it() -> None:
    """On Saturday Friday's quote is used, and the record says so."""
    conversion = converted(TABLE.convert(AMOUNT, "CNY", "USD", SATURDAY))

    assert (FRIDAY, 1, True) == (conversion.rate_date, conversion.age_days, conversion.is_carried_forward)


def test_the_oldest_quote_dates_a_conversion() -> None:
    """Of two quotes of different days, the older one is the date of the rate."""
    table = table_of([EUR_CNY, quote("EUR/USD", "1.08", date(2024, 4, 30))])

    conversion = converted(table.convert(AMOUNT, "CNY", "USD", FRIDAY))

    assert (date(2024, 4, 30), 3, True) == (conversion.rate_date, conversion.age_days, conversion.is_carried_forward)


def test_the_same_currency_needs_no_quote() -> None:
    """An amount in the target currency is itself, on any day, even where no table quotes it."""
    expected = Conversion(AMOUNT, "KWD", "KWD", date.min, (), AMOUNT)

    conversion = converted(TABLE.convert(AMOUNT, "KWD", "KWD", date.min))

    assert expected == conversion
    assert (("KWD",), None, 0, False) == (
        conversion.path,
        conversion.rate_date,
        conversion.age_days,
        conversion.is_carried_forward,
    )


def test_before_the_first_quote() -> None:
    """Before the first quote there is no conversion, and the amount does not come back unconverted."""
    day = date(2024, 5, 2)

    assert NoQuote("CNY", "USD", day, NoQuoteWhy.BEFORE_FIRST_QUOTE) == TABLE.convert(AMOUNT, "CNY", "USD", day)


@pytest.mark.parametrize(("origin", "target"), [("KWD", "CNY"), ("CNY", "KWD")])
def test_a_currency_that_the_table_does_not_quote(origin: str, target: str) -> None:
    """The record names the currency that is not quoted."""
    expected = NoQuote(origin, target, FRIDAY, NoQuoteWhy.UNKNOWN_CURRENCY, "KWD")

    assert expected == TABLE.convert(AMOUNT, origin, target, FRIDAY)


def test_two_currencies_that_nothing_connects() -> None:
    """Where no single currency is quoted with both, there is no path."""
    table = table_of([EUR_CNY, quote("SGD/MYR", "3.5")])

    assert NoQuote("CNY", "MYR", FRIDAY, NoQuoteWhy.NO_PATH) == table.convert(AMOUNT, "CNY", "MYR", FRIDAY)


def test_a_path_has_at_most_one_currency_between() -> None:
    """Three quotes in a row are not a path: each more is an error that adds up."""
    table = table_of([quote("CNY/SGD", "0.19"), quote("SGD/MYR", "3.5"), quote("MYR/THB", "7.7")])

    assert NoQuote("CNY", "THB", FRIDAY, NoQuoteWhy.NO_PATH) == table.convert(AMOUNT, "CNY", "THB", FRIDAY)


def test_a_direct_quote_goes_before_a_path() -> None:
    """A published USD/CNY is used although the euro connects the two."""
    direct = quote("USD/CNY", "7.2403")
    table = table_of([EUR_CNY, EUR_USD, direct])

    assert (direct,) == converted(table.convert(AMOUNT, "CNY", "USD", FRIDAY)).quotes


def test_a_path_where_the_direct_quote_is_not_published_yet() -> None:
    """On a day before the first direct quote, the path that has quotes is taken."""
    table = table_of([EUR_CNY, EUR_USD, quote("USD/CNY", "7.2403", SATURDAY)])

    assert (EUR_CNY, EUR_USD) == converted(table.convert(AMOUNT, "CNY", "USD", FRIDAY)).quotes


def test_the_euro_connects_before_others() -> None:
    """Of two currencies that connect, the euro is taken, and after it the first by its code."""
    others = [quote("AUD/CNY", "4.75"), quote("AUD/USD", "0.66"), quote("HKD/CNY", "0.92"), quote("HKD/USD", "0.128")]

    with_euro = table_of([*others, EUR_CNY, EUR_USD])
    without = table_of(others)

    assert ("CNY", "EUR", "USD") == converted(with_euro.convert(AMOUNT, "CNY", "USD", FRIDAY)).path
    assert ("CNY", "AUD", "USD") == converted(without.convert(AMOUNT, "CNY", "USD", FRIDAY)).path


def test_the_newer_of_two_directions() -> None:
    """Where a pair is published in both directions, the newer quote is used."""
    newer = quote("CNY/EUR", "0.1286", SATURDAY)
    table = table_of([EUR_CNY, newer])

    assert (newer,) == converted(table.convert(AMOUNT, "EUR", "CNY", SATURDAY)).quotes
    assert (EUR_CNY,) == converted(table.convert(AMOUNT, "EUR", "CNY", FRIDAY)).quotes


def test_an_empty_table_has_no_quote() -> None:
    """An empty table answers, and knows no currency."""
    table = QuotedRates(())

    assert NoQuote("CNY", "USD", FRIDAY, NoQuoteWhy.UNKNOWN_CURRENCY, "CNY") == table.convert(
        AMOUNT, "CNY", "USD", FRIDAY
    )


def test_average_of_each_leg() -> None:
    """CNY to USD on average divides by the mean of EUR/CNY and multiplies by the mean of EUR/USD."""
    table = table_of([EUR_CNY, quote("EUR/CNY", "7.7719", date(2024, 5, 6)), EUR_USD])
    start, end = date(2024, 5, 1), date(2024, 5, 31)
    cny = AverageQuote("EUR", "CNY", Fraction("7.77585"), start, end, 2, FRIDAY, date(2024, 5, 6), "bank")
    usd = AverageQuote("EUR", "USD", Fraction("1.0744"), start, end, 1, FRIDAY, FRIDAY, "bank")
    expected = Conversion(AMOUNT, "CNY", "USD", end, (cny, usd), AMOUNT / Fraction("7.77585") * Fraction("1.0744"))

    conversion = converted(table.convert_average(AMOUNT, "CNY", "USD", start, end))

    assert expected == conversion
    assert (("CNY", "EUR", "USD"), True, False) == (
        conversion.path,
        conversion.is_average,
        conversion.is_carried_forward,
    )


def test_average_without_a_quote_in_the_period() -> None:
    """A quote before the period has no part in the mean, so there is none."""
    start, end = date(2024, 5, 6), date(2024, 5, 31)
    expected = NoQuote("CNY", "USD", end, NoQuoteWhy.NONE_IN_PERIOD)

    assert expected == TABLE.convert_average(AMOUNT, "CNY", "USD", start, end)


def test_average_in_the_same_currency() -> None:
    """The mean of a currency in itself needs no quote."""
    expected = Conversion(AMOUNT, "CNY", "CNY", SATURDAY, (), AMOUNT)

    assert expected == TABLE.convert_average(AMOUNT, "CNY", "CNY", FRIDAY, SATURDAY)
