"""
Numbers of the law that are worked out while compiling: a literal, or arithmetic with nothing but literals.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from incentives.compiler.checking import Scope, expression
from incentives.compiler.typecheck import Checker
from incentives.diagnostics import Collector
from incentives.ir.expr import Call, Expr, Literal, literal_number
from incentives.ir.operators import TABLE
from incentives.syntax.nodes import ScalarNode
from incentives.types import Broken, Numeric, Type


def figure(written: ScalarNode, scope: Scope, wanted: Type, what: str) -> Fraction | None:
    """The number that *written* comes to; None after a diagnostic."""
    expr = expression(written, Checker(scope, scope.collector), wanted, what)
    if isinstance(expr.type, Broken):
        return None
    found = folded(expr)
    if found is None:
        message = f"{what} is a figure of the law and depends on nothing"
        scope.collector.add("not-constant", message, written.span, help="write the figure itself: `40%`, `1 CNY`")
    return found


def folded(expr: Expr) -> Fraction | None:
    """The value of arithmetic with literals."""
    if not isinstance(expr, Call):
        return literal_number(expr)
    row, numbers = TABLE[expr.op], [folded(argument) for argument in expr.arguments]
    if row.bounds is None or any(number is None for number in numbers):
        return None
    low, high = row.bounds(*((number, number) for number in numbers))
    return low if low == high else None


def mixed_percent(values: Sequence[Expr], what: str, collector: Collector) -> None:
    """A bare `35` beside `15%` is a hundred times as much as was meant; *what* they are, for the diagnostic."""
    figures = [each for each in values if isinstance(each, Literal) and literal_number(each)]
    percent = [isinstance(each.type, Numeric) and each.type.percent for each in figures]
    for each, is_percent in zip(figures, percent, strict=True):
        if any(percent) and not is_percent and isinstance(each.type, Numeric) and each.type.is_plain:
            message = f"`{each.text}` has no percent sign, the other {what} have"
            help = f"write `{each.text}%`, or all {what} as plain numbers"
            collector.add("bare-number", message, each.span, help=help)
