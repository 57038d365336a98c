"""
Operators on values, known or not: what the rows of the operator table say, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import assert_never

from incentives.ir import intervals
from incentives.ir.logic_operators import decided
from incentives.ir.operators import TABLE, Op, Unknowns
from incentives.values import Interval, Known, Reason, Unknown, Value, Why, interval_of, reasons_of


def apply(op: Op, values: Sequence[Value]) -> Value:
    """The meaning of an operator on values, known or not: the operator table's row, and nothing else."""
    row = TABLE[op]
    if row.unknowns is Unknowns.KLEENE:
        return _kleene(row.kernel, values)
    reasons = reasons_of(values)
    if not reasons:
        result = row.kernel(*[value.value for value in values if isinstance(value, Known)])
        return Unknown((Reason(result, _words(values)),)) if isinstance(result, Why) else Known(result)
    match row.unknowns:
        case Unknowns.COMPARE:
            return compare(op, values, reasons)
        case Unknowns.BOUNDED:
            assert row.bounds is not None  # noqa: S101  # INVARIANT: a bounded operator has bounds
            return bounded(reasons, row.bounds(*[interval_of(value) for value in values]))
        case Unknowns.HULL:
            return merge(values[1:], reasons)
        case Unknowns.STRICT:
            return Unknown(reasons)
    assert_never(row.unknowns)


def compare(op: Op, values: Sequence[Value], reasons: tuple[Reason, ...]) -> Value:
    """A comparison with an unknown operand: known if all members of the ranges answer alike."""
    truth = decided(op, interval_of(values[0]), interval_of(values[1]))
    return Unknown(reasons) if truth is None else Known(truth)


def merge(values: Sequence[Value], reasons: tuple[Reason, ...]) -> Value:
    """One of *values*, not known which: known if they agree, else the range that covers them all."""
    if values and all(isinstance(value, Known) and value == values[0] for value in values):
        return values[0]
    union = dict.fromkeys([*reasons, *reasons_of(values)])
    low, high = intervals.hull(*[interval_of(value) for value in values]) if values else (None, None)
    return Unknown(tuple(union), low, high)


def _kleene(kernel: Callable[..., object], values: Sequence[Value]) -> Value:
    truths = [value.value if isinstance(value, Known) else None for value in values]
    result = kernel(*truths)
    return Unknown(reasons_of(values)) if result is None else Known(result)


def bounded(reasons: tuple[Reason, ...], bounds: Interval) -> Value:
    """A number within *bounds*: known if they are one."""
    low, high = bounds
    return Known(low) if low is not None and low == high else Unknown(reasons, low, high)


def _words(values: Sequence[Value]) -> str:
    return ", ".join(
        str(value.value) for value in values if isinstance(value, Known) and isinstance(value.value, (str, date))
    )
