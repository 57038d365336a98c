"""
Rows of the operator table: numbers and quantities.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from incentives.ir import intervals
from incentives.ir.rows import Op, Operator, bounded
from incentives.money.rounding import Rounding, round_to
from incentives.values import Interval, Root, Why


def _add(left: Fraction | Root, right: Fraction | Root) -> Fraction | Root:
    if isinstance(left, Root):
        return Root(left.radicand, left.degree, left.scale, left.offset + right)  # type: ignore[operator]  # checked: one root at most
    if isinstance(right, Root):
        return _add(right, left)
    return left + right


def _scale(left: Fraction | Root, right: Fraction | Root) -> Fraction | Root:
    if isinstance(left, Root):
        return Root(left.radicand, left.degree, left.scale * right, left.offset * right)  # type: ignore[operator]  # checked: one root at most
    if isinstance(right, Root):
        return _scale(right, left)
    return left * right


def _divide(left: Fraction | Root, right: Fraction) -> object:
    if right == 0:
        return Why.DIVISION_BY_ZERO
    return _scale(left, 1 / right)


def _root(radicand: Fraction, degree: Fraction) -> object:
    if radicand < 0:
        return Why.NO_REAL_ROOT
    return Root(radicand, int(degree))


def _root_bounds(radicand: Interval, degree: Interval) -> Interval:
    order = int(degree[0] or 1)
    low = Root(max(radicand[0] or Fraction(0), Fraction(0)), order).enclosure()[0]
    high = None if radicand[1] is None else Root(max(radicand[1], Fraction(0)), order).enclosure()[1]
    return (low, high)


def _power(base: Fraction, exponent: Fraction) -> object:
    return base ** int(exponent)


def _power_bounds(base: Interval, exponent: Interval) -> Interval:
    order = int(exponent[0] or 0)
    if order % 2 == 0:
        base = intervals.absolute(base)
    return intervals.monotone(lambda number: number**order, base)


def _rounding(mode: Rounding) -> Callable[[Fraction | Root, Fraction], object]:
    def kernel(number: Fraction | Root, unit: Fraction) -> object:
        if unit <= 0:
            return Why.DIVISION_BY_ZERO
        if not isinstance(number, Root):
            return round_to(number, unit, mode)
        floor = number.floor(unit)
        if number.compare(floor) == 0:
            return floor
        # An irrational root never lies on a tie, unless it is rational: then the comparison with the middle tells.
        middle = number.compare(floor + unit / 2)
        inside = floor + unit * (Fraction(1, 4) if middle < 0 else Fraction(1, 2) if middle == 0 else Fraction(3, 4))
        return round_to(inside, unit, mode)

    return kernel


def _rounding_bounds(mode: Rounding) -> Callable[[Interval, Interval], Interval]:
    def bounds(number: Interval, unit: Interval) -> Interval:
        low, high = unit
        if low is None or low != high or low <= 0:
            return intervals.EVERYTHING
        return intervals.monotone(lambda each: round_to(each, low, mode), number)

    return bounds


def _steps(number: Fraction, size: Fraction) -> object:
    return Why.DIVISION_BY_ZERO if size <= 0 else Fraction(number // size)


def _steps_bounds(number: Interval, size: Interval) -> Interval:
    low, high = size
    if low is None or low != high or low <= 0:
        return intervals.EVERYTHING
    return intervals.monotone(lambda each: Fraction(each // low), number)


def _clamp(number: Fraction, low: Fraction, high: Fraction) -> Fraction:
    return max(low, min(number, high))


def _clamp_bounds(number: Interval, low: Interval, high: Interval) -> Interval:
    return intervals.greatest(low, intervals.least(number, high))


ARITHMETIC: tuple[Operator, ...] = (
    bounded(
        Op.ADD,
        "same + same",
        ("same", "same"),
        "same",
        "the exact sum",
        _add,
        intervals.add,
        ("1 CNY + 2 CNY", "3 CNY"),
    ),
    bounded(
        Op.SUBTRACT,
        "same - same",
        ("same", "same"),
        "same",
        "the exact difference",
        lambda a, b: _add(a, _scale(b, Fraction(-1))),
        intervals.subtract,
        ("3 CNY - 2 CNY", "1 CNY"),
    ),
    bounded(
        Op.NEGATE,
        "- numeric",
        ("numeric",),
        "same",
        "the operand with its sign turned",
        lambda a: _scale(a, Fraction(-1)),
        intervals.negate,
        ("- 3", "-3"),
    ),
    bounded(
        Op.MULTIPLY,
        "numeric * numeric",
        ("numeric", "numeric"),
        "product",
        "the exact product, its unit the product of the units",
        _scale,
        intervals.multiply,
        ("30% * 8 CNY/m2", "2.4 CNY/m2"),
    ),
    bounded(
        Op.DIVIDE,
        "numeric / numeric",
        ("numeric", "numeric"),
        "quotient",
        "the exact quotient, its unit the quotient of the units; of nought, no value",
        _divide,
        intervals.divide,
        ("1 CNY / 3 CNY", "1/3"),
    ),
)

CHOOSING: tuple[Operator, ...] = (
    bounded(
        Op.MIN,
        "min(same, …)",
        ("same",),
        "same",
        "the least operand",
        lambda *a: min(a),
        intervals.least,
        ("min(1200 m2, 1000 m2)", "1000 m2"),
        variadic=True,
    ),
    bounded(
        Op.MAX,
        "max(same, …)",
        ("same",),
        "same",
        "the greatest operand",
        lambda *a: max(a),
        intervals.greatest,
        ("max(2, 3)", "3"),
        variadic=True,
    ),
    bounded(
        Op.CLAMP,
        "clamp(same, same, same)",
        ("same", "same", "same"),
        "same",
        "the first operand, lowered to the third and then raised to the second",
        _clamp,
        _clamp_bounds,
        ("clamp(7, 0, 5)", "5"),
    ),
    bounded(
        Op.ABS,
        "abs(numeric)",
        ("numeric",),
        "same",
        "the operand without its sign",
        abs,
        intervals.absolute,
        ("abs(2 - 5)", "3"),
    ),
    bounded(
        Op.POWER,
        "power(numeric, whole)",
        ("number", "whole"),
        "number",
        "the first operand multiplied by itself as often as the second says",
        _power,
        _power_bounds,
        ("power(110%, 2)", "1.21"),
    ),
    bounded(
        Op.ROOT,
        "root(number, whole)",
        ("number", "whole"),
        "root",
        "the exact root, which can be compared or rounded; of less than nought, no value",
        _root,
        _root_bounds,
        ("root(1.44, 2) >= 120%", "true"),
    ),
)

ROUNDING: tuple[Operator, ...] = (
    bounded(
        Op.ROUND,
        "round(same, same)",
        ("same", "same"),
        "same",
        "the nearest multiple of the second operand, halves away from nought",
        _rounding(Rounding.HALF_UP),
        _rounding_bounds(Rounding.HALF_UP),
        ("round(2.5 CNY, 1 CNY)", "3 CNY"),
    ),
    bounded(
        Op.ROUND_HALF_EVEN,
        "round_half_even(same, same)",
        ("same", "same"),
        "same",
        "the nearest multiple of the second operand, halves to the even one",
        _rounding(Rounding.HALF_EVEN),
        _rounding_bounds(Rounding.HALF_EVEN),
        ("round_half_even(2.5, 1)", "2"),
    ),
    bounded(
        Op.ROUND_DOWN,
        "round_down(same, same)",
        ("same", "same"),
        "same",
        "the next multiple of the second operand towards nought",
        _rounding(Rounding.DOWN),
        _rounding_bounds(Rounding.DOWN),
        ("round_down(2.9, 1)", "2"),
    ),
    bounded(
        Op.ROUND_UP,
        "round_up(same, same)",
        ("same", "same"),
        "same",
        "the next multiple of the second operand away from nought",
        _rounding(Rounding.UP),
        _rounding_bounds(Rounding.UP),
        ("round_up(2.1, 1)", "3"),
    ),
    bounded(
        Op.STEPS,
        "steps(same, same)",
        ("same", "same"),
        "number",
        "how many whole times the second operand goes into the first: the quotient, rounded towards minus infinity",
        _steps,
        _steps_bounds,
        ("steps(25 million CNY, 10 million CNY)", "2"),
    ),
)
