"""
What an objective compares: the worth of each payment, in order of importance.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from incentives.engine.combination import Objective
from incentives.ir import calendar
from incentives.ir.rulebook import Nature

ZERO = Fraction(0)
DAYS_OF_A_YEAR = 365
Worths = tuple[Fraction, Fraction, Fraction]


def low_worth(objective: Objective, nature: Nature, amount: Fraction) -> Worths:
    """What an amount that comes for sure adds."""
    if nature is Nature.DISCRETIONARY:
        return (ZERO, ZERO, ZERO)
    return (ZERO, amount, ZERO) if objective is Objective.TOTAL else (amount, ZERO, ZERO)


def high_worth(objective: Objective, nature: Nature, amount: Fraction) -> Worths:
    """What an amount adds that comes at best."""
    if objective is Objective.TOTAL:
        return (amount, ZERO, ZERO)
    if nature is Nature.ENTITLED:
        return (ZERO, amount, ZERO)
    return (ZERO, ZERO, ZERO if objective is Objective.ENTITLED else amount)


def plus(parts: Sequence[Worths]) -> Worths:
    """Their sum."""
    first, second, third = (sum((part[place] for part in parts), ZERO) for place in range(3))
    return (first, second, third)


def discounted(amount: Fraction, due: date | None, on: date, rate: Fraction | None) -> Fraction:
    """
    What an amount on a later day is worth on the day of assessment, exactly.

    Whole years are compounded, the days beyond them bear simple interest at 1/365 of a year each. What has no day, or
    is already due, counts in full.
    """
    if rate is None or due is None or due <= on:
        return amount
    years = due.year - on.year
    last = calendar.add_months(on, 12 * years)
    if last > due:
        years -= 1
        last = calendar.add_months(on, 12 * years)
    rest = Fraction((due - last).days, DAYS_OF_A_YEAR)
    return amount / ((1 + rate) ** years * (1 + rate * rest))
