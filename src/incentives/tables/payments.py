"""
What an award comes to, in columns: amounts by period, the cap over them, rounding once at the end, instalments. As
`engine.amounts`, which defines it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from incentives.ir.expr import FactItems, TableRows
from incentives.ir.rulebook import Award, Rhythm, Schedule
from incentives.tables.frames import Frame, Item, ListItem, Lowers, Period, TableRow
from incentives.tables.graph import Node
from incentives.tables.loops import MOST_ITEMS, sign_ends
from incentives.tables.numbers import Numbers
from incentives.tables.rationals import Rational
from incentives.tables.terms import Day, End, NotLowered, Number, Reasons

Ends = tuple[End, End]


def exact_payments(lowering: Lowers, award: Award, frame: Frame) -> tuple[list[Ends], Reasons, Ends | None]:
    """
    The payments of an award to who meets every condition, rounded and capped in the order of payment; why an amount is
    not known; and the most that the cap lets it come to, rounded.
    """
    numbers, graph = lowering.numbers, lowering.graph
    frames, present, list_reasons = _turns(lowering, award.schedule, frame)
    unknown_list = graph.either(*list_reasons.values())
    amounts: list[Ends] = []
    reasons: list[Reasons] = [list_reasons]
    for each, here in zip(frames, present, strict=True):
        if award.amount is None:
            amounts.append((numbers.nought, numbers.infinite))
            continue
        number = lowering.number(award.amount, each)
        reasons.append(numbers.reasons_where(here, number.reasons))
        amounts.append(_present(numbers, _rounded(numbers, award, number), here))
    if unknown_list is not graph.false:
        amounts = _of_unknown_list(lowering, award, frame, amounts, unknown_list, reasons)
    if not award.cap_seen:
        # Whatever the cap is, it may bite from the first payment on.
        amounts = _capped(numbers, amounts, (numbers.nought, numbers.infinite))
    most = None
    if award.cap is not None:
        cap = lowering.number(award.cap, frame)
        most = _not_below_nought(numbers, _rounded(numbers, award, cap))
        amounts = _forfeited(numbers, amounts, most) if award.forfeit else _capped(numbers, amounts, most)
        open_ = graph.either(*[_is_open(numbers, ends) for ends in amounts])
        reasons.append(numbers.reasons_where(open_, cap.reasons))
    payments = [(_or_nought(numbers, low), high) for low, high in amounts]
    if award.schedule.rhythm is Rhythm.INSTALMENTS:
        payments = _instalments(numbers, award, payments[0])
    return payments, numbers.all_reasons(reasons), most


def _not_below_nought(numbers: Numbers, cap: Ends) -> Ends:
    """A cap that comes to less than nought lets nothing through, and takes nothing."""
    if cap[0].value.number.low >= 0 and cap[0].finite is numbers.graph.true:
        return cap
    floored = End(numbers.rationals.greatest(cap[1].value, numbers.rationals.zero), cap[1].finite)
    return (floored if cap[0] is cap[1] else numbers.greatest_finite([cap[0], numbers.nought])), floored


def _or_nought(numbers: Numbers, low: End) -> End:
    """A lower end that nothing bounds is nought: no award is less."""
    if low.finite is numbers.graph.true:
        return low
    return End(numbers.rationals.choose(low.finite, low.value, numbers.rationals.zero), numbers.graph.true)


def total_of(numbers: Numbers, amounts: Sequence[Ends], granted: Node, certain: Node) -> Ends:
    """
    The sum of the payments: nothing where the award is not *granted*, and where that is not *certain* perhaps nothing
    of each.
    """
    graph = numbers.graph
    low, high = numbers.nought, numbers.nought
    for each in amounts:
        perhaps = (numbers.least_end([each[0], numbers.nought]), numbers.greatest_end([each[1], numbers.nought]))
        low = numbers.plus(low, numbers.choose_end(certain, each[0], perhaps[0]))
        high = numbers.plus(high, numbers.choose_end(certain, each[1], perhaps[1]))
    if granted is graph.true:
        return low, high
    return numbers.choose_end(granted, low, numbers.nought), numbers.choose_end(granted, high, numbers.nought)


def within_cap(numbers: Numbers, total: Ends, most: Ends | None) -> Ends:
    """The sum of payments whose single ranges overlap can look larger than the cap; the total is not."""
    if most is None or most[1].finite is numbers.graph.false:
        return total
    graph, high = numbers.graph, most[1]
    capped_low = End(numbers.rationals.least(total[0].value, high.value), total[0].finite)
    capped_high = numbers.least_finite([total[1], high])
    if high.finite is graph.true:
        return capped_low, capped_high
    return (
        numbers.choose_end(high.finite, capped_low, total[0]),
        numbers.choose_end(high.finite, capped_high, total[1]),
    )


def _is_open(numbers: Numbers, ends: Ends) -> Node:
    """Whether two ends differ."""
    graph, (low, high) = numbers.graph, ends
    if low is high:
        return graph.false
    same = graph.both(low.finite, high.finite, numbers.rationals.equal(low.value, high.value))
    return graph.no(graph.either(same, graph.both(graph.no(low.finite), graph.no(high.finite))))


def _rounded(numbers: Numbers, award: Award, number: Number) -> Ends:
    """Both ends rounded once; rounding never falls."""
    low = End(numbers.rationals.round(number.low.value, award.unit, award.rounding), number.low.finite)
    if number.high is number.low:
        return low, low
    return low, End(numbers.rationals.round(number.high.value, award.unit, award.rounding), number.high.finite)


def _present(numbers: Numbers, ends: Ends, here: Node) -> Ends:
    """Nothing where there is no such payment."""
    if here is numbers.graph.true:
        return ends
    return numbers.choose_end(here, ends[0], numbers.nought), numbers.choose_end(here, ends[1], numbers.nought)


def _of_unknown_list(
    lowering: Lowers, award: Award, frame: Frame, amounts: Sequence[Ends], unknown: Node, reasons: list[Reasons]
) -> list[Ends]:
    """The amounts where the list they are made for is not stated: one, that any number of items can come to."""
    numbers = lowering.numbers
    source = award.schedule.source
    if award.amount is None:
        generic: Ends = (numbers.nought, numbers.infinite)
    else:
        assert isinstance(source, FactItems)  # noqa: S101  # INVARIANT: only a list fact can be unknown
        item = replace(frame, items=(*frame.items, ListItem(source.name, None)))
        number = lowering.number(award.amount, item)
        reasons.append(numbers.reasons_where(unknown, number.reasons))
        any_number = sign_ends(numbers, number.low, number.high)
        generic = _rounded(numbers, award, Number(any_number[0], any_number[1], numbers.graph.false))
    if not amounts:
        return [_present(numbers, generic, unknown)]
    first = (
        numbers.choose_end(unknown, generic[0], amounts[0][0]),
        numbers.choose_end(unknown, generic[1], amounts[0][1]),
    )
    return [first, *amounts[1:]]


def _capped(numbers: Numbers, amounts: Sequence[Ends], cap: Ends) -> list[Ends]:
    """The amounts under a cap on their sum, which bites in the order of payment."""
    graph, rationals = numbers.graph, numbers.rationals
    if cap[0] is cap[1] and cap[0].value.number.low >= 0 and all(low is high for low, high in amounts):
        return _capped_points(numbers, [low for low, _ in amounts], cap[0])
    left_low, left_high = cap
    cap_low_finite = cap[0].finite
    found: list[Ends] = []
    for low, high in amounts:
        upper = numbers.least_finite([high, left_high])
        # The least that can be left is what remains when everything before came to its most.
        floored = End(rationals.greatest(left_low.value, rationals.zero), graph.true)
        lower = numbers.choose_end(left_low.finite, numbers.least_end([low, floored]), low)
        lower = numbers.choose_end(cap_low_finite, lower, numbers.least_end([lower, numbers.nought]))
        found.append((lower, upper))
        left_high = End(rationals.subtract(left_high.value, lower.value), graph.both(left_high.finite, lower.finite))
        rest = rationals.greatest(rationals.subtract(left_low.value, upper.value), rationals.zero)
        left_low = End(rationals.choose(upper.finite, rest, rationals.zero), left_low.finite)
    return found


def _capped_points(numbers: Numbers, amounts: Sequence[End], cap: End) -> list[Ends]:
    """The same where amounts and cap are known: each takes what is left, as far as it needs it."""
    graph, left = numbers.graph, cap.value
    found: list[Ends] = []
    for each in amounts:
        taken = End(numbers.rationals.least(each.value, left), graph.true)
        found.append((taken, taken))
        rest = numbers.rationals.subtract(left, taken.value)
        left = Rational(graph.within(rest.number, 0, max(rest.number.high, 0)), rest.divisor, rest.scale)
    return found


def _forfeited(numbers: Numbers, amounts: Sequence[Ends], cap: Ends) -> list[Ends]:
    """All or nothing: nothing where the sum is above the cap."""
    graph, rationals = numbers.graph, numbers.rationals
    low, high = numbers.nought, numbers.nought
    for each in amounts:
        low, high = numbers.plus(low, each[0]), numbers.plus(high, each[1])
    above = graph.both(low.finite, cap[1].finite, rationals.less(cap[1].value, low.value))
    below = graph.both(graph.no(above), high.finite, cap[0].finite, rationals.at_most(high.value, cap[0].value))
    found = []
    for each in amounts:
        most = numbers.least_finite([each[1], cap[1]])
        open_low = numbers.choose_end(below, each[0], numbers.nought)
        open_high = numbers.choose_end(below, each[1], numbers.choose_end(above, numbers.nought, most))
        found.append((numbers.choose_end(above, numbers.nought, open_low), open_high))
    return found


def _instalments(numbers: Numbers, award: Award, whole: Ends) -> list[Ends]:
    """One rounded amount in shares; the last instalment takes what rounding leaves."""
    rationals = numbers.rationals
    shares = award.schedule.shares
    found: list[Ends] = []
    rest_low, rest_high = whole
    for share in shares[:-1]:
        low, high = (
            End(rationals.round(rationals.scaled(end.value, share), award.unit, award.rounding), end.finite)
            for end in whole
        )
        found.append((low, high))
        rest_low = End(rationals.subtract(rest_low.value, low.value), whole[0].finite)
        rest_high = End(rationals.subtract(rest_high.value, high.value), whole[1].finite)
    return [*found, (rest_low, rest_high)]


def _turns(lowering: Lowers, schedule: Schedule, frame: Frame) -> tuple[list[Frame], list[Node], Reasons]:
    """The payments to be with the rows that have them, and why the list they are made for is not known."""
    graph = lowering.graph
    if schedule.rhythm is Rhythm.ITEMS and schedule.source is not None:
        return _item_turns(lowering, schedule.source, frame)
    if schedule.rhythm is not Rhythm.PERIODS:
        return [frame], [graph.true], {}
    start = lowering.lower(schedule.start, frame) if schedule.start is not None else None
    if start is not None and not isinstance(start, Day):
        raise NotLowered("a payment period that begins on no day")
    frames = []
    for number in range(1, schedule.count + 1):
        first = _later(lowering, start, (number - 1) * schedule.months)
        after = _later(lowering, start, number * schedule.months)
        last = Day(graph.add(after.number, graph.constant(-1)), after.known, after.reasons) if after else None
        period = Period(number=number, months=schedule.months, start=first, end=last)
        frames.append(replace(frame, period=period))
    return frames, [graph.true] * len(frames), {}


def _later(lowering: Lowers, start: Day | None, months: int) -> Day | None:
    """So many months after the first day; rows that leave the calendar are left to the exact evaluator."""
    if start is None:
        return None
    number, valid = lowering.days.add_months(start.number, lowering.graph.constant(months))
    lowering.leave(lowering.graph.both(start.known, lowering.graph.no(valid)))
    return Day(number, lowering.graph.both(start.known, valid), start.reasons)


def _item_turns(
    lowering: Lowers, source: FactItems | TableRows, frame: Frame
) -> tuple[list[Frame], list[Node], Reasons]:
    graph = lowering.graph
    if isinstance(source, TableRows):
        rows = lowering.rulebook.programmes[source.programme].tables[source.name].rows
        table: list[Item] = [TableRow(row) for row in rows]
        return [replace(frame, items=(*frame.items, row)) for row in table], [graph.true] * len(table), {}
    known, count, most, reasons = lowering.list_of(source.name)
    if most > MOST_ITEMS:
        raise NotLowered(f"a list of up to {most} items")
    items: list[Item] = [ListItem(source.name, index) for index in range(most)]
    present = [graph.both(known, graph.less(graph.constant(index), count)) for index in range(most)]
    return [replace(frame, items=(*frame.items, item)) for item in items], present, reasons
