"""
The plan of a company: what to apply for and in which order, by when, and when the money comes.

Made of an answer and the combination of programmes chosen in it; nothing is assessed anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from incentives.analysis.payments import payment_calendar
from incentives.analysis.prerequisites import rests_on
from incentives.engine.amounts import NOTHING
from incentives.engine.assessment import Assessment
from incentives.engine.combination import Granted
from incentives.engine.company_plan import Deadline, Plan, PlanStep
from incentives.engine.relations import stated
from incentives.engine.results import AwardResult, ProgrammeResult, Status
from incentives.ir.members import members
from incentives.ir.rulebook import Nature, RelationKind, Rulebook
from incentives.money.rates import RateTable

ZERO = Fraction(0)
# Kinds of programmes that nobody applies for: they sort companies or bound what others give.
NOT_APPLIED_FOR = frozenset({"classification", "ceiling"})


def make_plan(assessment: Assessment, rulebook: Rulebook, rates: RateTable) -> Plan:
    """The plan that follows from an answer and the combination of programmes chosen in it."""
    granted = assessment.combination.granted
    results = {result.programme.id: result for result in assessment.programmes}
    chosen: dict[str, list[Granted]] = {}
    for award in granted:
        if award.award.amount != NOTHING:
            chosen.setdefault(award.programme, []).append(award)
    needs = _needs(chosen, results, rulebook)
    for each in granted:
        # What is seen granted comes first, if it is of another programme.
        before = [other.programme for other in each.beside if other.programme in needs]
        if each.programme in needs:
            needs[each.programme] = tuple(
                dict.fromkeys([*needs[each.programme], *(name for name in before if name != each.programme)])
            )
    for first, then in assessment.combination.order:
        if first in needs and then in needs:
            needs[then] = tuple(dict.fromkeys([*needs[then], first]))
    steps = [_step(results[name], chosen.get(name, ()), needs) for name in needs]
    return Plan(
        assessment=assessment,
        steps=_in_order(steps),
        calendar=payment_calendar(granted, assessment.currency, assessment.on, rates),
        unfit={
            status: sum(1 for result in assessment.programmes if result.status is status)
            for status in (Status.INELIGIBLE, Status.NOT_IN_FORCE)
        },
    )


def _needs(
    chosen: Mapping[str, Sequence[Granted]], results: Mapping[str, ProgrammeResult], rulebook: Rulebook
) -> dict[str, tuple[str, ...]]:
    """What each programme of the plan rests on; with those that are in it only because others rest on them."""
    required = _required(rulebook, results)
    needs: dict[str, tuple[str, ...]] = {}
    pending = list(chosen)
    while pending:
        name = pending.pop()
        if name in needs:
            continue
        found = [*rests_on(results[name], rulebook), *required.get(name, ())]
        needs[name] = tuple(other for other in dict.fromkeys(found) if other != name and _is_step(results.get(other)))
        pending += needs[name]
    return needs


def _required(rulebook: Rulebook, results: Mapping[str, ProgrammeResult]) -> dict[str, list[str]]:
    """For each programme those of which the law says that it, or an award of it, is only had together with them."""
    awards = {name: result.programme.awards for name, result in results.items()}
    found: dict[str, list[str]] = {}
    for _, relation in stated(rulebook):
        if relation.kind not in (RelationKind.REQUIRES, RelationKind.REQUIRES_ANY):
            continue
        others = [programme for pattern in relation.programmes for programme, _ in members(pattern, awards)]
        for pattern in relation.subjects:
            for programme, _ in members(pattern, awards):
                found.setdefault(programme, []).extend(others)
    return found


def _is_step(result: ProgrammeResult | None) -> bool:
    """Whether something can be done about a programme that others rest on."""
    return (
        result is not None
        and result.status in (Status.ELIGIBLE, Status.UNDETERMINED)
        and result.programme.kind not in NOT_APPLIED_FOR
    )


def _step(result: ProgrammeResult, awards: Sequence[Granted], needs: Mapping[str, tuple[str, ...]]) -> PlanStep:
    name = result.programme.id
    return PlanStep(
        result=result,
        awards=tuple(awards),
        after=needs[name],
        for_programmes=tuple(sorted(other for other, needed in needs.items() if name in needed)),
        deadlines=tuple(_deadline(award.award) for award in awards),
    )


def _deadline(award: AwardResult) -> Deadline:
    return Deadline(award=award.award.id, day=award.deadline, reasons=award.deadline_reasons)


def _in_order(steps: Sequence[PlanStep]) -> tuple[PlanStep, ...]:
    """
    What others rest on before them; then the earlier deadline, what is not open before what is, what gives more: for
    sure, at best, on merit; then the id.

    Programmes that rest on each other are applied for together, in that order too.
    """
    left = {step.programme: step for step in sorted(steps, key=_urgency)}
    found: list[PlanStep] = []
    while left:
        free = (step for step in left.values() if not any(other in left for other in step.after))
        first = next(free, None) or next(iter(left.values()))
        del left[first.programme]
        found.append(first)
    return tuple(found)


def _urgency(step: PlanStep) -> tuple[date, bool, Fraction, Fraction, Fraction, str]:
    low = high = merit = ZERO
    for award in step.awards:
        amount = award.award.reported.amount if award.award.reported else None
        if amount is None:
            continue
        most = amount.high if amount.high is not None else amount.low
        if award.award.award.nature is Nature.ENTITLED:
            low, high = low + amount.low, high + most
        else:
            merit += most
    is_open = step.result.status is not Status.ELIGIBLE
    return (step.first_deadline or date.max, is_open, -low, -high, -merit, step.programme)
