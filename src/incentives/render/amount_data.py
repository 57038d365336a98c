"""
An amount as plain data.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from incentives.engine.results import Range
from incentives.ir.quantities import exact_text
from incentives.money.currency import CURRENCIES

Data: TypeAlias = dict[str, Any]


def range_data(amount: Range, currency: str) -> Data:
    """An amount: decimal strings with the digits of the currency's minor unit; an end without a bound is null."""
    digits = CURRENCIES[currency].digits if currency in CURRENCIES else 2
    return {
        "low": exact_text(amount.low, digits),
        "high": None if amount.high is None else exact_text(amount.high, digits),
        "currency": currency,
    }
