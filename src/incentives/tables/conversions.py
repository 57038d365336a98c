"""
Money in another currency: known amounts times a quote that is the same for all rows, of unknown ones only the sign.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Protocol

from incentives.ir import calendar
from incentives.ir.expr import Convert, Fact
from incentives.ir.rulebook import ConversionPolicy
from incentives.money.rates import Conversion, NoQuote, RateTable
from incentives.tables.frames import Frame, Lowers, as_number
from incentives.tables.graph import Do, Graph, Node
from incentives.tables.rationals import Rational
from incentives.tables.terms import Amount, End, NotLowered, Number
from incentives.types import Numeric
from incentives.values import Reason, Why


class Converts(Lowers, Protocol):
    """The lowering with what a conversion needs."""

    rates: RateTable
    on: date


def convert(lowering: Converts, expr: Convert, frame: Frame) -> Number:
    """Money turned into the currency of *expr*, by the policy of the programme."""
    term = lowering.lower(expr.operand, frame)
    if isinstance(term, Amount):
        operand, currency = term.number, term.currency
    else:
        kind = expr.operand.type
        operand, currency = as_number(term), (kind.currency or "") if isinstance(kind, Numeric) else ""
    if operand.known is lowering.graph.false or not currency:
        return _same_sign(lowering, operand)
    if currency == expr.currency:
        return _converted(lowering, operand, Fraction(1))
    year = frame.year + expr.operand.offset if isinstance(expr.operand, Fact) and expr.operand.yearly else frame.year
    record = _exchange(lowering, currency, expr.currency, frame.programme, year)
    if isinstance(record, Conversion):
        return _converted(lowering, operand, record.result)
    reason = Reason(Why.NO_QUOTE, f"{record.origin}/{record.target}")
    found = _same_sign(lowering, operand)
    return replace(
        found,
        known=lowering.graph.false,
        reasons=lowering.numbers.all_reasons((operand.reasons, {reason: operand.known})),
    )


def _converted(lowering: Converts, operand: Number, factor: Fraction) -> Number:
    """Known amounts times *factor*; of an unknown one only the sign carries over."""
    graph, rationals = lowering.graph, lowering.numbers.rationals
    if operand.known is graph.true:
        return lowering.numbers.exactly(rationals.scaled(operand.low.value, factor))
    signed = _same_sign(lowering, operand)
    ends = []
    for end, sign in ((operand.low, signed.low), (operand.high, signed.high)):
        value = rationals.scaled(end.value, factor)
        if not _is_nought_unless(graph, value, operand.known):
            value = rationals.choose(operand.known, value, rationals.zero)
        ends.append(End(value, graph.either(operand.known, sign.finite)))
    return Number(ends[0], ends[1], operand.known, operand.reasons)


def _is_nought_unless(graph: Graph, value: Rational, known: Node) -> bool:
    """Whether a value is a column as it stands, which is nought where it is not known."""
    number = value.number
    return number.do is Do.COLUMN and graph.is_known(number.value) is known


def _same_sign(lowering: Converts, operand: Number) -> Number:
    """An amount in another currency of which only the sign is known."""
    graph, rationals, low, high = lowering.graph, lowering.numbers.rationals, operand.low, operand.high
    above = graph.both(low.finite, rationals.sign_at_least_zero(low.value))
    below = graph.both(high.finite, graph.no(rationals.is_positive(high.value)))
    return Number(
        End(rationals.zero, above),
        End(rationals.zero, below),
        graph.false,
        operand.reasons,
    )


def _exchange(lowering: Converts, origin: str, target: str, programme: str, year: int) -> Conversion | NoQuote:
    """The conversion of one unit on the day that the programme's policy names."""
    one = Fraction(1)
    match lowering.rulebook.programmes[programme].conversion:
        case ConversionPolicy.ASSESSMENT:
            return lowering.rates.convert(one, origin, target, lowering.on)
        case ConversionPolicy.FISCAL_YEAR_END:
            return lowering.rates.convert(one, origin, target, min(lowering.year_end(year), lowering.on))
        case ConversionPolicy.YEAR_AVERAGE:
            start = calendar.add_days(lowering.year_end(year - 1), 1)
            return lowering.rates.convert_average(one, origin, target, start, lowering.year_end(year))
        case ConversionPolicy.FILING:
            raise NotLowered("a conversion on each company's day of filing")
