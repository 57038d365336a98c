"""
A rounded amount among its parts, so that the parts add up to it and each is within one unit of its exact share.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def apportion(total: Fraction, parts: Sequence[Fraction], unit: Fraction) -> list[Fraction]:
    """
    *total*, the rounded sum of *parts*, in as many multiples of *unit*: the method of the largest remainder.

    Every part is rounded down; what is then left goes, a unit each, to the parts that lost most, the earlier of two
    that lost the same.

    Args:

        total: A multiple of *unit*, less than one unit away from the sum of *parts*.
    """
    if not parts:
        return []
    floors = [part // unit for part in parts]
    lost = [part / unit - floor for part, floor in zip(parts, floors, strict=True)]
    left = int(total / unit) - sum(floors)
    for index in sorted((index for index, each in enumerate(lost) if each), key=lambda index: (-lost[index], index)):
        if left <= 0:
            break
        floors[index] += 1
        left -= 1
    # Only where a half was rounded away from nought on both sides of it.
    floors[-1] += left
    return [floor * unit for floor in floors]
