"""
The answers of the table path: for each programme columns with a value for each row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from incentives.values import Reason

Array: TypeAlias = NDArray[Any]
Places: TypeAlias = "NDArray[np.intp] | slice"


class Standing(IntEnum):
    """Where a row stands with a programme; `BEYOND` is a row that only the exact evaluator can answer."""

    INELIGIBLE = 0
    ELIGIBLE = 1
    UNDETERMINED = 2
    NOT_IN_FORCE = 3
    BEYOND = 4


class Detail(IntFlag):
    """What is worked out beside status and totals."""

    TOTALS = 0
    REASONS = 1
    AWARDS = 2
    FAILING = 4
    MARGINS = 8
    ALL = 15


class Spread:
    """
    A column that is the same nearly everywhere: the values that stand elsewhere, and the whole column when asked for.

    Args:

        rows: How many.

        filling: What stands where nothing was put.
    """

    __slots__ = ("_dense", "dtype", "filling", "parts", "rows")

    def __init__(self, rows: int, filling: int, dtype: np.dtype[Any] | type) -> None:
        self.rows = rows
        self.filling = filling
        self.dtype = np.dtype(dtype)
        self.parts: list[tuple[Places, Array | int]] = []
        self._dense: Array | None = None

    def put(self, places: Places, values: Array | int) -> None:
        """Let *values* stand at *places*; what is put last counts."""
        self.parts.append((places, values))
        self._dense = None

    @property
    def dense(self) -> Array:
        """The whole column, shape (rows,)."""
        if self._dense is None:
            empty = self.filling == 0
            self._dense = np.zeros(self.rows, self.dtype) if empty else np.full(self.rows, self.filling, self.dtype)
            for places, values in self.parts:
                self._dense[places] = values
        return self._dense


@dataclass(slots=True, eq=False)
class Money:
    """
    Amounts of one kind, each from *low* to *high* steps of *scale*.

    Args:

        lows: 64-bit integers, or Python integers where these do not hold them; nought where nothing was put.

        highs: The same object as *lows* where all amounts are known.

        bounds: False where nothing bounds the amount above; None if every row is bounded.
    """

    lows: Spread
    highs: Spread
    scale: Fraction
    bounds: Spread | None = None

    @property
    def low(self) -> Array:
        """The least of each row, shape (rows,)."""
        return self.lows.dense

    @property
    def high(self) -> Array:
        """The most of each row, shape (rows,)."""
        return self.highs.dense

    @property
    def bounded(self) -> NDArray[np.bool_] | None:
        """Whether something bounds the amount of each row above; None if that is so for all."""
        return None if self.bounds is None else self.bounds.dense


@dataclass(frozen=True, slots=True)
class Tally:
    """
    A programme in four numbers.

    Args:

        figures: How many eligible rows have one entitled amount, and not a range.

        entitled: The sum of these, in steps of the amount's scale.
    """

    eligible: int
    undetermined: int
    figures: int
    entitled: int


@dataclass(slots=True, eq=False)
class MarginColumns:
    """
    How far rows are from another status.

    Args:

        thresholds: What *places* count: for each threshold its criterion and the unit of its distances, None for none.

        places: Which threshold is nearest; -1 where no figure stands between the row and another status.

        shares: The size of the distance as a share of that of the threshold, in steps of `ir.margins.STEP`.

        distances: The value less the threshold, in such steps of the unit.
    """

    thresholds: tuple[tuple[str, str | None], ...]
    places: Spread
    shares: Spread
    distances: Spread


@dataclass(slots=True, eq=False)
class ProgrammeColumns:
    """
    One programme for all rows.

    Args:

        standings: Of `Standing`, for each row.

        entitled: What is owed, in the reporting currency, *discretionary* the ceiling of what is given on merit.

        unconverted: True where an award is in neither, because there is no quote for its currency; None if nowhere.

        criteria: The ids that *deciding* and *failing* count.

        decidings: Which criterion decides where the conditions are not met or open; -1 elsewhere.

        failings: For each criterion that can fail the rows where it is among those that do.

        missings: For each reason the rows where it would have to be settled.

        awards: Each award's own standing, and what it comes to in its own currency.

        margins: How far rows are from another status; None if it was not asked for or nothing can be measured.
    """

    standings: Spread
    entitled: Money
    discretionary: Money
    unconverted: NDArray[np.bool_] | None = None
    criteria: tuple[str, ...] = ()
    decidings: Spread | None = None
    failings: Mapping[str, Spread] = field(default_factory=dict)
    missings: Mapping[Reason, Spread] = field(default_factory=dict)
    awards: Mapping[str, tuple[Spread, Money]] = field(default_factory=dict)
    margins: MarginColumns | None = None

    @property
    def standing(self) -> NDArray[np.int8]:
        """Where each row stands, shape (rows,)."""
        return self.standings.dense

    @property
    def deciding(self) -> NDArray[np.int16] | None:
        """Which criterion decides, shape (rows,); None if it was not asked for."""
        return None if self.decidings is None else self.decidings.dense

    @property
    def failing(self) -> Mapping[str, NDArray[np.bool_]]:
        """For each criterion that can fail the rows where it is among those that do, shape (rows,)."""
        return {name: spread.dense for name, spread in self.failings.items()}

    @property
    def missing(self) -> Mapping[Reason, NDArray[np.bool_]]:
        """For each reason the rows where it would have to be settled, shape (rows,)."""
        return {reason: spread.dense for reason, spread in self.missings.items()}

    def tally(self) -> Tally:
        """How many rows are eligible and undetermined, and what is owed in all to those whose amount is known."""
        counts = {Standing.ELIGIBLE: 0, Standing.UNDETERMINED: 0}
        figures = total = 0
        money = self.entitled
        lows, highs, bounds = (_by_places(each) for each in (money.lows, money.highs, money.bounds))
        for places, standing in self.standings.parts:
            if not isinstance(standing, int) or standing not in counts:
                return self._tally_of_all()
            rows = places.stop - places.start if isinstance(places, slice) else len(places)
            counts[Standing(standing)] += rows
            if standing != Standing.ELIGIBLE:
                continue
            low, high, bounded = lows.get(id(places), 0), highs.get(id(places), 0), bounds.get(id(places), True)
            one = np.broadcast_to((np.asarray(low) == high) & bounded, rows)
            figures += int(np.count_nonzero(one))
            total += int(np.broadcast_to(low, rows).sum(where=one, initial=0))
        return Tally(counts[Standing.ELIGIBLE], counts[Standing.UNDETERMINED], figures, total)

    def _tally_of_all(self) -> Tally:
        eligible = self.standing == Standing.ELIGIBLE
        low, high, bounded = self.entitled.low, self.entitled.high, self.entitled.bounded
        figures = eligible if low is high else eligible & (low == high)
        if bounded is not None:
            figures = figures & bounded
        return Tally(
            eligible=int(np.count_nonzero(eligible)),
            undetermined=int(np.count_nonzero(self.standing == Standing.UNDETERMINED)),
            figures=int(np.count_nonzero(figures)),
            entitled=int(low.sum(where=figures, initial=0)),
        )


def _by_places(spread: Spread | None) -> dict[int, Array | int]:
    """The values of a column by the places where they stand; a piece has the same object of places for all columns."""
    return {} if spread is None else {id(places): values for places, values in spread.parts}
