"""
The best choice of a model, part by part: what no row joins is chosen by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from incentives.analysis.optimum.certificate import Case, Certificate, size, verify
from incentives.analysis.optimum.model import Model, Number, Worth, part_of, parts
from incentives.analysis.optimum.search import Found, TooManyCasesError, search

# A part that falls into more cases than this is given to a solver first.
MOST_CASES = 200


class NoSolverError(Exception):
    """A part is too large to be searched without the solver, and that is not installed."""


@dataclass(frozen=True, slots=True)
class Part:
    """Columns that rows join, their best choice and what shows it."""

    columns: tuple[int, ...]
    model: Model
    values: tuple[Number, ...]
    worth: Worth
    certificate: Certificate
    solver: str | None = None

    @property
    def cases(self) -> int:
        """How many cases were told apart."""
        return size(self.certificate)

    @property
    def is_proven(self) -> bool:
        """Whether the certificate holds, checked anew."""
        return verify(self.model, self.values, self.certificate)


def solve(model: Model) -> list[Part]:
    """The best choice of each part of *model*, which permits choosing nothing."""
    return [solve_part(columns, part_of(model, columns)) for columns in parts(model)]


def solve_part(columns: Sequence[int], model: Model) -> Part:
    """The best choice of one part."""
    if not model.rows:
        values = tuple(int(column.worth > model.nothing) for column in model.columns)
        return Part(tuple(columns), model, values, model.worth(values), Case({}))
    found, solver = best(model)
    if found is None:
        message = "a model permits choosing nothing"
        raise AssertionError(message)
    return Part(tuple(columns), model, found.values, found.worth, found.certificate, solver)


def best(model: Model, fixed: Mapping[int, int] | None = None) -> tuple[Found | None, str | None]:
    """The best choice of one part with some decisions *fixed*, and the solver if one was needed."""
    try:
        return search(model, fixed, most=MOST_CASES), None
    except TooManyCasesError:
        from incentives.analysis.optimum.highs import NAME, search_large  # noqa: PLC0415  # only where it is needed

        return search_large(model, fixed or {}), NAME


def worth_of(parts_: Sequence[Part], places: int) -> Worth:
    """What the parts are worth together."""
    total: list[Number] = [Fraction(0)] * places
    for part in parts_:
        total = [each + more for each, more in zip(total, part.worth, strict=True)]
    return tuple(total)
