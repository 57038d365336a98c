"""
The threshold nearest to changing a programme's status: of all comparisons, the one that decides how far the company is
from another answer.

How far a truth is from another is the least share by which figures would have to move, each by no more than that: where
one of several has to change, that of the nearest of them; where all of them have to, that of the furthest. Only known
values against known thresholds count as figures. A stated truth, a place, a choice, an equality, a status, a condition
on the items of a list are taken as given: nothing moves them, so that what hangs on them alone has no margin.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from incentives.engine.assessor import margin_of
from incentives.engine.results import CriterionResult, Margin, ProgrammeResult, Status
from incentives.engine.trace import Step
from incentives.ir.expr import Call, Reading, Reference
from incentives.ir.margins import ORDERED, share_of, told
from incentives.ir.operators import Op
from incentives.ir.rulebook import Group
from incentives.types import Date
from incentives.values import Known, Root, interval_of, truth_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """
    A comparison that stands between a truth and another.

    Args:

        result: The test that it is part of.

        step: The comparison itself, with its *margin*.

        barred: Whether it stands where it must not hold.

        share: The distance as a share of the threshold, with its sign.
    """

    result: CriterionResult
    step: Step
    margin: Margin
    barred: bool
    share: Fraction

    @property
    def far(self) -> Fraction:
        """How far it is, to the digits by which near and far are told apart."""
        return abs(told(self.share))

    @property
    def holds(self) -> bool:
        """Whether the comparison is true."""
        return truth_of(self.step.value) is True

    @property
    def distance(self) -> Fraction:
        """The value less the threshold."""
        assert self.margin.distance is not None  # noqa: S101  # INVARIANT: only such a comparison has a share
        return self.margin.distance


def nearest(result: ProgrammeResult) -> Nearest | None:
    """What stands between a programme's status and another; None where no figure alone does."""
    if result.eligibility is None or result.asserted:
        return None
    return nearest_of(result.eligibility) if result.status in (Status.ELIGIBLE, Status.INELIGIBLE) else None


def nearest_of(result: CriterionResult) -> Nearest | None:
    """The same of a criterion that is true or false."""
    if result.truth is None:
        return None
    if result.step is not None:
        return _of_step(result.step, result)
    members = [member for member in result.members if member.counts]
    found = [nearest_of(member) for member in members]
    truths = [member.truth for member in members]
    match result.criterion.kind:
        case Group.ALL | Group.TEST:
            return _turning(found, truths, len(members), result.truth)
        case Group.ANY:
            return _turning(found, truths, 1, result.truth)
        case Group.AT_LEAST:
            return _turning(found, truths, result.criterion.required or 1, result.truth)
        case Group.NONE:
            found = [_barred(each) for each in found]
            return _turning(found, truths, 1, not result.truth)


def _of_step(step: Step, result: CriterionResult) -> Nearest | None:
    """What stands between the truth of an expression and the other."""
    truth = truth_of(step.value)
    if truth is None:
        return None
    match step.expr:
        case Reading() | Reference():
            return _of_step(step.inputs[0], result) if step.inputs else None
        case Call(op=Op.NOT):
            return _barred(_of_step(step.inputs[0], result))
        case Call(op=Op.AND):
            return _of_steps(step.inputs, result, len(step.inputs), truth)
        case Call(op=Op.OR):
            return _of_steps(step.inputs, result, 1, truth)
        case Call(op=Op.AT_LEAST_OF):
            count = step.inputs[0].value
            required = count.value if isinstance(count, Known) else None
            return _of_steps(step.inputs[1:], result, int(required), truth) if isinstance(required, Fraction) else None
        case Call(op=Op.IF):
            # Of a known condition the trace has only the branch that it chose.
            return _of_step(step.inputs[1], result) if isinstance(step.inputs[0].value, Known) else None
        case Call(op=op) if op in ORDERED:
            return _of_comparison(step, result)
        case _:
            return None


def _of_comparison(step: Step, result: CriterionResult) -> Nearest | None:
    margin = margin_of(step)
    if margin is None or margin.distance is None:
        return None
    return Nearest(result=result, step=step, margin=margin, barred=False, share=_share(margin, margin.distance))


def _share(margin: Margin, distance: Fraction) -> Fraction:
    if isinstance(margin.type, Date):
        return share_of(distance, None)
    sides = [each.value if isinstance(each, Known) else None for each in (margin.actual, margin.threshold)]
    root = next((each for each in sides if isinstance(each, Root) and each.scale > 0), None)
    if root is None:
        return share_of(distance, interval_of(margin.threshold)[0])
    # How far the root is, is how far what it is the root of is: a growth, by what the figure has grown to.
    actual, threshold = (_powered(each, root) for each in sides)
    share = abs(share_of(actual - threshold, threshold))
    return share if distance >= 0 else -share


def _powered(side: object, root: Root) -> Fraction:
    if isinstance(side, Root):
        return side.radicand
    assert isinstance(side, Fraction)  # noqa: S101  # INVARIANT: a root is compared with a number
    return max((side - root.offset) / root.scale, Fraction(0)) ** root.degree


def _of_steps(steps: Sequence[Step], result: CriterionResult, required: int, truth: bool) -> Nearest | None:
    found = [_of_step(each, result) for each in steps]
    return _turning(found, [truth_of(each.value) for each in steps], required, truth)


def _turning(
    members: Sequence[Nearest | None], truths: Sequence[bool | None], required: int, truth: bool
) -> Nearest | None:
    """
    The member that turns "at least *required* of them are true", which is *truth*, if the nearest members turn first;
    of members that are equally near, the one written first.
    """
    turning = sum(each is truth for each in truths) - required + 1 if truth else 0
    if not truth:
        turning = required - sum(each is not False for each in truths)
    near = [each for each, own in zip(members, truths, strict=True) if each is not None and own is truth]
    near.sort(key=lambda each: each.far)
    return near[turning - 1] if 0 < turning <= len(near) else None


def _barred(found: Nearest | None) -> Nearest | None:
    return None if found is None else replace(found, barred=not found.barred)
