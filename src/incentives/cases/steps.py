"""
The smallest change of a figure that means something, and the text of the figure that it gives.

A minor unit of money, a hundredth of a percentage point, one person, one day; for others the last digit that is
written. An age in months changes by the days that a short month lacks, so that a day before or after a birthday tells.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from incentives.ir import calendar
from incentives.ir.expr import Call, Convert, Expr, Literal, walk
from incentives.ir.operators import Op
from incentives.ir.quantities import decimal_digits, quantity_text
from incentives.money.currency import is_currency, minor_unit
from incentives.types import Numeric
from incentives.values import Known

PERCENT_STEP = Fraction(1, 10_000)
# February is three days short of the longest month, and a day short of a month is a day more.
AGE_STEP = Fraction(4, 31)
CENT = Fraction(1, 100)
SMALL_PART = 10


def moved(literal: Literal, sign: int, beside: Expr | None = None, *, times: int = 1) -> Literal | None:
    """
    The literal moved up (1) or down (-1) by *times* its smallest step; None for what has no steps.

    Args:

        beside: What it is compared with, if it is a threshold.
    """
    value = literal.value.value
    if isinstance(value, bool):
        return None
    changed: object
    if isinstance(value, date):
        try:
            changed = calendar.add_days(value, Fraction(sign * times))
        except (ValueError, OverflowError):
            return None
    elif isinstance(value, Fraction) and isinstance(literal.type, Numeric):
        changed = value + sign * times * step_of(value, literal.type, beside)
        if changed < 0 <= value:
            return None
    else:
        return None
    kind = literal.type
    text = changed.isoformat() if isinstance(changed, date) else quantity_text(changed, kind)  # type: ignore[arg-type]  # numeric, as above
    return Literal(value=Known(changed), type=kind, text=text, span=literal.span)


def step_of(value: Fraction, kind: Numeric, beside: Expr | None = None) -> Fraction:
    """The smallest step of a figure of this type."""
    if kind.power:
        return minor_unit(kind.currency) if kind.is_money and kind.currency and is_currency(kind.currency) else CENT
    if kind.percent and kind.is_plain:
        return PERCENT_STEP
    if beside is not None and _is_age(beside):
        return AGE_STEP
    digits = decimal_digits(value)
    return Fraction(1, 10**digits) if digits is not None else Fraction(1)


def is_small(literal: Literal, changed: Literal) -> bool:
    """Whether a change is a small part of the figure; a date has no parts."""
    before, after = literal.value.value, changed.value.value
    if not isinstance(before, Fraction) or not isinstance(after, Fraction):
        return False
    return abs(after - before) * SMALL_PART <= abs(before)


def literal_text(literal: Literal) -> str:
    """The figure as a rule file states it."""
    value = literal.value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction) and isinstance(literal.type, Numeric):
        return quantity_text(value, literal.type)
    return literal.text


def _is_age(expr: Expr) -> bool:
    return any(isinstance(node, Call) and node.op is Op.AGE for node in walk(expr))


def unconverted(expr: Expr) -> Expr:
    """*expr* without the conversion around it."""
    while isinstance(expr, Convert):
        expr = expr.operand
    return expr
