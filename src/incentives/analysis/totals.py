"""
Amounts in the reporting currency, and what they come to together with nothing counted twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from incentives.engine.assessment import Total
from incentives.engine.combination import Granted
from incentives.engine.results import AwardResult, ProgrammeResult, Range, Reported
from incentives.ir.rulebook import Nature
from incentives.money.currency import minor_unit
from incentives.money.rates import Conversion, RateTable
from incentives.money.rounding import Rounding, round_to

ZERO = Fraction(0)


def reported(result: ProgrammeResult, currency: str, on: date, rates: RateTable) -> ProgrammeResult:
    """The result with each award also in *currency*, at the rate of the day of assessment."""
    return replace(
        result, awards=tuple(replace(award, reported=_reported(award, currency, on, rates)) for award in result.awards)
    )


def _reported(award: AwardResult, currency: str, on: date, rates: RateTable) -> Reported:
    amount, origin = award.amount, award.award.currency
    if origin == currency or amount == Range(ZERO, ZERO):
        return Reported(currency=currency, amount=amount, conversion=None)
    low = rates.convert(amount.low, origin, currency, on)
    high = rates.convert(amount.high, origin, currency, on) if amount.high is not None else None
    if not isinstance(low, Conversion) or (high is not None and not isinstance(high, Conversion)):
        return Reported(currency=currency, amount=None, conversion=low)
    unit = minor_unit(currency)
    ends = [None if each is None else round_to(each.result, unit, Rounding.HALF_UP) for each in (low, high)]
    return Reported(currency=currency, amount=Range(ends[0] or ZERO, ends[1]), conversion=high or low)


def together(granted: Sequence[Granted]) -> tuple[Total, Total]:
    """The entitled and the discretionary total of the awards of a choice."""
    awards = [each.award for each in granted]
    entitled = _total([award for award in awards if award.award.nature is Nature.ENTITLED])
    discretionary = _total([award for award in awards if award.award.nature is Nature.DISCRETIONARY])
    return entitled, discretionary


def _total(awards: Sequence[AwardResult]) -> Total:
    """The sum of the amounts as they are shown, so that a reader can add them up."""
    low = ZERO
    high: Fraction | None = ZERO
    unconverted: list[str] = []
    for award in awards:
        told = award.reported
        if told is None or told.amount is None:
            unconverted.append(award.award.id)
            continue
        low += told.amount.low
        high = None if high is None or told.amount.high is None else high + told.amount.high
    return Total(amount=Range(low, high), unconverted=tuple(unconverted))
