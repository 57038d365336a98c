"""
Values as a case file writes them, exactly: `2137200.00 CNY`, `12.5%`, `unknown, at least 0.00 CNY`.

Not for how a number looks in a language: `incentives.l10n` does that.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from incentives.engine.results import Range
from incentives.ir.quantities import exact_text, quantity_text
from incentives.money.rounding import decimal_text
from incentives.types import Numeric, Type
from incentives.values import Known, Money, Reason, Root, Rows, Unknown, Value, Why

CENTS = 2
ROOT_DIGITS = 6


def money_text(amount: Fraction, currency: str) -> str:
    """An amount with at least two digits behind the point."""
    return f"{exact_text(amount, CENTS)} {currency}"


def range_text(amount: Range, currency: str, *, merit: bool = False) -> str:
    """An amount or a range of them, as a case states it; *merit* for a ceiling of what may be given."""
    if amount.high is None:
        return f"at least {money_text(amount.low, currency)}"
    if merit and amount.high != 0:
        return f"up to {money_text(amount.high, currency)}"
    if amount.is_known:
        return money_text(amount.low, currency)
    return f"{exact_text(amount.low, CENTS)} to {money_text(amount.high, currency)}"


def value_text(value: Value, kind: Type) -> str:
    """A value of *kind*, known or not."""
    if isinstance(value, Known):
        return known_text(value.value, kind)
    reasons = ", ".join(reason_text(reason) for reason in value.reasons)
    return f"unknown{_ends(value, kind)}" + (f" ({reasons})" if reasons else "")


def known_text(value: object, kind: Type) -> str:
    """What a known value holds."""
    match value:
        case bool():
            return truth_text(value)
        case Fraction() if isinstance(kind, Numeric):
            return number_text(value, kind)
        case Root() if isinstance(kind, Numeric):
            return _root_text(value, kind)
        case Money(amount=amount, currency=currency):
            return money_text(amount, currency)
        case date():
            return value.isoformat()
        case frozenset():
            return f"[{', '.join(sorted(map(str, value)))}]"
        case Rows(items=items):
            return f"{len(items)} items"
    return str(value)


def number_text(number: Fraction, kind: Numeric) -> str:
    """A number in its unit; money with its cents and never in millions."""
    return money_text(number, kind.currency or "") if kind.is_money else quantity_text(number, kind)


def truth_text(truth: bool | None) -> str:
    """`true`, `false` or `unknown`."""
    return "unknown" if truth is None else "true" if truth else "false"


def reason_text(reason: Reason) -> str:
    """Why something is not known: the missing fact, or the kind of gap and what it is about."""
    if reason.why is Why.MISSING_FACT:
        return f"{reason.subject} {reason.year}" if reason.year is not None else reason.subject
    return f"{reason.why} {reason.subject}".strip()


def names_text(names: Iterable[str]) -> str:
    """Names as a list of a case file."""
    return f"[{', '.join(sorted(names))}]"


def _ends(value: Unknown, kind: Type) -> str:
    if not isinstance(kind, Numeric) or (value.low is None and value.high is None):
        return ""
    if value.low is None or value.high is None:
        word, end = ("at least", value.low) if value.low is not None else ("at most", value.high)
        return f", {word} {number_text(end or Fraction(0), kind)}"
    return f", {number_text(value.low, kind)} to {number_text(value.high, kind)}"


def _root_text(root: Root, kind: Numeric) -> str:
    low, high = root.enclosure()
    if low == high:
        return number_text(low, kind)
    unit = Fraction(1, 10**ROOT_DIGITS)
    cut = root.floor(unit)
    return f"{decimal_text(cut * 100, ROOT_DIGITS - 2)}…%" if kind.percent else f"{decimal_text(cut, ROOT_DIGITS)}…"
