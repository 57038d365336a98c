"""
The answer for one company as a whole: every programme, and what they come to together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from incentives.engine.combination import Combination
from incentives.engine.results import ProgrammeResult, Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """A sum over programmes in the reporting currency, nothing counted twice; *unconverted* awards are not in it."""

    amount: Range
    unconverted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the answer was made of: the same four and the same date give the same answer."""

    version: str
    rulebook: str
    profile: str
    rates: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """
    The answer for one company on one day.

    Args:

        entitled: The sum of what the company may claim.

        discretionary: The ceiling of what it may be given on merit; its lower end is 0.

        combination: The best permitted choice of programmes, which the totals are of.
    """

    company: str
    on: date
    currency: str
    programmes: tuple[ProgrammeResult, ...]
    entitled: Total
    discretionary: Total
    combination: Combination
    receipt: Receipt
    warnings: tuple[str, ...] = ()
