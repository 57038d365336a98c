"""
The best choice of a large part, and the certificate that it is.

First rows that follow from the model are added while they cut off what is split; then one dive takes decisions until
none is split, which gives a choice; then decisions that the bound settles are taken; what is left is told apart case by
case. A solver of linear programmes in floating point says where to look, `closing` decides what is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from incentives.analysis.optimum.certificate import Case, Cases, Certificate, Narrowed, Strengthened, bound
from incentives.analysis.optimum.closing import PARTS, Closing, Rough, Solver, SolverOf
from incentives.analysis.optimum.cuts import Cut, derived
from incentives.analysis.optimum.model import Model, Number, Row, Worth
from incentives.analysis.optimum.scales import Scales
from incentives.analysis.optimum.search import TooManyCasesError
from incentives.analysis.optimum.separation import HALF, SPLIT, Separator
from incentives.analysis.optimum.settling import settle

# How many cases are told apart in a part of so many columns; of larger ones fewer, each takes longer.
MOST_CASES = 600
COLUMNS = 500
MOST_ROUNDS = 12
# Rounds of cuts go on while each lowers the bound by one part of it in so many.
GOES_ON = 2_000
# How many decisions are tried both ways before one is taken, and how often one is tried before its past is believed.
TRIED = 8
BELIEVED = 1
# What a way that is closed loses: more than any worth.
OUT = 10 * PARTS


@dataclass(slots=True)
class _Branch:
    """A place of the tree while it grows."""

    fixed: dict[int, int]
    column: int = -1
    closed: Certificate | None = None
    ways: dict[int, _Branch] = field(default_factory=dict)


class Prover:
    """
    Looks for the best choice of a model in whole numbers and shows that it is.

    Args:

        cuts: Rows that are known to follow already.

        start: A permitted choice to begin with.
    """

    def __init__(
        self,
        scales: Scales,
        solver_of: SolverOf,
        *,
        cuts: Sequence[Cut] = (),
        start: tuple[Number, ...] | None = None,
        most: int | None = None,
    ) -> None:
        self.scales, self.solver_of = scales, solver_of
        self.cuts = list(cuts)
        self.values = start
        model = scales.model
        # Without a choice the best is worse than any.
        worths = [column.worth for column in model.columns]
        sizes = [sum(max(each[place], -each[place]) for each in worths) for place in range(model.places)]
        least: Worth = tuple(-size - 1 for size in sizes)
        self.best: Worth = model.worth(start) if start is not None else least
        # What no choice exceeds, as far as is known.
        self.root: Worth = tuple(-each for each in least)
        self.most = most or min(MOST_CASES, MOST_CASES * COLUMNS // len(model.columns))
        self.cases = 0
        self.gains: dict[tuple[int, int], tuple[int, int]] = {}
        self.place = scales.telling[0]

    # The way through.

    def run(self, fixed: Mapping[int, int]) -> Certificate:
        """
        The certificate among the choices with the *fixed* decisions.

        Raises:

            TooManyCasesError: if it would take too long; the best choice found so far stays known.
        """
        self.strengthen(fixed)
        self.solver: Solver = self.solver_of(self.model, self.place, {})
        self.closing = Closing(self.scales, self.model, self.solver_of)
        rough = self.solver.solve(fixed)
        if rough is not None:
            self.dive(dict(fixed), rough)
        certificate = self.narrowed(dict(fixed))
        return Strengthened(tuple(self.cuts), certificate) if self.cuts else certificate

    def strengthen(self, fixed: Mapping[int, int]) -> None:
        """Add cuts round by round; those that leave nothing open in the end are kept."""
        model = self.scales.model
        base = len(model.rows)
        rows = [*model.rows, *(derived(model.columns, model.rows, cut) for cut in self.cuts)]
        solver = self.solver_of(Model(model.columns, tuple(rows), model.places), self.place, {})
        separator = Separator(model)
        rough = solver.solve(fixed)
        for _ in range(MOST_ROUNDS):
            if rough is None:
                break
            found = separator.cuts(rough.values)
            more = [derived(model.columns, model.rows, cut) for cut in found]
            if not found:
                break
            solver.add(more)
            rows += more
            self.cuts += found
            before, rough = rough, solver.solve(fixed)
            if rough is not None and (before.worth - rough.worth) * GOES_ON < abs(before.worth):
                break
        if rough is not None:
            kept = [number for number in range(base, len(rows)) if _open(rows[number], rough.values) <= SPLIT]
            self.cuts = [self.cuts[number - base] for number in kept]
            rows = [*model.rows, *(rows[number] for number in kept)]
        self.model = Model(model.columns, tuple(rows), model.places)

    def dive(self, fixed: dict[int, int], rough: Rough) -> None:
        """Take decisions one after the other, the clearest first, until none is split."""
        while True:
            split = self.split(rough.values, fixed)
            if not split:
                self.take(rough.values)
                return
            column = max(split, key=lambda index: (rough.values[index], -index))
            for value in (1, 0):
                found = self.solver.solve({**fixed, column: value})
                if found is not None:
                    fixed[column], rough = value, found
                    break
            else:
                return
            if rough.worth < self.best[self.place] * PARTS:
                return

    def take(self, values: Sequence[int]) -> None:
        """The choice with these decisions, if it is better than the best."""
        decisions = {
            index: int(values[index] > HALF) for index, column in enumerate(self.model.columns) if column.whole
        }
        self.better(settle(self.scales.model, decisions).values)

    def better(self, values: tuple[Number, ...] | None) -> None:
        """A permitted choice takes the place of the best one if it is better."""
        if values is not None:
            worth = self.model.worth(values)
            if worth > self.best:
                self.values, self.best = values, worth

    def narrowed(self, fixed: dict[int, int]) -> Certificate:
        """Take what the bound settles, then tell cases apart."""
        if self.solver.solve(fixed) is None:
            return self.tree(fixed)
        multipliers, decided = self.closing.narrowed(fixed, self.solver, self.best)
        self.root = bound(self.model, fixed, multipliers).worth
        rest = self.tree({**fixed, **decided})
        return Narrowed(multipliers, decided, rest) if decided else rest

    # Cases.

    def tree(self, fixed: dict[int, int]) -> Certificate:
        """The certificate of a case: depth first, the likelier way first."""
        root = _Branch(fixed)
        grown, pending = [], [root]
        while pending:
            branch = pending.pop()
            grown.append(branch)
            self.cases += 1
            if self.cases > self.most:
                raise TooManyCasesError
            first = self.visit(branch)
            if branch.closed is None:
                branch.ways = {value: _Branch({**branch.fixed, branch.column: value}) for value in (0, 1)}
                pending += [branch.ways[1 - first], branch.ways[first]]
        for branch in reversed(grown):
            if branch.ways:
                without, having = branch.ways[0].closed, branch.ways[1].closed
                assert without is not None and having is not None  # noqa: S101, PT018  # INVARIANT: grown before
                branch.closed = Cases(branch.column, without, having)
        assert root.closed is not None  # noqa: S101  # INVARIANT: the last one
        return root.closed

    def visit(self, branch: _Branch) -> int:
        """Close a case or choose a decision to divide it by; the way to go first."""
        fixed = branch.fixed
        rough = self.solver.solve(fixed)
        if rough is None:
            branch.closed = self.closing.impossible(fixed, self.solver, self.best)
        else:
            split = self.split(rough.values, fixed)
            if not split:
                self.take(rough.values)
            branch.closed = self.closing.case(fixed, self.solver, self.best)
            if branch.closed is None and split:
                branch.column, first = self.chosen(split, fixed, rough)
                return first
        if branch.closed is None:
            free = [index for index, column in enumerate(self.model.columns) if column.whole and index not in fixed]
            if free:
                branch.column = free[0]
            else:
                branch.closed = self.exactly(fixed)
        return 1

    def exactly(self, fixed: Mapping[int, int]) -> Case:
        """A case with every decision taken that floating point cannot settle."""
        found = settle(self.scales.model, fixed)
        self.better(found.values)
        return Case(found.multipliers)

    def split(self, values: Sequence[int], fixed: Mapping[int, int]) -> list[int]:
        """The decisions that are split."""
        return [
            index
            for index, column in enumerate(self.model.columns)
            if column.whole and index not in fixed and SPLIT < values[index] < PARTS - SPLIT
        ]

    def chosen(self, split: Sequence[int], fixed: Mapping[int, int], rough: Rough) -> tuple[int, int]:
        """The decision of which both ways lower the bound most, and the way that lowers it less."""
        best: tuple[int, int, int] | None = None
        for column in sorted(split, key=lambda index: (abs(rough.values[index] - HALF), index))[:TRIED]:
            losses = [self.loss(column, value, fixed, rough) for value in (0, 1)]
            score = min(losses) * max(losses)
            if best is None or score > best[0]:
                best = (score, column, int(losses[1] <= losses[0]))
        assert best is not None  # noqa: S101  # INVARIANT: something is split
        return best[1], best[2]

    def loss(self, column: int, value: int, fixed: Mapping[int, int], rough: Rough) -> int:
        """By how much the bound falls if a decision is taken so; never by nothing, so that losses can be multiplied."""
        known, times = self.gains.get((column, value), (0, 0))
        if times >= BELIEVED:
            return known
        found = self.solver.solve({**fixed, column: value})
        lost = max(rough.worth - found.worth, self.solver.size) if found is not None else OUT * self.solver.size
        self.gains[column, value] = ((known * times + lost) // (times + 1), times + 1)
        return lost


def _open(row: Row, values: Sequence[int]) -> int:
    """What values leave open of a row, in parts of its largest factor."""
    largest = max((abs(int(factor)) for factor in row.factors.values()), default=1)
    return (
        int(row.most) * PARTS - sum(int(factor) * values[index] for index, factor in row.factors.items())
    ) // largest
