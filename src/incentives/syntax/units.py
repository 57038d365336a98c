"""
A unit as written (`CNY/m2/day`) to its type and the factor to base units.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from incentives.money.currency import is_currency
from incentives.types import UNITS, Numeric, divide, money


@lru_cache(maxsize=1000)
def unit_of(text: str) -> tuple[Numeric, Fraction] | str:
    """
    The type that *text* denotes and how many base units one of it is, or the part that is no unit.

    `8 CNY/m2/week` is a seventh of 8 CNY/m2/day: the factor is 1/7.
    """
    kind, factor = Numeric(), Fraction(1)
    for index, part in enumerate(text.split("/")):
        if part in UNITS:
            base, size = UNITS[part]
            each = Numeric(units=((base, 1),))
        elif index == 0 and is_currency(part):
            each, size = money(part), Fraction(1)
        else:
            return part
        if index == 0:
            kind, factor = each, size
        else:
            kind, factor = divide(kind, each), factor / size
    return kind, factor
