"""
A linear programme in HiGHS, which reckons in floating point: only where to look. What it tells leaves
this file as whole numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import highspy
import numpy as np

from incentives.analysis.optimum.closing import FINE, PARTS, Rough
from incentives.analysis.optimum.model import Model, Number, Row

NAME = "HiGHS"
OPTIONS = (
    ("output_flag", False),
    ("threads", 1),
    ("random_seed", 1),
    ("presolve", "off"),
    ("solver", "simplex"),
)


class Linear:
    """
    A model whose decisions may be split; its choices are compared by one *place* of their worths.

    Args:

        floors: What a choice must be worth at other places at least.
    """

    def __init__(self, model: Model, place: int, floors: Mapping[int, Number] | None = None) -> None:
        self.model, self.place = model, place
        self.rows: list[Row] = []
        self.worths = [int(column.worth[place]) for column in model.columns]
        self.size = max(map(abs, self.worths), default=0) or 1
        # Each row so that its largest factor is 1: sizes of money and of decisions stand side by side.
        self.sizes: list[int] = []
        self.fixed: dict[int, int] = {}
        self.highs = highspy.Highs()  # type: ignore[no-untyped-call]  # a class of C++
        for name, value in OPTIONS:
            self.highs.setOptionValue(name, value)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(model.columns), 0
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.col_cost_ = np.array([each / self.size for each in self.worths], dtype=np.double)
        lp.col_lower_ = np.zeros(lp.num_col_)
        lp.col_upper_ = np.ones(lp.num_col_)
        lp.a_matrix_.start_ = np.zeros(lp.num_col_ + 1, dtype=np.int32)
        self.highs.passModel(lp)
        self.add([*model.rows, *(self._floor(*floor) for floor in (floors or {}).items())])

    def add(self, rows: Sequence[Row]) -> None:
        """More rows."""
        for row in rows:
            size = max((abs(int(each)) for each in row.factors.values()), default=1) or 1
            indexes = np.array(list(row.factors), dtype=np.int32)
            factors = np.array([int(each) / size for each in row.factors.values()], dtype=np.double)
            self.highs.addRow(-highspy.kHighsInf, int(row.most) / size, len(indexes), indexes, factors)
            self.rows.append(row)
            self.sizes.append(size)

    def solve(self, fixed: Mapping[int, int]) -> Rough | None:
        """The best values with some decisions fixed; None if nothing is permitted, or no answer is found."""
        for index in self.fixed.keys() - fixed.keys():
            self.highs.changeColBounds(index, 0, 1)
        for index, value in fixed.items():
            if self.fixed.get(index) != value:
                self.highs.changeColBounds(index, value, value)
        self.fixed = dict(fixed)
        self.highs.run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        values = [round(each * PARTS) for each in self.highs.getSolution().col_value]
        return Rough(values, round(self.highs.getObjectiveValue() * self.size * PARTS))

    def multipliers(self) -> list[int]:
        """What each row is worth in whole numbers of the model, finely; those of the floors come last."""
        duals = self.highs.getSolution().row_dual
        fine = self.size * FINE
        return [max(round(each * fine / size), 0) for each, size in zip(duals, self.sizes, strict=True)]

    def ray(self) -> list[int] | None:
        """Where nothing is permitted: multipliers of the rows that show it, finely."""
        found = self.highs.getDualRay()  # type: ignore[attr-defined]  # the library's types leave it out
        if not found[1]:
            return None
        ray = [each / size for each, size in zip(found[2], self.sizes, strict=True)]
        sign = 1 if sum(ray) > 0 else -1
        largest = max(map(abs, ray)) or 1
        return [max(round(sign * each / largest * FINE), 0) for each in ray]

    def basis(self) -> tuple[list[int], list[int]]:
        """The columns that stand between their ends, and the rows that leave nothing open."""
        found = self.highs.getBasis()
        basic = highspy.HighsBasisStatus.kBasic
        columns = [index for index, status in enumerate(found.col_status) if status == basic]
        return columns, [number for number, status in enumerate(found.row_status) if status != basic]

    def _floor(self, place: int, least: Number) -> Row:
        factors = {
            index: -column.worth[place] for index, column in enumerate(self.model.columns) if column.worth[place]
        }
        return Row("floor", factors, -least)
