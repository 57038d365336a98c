"""
A model in whole numbers, which are much faster than fractions: each place of the worths and each row times what makes
it whole. What is shown of it is told back in the numbers of the model as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from incentives.analysis.optimum.certificate import Case, Cases, Certificate, Narrowed, Strengthened
from incentives.analysis.optimum.cuts import Cut, scale_of
from incentives.analysis.optimum.model import Column, Model, Number, Row, Worth


class Scales:
    """A model in whole numbers; *telling* are the places of its worths that say something not said before."""

    def __init__(self, model: Model) -> None:
        self.places = [scale_of([column.worth[place] for column in model.columns]) for place in range(model.places)]
        self.rows = [scale_of([row.most, *row.factors.values()]) for row in model.rows]
        columns = tuple(Column(each.name, self.whole(each.worth), each.whole) for each in model.columns)
        rows = tuple(
            Row(row.name, {index: int(each * scale) for index, each in row.factors.items()}, int(row.most * scale))
            for row, scale in zip(model.rows, self.rows, strict=True)
        )
        self.model = Model(columns, rows, model.places)
        # For each place the first one that says the same; None if it says nothing.
        self.same: list[int | None] = []
        first: dict[tuple[Number, ...], int] = {}
        for place in range(model.places):
            told = tuple(column.worth[place] for column in columns)
            self.same.append(first.setdefault(told, place) if any(told) else None)
        self.telling = [place for place, earlier in enumerate(self.same) if place == earlier] or [0]

    def whole(self, worth: Worth) -> Worth:
        """A worth in whole numbers."""
        return tuple(int(part * scale) for part, scale in zip(worth, self.places, strict=True))

    def told(self, worth: Iterable[Number]) -> Worth:
        """A worth of the model in whole numbers as one of the model as it was."""
        return tuple(_plain(Fraction(part) / scale) for part, scale in zip(worth, self.places, strict=True))

    def at(self, parts: Mapping[int, Number]) -> Worth:
        """A multiplier with a number at some places; a place that says the same as an earlier one has its number."""
        return tuple([0 if each is None else parts.get(each, 0) for each in self.same])

    def back(self, certificate: Certificate) -> Certificate:
        """A certificate of the model as it was; rows that cuts make are the same in both."""
        match certificate:
            case Cases(column, without, having):
                return Cases(column, self.back(without), self.back(having))
            case Strengthened(cuts, rest):
                return Strengthened(
                    tuple(Cut(self.times(cut.multipliers), cut.turned) for cut in cuts), self.back(rest)
                )
            case Narrowed(multipliers, decided, rest):
                return Narrowed(self.multipliers(multipliers), decided, self.back(rest))
            case Case(multipliers):
                return Case(self.multipliers(multipliers))

    def multipliers(self, multipliers: Mapping[int, Worth]) -> dict[int, Worth]:
        """Multipliers of the rows as they were."""
        found: dict[int, Worth] = {}
        for row, worth in multipliers.items():
            sizes = (self.row(row) / scale if part else 1 for part, scale in zip(worth, self.places, strict=True))
            found[row] = tuple([part if size == 1 else part * size for part, size in zip(worth, sizes, strict=True)])
        return found

    def times(self, multipliers: Mapping[int, Number]) -> dict[int, Number]:
        """How often each row as it was is added."""
        return {row: times * self.row(row) for row, times in multipliers.items()}

    def whole_times(self, multipliers: Mapping[int, Number]) -> dict[int, Number]:
        """How often each row in whole numbers is added."""
        return {row: times / self.row(row) for row, times in multipliers.items()}

    def row(self, number: int) -> Fraction:
        """What makes a row whole."""
        return self.rows[number] if number < len(self.rows) else Fraction(1)


def _plain(number: Fraction) -> Number:
    return number.numerator if number.denominator == 1 else number
