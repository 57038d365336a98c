"""
How far an expression goes: its depth, the turns of its loops, how often numbers are multiplied.

A rule file from a stranger must be safe to evaluate. No expression can run for ever, but a chain of squares doubles the
digits of a number at each step, and ten loops inside each other outlast anyone: so each has a limit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from incentives.ir.expr import Aggregate, Brackets, Call, Expr, Reference, Source, children, literal_number, walk
from incentives.ir.operators import Op

DEEPEST = 100
MOST_LOOPS = 5
MOST_TURNS = 1_000_000
MOST_FACTORS = 10_000


class Extent(NamedTuple):
    """
    The measures of an expression.

    Args:

        depth: Steps on the longest way down, through what it names.

        loops: Loops inside each other, through what it names.

        turns: How often a step in it is worked out; what it names is worked out once.

        above: At most how many of the numbers given are multiplied in its numerator.

        under: The same of its denominator.
    """

    depth: int = 0
    loops: int = 0
    turns: int = 0
    above: int = 0
    under: int = 0

    @property
    def excess(self) -> str | None:
        """What is too much of it, None if nothing is."""
        if self.depth > DEEPEST:
            return f"with what it names this goes more than {DEEPEST} steps deep"
        if self.loops > MOST_LOOPS:
            return f"with what it names these are more than {MOST_LOOPS} loops inside each other"
        if self.turns > MOST_TURNS:
            return f"the loops in this turn more than {MOST_TURNS:,} times"
        if max(self.above, self.under) > MOST_FACTORS:
            return f"with what it names this multiplies more than {MOST_FACTORS:,} numbers with each other"
        return None


NOTHING = Extent()
LEAF = Extent(depth=1, turns=1, above=1)


def extent_of(expr: Expr, named: Callable[[Reference], Extent], turns: Callable[[Source], int]) -> Extent:
    """
    The measures of *expr*, worked out without recursion.

    Args:

        named: Those of what a reference points at.

        turns: How often a loop over a source turns.
    """
    done: dict[int, Extent] = {}
    for node in reversed(walk(expr)):
        if isinstance(node, Reference):
            found = named(node)
            done[id(node)] = Extent(found.depth + 2, found.loops, 1, max(found.above, 1), found.under)
        elif inner := children(node):
            done[id(node)] = _joined(node, [done[id(child)] for child in inner], turns)
        else:
            done[id(node)] = LEAF
    return done[id(expr)]


def together(extents: Sequence[Extent]) -> Extent:
    """Of expressions that are worked out beside each other, without their numbers meeting."""
    if not extents:
        return NOTHING
    if len(extents) == 1:
        return extents[0]
    depths, loops, turns, above, under = zip(*extents, strict=True)
    return Extent(max(depths), max(loops), sum(turns), max(above), max(under))


def _joined(node: Expr, parts: Sequence[Extent], turns: Callable[[Source], int]) -> Extent:
    """The measures of a node from those of its operands."""
    depth, loops, worked, above, under = together(parts)
    depth, worked, first, last = depth + 1, worked + 1, parts[0], parts[-1]
    match node:
        case Call(op=Op.MULTIPLY):
            above, under = first.above + last.above, first.under + last.under
        case Call(op=Op.DIVIDE):
            above, under = first.above + last.under, first.under + last.above
        case Call(op=Op.ADD | Op.SUBTRACT):
            above = max(first.above + last.under, last.above + first.under)
            under = first.under + last.under
        case Call(op=Op.POWER, arguments=(_, exponent)):
            times = int(literal_number(exponent) or 1)
            above, under = first.above * times, first.under * times
        case Brackets():
            # Edges, values and the subject meet in a sum of products.
            under = under * len(parts)
            above = above * 2 + under
        case Aggregate(source=source):
            count = turns(source)
            loops, worked = loops + 1, worked * count
            above, under = last.above + last.under * (count - 1), last.under * count
    return Extent(depth, loops, worked, above, under)
