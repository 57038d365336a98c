"""
Expressions that one word of the written language is short for: what `growth` and `first_time` become.
"""

from __future__ import annotations

from incentives.ir.expr import (
    Aggregate,
    Brackets,
    Call,
    Expr,
    Fact,
    Gather,
    Named,
    Reading,
    Reference,
    Years,
    children,
    literal_number,
)
from incentives.ir.operators import Op
from incentives.types import Numeric

DEFINITIONS = (Named.DEFINITION, Named.OF_ITEM)


def growth_of(expr: Call) -> tuple[Expr, int] | None:
    """What grows and over how many fiscal years, if *expr* is what `growth` is short for."""
    if expr.op is not Op.SUBTRACT or not (literal_number(expr.arguments[1]) == 1 and _is_percent(expr.arguments[1])):
        return None
    quotient, intervals = expr.arguments[0], 1
    if isinstance(quotient, Call) and quotient.op is Op.ROOT:
        degree = literal_number(quotient.arguments[1])
        quotient, intervals = quotient.arguments[0], int(degree or 0)
    if not (isinstance(quotient, Call) and quotient.op is Op.DIVIDE and intervals >= 1):
        return None
    last, first = quotient.arguments
    return (last, intervals + 1) if last != first and _is_earlier(last, first, intervals) else None


def _is_percent(expr: Expr) -> bool:
    return isinstance(expr.type, Numeric) and expr.type.percent


def _is_earlier(last: Expr, first: Expr, years: int) -> bool:
    """Whether *first* is *last* with every fact of a year taken that many years before."""
    if isinstance(last, Fact) and isinstance(first, Fact):
        return last.name == first.name and first.offset == (last.offset - years if last.yearly else 0)
    if isinstance(last, Reference) and isinstance(first, Reference) and last.kind in DEFINITIONS:
        named = (last.kind, last.programme, last.name) == (first.kind, first.programme, first.name)
        return named and first.offset == last.offset - years
    if type(last) is not type(first) or isinstance(last, (Aggregate, Brackets, Reading, Reference)):
        return False
    inner = list(zip(children(last), children(first), strict=False))
    if not inner:
        return last == first
    same = not isinstance(last, Call) or (isinstance(first, Call) and last.op is first.op)
    return same and len(children(last)) == len(children(first)) and all(_is_earlier(a, b, years) for a, b in inner)


def is_first_time(expr: Call) -> bool:
    """Whether *expr* is what `first_time` is short for: the condition now, and in no earlier year of the window."""
    if expr.op is not Op.AND or len(expr.arguments) != 2:
        return False
    now, before = expr.arguments
    return (
        isinstance(before, Aggregate)
        and before.gather is Gather.NONE
        and isinstance(before.source, Years)
        and before.source.previous
        and before.source.count is None
        and before.where is None
        and before.body == now
    )
