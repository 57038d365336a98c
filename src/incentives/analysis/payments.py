"""
When money comes: the payments of awards by day and year, in their own and in the reporting currency.

A payment without a known day is kept apart with the reason, never dropped. In the reporting currency the payments of an
award add up to the award, to the cent: the award is converted and rounded once, and shared among its payments.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from incentives.engine.amounts import NOTHING
from incentives.engine.assessment import Total
from incentives.engine.combination import Granted
from incentives.engine.company_plan import PayerShare, PaymentCalendar, PlannedPayment, YearSum
from incentives.engine.results import Range
from incentives.ir.rulebook import Nature
from incentives.money.apportion import apportion
from incentives.money.currency import minor_unit
from incentives.money.rates import Conversion, NoQuote, RateTable
from incentives.money.rounding import Rounding, round_to

ZERO = Fraction(0)


def payment_calendar(awards: Sequence[Granted], currency: str, on: date, rates: RateTable) -> PaymentCalendar:
    """
    The payments of *awards*, converted to *currency* at the rates of the day of assessment.

    Payments that are nothing for certain are left out.
    """
    records: dict[str, Conversion | NoQuote] = {}
    found: list[PlannedPayment] = []
    for each in awards:
        origin = each.award.award.currency
        if origin != currency and origin not in records:
            records[origin] = rates.convert(Fraction(1), origin, currency, on)
        record = records.get(origin)
        rate = Fraction(1) if record is None else record.result if isinstance(record, Conversion) else None
        found += _payments(each, currency, rate)
    found.sort(key=_order)
    return PaymentCalendar(
        currency=currency,
        payments=tuple(found),
        years=_years(found),
        conversions=tuple(records[origin] for origin in sorted(records)),
    )


def _payments(granted: Granted, currency: str, rate: Fraction | None) -> list[PlannedPayment]:
    payments = granted.award.payments
    converted = _shared([payment.amount for payment in payments], currency, rate)
    found = []
    for payment, reported in zip(payments, converted, strict=True):
        if payment.amount == NOTHING:
            continue
        names = list(payment.payers)
        shares = _shared(list(payment.payers.values()), currency, rate, whole=reported)
        found.append(
            PlannedPayment(
                programme=granted.programme,
                award=granted.award,
                number=payment.number,
                count=len(payments),
                due=payment.due,
                start=payment.start,
                undated=payment.undated,
                amount=payment.amount,
                reported=reported,
                payers={
                    name: PayerShare(amount=payment.payers[name], reported=share)
                    for name, share in zip(names, shares, strict=True)
                },
            )
        )
    return found


def _shared(
    parts: Sequence[Range], currency: str, rate: Fraction | None, *, whole: Range | None = None
) -> list[Range | None]:
    """
    Each part in the reporting currency, together the rounded conversion of their sum, or *whole* if that is given.

    The lower ends are shared, and the widths of the ranges on top of them, so that a known amount stays known and no
    range is turned over.
    """
    if rate is None:
        return [None] * len(parts)
    unit = minor_unit(currency)
    lows = [part.low * rate for part in parts]
    widths = [ZERO if part.high is None else (part.high - part.low) * rate for part in parts]
    low = whole.low if whole else round_to(sum(lows, ZERO), unit, Rounding.HALF_UP)
    if whole and whole.high is not None:
        width = whole.high - whole.low
    else:
        width = round_to(sum(lows, ZERO) + sum(widths, ZERO), unit, Rounding.HALF_UP) - low
    low_shares = apportion(low, lows, unit)
    width_shares = apportion(width, widths, unit)
    return [
        Range(share, None if part.high is None else share + wide)
        for part, share, wide in zip(parts, low_shares, width_shares, strict=True)
    ]


def _years(payments: Iterable[PlannedPayment]) -> tuple[YearSum, ...]:
    years: dict[int | None, list[PlannedPayment]] = {}
    for payment in payments:
        years.setdefault(payment.year, []).append(payment)
    return tuple(
        YearSum(
            year=year,
            entitled=_sum(each for each in members if each.award.award.nature is Nature.ENTITLED),
            discretionary=_sum(each for each in members if each.award.award.nature is Nature.DISCRETIONARY),
        )
        for year, members in years.items()
    )


def _sum(payments: Iterable[PlannedPayment]) -> Total:
    low = ZERO
    high: Fraction | None = ZERO
    unconverted: dict[str, None] = {}
    for payment in payments:
        if payment.reported is None:
            unconverted[payment.award.award.id] = None
            continue
        low += payment.reported.low
        high = None if high is None or payment.reported.high is None else high + payment.reported.high
    return Total(amount=Range(low, high), unconverted=tuple(unconverted))


def _order(payment: PlannedPayment) -> tuple[bool, date, str, str, int]:
    due = payment.due or date.max
    return (payment.due is None, due, payment.programme, payment.award.award.id, payment.number)
