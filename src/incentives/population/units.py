"""
The awards of a group of programmes for some rows: where they may come to something, and to what.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from incentives.ir.expr import FactItems
from incentives.ir.members import Member
from incentives.ir.rulebook import Award, Nature
from incentives.money.currency import minor_unit
from incentives.money.rates import Conversion
from incentives.population.verdicts import Question
from incentives.tables.answers import Money, ProgrammeColumns, Standing
from incentives.tables.rationals import common

if TYPE_CHECKING:
    from incentives.tables.block import Booleans, Integers

MOST = 2**62


@dataclass(frozen=True, slots=True, eq=False)
class Amounts:
    """Steps of *scale*, for each row from *low* to *high*; where it is not *bounded* above, *high* is *low*."""

    low: Integers
    high: Integers
    bounded: Booleans
    scale: Fraction

    @property
    def largest(self) -> int:
        """The most of any row."""
        return max(int(self.low.max(initial=0)), int(self.high.max(initial=0)))

    def at(self, rows: Integers | Booleans) -> Amounts:
        """Only some rows."""
        return Amounts(self.low[rows], self.high[rows], self.bounded[rows], self.scale)

    @classmethod
    def nothing(cls, rows: int, scale: Fraction) -> Amounts:
        """Nought in every row."""
        zeros = np.zeros(rows, dtype=np.int64)
        return cls(zeros, zeros, np.ones(rows, dtype=bool), scale)

    def plus(self, other: Amounts) -> Amounts:
        """The sum, in steps of one size."""
        wide = self.largest + other.largest >= MOST
        low, high = (each.astype(object) if wide else each for each in (self.low, self.high))
        return Amounts(low + other.low, high + other.high, self.bounded & other.bounded, self.scale)

    def times(self, factor: int) -> Amounts:
        """In steps of which so many are one of these."""
        if factor == 1:
            return self
        wide = self.largest * factor >= MOST
        low, high = (each.astype(object) if wide else each for each in (self.low, self.high))
        return Amounts(low * factor, high * factor, self.bounded, self.scale / factor)


@dataclass(frozen=True, slots=True, eq=False)
class UnitColumns:
    """
    One award.

    Args:

        present: The rows where it comes to something, or may.

        own: In its own currency, *told* in the reporting one; both nought where it is not present.

        below: The rows where it takes instead of gives, or cannot be converted.

        perhaps_none: The rows where it comes to nothing, and may be no award at all.
    """

    member: Member
    award: Award
    present: Booleans
    own: Amounts
    told: Amounts
    below: Booleans
    perhaps_none: Booleans


@dataclass(frozen=True, slots=True, eq=False)
class Lot:
    """
    What is had or left out as one: a single award, or all of a programme.

    Args:

        member: The award; of a programme its first that is told, as *award* is.

        entitled: What is owed, in the reporting currency, *merit* the ceiling of what is given on merit.
    """

    member: Member
    award: Award
    present: Booleans
    entitled: Amounts
    merit: Amounts

    @property
    def largest(self) -> int:
        """The most of any row."""
        return self.entitled.largest + self.merit.largest


def lots_of(units: Sequence[UnitColumns], apart: Collection[str]) -> list[Lot]:
    """The lots that *units* make up; of the programmes *apart* each award by itself."""
    found: dict[object, Lot] = {}
    for unit in units:
        nothing = Amounts.nothing(len(unit.present), unit.told.scale)
        ends = (unit.told, nothing) if unit.award.nature is Nature.ENTITLED else (nothing, unit.told)
        key = unit.member if unit.member[0] in apart else unit.member[0]
        lot = found.get(key)
        if lot is None:
            found[key] = Lot(unit.member, unit.award, unit.present, *ends)
        else:
            entitled, merit = lot.entitled.plus(ends[0]), lot.merit.plus(ends[1])
            found[key] = Lot(lot.member, lot.award, lot.present | unit.present, entitled, merit)
    return list(found.values())


def units_of(
    question: Question, programmes: Sequence[str], found: Mapping[str, ProgrammeColumns], rows: Integers
) -> list[UnitColumns]:
    """The awards of *programmes* for the rows of a block at the places *rows*, amounts told in steps of one size."""
    units = [
        _unit(question, name, award, found[name], rows)
        for name in programmes
        if name in found
        for award in question.rulebook.programmes[name].awards.values()
        if award.id in found[name].awards
    ]
    if not units:
        return []
    scale = reduce(common, (unit.told.scale for unit in units))
    return [replace(unit, told=unit.told.times(int(unit.told.scale / scale))) for unit in units]


def _unit(question: Question, name: str, award: Award, columns: ProgrammeColumns, rows: Integers) -> UnitColumns:
    standings, money = columns.awards[award.id]
    standing = columns.standing[rows]
    alive = (standing == Standing.ELIGIBLE) | (standing == Standing.UNDETERMINED)
    present = alive & (standings.dense[rows] != Standing.INELIGIBLE)
    own = _own(money, present, rows)
    nothing = (own.low == 0) & (own.high == 0) & own.bounded
    told, told_scale, unquoted = own, own.scale, np.zeros(len(rows), dtype=bool)
    if award.currency != question.currency:
        record = question.rates.convert(Fraction(1), award.currency, question.currency, question.on)
        if isinstance(record, Conversion):
            told_scale = minor_unit(question.currency)
            low, high = (_rounded(each, own.scale * record.result / told_scale) for each in (own.low, own.high))
            told = Amounts(low, high, own.bounded, told_scale)
        else:
            unquoted = ~nothing
    # An award for each item of a list has no payment where the list is empty, and is then none.
    perhaps_empty = isinstance(award.schedule.source, FactItems)
    below = present & ((own.low < 0) | (own.high < 0) | unquoted)
    none = present & nothing if perhaps_empty else np.zeros(len(rows), dtype=bool)
    return UnitColumns((name, award.id), award, present, own, told, np.asarray(below, dtype=bool), none)


def _own(money: Money, present: Booleans, rows: Integers) -> Amounts:
    bounded = np.ones(len(rows), dtype=bool) if money.bounded is None else money.bounded[rows] | ~present
    low = np.where(present, money.low[rows], 0)
    high = np.where(present & bounded, money.high[rows], low)
    return Amounts(low, high, bounded, money.scale)


def _rounded(steps: Integers, factor: Fraction) -> Integers:
    """Steps times a factor, rounded half up; only for steps that are not below nought."""
    over, under = factor.numerator, factor.denominator
    if (int(steps.max(initial=0)) * over * 2 + under) >= MOST:
        steps = steps.astype(object)
    return np.asarray((steps * (2 * over) + under) // (2 * under))
