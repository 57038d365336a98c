"""
The best choice of a model, part by part: what no row joins is chosen by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from incentives.analysis.optimum.certificate import Case, Certificate, Strengthened, size, verify
from incentives.analysis.optimum.cuts import Cut
from incentives.analysis.optimum.model import Model, Number, Row, Worth, part_of, parts
from incentives.analysis.optimum.search import Found, TooManyCasesError, search

# A part that falls into more cases than this is given to a solver first.
MOST_CASES = 200
# Nor is one searched at all that has more columns.
MOST_COLUMNS = 80


@dataclass(frozen=True, slots=True)
class Part:
    """Columns that rows join, their best choice and what shows it."""

    columns: tuple[int, ...]
    model: Model
    values: tuple[Number, ...]
    worth: Worth
    certificate: Certificate | None
    bound: Worth
    solver: str | None = None

    @property
    def cases(self) -> int:
        """How many cases were told apart."""
        return size(self.certificate) if self.certificate is not None else 0

    @property
    def is_proven(self) -> bool:
        """Whether there is a certificate and it holds, checked anew."""
        return self.certificate is not None and verify(self.model, self.values, self.certificate)


def solve(model: Model) -> list[Part]:
    """The best choice of each part of *model*, which permits choosing nothing."""
    return [solve_part(columns, part_of(model, columns)) for columns in parts(model)]


def solve_part(columns: Sequence[int], model: Model) -> Part:
    """The best choice of one part."""
    if not model.rows:
        values = tuple(int(column.worth > model.nothing) for column in model.columns)
        worth = model.worth(values)
        return Part(tuple(columns), model, values, worth, Case({}), worth)
    found, proven, solver = best(model)
    if found is None:
        message = "a model permits choosing nothing"
        raise AssertionError(message)
    worth = proven.worth(found.values)
    return Part(tuple(columns), proven, found.values, worth, found.certificate, found.bound, solver)


def best(
    model: Model, fixed: Mapping[int, int] | None = None, *, cuts: Sequence[Cut] = ()
) -> tuple[Found | None, Model, str | None]:
    """
    The best choice of one part with some decisions *fixed*; the model that the certificate is of, and the solver if one
    was needed.

    Args:

        cuts: How rows are made that are known to help.
    """
    if len(model.columns) <= MOST_COLUMNS:
        try:
            return search(model, fixed, most=MOST_CASES), model, None
        except TooManyCasesError:
            pass
    try:
        from incentives.analysis.optimum.highs import NAME, Linear  # noqa: PLC0415  # rarely needed
    except ModuleNotFoundError:
        return greedy(model, fixed or {}), model, None
    from incentives.analysis.optimum.large import search_large, without_ties  # noqa: PLC0415  # as rarely

    proven = without_ties(model)
    return search_large(proven, fixed or {}, Linear, cuts=cuts), proven, NAME


def another(part: Part, columns: Sequence[int]) -> Found | None:
    """The best choice of a part that has at least one of *columns*; None if there is none, or it cannot be shown."""
    if part.certificate is None:
        return None
    model = replace(part.model, rows=(*part.model.rows, Row("another", dict.fromkeys(columns, -1), -1)))
    cuts = part.certificate.cuts if isinstance(part.certificate, Strengthened) else ()
    found, _, _ = best(model, cuts=cuts)
    return found if found is not None and found.certificate is not None else None


def greedy(model: Model, fixed: Mapping[int, int]) -> Found | None:
    """
    A permitted choice, and a bound that may be far above it: what there is without a solver for a part too large.

    What is worth most is chosen first, together with what it asks for, if the rest stays permitted.
    """
    values: list[Number] = [fixed.get(index, 0) for index in range(len(model.columns))]
    if not model.permits(values):
        return None
    for index in sorted(range(len(values)), key=lambda index: model.columns[index].worth, reverse=True):
        for extra in ((), *_asked_for(model, index)):
            tried = [1 if each in (index, *extra) else value for each, value in enumerate(values)]
            if model.permits(tried) and all(tried[each] == value for each, value in fixed.items()):
                values = tried
                break
    total = model.nothing
    for column in model.columns:
        if column.worth > model.nothing:
            total = tuple(a + b for a, b in zip(total, column.worth, strict=True))
    return Found(tuple(values), model.worth(values), None, total)


def _asked_for(model: Model, index: int) -> list[tuple[int, ...]]:
    """Ways to meet what a column asks for: the first column that each of its rows lets it rest on."""
    rests = [
        min(other for other, factor in row.factors.items() if factor < 0)
        for row in model.rows
        if row.factors.get(index, 0) > 0 and not row.most and any(factor < 0 for factor in row.factors.values())
    ]
    return [tuple(rests)] if rests else []


def bound_of(parts_: Sequence[Part], places: int) -> Worth:
    """What no choice exceeds in all parts together."""
    total: list[Number] = [Fraction(0)] * places
    for part in parts_:
        total = [each + more for each, more in zip(total, part.bound, strict=True)]
    return tuple(total)
