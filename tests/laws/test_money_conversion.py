"""
Laws of conversion: there and back is the same amount, twice the amount is twice the result, a weekend is its Friday.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from incentives.money.ecb import EcbRates
from incentives.money.ratefile import QuotedRates, read_rate_file, table_of
from incentives.money.rates import Conversion, NoQuote, Quote, RateTable
from incentives.money.rounding import decimal_text
from incentives.money.series import exact_rate

ECB = EcbRates()
AMOUNTS = st.fractions(max_denominator=10**6)
# A few, so that generated tables quote the same pair often, in both directions, and in and out of reach of the euro.
CODES = st.sampled_from(["CNY", "EUR", "HKD", "SGD", "USD"])
ECB_CODES = st.sampled_from(["CNY", "EUR", "HKD", "ISK", "JPY", "SGD", "USD"])
DAYS = st.dates(date(2024, 1, 1), date(2024, 1, 20))
ECB_DAYS = st.dates(date(2005, 4, 1), date(2027, 12, 31))


@st.composite
def tables(draw: st.DrawFn) -> QuotedRates:
    """A small table of quotes in any direction, each pair at most once a day."""
    keys = draw(st.sets(st.tuples(CODES, CODES, DAYS).filter(lambda key: key[0] != key[1]), max_size=20))
    quotes = []
    for base, counter, day in sorted(keys):
        digits = draw(st.integers(0, 5))
        text = decimal_text(Fraction(draw(st.integers(1, 10**7)), 10**digits), digits)
        quotes.append(Quote(base, counter, exact_rate(text), day, "bank", text))
    return table_of(quotes)


def _there_and_back(table: RateTable, amount: Fraction, origin: str, target: str, on: date) -> None:
    there = table.convert(amount, origin, target, on)
    back = table.convert(there.result if isinstance(there, Conversion) else amount, target, origin, on)
    if isinstance(there, NoQuote) or isinstance(back, NoQuote):
        assert isinstance(there, NoQuote)
        assert isinstance(back, NoQuote)
        assert there.why == back.why
        return
    assert amount == back.result
    assert there.quotes == back.quotes[::-1]
    assert there.path == back.path[::-1]


@given(tables(), AMOUNTS, CODES, CODES, DAYS)
def test_there_and_back_by_any_table(table: QuotedRates, amount: Fraction, origin: str, target: str, on: date) -> None:
    """Converting back by the same table on the same day gives the amount again, or neither way has a quote."""
    _there_and_back(table, amount, origin, target, on)


@given(AMOUNTS, ECB_CODES, ECB_CODES, ECB_DAYS)
def test_there_and_back_by_the_bundled_table(amount: Fraction, origin: str, target: str, on: date) -> None:
    """The same by the bundled rates, where every path leads through the euro."""
    _there_and_back(ECB, amount, origin, target, on)


@given(AMOUNTS, AMOUNTS, AMOUNTS, ECB_CODES, ECB_CODES, ECB_DAYS)
def test_conversion_is_linear(
    left: Fraction, right: Fraction, factor: Fraction, origin: str, target: str, on: date
) -> None:
    """A multiple and a sum can be taken before or after the conversion."""

    def result(amount: Fraction) -> Fraction:
        conversion = ECB.convert(amount, origin, target, on)
        assert isinstance(conversion, Conversion)
        return conversion.result

    assert factor * result(left) + result(right) == result(factor * left + right)


@given(AMOUNTS, ECB_CODES, ECB_CODES, ECB_DAYS)
def test_a_weekend_is_its_friday(amount: Fraction, origin: str, target: str, on: date) -> None:
    """On Saturday and Sunday the quotes and the result are those of the Friday before, and the record is older."""
    assume(origin != target)
    friday = on - timedelta((on.weekday() - 4) % 7)
    first = ECB.convert(amount, origin, target, friday)

    assert isinstance(first, Conversion)
    for days in (1, 2):
        later = ECB.convert(amount, origin, target, friday + timedelta(days))
        assert isinstance(later, Conversion)
        assert (first.quotes, first.result) == (later.quotes, later.result)
        assert first.age_days + days == later.age_days
        assert later.is_carried_forward


@given(tables(), AMOUNTS, CODES, CODES, DAYS)
def test_no_quote_is_from_the_future(table: QuotedRates, amount: Fraction, origin: str, target: str, on: date) -> None:
    """A conversion uses no quote that was published after its day, and each quote is one of the table."""
    conversion = table.convert(amount, origin, target, on)

    assume(isinstance(conversion, Conversion))
    assert isinstance(conversion, Conversion)
    assert all(isinstance(quote, Quote) and quote.published <= on for quote in conversion.quotes)
    assert set(conversion.quotes) <= set(table.quotes)


@given(tables(), AMOUNTS, CODES, CODES, DAYS)
def test_the_average_of_a_day_is_its_quote(
    table: QuotedRates, amount: Fraction, origin: str, target: str, on: date
) -> None:
    """Where every quote is of the day, the mean over that one day converts as the day does."""
    conversion = table.convert(amount, origin, target, on)

    assume(isinstance(conversion, Conversion) and not conversion.is_carried_forward)
    assert isinstance(conversion, Conversion)
    average = table.convert_average(amount, origin, target, on, on)
    assert isinstance(average, Conversion)
    assert (conversion.result, conversion.path) == (average.result, average.path)


@given(tables(), CODES, CODES, DAYS, DAYS)
def test_a_mean_lies_between_its_quotes(table: QuotedRates, base: str, counter: str, one: date, other: date) -> None:
    """A mean counts the quotes of the period, lies between the lowest and the highest, and is theirs by number."""
    start, end = sorted((one, other))
    series = table.series(base, counter)
    average = None if series is None else series.mean(start, end)
    rates = [
        quote.rate
        for quote in table.quotes
        if (quote.base, quote.counter) == (base, counter) and start <= quote.published <= end
    ]

    assert bool(rates) == (average is not None)
    if average is not None:
        assert len(rates) == average.count
        assert min(rates) <= average.rate <= max(rates)
        assert sum(rates) == average.rate * average.count


@given(tables())
def test_a_table_written_as_a_file_reads_back(table: QuotedRates) -> None:
    """The lines of a rate file hold all that a quote is."""
    lines = [f"{q.published},{q.base},{q.counter},{q.text},{q.source}\n" for q in table.quotes]
    read = read_rate_file("date,base,counter,rate,source\n" + "".join(lines))

    assert () == read.problems
    assert table == read.table
    assert table.digest == read.table.digest


@given(st.text(), st.lists(st.text(alphabet='0123456789-,."\r\nUSDCNYX é\x00\u2028'), max_size=5))
def test_no_text_breaks_the_reader(anything: str, lines: list[str]) -> None:
    """Any text is read into quotes and problems, and each problem is one line about a line of the text."""
    for text in (anything, "date,base,counter,rate,source\n" + "\n".join(lines)):
        for problem in read_rate_file(text).problems:
            assert 1 <= problem.line <= text.count("\n") + 1
            assert problem.message.isprintable()
