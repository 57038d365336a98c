"""
The answers of the table path: for each programme columns with a value for each row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from incentives.values import Reason

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[Any]


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
    ALL = 3


@dataclass(slots=True, eq=False)
class Money:
    """
    Amounts of one kind, each from *low* to *high* steps of *scale*.

    Args:

        low: Shape (rows,): 64-bit integers, or Python integers where these do not hold them.

        bounded: False where nothing bounds the amount above; None if every row is bounded.
    """

    low: Array
    high: Array
    scale: Fraction
    bounded: NDArray[np.bool_] | None = None


@dataclass(slots=True, eq=False)
class ProgrammeColumns:
    """
    One programme for all rows.

    Args:

        standing: Shape (rows,), of `Standing`.

        entitled: What is owed, in the reporting currency, *discretionary* the ceiling of what is given on merit.

        unconverted: True where an award is in neither, because there is no quote for its currency; None if nowhere.

        criteria: The ids that *deciding* and *failing* count.

        deciding: Which criterion decides where the conditions are not met or open; -1 elsewhere.

        failing: For each criterion that can fail the rows where it is among those that do.

        missing: For each reason the rows where it would have to be settled.

        awards: What each award comes to, in its own currency, and its own standing.
    """

    standing: NDArray[np.int8]
    entitled: Money
    discretionary: Money
    unconverted: NDArray[np.bool_] | None = None
    criteria: tuple[str, ...] = ()
    deciding: NDArray[np.int16] | None = None
    failing: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    missing: Mapping[Reason, NDArray[np.bool_]] = field(default_factory=dict)
    awards: Mapping[str, tuple[NDArray[np.int8], Money]] = field(default_factory=dict)
