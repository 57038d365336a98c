"""
Each award with what is to be said of it: what it comes to, how that was worked out, when it is paid and by whom.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from incentives.engine.results import AwardResult, Payment, Range, SharedUse, Status
from incentives.engine.trace import Step
from incentives.explain.conversions import conversion_messages, quote_messages
from incentives.explain.criteria import CriterionExplanation, explain_criterion
from incentives.explain.decisions import deciding_failures, failure, needed
from incentives.explain.messages import Argument, Between, Code, Message, Quantity, Several, Words, say
from incentives.explain.values import reason_message
from incentives.explain.workings import working
from incentives.ir.expr import InPeriod, walk
from incentives.ir.rulebook import Award, Clause, Localized, Nature, Programme, Rhythm, Rulebook
from incentives.money.rates import Conversion, NoQuote
from incentives.types import money
from incentives.values import interval_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentExplanation:
    """One payment: when, how much, and how its amount was worked out."""

    when: Message
    due: date | None
    amount: Message
    working: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardExplanation:
    """
    An award with its answer.

    Args:

        amount: What it comes to in its own currency.

        reported: The same in the reporting currency; None if that is the same currency, or there is nothing to convert.

        quotes: The quotes behind *reported*, or why there are none.

        decided_by: Why nothing is given, or what is missing.

        working: How the amount was worked out, where it is not by period.
    """

    id: str
    title: Localized
    status: Status
    nature: Nature
    amount: Message
    reported: Message | None
    quotes: tuple[Message, ...]
    decided_by: tuple[Message, ...]
    conditions: CriterionExplanation | None
    formula: str
    working: tuple[Message, ...]
    conversions: tuple[Message, ...]
    cap: Message | None
    shared_caps: tuple[Message, ...]
    payments: tuple[PaymentExplanation, ...]
    payers: tuple[Message, ...]
    deadline: Message | None
    reasons: tuple[Message, ...]
    clause: Clause


def explain_award(
    result: AwardResult, programme: Programme, rulebook: Rulebook, *, in_full: bool = True
) -> AwardExplanation:
    """What there is to say of an award; its conditions and its working only *in_full*."""
    award = result.award
    conditions = result.conditions if in_full else None
    payments = result.payments if in_full else ()
    steps = [payment.step for payment in payments if payment.step is not None]
    once = award.schedule.rhythm in (Rhythm.ONCE, Rhythm.INSTALMENTS)
    return AwardExplanation(
        id=award.id,
        title=award.title or {"en": award.id},
        status=result.status,
        nature=award.nature,
        amount=_amount(result),
        reported=reported_message(result),
        quotes=_quotes(result),
        decided_by=_decided(result, programme, rulebook),
        conditions=explain_criterion(conditions, programme, rulebook) if conditions else None,
        formula=" ".join(award.text.split()) if result.published else "",
        working=working(steps[0], programme, rulebook) if once and steps else (),
        conversions=_conversions(steps),
        cap=say("award.cap", amount=_cap(result.cap_step, award.currency)) if result.cap_step is not None else None,
        shared_caps=tuple(_shared_cap(each, result, programme) for each in result.shared if in_full),
        payments=tuple(explain_payment(payment, result, programme, rulebook) for payment in payments),
        payers=tuple(
            say("award.payer", payer=Code(payer), amount=range_message(amount, award.currency, cents=True))
            for payer, amount in result.payers.items()
        ),
        deadline=say("award.deadline", day=result.deadline) if result.deadline else None,
        reasons=tuple(reason_message(reason, rulebook) for reason in result.reasons),
        clause=award.clause,
    )


def amount_message(
    amount: Range, currency: str, nature: Nature, *, published: bool = True, cents: bool = False
) -> Message:
    """What an award comes to: an exact amount, a range, a ceiling on merit, or that it is not published."""
    kind = money(currency)
    if amount.high is None:
        if not published:
            return say("amount.not-published-merit" if nature is Nature.DISCRETIONARY else "amount.not-published")
        return say("amount.at-least", low=Quantity(amount.low, kind, cents=cents)) if amount.low else say("amount.open")
    high = Quantity(amount.high, kind, cents=cents)
    if nature is Nature.DISCRETIONARY and amount.high > 0:
        return say("amount.up-to" if published else "amount.up-to-not-published", high=high)
    if amount.is_known:
        return say("amount.known", amount=high)
    return say("amount.between", range=Between(amount.low, amount.high, kind, cents=cents))


def range_message(amount: Range, currency: str, *, cents: bool = False) -> Message:
    """A range as it is, whatever its nature."""
    return amount_message(amount, currency, Nature.ENTITLED, cents=cents)


def reported_message(result: AwardResult) -> Message | None:
    """The amount in the reporting currency; None if there is no other one or nothing to convert."""
    reported = result.reported
    if reported is None or result.status is Status.INELIGIBLE or reported.currency == result.award.currency:
        return None
    if reported.amount is None:
        return say("amount.no-quote", currency=Code(reported.currency))
    if reported.amount.high is None and not reported.amount.low:
        return None
    return amount_message(reported.amount, reported.currency, result.award.nature, published=result.published)


def explain_payment(
    payment: Payment, result: AwardResult, programme: Programme, rulebook: Rulebook
) -> PaymentExplanation:
    """What there is to say of one payment."""
    if payment.start and payment.due:
        when = say("payment.period", number=payment.number, start=payment.start, end=payment.due)
    elif payment.due:
        when = say("payment.due", number=payment.number, due=payment.due)
    else:
        when = say("payment.open", number=payment.number)
    rhythm = result.award.schedule.rhythm
    by_payment = rhythm in (Rhythm.PERIODS, Rhythm.ITEMS)
    lines = working(payment.step, programme, rulebook) if by_payment and payment.step else ()
    return PaymentExplanation(
        when=when,
        due=payment.due,
        amount=amount_message(
            payment.amount, result.award.currency, result.award.nature, published=result.published, cents=True
        ),
        # What the figures came from is mostly the same in every period but for the days.
        working=lines if payment.number == 1 or rhythm is Rhythm.ITEMS or _by_year(result.award) else lines[:1],
    )


def _by_year(award: Award) -> bool:
    """Whether the amount looks at facts of each period's own year."""
    return award.amount is not None and any(isinstance(node, InPeriod) for node in walk(award.amount))


def _shared_cap(use: SharedUse, result: AwardResult, programme: Programme) -> Message:
    """What the awards before left of a cap, or that it is one of each year."""
    awards = [programme.awards[name] for name in use.cap.awards]
    told: dict[str, Argument] = {
        "cap": Words(use.cap.title) if use.cap.title else Code(use.cap.id),
        "awards": Several(tuple(Words(each.title) if each.title else Code(each.id) for each in awards)),
        "amount": range_message(use.most, result.award.currency),
    }
    if use.left is None:
        return say("award.shared-cap-year", **told)
    return say("award.shared-cap", **told, left=range_message(use.left, result.award.currency))


def _amount(result: AwardResult) -> Message:
    if result.status is Status.INELIGIBLE:
        return say("amount.none")
    return amount_message(result.amount, result.award.currency, result.award.nature, published=result.published)


def _decided(result: AwardResult, programme: Programme, rulebook: Rulebook) -> tuple[Message, ...]:
    if result.status is Status.INELIGIBLE:
        failing = deciding_failures(result.conditions)
        return tuple(failure(each, programme, rulebook) for each in failing)
    return (needed(result.reasons, rulebook),) if result.reasons else ()


def _quotes(result: AwardResult) -> tuple[Message, ...]:
    record = result.reported.conversion if result.reported else None
    if isinstance(record, Conversion):
        return quote_messages(record)
    if isinstance(record, NoQuote):
        return (
            say(
                f"no-quote.{record.why}",
                origin=Code(record.origin),
                target=Code(record.target),
                on=record.on,
                currency=Code(record.currency or ""),
            ),
        )
    return ()


def _conversions(steps: Sequence[Step]) -> tuple[Message, ...]:
    found: list[Message] = []
    for step in steps:
        found += [message for message in conversion_messages(step) if message not in found]
    return tuple(found)


def _cap(step: Step, currency: str) -> Message:
    low, high = interval_of(step.value)
    return range_message(Range(low or Fraction(0), high), currency)
