"""
Loops in columns: the items of a list up to the longest of the block, the rows of a table, or fiscal years, each
lowered on its own and gathered into one term. As `engine.loops`, which defines them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import assert_never

from incentives.ir.expr import Aggregate, FactItems, Gather, GroupItems, ItemsBy, ItemsOf, TableRows, Years
from incentives.tables import windows
from incentives.tables.choices import choose_term
from incentives.tables.frames import Frame, ListItem, Lowers, TableRow, as_number, as_truth
from incentives.tables.graph import Node
from incentives.tables.numbers import Numbers
from incentives.tables.rationals import Rational
from incentives.tables.terms import NONE, Day, End, NotLowered, Number, Reasons, Term, Truth
from incentives.values import Reason, Why

MOST_ITEMS = 24
TRUTHFUL = (Gather.ANY, Gather.ALL, Gather.NONE, Gather.COUNT)


@dataclass(frozen=True, slots=True)
class Turn:
    """
    One turn of a loop.

    Args:

        inside: Rows where the turn is not left out.

        certain: Rows where it belongs for sure.

        value: What the body comes to.

        reasons: Why it is not known, or whether it belongs.

        many: Whether it stands for any number of items, all as little known.
    """

    inside: Node
    certain: Node
    value: Term
    reasons: Reasons
    many: bool = False


@dataclass(frozen=True, slots=True)
class _Loop:
    """A loop of which the frames are still to be found."""

    lowering: Lowers
    expr: Aggregate

    def run(
        self, frames: Sequence[Frame], present: Sequence[Node], *, earlier: bool = False, unsure: Reasons = NONE
    ) -> Term:
        """What the loop comes to over *frames*; see `_turns`."""
        turns = _turns(self.lowering, self.expr, frames, present, earlier=earlier, unsure=unsure)
        return gather(self.lowering, self.expr.gather, turns, unsure)


def aggregate(lowering: Lowers, expr: Aggregate, frame: Frame) -> Term:
    """Run the loop and gather its turns."""
    graph = lowering.graph
    if expr.carry is not None:
        raise NotLowered("what is carried forward by the year it arose")
    match expr.source:
        case FactItems(name=name):
            return _items(lowering, expr, name, frame)
        case GroupItems():
            raise NotLowered("a group of enterprises")
        case ItemsBy() | ItemsOf():
            raise NotLowered("a loop over distinct values")
        case TableRows(programme=programme, name=name):
            rows = lowering.rulebook.programmes[programme].tables[name].rows
            frames = [replace(frame, items=(*frame.items, TableRow(row))) for row in rows]
            return gather(lowering, expr.gather, _turns(lowering, expr, frames, [graph.true] * len(frames)), {})
        case Years():
            return windows.over(lowering, expr.source, frame, _Loop(lowering, expr))
    assert_never(expr.source)


def _turns(
    lowering: Lowers,
    expr: Aggregate,
    frames: Sequence[Frame],
    present: Sequence[Node],
    *,
    earlier: bool = False,
    unsure: Reasons | None = None,
) -> list[Turn]:
    """
    The turns of a loop.

    Args:

        present: For each frame the rows that have it.

        earlier: Whether the first frame stands for all years before those stated.

        unsure: Why it is not known, in the rows that have such reasons, whether any of the turns belongs.
    """
    graph, numbers = lowering.graph, lowering.numbers
    doubtful = graph.either(*(unsure or {}).values())
    turns = []
    for index, (each, here) in enumerate(zip(frames, present, strict=True)):
        many = earlier and index == 0
        where = lowering.truth(expr.where, each) if expr.where is not None else None
        inside = graph.both(here, graph.no(where.no)) if where else here
        if inside is graph.false:
            continue
        belongs = graph.both(here, where.yes) if where else here
        certain = graph.false if many else graph.both(belongs, graph.no(doubtful))
        value = lowering.lower(expr.body, each)
        reasons = numbers.all_reasons((value_reasons(value), where.reasons if where else {}))
        turns.append(Turn(inside, certain, value, numbers.reasons_where(inside, reasons), many))
    return turns


def value_reasons(term: Term) -> Reasons:
    """Why a term is not known."""
    if isinstance(term, (Truth, Number, Day)):
        return term.reasons
    raise NotLowered("a loop over values that are neither numbers nor truths")


# Items of a list.


def _items(lowering: Lowers, expr: Aggregate, name: str, frame: Frame) -> Term:
    graph, numbers = lowering.graph, lowering.numbers
    known, count, most, _ = lowering.list_of(name)
    if known is graph.false:
        return of_unknown_list(lowering, expr, name, frame)
    if most > MOST_ITEMS:
        raise NotLowered(f"a list of up to {most} items")
    frames = [replace(frame, items=(*frame.items, ListItem(name, index))) for index in range(most)]
    present = [graph.both(known, graph.less(graph.constant(index), count)) for index in range(most)]
    found = gather(lowering, expr.gather, _turns(lowering, expr, frames, present), {})
    if known is graph.true:
        return found
    return choose_term(graph, numbers, known, found, of_unknown_list(lowering, expr, name, frame))


def of_unknown_list(lowering: Lowers, expr: Aggregate, name: str, frame: Frame) -> Term:
    """What a list that was not given can come to: any number of items, each as unknown as can be."""
    graph, numbers = lowering.graph, lowering.numbers
    reasons: Reasons = {Reason(Why.MISSING_FACT, name): graph.true}
    if expr.gather in (Gather.ANY, Gather.ALL, Gather.NONE):
        return Truth(graph.false, graph.false, reasons)
    if expr.gather in (Gather.COUNT, Gather.CARRIED):
        return Number(numbers.nought, numbers.infinite, graph.false, reasons)
    generic = replace(frame, items=(*frame.items, ListItem(name, None)))
    body = as_number(lowering.lower(expr.body, generic))
    if expr.gather is Gather.SUM:
        low, high = sign_ends(numbers, body.low, body.high)
        return Number(low, high, graph.false, reasons)
    return Number(body.low, body.high, graph.false, reasons)


def sign_ends(numbers: Numbers, low: End, high: End) -> tuple[End, End]:
    """What any number of items, each within two ends, can come to."""
    graph, rationals = numbers.graph, numbers.rationals
    above = graph.both(low.finite, rationals.sign_at_least_zero(low.value))
    below = graph.both(high.finite, graph.no(rationals.is_positive(high.value)))
    return End(rationals.zero, above), End(rationals.zero, below)


# Gathering.


def gather(lowering: Lowers, kind: Gather, turns: Sequence[Turn], reasons: Reasons) -> Term:
    """One term from all turns."""
    graph, numbers = lowering.graph, lowering.numbers
    found = numbers.all_reasons((reasons, *(turn.reasons for turn in turns)))
    match kind:
        case Gather.ANY | Gather.NONE | Gather.ALL:
            return _truth(lowering, kind, turns, found)
        case Gather.COUNT:
            truths = [as_truth(turn.value) for turn in turns]
            certain = [graph.both(turn.certain, truth.yes) for turn, truth in zip(turns, truths, strict=True)]
            possible = [graph.both(turn.inside, graph.no(truth.no)) for turn, truth in zip(turns, truths, strict=True)]
            many = graph.either(*[where for turn, where in zip(turns, possible, strict=True) if turn.many])
            low = End(_counted(graph.count(*certain)), graph.true)
            high = End(_counted(graph.count(*possible)), graph.no(many))
            return numbers.between(low, high, found)
        case Gather.CARRIED:
            return numbers.between(*_carried(numbers, turns), found)
        case Gather.SUM:
            low, high = numbers.nought, numbers.nought
            for turn in turns:
                ends = _total(numbers, turn)
                low, high = numbers.plus(low, ends[0]), numbers.plus(high, ends[1])
            return numbers.between(low, high, found)
        case Gather.MIN | Gather.MAX:
            return _extreme(lowering, kind, turns, found)
        case Gather.AVERAGE:
            return _average(lowering, turns, found)
    assert_never(kind)


def _counted(node: Node) -> Rational:
    return Rational(node, None, Fraction(1))


def _truth(lowering: Lowers, kind: Gather, turns: Sequence[Turn], reasons: Reasons) -> Truth:
    graph = lowering.graph
    truths = [(turn, as_truth(turn.value)) for turn in turns]
    if kind is Gather.ALL:
        yes = graph.both(*[graph.either(graph.no(turn.inside), truth.yes) for turn, truth in truths])
        no = graph.either(*[graph.both(turn.certain, truth.no) for turn, truth in truths])
    else:
        yes = graph.either(*[graph.both(turn.certain, truth.yes) for turn, truth in truths])
        no = graph.both(*[graph.either(graph.no(turn.inside), truth.no) for turn, truth in truths])
    if kind is Gather.NONE:
        yes, no = no, yes
    return Truth(yes, no, lowering.numbers.where_unknown(graph.either(yes, no), reasons))


def _total(numbers: Numbers, turn: Turn) -> tuple[End, End]:
    """What a turn can add to a sum: nothing where it is left out, perhaps nothing where it may not belong."""
    graph = numbers.graph
    number = as_number(turn.value)
    low, high = number.low, number.high
    if turn.many:
        low, high = sign_ends(numbers, low, high)
    elif turn.certain is not turn.inside:
        low = numbers.choose_end(turn.certain, low, numbers.least_end([low, numbers.nought]))
        high = numbers.choose_end(turn.certain, high, numbers.greatest_end([high, numbers.nought]))
    if turn.inside is graph.true:
        return low, high
    return (
        numbers.choose_end(turn.inside, low, numbers.nought),
        numbers.choose_end(turn.inside, high, numbers.nought),
    )


def _carried(numbers: Numbers, turns: Sequence[Turn]) -> tuple[End, End]:
    """What is left in the end if each turn adds to what was left before, or takes from it as far as it goes."""
    graph, rationals = numbers.graph, numbers.rationals
    low, high = numbers.nought, numbers.nought
    for turn in turns:
        number = as_number(turn.value)
        # Of all the years before those that are stated, anything may be left.
        before = (numbers.nought, numbers.infinite) if turn.many else (low, high)
        least, most = numbers.plus(before[0], number.low), numbers.plus(before[1], number.high)
        floored = rationals.choose(least.finite, rationals.greatest(least.value, rationals.zero), rationals.zero)
        after_low = End(floored, graph.true)
        after_high = End(rationals.greatest(most.value, rationals.zero), most.finite)
        open_low, open_high = numbers.least_end([low, after_low]), numbers.greatest_end([high, after_high])
        new_low = numbers.choose_end(turn.certain, after_low, open_low)
        new_high = numbers.choose_end(turn.certain, after_high, open_high)
        low, high = numbers.choose_end(turn.inside, new_low, low), numbers.choose_end(turn.inside, new_high, high)
    return low, high


def _extreme(lowering: Lowers, kind: Gather, turns: Sequence[Turn], reasons: Reasons) -> Number:
    graph, numbers = lowering.graph, lowering.numbers
    least = kind is Gather.MIN
    values = [as_number(turn.value) for turn in turns]
    if not values:
        return numbers.unknown({**reasons, Reason(Why.NOTHING_TO_AGGREGATE, ""): graph.true})
    # Each gathering of some turns: where there is one, and its ends.
    certain = _joined(numbers, [(turn.certain, value) for turn, value in zip(turns, values, strict=True)], least=least)
    possible = _joined(numbers, [(turn.inside, value) for turn, value in zip(turns, values, strict=True)], least=least)
    hull = _hull(numbers, [(turn.inside, value) for turn, value in zip(turns, values, strict=True)])
    outer_low = numbers.least_end([certain[1], possible[1]])
    outer_high = numbers.greatest_end([certain[2], possible[2]])
    low = numbers.choose_end(certain[0], outer_low, hull[1])
    high = numbers.choose_end(certain[0], outer_high, hull[2])
    some = hull[0]
    low, high = End(low.value, graph.both(low.finite, some)), End(high.value, graph.both(high.finite, some))
    known = graph.both(certain[0], low.finite, high.finite, numbers.rationals.equal(low.value, high.value))
    found = dict(reasons)
    if some is not graph.true:
        found[Reason(Why.NOTHING_TO_AGGREGATE, "")] = graph.no(some)
    return Number(low, high, known, numbers.where_unknown(known, found))


def _joined(numbers: Numbers, options: Sequence[tuple[Node, Number]], *, least: bool) -> tuple[Node, End, End]:
    """The least or greatest of the numbers that are there: where there is one, its low and its high end."""
    graph = numbers.graph
    some, low, high = graph.false, numbers.nought, numbers.nought
    for where, number in options:
        if where is graph.false:
            continue
        if least:
            both_low, both_high = numbers.least_end([low, number.low]), numbers.least_finite([high, number.high])
        else:
            both_low, both_high = numbers.greatest_finite([low, number.low]), numbers.greatest_end([high, number.high])
        new_low = numbers.choose_end(some, both_low, number.low)
        new_high = numbers.choose_end(some, both_high, number.high)
        low, high = numbers.choose_end(where, new_low, low), numbers.choose_end(where, new_high, high)
        some = graph.either(some, where)
    return some, low, high


def _hull(numbers: Numbers, options: Sequence[tuple[Node, Number]]) -> tuple[Node, End, End]:
    """The ends that cover the numbers that are there."""
    graph = numbers.graph
    some, low, high = graph.false, numbers.nought, numbers.nought
    for where, number in options:
        new_low = numbers.choose_end(some, numbers.least_end([low, number.low]), number.low)
        new_high = numbers.choose_end(some, numbers.greatest_end([high, number.high]), number.high)
        low, high = numbers.choose_end(where, new_low, low), numbers.choose_end(where, new_high, high)
        some = graph.either(some, where)
    return some, low, high


def _average(lowering: Lowers, turns: Sequence[Turn], reasons: Reasons) -> Number:
    graph, numbers = lowering.graph, lowering.numbers
    if not turns:
        return numbers.unknown({**reasons, Reason(Why.NOTHING_TO_AGGREGATE, ""): graph.true})
    values = [as_number(turn.value) for turn in turns]
    some, hull_low, hull_high = _hull(numbers, [(turn.inside, each) for turn, each in zip(turns, values, strict=True)])
    sure = graph.both(*[graph.either(graph.no(turn.inside), turn.certain) for turn in turns])
    low, high = numbers.nought, numbers.nought
    for turn, number in zip(turns, values, strict=True):
        low = numbers.plus(low, numbers.choose_end(turn.inside, number.low, numbers.nought))
        high = numbers.plus(high, numbers.choose_end(turn.inside, number.high, numbers.nought))
    count = numbers.rationals.reciprocal(_counted(graph.count(*[turn.inside for turn in turns])))
    low = End(numbers.rationals.multiply(low.value, count), low.finite)
    high = End(numbers.rationals.multiply(high.value, count), high.finite)
    low, high = numbers.choose_end(sure, low, hull_low), numbers.choose_end(sure, high, hull_high)
    low, high = End(low.value, graph.both(low.finite, some)), End(high.value, graph.both(high.finite, some))
    one = graph.both(low.finite, high.finite, numbers.rationals.equal(low.value, high.value))
    known = graph.both(sure, one)
    found = dict(reasons)
    if some is not graph.true:
        found[Reason(Why.NOTHING_TO_AGGREGATE, "")] = graph.no(some)
    return Number(low, high, known, numbers.where_unknown(known, found))
