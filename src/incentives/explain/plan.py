"""
What there is to say of a plan: by when to apply, what comes first, when each payment is due and why a day is not known.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from incentives.engine.combination import Proof
from incentives.engine.company_plan import Deadline, Plan, PlannedPayment, PlanStep
from incentives.engine.results import Status
from incentives.explain.decisions import needed
from incentives.explain.messages import Argument, Code, Message, Several, Words, say
from incentives.explain.values import programme_term, reason_message
from incentives.ir.rulebook import Rulebook
from incentives.values import Reason


def deadline_message(deadline: Deadline, on: date, rulebook: Rulebook) -> Message:
    """The last day to apply, whether it has passed, or why it is not known."""
    if deadline.day is not None:
        return say("plan.passed" if deadline.day < on else "plan.by", day=deadline.day)
    if deadline.reasons:
        return say("plan.open", why=reasons_message(deadline.reasons, rulebook))
    return say("plan.not-named")


def due_message(payment: PlannedPayment, rulebook: Rulebook) -> Message:
    """The day of a payment, or why it is not known."""
    if payment.due is not None:
        return say("plan.due", day=payment.due)
    if payment.undated:
        return say("plan.open", why=reasons_message(payment.undated, rulebook))
    return say("plan.not-named")


def part_message(payment: PlannedPayment) -> Message:
    """Which payment of which award."""
    award = payment.award.award
    title = Words(award.title or {"en": award.id})
    if payment.count == 1:
        return say("plan.whole", award=title)
    return say("plan.part", award=title, number=payment.number, total=payment.count)


def step_messages(step: PlanStep, plan: Plan, rulebook: Rulebook) -> tuple[Message, ...]:
    """What a step waits for, what waits for it, and what is open about it."""
    found: list[Message] = []
    numbers = {each.programme: number for number, each in enumerate(plan.steps, 1)}
    own = numbers[step.programme]
    before = sorted(numbers[name] for name in step.after if numbers[name] < own)
    with_it = [programme_term(name, rulebook) for name in step.after if numbers[name] > own]
    if before:
        found.append(say("plan.after", steps=Several(tuple(before)), count=len(before)))
    if with_it:
        found.append(say("plan.together", programmes=Several(tuple(with_it))))
    if step.held:
        found.append(say("plan.held"))
    elif not step.awards:
        others: tuple[Argument, ...] = tuple(programme_term(name, rulebook) for name in step.for_programmes)
        found.append(say("plan.needed-for", programmes=Several(others)))
    if step.result.status is Status.UNDETERMINED:
        found.append(needed(step.result.missing, rulebook))
    return tuple(found)


def unfit_messages(plan: Plan) -> tuple[Message, ...]:
    """How many programmes the plan has nothing to do with."""
    names = {Status.INELIGIBLE: "plan.not-met", Status.NOT_IN_FORCE: "plan.not-in-force"}
    return tuple(say(name, count=plan.unfit[status]) for status, name in names.items() if plan.unfit[status])


def proof_message(proof: Proof) -> Message:
    """What shows that no permitted choice is worth more."""
    told = {"parts": proof.parts, "count": proof.cases}
    return say("plan.proof-by", solver=Code(proof.solver), **told) if proof.solver else say("plan.proof", **told)


def reasons_message(reasons: Sequence[Reason], rulebook: Rulebook) -> Message:
    """The first of the reasons for not knowing: each fact that is missing, else what else is open."""
    return reason_message(reasons[0], rulebook) if len(reasons) == 1 else needed(tuple(reasons), rulebook)
