"""
Comparisons that are taken to hold while a range is worked out: in a branch of `if`, beside the other tests of a group.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from incentives.ir.expr import Expr, Literal
from incentives.ir.intervals import EVERYTHING, both
from incentives.ir.operators import Op
from incentives.values import Interval

# The sign that says the same with its sides exchanged, and the one that says the opposite.
EXCHANGED: Mapping[Op, Op] = {
    Op.GREATER: Op.LESS,
    Op.LESS: Op.GREATER,
    Op.AT_LEAST: Op.AT_MOST,
    Op.AT_MOST: Op.AT_LEAST,
    Op.EQUAL: Op.EQUAL,
    Op.NOT_EQUAL: Op.NOT_EQUAL,
}
OPPOSITE: Mapping[Op, Op] = {
    Op.GREATER: Op.AT_MOST,
    Op.AT_MOST: Op.GREATER,
    Op.LESS: Op.AT_LEAST,
    Op.AT_LEAST: Op.LESS,
    Op.EQUAL: Op.NOT_EQUAL,
    Op.NOT_EQUAL: Op.EQUAL,
}


@dataclass(frozen=True, slots=True)
class Assumed:
    """
    What is known by the comparisons.

    Args:

        ranges: Of single expressions, those that vary.

        above: Pairs of which the first is not below the second.
    """

    ranges: Mapping[Expr, Interval] = field(default_factory=dict)
    above: frozenset[tuple[Expr, Expr]] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.ranges or self.above)

    def narrowed(self, expr: Expr, interval: Interval) -> Interval:
        """The range of *expr*, which is *interval* without what is known."""
        known = self.ranges.get(expr) if self.ranges else None
        return interval if known is None else both(interval, known)

    def with_comparison(self, op: Op, left: Expr, right: Expr, bounds: tuple[Interval, Interval]) -> Assumed:
        """The same where *left* stands to *right* as *op* says; their ranges are *bounds*."""
        found = self
        for sign, subject, bound in ((op, left, bounds[1]), (EXCHANGED[op], right, bounds[0])):
            if not isinstance(subject, Literal):
                found = Assumed(_narrowed(found.ranges, sign, subject, bound), found.above)
        if op in (Op.GREATER, Op.AT_LEAST, Op.EQUAL):
            found = Assumed(found.ranges, found.above | {(left, right)})
        if op in (Op.LESS, Op.AT_MOST, Op.EQUAL):
            found = Assumed(found.ranges, found.above | {(right, left)})
        return found


def _narrowed(ranges: Mapping[Expr, Interval], op: Op, subject: Expr, bound: Interval) -> Mapping[Expr, Interval]:
    """*ranges* where *subject* stands to something within *bound* as *op* says."""
    match op:
        case Op.GREATER | Op.AT_LEAST:
            bound = (bound[0], None)
        case Op.LESS | Op.AT_MOST:
            bound = (None, bound[1])
        case Op.NOT_EQUAL:
            return ranges
    return {**ranges, subject: both(ranges.get(subject, EVERYTHING), bound)}
