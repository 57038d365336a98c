"""
Amounts in the reporting currency, and what they come to together with nothing counted twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from incentives.engine.assessment import Total
from incentives.engine.combination import Combination
from incentives.engine.results import AwardResult, ProgrammeResult, Range, Reported
from incentives.ir.rulebook import Nature
from incentives.money.currency import minor_unit
from incentives.money.rates import Conversion, RateTable
from incentives.money.rounding import Rounding, round_to

ZERO = Fraction(0)


def reported(result: ProgrammeResult, currency: str, on: date, rates: RateTable) -> ProgrammeResult:
    """The result with each award also in *currency*, at the rate of the day of assessment."""
    return replace(result, awards=tuple(reported_award(award, currency, on, rates) for award in result.awards))


def reported_award(award: AwardResult, currency: str, on: date, rates: RateTable) -> AwardResult:
    """An award also in *currency*, at the rate of the day of assessment."""
    return replace(award, reported=_reported(award, currency, on, rates))


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


def together(combination: Combination) -> tuple[Total, Total]:
    """The entitled and the discretionary total of a choice, and which of its awards could not be converted."""
    awards = [each.award for each in combination.granted]
    return (
        Total(amount=combination.best.entitled, unconverted=_unconverted(awards, Nature.ENTITLED)),
        Total(amount=combination.best.discretionary, unconverted=_unconverted(awards, Nature.DISCRETIONARY)),
    )


def _unconverted(awards: Sequence[AwardResult], nature: Nature) -> tuple[str, ...]:
    return tuple(
        award.award.id
        for award in awards
        if award.award.nature is nature and (award.reported is None or award.reported.amount is None)
    )
