"""
Bracket tables in columns: one row selected, rates on the parts inside the rows, straight lines between points. As
`engine.tables`, which defines them.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from incentives.ir.expr import Bracket, Brackets, Expr, Steps
from incentives.ir.operators import Op
from incentives.tables import choices
from incentives.tables.comparisons import compare
from incentives.tables.frames import Frame, Lowers, as_number
from incentives.tables.graph import Node
from incentives.tables.terms import NotLowered, Number, Term, Truth
from incentives.values import Reason, Why


def brackets(lowering: Lowers, expr: Brackets, frame: Frame) -> Term:
    """A value looked up, added up or interpolated in a table."""
    subject = lowering.lower(expr.subject, frame)
    match expr.kind:
        case Steps.MARGINAL:
            return _marginal(lowering, expr, as_number(subject), frame)
        case Steps.INTERPOLATE:
            return _interpolate(lowering, expr, as_number(subject), frame)
        case Steps.SELECT:
            return _select(lowering, expr, subject, frame)


def _select(lowering: Lowers, expr: Brackets, subject: Term, frame: Frame) -> Term:
    """The value of the first row that the subject lies in; where that is not known, of any that it may lie in."""
    graph, numbers = lowering.graph, lowering.numbers
    options: list[tuple[Node, Term]] = []
    reasons = []
    open_ = graph.true
    exclusive = True
    for row in expr.rows:
        inside = _inside(lowering, row, subject, frame)
        possible = graph.both(open_, graph.no(inside.no))
        if possible is not graph.false:
            options.append((possible, lowering.lower(row.value, frame)))
            reasons.append(numbers.reasons_where(open_, inside.reasons))
            exclusive = exclusive and graph.no(inside.yes) is inside.no
        open_ = graph.both(open_, graph.no(inside.yes))
    none = graph.no(graph.either(*[possible for possible, _ in options]))
    found = dict(numbers.all_reasons(reasons))
    if none is not graph.false:
        found[Reason(Why.NO_BRACKET, expr.subject.span.text if expr.subject.span else "")] = none
    return choices.merge(lowering, options, found, expr.type, exclusive=exclusive)


def _inside(lowering: Lowers, row: Bracket, subject: Term, frame: Frame) -> Truth:
    """Whether the subject lies in a row."""
    graph, numbers = lowering.graph, lowering.numbers
    tests = [compare(lowering, op, subject, lowering.lower(edge, frame)) for edge, op in _edges(row)]
    yes, no = graph.both(*[test.yes for test in tests]), graph.either(*[test.no for test in tests])
    if all(graph.no(test.yes) is test.no for test in tests):
        no = graph.no(yes)
    known = graph.either(yes, no)
    return Truth(yes, no, numbers.where_unknown(known, numbers.all_reasons(test.reasons for test in tests)))


def _edges(row: Bracket) -> Iterator[tuple[Expr, Op]]:
    """The edges of a row, each with the comparison that holds for what lies inside."""
    if row.lower is not None:
        yield row.lower, Op.AT_LEAST if row.lower_inside else Op.GREATER
    if row.upper is not None:
        yield row.upper, Op.AT_MOST if row.upper_inside else Op.LESS


def _marginal(lowering: Lowers, expr: Brackets, subject: Number, frame: Frame) -> Number:
    """The sum over the rows of the rate times the part of the subject inside the row."""
    numbers = lowering.numbers
    total = numbers.constant(Fraction(0))
    for row in expr.rows:
        part = subject
        if row.upper is not None:
            part = numbers.least((part, lowering.number(row.upper, frame)))
        if row.lower is not None:
            lower = lowering.number(row.lower, frame)
            part = numbers.subtract(numbers.greatest((part, lower)), lower)
        total = numbers.add(total, numbers.multiply(part, lowering.number(row.value, frame)))
    return total


def _interpolate(lowering: Lowers, expr: Brackets, subject: Number, frame: Frame) -> Number:
    """Straight lines between the points; level before the first and after the last."""
    graph, numbers = lowering.graph, lowering.numbers
    points = [
        (lowering.number(row.lower, frame), lowering.number(row.value, frame))
        for row in expr.rows
        if row.lower is not None
    ]
    parts = [subject, *(each for point in points for each in point)]
    known = graph.both(*[each.known for each in parts])
    if any(point.known is not graph.true for point, _ in points):
        raise NotLowered("an interpolation between points that may not be known")
    line = points[-1][1]
    place = numbers.exactly(subject.low.value)
    for (left, low_value), (right, high_value) in list(pairwise(points))[::-1]:
        nought = Reason(Why.DIVISION_BY_ZERO, "")
        share = numbers.divide(numbers.subtract(place, left), numbers.subtract(right, left), nought)
        slope = numbers.add(low_value, numbers.multiply(share, numbers.subtract(high_value, low_value)))
        before = compare(lowering, Op.AT_MOST, place, right).yes
        rises = compare(lowering, Op.LESS, left, right).yes
        line = _chosen(lowering, graph.both(before, rises), slope, line)
    line = _chosen(lowering, compare(lowering, Op.AT_MOST, place, points[0][0]).yes, points[0][1], line)
    reasons = numbers.all_reasons(each.reasons for each in parts)
    hull = (
        numbers.least_end([value.low for _, value in points]),
        numbers.greatest_end([value.high for _, value in points]),
    )
    low = numbers.choose_end(known, line.low, hull[0])
    high = numbers.choose_end(known, line.high, hull[1])
    return numbers.settled(low, high, known, reasons)


def _chosen(lowering: Lowers, condition: Node, positive: Number, negative: Number) -> Number:
    found = choices.choose_term(lowering.graph, lowering.numbers, condition, positive, negative)
    return as_number(found)
