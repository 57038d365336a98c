"""
Rounding to a unit in a stated mode, and exact decimal text: the only two places where money loses or shows digits.

Not for deciding when to round: the rule says that, and an award is rounded once, at its end.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import assert_never


class Rounding(StrEnum):
    """Which multiple of the unit a number becomes when it lies between two."""

    HALF_UP = "half-up"
    HALF_EVEN = "half-even"
    DOWN = "down"
    UP = "up"
    FLOOR = "floor"
    CEILING = "ceiling"


# What each mode does, as the reference prints it: number -> mode -> the whole number it becomes.
ROUNDING_SAMPLES: Mapping[str, Mapping[Rounding, int]] = {
    text: dict(zip(Rounding, results, strict=True))
    for text, results in {
        # half-up, half-even, down, up, floor, ceiling
        "2.7": (3, 3, 2, 3, 2, 3),
        "2.5": (3, 2, 2, 3, 2, 3),
        "2.3": (2, 2, 2, 3, 2, 3),
        "2.0": (2, 2, 2, 2, 2, 2),
        "1.5": (2, 2, 1, 2, 1, 2),
        "0.5": (1, 0, 0, 1, 0, 1),
        "0.0": (0, 0, 0, 0, 0, 0),
        "-0.5": (-1, 0, 0, -1, -1, 0),
        "-1.5": (-2, -2, -1, -2, -2, -1),
        "-2.3": (-2, -2, -2, -3, -3, -2),
        "-2.5": (-3, -2, -2, -3, -3, -2),
        "-2.7": (-3, -3, -2, -3, -3, -2),
    }.items()
}


def round_to(number: Fraction, unit: Fraction, mode: Rounding) -> Fraction:
    """
    The multiple of *unit* that *number* becomes in *mode*, exactly.

    Args:

        number: Any amount.

        unit: What the result is a whole multiple of, in the same currency as the number: 1/100 for cents.

        mode: Which neighbour is taken.

    Raises:

        ValueError: if *unit* is not above zero.
    """
    if unit <= 0:
        raise ValueError(f"cannot round to a multiple of {unit}")
    steps = number / unit
    below, over = divmod(steps.numerator, steps.denominator)
    if over == 0:
        return number
    # The number lies strictly between below and below + 1 steps; twice the remainder tells the nearer one.
    return (below + _takes_upper(below, 2 * over - steps.denominator, mode)) * unit


def _takes_upper(below: int, beyond_half: int, mode: Rounding) -> bool:
    """Whether a number between *below* and *below* + 1 goes to the upper one; *beyond_half* is 0 at the middle."""
    match mode:
        case Rounding.HALF_UP:
            return beyond_half > 0 or (beyond_half == 0 and below >= 0)
        case Rounding.HALF_EVEN:
            return beyond_half > 0 or (beyond_half == 0 and below % 2 == 1)
        case Rounding.DOWN:
            return below < 0
        case Rounding.UP:
            return below >= 0
        case Rounding.FLOOR:
            return False
        case Rounding.CEILING:
            return True
        case _:
            assert_never(mode)


def decimal_text(number: Fraction, digits: int) -> str:
    """
    *number* as a plain decimal with exactly *digits* digits after the point: `5000000.00`, `-0.5`, `1200`.

    Neither grouped nor localised, and never rounded: for data that a program reads back.

    Raises:

        ValueError: if the number has more digits than that, or *digits* is below zero.
    """
    if digits < 0:
        raise ValueError(f"cannot write {digits} digits after the point")
    scaled = number * 10**digits
    if scaled.denominator != 1:
        raise ValueError(f"{number} is not a decimal of {digits} digits after the point")
    sign = "-" if number < 0 else ""
    whole = str(abs(scaled.numerator)).rjust(digits + 1, "0")
    return f"{sign}{whole[: len(whole) - digits]}.{whole[len(whole) - digits :]}" if digits else f"{sign}{whole}"
