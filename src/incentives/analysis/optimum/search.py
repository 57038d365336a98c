"""
The best choice and the certificate that it is: branch and bound over exact bounds.

Each case is bounded by the best split choice; where that is whole it is a choice, else one split decision is taken both
ways, the likelier way first. The last place of every worth should tell equal choices apart, then the result does not
depend on the way of the search.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from incentives.analysis.optimum.certificate import Case, Cases, Certificate
from incentives.analysis.optimum.model import Model, Number, Worth
from incentives.analysis.optimum.simplex import Tableau

HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Found:
    """
    The best choice of a model: its columns, its worth, and what shows that none is worth more.

    Without a certificate there may be a better one, though none above *bound*.
    """

    values: tuple[Number, ...]
    worth: Worth
    certificate: Certificate | None
    bound: Worth


class TooManyCasesError(Exception):
    """The search would take too long."""


class Search:
    """One search; *most* is how many cases it may tell apart."""

    def __init__(self, model: Model, *, start: Sequence[Number] | None = None, most: int | None = None) -> None:
        self.model = model
        self.most = most
        self.cases = 0
        self.values: tuple[Number, ...] | None = None
        self.worth: Worth | None = None
        if start is not None and model.permits(start):
            self.values, self.worth = tuple(start), model.worth(start)

    def run(self, fixed: Mapping[int, int]) -> Certificate:
        """Search among the choices with the *fixed* decisions."""
        tableau = Tableau(self.model)
        for column, value in fixed.items():
            tableau.fix(column, value)
        return self._case(tableau)

    def _case(self, tableau: Tableau) -> Certificate:
        self.cases += 1
        if self.most is not None and self.cases > self.most:
            raise TooManyCasesError
        if not tableau.solve(self.worth):
            return Case(tableau.multipliers())
        values = tableau.values()
        column = self._split(values)
        if column is None:
            self.values, self.worth = tuple(values), self.model.worth(values)
            return Case(tableau.multipliers())
        likelier = int(values[column] >= HALF)
        found: dict[int, Certificate] = {}
        for value in (likelier, 1 - likelier):
            case = tableau.copy()
            case.fix(column, value)
            found[value] = self._case(case)
        return Cases(column, found[0], found[1])

    def _split(self, values: Sequence[Number]) -> int | None:
        """The decision that is most split; the first of equals."""
        split = [
            (abs(value - HALF), index)
            for index, value in enumerate(values)
            if self.model.columns[index].whole and value not in (0, 1)
        ]
        return min(split)[1] if split else None


def search(
    model: Model,
    fixed: Mapping[int, int] | None = None,
    *,
    start: Sequence[Number] | None = None,
    most: int | None = None,
) -> Found | None:
    """
    The best choice of *model* with some decisions *fixed*; None if there is none.

    Args:

        start: A permitted choice to begin with, as good as one can guess.

    Raises:

        TooManyCasesError: if more than *most* cases would have to be told apart.
    """
    run = Search(model, start=start, most=most)
    certificate = run.run(fixed or {})
    if run.values is None or run.worth is None:
        return None
    return Found(run.values, run.worth, certificate, run.worth)
