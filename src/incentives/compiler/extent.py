"""
How far an expression goes: its depth, the turns of its loops, how often numbers are multiplied.

A rule file from a stranger must be safe to evaluate. No expression can run for ever, but a chain of squares doubles the
digits of a number at each step, and ten loops inside each other outlast anyone: so each has a limit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from incentives.ir.expr import Aggregate, Brackets, Call, Expr, Reference, Source, children, literal_number
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

    def beside(self, other: Extent) -> Extent:
        """Of two that are worked out beside each other, without their numbers meeting."""
        return Extent(
            max(self.depth, other.depth),
            max(self.loops, other.loops),
            self.turns + other.turns,
            max(self.above, other.above),
            max(self.under, other.under),
        )

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
    pending: list[tuple[Expr, bool]] = [(expr, False)]
    while pending:
        node, ready = pending.pop()
        inner = children(node)
        if isinstance(node, Reference):
            done[id(node)] = replace(named(node).beside(LEAF), depth=named(node).depth + 2, turns=1)
        elif not inner:
            done[id(node)] = LEAF
        elif ready:
            done[id(node)] = _joined(node, [done[id(child)] for child in inner], turns)
        else:
            pending.append((node, True))
            pending.extend((child, False) for child in inner)
    return done[id(expr)]


def _joined(node: Expr, parts: list[Extent], turns: Callable[[Source], int]) -> Extent:
    """The measures of a node from those of its operands."""
    found = Extent(depth=1, turns=1)
    for part in parts:
        found = replace(found.beside(part), depth=max(found.depth, part.depth + 1))
    first, last = parts[0], parts[-1]
    match node:
        case Call(op=Op.MULTIPLY):
            return replace(found, above=first.above + last.above, under=first.under + last.under)
        case Call(op=Op.DIVIDE):
            return replace(found, above=first.above + last.under, under=first.under + last.above)
        case Call(op=Op.ADD | Op.SUBTRACT):
            above = max(first.above + last.under, last.above + first.under)
            return replace(found, above=above, under=first.under + last.under)
        case Call(op=Op.POWER, arguments=(_, exponent)):
            times = int(literal_number(exponent) or 1)
            return replace(found, above=first.above * times, under=first.under * times)
        case Brackets():
            # Edges, values and the subject meet in a sum of products.
            under = found.under * len(parts)
            return replace(found, above=found.above * 2 + under, under=under)
        case Aggregate(source=source):
            count = turns(source)
            return replace(
                found,
                loops=found.loops + 1,
                turns=found.turns * count,
                above=last.above + last.under * (count - 1),
                under=last.under * count,
            )
    return found
