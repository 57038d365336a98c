"""
Margins: what a comparison's distance from its threshold is measured in, and how it is told in columns.

Only the figures; `engine.nearest` says which comparison of a programme counts, and `tables.margins` says it in columns.
"""

from __future__ import annotations

from fractions import Fraction

from incentives.ir.operators import Op
from incentives.ir.quantities import unit_name
from incentives.money.rounding import Rounding, round_to
from incentives.types import Date, Numeric, Type

ORDERED = frozenset({Op.LESS, Op.AT_MOST, Op.GREATER, Op.AT_LEAST})
# A day has no size to compare a distance with; that of a year is taken.
DAYS_A_YEAR = 365
# Margins in columns have so many digits after the point, cut away from nought: nought stands only at the threshold.
DIGITS = 4
STEP = Fraction(1, 10**DIGITS)
# What is further than this many times its threshold is as far as that.
MOST_SHARE = Fraction(10_000)
# A distance of more digits before the point is not told in columns.
TOO_FAR = Fraction(10**30)


def compared_type(left: Type, right: Type) -> Type:
    """What two sides of a comparison are: a percentage if one of them is."""
    percent = isinstance(left, Numeric) and isinstance(right, Numeric) and right.percent
    return right if percent else left


def measured_in(kind: Type) -> str | None:
    """The unit of a distance between two values of a type, as rule files write it; None for what has none."""
    if isinstance(kind, Date):
        return "day"
    return (unit_name(kind) or None) if isinstance(kind, Numeric) else None


def share_of(distance: Fraction, threshold: Fraction | None) -> Fraction:
    """
    A distance as a share of the size of its threshold, with the distance's sign.

    Of a threshold of nought everything else is as far as the whole of it; a day (None) counts in years.
    """
    size = Fraction(DAYS_A_YEAR) if threshold is None else abs(threshold)
    share = distance / size if size else Fraction((distance > 0) - (distance < 0))
    return min(max(share, -MOST_SHARE), MOST_SHARE)


def told(number: Fraction) -> Fraction:
    """A distance or share with the digits that columns have."""
    return round_to(number, STEP, Rounding.UP)
