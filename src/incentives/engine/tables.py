"""
Bracket tables: one row selected, rates on the parts inside the rows, straight lines between points.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from incentives.engine.evaluating import Evaluating
from incentives.engine.operators import apply, bounded, merge
from incentives.engine.scope import Frame
from incentives.engine.trace import OfRow, Step
from incentives.ir import intervals
from incentives.ir.expr import Bracket, Brackets, Expr, Steps
from incentives.ir.operators import Op
from incentives.values import Known, Reason, Root, Unknown, Value, Why, interval_of, reasons_of, truth_of


def brackets(evaluator: Evaluating, expr: Brackets, frame: Frame) -> Step:
    """A value looked up, added up or interpolated in a table."""
    subject = evaluator.evaluate(expr.subject, frame)
    if expr.kind is Steps.MARGINAL:
        return _marginal(evaluator, expr, subject, frame)
    if expr.kind is Steps.INTERPOLATE:
        return _interpolate(evaluator, expr, subject, frame)
    return _select(evaluator, expr, subject, frame)


def _select(evaluator: Evaluating, expr: Brackets, subject: Step, frame: Frame) -> Step:
    """The value of the first row that the subject lies in; where that is not known, of any that it may lie in."""
    possible: list[Step] = []
    inputs: list[Step] = [subject]
    reasons: dict[Reason, None] = {}
    for index, row in enumerate(expr.rows):
        tests: list[Value] = []
        for edge, op in _edges(row):
            step = evaluator.evaluate(edge, frame)
            tests.append(apply(op, [subject.value, step.value]))
            inputs.append(step)
        inside = apply(Op.AND, tests) if tests else Known(True)
        if truth_of(inside) is False:
            continue
        value = evaluator.evaluate(row.value, frame)
        inputs.append(value)
        if truth_of(inside) is True:
            if not possible:
                return Step(expr, value.value, tuple(inputs), OfRow(index))
            possible.append(value)
            break
        reasons.update(dict.fromkeys(reasons_of([inside])))
        possible.append(value)
    if not possible:
        reason = Reason(Why.NO_BRACKET, expr.subject.span.text if expr.subject.span else "")
        return Step(expr, Unknown((reason,)), tuple(inputs))
    return Step(expr, merge([step.value for step in possible], tuple(reasons)), tuple(inputs))


def _marginal(evaluator: Evaluating, expr: Brackets, subject: Step, frame: Frame) -> Step:
    """The sum over the rows of the rate times the part of the subject inside the row."""
    inputs = [subject]
    total: Value = Known(Fraction(0))
    for row in expr.rows:
        part = subject.value
        if row.upper is not None:
            upper = evaluator.evaluate(row.upper, frame)
            inputs.append(upper)
            part = apply(Op.MIN, [part, upper.value])
        if row.lower is not None:
            lower = evaluator.evaluate(row.lower, frame)
            inputs.append(lower)
            part = apply(Op.SUBTRACT, [apply(Op.MAX, [part, lower.value]), lower.value])
        rate = evaluator.evaluate(row.value, frame)
        inputs.append(rate)
        total = apply(Op.ADD, [total, apply(Op.MULTIPLY, [part, rate.value])])
    return Step(expr, total, tuple(inputs))


def _interpolate(evaluator: Evaluating, expr: Brackets, subject: Step, frame: Frame) -> Step:
    """Straight lines between the points; level before the first and after the last."""
    points = [
        (evaluator.evaluate(row.lower, frame), evaluator.evaluate(row.value, frame))
        for row in expr.rows
        if row.lower is not None
    ]
    inputs = (subject, *(step for point in points for step in point))
    reasons = reasons_of([step.value for step in inputs])
    if reasons:
        values = [interval_of(value.value) for _, value in points]
        low, high = intervals.hull(*values)
        return Step(expr, bounded(reasons, (low, high)), inputs)
    place, known = _fraction(subject), [(_fraction(at), _fraction(value)) for at, value in points]
    if place <= known[0][0]:
        return Step(expr, Known(known[0][1]), inputs)
    for (left, low_value), (right, high_value) in pairwise(known):
        if left < right and place <= right:
            share = (place - left) / (right - left)
            return Step(expr, Known(low_value + share * (high_value - low_value)), inputs)
    return Step(expr, Known(known[-1][1]), inputs)


def _edges(row: Bracket) -> Iterator[tuple[Expr, Op]]:
    """The edges of a row, each with the comparison that holds for what lies inside."""
    if row.lower is not None:
        yield row.lower, Op.AT_LEAST if row.lower_inside else Op.GREATER
    if row.upper is not None:
        yield row.upper, Op.AT_MOST if row.upper_inside else Op.LESS


def _fraction(step: Step) -> Fraction:
    value = step.value.value if isinstance(step.value, Known) else None
    if isinstance(value, Root):
        return value.enclosure()[0]
    assert isinstance(value, Fraction)  # noqa: S101  # INVARIANT: unknowns were dealt with, types checked
    return value
