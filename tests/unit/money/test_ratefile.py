from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from incentives.money import ratefile
from incentives.money.ratefile import QuotedRates, RateFileProblem, read_rate_file, table_of
from incentives.money.rates import Conversion, Quote

HEADER = "date,base,counter,rate,source\n"
GOOD = (
    "2024-03-29,USD,CNY,7.0950,State Administration of Foreign Exchange\n"
    '2024-03-28,USD,CNY,7.0948,"SAFE, Beijing"\n'
    "2024-03-29,SGD,CNY,5.2560,SAFE\n"
)
USD_CNY = Quote(
    "USD", "CNY", Fraction("7.0950"), date(2024, 3, 29), "State Administration of Foreign Exchange", "7.0950"
)


def problems(text: str) -> tuple[RateFileProblem, ...]:
    """What is wrong with *text*."""
    return read_rate_file(text).problems


def test_a_good_file() -> None:
    """Every line is a quote as published; lines need no order and a source may hold a comma."""
    read = read_rate_file(HEADER + GOOD)

    assert () == read.problems
    assert USD_CNY == read.table.quotes[0]
    assert "SAFE, Beijing" == read.table.quotes[1].source
    assert frozenset({"USD", "SGD", "CNY"}) == read.table.currencies
    assert date(2024, 3, 29) == read.table.newest


def test_conversion_by_a_good_file() -> None:
    """SGD to USD leads through CNY: times SGD/CNY, divided by USD/CNY, each as published."""
    conversion = read_rate_file(HEADER + GOOD).table.convert(Fraction(1_000_000), "SGD", "USD", date(2024, 3, 30))

    assert isinstance(conversion, Conversion)
    assert Fraction(1_000_000) * Fraction("5.2560") / Fraction("7.0950") == conversion.result
    assert ("SGD", "CNY", "USD") == conversion.path


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + HEADER + GOOD,
        (HEADER + GOOD).replace("\n", "\r\n"),
        "\n\n" + HEADER + "\n  \n" + GOOD + "\n\n",
        (HEADER + GOOD).rstrip("\n"),
        (HEADER + GOOD).replace(",USD,", " , USD , ").replace(',"', ', "'),
    ],
    ids=["byte order mark", "line ends of Windows", "blank lines", "no last line end", "blanks around cells"],
)
def test_what_does_not_matter(text: str) -> None:
    """What editors and spreadsheets add is passed over."""
    read = read_rate_file(text)

    assert () == read.problems
    assert read_rate_file(HEADER + GOOD).table == read.table


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("2024-02-30,USD,CNY,7.1,SAFE", "`2024-02-30` is not a day of the calendar; write it as `2024-03-29`"),
        ("20240329,USD,CNY,7.1,SAFE", "`20240329` is not a day of the calendar; write it as `2024-03-29`"),
        ("2024-W13-5,USD,CNY,7.1,SAFE", "`2024-W13-5` is not a day of the calendar; write it as `2024-03-29`"),
        ("2024-03-29,usd,CNY,7.1,SAFE", "`usd` is not a currency; write a code of ISO 4217 such as `CNY`"),
        ("2024-03-29,USD,../CNY,7.1,SAFE", "`../CNY` is not a currency; write a code of ISO 4217 such as `CNY`"),
        ("2024-03-29,USD,\x1b[2J,7.1,SAFE", "`?[2J` is not a currency; write a code of ISO 4217 such as `CNY`"),
        ("2024-03-29,CNY,CNY,1,SAFE", "`CNY` is quoted in itself"),
        ("2024-03-29,USD,CNY,0,SAFE", "`0` is not a rate; a rate is above zero"),
        ("2024-03-29,USD,CNY,0.000,SAFE", "`0.000` is not a rate; a rate is above zero"),
        ("2024-03-29,USD,CNY,-7.1,SAFE", "`-7.1` is not a rate; write plain digits such as `7.0950`"),
        ("2024-03-29,USD,CNY,7.1e3,SAFE", "`7.1e3` is not a rate; write plain digits such as `7.0950`"),
        ("2024-03-29,USD,CNY,7.,SAFE", "`7.` is not a rate; write plain digits such as `7.0950`"),
        ("2024-03-29,USD,CNY,.5,SAFE", "`.5` is not a rate; write plain digits such as `7.0950`"),
        ("2024-03-29,USD,CNY,nan,SAFE", "`nan` is not a rate; write plain digits such as `7.0950`"),
        ("2024-03-29,USD,CNY,\u0667,SAFE", "`\u0667` is not a rate; write plain digits such as `7.0950`"),
        ("2024-03-29,USD,CNY,,SAFE", "`` is not a rate; write plain digits such as `7.0950`"),
        ("2024-03-29,USD,CNY," + "1" * 41 + ",SAFE", "the rate has more than 40 characters"),
        ("2024-03-29,USD,CNY,7.1,", "the source is empty; write who published the rate"),
        ("2024-03-29,USD,CNY,7.1,\x1b[2J", "the source holds a character that cannot be printed"),
        ("2024-03-29,USD,CNY,7.1", "4 columns where `date,base,counter,rate,source` are 5"),
        ("2024-03-29,USD,CNY,7.1,a,b", "6 columns where `date,base,counter,rate,source` are 5"),
        ('2024-03-29,USD,CNY,7.1,"SAFE', "the line is not CSV; a quotation mark may be open"),
        ("2024-03-29,USD,CNY,7.1\r2024-03-29", "the line is not CSV; a quotation mark may be open"),
        ("2024-03-29,USD,CNY,7.1," + "S" * 400, "the line is longer than 400 characters"),
    ],
)
def test_a_malformed_line(line: str, message: str) -> None:
    """A malformed line is a problem with its number, and the lines around it are read."""
    read = read_rate_file(HEADER + GOOD + line + "\n2024-04-01,USD,CNY,7.0938,SAFE\n")

    assert (RateFileProblem(5, message),) == read.problems
    assert 4 == len(read.table.quotes)


def test_all_problems_are_reported() -> None:
    """Every malformed line has its problem, in the order of the lines."""
    assert [2, 3, 5] == [problem.line for problem in problems(HEADER + "x\ny\n\nz\n")]


def test_a_quote_twice() -> None:
    """A pair quoted twice on a day keeps the first, and the second is a problem, even when they agree."""
    line = "2024-03-29,USD,CNY,7.0950,SAFE\n"

    read = read_rate_file(HEADER + line + line + line.replace("7.0950", "7.2"))

    assert [
        RateFileProblem(3, "`USD/CNY` on 2024-03-29 is already on line 2"),
        RateFileProblem(4, "`USD/CNY` on 2024-03-29 is already on line 2"),
    ] == list(read.problems)
    assert ["7.0950"] == [quote.text for quote in read.table.quotes]


@pytest.mark.parametrize("text", ["", "\n\n", GOOD, "date;base;counter;rate;source\n", '"date\n', "x" * 1000])
def test_a_file_without_its_header(text: str) -> None:
    """A file that does not begin with the names of the columns is refused as a whole."""
    read = read_rate_file(text)

    assert (RateFileProblem(1, "the first line must be `date,base,counter,rate,source`"),) == read.problems
    assert () == read.table.quotes


def test_a_header_alone_is_an_empty_table() -> None:
    """No lines are no problem; the table has no newest day."""
    read = read_rate_file(HEADER)

    assert () == read.problems
    assert read.table.newest is None


def test_a_file_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is too long in characters or in lines is refused before it is read."""
    monkeypatch.setattr(ratefile, "MAX_CHARACTERS", 200)
    monkeypatch.setattr(ratefile, "MAX_LINES", 5)

    too_long = RateFileProblem(1, "the rate file is longer than 200 characters; keep the days that are needed")
    too_many = RateFileProblem(1, "the rate file has more than 5 lines; keep the days that are needed")

    assert (too_long,) == problems(HEADER + GOOD * 2)
    assert (too_many,) == problems(HEADER + "\n" * 5)


def test_digest() -> None:
    """The digest is that of the quotes: order does not change it, a rate, a digit or a source does."""
    table = read_rate_file(HEADER + GOOD).table

    assert table.digest == QuotedRates(table.quotes[::-1]).digest
    assert table.digest != table_of(table.quotes[1:]).digest
    assert table.digest != table_of([replace(USD_CNY, text="7.095"), *table.quotes[1:]]).digest
    assert table.digest != table_of([replace(USD_CNY, source="other"), *table.quotes[1:]]).digest


@pytest.mark.parametrize(
    ("quotes", "message"),
    [
        ([USD_CNY, replace(USD_CNY, source="other")], "USD/CNY is quoted twice on 2024-03-29"),
        ([replace(USD_CNY, text="7.1")], "the rate of USD/CNY is not the plain digits '7.1'"),
        ([replace(USD_CNY, text="7,0950")], "the rate of USD/CNY is not the plain digits '7,0950'"),
        ([replace(USD_CNY, source="two\nlines")], "the source holds a character that cannot be printed"),
    ],
)
def test_a_table_of_bad_quotes(quotes: list[Quote], message: str) -> None:
    """Quotes that contradict themselves or each other are an error of the program that made them."""
    with pytest.raises(ValueError, match=message):
        table_of(quotes)
