"""
Rows that follow from others because decisions are whole: what a bound by rows alone does not see.

Three programmes that exclude each other in pairs may each be had by half, as far as the pairs say; that at most one is
had follows from adding the pairs, halving, and rounding down what whole numbers cannot reach. A cut says only how a row
is made: which rows are added, how often, and which decisions are looked at the other way round. What the row then is,
`derived` works out anew, here for the search and there for the check.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from incentives.analysis.optimum.model import Column, Number, Row


@dataclass(frozen=True, slots=True)
class Cut:
    """
    How a row is made of others.

    Args:

        multipliers: How often each row is added, by its number. Below nothing, what the row leaves open is taken along.

        turned: Decisions counted by what is not taken of them.
    """

    multipliers: Mapping[int, Number]
    turned: frozenset[int] = frozenset()


def derived(columns: Sequence[Column], rows: Sequence[Row], cut: Cut) -> Row:
    """
    The row that a cut makes: added up, then rounded.

    With what each row leaves open as a column of its own the sum is an equation of columns that are nothing or more. A
    whole column may be counted by its factor rounded down, and by as much more of the remainder as exceeds that of the
    right side; others only where their factor is below nothing. The right side is rounded down: mixed-integer rounding.

    Raises:

        ValueError: if a column is turned that is no decision.
    """
    if not all(columns[index].whole for index in cut.turned):
        message = "only decisions can be looked at the other way round"
        raise ValueError(message)
    # All that follows is times what makes the multipliers whole.
    scale = math.lcm(1, *(times.denominator for times in cut.multipliers.values()))
    added = {number: int(times * scale) for number, times in cut.multipliers.items()}
    left: dict[int, Number] = {}
    right: Number = 0
    for number, times in added.items():
        right += times * rows[number].most
        for index, factor in rows[number].factors.items():
            left[index] = left.get(index, 0) + times * factor
    for index in cut.turned:
        factor = left.get(index, 0)
        left[index] = -factor
        right -= factor
    down, remainder = divmod(right, scale)
    # And times what the remainder leaves up to the next whole number.
    spare = scale - remainder
    most: Number = down * spare
    rounded: dict[int, Number] = {}
    for index, factor in left.items():
        if columns[index].whole:
            lower, rest = divmod(factor, scale)
            rounded[index] = lower * spare + max(rest - remainder, 0)
        elif factor < 0:
            rounded[index] = factor
    for index in cut.turned:
        factor = rounded[index]
        rounded[index] = -factor
        most -= factor
    for number, times in added.items():
        if times < 0:
            most -= times * rows[number].most
            for index, factor in rows[number].factors.items():
                rounded[index] = rounded.get(index, 0) - times * factor
    return _plain({index: factor for index, factor in rounded.items() if factor}, most)


def _plain(factors: Mapping[int, Number], most: Number) -> Row:
    """The row in the smallest whole numbers."""
    whole = math.lcm(most.denominator, *(each.denominator for each in factors.values()))
    common = math.gcd(int(most * whole), *(int(each * whole) for each in factors.values())) or 1
    return Row(
        "cut", {index: int(each * whole) // common for index, each in factors.items()}, int(most * whole) // common
    )


def scale_of(numbers: Sequence[Number]) -> Fraction:
    """What makes all of *numbers* whole and as small as they can be then."""
    whole = math.lcm(1, *(each.denominator for each in numbers))
    return Fraction(whole, math.gcd(*(int(each * whole) for each in numbers)) or 1)
