"""
An award of which only a part is granted: what is left is paid in the order of payment.
"""

from __future__ import annotations

from dataclasses import replace

from incentives.engine import amounts
from incentives.engine.results import AwardResult, Payment, Range


def cut_to(award: AwardResult, whole: Range) -> AwardResult:
    """The award with *whole* for its amount; its amount in the reporting currency is to be worked out anew."""
    payments = tuple(replace(each, payers=amounts.split(award.award, each.amount)) for each in in_order(award, whole))
    return with_payments(award, payments)


def with_payments(award: AwardResult, payments: tuple[Payment, ...]) -> AwardResult:
    """The award with these payments, and with what they come to."""
    return replace(
        award,
        payments=payments,
        amount=amounts.total_of(payments),
        payers=amounts.payers_of(award.award, payments),
        reported=None,
    )


def in_order(award: AwardResult, whole: Range) -> tuple[Payment, ...]:
    """The payments of an award that is cut: what is left is paid in the order of payment."""
    ends = [(each.amount.low, each.amount.high) for each in award.payments]
    low_left, high_left = whole.low, whole.high
    found = []
    for payment, (low, high) in zip(award.payments, ends, strict=True):
        part_low = min(low, low_left)
        part_high = high if high_left is None else high_left if high is None else min(high, high_left)
        low_left -= part_low
        high_left = None if high_left is None or part_high is None else high_left - part_high
        found.append(replace(payment, amount=Range(part_low, part_high)))
    return tuple(found)
