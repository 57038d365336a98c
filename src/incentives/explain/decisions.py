"""
What decided a programme: the criteria that fail, the facts that are missing, or the margin by which the nearest held.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from incentives.engine.nearest import nearest, nearest_of
from incentives.engine.results import CriterionResult, ProgrammeResult, Status
from incentives.explain.criteria import barred_name, criterion_name, threshold_name
from incentives.explain.margins import comparison, distance, negated, threshold_distance
from incentives.explain.messages import Argument, Code, Message, Several, say
from incentives.explain.values import fact_term, reason_message
from incentives.ir.rulebook import Group, Programme, Rulebook, Stage
from incentives.values import Reason, Why, truth_of

NAMED_FACTS = 2


def decided_by(result: ProgrammeResult, on: date, rulebook: Rulebook) -> tuple[Message, ...]:
    """What decided the status, most telling first."""
    programme = result.programme
    match result.status:
        case Status.NOT_IN_FORCE:
            return (_period(programme, on),)
        case Status.INELIGIBLE:
            failures = deciding_failures(result.eligibility)
            return tuple(failure(each, programme, rulebook) for each in failures) or (say("decided.no"),)
        case Status.UNDETERMINED:
            return (needed(result.missing, rulebook),)
        case Status.ELIGIBLE:
            if result.asserted:
                failing = deciding_failures(result.eligibility)
                return (say("decided.asserted"), *(failure(each, programme, rulebook) for each in failing))
            return (narrowest(result, rulebook),)


def deciding_failures(result: CriterionResult | None) -> tuple[CriterionResult, ...]:
    """
    The tests for which *result* is false: each failing one, and of alternatives that all fail those of the nearest.

    One that holds and must not is among them as `negated` gives it.
    """
    if result is None or result.truth is not False:
        return ()
    gates = [member for member in result.members if member.counts]
    match result.criterion.kind:
        case Group.TEST:
            return (result,)
        case Group.NONE:
            return tuple(negated(member) for member in gates if member.truth is True)
        case Group.ANY:
            return deciding_failures(min(gates, key=_nearness)) if gates else ()
        case Group.ALL | Group.AT_LEAST:
            return tuple(failure for member in gates for failure in deciding_failures(member))


def failure(result: CriterionResult, programme: Programme, rulebook: Rulebook) -> Message:
    """A failing criterion in one line: what it is about, and how far it is from holding."""
    # INVARIANT: a group comes here only as one that must not hold; of the others, their failing members do.
    barred = result.step is None or truth_of(result.step.value) is True
    name = barred_name(result, programme, rulebook) if barred else criterion_name(result, programme, rulebook)
    margin = distance(result)
    if result.margin is not None and margin is not None:
        return say("decided.short", name=name, margin=margin, values=comparison(result.margin, rulebook))
    if result.margin is not None:
        return say("decided.compared", name=name, values=comparison(result.margin, rulebook))
    return say("decided.fails", name=name)


def needed(reasons: tuple[Reason, ...], rulebook: Rulebook) -> Message:
    """What is missing: facts by name, else why the rest is open."""
    facts = list(dict.fromkeys(reason.subject for reason in reasons if reason.why is Why.MISSING_FACT))
    if not facts:
        return reason_message(reasons[0], rulebook) if reasons else say("decided.open")
    shown: list[Argument] = [fact_term(fact, rulebook) for fact in facts[:NAMED_FACTS]]
    if len(facts) > NAMED_FACTS:
        return say("decided.needs-more", facts=Several(tuple(shown), plainly=True), count=len(facts) - NAMED_FACTS)
    return say("decided.needs", facts=Several(tuple(shown)))


def narrowest(result: ProgrammeResult, rulebook: Rulebook) -> Message:
    """The threshold that is nearest; that all hold where no figure alone stands between."""
    if result.eligibility is None:
        return say("decided.no-conditions")
    found = nearest(result)
    margin = threshold_distance(found) if found is not None else None
    if found is None or margin is None:
        return say("decided.all-hold")
    return say("decided.narrowest", name=threshold_name(found, result.programme, rulebook), margin=margin)


def open_test(result: CriterionResult | None) -> CriterionResult | None:
    """The first test for which *result* is open."""
    if result is None or result.truth is not None:
        return None
    if result.criterion.kind is Group.TEST:
        return result
    found = (open_test(member) for member in result.members if member.counts)
    return next((each for each in found if each is not None), None)


def _nearness(result: CriterionResult) -> tuple[bool, Fraction]:
    found = nearest_of(result)
    return (found is None, found.far if found is not None else Fraction(0))


def _period(programme: Programme, on: date) -> Message:
    period = programme.in_force
    start = period.start or period.not_before
    if programme.stage is Stage.REPEALED and period.covers(on):
        return say("decided.repealed")
    if start is not None and on < start:
        return say("decided.not-yet", start=start)
    if period.end is not None and on > period.end:
        return say("decided.ended", end=period.end)
    return say("decided.not-in-force", id=Code(programme.id))
