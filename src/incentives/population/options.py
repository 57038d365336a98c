"""
Options compared in columns: each row takes the one that gives it most.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from incentives.analysis.patterns import Offer, Option
from incentives.ir.members import Member
from incentives.population.units import MOST, Amounts, Lot

if TYPE_CHECKING:
    from incentives.tables.block import Booleans, Integers


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """
    What a group comes to for some rows.

    Args:

        left: The rows that are left to the exact choice; nought stands there.

        entitled: In steps of the reporting currency, *discretionary* the ceiling of what is given on merit.

        left_out: The programmes that the choice does without, with the rows.
    """

    left: Booleans
    entitled: Amounts
    discretionary: Amounts
    left_out: Mapping[str, Booleans]


class Totals:
    """What the options taken come to."""

    def __init__(self, lots: Sequence[Lot], rows: int) -> None:
        self.lots = {lot.member: lot for lot in lots}
        self.kind = object if sum(lot.largest for lot in lots) >= MOST else np.int64
        scale = lots[0].entitled.scale if lots else Fraction(1)
        self.entitled, self.merit = (
            Amounts(np.zeros(rows, self.kind), np.zeros(rows, self.kind), np.ones(rows, dtype=bool), scale)
            for _ in range(2)
        )
        self.had: dict[Member, Booleans] = {lot.member: np.zeros(rows, dtype=bool) for lot in lots}

    def add(self, lot: Lot, rows: Booleans) -> None:
        """Take a lot for *rows*, which nothing else depends on there."""
        self.entitled.low[rows] += lot.entitled.low[rows]
        self._have(lot, rows, rows)
        self.had[lot.member][rows] = True

    def take(self, offer: Offer, places: Integers) -> None:
        """Take the best option of *offer* for the rows at *places*."""
        lots = [self.lots[member] for member in offer.awards]
        ends = [(lot.entitled.low[places], lot.entitled.high[places], lot.merit.high[places]) for lot in lots]
        options = offer.options
        best = np.zeros(len(places), dtype=np.int64)
        worth = self._worth(options[0], ends, len(places))
        for index, option in enumerate(options[1:], 1):
            other = self._worth(option, ends, len(places))
            better = _is_more(other, worth)
            best[better] = index
            worth = tuple(np.where(better, new, old) for new, old in zip(other, worth, strict=True))
        self.entitled.low[places] += worth[0]
        for position, lot in enumerate(lots):
            had = places[np.array([option.had[position] for option in options], dtype=bool)[best]]
            self._have(lot, had, had)
            self.had[lot.member][had] = True

    def _have(self, lot: Lot, rows: Booleans | Integers, places: Booleans | Integers) -> None:
        for total, amounts in ((self.entitled, lot.entitled), (self.merit, lot.merit)):
            total.high[rows] += amounts.high[places]
            total.bounded[rows] &= amounts.bounded[places]

    def _worth(self, option: Option, ends: Sequence[tuple[Integers, ...]], rows: int) -> tuple[Integers, ...]:
        """What an option gives: for sure, at best, on merit; in the order of importance."""
        sure, best, merit = (np.zeros(rows, self.kind) for _ in range(3))
        for (low, high, ceiling), is_sure, is_had in zip(ends, option.sure, option.had, strict=True):
            if is_sure:
                sure = sure + low
            if is_had:
                best, merit = best + high, merit + ceiling
        return sure, best, merit

    def chosen(self, left: Booleans) -> Chosen:
        """The totals, with what was left out: programmes that would give something, of which nothing is had."""
        out: dict[str, Booleans] = {}
        for name in dict.fromkeys(programme for programme, _ in self.lots):
            worthy, had = (np.zeros(len(left), dtype=bool) for _ in range(2))
            for member, lot in self.lots.items():
                if member[0] == name:
                    gives = (lot.entitled.high != 0) | (lot.merit.high != 0)
                    worthy |= gives
                    had |= gives & self.had[member]
            flags = worthy & ~had & ~left
            if flags.any():
                out[name] = flags
        for total in (self.entitled, self.merit):
            total.low[left] = total.high[left] = 0
            total.bounded[left] = True
        return Chosen(left, self.entitled, self.merit, out)


def _is_more(left: Sequence[Integers], right: Sequence[Integers]) -> Booleans:
    """Where one worth is more than another, compared from the first place on."""
    more = left[-1] > right[-1]
    for one, other in zip(reversed(left[:-1]), reversed(right[:-1]), strict=True):
        more = (one > other) | ((one == other) & more)
    return np.asarray(more, dtype=bool)
