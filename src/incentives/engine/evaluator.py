"""
The exact evaluator: an expression and a company to a step with its value. It defines what the language means.

Obvious rather than fast. It never raises on a checked rulebook, and it always returns its trace; there is no second
interpreter for explanations.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Protocol, assert_never

from incentives.engine import loops, tables
from incentives.engine.operators import apply, merge
from incentives.engine.scope import Frame, Situation
from incentives.engine.trace import OfReading, OfRow, OfYear, Step
from incentives.ir import calendar
from incentives.ir.expr import (
    Aggregate,
    Brackets,
    Call,
    Context,
    Convert,
    DatedValue,
    Expr,
    Fact,
    Field,
    Given,
    InPeriod,
    Literal,
    Named,
    Parameter,
    Reading,
    Reference,
)
from incentives.ir.operators import Op
from incentives.ir.rulebook import ConversionPolicy
from incentives.money.rates import Conversion, NoQuote
from incentives.profiles.profile import Yearly
from incentives.types import Numeric
from incentives.values import (
    Known,
    Money,
    Reason,
    Unknown,
    Value,
    Why,
    interval_of,
    missing,
)


class Results(Protocol):
    """What references to whole programmes ask for; the assessor answers."""

    def criterion_truth(self, programme: str, name: str) -> Value:
        """What a criterion came to."""

    def qualifies(self, programme: str) -> Value:
        """Whether the company meets a programme's conditions or holds its status."""

    def award_conditions(self, programme: str, award: str) -> Value:
        """Whether an award's own conditions hold."""

    def award_amount(self, programme: str, award: str) -> Value:
        """What an award comes to."""

    def granted(self, programme: str, award: str) -> Value:
        """What an award, or a whole programme, comes to beside the others."""


class Evaluator:
    """Evaluates expressions for one situation; definitions are worked out once for each frame."""

    def __init__(self, situation: Situation, results: Results) -> None:
        self.situation = situation
        self.results = results
        self.memo: dict[tuple[object, ...], Step] = {}

    def evaluate(self, expr: Expr, frame: Frame) -> Step:
        """The step of *expr* in *frame*."""
        match expr:
            case Literal():
                return Step(expr, expr.value)
            case Fact():
                return self.fact(expr, frame)
            case Field():
                return self.field(expr, frame)
            case Context():
                return Step(expr, self.context(expr.name, frame))
            case Parameter():
                return self.parameter(expr, frame)
            case Reference():
                return self.reference(expr, frame)
            case Call():
                return self.call(expr, frame)
            case Brackets():
                return tables.brackets(self, expr, frame)
            case Aggregate():
                return loops.aggregate(self, expr, frame)
            case Reading():
                return self.reading(expr, frame)
            case Convert():
                return self.convert(expr, frame)
            case InPeriod():
                return self.in_period(expr, frame)
        assert_never(expr)

    # Leaves.

    def fact(self, expr: Fact, frame: Frame) -> Step:
        declared = self.situation.rulebook.facts[expr.name]
        stated = self.situation.profile.facts.get(expr.name)
        if not expr.yearly:
            if stated is None or isinstance(stated, Yearly):
                return Step(expr, missing(expr.name, low=declared.low, high=declared.high))
            return Step(expr, stated)
        year = frame.year + expr.offset
        found: Value | None = None
        if isinstance(stated, Yearly):
            found = stated.values.get(year)
            if found is None and year == self.last_year():
                found = stated.latest
        return Step(expr, found or missing(expr.name, year, low=declared.low, high=declared.high), (), OfYear(year))

    def field(self, expr: Field, frame: Frame) -> Step:
        item = frame.items[-1 - expr.depth]
        found = item.field(expr.name)
        if found is None:
            declared = self.situation.rulebook.facts.get(expr.source)
            field = declared.fields.get(expr.name) if declared else None
            low, high = (field.low, field.high) if field else (None, None)
            found = missing(f"{expr.source}.{expr.name}", low=low, high=high)
        return Step(expr, found)

    def last_year(self) -> int:
        """The last fiscal year closed on the day of assessment."""
        return calendar.last_closed_year(self.situation.on, *self.situation.profile.fiscal_year_end)

    def year_end(self, year: int) -> date:
        """The day on which fiscal year *year* ends."""
        return calendar.fiscal_year_end(min(max(year, 1), 9999), *self.situation.profile.fiscal_year_end)

    def year_of(self, day: date) -> int:
        """The fiscal year that *day* lies in, by the calendar year in which it ends."""
        return day.year if day <= self.year_end(day.year) else day.year + 1

    def context(self, name: Given, frame: Frame) -> Value:
        period = frame.period
        match name:
            case Given.ASSESSMENT_DATE:
                return Known(self.situation.on)
            case Given.FISCAL_YEAR:
                return Known(Fraction(frame.year))
            case Given.FISCAL_YEAR_END:
                return Known(self.year_end(frame.year))
            case Given.FISCAL_YEAR_START:
                return Known(calendar.add_days(self.year_end(frame.year - 1), 1))
            case Given.PERIOD_NUMBER:
                return Known(Fraction(period.number if period else 1))
            case Given.DAYS:
                if period and period.start and period.end:
                    return Known(Fraction((period.end - period.start).days + 1))
                low, high = calendar.DAYS_IN_MONTHS[period.months if period else 12]
                return Unknown(period.reasons if period else (), Fraction(low), Fraction(high))
            case Given.PERIOD_YEAR:
                if period and period.end:
                    return Known(Fraction(self.year_of(period.end)))
                return Unknown(period.reasons if period else (), Fraction(1), Fraction(9999))
            case Given.PERIOD_START | Given.PERIOD_END:
                day = (period.start if name is Given.PERIOD_START else period.end) if period else None
                return Known(day) if day else Unknown(period.reasons if period else ())
        assert_never(name)

    def parameter(self, expr: Parameter, frame: Frame) -> Step:
        declared = self.situation.rulebook.rules(expr.programme).parameters[expr.name]
        at = self.evaluate(expr.at, frame) if expr.at is not None else None
        inputs = (at,) if at else ()
        day = at.value if at else Known(self.situation.on)
        if isinstance(day, Known):
            assert isinstance(day.value, date)  # noqa: S101  # INVARIANT: the checker wants a date after `at`
            for index, dated in enumerate(declared.values):
                if _holds(dated, day.value) and dated.value is not None:
                    return Step(expr, self.constant(dated.value), inputs, OfRow(index))
            return Step(expr, Unknown((Reason(Why.NO_VALUE_YET, expr.name),)), inputs)
        possible = [self.constant(dated.value) for dated in declared.values if dated.value is not None]
        return Step(expr, merge(possible, day.reasons), inputs)

    def constant(self, expr: Expr) -> Value:
        """The value of an expression that depends on nothing."""
        if isinstance(expr, Literal):
            return expr.value
        return self.evaluate(expr, Frame(programme="", year=0)).value

    # References, readings, conversions.

    def reference(self, expr: Reference, frame: Frame) -> Step:
        match expr.kind:
            case Named.DEFINITION | Named.OF_ITEM:
                return self.definition(expr, frame)
            case Named.CRITERION:
                return Step(expr, self.results.criterion_truth(expr.programme, expr.name))
            case Named.ELIGIBILITY | Named.QUALIFIES:
                return Step(expr, self.results.qualifies(expr.programme))
            case Named.AWARD_WHEN:
                return Step(expr, self.results.award_conditions(expr.programme, expr.name))
            case Named.AWARD_AMOUNT:
                return Step(expr, self.results.award_amount(expr.programme, expr.name))
            case Named.GRANTED:
                return Step(expr, self.results.granted(expr.programme, expr.name))
            case Named.HOLDS:
                held = self.situation.profile.statuses.get(expr.programme)
                if held is None:
                    return Step(expr, Unknown((Reason(Why.STATUS_NOT_STATED, expr.programme),)))
                return Step(expr, Known(held.covers(self.situation.on)))
        assert_never(expr.kind)

    def definition(self, expr: Reference, frame: Frame) -> Step:
        """A definition, once for each fiscal year and, of the items of a list, for each item."""
        year = frame.year + expr.offset
        items = (frame.items[-1 - expr.depth],) if expr.kind is Named.OF_ITEM else ()
        key = (expr.programme, expr.name, year, items)
        if key not in self.memo:
            definition = self.situation.rulebook.rules(expr.programme).definitions[expr.name]
            inner = self.evaluate(definition.expr, Frame(programme=expr.programme, year=year, items=items))
            self.memo[key] = Step(expr, inner.value, (inner,))
        return self.memo[key]

    def reading(self, expr: Reading, frame: Frame) -> Step:
        option = self.chosen(frame.programme, expr.point)
        inner = self.evaluate(expr.option(option), frame)
        return Step(expr, inner.value, (inner,), OfReading(expr.point, option))

    def chosen(self, programme: str, point: str) -> str:
        """The reading of *point* that applies."""
        asked = self.situation.readings.get(programme, {}).get(point)
        return asked or self.situation.rulebook.rules(programme).readings[point].default

    def convert(self, expr: Convert, frame: Frame) -> Step:
        operand = self.evaluate(expr.operand, frame)
        if isinstance(operand.value, Unknown):
            return Step(expr, _same_sign(operand.value), (operand,))
        amount, currency = self.amount(operand)
        if currency == expr.currency:
            return Step(expr, Known(amount), (operand,))
        record = self.exchange(amount, currency, expr.currency, frame, operand)
        if isinstance(record, Unknown):
            return Step(expr, record, (operand,))
        if isinstance(record, NoQuote):
            low = Fraction(0) if amount >= 0 else None
            high = Fraction(0) if amount <= 0 else None
            reason = Reason(Why.NO_QUOTE, f"{record.origin}/{record.target}")
            return Step(expr, Unknown((reason,), low, high), (operand,), record)
        return Step(expr, Known(record.result), (operand,), record)

    def in_period(self, expr: InPeriod, frame: Frame) -> Step:
        """The operand in the fiscal year of the payment period; of a period without days, within its range."""
        period = frame.period
        if period is not None and period.end is not None:
            inner = self.evaluate(expr.operand, replace(frame, year=self.year_of(period.end)))
            return Step(expr, inner.value, (inner,))
        reasons = period.reasons if period else ()
        if isinstance(expr.operand, Reference):
            return Step(expr, Unknown(reasons))
        # No company states a year nought: what is missing of it has the range of the fact.
        unstated = self.evaluate(expr.operand, replace(frame, year=0)).value
        return Step(expr, Unknown(reasons, *interval_of(unstated)))

    def amount(self, operand: Step) -> tuple[Fraction, str]:
        """The amount and currency of a known money step."""
        value = operand.value.value if isinstance(operand.value, Known) else None
        if isinstance(value, Money):
            return value.amount, value.currency
        assert isinstance(value, Fraction)  # noqa: S101  # INVARIANT: money is a Money or, converted, a number
        kind = operand.expr.type
        return value, (kind.currency or "") if isinstance(kind, Numeric) else ""

    def exchange(
        self, amount: Fraction, origin: str, target: str, frame: Frame, operand: Step
    ) -> Conversion | NoQuote | Unknown:
        """A conversion on the day that the programme's policy names."""
        rates = self.situation.rates
        year = operand.note.year if isinstance(operand.note, OfYear) else frame.year
        match self.situation.rulebook.rules(frame.programme).conversion:
            case ConversionPolicy.ASSESSMENT:
                return rates.convert(amount, origin, target, self.situation.on)
            case ConversionPolicy.FISCAL_YEAR_END:
                return rates.convert(amount, origin, target, min(self.year_end(year), self.situation.on))
            case ConversionPolicy.YEAR_AVERAGE:
                start = calendar.add_days(self.year_end(year - 1), 1)
                return rates.convert_average(amount, origin, target, start, self.year_end(year))
            case ConversionPolicy.FILING:
                filed = self.situation.profile.facts.get("filed_on")
                if isinstance(filed, Known) and isinstance(filed.value, date):
                    return rates.convert(amount, origin, target, filed.value)
                unknown = missing("filed_on")
                return replace(
                    unknown, low=Fraction(0) if amount >= 0 else None, high=Fraction(0) if amount <= 0 else None
                )

    # Operators.

    def call(self, expr: Call, frame: Frame) -> Step:
        if expr.op is Op.IF:
            return self.branch(expr, frame)
        inputs = tuple([self.evaluate(argument, frame) for argument in expr.arguments])
        return Step(expr, apply(expr.op, [step.value for step in inputs]), inputs)

    def branch(self, expr: Call, frame: Frame) -> Step:
        """Of a known condition only the branch it chooses is looked at; of an unknown one, both."""
        condition = self.evaluate(expr.arguments[0], frame)
        if isinstance(condition.value, Known):
            chosen = self.evaluate(expr.arguments[1 if condition.value.value else 2], frame)
            return Step(expr, chosen.value, (condition, chosen))
        branches = tuple(self.evaluate(argument, frame) for argument in expr.arguments[1:])
        return Step(expr, merge([step.value for step in branches], condition.value.reasons), (condition, *branches))


def _same_sign(value: Unknown) -> Unknown:
    """An unknown amount in another currency: only its sign carries over."""
    low = Fraction(0) if value.low is not None and value.low >= 0 else None
    high = Fraction(0) if value.high is not None and value.high <= 0 else None
    return Unknown(value.reasons, low, high)


def _holds(dated: DatedValue, day: date) -> bool:
    return (dated.start is None or dated.start <= day) and (dated.end is None or day <= dated.end)
