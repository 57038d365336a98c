"""
Caps that several awards share: each gets what those before it leave, of all or of what is due in a calendar year.

On ranges: what is left lies between what is left if all before came to their most and if they came to their least.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from incentives.engine.results import AwardResult, Range
from incentives.engine.trace import Step
from incentives.ir.rulebook import SharedCap
from incentives.values import Interval, Reason

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a payment takes of a cap: the calendar year in which it is due, None if not known, and its range."""

    year: int | None
    low: Fraction
    high: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """
    A cap as an award meets it.

    Args:

        most: The cap, rounded as the award is.

        taken: What the awards before have taken of it.

        reasons: Why that is not known exactly.

        cap: The shared cap; None for the award's own, which counts beside them payment by payment.
    """

    most: Interval
    yearly: bool = False
    taken: tuple[Taken, ...] = ()
    reasons: tuple[Reason, ...] = ()
    cap: SharedCap | None = None
    step: Step | None = None

    def left(self, year: int | None, own: Sequence[Taken] = ()) -> Interval:
        """What is left for a payment due in *year*, behind *own* payments of the same award."""
        low, high = self.most
        for each in (*self.taken, *own):
            apart = self.yearly and None not in (each.year, year) and each.year != year
            if not apart:
                low = None if low is None or each.high is None else low - each.high
            if high is not None and (not self.yearly or (year is not None and each.year == year)):
                high -= each.low
        return (ZERO if low is None else max(low, ZERO), None if high is None else max(high, ZERO))


def cut(amounts: Sequence[Interval], years: Sequence[int | None], rooms: Sequence[Room]) -> list[Interval]:
    """The amounts in their order, each cut to what every one of *rooms* leaves it."""
    own: list[Taken] = []
    found: list[Interval] = []
    for (amount_low, amount_high), year in zip(amounts, years, strict=True):
        low, high = amount_low, amount_high
        for room in rooms:
            least, most = room.left(year, own)
            low = None if low is None else min(low, least or ZERO)
            high = most if high is None else high if most is None else min(high, most)
        found.append((low, high))
        own.append(Taken(year, max(low or ZERO, ZERO), None if high is None else max(high, ZERO)))
    return found


def taken_by(results: Sequence[AwardResult]) -> tuple[Taken, ...]:
    """What the payments of awards take of a cap that they share."""
    return tuple(
        Taken(payment.due.year if payment.due else None, max(payment.amount.low, ZERO), _above(payment.amount))
        for result in results
        for payment in result.payments
    )


def _above(amount: Range) -> Fraction | None:
    return None if amount.high is None else max(amount.high, ZERO)
