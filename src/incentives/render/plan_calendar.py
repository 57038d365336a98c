"""
A plan as a calendar to import: the last days to apply with a reminder, the payments on their days, those without a
known day as tasks.
"""

from __future__ import annotations

from collections.abc import Iterator

from incentives.engine.combination import Granted
from incentives.engine.company_plan import Deadline, Plan, PlannedPayment, PlanStep
from incentives.engine.results import AwardResult, Range, Status
from incentives.explain.awards import amount_message
from incentives.explain.messages import Code
from incentives.explain.plan import due_message, part_message
from incentives.ir.rulebook import Nature, Programme, Rulebook
from incentives.l10n.localiser import Localiser
from incentives.render.icalendar import Certainty, Entry, calendar_text

REMIND = 30


def plan_calendar(plan: Plan, rulebook: Rulebook, localiser: Localiser) -> str:
    """The calendar of one company; imported again it brings its entries up to date."""
    entries = [*_deadlines(plan, localiser), *_payments(plan, rulebook, localiser)]
    name = localiser.word("value.colon").join([localiser.word("plan.title"), plan.assessment.company])
    return calendar_text(name, plan.assessment.receipt.version, entries)


def _deadlines(plan: Plan, localiser: Localiser) -> Iterator[Entry]:
    for step in plan.steps:
        for granted, deadline in zip(step.awards, step.deadlines, strict=True):
            if deadline.day is not None:
                yield _deadline(step, granted, deadline, plan, localiser)


def _deadline(step: PlanStep, granted: Granted, deadline: Deadline, plan: Plan, localiser: Localiser) -> Entry:
    programme = step.result.programme
    award = localiser.title(granted.award.award.title, granted.award.award.id)
    passed = deadline.day is not None and deadline.day < plan.assessment.on
    return Entry(
        key=_key("deadline", programme, granted.award, 0, plan),
        stamp=plan.assessment.on,
        day=deadline.day,
        summary=localiser.word("plan.event-deadline", award=Code(award)),
        lines=[
            localiser.title(programme.title, programme.id),
            _told(granted.award.amount, granted.award, localiser, certain=True),
            _source(plan, localiser),
        ],
        category=localiser.word("plan.apply-by"),
        certainty=Certainty.CONFIRMED,
        link=next(iter(programme.source.urls), ""),
        remind=None if passed else REMIND,
    )


def _payments(plan: Plan, rulebook: Rulebook, localiser: Localiser) -> Iterator[Entry]:
    for payment in plan.calendar.payments:
        yield _payment(payment, rulebook.programmes[payment.programme], plan, rulebook, localiser)


def _payment(
    payment: PlannedPayment, programme: Programme, plan: Plan, rulebook: Rulebook, localiser: Localiser
) -> Entry:
    award = payment.award
    certain = award.status is Status.ELIGIBLE and award.award.nature is Nature.ENTITLED
    amount = _told(payment.amount, award, localiser, certain=certain)
    part = localiser.message(part_message(payment))
    lines = [localiser.title(programme.title, programme.id)]
    if payment.due is None:
        lines.append(localiser.word("plan.event-day", day=due_message(payment, rulebook)))
    for name, share in payment.payers.items():
        told = _told(share.amount, award, localiser, certain=True)
        lines.append(localiser.word("award.payer", payer=Code(name), amount=Code(told)))
    return Entry(
        key=_key("payment", programme, award, payment.number, plan),
        stamp=plan.assessment.on,
        day=payment.due,
        summary=localiser.word("plan.event-payment", amount=Code(amount), part=Code(part)),
        lines=[*lines, _source(plan, localiser)],
        category=localiser.word("plan.payments"),
        certainty=Certainty.CONFIRMED if certain else Certainty.TENTATIVE,
    )


def _key(kind: str, programme: Programme, award: AwardResult, number: int, plan: Plan) -> tuple[str, ...]:
    """Neither amounts nor days: an entry stays itself when they change."""
    return (plan.assessment.company, kind, programme.id, award.award.id, str(number))


def _told(amount: Range, award: AwardResult, localiser: Localiser, *, certain: bool) -> str:
    nature = award.award.nature
    told = amount_message(amount, award.award.currency, nature, published=award.published, cents=True)
    return localiser.message(told) if certain or amount.high is None else localiser.word("plan.perhaps", amount=told)


def _source(plan: Plan, localiser: Localiser) -> str:
    version = Code(plan.assessment.receipt.version)
    return localiser.word("plan.event-source", version=version, on=plan.assessment.on)
