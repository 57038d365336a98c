"""
What decided a programme: the criteria that fail, the facts that are missing, or the margin by which the nearest held.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from incentives.engine.results import CriterionResult, ProgrammeResult, Status
from incentives.explain.criteria import barred_name, criterion_name
from incentives.explain.margins import comparison, distance, negated, relative_distance
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
            return (narrowest(result.eligibility, programme, rulebook),)


def deciding_failures(result: CriterionResult | None) -> tuple[CriterionResult, ...]:
    """
    The tests for which *result* is false: each failing one, and of alternatives that all fail the nearest.

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
            found = [failure for member in gates for failure in deciding_failures(member)]
            return tuple(sorted(found, key=_nearness)[:1])
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


def narrowest(result: CriterionResult | None, programme: Programme, rulebook: Rulebook) -> Message:
    """The test that holds by the least; that all hold where none has a distance."""
    if result is None:
        return say("decided.no-conditions")
    nearest = nearest_test(result)
    if nearest is None:
        return say("decided.all-hold")
    margin = distance(nearest)
    assert margin is not None  # noqa: S101  # INVARIANT: what has a relative distance has a distance
    return say("decided.narrowest", name=criterion_name(nearest, programme, rulebook), margin=margin)


def nearest_test(result: CriterionResult | None) -> CriterionResult | None:
    """The test by which a result that holds is nearest to failing; None where none has a distance."""
    found = _slack(result) if result is not None else None
    return found[1] if found is not None else None


def open_test(result: CriterionResult | None) -> CriterionResult | None:
    """The first test for which *result* is open."""
    if result is None or result.truth is not None:
        return None
    if result.criterion.kind is Group.TEST:
        return result
    found = (open_test(member) for member in result.members if member.counts)
    return next((each for each in found if each is not None), None)


def _slack(result: CriterionResult) -> tuple[Fraction, CriterionResult] | None:
    """How little a criterion that holds has to spare, and where; None if that cannot be measured."""
    gates = [member for member in result.members if member.counts and member.truth is True]
    if result.criterion.kind is Group.TEST:
        far = relative_distance(result)
        return (far, result) if far is not None and distance(result) is not None else None
    found = [_slack(member) for member in gates]
    known = sorted((each for each in found if each is not None), key=lambda each: each[0])
    match result.criterion.kind:
        case Group.ALL:
            return known[0] if known else None
        case Group.ANY:
            return known[-1] if known and len(known) == len(found) else None
        case Group.AT_LEAST:
            spare = len(found) - (result.criterion.required or 1)
            return known[spare] if 0 <= spare < len(known) else None
    return None


def _nearness(result: CriterionResult) -> tuple[bool, Fraction]:
    far = relative_distance(result)
    return (far is None, far or Fraction(0))


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
