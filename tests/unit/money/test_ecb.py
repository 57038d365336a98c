from __future__ import annotations

import hashlib
from datetime import date
from fractions import Fraction
from importlib.resources import files

import pytest

from incentives.money.currency import CURRENCIES
from incentives.money.ecb import BASE, SOURCE, EcbRates
from incentives.money.rates import AverageQuote, Conversion, NoQuote, NoQuoteWhy, Quote
from incentives.money.series import exact_rate

DATA = files("incentives.money").joinpath("data", "ecb")
RATES = EcbRates()
CODES = sorted(RATES.currencies - {BASE})


@pytest.mark.parametrize(
    ("code", "day", "text"),
    [
        ("USD", date(1999, 1, 4), "1.1789"),
        ("CNY", date(2005, 4, 1), "10.7255"),
        ("JPY", date(2006, 1, 3), "139.45"),
        ("CNY", date(2024, 5, 3), "7.7798"),
        ("SGD", date(2024, 12, 31), "1.4164"),
        ("CNY", date(2026, 10, 30), "7.4326"),
        ("ISK", date(2026, 10, 30), "136"),
        ("TRL", date(1999, 1, 4), "372274"),
    ],
)
def test_quotes_as_the_bank_published_them(code: str, day: date, text: str) -> None:
    """One euro in another currency, on the day, to the digit."""
    conversion = RATES.convert(Fraction(1), "EUR", code, day)

    assert isinstance(conversion, Conversion)
    assert (Quote("EUR", code, Fraction(text), day, SOURCE, text),) == conversion.quotes
    assert Fraction(text) == conversion.result


def test_cny_to_usd_on_a_saturday() -> None:
    """150 million CNY on Saturday 4 May 2024, by Friday's two quotes, exactly."""
    conversion = RATES.convert(Fraction(150_000_000), "CNY", "USD", date(2024, 5, 4))

    assert isinstance(conversion, Conversion)
    assert Fraction(150_000_000) / Fraction("7.7798") * Fraction("1.0744") == conversion.result
    assert (("CNY", "EUR", "USD"), date(2024, 5, 3), 1) == (
        conversion.path,
        conversion.rate_date,
        conversion.age_days,
    )


def test_the_average_of_a_year() -> None:
    """2024 has 256 quotes of the yuan, from 2 January to 31 December, and their exact mean is used."""
    conversion = RATES.convert_average(Fraction(1), "EUR", "CNY", date(2024, 1, 1), date(2024, 12, 31))
    lines = DATA.joinpath("CNY.csv").read_text("ascii").splitlines()
    texts = [line.partition(",")[2] for line in lines if line.startswith("2024-")]
    expected = AverageQuote(
        base="EUR",
        counter="CNY",
        rate=sum(map(Fraction, texts), Fraction(0)) / 256,
        start=date(2024, 1, 1),
        end=date(2024, 12, 31),
        count=256,
        first=date(2024, 1, 2),
        last=date(2024, 12, 31),
        source=SOURCE,
    )

    assert isinstance(conversion, Conversion)
    assert (expected,) == conversion.quotes


def test_after_the_newest_quote() -> None:
    """A day that has no quote yet takes the newest, and the record says how old it is."""
    conversion = RATES.convert(Fraction(1), "CNY", "EUR", date(RATES.newest.year + 1, RATES.newest.month, 1))

    assert isinstance(conversion, Conversion)
    assert RATES.newest == conversion.rate_date
    assert conversion.age_days > 300


@pytest.mark.parametrize(
    ("origin", "target", "day", "why", "currency"),
    [
        ("CNY", "USD", date(2005, 3, 31), NoQuoteWhy.BEFORE_FIRST_QUOTE, None),
        ("USD", "EUR", date(1999, 1, 3), NoQuoteWhy.BEFORE_FIRST_QUOTE, None),
        ("KWD", "USD", date(2024, 5, 3), NoQuoteWhy.UNKNOWN_CURRENCY, "KWD"),
        ("USD", "../index", date(2024, 5, 3), NoQuoteWhy.UNKNOWN_CURRENCY, "../index"),
        ("usd", "CNY", date(2024, 5, 3), NoQuoteWhy.UNKNOWN_CURRENCY, "usd"),
    ],
)
def test_no_quote(origin: str, target: str, day: date, why: NoQuoteWhy, currency: str | None) -> None:
    """Before the first quote and for what the bank never quoted there is no conversion."""
    assert NoQuote(origin, target, day, why, currency) == RATES.convert(Fraction(1), origin, target, day)


def test_only_the_euro_is_a_base() -> None:
    """No series is kept inverted, and the euro is not quoted in itself."""
    assert RATES.series("CNY", "EUR") is None
    assert RATES.series("EUR", "EUR") is None


def test_a_currency_is_read_once_and_only_when_asked_for() -> None:
    """A new table has read nothing; a conversion reads its two currencies."""
    rates = EcbRates()
    before = set(rates._read)

    rates.convert(Fraction(1), "CNY", "USD", date(2024, 5, 3))

    assert set() == before
    assert {"CNY", "USD"} == set(rates._read)
    assert rates.series("EUR", "CNY") is rates.series("EUR", "CNY")


def test_every_quoted_currency_is_in_the_table() -> None:
    """41 currencies and the euro, each with a row in the table of currencies and a file of its own."""
    assert 42 == len(RATES.currencies)
    assert set(CURRENCIES) >= RATES.currencies
    assert {"index.json", *(f"{code}.csv" for code in CODES)} == {path.name for path in DATA.iterdir()}


@pytest.mark.parametrize("code", CODES)
def test_the_index_describes_the_data(code: str) -> None:
    """Digest, count and days of each currency are those of its file, and its lines are sorted and well formed."""
    text = DATA.joinpath(f"{code}.csv").read_text("ascii")
    lines = [line.split(",") for line in text.splitlines()]
    days = [day for day, _ in lines]

    assert RATES.index["currencies"][code] == {
        "first": days[0],
        "last": days[-1],
        "quotes": len(days),
        "sha256": hashlib.sha256(text.encode("ascii")).hexdigest(),
    }
    assert sorted(set(days)) == days
    assert all(date.fromisoformat(day).isoformat() == day and exact_rate(rate) > 0 for day, rate in lines)


def test_the_index_describes_the_whole() -> None:
    """The total digest is that of all digests, and source, base, first and last day are those of the data."""
    entries = RATES.index["currencies"]
    total = "".join(f"{code} {entries[code]['sha256']}\n" for code in sorted(entries))

    assert hashlib.sha256(total.encode("ascii")).hexdigest() == RATES.digest
    assert (SOURCE, BASE) == (RATES.index["source"], RATES.index["base"])
    assert min(entry["first"] for entry in entries.values()) == RATES.index["first"]
    assert max(entry["last"] for entry in entries.values()) == RATES.newest.isoformat()
