from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from incentives.cases.case import Form, Stated
from incentives.cases.stated import Reader
from incentives.syntax.literals import Misread
from incentives.types import DATE, NUMBER, PERCENT, TRUTH, Set, Type, money
from incentives.values import Money

CNY = money("CNY")


def read(text: str, kind: Type = CNY) -> Stated:
    """*text* as a value that a case states."""
    found = Reader({}).stated(text, kind)
    assert isinstance(found, Stated)
    return found


@pytest.mark.parametrize(
    ("text", "form", "value", "low", "high"),
    [
        ("2137200.00 CNY", Form.EXACT, Fraction(2137200), None, None),
        ("500万元", Form.EXACT, Fraction(5_000_000), None, None),
        ("none", Form.EXACT, Fraction(0), None, None),
        ("1000000/7 CNY", Form.EXACT, Fraction(1_000_000, 7), None, None),
        ("up to 5 million CNY", Form.CEILING, None, None, Fraction(5_000_000)),
        ("0 to 5000000.00 CNY", Form.RANGE, None, Fraction(0), Fraction(5_000_000)),
        ("1 to 2 million CNY", Form.RANGE, None, Fraction(1_000_000), Fraction(2_000_000)),
        ("5 CNY to 6 CNY", Form.RANGE, None, Fraction(5), Fraction(6)),
        ("at least 7 CNY", Form.RANGE, None, Fraction(7), None),
        ("unknown", Form.UNKNOWN, None, None, None),
    ],
)
def test_amounts(text: str, form: Form, value: object, low: Fraction | None, high: Fraction | None) -> None:
    """One amount, a ceiling, a range with either end open, or not known."""
    found = read(text)

    assert (form, value, low, high) == (found.form, found.value, found.low, found.high)


def test_values_of_other_types() -> None:
    """What a definition comes to is read by its own type."""
    assert Fraction(1, 10) == read("10%", PERCENT).value
    assert (Fraction(1, 20), Fraction(1, 10)) == (read("5 to 10%", PERCENT).low, read("5 to 10%", PERCENT).high)
    assert Fraction(1, 3) == read("1/3", NUMBER).value
    assert date(2024, 2, 29) == read("2024-02-29", DATE).value
    assert read("true", TRUTH).value is True
    assert frozenset({"a", "b"}) == read("[b, a]", Set("letters", ("a", "b"))).value
    assert frozenset() == read("none", Set("letters", ("a", "b"))).value
    assert Money(Fraction(5), "USD") == read("5 USD", money()).value


def test_a_payment_may_have_its_day() -> None:
    """`on` and a date behind the amount."""
    found = Reader({}).payment("100.00 CNY on 2024-03-01", CNY)

    assert isinstance(found, Stated)
    assert (Fraction(100), date(2024, 3, 1)) == (found.value, found.due)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("5 million", "bare-number"),
        ("5 million USD", "currency-mismatch"),
        ("some CNY", "not-a-number"),
        ("1/0 CNY", "not-a-number"),
        ("up to nothing", "not-a-number"),
        ("1 to 2", "bare-number"),
    ],
)
def test_what_is_no_amount(text: str, code: str) -> None:
    """An amount has its currency, which is the award's."""
    found = Reader({}).stated(text, CNY)

    assert isinstance(found, Misread)
    assert code == found.code
