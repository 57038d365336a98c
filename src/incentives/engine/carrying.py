"""
What is carried forward by the year it arose: each year adds an amount, uses up to a limit, oldest first, and what is
older than its term expires at the end of the year.

Of unknown amounts and limits two courses are followed. What is left of any years' amounts never falls when an amount
rises and never rises when a limit does (used oldest first, what is older shields what is younger), so that the most is
left with all amounts at their highest and all limits at their lowest, and the least the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from incentives.engine.evaluating import Evaluating
from incentives.engine.scope import Frame
from incentives.engine.trace import OfYears, Step
from incentives.ir import intervals
from incentives.ir.expr import Aggregate, CarriedPart, Carry
from incentives.values import Interval, Known, Reason, Unknown, interval_of, reasons_of

ZERO = Fraction(0)
# An end that is open: anything, however much.
End = Fraction | None


@dataclass(frozen=True, slots=True)
class Turn:
    """
    One fiscal year.

    Args:

        amount: What it adds.

        use: The most that it uses.
    """

    year: int
    amount: Interval
    use: Interval


@dataclass(frozen=True, slots=True)
class Standing:
    """The last year of a course: what there was of each year's amount before it was used, and after."""

    before: Mapping[int, End]
    after: Mapping[int, End]


def carried(
    evaluator: Evaluating,
    expr: Aggregate,
    carry: Carry,
    frames: Sequence[Frame],
    unknown: tuple[Reason, ...],
    earlier: bool,
) -> Step:
    """
    What is asked of the last year.

    Args:

        unknown: Why it is not known which of the years belong.

        earlier: Whether the first year stands for all that came before.
    """
    steps: list[Step] = []
    turns: list[Turn] = []
    reasons: dict[Reason, None] = dict.fromkeys(unknown)
    for index, frame in enumerate(frames):
        amount, use = evaluator.evaluate(expr.body, frame), evaluator.evaluate(carry.use, frame)
        steps += [amount, use]
        reasons.update(dict.fromkeys(reasons_of([amount.value, use.value])))
        ends = [_not_below_nought(interval_of(each.value)) for each in (amount, use)]
        if earlier and index == 0:
            ends = [(ZERO, None), (ZERO, None)]
        elif unknown:  # a year that does not belong adds nothing and uses nothing
            ends = [intervals.hull(each, (ZERO, ZERO)) for each in ends]
        turns.append(Turn(frame.year, ends[0], ends[1]))
    # Where nothing expires, one year stands for all earlier ones, except where what arose in one of them is asked for.
    back = (carry.age if carry.lasts is None else carry.lasts) if earlier else 0
    least = _course([(turn.year, turn.amount[0], turn.use[1]) for turn in turns], carry.lasts)
    most = _course([(turn.year, turn.amount[1], turn.use[0]) for turn in turns], carry.lasts, back)
    low, high = _asked(carry, turns[-1], least, most)
    value = Known(low) if low is not None and low == high else Unknown(tuple(reasons), low, high)
    return Step(expr, value, tuple(steps), OfYears(tuple(_origins(turns[-1], least, most))))


def _course(turns: Sequence[tuple[int, End, End]], lasts: int | None, back: int = 0) -> Standing:
    """
    Year by year: add, use the oldest first, let expire.

    Args:

        back: Of how many years before the first anything may be left.
    """
    first = turns[0][0]
    left: dict[int, End] = dict.fromkeys(range(first - back, first), None)
    before: dict[int, End] = {}
    for year, amount, use in turns:
        left = {origin: each for origin, each in left.items() if lasts is None or origin + lasts >= year}
        left[year] = amount
        before = dict(left)
        for origin in sorted(left):
            taken = _least(left[origin], use)
            left[origin], use = _less(left[origin], taken), _less(use, taken)  # noqa: PLW2901  # what is still to use
    return Standing(before, left)


def _asked(carry: Carry, last: Turn, least: Standing, most: Standing) -> Interval:
    """The range of what is asked of the last year."""
    gone = None if carry.lasts is None else last.year - carry.lasts
    match carry.part:
        case CarriedPart.AVAILABLE:
            return _sum(least.before.values()), _sum(most.before.values())
        case CarriedPart.USED:
            return (
                _least(_sum(least.before.values()), last.use[0]),
                _least(_sum(most.before.values()), last.use[1]),
            )
        case CarriedPart.EXPIRED:
            return tuple(each.after.get(gone, ZERO) if gone is not None else ZERO for each in (least, most))  # type: ignore[return-value]  # two
        case CarriedPart.LEFT:
            return tuple(_sum(end for origin, end in each.after.items() if origin != gone) for each in (least, most))  # type: ignore[return-value]  # two
        case CarriedPart.USED_FROM:
            return dict(_origins(last, least, most)).get(last.year - carry.age, (ZERO, ZERO))
    assert_never(carry.part)


def _origins(last: Turn, least: Standing, most: Standing) -> Iterator[tuple[int, Interval]]:
    """How much of what is used in the last year arose in which year."""
    older_least: End = ZERO
    older_most: End = ZERO
    for origin in sorted(most.before):
        low, high = least.before.get(origin, ZERO), most.before[origin]
        yield origin, (_least(low, _less(last.use[0], older_most)), _least(high, _less(last.use[1], older_least)))
        older_least, older_most = _sum((older_least, low)), _sum((older_most, high))


def _not_below_nought(interval: Interval) -> Interval:
    return intervals.greatest(interval, (ZERO, ZERO))


def _least(left: End, right: End) -> End:
    return right if left is None else left if right is None else min(left, right)


def _less(left: End, right: End) -> End:
    """What is left, never below nought; of anything, however much is taken, anything may be left."""
    return None if left is None else ZERO if right is None else max(ZERO, left - right)


def _sum(ends: Iterable[End]) -> End:
    total = ZERO
    for each in ends:
        if each is None:
            return None
        total += each
    return total
