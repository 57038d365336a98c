"""
Laws of units: products and quotients of types follow the algebra of their powers, and what is printed is read back.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incentives.ir.quantities import quantity_text
from incentives.types import MONTHS, NUMBER, UNITS, Numeric, divide, money, multiply
from incentives.values import Known
from tests.worlds import value_of

BASES = sorted({base for base, _ in UNITS.values()})


def powers() -> st.SearchStrategy[tuple[tuple[str, int], ...]]:
    """Powers of base units, sorted, none nought."""
    nonzero = st.integers(-3, 3).filter(bool)
    return st.dictionaries(st.sampled_from(BASES), nonzero, max_size=3).map(lambda found: tuple(sorted(found.items())))


@st.composite
def kinds(draw: st.DrawFn) -> Numeric:
    """The type of a quantity: a power of one currency times powers of units."""
    power = draw(st.integers(-1, 1))
    return Numeric(currency="CNY" if power else None, power=power, units=draw(powers()))


@given(kinds(), kinds())
def test_products_do_not_depend_on_the_order(left: Numeric, right: Numeric) -> None:
    """a * b is b * a."""
    assert multiply(left, right) == multiply(right, left)


@given(kinds(), kinds(), kinds())
def test_products_do_not_depend_on_brackets(first: Numeric, second: Numeric, third: Numeric) -> None:
    """(a * b) * c is a * (b * c), its currency included."""
    assert multiply(multiply(first, second), third).dimension == multiply(first, multiply(second, third)).dimension


@given(kinds())
def test_a_plain_number_changes_no_unit(kind: Numeric) -> None:
    """One is neutral, on either side and below."""
    assert kind == multiply(kind, NUMBER) == multiply(NUMBER, kind) == divide(kind, NUMBER)


@given(kinds())
def test_a_quantity_by_its_like_is_a_number(kind: Numeric) -> None:
    """a / a has no unit, and no currency either."""
    assert NUMBER == divide(kind, kind)


@given(kinds(), kinds())
def test_a_quotient_undoes_a_product(left: Numeric, right: Numeric) -> None:
    """a * b / b is a, its power of the currency included."""
    assert left.dimension == divide(multiply(left, right), right).dimension


@given(kinds(), kinds(), kinds())
def test_quotients_by_two_are_a_quotient_by_their_product(first: Numeric, second: Numeric, third: Numeric) -> None:
    """a / b / c is a / (b * c)."""
    assert divide(divide(first, second), third).dimension == divide(first, multiply(second, third)).dimension


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_is_so_many_of_its_base(name: str) -> None:
    """A rule that states one unit means its size in base units."""
    base, size = UNITS[name]

    assert Known(size) == value_of(f"7 {name} / (7 {base})", {})


@given(st.fractions(-1000, 1000, max_denominator=1).map(abs), st.sampled_from([money("CNY"), MONTHS, NUMBER]))
def test_a_quantity_that_is_printed_is_read_again(number: Fraction, kind: Numeric) -> None:
    """What `quantity_text` writes is the quantity."""
    assert Known(number) == value_of(quantity_text(number, kind), {})
