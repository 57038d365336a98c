"""
`rate at [first, last]`: a dated figure over a period in which it may change, each value by the days for which it holds.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from incentives.compiler.checking import Checking, broken
from incentives.ir.expr import Call, DatedValue, Expr, Literal, Parameter, literal_number
from incentives.ir.operators import Op
from incentives.source import Span
from incentives.syntax import tree as syntax
from incentives.types import DATE, DAYS, TRUTH, Broken, Numeric, Type
from incentives.values import Known

HELP = "write `rate at [fiscal_year_start, fiscal_year_end]`"


def average(checker: Checking, figure: Parameter, values: tuple[DatedValue, ...], tree: syntax.At) -> Expr:
    """The mean of *figure* over the days of a period; where it has no value at the ends, what it has on that day."""
    assert isinstance(tree.day, syntax.Items)  # noqa: S101  # INVARIANT: the caller looked
    if len(tree.day.items) != 2:  # first and last
        return checker.fail("wrong-arguments", "a period has a first and a last day", tree.day, help=HELP)
    first, last = (checker.value(day, DATE, "a day of the period") for day in tree.day.items)
    if not isinstance(figure.type, Numeric):
        return checker.fail("type-mismatch", f"`{figure.name}` is no number that has a mean", tree, help=HELP)
    numbers = [literal_number(each.value) for each in values if each.value is not None]
    if None in numbers or len(numbers) < len(values):
        message = f"`{figure.name}` has no figure for some time, so that it has no mean"
        return checker.fail("parameter-hole", message, tree, help="state which value counts: `rate at assessment_date`")
    if isinstance(first.type, Broken) or isinstance(last.type, Broken) or not values:
        return broken(tree.span)
    day, span = Literal(value=Known(Fraction(1)), type=DAYS, text="1 day", span=tree.span), tree.span
    parts = [
        _call(Op.MULTIPLY, figure.type, span, _days_inside(each, first, last, day), each.value)
        for each in values
        if each.value is not None
    ]
    total = parts[0]
    for part in parts[1:]:
        total = _call(Op.ADD, figure.type, span, total, part)
    mean = _call(Op.DIVIDE, figure.type, span, total, _days(first, last, day))
    known = [number for number in numbers if number is not None]
    ends = [Literal(value=Known(end), type=figure.type, span=span) for end in (min(known), max(known))]
    # Of days that are not known the mean is still one of what it is made of.
    found: Expr = _call(Op.CLAMP, figure.type, span, mean, *ends)
    for held, at in ((_from(values, first, span), first), (_until(values, last, span), last)):
        if held is not None:
            outside = Parameter(name=figure.name, programme=figure.programme, type=figure.type, at=at, span=span)
            found = _call(Op.IF, figure.type, span, held, found, outside)
    return found


def _days_inside(value: DatedValue, first: Expr, last: Expr, day: Expr) -> Expr:
    """For how many days of the period *value* holds."""
    start, end = first, last
    if value.start is not None:
        start = _call(Op.MAX, DATE, first.span, first, _day(value.start, first.span))
    if value.end is not None:
        end = _call(Op.MIN, DATE, last.span, last, _day(value.end, last.span))
    nought = Literal(value=Known(Fraction(0)), type=DAYS, text="0 days", span=first.span)
    return _call(Op.MAX, DAYS, first.span, nought, _days(start, end, day))


def _days(start: Expr, end: Expr, day: Expr) -> Expr:
    """How many days there are, both included."""
    between = _call(Op.DAYS_BETWEEN, DAYS, end.span, end, start)
    return _call(Op.ADD, DAYS, end.span, between, day)


def _from(values: tuple[DatedValue, ...], first: Expr, span: Span) -> Expr | None:
    """Whether the period begins no earlier than the first value; None if that holds always."""
    start = values[0].start
    return _call(Op.AT_LEAST, TRUTH, span, first, _day(start, span)) if start is not None else None


def _until(values: tuple[DatedValue, ...], last: Expr, span: Span) -> Expr | None:
    """Whether the period ends no later than the last value; None if that holds always."""
    end = values[-1].end
    return _call(Op.AT_MOST, TRUTH, span, last, _day(end, span)) if end is not None else None


def _day(day: date, span: Span | None) -> Expr:
    return Literal(value=Known(day), type=DATE, text=day.isoformat(), span=span)


def _call(op: Op, kind: Type, span: Span | None, *arguments: Expr) -> Call:
    return Call(op=op, arguments=arguments, type=kind, span=span)
