"""
What an award comes to: amounts by period, the cap over them, rounding once at the end, instalments and payers.

All on ranges, so that an unknown fact gives a range that contains the true award.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from incentives.engine import loops
from incentives.engine.evaluator import Evaluator
from incentives.engine.results import Payment, Range
from incentives.engine.scope import Frame, Period
from incentives.engine.shared_caps import Room, cut
from incentives.engine.trace import Step
from incentives.ir import calendar
from incentives.ir.expr import Expr
from incentives.ir.intervals import monotone
from incentives.ir.rulebook import Award, Rhythm
from incentives.money.rounding import round_to
from incentives.values import Interval, Known, Reason, Row, Unknown, Why, interval_of, reasons_of

ZERO = Fraction(0)
NOTHING = Range(ZERO, ZERO)


def exact_payments(
    evaluator: Evaluator, award: Award, frame: Frame, rooms: tuple[Room, ...] = ()
) -> tuple[list[Payment], tuple[Reason, ...]]:
    """
    The payments of an award to who meets every condition, rounded, capped in the order of payment; and the reasons
    why an amount is not known.

    Args:

        rooms: What caps that it shares with other awards leave it.
    """
    turns, unknown = _turns(evaluator, award, frame)
    steps: list[Step | None] = []
    amounts: list[Interval] = []
    reasons: dict[Reason, None] = dict.fromkeys(unknown)
    for turn in turns:
        if award.amount is None:
            steps.append(None)
            amounts.append((ZERO, None))
            continue
        step = evaluator.evaluate(award.amount, turn.frame)
        steps.append(step)
        amount = _any_number(interval_of(step.value)) if unknown else interval_of(step.value)
        amounts.append(rounded(award, amount))
        reasons.update(dict.fromkeys(reasons_of([step.value])))
    cap = cap_of(evaluator, award, frame)
    if not award.cap_seen:
        # Whatever the cap is, it may bite from the first payment on.
        amounts = capped(amounts, (ZERO, None), forfeit=False)
    if cap is not None:
        # The cap is rounded like the payments it bounds, so that what is left of it is payable to the cent.
        most = most_of(award, cap)
        if award.forfeit or not rooms:
            amounts = capped(amounts, most, forfeit=award.forfeit)
        else:
            rooms = (Room(most=most), *rooms)
        if any(low != high for low, high in amounts):
            reasons.update(dict.fromkeys(reasons_of([cap.value])))
    in_parts = award.schedule.rhythm is Rhythm.INSTALMENTS
    # Instalments are shares of what the award comes to; what a year leaves is for each of them.
    whole = [room for room in rooms if not (in_parts and room.yearly)]
    amounts = cut(amounts, [_year(turn.due) for turn in turns], whole)
    payments = [
        Payment(
            number=index,
            due=turn.due,
            start=turn.start,
            amount=Range(amount[0] if amount[0] is not None else ZERO, amount[1]),
            payers={},
            undated=turn.undated,
            step=step,
        )
        for index, (turn, amount, step) in enumerate(zip(turns, amounts, steps, strict=True), 1)
    ]
    if award.schedule.rhythm is Rhythm.INSTALMENTS:
        payments = _each_year(instalments(award, payments[0], turns[0].due), rooms)
    if any(not payment.amount.is_known for payment in payments):
        reasons.update(dict.fromkeys(reason for room in rooms for reason in room.reasons))
    return payments, tuple(reasons)


def _each_year(payments: Sequence[Payment], rooms: Sequence[Room]) -> list[Payment]:
    """Instalments, each within what is left of its year."""
    yearly = [room for room in rooms if room.yearly]
    amounts: list[Interval] = [(payment.amount.low, payment.amount.high) for payment in payments]
    found = cut(amounts, [_year(payment.due) for payment in payments], yearly)
    return [
        replace(payment, amount=Range(low if low is not None else ZERO, high))
        for payment, (low, high) in zip(payments, found, strict=True)
    ]


def _year(day: date | None) -> int | None:
    return day.year if day is not None else None


def cap_of(evaluator: Evaluator, award: Award, frame: Frame) -> Step | None:
    """The step of the award's cap."""
    return evaluator.evaluate(award.cap, frame) if award.cap is not None else None


def most_of(award: Award, cap: Step) -> Interval:
    """What the cap lets through: it is rounded, and one that comes to less than nought lets through nothing."""
    low, high = rounded(award, interval_of(cap.value))
    return max(low or ZERO, ZERO), None if high is None else max(high, ZERO)


def gated(
    award: Award, payments: Sequence[Payment], *, granted: bool | None, discretionary: bool
) -> tuple[Payment, ...]:
    """
    The payments with the conditions taken into account: nothing where they fail, perhaps nothing where they are open
    or the award is on merit. Then split among the payers.
    """
    if granted is False:
        return ()
    uncertain = granted is None or discretionary
    found = []
    for payment in payments:
        low, high = payment.amount.low, payment.amount.high
        amount = Range(min(low, ZERO), high if high is None else max(high, ZERO)) if uncertain else payment.amount
        found.append(replace(payment, amount=amount, payers=split(award, amount)))
    return tuple(found)


def total_of(payments: Sequence[Payment]) -> Range:
    """The sum of the payments."""
    low = sum((payment.amount.low for payment in payments), ZERO)
    highs = [payment.amount.high for payment in payments]
    return Range(low, None if None in highs else sum((high for high in highs if high is not None), ZERO))


def capped(amounts: Sequence[Interval], cap: Interval, *, forfeit: bool) -> list[Interval]:
    """
    The amounts under a cap on their sum, which bites in the order of payment; or, where it forfeits, all or nothing.
    """
    if forfeit:
        return _forfeited(amounts, cap)
    cap_low, cap_high = cap
    left_low, left_high = cap_low, cap_high
    found: list[Interval] = []
    for low, high in amounts:
        upper = high if left_high is None else left_high if high is None else min(high, left_high)
        # The least that can be left is what remains when everything before came to its most.
        lower = low if low is None or left_low is None else min(low, max(left_low, ZERO))
        if low is not None and cap_low is None:
            lower = min(low, ZERO)
        found.append((lower, upper))
        left_high = None if left_high is None or lower is None else left_high - lower
        left_low = None if left_low is None else ZERO if upper is None else max(left_low - upper, ZERO)
    return found


def _forfeited(amounts: Sequence[Interval], cap: Interval) -> list[Interval]:
    lows, highs = [low for low, _ in amounts], [high for _, high in amounts]
    low = None if None in lows else sum((each for each in lows if each is not None), ZERO)
    high = None if None in highs else sum((each for each in highs if each is not None), ZERO)
    if low is not None and cap[1] is not None and low > cap[1]:
        return [(ZERO, ZERO)] * len(amounts)
    if high is not None and cap[0] is not None and high <= cap[0]:
        return list(amounts)
    most = cap[1]
    return [(ZERO, most if each is None else each if most is None else min(each, most)) for each in highs]


def rounded(award: Award, amount: Interval) -> Interval:
    """An amount rounded once, at its end; rounding never falls, so the ends of a range may be rounded."""
    return monotone(lambda end: round_to(end, award.unit, award.rounding), amount)


def instalments(award: Award, whole: Payment, start: date | None) -> list[Payment]:
    """One rounded amount in shares; the last instalment takes what rounding leaves."""
    found: list[Payment] = []
    given_low = given_high = ZERO
    for index, share in enumerate(award.schedule.shares, 1):
        due = calendar.later(start, award.schedule.months * (index - 1)) if start else None
        low, high = whole.amount.low, whole.amount.high
        if index < len(award.schedule.shares):
            part_low = round_to(low * share, award.unit, award.rounding)
            part_high = None if high is None else round_to(high * share, award.unit, award.rounding)
        else:
            part_low = low - given_low
            part_high = None if high is None else high - given_high
        given_low += part_low
        given_high += part_high or ZERO
        undated = (Reason(Why.BAD_DATE, start.isoformat()),) if start is not None and due is None else whole.undated
        found.append(replace(whole, number=index, due=due, undated=undated, amount=Range(part_low, part_high)))
    return found


def split(award: Award, amount: Range) -> Mapping[str, Range]:
    """The share of each payer; the last takes what rounding leaves."""
    found: dict[str, Range] = {}
    names = list(award.payers)
    for name in names[:-1]:
        share = award.payers[name]
        high = None if amount.high is None else round_to(amount.high * share, award.unit, award.rounding)
        found[name] = Range(round_to(amount.low * share, award.unit, award.rounding), high)
    if names:
        given_low = sum((each.low for each in found.values()), ZERO)
        given_high = sum((each.high or ZERO for each in found.values()), ZERO)
        found[names[-1]] = Range(amount.low - given_low, None if amount.high is None else amount.high - given_high)
    return found


def payers_of(award: Award, payments: Sequence[Payment]) -> Mapping[str, Range]:
    """What each payer pays in all."""
    return {
        name: total_of(
            [replace(payment, amount=payment.payers[name]) for payment in payments if name in payment.payers]
        )
        for name in award.payers
    }


@dataclass(frozen=True, slots=True)
class _Turn:
    """
    One payment to be: where its amount is worked out, the day it is due and why that is not known, and the first day of
    its period.
    """

    frame: Frame
    due: date | None
    undated: tuple[Reason, ...] = ()
    start: date | None = None


def _turns(evaluator: Evaluator, award: Award, frame: Frame) -> tuple[list[_Turn], tuple[Reason, ...]]:
    """The payments to be, in their order, and why the list they are made for is not known."""
    schedule = award.schedule
    if schedule.rhythm is Rhythm.ITEMS and schedule.source is not None:
        frames, unknown, _ = loops.frames_of(evaluator, schedule.source, frame)
        if unknown:
            return [_Turn(replace(frame, items=(*frame.items, Row(()))), None, unknown)], unknown
        return [_Turn(each, *_day(evaluator, schedule.start, each)) for each in frames], ()
    start, why = _day(evaluator, schedule.start, frame)
    if schedule.rhythm is not Rhythm.PERIODS:
        return [_Turn(frame, start, why)], ()
    numbers = range(1, schedule.count + 1)
    if start is not None and calendar.later(start, schedule.months * schedule.count) is None:
        why = (Reason(Why.BAD_DATE, start.isoformat()),)
        start = None
    if start is None:
        periods = [
            Period(number=number, months=schedule.months, start=None, end=None, reasons=why) for number in numbers
        ]
    else:
        edges = calendar.periods(start, schedule.months, schedule.count)
        periods = [
            Period(number=number, months=schedule.months, start=first, end=last)
            for number, (first, last) in zip(numbers, edges, strict=True)
        ]
    return [_Turn(replace(frame, period=period), period.end, why, period.start) for period in periods], ()


def _day(evaluator: Evaluator, expr: Expr | None, frame: Frame) -> tuple[date | None, tuple[Reason, ...]]:
    """A date, None if the law names none or, for the reasons given, it is unknown."""
    value = evaluator.evaluate(expr, frame).value if expr is not None else None
    if isinstance(value, Unknown):
        return None, value.reasons
    return (value.value if isinstance(value, Known) and isinstance(value.value, date) else None), ()


def _any_number(each: Interval) -> Interval:
    """What any number of items, each within *each*, can come to."""
    low, high = each
    return (ZERO if low is not None and low >= 0 else None, ZERO if high is not None and high <= 0 else None)
