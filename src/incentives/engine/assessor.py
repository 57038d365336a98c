"""
Programmes and a company to results: criteria to a status, awards to amounts, and what is still missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import assert_never

from incentives import kleene
from incentives.engine import amounts
from incentives.engine.evaluator import Evaluator
from incentives.engine.results import (
    Assumption,
    AssumptionKind,
    AwardResult,
    CriterionResult,
    Margin,
    Payment,
    ProgrammeResult,
    Range,
    SharedUse,
    Status,
)
from incentives.engine.scope import Frame, Situation
from incentives.engine.shared_caps import Room, taken_by
from incentives.engine.trace import OfReading, Step, conversions
from incentives.ir.expr import Call, walk
from incentives.ir.expr import Reading as ReadingNode
from incentives.ir.margins import compared_type
from incentives.ir.operators import COMPARISONS, Op
from incentives.ir.rulebook import Award, Criterion, Group, Nature, Programme, Rhythm, Stage
from incentives.profiles.profile import Yearly
from incentives.values import (
    FALSE,
    TRUE,
    Known,
    Reason,
    Root,
    Unknown,
    Value,
    Why,
    interval_of,
    reasons_of,
    truth_of,
)

NOUGHT = Known(Fraction(0))
STATUS = {True: Status.ELIGIBLE, False: Status.INELIGIBLE, None: Status.UNDETERMINED}


class Assessor:
    """Assesses programmes for one situation; whatever several of them need is worked out once."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.evaluator = Evaluator(situation, self)
        self.year = self.evaluator.last_year()
        self.criteria: dict[tuple[str, str], CriterionResult] = {}
        self.awards: dict[tuple[str, str], AwardResult] = {}

    # What references ask for.

    def criterion_truth(self, programme: str, name: str) -> Value:
        """What a criterion came to."""
        declared = self.situation.rulebook.programmes[programme].criteria()[name]
        return _value(self.criterion(programme, declared))

    def qualifies(self, programme: str) -> Value:
        """Whether the company meets a programme's conditions or holds its status."""
        found = self.situation.rulebook.programmes[programme]
        if not found.in_force.covers(self.situation.on):
            return FALSE
        if self.asserted(programme):
            return TRUE
        return _value(self.criterion(programme, found.eligibility)) if found.eligibility else TRUE

    def award_conditions(self, programme: str, award: str) -> Value:
        """Whether an award's own conditions hold."""
        when = self.situation.rulebook.programmes[programme].awards[award].when
        return _value(self.criterion(programme, when)) if when else TRUE

    def award_amount(self, programme: str, award: str) -> Value:
        """What an award comes to."""
        found = self.award(self.situation.rulebook.programmes[programme], award)
        low, high = found.amount.low, found.amount.high
        if low == high:
            return Known(low)
        merit = [Reason(Why.ON_MERIT, f"{programme}/{award}")] if found.award.nature is Nature.DISCRETIONARY else []
        return Unknown((*found.reasons, *merit), low, high)

    def granted(self, programme: str, award: str) -> Value:
        """What an award, or a whole programme, comes to in the choice that is looked at."""
        names = [award] if award else self.situation.rulebook.programmes[programme].awards
        values = [self.situation.granted.get((programme, name), NOUGHT) for name in names]
        ends = [interval_of(value) for value in values]
        low = sum((low or Fraction(0) for low, _ in ends), Fraction(0))
        highs = [high for _, high in ends if high is not None]
        high = sum(highs, Fraction(0)) if len(highs) == len(ends) else None
        return Known(low) if low == high else Unknown(reasons_of(values), low, high)

    # Criteria.

    def asserted(self, programme: str) -> bool:
        """Whether the company states that it holds the programme's status on the day."""
        held = self.situation.profile.statuses.get(programme)
        return held is not None and held.covers(self.situation.on)

    def frame(self, programme: str) -> Frame:
        """Where the programme's expressions are evaluated."""
        return Frame(programme=programme, year=self.year)

    def criterion(self, programme: str, criterion: Criterion) -> CriterionResult:
        """One criterion with its members."""
        key = (programme, criterion.id)
        if key not in self.criteria:
            self.criteria[key] = self._criterion(programme, criterion)
        return self.criteria[key]

    def _criterion(self, programme: str, criterion: Criterion) -> CriterionResult:
        if criterion.kind is Group.TEST:
            step = self.evaluator.evaluate(criterion.expr, self.frame(programme))
            return CriterionResult(
                criterion=criterion,
                truth=truth_of(step.value),
                reasons=reasons_of([step.value]),
                step=step,
                margin=margin_of(step),
            )
        members = tuple(self.criterion(programme, member) for member in criterion.members)
        gates = [member for member in members if member.counts]
        truths = [member.truth for member in gates]
        truth = _joined(criterion.kind, truths, criterion.required or 1)
        open_reasons = (
            [reason for member in gates if member.truth is None for reason in member.reasons] if truth is None else []
        )
        return CriterionResult(
            criterion=criterion, truth=truth, reasons=tuple(dict.fromkeys(open_reasons)), members=members
        )

    # Awards.

    def award(self, programme: Programme, name: str) -> AwardResult:
        """One award: its conditions, its payments, its total."""
        key = (programme.id, name)
        if key not in self.awards:
            self.awards[key] = self._award(programme, programme.awards[name])
        return self.awards[key]

    def _award(self, programme: Programme, award: Award) -> AwardResult:
        frame = self.frame(programme.id)
        recognised = self.qualifies(programme.id)
        conditions = self.criterion(programme.id, award.when) if award.when else None
        granted = kleene.every([truth_of(recognised), conditions.truth if conditions else True])
        rooms = self.rooms(programme, award, frame)
        exact, unknown = amounts.exact_payments(self.evaluator, award, frame, rooms)
        payments = amounts.gated(award, exact, granted=granted, discretionary=award.nature is Nature.DISCRETIONARY)
        cap = amounts.cap_of(self.evaluator, award, frame)
        amount = _within_rooms(_within_cap(amounts.total_of(payments), cap, award), rooms)
        reasons: dict[Reason, None] = {}
        if granted is None:
            reasons.update(dict.fromkeys(reasons_of([recognised])))
            reasons.update(dict.fromkeys(conditions.reasons if conditions and conditions.truth is None else ()))
        if granted is not False:
            reasons.update(dict.fromkeys(unknown))
        if award.amount is None and granted is not False:
            reasons[Reason(Why.NOT_SEEN, f"{programme.id}/{award.id}")] = None
        if not award.cap_seen and granted is not False and amount.high != 0:
            reasons[Reason(Why.CAP_NOT_SEEN, f"{programme.id}/{award.id}")] = None
        deadline = self.evaluator.evaluate(award.deadline, frame).value if award.deadline is not None else None
        steps = [payment.step for payment in exact if payment.step is not None]
        return AwardResult(
            award=award,
            status=STATUS[granted],
            amount=amount,
            published=award.amount is not None,
            payments=payments,
            payers=amounts.payers_of(award, payments),
            conditions=conditions,
            reasons=tuple(reasons),
            reading=self.readings_of(programme, award),
            step=steps[0] if len(steps) == 1 else None,
            cap_step=cap,
            shared=tuple(_use(room) for room in rooms),
            deadline=deadline.value if isinstance(deadline, Known) and isinstance(deadline.value, date) else None,
            deadline_reasons=deadline.reasons if isinstance(deadline, Unknown) else (),
        )

    def rooms(self, programme: Programme, award: Award, frame: Frame) -> tuple[Room, ...]:
        """What the caps that an award shares leave it, behind the awards that come before it there."""
        found: list[Room] = []
        for cap in programme.caps.values():
            if award.id not in cap.awards:
                continue
            step = self.evaluator.evaluate(cap.amount, frame)
            before = [self.award(programme, name) for name in cap.awards[: cap.awards.index(award.id)]]
            reasons: dict[Reason, None] = dict.fromkeys(reasons_of([step.value]))
            for each in before:
                reasons.update(dict.fromkeys(each.reasons))
                if each.award.nature is Nature.DISCRETIONARY and each.amount.high != 0:
                    reasons[Reason(Why.ON_MERIT, f"{programme.id}/{each.award.id}")] = None
            if cap.yearly:
                reasons.update(dict.fromkeys(self._of_days((award, *(each.award for each in before)), frame)))
            most = amounts.rounded(award, interval_of(step.value))
            taken = taken_by(before)
            found.append(Room(most=most, yearly=cap.yearly, taken=taken, reasons=tuple(reasons), cap=cap, step=step))
        return tuple(found)

    def _of_days(self, awards: Iterable[Award], frame: Frame) -> tuple[Reason, ...]:
        """Why it is not known in which years awards are due."""
        starts = [award.schedule.start for award in awards if award.schedule.rhythm is not Rhythm.ITEMS]
        return reasons_of([self.evaluator.evaluate(start, frame).value for start in starts if start is not None])

    def readings_of(self, programme: Programme, award: Award) -> dict[str, str]:
        """The reading used at each ambiguous clause that the award looks at."""
        roots = [
            expr for expr in (award.amount, award.cap, award.when.expr if award.when else None) if expr is not None
        ]
        points = {node.point for root in roots for node in walk(root) if isinstance(node, ReadingNode)}
        return {point: self.evaluator.chosen(programme.id, point) for point in sorted(points)}

    # Programmes.

    def programme(self, programme: Programme) -> ProgrammeResult:
        """One programme; outside its period nothing of it is worked out."""
        if not programme.in_force.covers(self.situation.on) or programme.stage is Stage.REPEALED:
            return ProgrammeResult(
                programme=programme,
                status=Status.NOT_IN_FORCE,
                eligibility=None,
                asserted=False,
                awards=(),
                missing=(),
                assumptions=self.period_assumptions(programme),
            )
        eligibility = self.criterion(programme.id, programme.eligibility) if programme.eligibility else None
        asserted = self.asserted(programme.id)
        status = STATUS[truth_of(self.qualifies(programme.id))]
        awards = tuple(self.award(programme, name) for name in programme.awards)
        return ProgrammeResult(
            programme=programme,
            status=status,
            eligibility=eligibility,
            asserted=asserted,
            awards=awards,
            missing=_missing(status, eligibility, awards),
            assumptions=self.assumptions(programme, eligibility, awards, asserted=asserted),
        )

    def assumptions(
        self,
        programme: Programme,
        eligibility: CriterionResult | None,
        awards: tuple[AwardResult, ...],
        *,
        asserted: bool,
    ) -> tuple[Assumption, ...]:
        """What the file states and what the engine had to choose, as far as it bears on this answer."""
        found = [Assumption(kind=AssumptionKind.STATED, text=text) for text in programme.assumptions]
        found += [
            Assumption(kind=AssumptionKind.STATED, text=text) for award in awards for text in award.award.assumptions
        ]
        found += self.period_assumptions(programme)
        steps = list(steps_of(eligibility, awards))
        if not programme.conversion_stated and any(conversions(step) for step in steps):
            found.append(
                Assumption(kind=AssumptionKind.CONVERSION_DAY, arguments={"day": self.situation.on.isoformat()})
            )
        for point, option in sorted({(note.point, note.option) for step in steps for note in _reading_notes(step)}):
            found.append(Assumption(kind=AssumptionKind.READING, arguments={"point": point, "option": option}))
        if any(
            award.status is not Status.INELIGIBLE and not award.award.stated_rounding and _needs_rounding(award)
            for award in awards
        ):
            found.append(Assumption(kind=AssumptionKind.ROUNDING))
        others = [
            "/".join(source)
            for award in awards
            if award.status is not Status.INELIGIBLE
            for source in award.award.beside
            if source not in self.situation.granted
        ]
        if others:
            named = ", ".join(dict.fromkeys(others))
            found.append(Assumption(kind=AssumptionKind.BY_ITSELF, arguments={"others": named}))
        latest = sorted(name for name in programme.facts_used if self._has_latest(name))
        if latest:
            found.append(
                Assumption(
                    kind=AssumptionKind.LATEST_YEAR, arguments={"facts": ", ".join(latest), "year": str(self.year)}
                )
            )
        if asserted:
            start = self.situation.profile.statuses[programme.id].start
            found.append(
                Assumption(kind=AssumptionKind.STATUS_ASSERTED, arguments={"from": start.isoformat() if start else ""})
            )
        return tuple(found)

    def _has_latest(self, name: str) -> bool:
        stated = self.situation.profile.facts.get(name)
        return isinstance(stated, Yearly) and stated.latest is not None

    def period_assumptions(self, programme: Programme) -> tuple[Assumption, ...]:
        """What is not seen of the programme's period, and how far a measure has come that is not enacted."""
        found = []
        period = programme.in_force
        if not period.start_seen:
            first = period.not_before.isoformat() if period.not_before else ""
            found.append(Assumption(kind=AssumptionKind.START_NOT_SEEN, arguments={"not_before": first}))
        if not period.end_seen:
            found.append(Assumption(kind=AssumptionKind.END_NOT_SEEN))
        if programme.stage is not Stage.ENACTED:
            found.append(Assumption(kind=AssumptionKind.STAGE, arguments={"stage": programme.stage.value}))
        return tuple(found)


def steps_of(eligibility: CriterionResult | None, awards: Iterable[AwardResult]) -> Iterable[Step]:
    """Every root of a trace in a programme's result."""
    pending = [eligibility, *(award.conditions for award in awards)]
    while pending:
        each = pending.pop(0)
        if each is not None:
            pending.extend(each.members)
            if each.step is not None:
                yield each.step
    for award in awards:
        for payment in award.payments:
            if payment.step is not None:
                yield payment.step
        if award.cap_step is not None:
            yield award.cap_step
        yield from (each.step for each in award.shared)


def margin_of(step: Step) -> Margin | None:
    """The distance to the threshold of a test that is one comparison; through a reading, that of the one followed."""
    while isinstance(step.note, OfReading):
        step = step.inputs[0]
    if not isinstance(step.expr, Call) or step.expr.op not in COMPARISONS:
        return None
    left, right = step.inputs[0], step.inputs[1]
    return Margin(
        operator=Op(step.expr.op),
        actual=left.value,
        threshold=right.value,
        distance=_distance(left.value, right.value),
        type=compared_type(left.expr.type, right.expr.type),
    )


def _distance(left: Value, right: Value) -> Fraction | None:
    if not isinstance(left, Known) or not isinstance(right, Known):
        return None
    a, b = left.value, right.value
    if isinstance(a, date) and isinstance(b, date):
        return Fraction((a - b).days)
    if isinstance(a, (Fraction, Root)) and isinstance(b, (Fraction, Root)):
        low, high = interval_of(left)[0], interval_of(right)[0]
        return None if low is None or high is None else low - high
    return None


def _joined(kind: Group, truths: list[bool | None], required: int) -> bool | None:
    """The truth of a group from those of its members."""
    match kind:
        case Group.ANY:
            return kleene.some(truths)
        case Group.NONE:
            return kleene.NOT[kleene.some(truths)]
        case Group.AT_LEAST:
            return kleene.at_least(required, truths)
        case Group.ALL | Group.TEST:
            return kleene.every(truths)
    assert_never(kind)


def _value(result: CriterionResult) -> Value:
    if result.truth is None:
        return Unknown(result.reasons)
    return TRUE if result.truth else FALSE


def _within_cap(total: Range, cap: Step | None, award: Award) -> Range:
    """The sum of payments whose single ranges overlap can look larger than the cap; the total is not."""
    most = amounts.most_of(award, cap)[1] if cap is not None else None
    if most is None:
        return total
    return Range(min(total.low, most), most if total.high is None else min(total.high, most))


def _within_rooms(total: Range, rooms: tuple[Room, ...]) -> Range:
    """The same of what shared caps on all payments leave."""
    for room in rooms:
        most = None if room.yearly else room.left(None)[1]
        if most is not None:
            total = Range(min(total.low, most), most if total.high is None else min(total.high, most))
    return total


def _use(room: Room) -> SharedUse:
    assert room.cap is not None  # noqa: S101  # INVARIANT: only an award's own cap has none
    assert room.step is not None  # noqa: S101  # as above
    left = room.left(None)
    most = Range(max(room.most[0] or Fraction(0), Fraction(0)), room.most[1])
    return SharedUse(
        cap=room.cap, most=most, left=None if room.yearly else Range(left[0] or Fraction(0), left[1]), step=room.step
    )


def _missing(
    status: Status, eligibility: CriterionResult | None, awards: tuple[AwardResult, ...]
) -> tuple[Reason, ...]:
    found: dict[Reason, None] = {}
    if status is Status.UNDETERMINED and eligibility is not None:
        found.update(dict.fromkeys(eligibility.reasons))
    for award in awards:
        if award.status is not Status.INELIGIBLE:
            found.update(dict.fromkeys(award.reasons))
    return tuple(found)


def _reading_notes(step: Step) -> list[OfReading]:
    found: list[OfReading] = []
    pending = [step]
    while pending:
        each = pending.pop()
        if isinstance(each.note, OfReading):
            found.append(each.note)
        pending.extend(each.inputs)
    return found


def _needs_rounding(result: AwardResult) -> bool:
    """Whether the exact amount has more digits than the currency."""
    return any(_uneven(payment, result.award.unit) for payment in result.payments)


def _uneven(payment: Payment, unit: Fraction) -> bool:
    if payment.step is None:
        return False
    low, high = interval_of(payment.step.value)
    return any(end is not None and (end / unit).denominator != 1 for end in (low, high))
