"""
What is left of a model once decisions are taken, solved exactly.

With every decision taken only shares under ceilings are left, in small groups that do not touch each other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from incentives.analysis.optimum.model import Model, Number, Row, Worth, part_of, parts
from incentives.analysis.optimum.simplex import Tableau


@dataclass(frozen=True, slots=True)
class Settled:
    """
    The best shares beside some decisions, and multipliers of the rows that show it.

    Without values nothing is permitted, and the multipliers show that.
    """

    values: tuple[Number, ...] | None
    multipliers: Mapping[int, Worth]


def settle(model: Model, fixed: Mapping[int, int]) -> Settled:
    """The best choice with some decisions *fixed*; all others may be split."""
    # No choice loses or gains as much as this.
    outweigh = 2 * sum(max(column.worth[0], -column.worth[0]) for column in model.columns) + 1
    rows, numbers = [], []
    columns = [index for index in range(len(model.columns)) if index not in fixed]
    for number, row in enumerate(model.rows):
        least, most = _ends(row, fixed)
        if least > row.most:
            times = Fraction(outweigh) / (least - row.most)
            return Settled(None, {number: (times, *[0] * (model.places - 1))})
        if most > row.most:
            rows.append(_beside(row, fixed, columns))
            numbers.append(number)
    rest = Model(tuple(model.columns[index] for index in columns), tuple(rows), model.places)
    values: list[Number] = [fixed.get(index, 0) for index in range(len(model.columns))]
    multipliers: dict[int, Worth] = {}
    for group in parts(rest):
        tableau = Tableau(part_of(rest, group))
        is_permitted = tableau.solve((-outweigh, *[0] * (model.places - 1)))
        inside = set(group)
        own = [number for number, row in zip(numbers, rows, strict=True) if next(iter(row.factors)) in inside]
        found = {own[number]: worth for number, worth in tableau.multipliers().items()}
        if not is_permitted:
            return Settled(None, found)
        multipliers.update(found)
        for index, value in zip(group, tableau.values(), strict=True):
            values[columns[index]] = value
    return Settled(tuple(values), multipliers)


def _beside(row: Row, fixed: Mapping[int, int], columns: Sequence[int]) -> Row:
    """What a row leaves to the columns that are not fixed, which get new numbers."""
    taken = sum(factor for index, factor in row.factors.items() if fixed.get(index))
    factors = {bisect_left(columns, index): factor for index, factor in row.factors.items() if index not in fixed}
    return Row(row.name, factors, row.most - taken)


def _ends(row: Row, fixed: Mapping[int, int]) -> tuple[Number, Number]:
    """The least and the most that a row comes to."""
    least: Number = 0
    most: Number = 0
    for index, factor in row.factors.items():
        if index in fixed:
            least += factor * fixed[index]
            most += factor * fixed[index]
        elif factor > 0:
            most += factor
        else:
            least += factor
    return least, most
