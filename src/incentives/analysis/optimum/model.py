"""
A choice as a linear model: columns between 0 and 1, of which some are decisions, and rows that bound sums of them.

A column's worth is a tuple, compared from its first place on: more of the first is better than any of the second.
Nothing here knows of programmes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

Number: TypeAlias = int | Fraction
Worth: TypeAlias = tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """
    One unknown of the choice, between 0 and 1.

    Args:

        whole: A decision: 0 or 1. Else any share.
    """

    name: str
    worth: Worth
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One restriction: the sum of the columns, each times its factor, is at most *most*."""

    name: str
    factors: Mapping[int, Number]
    most: Number


@dataclass(frozen=True, slots=True)
class Model:
    """What to choose from: the worth of a choice is the sum over its columns, and all rows must hold."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    places: int

    @property
    def nothing(self) -> Worth:
        """The worth of an empty choice."""
        return (0,) * self.places

    def worth(self, values: Sequence[Number]) -> Worth:
        """What a choice is worth."""
        found: list[Number] = [0] * self.places
        for column, value in zip(self.columns, values, strict=True):
            if value:
                found = [each + value * part for each, part in zip(found, column.worth, strict=True)]
        return tuple(found)

    def permits(self, values: Sequence[Number]) -> bool:
        """Whether a choice keeps to every column's range and to every row."""
        inside = all(
            (value in (0, 1)) if column.whole else 0 <= value <= 1
            for column, value in zip(self.columns, values, strict=True)
        )
        return inside and all(
            sum(factor * values[index] for index, factor in row.factors.items()) <= row.most for row in self.rows
        )


def parts(model: Model) -> list[tuple[int, ...]]:
    """The columns in groups that no row joins, each in order; groups in the order of their first column."""
    leader = list(range(len(model.columns)))

    def find(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    for row in model.rows:
        first, *rest = row.factors or [0]
        for other in rest:
            left, right = sorted((find(first), find(other)))
            leader[right] = left
    groups: dict[int, list[int]] = {}
    for index in range(len(model.columns)):
        groups.setdefault(find(index), []).append(index)
    return [tuple(group) for group in groups.values()]


def part_of(model: Model, columns: Sequence[int]) -> Model:
    """The model of one group of columns; rows without columns stay out, they say nothing about a choice."""
    place = {old: new for new, old in enumerate(columns)}
    rows = [
        Row(row.name, {place[index]: factor for index, factor in row.factors.items()}, row.most)
        for row in model.rows
        if row.factors and next(iter(row.factors)) in place
    ]
    return Model(tuple(model.columns[index] for index in columns), tuple(rows), model.places)
