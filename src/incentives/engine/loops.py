"""
Loops: the items of a list, the rows of a table or fiscal years, gathered into one value.

An item that may or may not belong widens the range of the result, never drops out of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import assert_never

from incentives import kleene
from incentives.engine import carrying, distinct, groups
from incentives.engine.evaluating import Evaluating
from incentives.engine.scope import Frame
from incentives.engine.trace import Step
from incentives.ir import intervals
from incentives.ir.expr import (
    Aggregate,
    FactItems,
    Gather,
    GroupItems,
    ItemsBy,
    ItemsOf,
    Source,
    TableRows,
    Years,
)
from incentives.profiles.profile import Yearly
from incentives.values import (
    FALSE,
    TRUE,
    Interval,
    Known,
    Reason,
    Row,
    Rows,
    Unknown,
    Value,
    Why,
    interval_of,
    missing,
    reasons_of,
    truth_of,
)

LONGEST_WINDOW = 100
ZERO = Fraction(0)
TRUTHFUL = (Gather.ANY, Gather.ALL, Gather.NONE, Gather.COUNT)


@dataclass(frozen=True, slots=True)
class Turn:
    """
    One turn of a loop.

    Args:

        belongs: Whether the item is one of those gathered; None if that is not known.

        value: What the body comes to.

        many: Whether the turn stands for any number of items, all as little known.
    """

    belongs: bool | None
    value: Value
    many: bool = False

    def total(self) -> Interval:
        """What the turn can add to a sum."""
        low, high = interval_of(self.value)
        if self.many:
            return (ZERO if low is not None and low >= 0 else None, ZERO if high is not None and high <= 0 else None)
        return (low, high) if self.belongs else intervals.hull((low, high), (ZERO, ZERO))


def aggregate(evaluator: Evaluating, expr: Aggregate, frame: Frame) -> Step:
    """Run the loop and gather its turns."""
    frames, unknown, sure = frames_of(evaluator, expr.source, frame)
    if expr.carry is not None and isinstance(expr.source, Years):
        return carrying.carried(
            evaluator, expr, expr.carry, frames, unknown, _open_start(evaluator, expr.source, frame)
        )
    earlier = isinstance(expr.source, Years) and _open_start(evaluator, expr.source, frame)
    steps: list[Step] = []
    turns: list[Turn] = []
    reasons: dict[Reason, None] = dict.fromkeys(unknown)
    for index, each in enumerate(frames):
        many = earlier and index == 0
        where = evaluator.evaluate(expr.where, each) if expr.where is not None else None
        doubtful = index >= sure or many
        belongs = kleene.AND[truth_of(where.value) if where else True, None if doubtful else True]
        if where:
            steps.append(where)
        if belongs is False:
            continue
        body = evaluator.evaluate(expr.body, each)
        steps.append(body)
        turns.append(Turn(belongs, body.value, many))
        reasons.update(dict.fromkeys(reasons_of([body.value, *([where.value] if where else [])])))
    if unknown and not frames:
        return Step(expr, _of_unknown_list(evaluator, expr, frame, tuple(reasons)), tuple(steps))
    return Step(expr, gather(expr.gather, turns, tuple(reasons)), tuple(steps))


def gather(kind: Gather, turns: Sequence[Turn], reasons: tuple[Reason, ...]) -> Value:
    """One value from all turns."""
    match kind:
        case Gather.ANY | Gather.NONE:
            truth = kleene.some(kleene.AND[turn.belongs, truth_of(turn.value)] for turn in turns)
            return _truth(truth if kind is Gather.ANY else kleene.NOT[truth], reasons)
        case Gather.ALL:
            return _truth(
                kleene.every(kleene.OR[kleene.NOT[turn.belongs], truth_of(turn.value)] for turn in turns), reasons
            )
        case Gather.COUNT:
            truths = [kleene.AND[turn.belongs, truth_of(turn.value)] for turn in turns]
            certain, possible = truths.count(True), len(truths) - truths.count(False)
            many = any(turn.many and truth is not False for turn, truth in zip(turns, truths, strict=True))
            return _number(reasons, (Fraction(certain), None if many else Fraction(possible)))
        case Gather.SUM:
            total: Interval = (ZERO, ZERO)
            for turn in turns:
                total = intervals.add(total, turn.total())
            return _number(reasons, total)
        case Gather.CARRIED:
            return _number(reasons, _carried(turns))
        case Gather.MIN | Gather.MAX:
            return _extreme(kind, turns, reasons)
        case Gather.AVERAGE:
            return _average(turns, reasons)
    assert_never(kind)


def _carried(turns: Sequence[Turn]) -> Interval:
    """What is left in the end if each turn adds to what was left before, or takes from it as far as it goes."""
    left: Interval = (ZERO, ZERO)
    for turn in turns:
        # Of all the years before those that are stated, anything may be left.
        before = (ZERO, None) if turn.many else left
        low, high = intervals.add(before, interval_of(turn.value))
        after = (ZERO if low is None else max(low, ZERO), None if high is None else max(high, ZERO))
        left = after if turn.belongs else intervals.hull(left, after)
    return left


def _extreme(kind: Gather, turns: Sequence[Turn], reasons: tuple[Reason, ...]) -> Value:
    certain = [interval_of(turn.value) for turn in turns if turn.belongs]
    possible = [interval_of(turn.value) for turn in turns]
    if not possible:
        return _nothing(reasons)
    join = intervals.least if kind is Gather.MIN else intervals.greatest
    if not certain:
        return Unknown(reasons, *intervals.hull(*possible))
    # Items that may not belong can only push the extreme further out.
    return _number(reasons, intervals.hull(join(*certain), join(*possible)))


def _average(turns: Sequence[Turn], reasons: tuple[Reason, ...]) -> Value:
    if not turns:
        return _nothing(reasons)
    ranges = [interval_of(turn.value) for turn in turns]
    if any(turn.belongs is None for turn in turns):
        return Unknown(reasons, *intervals.hull(*ranges))
    total: Interval = (ZERO, ZERO)
    for each in ranges:
        total = intervals.add(total, each)
    count = Fraction(len(turns))
    return _number(reasons, intervals.divide(total, (count, count)))


def _nothing(reasons: tuple[Reason, ...]) -> Value:
    return Unknown((*reasons, Reason(Why.NOTHING_TO_AGGREGATE, "")))


def _truth(truth: bool | None, reasons: tuple[Reason, ...]) -> Value:
    return Unknown(reasons) if truth is None else TRUE if truth else FALSE


def _number(reasons: tuple[Reason, ...], interval: Interval) -> Value:
    low, high = interval
    return Known(low) if low is not None and low == high else Unknown(reasons, low, high)


def frames_of(evaluator: Evaluating, source: Source, frame: Frame) -> tuple[list[Frame], tuple[Reason, ...], int]:
    """A frame for each turn, why it is not known which there are, and how many of them, from the first, there are."""
    if isinstance(source, ItemsBy):
        return distinct.by_value(evaluator, source, frame, _plain_frames(evaluator, source.items, frame))
    if isinstance(source, ItemsOf):
        return distinct.of_value(source, frame)
    frames, unknown = _plain_frames(evaluator, source, frame)
    return frames, unknown, 0 if unknown else len(frames)


def _plain_frames(
    evaluator: Evaluating, source: FactItems | GroupItems | TableRows | Years, frame: Frame
) -> tuple[list[Frame], tuple[Reason, ...]]:
    """A frame for each turn, and why the list itself is not known."""
    match source:
        case FactItems(name=name):
            stated = evaluator.situation.profile.facts.get(name)
            if isinstance(stated, Known) and isinstance(stated.value, Rows):
                return [replace(frame, items=(*frame.items, item)) for item in stated.value.items], ()
            return [], (Reason(Why.MISSING_FACT, name),)
        case GroupItems():
            return _group_frames(evaluator, source, frame)
        case TableRows(programme=programme, name=name):
            table = evaluator.situation.rulebook.rules(programme).tables[name]
            rows = [
                Row(tuple((column, evaluator.constant(value)) for column, value in row.items())) for row in table.rows
            ]
            return [replace(frame, items=(*frame.items, row)) for row in rows], ()
        case Years():
            return _year_frames(evaluator, source, frame)
    assert_never(source)


def _group_frames(evaluator: Evaluating, source: GroupItems, frame: Frame) -> tuple[list[Frame], tuple[Reason, ...]]:
    lists = [evaluator.situation.profile.facts.get(name) for name in (source.name, source.holdings)]
    enterprises, holdings = (
        each.value.items if isinstance(each, Known) and isinstance(each.value, Rows) else None for each in lists
    )
    if enterprises is None or holdings is None:
        unstated = zip((source.name, source.holdings), (enterprises, holdings), strict=True)
        return [], tuple(Reason(Why.MISSING_FACT, name) for name, rows in unstated if rows is None)
    items = groups.weighted(enterprises, holdings, source.linked_above, source.partner_from, source.holdings)
    return [replace(frame, items=(*frame.items, item)) for item in items], ()


def _year_frames(evaluator: Evaluating, window: Years, frame: Frame) -> tuple[list[Frame], tuple[Reason, ...]]:
    """
    A frame for each fiscal year of the window, earliest first, and why it is not known whether they belong.

    Where the window's beginning is open or unknown, one more year before the stated ones stands for all that came
    before: its facts are missing, so the answer is unknown unless the stated years decide.
    """
    last = frame.year - window.previous
    since = _since(evaluator, window, frame)
    if isinstance(since, Known):
        assert isinstance(since.value, date)  # noqa: S101  # INVARIANT: the checker wants a date after `since`
        first = since.value.year if evaluator.year_end(since.value.year) >= since.value else since.value.year + 1
        first = min(first, _earliest_stated(evaluator, last)) if window.ever else first
    elif window.count is None:
        first = _earliest_stated(evaluator, last) - 1
    else:
        first = last - window.count + 1
    if window.count is not None:
        first = max(first, last - window.count + 1)
    first = max(first, last - LONGEST_WINDOW + 1)
    # All stated years belong to `ever`, whatever the day from which on others do.
    reasons = since.reasons if isinstance(since, Unknown) and not window.ever else ()
    return [replace(frame, year=year) for year in range(first, last + 1)], reasons


def _open_start(evaluator: Evaluating, window: Years, frame: Frame) -> bool:
    """Whether the first frame of the window stands for all years that came before those stated."""
    return window.count is None and not isinstance(_since(evaluator, window, frame), Known)


def _since(evaluator: Evaluating, window: Years, frame: Frame) -> Value | None:
    return evaluator.evaluate(window.since, frame).value if window.since is not None else None


def _earliest_stated(evaluator: Evaluating, last: int) -> int:
    facts = evaluator.situation.profile.facts.values()
    years = [year for fact in facts if isinstance(fact, Yearly) for year in fact.values if year <= last]
    return min(years, default=last)


def _of_unknown_list(evaluator: Evaluating, expr: Aggregate, frame: Frame, reasons: tuple[Reason, ...]) -> Value:
    """What a list that was not given can come to: any number of items, each as unknown as can be."""
    unknown_weight = (
        missing(expr.source.holdings, low=ZERO, high=Fraction(1)) if isinstance(expr.source, GroupItems) else None
    )
    item = Row((("weight", unknown_weight),) if unknown_weight else ())
    generic = replace(frame, items=(*frame.items, item))
    body = evaluator.evaluate(expr.body, generic).value
    low, high = interval_of(body)
    match expr.gather:
        case Gather.SUM:
            return Unknown(
                reasons,
                ZERO if low is not None and low >= 0 else None,
                ZERO if high is not None and high <= 0 else None,
            )
        case Gather.COUNT | Gather.CARRIED:
            return Unknown(reasons, ZERO, None)
        case Gather.MIN | Gather.MAX | Gather.AVERAGE:
            return Unknown(reasons, low, high)
        case Gather.ANY | Gather.NONE | Gather.ALL:
            return Unknown(reasons)
    assert_never(expr.gather)
