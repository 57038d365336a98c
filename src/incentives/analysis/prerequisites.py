"""
What a programme rests on: the statuses and programmes that its answer looked at and that speak for it.

Read off the trace of the answer itself, so that a condition behind a branch that was not taken counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from incentives.engine.results import AwardResult, CriterionResult, ProgrammeResult, Status
from incentives.engine.trace import Step
from incentives.ir.expr import Call, Named, Reference
from incentives.ir.operators import Op
from incentives.ir.rulebook import Group, Rulebook
from incentives.values import truth_of

STATUS = "status"


def rests_on(result: ProgrammeResult, rulebook: Rulebook) -> tuple[str, ...]:
    """
    The other programmes whose status, held or met or perhaps met, helps this one, in the order of its text.

    Who must hold a status needs it first; who must only meet the conditions of another programme needs it first if a
    status is what that one gives. What stands under a negation, in a group of bars or in a limb of an alternative that
    fails helps nothing.
    """
    found: dict[str, None] = {}
    for step in _steps(result):
        for expr in _references(step):
            gives_status = rulebook.programmes[expr.programme].kind == STATUS
            if expr.programme != result.programme.id and (expr.kind is Named.HOLDS or gives_status):
                found[expr.programme] = None
    return tuple(found)


def _steps(result: ProgrammeResult) -> Iterator[Step]:
    yield from _helping(result.eligibility)
    for award in result.awards:
        if award.status is not Status.INELIGIBLE:
            yield from _helping(award.conditions)
            yield from _amounts(award)


def _amounts(award: AwardResult) -> Iterator[Step]:
    yield from (payment.step for payment in award.payments if payment.step is not None)
    if award.cap_step is not None:
        yield award.cap_step


def _helping(criterion: CriterionResult | None) -> Iterator[Step]:
    """The tests that hold or are open and do not stand under a bar."""
    if criterion is None or criterion.truth is False or criterion.criterion.kind is Group.NONE:
        return
    if criterion.step is not None:
        yield criterion.step
    # Of a group in which some members are enough, the open ones help nothing once it holds.
    enough = criterion.truth is True and criterion.criterion.kind in (Group.ANY, Group.AT_LEAST)
    for member in criterion.members:
        if member.counts and not (enough and member.truth is None):
            yield from _helping(member)


def _references(step: Step) -> Iterator[Reference]:
    """The statuses that were asked for and not denied."""
    pending = [step]
    while pending:
        each = pending.pop(0)
        expr = each.expr
        if isinstance(expr, Call) and expr.op is Op.NOT:
            continue
        asked = isinstance(expr, Reference) and expr.kind in (Named.HOLDS, Named.QUALIFIES)
        if isinstance(expr, Reference) and asked and truth_of(each.value) is not False:
            yield expr
        pending = [*each.inputs, *pending]
