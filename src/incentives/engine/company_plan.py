"""
The plan of a company: what to apply for and in which order, by when, and when the money comes.

Only the shapes; `incentives.analysis.plan` and `incentives.analysis.payments` fill them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from incentives.engine.assessment import Assessment, Total
from incentives.engine.combination import Granted
from incentives.engine.results import AwardResult, ProgrammeResult, Range, Status
from incentives.money.rates import Conversion, NoQuote
from incentives.values import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerShare:
    """What one payer pays, in the award's currency and, where there is a rate, in the reporting currency."""

    amount: Range
    reported: Range | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPayment:
    """
    A payment to expect.

    Args:

        number: Its place among the *count* payments of its award.

        due: The day; None if the law names none or, for the reasons in *undated*, it is not known.

        start: First day of the period that it is for, None outside periods.

        reported: The amount in the reporting currency; None where there is no rate.
    """

    programme: str
    award: AwardResult
    number: int
    count: int
    due: date | None
    start: date | None
    undated: tuple[Reason, ...]
    amount: Range
    reported: Range | None
    payers: Mapping[str, PayerShare]

    @property
    def year(self) -> int | None:
        """The calendar year in which it is due."""
        return self.due.year if self.due else None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearSum:
    """What comes in one calendar year, in the reporting currency; *year* is None for what has no known day."""

    year: int | None
    entitled: Total
    discretionary: Total


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCalendar:
    """
    All payments, those with a day in the order of the days, then those without.

    Args:

        conversions: How amounts of each other currency were converted, shown for one unit of it.
    """

    currency: str
    payments: tuple[PlannedPayment, ...]
    years: tuple[YearSum, ...]
    conversions: tuple[Conversion | NoQuote, ...]

    @property
    def dated(self) -> tuple[PlannedPayment, ...]:
        """The payments whose day is known."""
        return tuple(payment for payment in self.payments if payment.due is not None)

    @property
    def undated(self) -> tuple[PlannedPayment, ...]:
        """The payments whose day is not."""
        return tuple(payment for payment in self.payments if payment.due is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """
    By when to apply for an award.

    Args:

        day: None if it is not known for *reasons*, or, without any, if the rule file names none.
    """

    award: str
    day: date | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStep:
    """
    A programme to apply for.

    Args:

        awards: What it is to give; empty for one that is only needed for others.

        after: The programmes of earlier steps, or statuses held already, that it rests on.

        for_programmes: The programmes of later steps that rest on it.

        held: The company states that it holds this status: there is nothing to apply for.
    """

    result: ProgrammeResult
    awards: tuple[Granted, ...]
    after: tuple[str, ...]
    for_programmes: tuple[str, ...]
    deadlines: tuple[Deadline, ...]

    @property
    def programme(self) -> str:
        """The id of the programme."""
        return self.result.programme.id

    @property
    def held(self) -> bool:
        """Whether the company has this status already and awaits nothing more from it."""
        return self.result.asserted and not self.awards

    @property
    def first_deadline(self) -> date | None:
        """The earliest last day of an award that it is to give."""
        return min((each.day for each in self.deadlines if each.day), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    What to apply for, in this order, and the payments to expect.

    Args:

        unfit: How many programmes the company does not meet, and how many are not in force.
    """

    assessment: Assessment
    steps: tuple[PlanStep, ...]
    calendar: PaymentCalendar
    unfit: Mapping[Status, int]
