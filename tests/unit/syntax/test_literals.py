from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from incentives.ir.rulebook import PlaceDeclaration
from incentives.syntax.literals import Misread, read_date, read_literal
from incentives.types import (
    COUNT,
    DATE,
    MONTHS,
    NUMBER,
    PERCENT,
    PLACE,
    TEXT,
    TRUTH,
    Choice,
    Numeric,
    Record,
    Set,
    Type,
    money,
)
from incentives.values import Money

AREA = Numeric(units=(("m2", 1),))
PERSONS = Numeric(units=(("person", 1),))
RENT = Numeric(currency="*", power=1, units=(("day", -1), ("m2", -1)))
INDUSTRY = Choice("industry", ("software", "ic_design"))
FUNCTIONS = Set("functions", ("research", "sales"))
LABELS = {"software": {"en": "software", "zh": "软件"}, "ic_design": {"en": "IC design", "zh": "集成电路设计"}}
PLACES = {
    "CN-SH": PlaceDeclaration(code="CN-SH", label={"en": "Shanghai", "zh": "上海市"}),
    "EU": PlaceDeclaration(code="EU", members=("DE", "FR"), label={"en": "European Union"}),
}
MONEY_HELP = "write the amount with its currency: `5 million CNY`, `20000 USD`, `500万元`"
DATE_HELP = "dates are written year-month-day: `2024-02-29`"
ORDER_HELP = "write the number, its size, its unit: `5 million CNY`, `8 CNY/m2/day`"


def read(text: str, kind: Type) -> object:
    """A literal among the places and labels above."""
    return read_literal(text, kind, places=PLACES, labels=LABELS)


def cny(amount: int | str) -> Money:
    """Yuan."""
    return Money(Fraction(amount), "CNY")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("150 million CNY", cny(150_000_000)),
        ("150000000 CNY", cny(150_000_000)),
        ("150,000,000 CNY", cny(150_000_000)),
        ("150，000，000 CNY", cny(150_000_000)),
        ("150_000_000 CNY", cny(150_000_000)),
        ("CNY 150,000,000", cny(150_000_000)),
        ("CNY150000000", cny(150_000_000)),
        ("RMB 150 million", cny(150_000_000)),
        ("150 million RMB", cny(150_000_000)),
        ("150 million yuan", cny(150_000_000)),
        ("1.5亿元", cny(150_000_000)),
        ("1.5 亿 元", cny(150_000_000)),
        ("1.5亿人民币", cny(150_000_000)),
        ("人民币1.5亿元", cny(150_000_000)),
        ("15000万元", cny(150_000_000)),
        ("１５０００万元", cny(150_000_000)),
        ("15000万 CNY", cny(150_000_000)),
        ("15000万CNY", cny(150_000_000)),
        ("+0.10 CNY", cny("1/10")),
        ("-5 CNY", cny(-5)),
        ("−5 CNY", cny(-5)),  # the sign that typesetters use
        ("0 CNY", cny(0)),
        ("1/3 CNY", cny("1/3")),
        ("100,000/3 CNY", cny("100000/3")),
        ("20 million USD", Money(Fraction(20_000_000), "USD")),
        ("2000万美元", Money(Fraction(20_000_000), "USD")),
        ("5 million euros", Money(Fraction(5_000_000), "EUR")),
    ],
)
def test_money(text: str, value: Money) -> None:
    """An amount with its size and currency, in either language and either order, exactly."""
    assert value == read(text, money())


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("6.50 CNY/m2/day", RENT, cny("13/2")),
        ("6.5元/平方米/天", RENT, cny("13/2")),
        ("6.5元/㎡·天", RENT, cny("13/2")),
        ("6.5元／㎡／天", RENT, cny("13/2")),
        ("6.5元每平方米每天", RENT, cny("13/2")),
        ("CNY 6.5/m2/day", RENT, cny("13/2")),
        ("45.5 CNY/m2/week", RENT, cny("13/2")),
        ("1200 m2", AREA, Fraction(1200)),
        ("1200平方米", AREA, Fraction(1200)),
        ("1,200 ㎡", AREA, Fraction(1200)),
        ("1200 m²", AREA, Fraction(1200)),
        ("3亩", AREA, Fraction(2000)),
        ("0", AREA, Fraction(0)),
        ("3 years", MONTHS, Fraction(36)),
        ("36个月", MONTHS, Fraction(36)),
        ("12.5%", PERCENT, Fraction(1, 8)),
        ("12.5 ％", PERCENT, Fraction(1, 8)),
        ("100/3%", PERCENT, Fraction(1, 3)),
        ("0", PERCENT, Fraction(0)),
        ("120", COUNT, Fraction(120)),
        ("120 persons", COUNT, Fraction(120)),
        ("120人", COUNT, Fraction(120)),
        ("15项", COUNT, Fraction(15)),
        ("1.2万家", COUNT, Fraction(12_000)),
        ("5 thousand", COUNT, Fraction(5000)),
        ("120", PERSONS, Fraction(120)),
        ("50%", NUMBER, Fraction(1, 2)),
        ("2/3", NUMBER, Fraction(2, 3)),
    ],
)
def test_other_measures(text: str, kind: Numeric, value: object) -> None:
    """Areas, times, shares and counts, in the unit of the declared type."""
    assert value == read(text, kind)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("2022-05-10", DATE, date(2022, 5, 10)),
        ("2022年5月10日", DATE, date(2022, 5, 10)),
        ("2024-02-29", DATE, date(2024, 2, 29)),
        ("true", TRUTH, True),
        ("Yes", TRUTH, True),
        ("是", TRUTH, True),
        ("no", TRUTH, False),
        ("无", TRUTH, False),
        ("ic_design", INDUSTRY, "ic_design"),
        ("IC design", INDUSTRY, "ic_design"),
        ("软件", INDUSTRY, "software"),
        ("research", FUNCTIONS, "research"),
        ("CN-SH", PLACE, "CN-SH"),
        ("Shanghai", PLACE, "CN-SH"),
        ("上海市", PLACE, "CN-SH"),
        ("DE", PLACE, "DE"),
        ("  5 million CNY ", TEXT, "5 million CNY"),
        ("", TEXT, ""),
    ],
)
def test_everything_else(text: str, kind: Type, value: object) -> None:
    """Days, truths, members of choices, places and text."""
    assert value == read(text, kind)


@pytest.mark.parametrize(
    ("text", "kind", "misread"),
    [
        # a number where money is due, and the reverse
        ("150", money(), Misread("bare-number", "`150` has no currency, an amount of money is due", MONEY_HELP)),
        ("0", money(), Misread("bare-number", "`0` has no currency, an amount of money is due", MONEY_HELP)),
        (
            "1.5亿",
            money(),
            Misread("bare-number", "`1.5亿` has no currency, an amount of money is due", MONEY_HELP),
        ),
        (
            "150 CNY",
            COUNT,
            Misread("unit-mismatch", "`150 CNY` is in CNY, a plain number is due", "write digits: `120`"),
        ),
        ("5%", money(), Misread("unit-mismatch", "`5%` is a percentage, an amount of money is due", MONEY_HELP)),
        ("5%", COUNT, Misread("unit-mismatch", "`5%` is a percentage, a plain number is due", "write digits: `120`")),
        # units
        (
            "6.50 CNY",
            RENT,
            Misread(
                "unit-mismatch",
                "`6.50 CNY` is in CNY, an amount in money/day/m2 is due",
                "write it with its unit: `6.50 CNY/day/m2`",
            ),
        ),
        (
            "1200",
            AREA,
            Misread("bare-number", "`1200` has no unit, a quantity in m2 is due", "write it with its unit: `1200 m2`"),
        ),
        (
            "36",
            MONTHS,
            Misread(
                "bare-number", "`36` has no unit, a quantity in month is due", "write it with its unit: `36 months`"
            ),
        ),
        (
            "36 days",
            MONTHS,
            Misread(
                "unit-mismatch",
                "`36 days` is in days, a quantity in month is due",
                "write it with its unit: `36 months`",
            ),
        ),
        (
            "0.305",
            PERCENT,
            Misread(
                "bare-number",
                "`0.305` could mean a share or a percentage",
                "write `30.5%` if it is a share, or `0.305%`",
            ),
        ),
        (
            "1/3",
            PERCENT,
            Misread(
                "bare-number",
                "`1/3` could mean a share or a percentage",
                "write `100/3%` if it is a share, or `1/3%`",
            ),
        ),
        (
            "120人",
            PERCENT,
            Misread(
                "unit-mismatch",
                "`120人` is in persons, a percentage is due",
                "write it with its sign: `12.5%`",
            ),
        ),
        # words that mean nothing, or stand where they cannot
        (
            "150 millon CNY",
            money(),
            Misread(
                "unknown-unit",
                "`millon` in `150 millon CNY` is no size, unit or currency",
                "did you mean `million`?",
            ),
        ),
        (
            "6.5 CNY/m2/dya",
            RENT,
            Misread("unknown-unit", "`dya` in `6.5 CNY/m2/dya` is no size, unit or currency", "did you mean `day`?"),
        ),
        ("5m CNY", money(), Misread("unknown-unit", "`m` in `5m CNY` is no size, unit or currency", ORDER_HELP)),
        (
            "5 million dollars",
            money(),
            Misread("unknown-unit", "`dollars` in `5 million dollars` is no size, unit or currency", ORDER_HELP),
        ),
        (
            "5 CNY million",
            money(),
            Misread("unknown-unit", "`million` cannot stand there in `5 CNY million`", ORDER_HELP),
        ),
        (
            "5 CNY/m2/CNY",
            RENT,
            Misread("unknown-unit", "`CNY` cannot stand there in `5 CNY/m2/CNY`", ORDER_HELP),
        ),
        ("5 CNX", money(), Misread("unknown-currency", "`CNX` is not a currency", "did you mean `CNY`?")),
        ("5 usd", money(), Misread("unknown-currency", "`usd` is not a currency", "did you mean `USD`?")),
        (
            "5 QQQ",
            money(),
            Misread(
                "unknown-currency", "`QQQ` is not a currency", "currencies have a code of three letters: `CNY`, `USD`"
            ),
        ),
        ("USD 5 CNY", money(), Misread("currency-mismatch", "`USD 5 CNY` names two currencies", MONEY_HELP)),
        (
            "CNY 5 m2",
            money(),
            Misread("unit-mismatch", "`CNY 5 m2` is in CNY and in m2, an amount of money is due", MONEY_HELP),
        ),
        # numbers
        ("$5 million", money(), Misread("not-a-number", "`$5 million` does not begin with a number", MONEY_HELP)),
        ("CNY", money(), Misread("not-a-number", "`CNY` does not begin with a number", MONEY_HELP)),
        (
            "1e6 CNY",
            money(),
            Misread("not-a-number", "`1e6 CNY` has an exponent", "write the digits, or a size: `5 million`"),
        ),
        (
            "1,5 CNY",
            money(),
            Misread("not-a-number", "`1,5 CNY` groups its digits oddly", "group by three (`5,000,000`) or not at all"),
        ),
        (
            "1.500.000 CNY",
            money(),
            Misread(
                "not-a-number",
                "`1.500.000 CNY` groups its digits oddly",
                "group by three (`5,000,000`) or not at all",
            ),
        ),
        ("1/0 CNY", money(), Misread("not-a-number", "`1/0 CNY` divides by nought", MONEY_HELP)),
        (
            "12.5% or so",
            PERCENT,
            Misread("not-a-number", "there is more than a percentage in `12.5% or so`", "write `12.5%`"),
        ),
        ("many", COUNT, Misread("not-a-number", "`many` does not begin with a number", "write digits: `120`")),
        # days, truths, members, places
        ("2023-02-29", DATE, Misread("bad-date", "`2023-02-29` is not a day of the calendar", DATE_HELP)),
        ("2023年13月1日", DATE, Misread("bad-date", "`2023年13月1日` is not a day of the calendar", DATE_HELP)),
        ("10.5.2022", DATE, Misread("bad-date", "`10.5.2022` is not a date", DATE_HELP)),
        ("2022-5-10", DATE, Misread("bad-date", "`2022-5-10` is not a date", DATE_HELP)),
        ("२०२२-०५-१०", DATE, Misread("bad-date", "`२०२२-०५-१०` is not a date", DATE_HELP)),
        ("maybe", TRUTH, Misread("not-a-truth", "`maybe` is neither true nor false", "write `true` or `false`")),
        (
            "softwear",
            INDUSTRY,
            Misread("unknown-member", "`softwear` is not a member of `industry`", "did you mean `software`?"),
        ),
        (
            "xyz",
            FUNCTIONS,
            Misread("unknown-member", "`xyz` is not a member of `functions`", "there is `research`, `sales`"),
        ),
        ("cn-sh", PLACE, Misread("unknown-place", "`cn-sh` is not a place", "did you mean `CN-SH`?")),
        (
            "Shangai",
            PLACE,
            Misread("unknown-place", "`Shangai` is not a place", "did you mean `CN-SH`, which is Shanghai?"),
        ),
        (
            "European Union",
            PLACE,
            Misread(
                "unknown-place",
                "`European Union` is a group of places",
                "state the place itself, such as `DE`, `FR`",
            ),
        ),
        (
            "x",
            Record("projects", ()),
            Misread("type-mismatch", "`x` cannot be read as a list of projects"),
        ),
        ("9" * 401, COUNT, Misread("too-large", "a value has at most 400 characters, this one has 401")),
    ],
)
def test_what_is_wrong(text: str, kind: Type, misread: Misread) -> None:
    """What is wrong, and what to write instead."""
    assert misread == read(text, kind)


def test_control_characters_stay_out_of_messages() -> None:
    """A message is one line whatever the value holds."""
    assert Misread("not-a-truth", "`a b` is neither true nor false", "write `true` or `false`") == read("a\n\tb", TRUTH)


@pytest.mark.parametrize(
    "text", ["1" + "_" * 398, "5 " + "亿" * 398, "5 " + "/" * 398, "5 " + "x" * 398, "㎡" * 400, "1/" * 200]
)
def test_hostile_values_take_no_time(text: str) -> None:
    """The longest value there may be is read or refused at once."""
    for kind in (money(), RENT, PERCENT, DATE, PLACE):
        read(text, kind)


def test_a_day_by_itself() -> None:
    """Statuses and parameters read days alone."""
    assert date(2024, 2, 29) == read_date("2024-02-29")
    assert Misread("bad-date", "`0000-01-01` is not a day of the calendar", DATE_HELP) == read_date("0000-01-01")
