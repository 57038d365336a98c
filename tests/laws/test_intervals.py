"""
Laws of ranges: a result that members of the operands can give lies in the range of the result, and ends are reached.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from incentives.ir import intervals
from incentives.ir.operators import TABLE, Op, Unknowns
from incentives.values import Interval, Root, Why

NUMBERS = st.fractions(-20, 20, max_denominator=4)
POSITIVE = st.fractions(Fraction(1, 4), 20, max_denominator=4)


@st.composite
def ranges(draw: st.DrawFn, *, open_ends: bool = True) -> tuple[Interval, Fraction]:
    """A range and a member of it."""
    low, member, high = sorted(draw(st.tuples(NUMBERS, NUMBERS, NUMBERS)))
    low_open, high_open = (draw(st.booleans()) if open_ends else False for _ in range(2))
    return (None if low_open else low, None if high_open else high), member


@st.composite
def divisors(draw: st.DrawFn) -> Interval:
    """A range with two ends that nought is not in, on either side of it."""
    low, high = sorted(draw(st.tuples(POSITIVE, POSITIVE)))
    return (low, high) if draw(st.booleans()) else (-high, -low)


PAIRS: dict[str, tuple[Callable[[Interval, Interval], Interval], Callable[[Fraction, Fraction], Fraction]]] = {
    "add": (intervals.add, lambda a, b: a + b),
    "subtract": (intervals.subtract, lambda a, b: a - b),
    "multiply": (intervals.multiply, lambda a, b: a * b),
    "divide": (intervals.divide, lambda a, b: a / b),
    "least": (intervals.least, min),
    "greatest": (intervals.greatest, max),
}


@pytest.mark.parametrize("name", PAIRS)
@given(left=ranges(), right=ranges())
def test_range_contains_every_result(
    name: str, left: tuple[Interval, Fraction], right: tuple[Interval, Fraction]
) -> None:
    """Whatever the two are, the result is inside."""
    assume(name != "divide" or right[1] != 0)
    bounds, function = PAIRS[name]

    assert intervals.contains(bounds(left[0], right[0]), function(left[1], right[1]))


@pytest.mark.parametrize("name", sorted(PAIRS.keys() - {"divide"}))
@given(left=ranges(open_ends=False), right=ranges(open_ends=False))
def test_ends_are_reached(name: str, left: tuple[Interval, Fraction], right: tuple[Interval, Fraction]) -> None:
    """Each end is the result of two ends: the range is no wider than it must be."""
    bounds, function = PAIRS[name]
    corners = [function(a, b) for a in left[0] for b in right[0] if a is not None and b is not None]

    assert (min(corners), max(corners)) == bounds(left[0], right[0])


@given(ranges(open_ends=False), divisors())
def test_ends_of_a_quotient_are_reached(left: tuple[Interval, Fraction], divisor: Interval) -> None:
    """Where the divisor cannot be nought."""
    corners = [a / b for a in left[0] for b in divisor if a is not None and b is not None]

    assert (min(corners), max(corners)) == intervals.divide(left[0], divisor)


@given(ranges())
def test_signs_and_magnitudes(operand: tuple[Interval, Fraction]) -> None:
    """The negative and the magnitude of a member are inside; turning twice changes nothing."""
    bounds, member = operand

    assert intervals.contains(intervals.negate(bounds), -member)
    assert intervals.contains(intervals.absolute(bounds), abs(member))
    assert bounds == intervals.negate(intervals.negate(bounds))


@given(ranges(), ranges())
def test_hull_contains_both_and_no_more(left: tuple[Interval, Fraction], right: tuple[Interval, Fraction]) -> None:
    """Members of both are inside, and each end is an end of one."""
    hull = intervals.hull(left[0], right[0])

    assert intervals.contains(hull, left[1])
    assert intervals.contains(hull, right[1])
    assert hull[0] in (left[0][0], right[0][0])
    assert hull[1] in (left[0][1], right[0][1])


# What the second operand of an operator must be for it to have a value at all.
LITERAL = {Op.POWER: st.integers(1, 4).map(Fraction), Op.ROOT: st.integers(1, 3).map(Fraction)}
BOUNDED = [op for op, row in TABLE.items() if row.unknowns is Unknowns.BOUNDED]


@pytest.mark.parametrize("op", BOUNDED, ids=str)
@given(data=st.data())
def test_bounds_of_every_operator_contain_its_results(op: Op, data: st.DataObject) -> None:
    """The row's range holds what the row's own kernel gives for members of the operands' ranges."""
    row = TABLE[op]
    operands = [data.draw(ranges()) for _ in row.parameters]
    if op in LITERAL:
        exact = data.draw(LITERAL[op])
        operands[1] = ((exact, exact), exact)
    result = row.kernel(*[member for _, member in operands])
    assume(not isinstance(result, Why))
    assert row.bounds is not None
    bounds = row.bounds(*[interval for interval, _ in operands])
    if isinstance(result, Root):
        low, high = bounds
        assert low is None or result.compare(low) >= 0
        assert high is None or result.compare(high) <= 0
    else:
        assert isinstance(result, Fraction)
        assert intervals.contains(bounds, result)
