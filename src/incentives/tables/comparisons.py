"""
Comparisons in columns: true or false wherever all that the operands may be answers alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from incentives.ir.operators import Op
from incentives.tables.frames import Lowers
from incentives.tables.graph import Graph, Node
from incentives.tables.rationals import Rational, Rationals
from incentives.tables.terms import Day, NotLowered, Number, RootNumber, Term, Truth, Word
from incentives.tables.words import Asks, WordTest

# Each comparison as (the comparison it is made of, whether its operands change places, whether it is denied).
COMPARE: Mapping[Op, tuple[Op, bool, bool]] = {
    Op.LESS: (Op.LESS, False, False),
    Op.GREATER: (Op.LESS, True, False),
    Op.AT_LEAST: (Op.LESS, False, True),
    Op.AT_MOST: (Op.LESS, True, True),
    Op.EQUAL: (Op.EQUAL, False, False),
    Op.NOT_EQUAL: (Op.EQUAL, False, True),
}


MOST_WORDS = 1 << 31


def compare(lowering: Lowers, op: Op, left: Term, right: Term) -> Truth:
    """A comparison of two terms of one kind."""
    of, swapped, denied = COMPARE[op]
    if swapped:
        left, right = right, left
    found = _less(lowering, left, right) if of is Op.LESS else _equal(lowering, left, right)
    if denied:
        found = Truth(found.no, found.yes, found.reasons)
    return found


def _less(lowering: Lowers, left: Term, right: Term) -> Truth:
    graph, numbers = lowering.graph, lowering.numbers
    if isinstance(left, Day) and isinstance(right, Day):
        return _known(lowering, left, right, graph.less(left.number, right.number))
    if isinstance(left, RootNumber) and isinstance(right, Number):
        return _root(lowering, left, right, root_is_left=True)
    if isinstance(left, Number) and isinstance(right, RootNumber):
        return _root(lowering, right, left, root_is_left=False)
    if not isinstance(left, Number) or not isinstance(right, Number):
        raise NotLowered("a comparison of values that have no order in columns")
    rationals = numbers.rationals
    yes = graph.both(left.high.finite, right.low.finite, rationals.less(left.high.value, right.low.value))
    if left.known is graph.true and right.known is graph.true:
        no = graph.no(yes)
    else:
        no = graph.both(left.low.finite, right.high.finite, rationals.at_most(right.high.value, left.low.value))
    return _number_truth(lowering, left, right, yes, no)


def _equal(lowering: Lowers, left: Term, right: Term) -> Truth:
    graph, rationals = lowering.graph, lowering.numbers.rationals
    if isinstance(left, Day) and isinstance(right, Day):
        return _known(lowering, left, right, graph.equal(left.number, right.number))
    if isinstance(left, Word) and isinstance(right, Word):
        return _known(lowering, left, right, _same_word(graph, left, right))
    if isinstance(left, Truth) and isinstance(right, Truth):
        yes = graph.either(graph.both(left.yes, right.yes), graph.both(left.no, right.no))
        no = graph.either(graph.both(left.yes, right.no), graph.both(left.no, right.yes))
        reasons = lowering.numbers.all_reasons((left.reasons, right.reasons))
        return Truth(yes, no, lowering.numbers.where_unknown(graph.either(yes, no), reasons))
    if not isinstance(left, Number) or not isinstance(right, Number):
        raise NotLowered("an equality of values that columns cannot compare")
    if left.known is graph.true and right.known is graph.true:
        yes = rationals.equal(left.low.value, right.low.value)
        return Truth(yes, graph.no(yes))
    yes = graph.both(
        left.high.finite,
        right.low.finite,
        left.low.finite,
        right.high.finite,
        rationals.at_most(left.high.value, right.low.value),
        rationals.at_most(right.high.value, left.low.value),
    )
    no = graph.either(
        graph.both(left.high.finite, right.low.finite, rationals.less(left.high.value, right.low.value)),
        graph.both(left.low.finite, right.high.finite, rationals.less(right.high.value, left.low.value)),
    )
    return _number_truth(lowering, left, right, yes, no)


def _number_truth(lowering: Lowers, left: Number, right: Number, yes: Node, no: Node) -> Truth:
    numbers, known = lowering.numbers, lowering.graph.either(yes, no)
    return Truth(yes, no, numbers.where_unknown(known, numbers.all_reasons((left.reasons, right.reasons))))


def _known(lowering: Lowers, left: Day | Word, right: Day | Word, yes: Node) -> Truth:
    """A comparison of values without ranges: known where both are."""
    graph, numbers = lowering.graph, lowering.numbers
    known = graph.both(left.known, right.known)
    reasons = numbers.where_unknown(known, numbers.all_reasons((left.reasons, right.reasons)))
    return Truth(graph.both(known, yes), graph.both(known, graph.no(yes)), reasons)


def _same_word(graph: Graph, left: Word, right: Word) -> Node:
    """Whether two words are the same, whatever it says where one is not known."""
    if left.branches is not None:
        condition, positive, negative = left.branches
        return graph.choose(condition, _same_word(graph, positive, right), _same_word(graph, negative, right))
    if right.branches is not None or left.constant is not None:
        if right.branches is None and right.constant is not None:
            return graph.of(left.constant == right.constant)
        return _same_word(graph, right, left)
    if right.constant is None:
        one, other = (graph.look_up(WordTest(each.column, Asks.NUMBER), most=MOST_WORDS) for each in (left, right))
        return graph.equal(one, other)
    if not isinstance(right.constant, str):
        raise NotLowered("an equality of sets")
    return graph.look_up(WordTest(left.column, Asks.IS_ONE_OF, frozenset((right.constant,))))


def _root(lowering: Lowers, root: RootNumber, other: Number, *, root_is_left: bool) -> Truth:
    """
    A root against a number, by powers: `scale * radicand ** (1 / degree) + offset < other` where the radicand is below
    the degree-th power of what the others leave. Rows where only one is known are told by the ends, or left.
    """
    graph, numbers = lowering.graph, lowering.numbers
    target = numbers.rationals.scaled(
        numbers.rationals.subtract(other.low.value, numbers.rationals.constant(root.offset)), 1 / root.scale
    )
    below, equal = _power_order(numbers.rationals, root, target)
    above = graph.no(graph.either(below, equal))
    known = graph.both(root.known, other.known)
    exact = below if root_is_left else above
    # Only one known: of the root that is not known only its low end is told, the other must be a point.
    lowering.leave(graph.both(graph.no(other.known), graph.either(other.low.finite, other.high.finite)))
    surely_above = graph.both(
        graph.no(root.known), other.known, root.low.finite, numbers.rationals.at_most(other.low.value, root.low.value)
    )
    if root_is_left:
        yes, no = graph.both(known, exact), graph.either(graph.both(known, graph.no(exact)), surely_above)
    else:
        strictly = graph.both(
            graph.no(root.known), other.known, root.low.finite, numbers.rationals.less(other.low.value, root.low.value)
        )
        yes, no = graph.either(graph.both(known, exact), strictly), graph.both(known, graph.no(exact))
    settled = graph.either(yes, no)
    reasons = numbers.all_reasons((root.reasons, other.reasons))
    return Truth(yes, no, numbers.where_unknown(settled, reasons))


def _power_order(rationals: Rationals, root: RootNumber, target: Rational) -> tuple[Node, Node]:
    """Whether the root, before scale and offset, is below *target*, and whether it equals it."""
    if root.scale <= 0:
        raise NotLowered("a root times a number that is not above nought")
    graph = rationals.graph
    power = rationals.constant(Fraction(1))
    for _ in range(root.degree):
        power = rationals.multiply(power, target)
    positive = rationals.sign_at_least_zero(target)
    below = graph.both(positive, rationals.less(root.radicand, power))
    equal = graph.both(positive, rationals.equal(root.radicand, power))
    return below, equal
