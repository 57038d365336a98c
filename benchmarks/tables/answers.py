"""
What each contender hands in: for each measure how many companies stand where, and the sum of the amounts.

Amounts are in cents and cover the companies whose amount is one known figure. Every contender has to work out the
status and the amount of each company for this.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, replace
from fractions import Fraction
from functools import cache

from workload import CURRENCY, ON

from incentives.money.ecb import EcbRates
from incentives.money.rates import Conversion

INELIGIBLE, ELIGIBLE, UNDETERMINED = 0, 1, 2
NOT_ONE_FIGURE = -1  # instead of an amount: undetermined, or a range


@dataclass(slots=True)
class Totals:
    """
    One measure over all companies.

    Args:

        figures: Eligible companies whose amount is one figure.

        cny: The sum of their amounts in cents, None if the contender does not tell; *usd* the sum of these as reported.
    """

    eligible: int = 0
    undetermined: int = 0
    figures: int = 0
    cny: int | None = 0
    usd: int = 0

    def __add__(self, other: Totals) -> Totals:
        pairs = zip(astuple(self), astuple(other), strict=True)
        return Totals(*(None if right is None else left + right for left, right in pairs))

    def without_cny(self) -> Totals:
        """What every contender tells."""
        return replace(self, cny=None)


@cache
def rate() -> Fraction:
    """US dollars for a yuan on the day, by the quotes that the table path uses too."""
    found = EcbRates().convert(Fraction(1), "CNY", CURRENCY, ON)
    assert isinstance(found, Conversion)  # noqa: S101  # the bundled rates quote both
    return found.result
