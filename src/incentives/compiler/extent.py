"""
How far an expression goes: its depth, the turns of its loops, how often numbers are multiplied.

A rule file from a stranger must be safe to evaluate. No expression can run for ever, but a chain of squares doubles the
digits of a number at each step, and ten loops inside each other outlast anyone: so each has a limit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from incentives.compiler.walked import Walked
from incentives.frozen import dataclass
from incentives.ir.expr import Aggregate, Brackets, Call, Expr, Named, Reference, Source, literal_number
from incentives.ir.operators import Op

DEEPEST = 100
MOST_LOOPS = 5
MOST_TURNS = 1_000_000
MOST_FACTORS = 10_000


@dataclass(frozen=True, slots=True)
class Extent:
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
# Operators that make numbers longer; a sum is brought to one denominator.
GROWING = frozenset({Op.MULTIPLY, Op.DIVIDE, Op.POWER, Op.ADD, Op.SUBTRACT})


def extent_of(expr: Walked, named: Callable[[Reference], Extent], turns: Callable[[Source], int]) -> Extent:
    """
    The measures of an expression, worked out without recursion.

    Args:

        named: The measures of what a reference points at.

        turns: How often a loop over a source turns.
    """
    # Only what is more than a leaf is kept: most nodes are leaves.
    done: dict[int, Extent] = {}
    for reference in expr.named:
        found = named(reference)
        # What has one value is worked out once, what belongs to each item of a list as often as it is named.
        worked = found.turns + 1 if reference.kind is Named.OF_ITEM else 1
        done[id(reference)] = Extent(found.depth + 2, found.loops, worked, max(found.above, 1), found.under)
    for node, below in reversed(expr.branches):
        done[id(node)] = _joined(node, [done.get(id(child), LEAF) for child in below], turns)
    return done.get(id(expr.root), LEAF)


def together(extents: Sequence[Extent]) -> Extent:
    """Of expressions that are worked out beside each other, without their numbers meeting."""
    return extents[0] if len(extents) == 1 else Extent(*_beside(extents))


def _beside(extents: Sequence[Extent]) -> tuple[int, int, int, int, int]:
    """The greatest of each measure, and all turns."""
    depth = loops = turns = above = under = 0
    for each in extents:
        turns += each.turns
        # Most are leaves: another one adds nothing more.
        if each is LEAF and depth:
            continue
        depth = max(depth, each.depth)
        loops = max(loops, each.loops)
        above = max(above, each.above)
        under = max(under, each.under)
    return depth, loops, turns, above, under


def _joined(node: Expr, parts: Sequence[Extent], turns: Callable[[Source], int]) -> Extent:
    """The measures of a node from those of its operands."""
    depth, loops, turned, above, under = _beside(parts)
    first, last, turned = parts[0], parts[-1], turned + 1
    if isinstance(node, Call):
        if node.op in GROWING:
            above, under = _grown(node, first, last)
    elif isinstance(node, Brackets):
        # Edges, values and the subject meet in a sum of products.
        under = under * len(parts)
        above = above * 2 + under
    elif isinstance(node, Aggregate):
        count = turns(node.source)
        if node.carry is not None:  # what each year uses meets what it adds
            last = together(parts[-2:])
            count *= count if node.carry.lasts is None else node.carry.lasts + 1
        loops, turned = loops + 1, turned * count
        above, under = last.above + last.under * (count - 1), last.under * count
    return Extent(depth + 1, loops, turned, above, under)


def _grown(node: Call, first: Extent, last: Extent) -> tuple[int, int]:
    """The factors above and under the line of what arithmetic gives."""
    match node.op:
        case Op.MULTIPLY:
            return first.above + last.above, first.under + last.under
        case Op.DIVIDE:
            return first.above + last.under, first.under + last.above
        case Op.POWER:
            times = int(literal_number(node.arguments[1]) or 1)
            return first.above * times, first.under * times
        case _:
            return max(first.above + last.under, last.above + first.under), first.under + last.under
