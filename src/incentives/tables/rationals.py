"""
Exact rationals over the graph: a whole number, perhaps divided by another, times a scale that is known beforehand.

`30% * 12.34 CNY` is 1234 with the scale 3/1000: constants only change the scale. A quotient keeps its divisor until it
is compared (by multiplying across) or rounded (by whole-number division): nothing is ever cut off on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

from incentives.money.rounding import Rounding
from incentives.tables.graph import LARGEST, Graph, Node


@dataclass(frozen=True, slots=True)
class Rational:
    """
    `number / divisor * scale`; the divisor is above nought, None for one; the scale is above nought.

    A divisor may be nought in rows where the value is not told: so it is made harmless where it is divided by.
    """

    number: Node
    divisor: Node | None
    scale: Fraction

    @property
    def constant(self) -> Fraction | None:
        """Its value, if it is the same for every row."""
        if self.number.is_constant and self.divisor is None:
            return self.number.low * self.scale
        return None


class Rationals:
    """
    Arithmetic on rationals, as nodes of one graph.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.zero = self.constant(Fraction(0))

    def constant(self, value: Fraction) -> Rational:
        """A number that is the same for every row: its size in the scale, its sign in the number."""
        if value == 0:
            return Rational(self.graph.constant(0), None, Fraction(1))
        return Rational(self.graph.constant(1 if value > 0 else -1), None, abs(value))

    def add(self, left: Rational, right: Rational) -> Rational:
        """The exact sum."""
        if left.constant == 0:
            return right
        if right.constant == 0:
            return left
        graph = self.graph
        left_number, right_number, scale = self._aligned(left, right)
        if left.divisor is right.divisor:
            return Rational(graph.add(left_number, right_number), left.divisor, scale)
        one, other = left.divisor, right.divisor
        total = graph.add(
            left_number if other is None else graph.multiply(left_number, other),
            right_number if one is None else graph.multiply(right_number, one),
        )
        return Rational(total, self._both(one, other), scale)

    def negate(self, operand: Rational) -> Rational:
        """The operand with its sign turned."""
        return Rational(self.graph.negate(operand.number), operand.divisor, operand.scale)

    def subtract(self, left: Rational, right: Rational) -> Rational:
        """The exact difference."""
        return self.add(left, self.negate(right))

    def multiply(self, left: Rational, right: Rational) -> Rational:
        """The exact product."""
        number = self.graph.multiply(left.number, right.number)
        if number.is_constant and number.low == 0:
            return self.zero
        return Rational(number, self._both(left.divisor, right.divisor), left.scale * right.scale)

    def scaled(self, operand: Rational, factor: Fraction) -> Rational:
        """The operand times a constant."""
        return self.multiply(operand, self.constant(factor))

    def reciprocal(self, operand: Rational, *, told: bool = True) -> Rational:
        """
        One divided by the operand; where that is nought, something that nobody looks at.

        Args:

            told: Whether its product with nought is told even where the operand is nought: then it must be a number.
        """
        graph, number = self.graph, operand.number
        size = graph.absolute(number)
        if told and size.low <= 0:
            size = graph.within(graph.maximum(size, graph.constant(1)), 1, max(size.high, 1))
        top = operand.divisor or graph.constant(1)
        if number.low < 0:
            top = graph.choose(graph.less(number, graph.constant(0)), graph.negate(top), top)
        return Rational(top, None if size.is_constant and size.low == 1 else size, 1 / operand.scale)

    def harmless(self, operand: Rational) -> Rational:
        """The operand with a divisor that is never nought, which it may be in rows where nothing is told."""
        divisor = operand.divisor
        if divisor is None or divisor.low > 0:
            return operand
        graph = self.graph
        above = graph.within(graph.maximum(divisor, graph.constant(1)), 1, max(divisor.high, 1))
        return Rational(operand.number, above, operand.scale)

    def choose(self, condition: Node, positive: Rational, negative: Rational) -> Rational:
        """One of two rationals."""
        if condition is self.graph.true or positive == negative:
            return positive
        if condition is self.graph.false:
            return negative
        graph = self.graph
        one, other, scale = self._aligned(positive, negative)
        divisor = None
        if positive.divisor is not negative.divisor:
            unit = graph.constant(1)
            divisor = graph.choose(condition, positive.divisor or unit, negative.divisor or unit)
        elif positive.divisor is not None:
            divisor = positive.divisor
        return Rational(graph.choose(condition, one, other), divisor, scale)

    def least(self, left: Rational, right: Rational) -> Rational:
        """The lesser of two."""
        if left.divisor is None and right.divisor is None:
            one, other, scale = self._aligned(left, right)
            return Rational(self.graph.minimum(one, other), None, scale)
        return self.choose(self.at_most(left, right), left, right)

    def greatest(self, left: Rational, right: Rational) -> Rational:
        """The greater of two."""
        if left.divisor is None and right.divisor is None:
            one, other, scale = self._aligned(left, right)
            return Rational(self.graph.maximum(one, other), None, scale)
        return self.choose(self.at_most(right, left), left, right)

    # Comparisons.

    def less(self, left: Rational, right: Rational) -> Node:
        """Whether left is below right."""
        return self.graph.no(self.at_most(right, left))

    def at_most(self, left: Rational, right: Rational) -> Node:
        """Whether left is not above right. Against a constant the bound is worked out beforehand."""
        graph, constant = self.graph, right.constant
        if constant is not None and left.divisor is None:
            return graph.at_most(left.number, graph.constant(constant / left.scale // 1))
        constant = left.constant
        if constant is not None and right.divisor is None:
            return graph.at_most(graph.constant(-(-constant / right.scale // 1)), right.number)
        one, other = self._crossed(left, right)
        return graph.at_most(one, other)

    def equal(self, left: Rational, right: Rational) -> Node:
        """Whether two are the same."""
        for one, other in ((left, right), (right, left)):
            constant = one.constant
            if constant is not None and other.divisor is None:
                whole = constant / other.scale
                if whole.denominator != 1:
                    return self.graph.false
                return self.graph.equal(other.number, self.graph.constant(whole.numerator))
        return self.graph.equal(*self._crossed(left, right))

    def sign_at_least_zero(self, operand: Rational) -> Node:
        """Whether it is not below nought."""
        return self.graph.at_most(self.graph.constant(0), operand.number)

    def is_positive(self, operand: Rational) -> Node:
        """Whether it is above nought."""
        return self.graph.less(self.graph.constant(0), operand.number)

    def is_negative(self, operand: Rational) -> Node:
        """Whether it is below nought."""
        return self.graph.less(operand.number, self.graph.constant(0))

    def is_zero(self, operand: Rational) -> Node:
        """Whether it is nought."""
        return self.graph.equal(operand.number, self.graph.constant(0))

    # Rounding.

    def round(self, operand: Rational, unit: Fraction, mode: Rounding) -> Rational:
        """The multiple of *unit* that the operand becomes, as `money.rounding.round_to` says."""
        graph = self.graph
        ratio = operand.scale / unit
        if ratio.denominator == 1 and operand.divisor is None:
            return Rational(graph.multiply(operand.number, graph.constant(ratio.numerator)), None, unit)
        return Rational(_Rounded(graph, operand.number, operand.divisor, ratio).whole(mode), None, unit)

    def floor(self, operand: Rational, unit: Fraction) -> Rational:
        """The largest multiple of *unit* that is not above the operand."""
        return self.round(operand, unit, Rounding.FLOOR)

    # Common denominators.

    def _aligned(self, left: Rational, right: Rational) -> tuple[Node, Node, Fraction]:
        """The two numbers over one scale."""
        graph = self.graph
        if left.number.is_constant and left.number.low == 0:
            return left.number, right.number, right.scale
        if right.number.is_constant and right.number.low == 0:
            return left.number, right.number, left.scale
        scale = common(left.scale, right.scale)
        return (
            graph.multiply(left.number, graph.constant(int(left.scale / scale))),
            graph.multiply(right.number, graph.constant(int(right.scale / scale))),
            scale,
        )

    def _crossed(self, left: Rational, right: Rational) -> tuple[Node, Node]:
        """Two whole numbers that stand to each other as the rationals do."""
        graph = self.graph
        one, other, _ = self._aligned(left, right)
        if left.divisor is not right.divisor:
            if right.divisor is not None:
                one = graph.multiply(one, right.divisor)
            if left.divisor is not None:
                other = graph.multiply(other, left.divisor)
        return one, other

    def _both(self, one: Node | None, other: Node | None) -> Node | None:
        if one is None or other is None:
            return one or other
        return self.graph.multiply(one, other)


class _Rounded:
    """`number * ratio / divisor` to a whole number, without a product that 64 bits may not hold."""

    def __init__(self, graph: Graph, number: Node, divisor: Node | None, ratio: Fraction) -> None:
        self.graph = graph
        self.number = number
        self.divisor = divisor
        self.ratio = ratio

    def whole(self, mode: Rounding) -> Node:
        """The whole number that it becomes in *mode*."""
        match mode:
            case Rounding.FLOOR:
                return self.floor(self.number)
            case Rounding.CEILING:
                return self.graph.negate(self.floor(self.graph.negate(self.number)))
            case Rounding.DOWN:
                return self.mirrored(self.floor)
            case Rounding.UP:
                return self.mirrored(lambda size: self.floor(size, ceiling=True))
            case Rounding.HALF_UP:
                return self.mirrored(lambda size: self.floor(size, half=True))
            case Rounding.HALF_EVEN:
                return self.mirrored(self.half_even)

    def mirrored(self, of_size: Callable[[Node], Node]) -> Node:
        """A rounding that treats both signs alike, from what it does with the size."""
        graph, number = self.graph, self.number
        rounded = of_size(graph.absolute(number))
        if number.low >= 0:
            return rounded
        if number.high <= 0:
            return graph.negate(rounded)
        return graph.choose(graph.less(number, graph.constant(0)), graph.negate(rounded), rounded)

    def floor(self, size: Node, *, half: bool = False, ceiling: bool = False) -> Node:
        """The whole part of the quotient; with *half* or all but the least part of one added first."""
        graph = self.graph
        top, bottom = self.ratio.numerator, self.ratio.denominator
        if half:
            top, bottom = 2 * top, 2 * bottom
        if self.divisor is None:
            return linear_floor(graph, size, top, bottom // 2 if half else bottom - 1 if ceiling else 0, bottom)
        divisor = self.divisor
        if divisor.low <= 0:
            divisor = graph.within(graph.maximum(divisor, graph.constant(1)), 1, max(divisor.high, 1))
        under = graph.multiply(divisor, graph.constant(bottom))
        over = graph.multiply(size, graph.constant(top))
        if half:
            over = graph.add(over, graph.multiply(divisor, graph.constant(bottom // 2)))
        if ceiling:
            over = graph.add(over, graph.subtract(under, graph.constant(1)))
        return graph.floor_divide(over, under)

    def half_even(self, size: Node) -> Node:
        """Halves go to the even neighbour: up first, and back where that was a half and came out odd."""
        graph, two = self.graph, self.graph.constant(2)
        upper = self.floor(size, half=True)
        # Twice the quotient is 2 * upper - 1 exactly at a half.
        twice = graph.multiply(size, graph.constant(2 * self.ratio.numerator))
        edge = graph.multiply(
            graph.subtract(graph.multiply(upper, two), graph.constant(1)), graph.constant(self.ratio.denominator)
        )
        if self.divisor is not None:
            edge = graph.multiply(edge, self.divisor)
        odd = graph.equal(graph.remainder(upper, two), graph.constant(1))
        back = graph.both(odd, graph.equal(twice, edge))
        return graph.choose(back, graph.subtract(upper, graph.constant(1)), upper)


def linear_floor(graph: Graph, number: Node, factor: int, added: int, divisor: int) -> Node:
    """
    `(number * factor + added) // divisor` for constants, in digits where the product may not fit 64 bits.

    Args:

        factor: Not below nought.

        added: From 0 to *divisor*.
    """
    whole, factor = divmod(factor, divisor)
    direct = graph.multiply(number, graph.constant(factor))
    if max(abs(direct.low), abs(direct.high)) + divisor <= LARGEST:
        part = graph.floor_divide(graph.add(direct, graph.constant(added)), graph.constant(divisor))
    else:
        # Long division: number = upper * base + lower, and what the upper part leaves is carried down.
        base = 1 << max((LARGEST // (2 * divisor + 1)).bit_length() - 2, 1)
        quotient, rest = _long_division(graph, number, factor, divisor, base)
        part = graph.add(quotient, graph.floor_divide(graph.add(rest, graph.constant(added)), graph.constant(divisor)))
    return graph.add(graph.multiply(number, graph.constant(whole)), part)


def _long_division(graph: Graph, number: Node, factor: int, divisor: int, base: int) -> tuple[Node, Node]:
    """Quotient and remainder of `number * factor` by *divisor*, digit by digit in *base*."""
    direct = graph.multiply(number, graph.constant(factor))
    if not direct.is_wide:
        return _quotient(graph, direct, divisor)
    step = graph.constant(base)
    upper = graph.floor_divide(number, step)
    lower = graph.remainder(number, step)
    quotient, rest = _long_division(graph, upper, factor, divisor, base)
    carried = graph.add(graph.multiply(rest, step), graph.multiply(lower, graph.constant(factor)))
    more, left = _quotient(graph, carried, divisor)
    return graph.add(graph.multiply(quotient, step), more), left


def _quotient(graph: Graph, number: Node, divisor: int) -> tuple[Node, Node]:
    bottom = graph.constant(divisor)
    return graph.floor_divide(number, bottom), graph.remainder(number, bottom)


def common(left: Fraction, right: Fraction) -> Fraction:
    """The largest fraction that both are whole multiples of."""
    bottom = left.denominator * right.denominator // gcd(left.denominator, right.denominator)
    top = gcd(left.numerator * (bottom // left.denominator), right.numerator * (bottom // right.denominator))
    return Fraction(top, bottom)
