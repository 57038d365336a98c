"""
What an evaluation is relative to: the programme, the fiscal year, the items of the loops around it, the payment period.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from incentives.ir.rulebook import Rulebook
from incentives.money.rates import RateTable
from incentives.profiles.profile import Profile
from incentives.values import Reason, Row, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """
    A payment period.

    Args:

        number: Counted from 1.

        months: Its length.

        start: First day; None if unknown.

        end: Last day; None if unknown.

        reasons: Why the days are unknown.
    """

    number: int
    months: int
    start: date | None
    end: date | None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """
    Where an expression is evaluated.

    Args:

        programme: Whose names, currency policy and readings apply.

        year: The fiscal year that a yearly fact means.

        items: The items of the loops around, outermost first.

        period: The payment period, if the award is paid by period.
    """

    programme: str
    year: int
    items: tuple[Row, ...] = ()
    period: Period | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """
    What one assessment is made of.

    Args:

        on: The day of assessment: the only clock.

        readings: The reading chosen, by programme and point; the default where none is.

        granted: What other awards come to in the choice that is looked at, by programme and award; nought where nothing
            stands, as for a programme by itself.
    """

    rulebook: Rulebook
    profile: Profile
    on: date
    rates: RateTable
    readings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    granted: Mapping[tuple[str, str], Value] = field(default_factory=dict)
