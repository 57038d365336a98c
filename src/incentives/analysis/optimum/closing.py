"""
Closing a case: multipliers that a solver proposes in floating point become fractions, and the bound that these give is
added up in whole numbers. Only where that bound is not above the best choice is the case closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol, TypeAlias

from incentives.analysis.optimum.certificate import Case, bound
from incentives.analysis.optimum.duals import exact_multipliers
from incentives.analysis.optimum.model import Model, Number, Row, Worth
from incentives.analysis.optimum.scales import Scales

# What multipliers are rounded to: so finely that hardly anything is lost, then to what they often are.
FINE = 1 << 32
# Smaller ones say nothing.
LEAST = FINE // 10_000_000
# Values and worths come in such parts of one.
PARTS = 1_000_000
DENOMINATORS = (1, 2, 12, 5040)
# A bound further above the best than the largest worth by this is no matter of rounding.
CLOSE = 10_000
# Multipliers that show that nothing is permitted, times this, outweigh any worth.
OUTWEIGH = 1_000


@dataclass(frozen=True, slots=True)
class Rough:
    """A solution, roughly: values of the columns, and what they are worth in numbers of the model; in parts of one."""

    values: Sequence[int]
    worth: int


class Solver(Protocol):
    """A linear programme solved in floating point."""

    rows: list[Row]
    worths: list[int]
    size: int

    def add(self, rows: Sequence[Row]) -> None:
        """More rows."""

    def solve(self, fixed: Mapping[int, int]) -> Rough | None:
        """The best values with some decisions fixed; None if nothing is permitted, or no answer is found."""

    def multipliers(self) -> list[int]:
        """What each row is worth, finely."""

    def basis(self) -> tuple[list[int], list[int]]:
        """The columns between their ends, and the rows that leave nothing open."""

    def ray(self) -> list[int] | None:
        """Where nothing is permitted: multipliers that show it, finely."""


SolverOf: TypeAlias = Callable[[Model, int, Mapping[int, Number]], Solver]


@dataclass(frozen=True, slots=True)
class Reach:
    """The bound of one place, and what is left of each column; both finely."""

    most: int
    rest: Sequence[int]


def reach(model: Model, fixed: Mapping[int, int], weights: Mapping[int, int], place: int) -> Reach:
    """What no choice exceeds at one place, by fine multipliers."""
    total = 0
    rest = [int(column.worth[place]) * FINE for column in model.columns]
    for number, weight in weights.items():
        row = model.rows[number]
        total += weight * int(row.most)
        for index, factor in row.factors.items():
            rest[index] -= weight * int(factor)
    for index, left in enumerate(rest):
        if fixed.get(index, left > 0):
            total += left
    return Reach(total, rest)


class Closing:
    """Closes cases of a model in whole numbers against the best choice known; *place* is what is looked at first."""

    def __init__(self, scales: Scales, model: Model, solver_of: SolverOf) -> None:
        self.scales, self.model, self.solver_of = scales, model, solver_of
        self.place = scales.telling[0]

    def case(self, fixed: Mapping[int, int], solver: Solver, best: Worth) -> Case | None:
        """The case closed by what the solver proposes; None if it does not."""
        rough = solver.multipliers()
        least = best[self.place]
        found = self.reached(fixed, rough)
        if found.most < least * FINE:
            return self.closed(rough)
        if (found.most - least * FINE) * CLOSE > solver.size * FINE:
            return None
        for weights in proposals(solver):
            case = Case({row: self.scales.at({self.place: weight}) for row, weight in weights.items()})
            most = self.reaches(fixed, case)[self.place]
            if most < least:
                return case
            if most == least:
                return self.to_the_last(fixed, weights, best)
        return None

    def impossible(self, fixed: Mapping[int, int], solver: Solver, best: Worth) -> Case | None:
        """A case in which nothing is permitted."""
        rough = solver.ray()
        if rough is None:
            return None
        size = solver.size * OUTWEIGH
        large = [each * size for each in rough]
        return self.closed(large) if self.reached(fixed, large).most < best[self.place] * FINE else None

    def narrowed(
        self, fixed: Mapping[int, int], solver: Solver, best: Worth
    ) -> tuple[Mapping[int, Worth], dict[int, int]]:
        """The decisions that the solver's multipliers settle, and these."""
        rough = solver.multipliers()
        found = self.reached(fixed, rough)
        least = best[self.place] * FINE
        decided = {
            index: int(left > 0)
            for index, left in enumerate(found.rest)
            if self.model.columns[index].whole and index not in fixed and found.most - abs(left) < least
        }
        return self.closed(rough).multipliers, decided

    def reached(self, fixed: Mapping[int, int], rough: Sequence[int]) -> Reach:
        """The bound by fine multipliers."""
        return reach(self.model, fixed, _weights(rough, FINE), self.place)

    def closed(self, rough: Sequence[int]) -> Case:
        """A case with fine multipliers."""
        weights = _weights(rough, FINE)
        return Case({row: self.scales.at({self.place: Fraction(weight, FINE)}) for row, weight in weights.items()})

    def to_the_last(self, fixed: Mapping[int, int], weights: Mapping[int, Number], best: Worth) -> Case | None:
        """Where the first place is as good as the best, the others must not be better: place by place."""
        found: dict[int, Mapping[int, Number]] = {self.place: weights}
        case = self.together(found)
        for place in self.scales.telling:
            if place == self.place:
                continue
            for own in self.beside(fixed, place, found, best):
                case = self.together({**found, place: own})
                if (
                    case is not None
                    and bound(self.model, fixed, case.multipliers).worth[: place + 1] <= best[: place + 1]
                ):
                    found[place] = own
                    break
            else:
                return None
        return case if case is not None and self.reaches(fixed, case) <= best else None

    def reaches(self, fixed: Mapping[int, int], case: Case) -> Worth:
        """What no choice of a case exceeds."""
        return bound(self.model, fixed, case.multipliers).worth

    def together(self, found: Mapping[int, Mapping[int, Number]]) -> Case | None:
        """The multipliers of several places; None if they are below nothing."""
        rows = sorted({row for weights in found.values() for row, weight in weights.items() if weight})
        multipliers = {
            row: self.scales.at({place: weights.get(row, 0) for place, weights in found.items()}) for row in rows
        }
        return None if any(worth < self.model.nothing for worth in multipliers.values()) else Case(multipliers)

    def beside(
        self, fixed: Mapping[int, int], place: int, found: Mapping[int, Mapping[int, Number]], best: Worth
    ) -> Iterator[dict[int, Number]]:
        """Multipliers for one more place, with the earlier ones held at those of the best choice."""
        solver = self.solver_of(self.model, place, {earlier: best[earlier] for earlier in found})
        if solver.solve(fixed) is None:
            return
        count = len(self.model.rows)
        for weights in proposals(solver):
            own = {row: weight for row, weight in weights.items() if row < count}
            for number, earlier in enumerate(found.values(), count):
                # What holds an earlier place costs as much of that place's own multipliers.
                for row, weight in earlier.items():
                    own[row] = own.get(row, 0) - weights.get(number, 0) * weight
            yield own


def proposals(solver: Solver) -> Iterator[dict[int, Number]]:
    """The solver's multipliers as fractions: rounded, then exactly as its solution rests on columns and rows."""
    rough = solver.multipliers()
    for denominator in DENOMINATORS:
        yield {row: Fraction(weight, denominator) for row, weight in _weights(rough, denominator).items()}
    exact = exact_multipliers(solver.rows, solver.worths, *solver.basis())
    if exact is not None:
        yield {row: weight for row, weight in exact.items() if weight > 0}


def _weights(rough: Sequence[int], scale: int) -> dict[int, int]:
    """Fine multipliers times *scale*, rounded; none below nothing."""
    return {
        row: weight
        for row, each in enumerate(rough)
        if each > LEAST and (weight := (2 * each * scale + FINE) // (2 * FINE))
    }
