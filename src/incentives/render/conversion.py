"""
One conversion: for a terminal and as plain data.
"""

from __future__ import annotations

from fractions import Fraction

from incentives.explain.conversions import conversion_message, quote_messages
from incentives.explain.messages import Code, Quantity
from incentives.ir.quantities import exact_text
from incentives.l10n.localiser import Localiser
from incentives.money.currency import CURRENCIES, minor_unit
from incentives.money.rates import Conversion, NoQuote
from incentives.money.rounding import Rounding, decimal_text, round_to
from incentives.render.data import Data, conversion_record
from incentives.types import money


def conversion_text(record: Conversion, localiser: Localiser) -> str:
    """The amount in the other currency to its minor unit, then the quotes it used, as published."""
    told = {
        "amount": Quantity(record.amount, money(record.origin), cents=True),
        "result": Quantity(_rounded(record), money(record.target), cents=True),
    }
    lines = [localiser.word("convert.exact" if _rounded(record) == record.result else "convert.rounded", **told)]
    if len(record.path) > 2:
        lines.append(localiser.word("convert.path", path=Code(" → ".join(record.path))))
    return "\n".join([*lines, *(localiser.message(message) for message in quote_messages(record))])


def conversion_answer(record: Conversion) -> Data:
    """The conversion with its exact result and its result to the minor unit, as texts."""
    return {
        "schema": "incentives/conversion/1",
        "amount": exact_text(record.amount),
        "from": record.origin,
        "to": record.target,
        "on": record.on.isoformat(),
        "result": decimal_text(_rounded(record), CURRENCIES[record.target].digits),
        "exact": exact_text(record.result),
        **conversion_record(record),
    }


def no_quote_text(record: NoQuote, localiser: Localiser) -> str:
    """Why there is no quote."""
    return localiser.message(conversion_message(record))


def _rounded(record: Conversion) -> Fraction:
    return round_to(record.result, minor_unit(record.target), Rounding.HALF_UP)
