"""
Exact interval arithmetic: where a number that is not known must lie.

An interval is a pair of ends, both included; `None` is minus infinity on the left and plus infinity on the right.
Every function contains all results that members of its operands can give.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product

from incentives.values import Interval

EVERYTHING: Interval = (None, None)
ZERO = Fraction(0)


def add(left: Interval, right: Interval) -> Interval:
    """Sums of a member of each."""
    return (
        None if left[0] is None or right[0] is None else left[0] + right[0],
        None if left[1] is None or right[1] is None else left[1] + right[1],
    )


def negate(operand: Interval) -> Interval:
    """The members with their signs turned."""
    low, high = operand
    return (None if high is None else -high, None if low is None else -low)


def subtract(left: Interval, right: Interval) -> Interval:
    """Differences of a member of each."""
    return add(left, negate(right))


def multiply(left: Interval, right: Interval) -> Interval:
    """Products of a member of each; nought times an unbounded end is nought, for every member is finite."""
    if (ZERO, ZERO) in (left, right):
        return (ZERO, ZERO)
    sides = (-1, 1)
    ends = product(zip(left, sides, strict=True), zip(right, sides, strict=True))
    corners = [_product(a, a_side, b, b_side) for (a, a_side), (b, b_side) in ends]
    lows = [value for value, side in corners if side == 0]
    low = None if any(side < 0 for _, side in corners) else min(lows)
    high = None if any(side > 0 for _, side in corners) else max(lows)
    return (low, high)


def _product(a: Fraction | None, a_side: int, b: Fraction | None, b_side: int) -> tuple[Fraction, int]:
    """A corner: a finite value and 0, or nought and the sign of an infinite one."""
    if a is not None and b is not None:
        return (a * b, 0)
    if a == 0 or b == 0:
        return (ZERO, 0)
    sign_a = a_side if a is None else (1 if a > 0 else -1)
    sign_b = b_side if b is None else (1 if b > 0 else -1)
    return (ZERO, sign_a * sign_b)


def divide(left: Interval, right: Interval) -> Interval:
    """Quotients; where the divisor may be nought, only signs can be told, and division by nought gives no value."""
    low, high = right
    if low is not None and low > 0:
        return multiply(left, (ZERO if high is None else 1 / high, 1 / low))
    if high is not None and high < 0:
        return multiply(left, (1 / high, ZERO if low is None else 1 / low))
    if low == 0:
        return multiply(left, (ZERO if high is None or high == 0 else 1 / high, None))
    if high == 0:
        return multiply(left, (None, ZERO if low is None else 1 / low))
    return EVERYTHING if left != (ZERO, ZERO) else (ZERO, ZERO)


def least(*operands: Interval) -> Interval:
    """The least of a member of each."""
    lows = [low for low, _ in operands]
    highs = [high for _, high in operands if high is not None]
    return (None if None in lows else min(low for low in lows if low is not None), min(highs) if highs else None)


def greatest(*operands: Interval) -> Interval:
    """The greatest of a member of each."""
    return negate(least(*(negate(operand) for operand in operands)))


def absolute(operand: Interval) -> Interval:
    """Magnitudes of the members."""
    low, high = operand
    if low is not None and low >= 0:
        return operand
    if high is not None and high <= 0:
        return negate(operand)
    return (ZERO, None if low is None or high is None else max(-low, high))


def monotone(function: Callable[[Fraction], Fraction], operand: Interval) -> Interval:
    """Images under a function that never falls."""
    low, high = operand
    return (None if low is None else function(low), None if high is None else function(high))


def hull(*operands: Interval) -> Interval:
    """The smallest interval that contains all operands."""
    lows = [low for low, _ in operands]
    highs = [high for _, high in operands]
    return (
        None if None in lows else min(low for low in lows if low is not None),
        None if None in highs else max(high for high in highs if high is not None),
    )


def contains(interval: Interval, number: Fraction) -> bool:
    """Whether *number* is a member."""
    low, high = interval
    return (low is None or low <= number) and (high is None or number <= high)


def both(left: Interval, right: Interval) -> Interval:
    """What lies in two intervals; where nothing does, the ends cross."""
    lows = [low for low in (left[0], right[0]) if low is not None]
    highs = [high for high in (left[1], right[1]) if high is not None]
    return (max(lows) if lows else None, min(highs) if highs else None)


def sign(interval: Interval) -> Interval:
    """The interval of an amount after its conversion, of which only the sign stays; nought stays nought."""
    low, high = interval
    return (ZERO if low is not None and low >= 0 else None, ZERO if high is not None and high <= 0 else None)
