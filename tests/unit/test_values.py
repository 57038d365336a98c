from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from incentives.values import (
    FALSE,
    TRUE,
    Known,
    Reason,
    Root,
    Row,
    Rows,
    Unknown,
    Value,
    Why,
    integer_root,
    interval_of,
    known,
    missing,
    reasons_of,
    truth_of,
)

REVENUE = Reason(Why.MISSING_FACT, "revenue", 2023)
QUOTE = Reason(Why.NO_QUOTE, "USD/CNY")


def test_known_whole_numbers_become_fractions() -> None:
    """Numbers are exact rationals, and a truth is no number."""
    assert isinstance(known(5).value, Fraction)
    assert Known(Fraction(5)) == known(5)
    assert known(True).value is True
    assert known(Fraction(1, 3)).value == Fraction(1, 3)
    assert date(2026, 3, 1) == known(date(2026, 3, 1)).value


def test_a_missing_fact_keeps_its_range() -> None:
    """What may still be said of it is said."""
    expected = Unknown((REVENUE,), Fraction(0), None)

    assert expected == missing("revenue", 2023, low=Fraction(0))


def test_reasons_are_kept_once_each_in_order() -> None:
    """What to ask next is the union of the reasons, first named first."""
    values: list[Value] = [Unknown((QUOTE, REVENUE)), known(3), Unknown((REVENUE,)), Unknown((QUOTE,))]

    assert (QUOTE, REVENUE) == reasons_of(values)
    assert () == reasons_of([known(3)])


def test_the_truth_of_a_value() -> None:
    """Known is true or false, unknown is neither."""
    assert truth_of(TRUE) is True
    assert truth_of(FALSE) is False
    assert truth_of(Unknown((REVENUE,))) is None


@pytest.mark.parametrize(
    ("value", "interval"),
    [
        (known(Fraction(7, 2)), (Fraction(7, 2), Fraction(7, 2))),
        (Unknown((REVENUE,), Fraction(0), None), (Fraction(0), None)),
        (Unknown((REVENUE,)), (None, None)),
        (known("software"), (None, None)),
        (TRUE, (None, None)),
        (known(Root(Fraction(2), 2)), (Fraction(1414213562373, 10**12), Fraction(1414213562374, 10**12))),
        (known(Root(Fraction(4), 2)), (Fraction(2), Fraction(2))),
    ],
)
def test_the_interval_of_a_value(value: Value, interval: tuple[Fraction | None, Fraction | None]) -> None:
    """The range that a number must lie in; what is no number has none."""
    assert interval == interval_of(value)


def test_a_row_names_its_fields() -> None:
    """A field that an item does not state is None, not unknown."""
    row = Row((("cost", known(5)), ("place", Unknown((REVENUE,)))))

    assert known(5) == row.field("cost")
    assert Unknown((REVENUE,)) == row.field("place")
    assert row.field("area") is None
    assert row == Rows((row,)).items[0]


@pytest.mark.parametrize(
    ("root", "other", "order"),
    [
        (Root(Fraction(2), 2), Fraction(3, 2), -1),
        (Root(Fraction(2), 2), Fraction(7, 5), 1),
        (Root(Fraction(9, 4), 2), Fraction(3, 2), 0),
        (Root(Fraction(2), 2), Fraction(-5), 1),
        (Root(Fraction(8), 3, offset=Fraction(-1)), Fraction(1), 0),
        (Root(Fraction(8), 3, scale=Fraction(-1)), Fraction(-2), 0),
        (Root(Fraction(8), 3, scale=Fraction(-1)), Fraction(-1), -1),
        (Root(Fraction(8), 3, scale=Fraction(-1)), Fraction(1), -1),
        (Root(Fraction(8), 3, scale=Fraction(0), offset=Fraction(7)), Fraction(7), 0),
        (Root(Fraction(8), 3, scale=Fraction(0), offset=Fraction(7)), Fraction(8), -1),
        (Root(Fraction(0), 5), Fraction(0), 0),
        (Root(Fraction(0), 5), Fraction(-1, 10**40), 1),
        (Root(Fraction(5), 1), Fraction(5), 0),
    ],
)
def test_comparing_a_root(root: Root, other: Fraction, order: int) -> None:
    """A root is compared by powers, exactly."""
    assert order == root.compare(other)


def test_growth_of_a_fifth_over_three_years_is_met_exactly() -> None:
    """Revenue that grew by 20 % in each of three years meets `>= 20%`, and one cent less does not."""
    first, last = Fraction(100_000_000), Fraction(172_800_000)
    threshold = Fraction(1, 5)

    assert 0 == Root(last / first, 3, offset=Fraction(-1)).compare(threshold)
    assert -1 == Root((last - Fraction(1, 100)) / first, 3, offset=Fraction(-1)).compare(threshold)


@pytest.mark.parametrize(
    ("root", "unit", "floor"),
    [
        (Root(Fraction(2), 2), Fraction(1, 100), Fraction(141, 100)),
        (Root(Fraction(2), 2, scale=Fraction(-1)), Fraction(1, 100), Fraction(-142, 100)),
        (Root(Fraction(4), 2, scale=Fraction(-1)), Fraction(1, 100), Fraction(-2)),
        (Root(Fraction(2), 2, scale=Fraction(10**30)), Fraction(1), Fraction(1414213562373095048801688724209)),
        (Root(Fraction(2), 2, scale=Fraction(0), offset=Fraction(10, 3)), Fraction(1, 2), Fraction(3)),
        (Root(Fraction(0), 2, offset=Fraction(-1, 3)), Fraction(1), Fraction(-1)),
        (Root(Fraction(1000), 3), Fraction(3), Fraction(9)),
    ],
)
def test_the_floor_of_a_root(root: Root, unit: Fraction, floor: Fraction) -> None:
    """The largest multiple of the unit that is not above, below zero too."""
    assert floor == root.floor(unit)


def test_the_floor_of_a_root_with_thousands_of_digits() -> None:
    """No number is too long to be rounded."""
    root = Root(Fraction(10**9000), 2, scale=Fraction(10**5000 + 1))

    assert Fraction(10**4500 * (10**5000 + 1)) == root.floor(Fraction(1))


@pytest.mark.parametrize(
    ("number", "degree", "root"), [(0, 3, 0), (1, 9, 1), (26, 3, 2), (27, 3, 3), (10**40, 2, 10**20)]
)
def test_integer_roots(number: int, degree: int, root: int) -> None:
    """The root without its fraction."""
    assert root == integer_root(number, degree)
