"""
Numbers with two ends: `ir.intervals`, and what operators do with unknown numbers, over the graph.

Each function here says for all rows what the function of the same name in `ir.intervals` says for one; the operator
table's law that a number whose range is one point is known holds for every result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from incentives.money.rounding import Rounding
from incentives.tables.graph import Graph, Node
from incentives.tables.rationals import Rational, Rationals
from incentives.tables.terms import NONE, End, Number, Reasons
from incentives.values import Reason


class Numbers:
    """
    Interval arithmetic as nodes of one graph.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.rationals = Rationals(graph)
        self.infinite = End(self.rationals.zero, graph.false)
        self.nought = End(self.rationals.zero, graph.true)

    # Making numbers.

    def constant(self, value: Fraction) -> Number:
        """A number that is the same for every row."""
        return self.exactly(self.rationals.constant(value))

    def exactly(self, value: Rational) -> Number:
        """A number that is known for every row."""
        end = End(value, self.graph.true)
        return Number(end, end, self.graph.true)

    def between(self, low: End, high: End, reasons: Reasons) -> Number:
        """A number within two ends: known where they are one."""
        return self.settled(low, high, self.graph.false, reasons)

    def settled(self, low: End, high: End, known: Node, reasons: Reasons, one: Node | None = None) -> Number:
        """A number that is known where *known* says so and where its ends are one, as *one* tells if it is given."""
        graph = self.graph
        if known is not graph.true:
            if one is None:
                one = graph.true if low.value == high.value else self.rationals.equal(low.value, high.value)
            known = graph.either(known, graph.both(low.finite, high.finite, one))
        return Number(low, high, known, self.where_unknown(known, reasons))

    def unknown(self, reasons: Reasons, low: Fraction | None = None, high: Fraction | None = None) -> Number:
        """A number of which every row knows only a range beforehand."""
        return Number(self.end(low), self.end(high), self.graph.false, reasons)

    def end(self, value: Fraction | None) -> End:
        """An end that is the same for every row, None for infinite."""
        return self.infinite if value is None else End(self.rationals.constant(value), self.graph.true)

    # Reasons.

    def where_unknown(self, known: Node, reasons: Reasons) -> Reasons:
        """The reasons, only for rows where something is not known."""
        if known is self.graph.true or not reasons:
            return NONE
        unknown = self.graph.no(known)
        kept = {reason: self.graph.both(node, unknown) for reason, node in reasons.items()}
        return {reason: node for reason, node in kept.items() if node is not self.graph.false}

    def all_reasons(self, parts: Iterable[Reasons]) -> Reasons:
        """The reasons of several, each once, in order."""
        found: dict[Reason, Node] = {}
        for part in parts:
            for reason, node in part.items():
                found[reason] = self.graph.either(found[reason], node) if reason in found else node
        return found

    def reasons_where(self, condition: Node, reasons: Reasons) -> Reasons:
        """The reasons, only for rows where *condition* holds."""
        kept = {reason: self.graph.both(condition, node) for reason, node in reasons.items()}
        return {reason: node for reason, node in kept.items() if node is not self.graph.false}

    def everywhere(self, reason: Reason) -> Reasons:
        """One reason for all rows."""
        return {reason: self.graph.true}

    # Arithmetic.

    def add(self, left: Number, right: Number) -> Number:
        """Sums of a member of each."""
        low, high = self.plus(left.low, right.low), self.plus(left.high, right.high)
        return self._of((left, right), low, high, self.graph.both(self._one(left), self._one(right)))

    def negate(self, operand: Number) -> Number:
        """The members with their signs turned."""
        return Number(self._turned(operand.high), self._turned(operand.low), operand.known, operand.reasons)

    def subtract(self, left: Number, right: Number) -> Number:
        """Differences of a member of each."""
        return self.add(left, self.negate(right))

    def multiply(self, left: Number, right: Number) -> Number:
        """Products of a member of each; nought times an unbounded end is nought."""
        if left is right and self._is_known(left):
            return self.exactly(self.rationals.multiply(left.low.value, right.low.value))
        low, high = self._product((left.low, left.high), (right.low, right.high))
        # A product is one number where both factors are, or one of them is nought.
        one = self.graph.either(self.graph.both(self._one(left), self._one(right)), self._none(left), self._none(right))
        return self._of((left, right), low, high, one)

    def divide(self, left: Number, right: Number, nought: Reason) -> Number:
        """Quotients; division by nought gives no value, for the reason *nought*."""
        graph, rationals = self.graph, self.rationals
        known = graph.both(left.known, right.known)
        by_nought = graph.both(known, rationals.is_zero(right.low.value))
        if self._is_known(left) and self._is_known(right):
            value = rationals.multiply(left.low.value, rationals.reciprocal(right.low.value, told=False))
            end = End(value, graph.no(by_nought))
            return Number(end, end, end.finite, {} if by_nought is graph.false else {nought: by_nought})
        low, high = self._product((left.low, left.high), self._inverse(right))
        valid = graph.no(by_nought)
        low, high = End(low.value, graph.both(low.finite, valid)), End(high.value, graph.both(high.finite, valid))
        reasons = dict(self.all_reasons((left.reasons, right.reasons)))
        if by_nought is not graph.false:
            reasons[nought] = by_nought
        one = graph.either(graph.both(self._one(left), self._one(right)), self._none(left))
        return self.settled(low, high, graph.both(known, valid), reasons, one)

    def least(self, operands: Sequence[Number]) -> Number:
        """The least of a member of each."""
        low, high = self.least_end([each.low for each in operands]), self.least_finite([each.high for each in operands])
        return self._of(operands, low, high)

    def greatest(self, operands: Sequence[Number]) -> Number:
        """The greatest of a member of each."""
        low = self.greatest_finite([each.low for each in operands])
        high = self.greatest_end([each.high for each in operands])
        return self._of(operands, low, high)

    def clamp(self, operand: Number, least: Number, most: Number) -> Number:
        """The operand lowered to *most* and then raised to *least*."""
        low = self.greatest_finite([least.low, self.least_end([operand.low, most.low])])
        high = self.greatest_end([least.high, self.least_finite([operand.high, most.high])])
        return self._of((operand, least, most), low, high)

    def absolute(self, operand: Number) -> Number:
        """Magnitudes of the members."""
        graph, rationals, low, high = self.graph, self.rationals, operand.low, operand.high
        above = graph.both(low.finite, rationals.sign_at_least_zero(low.value))
        below = graph.both(high.finite, graph.no(rationals.is_positive(high.value)))
        turned_low, turned_high = rationals.negate(high.value), rationals.negate(low.value)
        across_high = rationals.greatest(turned_high, high.value)
        found_low = End(
            rationals.choose(above, low.value, rationals.choose(below, turned_low, rationals.zero)), graph.true
        )
        found_high = End(
            rationals.choose(above, high.value, rationals.choose(below, turned_high, across_high)),
            graph.choose(above, high.finite, graph.choose(below, low.finite, graph.both(low.finite, high.finite))),
        )
        return self._of((operand,), found_low, found_high)

    def power(self, base: Number, exponent: int) -> Number:
        """Powers of the members."""
        if exponent % 2 == 0:
            base = self.absolute(base)
        ends = [End(self.raised(each.value, exponent), each.finite) for each in (base.low, base.high)]
        return self._of((base,), ends[0], ends[1])

    def raised(self, value: Rational, exponent: int) -> Rational:
        """A rational times itself."""
        found = self.rationals.constant(Fraction(1))
        for _ in range(exponent):
            found = self.rationals.multiply(found, value)
        return found

    def rounded(self, operand: Number, unit: Fraction, mode: Rounding) -> Number:
        """Both ends to a multiple of *unit*; rounding never falls."""
        return self.monotone(operand, lambda value: self.rationals.round(value, unit, mode))

    def monotone(self, operand: Number, function: Callable[[Rational], Rational]) -> Number:
        """Images under a function that never falls."""
        low, high = operand.low, operand.high
        found_low = End(function(low.value), low.finite)
        found_high = found_low if high is low else End(function(high.value), high.finite)
        return self._of((operand,), found_low, found_high)

    # Ends.

    def least_end(self, ends: Sequence[End]) -> End:
        """The least of ends that may be minus infinity."""
        value = ends[0].value
        for each in ends[1:]:
            value = self.rationals.least(value, each.value)
        return End(value, self.graph.both(*[each.finite for each in ends]))

    def greatest_end(self, ends: Sequence[End]) -> End:
        """The greatest of ends that may be plus infinity."""
        value = ends[0].value
        for each in ends[1:]:
            value = self.rationals.greatest(value, each.value)
        return End(value, self.graph.both(*[each.finite for each in ends]))

    def least_finite(self, ends: Sequence[End]) -> End:
        """The least of those upper ends that are finite."""
        return self._of_finite(ends, self.rationals.least)

    def greatest_finite(self, ends: Sequence[End]) -> End:
        """The greatest of those lower ends that are finite."""
        return self._of_finite(ends, self.rationals.greatest)

    def choose_end(self, condition: Node, positive: End, negative: End) -> End:
        """One of two ends."""
        if positive == negative:
            return positive
        return End(
            self.rationals.choose(condition, positive.value, negative.value),
            self.graph.choose(condition, positive.finite, negative.finite),
        )

    def _of_finite(self, ends: Sequence[End], join: Callable[[Rational, Rational], Rational]) -> End:
        found = ends[0]
        for each in ends[1:]:
            joined = join(found.value, each.value)
            value = self.rationals.choose(
                each.finite, self.rationals.choose(found.finite, joined, each.value), found.value
            )
            found = End(value, self.graph.either(found.finite, each.finite))
        return found

    def _is_known(self, operand: Number) -> bool:
        return operand.known is self.graph.true

    def _one(self, number: Number) -> Node:
        """Where both ends of a number are finite and the same."""
        graph, low, high = self.graph, number.low, number.high
        same = graph.true if low.value == high.value else self.rationals.equal(low.value, high.value)
        return graph.both(low.finite, high.finite, same)

    def _none(self, number: Number) -> Node:
        """Where a number is nought for sure."""
        graph, low, high = self.graph, number.low, number.high
        zero = graph.both(self.rationals.is_zero(low.value), self.rationals.is_zero(high.value))
        return graph.both(low.finite, high.finite, zero)

    def _of(self, operands: Sequence[Number], low: End, high: End, one: Node | None = None) -> Number:
        """A result between two ends, known where all operands are."""
        known = self.graph.both(*[operand.known for operand in operands])
        if known is self.graph.true:
            return Number(low, low, known)
        return self.settled(low, high, known, self.all_reasons(operand.reasons for operand in operands), one)

    def plus(self, left: End, right: End) -> End:
        """The sum of two ends."""
        return End(self.rationals.add(left.value, right.value), self.graph.both(left.finite, right.finite))

    def _turned(self, end: End) -> End:
        return End(self.rationals.negate(end.value), end.finite)

    def _product(self, left: tuple[End, End], right: tuple[End, End]) -> tuple[End, End]:
        """The ends of the products of two ranges."""
        if self._is_point(right):
            left, right = right, left
        if self._is_point(left) and left[0].value.constant is not None:
            factor = left[0].value.constant
            if factor == 0:
                return self.nought, self.nought
            ends = [End(self.rationals.scaled(each.value, factor), each.finite) for each in right]
            return (ends[0], ends[1]) if factor > 0 else (ends[1], ends[0])
        if self._is_above_nought(left) and self._is_above_nought(right):
            return self._corner(left[0], right[0]), self._corner(left[1], right[1])
        return self._corners(left, right)

    def _is_point(self, ends: tuple[End, End]) -> bool:
        return ends[0] == ends[1] and ends[0].finite is self.graph.true

    def _is_above_nought(self, ends: tuple[End, End]) -> bool:
        low, high = ends
        return low.finite is self.graph.true and low.value.number.low >= 0 and high.value.number.low >= 0

    def _corner(self, left: End, right: End) -> End:
        """The product of two ends: finite also where one of them is nought."""
        graph, rationals = self.graph, self.rationals
        finite = graph.either(
            graph.both(left.finite, right.finite),
            graph.both(left.finite, rationals.is_zero(left.value)),
            graph.both(right.finite, rationals.is_zero(right.value)),
        )
        product = rationals.multiply(left.value, right.value)
        if not (left.finite is graph.true and right.finite is graph.true):
            # Nought times what is not told is told, so that its divisor counts.
            product = rationals.harmless(product)
        return End(product, finite)

    def _corners(self, left: tuple[End, End], right: tuple[End, End]) -> tuple[End, End]:
        """The least and the greatest of all four corners, of which some may be infinite."""
        graph = self.graph
        found: list[End] = []
        falls: list[Node] = []
        rises: list[Node] = []
        for left_end, left_rises in zip(left, (False, True), strict=True):
            for right_end, right_rises in zip(right, (False, True), strict=True):
                corner = self._corner(left_end, right_end)
                found.append(corner)
                up_left, up_right = self._rises(left_end, rises=left_rises), self._rises(right_end, rises=right_rises)
                same = graph.either(graph.both(up_left, up_right), graph.both(graph.no(up_left), graph.no(up_right)))
                infinite = graph.no(corner.finite)
                rises.append(graph.both(infinite, same))
                falls.append(graph.both(infinite, graph.no(same)))
        low, high = self.least_finite(found), self.greatest_finite(found)
        return End(low.value, graph.no(graph.either(*falls))), End(high.value, graph.no(graph.either(*rises)))

    def _rises(self, end: End, *, rises: bool) -> Node:
        """Whether an end lies above nought; an infinite one lies where its side says."""
        return self.graph.choose(end.finite, self.rationals.is_positive(end.value), self.graph.of(rises))

    def _inverse(self, divisor: Number) -> tuple[End, End]:
        """
        The range of one divided by a member, as `intervals.divide` takes it: where the divisor may have either sign,
        infinite both ways.
        """
        graph, rationals, low, high = self.graph, self.rationals, divisor.low, divisor.high
        low_zero = graph.both(low.finite, rationals.is_zero(low.value))
        high_zero = graph.both(high.finite, rationals.is_zero(high.value))
        above = graph.both(low.finite, rationals.sign_at_least_zero(low.value))
        below = graph.both(high.finite, graph.no(rationals.is_positive(high.value)), graph.no(above))
        one_by_low, one_by_high = rationals.reciprocal(low.value), rationals.reciprocal(high.value)
        # Above: from one by the high end (nought if that is infinite or nought) to one by the low end.
        # Below: from one by the high end to one by the low end (nought if that is infinite).
        nought_low = graph.both(above, graph.either(graph.no(high.finite), high_zero))
        nought_high = graph.both(below, graph.no(low.finite))
        found_low = End(
            rationals.choose(nought_low, rationals.zero, one_by_high),
            graph.either(above, graph.both(below, graph.no(high_zero))),
        )
        found_high = End(
            rationals.choose(nought_high, rationals.zero, one_by_low),
            graph.either(graph.both(above, graph.no(low_zero)), below),
        )
        return found_low, found_high
