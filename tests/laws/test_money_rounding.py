"""
Laws of rounding: how far it may go, that it is done once, and what mirrors what.
"""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from incentives.money.rounding import Rounding, decimal_text, round_to

NUMBERS = st.fractions(max_denominator=10**6)
UNITS = st.sampled_from([Fraction(1), Fraction(1, 100), Fraction(1, 1000), Fraction(10_000), Fraction(2, 3)])
MODES = st.sampled_from(Rounding)
HALVES = (Rounding.HALF_UP, Rounding.HALF_EVEN)
MIRRORED = {Rounding.FLOOR: Rounding.CEILING, Rounding.CEILING: Rounding.FLOOR}


@given(NUMBERS, UNITS, MODES)
def test_a_multiple_less_than_a_unit_away(number: Fraction, unit: Fraction, mode: Rounding) -> None:
    """The result is a whole multiple of the unit, less than one unit away; half a unit at most for the halves."""
    rounded = round_to(number, unit, mode)

    assert 1 == (rounded / unit).denominator
    assert abs(number - rounded) < unit
    assert mode not in HALVES or abs(number - rounded) <= unit / 2


@given(NUMBERS, UNITS, MODES, MODES)
def test_rounding_again_changes_nothing(number: Fraction, unit: Fraction, mode: Rounding, again: Rounding) -> None:
    """What is rounded stays, in whichever mode."""
    rounded = round_to(number, unit, mode)

    assert rounded == round_to(rounded, unit, again)


@given(NUMBERS, UNITS, MODES)
def test_symmetry(number: Fraction, unit: Fraction, mode: Rounding) -> None:
    """Below zero rounding mirrors what it does above; floor and ceiling mirror each other."""
    assert -round_to(number, unit, mode) == round_to(-number, unit, MIRRORED.get(mode, mode))


@given(NUMBERS, NUMBERS, UNITS, MODES)
def test_order_is_kept(left: Fraction, right: Fraction, unit: Fraction, mode: Rounding) -> None:
    """The larger of two numbers never becomes the smaller."""
    low, high = sorted((left, right))

    assert round_to(low, unit, mode) <= round_to(high, unit, mode)


@given(NUMBERS, UNITS)
def test_directions(number: Fraction, unit: Fraction) -> None:
    """Floor is not above, ceiling not below, down not farther from zero and up not nearer."""
    assert round_to(number, unit, Rounding.FLOOR) <= number <= round_to(number, unit, Rounding.CEILING)
    assert abs(round_to(number, unit, Rounding.DOWN)) <= abs(number) <= abs(round_to(number, unit, Rounding.UP))


@given(st.integers(), UNITS)
def test_the_middle(steps: int, unit: Fraction) -> None:
    """Exactly between two multiples, half-up goes away from zero and half-even to the even multiple."""
    middle = (steps + Fraction(1, 2)) * unit

    assert round_to(middle, unit, Rounding.UP) == round_to(middle, unit, Rounding.HALF_UP)
    assert 0 == (round_to(middle, unit, Rounding.HALF_EVEN) / unit) % 2


@given(st.integers(), st.integers(0, 12))
def test_decimal_text_reads_back(steps: int, digits: int) -> None:
    """Plain decimal text is the number, with the digits that were asked for."""
    number = Fraction(steps, 10**digits)
    text = decimal_text(number, digits)

    assert number == Fraction(text)
    assert digits == len(text.partition(".")[2])
