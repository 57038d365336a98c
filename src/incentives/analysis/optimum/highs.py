"""
Large parts: HiGHS proposes the choice and the multipliers, everything that counts is worked out exactly from them.

HiGHS reckons in floating point. What it finds is only where to look: decisions are rounded to 0 or 1 and their shares
solved exactly, multipliers become fractions, and a case is closed only where the bound that these give, added up
exactly, is not above the best choice. What cannot be closed so is divided further. The certificate that comes out is of
the same form as that of the small search and checked by the same check. Where it would need too many cases there is
none: the choice is permitted and its amounts are exact all the same, that nothing is worth more is then the word of
HiGHS. Equal choices are not told apart here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import highspy
import numpy as np

from incentives.analysis.optimum.certificate import Case, Cases, Certificate, bound
from incentives.analysis.optimum.model import Column, Model, Number, Row, Worth
from incentives.analysis.optimum.search import Found, TooManyCasesError
from incentives.analysis.optimum.simplex import Tableau

NAME = "HiGHS"
MOST_CASES = 100
OPTIONS = (
    ("output_flag", False),
    ("threads", 1),
    ("random_seed", 1),
    ("mip_rel_gap", 0),
    ("mip_allow_restart", False),
)
HALF = Fraction(1, 2)
DENOMINATORS = (1, 2, 5040)
# A bound further above the best than the largest worth by this is no matter of rounding.
CLOSE = 10_000


def search_large(model: Model, fixed: Mapping[int, int]) -> Found | None:
    """
    The best choice of *model* with some decisions *fixed*; None if there is none.
    """
    scales = _Scales(model)
    proposal = _propose(scales, fixed)
    if proposal is None:
        return None
    values, said = proposal
    proof = _Proof(scales, values)
    try:
        certificate = scales.back(proof.case(dict(fixed)))
    except TooManyCasesError:
        worth = model.worth(proof.values)
        first = (scales.telling or [0])[0]
        above = max(Fraction(said) / scales.places[first], Fraction(worth[first]))
        return Found(proof.values, worth, None, (*worth[:first], above, *worth[first + 1 :]))
    worth = model.worth(proof.values)
    return Found(proof.values, worth, certificate, worth)


def without_ties(model: Model) -> Model:
    """The model without what only tells equal choices apart: that is no number for floating point."""
    columns = tuple(Column(each.name, (*each.worth[:-1], 0), each.whole) for each in model.columns)
    return Model(columns, model.rows, model.places)


class _Scales:
    """A model in whole numbers: each place of the worths and each row times what makes it whole."""

    def __init__(self, model: Model) -> None:
        self.places = [_common(column.worth[place] for column in model.columns) for place in range(model.places)]
        self.rows = [_common([row.most, *row.factors.values()]) for row in model.rows]
        columns = tuple(
            Column(
                column.name,
                tuple(int(part * scale) for part, scale in zip(column.worth, self.places, strict=True)),
                column.whole,
            )
            for column in model.columns
        )
        rows = tuple(
            Row(row.name, {index: int(each * scale) for index, each in row.factors.items()}, int(row.most * scale))
            for row, scale in zip(model.rows, self.rows, strict=True)
        )
        self.model = Model(columns, rows, model.places)
        self.same = _same(self.model)
        # A place that says the same as one before it, or nothing, need not be looked at.
        self.telling: list[int] = []
        seen = {(0,) * len(columns)}
        for place in range(model.places):
            told = tuple(int(column.worth[place]) for column in columns)
            if told not in seen:
                seen.add(told)
                self.telling.append(place)

    def back(self, certificate: Certificate) -> Certificate:
        """A certificate of the model as it was."""
        if isinstance(certificate, Cases):
            return Cases(certificate.column, self.back(certificate.without), self.back(certificate.having))
        return Case(
            {
                row: tuple(
                    Fraction(part) * self.rows[row] / scale for part, scale in zip(worth, self.places, strict=True)
                )
                for row, worth in certificate.multipliers.items()
            }
        )


class _Linear:
    """The model in HiGHS; *place* is what its choices are compared by."""

    def __init__(self, model: Model, place: int, floors: Mapping[int, Number], *, whole: bool) -> None:
        self.model, self.place = model, place
        self.floors = tuple(floors.items())
        worths = [int(column.worth[place]) for column in model.columns]
        self.size = max(map(abs, worths), default=0) or 1
        rows: list[tuple[Mapping[int, Number], Number]] = [(row.factors, row.most) for row in model.rows]
        rows += [self._floor(*floor) for floor in self.floors]
        # Each row so that its largest factor is 1: sizes of money and of decisions stand side by side.
        self.sizes = [_largest(factors) for factors, _ in rows]
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(model.columns), len(rows)
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.col_cost_ = np.array([each / self.size for each in worths], dtype=np.double)
        lp.col_lower_ = np.zeros(lp.num_col_)
        lp.col_upper_ = np.ones(lp.num_col_)
        lp.row_lower_ = np.full(lp.num_row_, -highspy.kHighsInf)
        mosts = [most / size for (_, most), size in zip(rows, self.sizes, strict=True)]
        lp.row_upper_ = np.array(mosts, dtype=np.double)
        self._fill(lp, rows)
        if whole:
            kinds = {True: highspy.HighsVarType.kInteger, False: highspy.HighsVarType.kContinuous}
            lp.integrality_ = [kinds[column.whole] for column in model.columns]
        self.highs = highspy.Highs()  # type: ignore[no-untyped-call]  # a class of C++
        for name, value in OPTIONS:
            self.highs.setOptionValue(name, value)
        self.highs.passModel(lp)

    def _fill(self, lp: highspy.HighsLp, rows: Sequence[tuple[Mapping[int, Number], Number]]) -> None:
        starts = np.cumsum([0, *(len(factors) for factors, _ in rows)])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = starts.astype(np.int32)
        lp.a_matrix_.index_ = np.array([index for factors, _ in rows for index in factors], dtype=np.int32)
        shares = [each / size for (factors, _), size in zip(rows, self.sizes, strict=True) for each in factors.values()]
        lp.a_matrix_.value_ = np.array(shares, dtype=np.double)

    def solve(self, fixed: Mapping[int, int]) -> Sequence[float] | None:
        """The best values with some decisions fixed, roughly; None if nothing is permitted."""
        count = len(self.model.columns)
        lower = np.zeros(count)
        upper = np.ones(count)
        for index, value in fixed.items():
            lower[index] = upper[index] = value
        self.highs.changeColsBounds(count, np.arange(count, dtype=np.int32), lower, upper)
        self.highs.run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        values: Sequence[float] = list(self.highs.getSolution().col_value)
        return values

    def said(self) -> int:
        """What HiGHS says that no choice exceeds, in whole numbers of the model."""
        return math.ceil(self.highs.getInfo().mip_dual_bound * self.size)

    def multipliers(self) -> list[float]:
        """What each row is worth, in whole numbers of the model, roughly; those of the floors last."""
        duals = self.highs.getSolution().row_dual
        return [abs(each) * self.size / size for each, size in zip(duals, self.sizes, strict=True)]

    def _floor(self, place: int, least: Number) -> tuple[dict[int, Number], Number]:
        factors = {
            index: -column.worth[place] for index, column in enumerate(self.model.columns) if column.worth[place]
        }
        return factors, -least


def _propose(scales: _Scales, fixed: Mapping[int, int]) -> tuple[tuple[Number, ...], int] | None:
    """
    A permitted choice that should be the best: each place in turn, the earlier ones held; and what HiGHS says that none
    exceeds at the first.
    """
    model = scales.model
    values: tuple[Number, ...] | None = None
    floors: dict[int, Number] = {}
    said: int | None = None
    for place in scales.telling or [0]:
        linear = _Linear(model, place, floors, whole=True)
        rough = linear.solve(fixed)
        if rough is None:
            break
        if said is None:
            said = linear.said()
        tableau = Tableau(model)
        for index, column in enumerate(model.columns):
            if column.whole:
                tableau.fix(index, round(rough[index]))
        if not tableau.solve(None):
            break
        found = tuple(tableau.values())
        if values is None or model.worth(found) > model.worth(values):
            values = found
        floors[place] = model.worth(values)[place]
    return (values, said or 0) if values is not None else None


class _Proof:
    """The cases that show that nothing is worth more than *values*; a better choice on the way takes their place."""

    def __init__(self, scales: _Scales, values: tuple[Number, ...]) -> None:
        self.scales = scales
        self.model = scales.model
        self.values = values
        self.best: Worth = scales.model.worth(values)
        self.cases = 0
        self.linear = _Linear(self.model, (scales.telling or [0])[0], {}, whole=False)

    def case(self, fixed: dict[int, int]) -> Certificate:
        """The certificate of one case."""
        self.cases += 1
        if self.cases > MOST_CASES:
            raise TooManyCasesError
        rough = self.linear.solve(fixed)
        closed = self.closed(fixed) if rough is not None else None
        if closed is not None:
            return closed
        column = self.split(rough, fixed)
        if column is None or rough is None:
            return self.exactly(fixed, column)
        likelier = round(rough[column])
        found = {value: self.case({**fixed, column: value}) for value in (likelier, 1 - likelier)}
        return Cases(column, found[0], found[1])

    def closed(self, fixed: Mapping[int, int]) -> Case | None:
        """The case closed by the multipliers that HiGHS proposes, if they do."""
        rough = self.linear.multipliers()
        first = self.linear.place
        for denominator in DENOMINATORS:
            weights = {row: part for row, each in enumerate(rough) if (part := _rounded(each, denominator))}
            reach = self.reach(fixed, weights, first)
            if reach < self.best[first]:
                return Case({row: self.at({first: weight}) for row, weight in weights.items()})
            if reach == self.best[first]:
                return self.closed_to_the_last(fixed, weights)
            if (reach - self.best[first]) * CLOSE > self.linear.size:
                return None
        return None

    def reach(self, fixed: Mapping[int, int], weights: Mapping[int, Number], place: int) -> Number:
        """The bound of one place, exactly."""
        total: Number = 0
        rest = [column.worth[place] for column in self.model.columns]
        for row, weight in weights.items():
            total += weight * self.model.rows[row].most
            for index, factor in self.model.rows[row].factors.items():
                rest[index] -= weight * factor
        for index, left in enumerate(rest):
            if fixed.get(index, 1) and (index in fixed or left > 0):
                total += left
        return total

    def closed_to_the_last(self, fixed: Mapping[int, int], weights: Mapping[int, Number]) -> Case | None:
        """Where the first place is as good as the best, the others must not be better: place by place."""
        found: dict[int, dict[int, Number]] = {self.linear.place: dict(weights)}
        for place in self.scales.telling[1:]:
            held = {earlier: self.best[earlier] for earlier in found}
            linear = _Linear(self.model, place, held, whole=False)
            if linear.solve(fixed) is None:
                return None
            rough = linear.multipliers()
            own = {row: _rounded(each, DENOMINATORS[-1]) for row, each in enumerate(rough[: len(self.model.rows)])}
            for (earlier, _), each in zip(linear.floors, rough[len(self.model.rows) :], strict=True):
                # What holds an earlier place costs as much of that place's own multipliers.
                times = _rounded(each, DENOMINATORS[-1])
                for row, weight in found[earlier].items():
                    own[row] = own.get(row, 0) - times * weight
            found[place] = own
        rows = {row for weights_ in found.values() for row, weight in weights_.items() if weight}
        multipliers = {
            row: self.at({place: weights_.get(row, 0) for place, weights_ in found.items()}) for row in sorted(rows)
        }
        multipliers = {row: worth for row, worth in multipliers.items() if worth > self.model.nothing}
        return Case(multipliers) if bound(self.model, fixed, multipliers) <= self.best else None

    def at(self, parts: Mapping[int, Number]) -> Worth:
        """A multiplier with a number at some places; a place that says the same as an earlier one has its number."""
        same = self.scales.same
        return tuple([0 if each is None else parts.get(each, 0) for each in same])

    def split(self, rough: Sequence[float] | None, fixed: Mapping[int, int]) -> int | None:
        """The decision that is most split, else any that is open."""
        free = [index for index, column in enumerate(self.model.columns) if column.whole and index not in fixed]
        if rough is None or not free:
            return free[0] if free else None
        return min(free, key=lambda index: abs(rough[index] - HALF))

    def exactly(self, fixed: dict[int, int], column: int | None) -> Certificate:
        """A case that floating point cannot settle: solved exactly, or, where that is better, taken as the new best."""
        tableau = Tableau(self.model)
        for index, value in fixed.items():
            tableau.fix(index, value)
        if not tableau.solve(self.best):
            return Case(tableau.multipliers())
        if column is not None:
            found = {value: self.case({**fixed, column: value}) for value in (0, 1)}
            return Cases(column, found[0], found[1])
        self.values = tuple(tableau.values())
        self.best = self.model.worth(self.values)
        return Case(tableau.multipliers())


def _largest(factors: Mapping[int, Number]) -> int:
    """The largest factor of a row of whole numbers, without its sign."""
    return max((abs(int(each)) for each in factors.values()), default=1) or 1


def _same(model: Model) -> list[int | None]:
    """For each place the first one that says the same; None if it says nothing."""
    found: list[int | None] = []
    first: dict[tuple[Number, ...], int] = {}
    for place in range(model.places):
        told = tuple(column.worth[place] for column in model.columns)
        found.append(first.setdefault(told, place) if any(told) else None)
    return found


def _common(numbers: Iterable[Number]) -> int:
    """The least number that makes all of *numbers* whole."""
    return math.lcm(1, *(each.denominator for each in numbers))


def _rounded(number: float, denominator: int) -> Number:
    """The nearest fraction with that denominator."""
    whole = round(number * denominator)
    found = Fraction(whole, denominator)
    return found.numerator if found.denominator == 1 else found
