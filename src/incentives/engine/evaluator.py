"""
The exact evaluator: an expression and a company to a step with its value. It defines what the language means.

Obvious rather than fast. It never raises on a checked rulebook, and it always returns its trace; there is no second
interpreter for explanations.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Protocol, assert_never

from incentives.engine import loops
from incentives.engine.scope import Frame, Situation
from incentives.engine.trace import OfReading, OfRow, OfYear, Step
from incentives.ir import calendar, intervals
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
    Literal,
    Named,
    Parameter,
    Reading,
    Reference,
    Steps,
)
from incentives.ir.operators import TABLE, Op, Unknowns
from incentives.ir.rulebook import ConversionPolicy
from incentives.money.rates import Conversion, NoQuote
from incentives.profiles.profile import Yearly
from incentives.types import Numeric
from incentives.values import (
    Interval,
    Known,
    Money,
    Reason,
    Root,
    Unknown,
    Value,
    Why,
    interval_of,
    missing,
    reasons_of,
    truth_of,
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
                return self.brackets(expr, frame)
            case Aggregate():
                return loops.aggregate(self, expr, frame)
            case Reading():
                return self.reading(expr, frame)
            case Convert():
                return self.convert(expr, frame)
        assert_never(expr)

    # Leaves.

    def fact(self, expr: Fact, frame: Frame) -> Step:
        declared = self.situation.rulebook.facts[expr.name]
        stated = self.situation.profile.facts.get(expr.name)
        if not expr.yearly:
            value = stated if stated is not None and not isinstance(stated, Yearly) else missing(expr.name, low=declared.low, high=declared.high)
            return Step(expr, value)
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
            found = missing(f"{expr.source}.{expr.name}", low=field.low if field else None, high=field.high if field else None)
        return Step(expr, found)

    def last_year(self) -> int:
        """The last fiscal year closed on the day of assessment."""
        return calendar.last_closed_year(self.situation.on, *self.situation.profile.fiscal_year_end)

    def year_end(self, year: int) -> date:
        """The day on which fiscal year *year* ends."""
        return calendar.fiscal_year_end(min(max(year, 1), 9999), *self.situation.profile.fiscal_year_end)

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
            case Given.PERIOD_START | Given.PERIOD_END:
                day = (period.start if name is Given.PERIOD_START else period.end) if period else None
                return Known(day) if day else Unknown(period.reasons if period else ())
        assert_never(name)

    def parameter(self, expr: Parameter, frame: Frame) -> Step:
        declared = self.situation.rulebook.programmes[expr.programme].parameters[expr.name]
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
            case Named.DEFINITION:
                return self.definition(expr, frame)
            case Named.CRITERION:
                return Step(expr, self.results.criterion_truth(expr.programme, expr.name))
            case Named.ELIGIBILITY | Named.QUALIFIES:
                return Step(expr, self.results.qualifies(expr.programme))
            case Named.AWARD_WHEN:
                return Step(expr, self.results.award_conditions(expr.programme, expr.name))
            case Named.AWARD_AMOUNT:
                return Step(expr, self.results.award_amount(expr.programme, expr.name))
            case Named.HOLDS:
                held = self.situation.profile.statuses.get(expr.programme)
                if held is None:
                    return Step(expr, Unknown((Reason(Why.STATUS_NOT_STATED, expr.programme),)))
                return Step(expr, Known(held.covers(self.situation.on)))
        assert_never(expr.kind)

    def definition(self, expr: Reference, frame: Frame) -> Step:
        key = (expr.programme, expr.name, frame.year)
        if key not in self.memo:
            definition = self.situation.rulebook.programmes[expr.programme].definitions[expr.name]
            inner = self.evaluate(definition.expr, Frame(programme=expr.programme, year=frame.year))
            self.memo[key] = Step(expr, inner.value, (inner,))
        return self.memo[key]

    def reading(self, expr: Reading, frame: Frame) -> Step:
        option = self.chosen(frame.programme, expr.point)
        inner = self.evaluate(expr.option(option), frame)
        return Step(expr, inner.value, (inner,), OfReading(expr.point, option))

    def chosen(self, programme: str, point: str) -> str:
        """The reading of *point* that applies."""
        asked = self.situation.readings.get(programme, {}).get(point)
        return asked or self.situation.rulebook.programmes[programme].readings[point].default

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

    def amount(self, operand: Step) -> tuple[Fraction, str]:
        """The amount and currency of a known money step."""
        value = operand.value.value if isinstance(operand.value, Known) else None
        if isinstance(value, Money):
            return value.amount, value.currency
        assert isinstance(value, Fraction)  # noqa: S101  # INVARIANT: money is a Money or, converted, a number
        kind = operand.expr.type
        return value, (kind.currency or "") if isinstance(kind, Numeric) else ""

    def exchange(self, amount: Fraction, origin: str, target: str, frame: Frame, operand: Step) -> Conversion | NoQuote | Unknown:
        """A conversion on the day that the programme's policy names."""
        rates = self.situation.rates
        year = operand.note.year if isinstance(operand.note, OfYear) else frame.year
        match self.situation.rulebook.programmes[frame.programme].conversion:
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
                return replace(unknown, low=Fraction(0) if amount >= 0 else None, high=Fraction(0) if amount <= 0 else None)

    # Operators and tables.

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

    def brackets(self, expr: Brackets, frame: Frame) -> Step:
        subject = self.evaluate(expr.subject, frame)
        if expr.kind is Steps.MARGINAL:
            return self.marginal(expr, subject, frame)
        if expr.kind is Steps.INTERPOLATE:
            return self.interpolate(expr, subject, frame)
        possible: list[Step] = []
        inputs: list[Step] = [subject]
        reasons: dict[Reason, None] = {}
        for index, row in enumerate(expr.rows):
            edges = [(self.evaluate(edge, frame), inside, op) for edge, inside, op in ((row.lower, row.lower_inside, (Op.AT_LEAST, Op.GREATER)), (row.upper, row.upper_inside, (Op.AT_MOST, Op.LESS))) if edge is not None]
            tests = [apply(op[0] if inside else op[1], [subject.value, edge.value]) for edge, inside, op in edges]
            inputs += [edge for edge, _, _ in edges]
            inside = apply(Op.AND, tests) if tests else Known(True)
            if truth_of(inside) is False:
                continue
            value = self.evaluate(row.value, frame)
            inputs.append(value)
            if truth_of(inside) is True:
                if not possible:
                    return Step(expr, value.value, tuple(inputs), OfRow(index))
                possible.append(value)
                break
            reasons.update(dict.fromkeys(reasons_of([inside])))
            possible.append(value)
        if not possible:
            return Step(expr, Unknown((Reason(Why.NO_BRACKET, expr.subject.span.text if expr.subject.span else ""),)), tuple(inputs))
        return Step(expr, merge([step.value for step in possible], tuple(reasons)), tuple(inputs))

    def marginal(self, expr: Brackets, subject: Step, frame: Frame) -> Step:
        """The sum over the rows of the rate times the part of the subject inside the row."""
        inputs = [subject]
        total: Value = Known(Fraction(0))
        for row in expr.rows:
            part = subject.value
            if row.upper is not None:
                upper = self.evaluate(row.upper, frame)
                inputs.append(upper)
                part = apply(Op.MIN, [part, upper.value])
            if row.lower is not None:
                lower = self.evaluate(row.lower, frame)
                inputs.append(lower)
                part = apply(Op.SUBTRACT, [apply(Op.MAX, [part, lower.value]), lower.value])
            rate = self.evaluate(row.value, frame)
            inputs.append(rate)
            total = apply(Op.ADD, [total, apply(Op.MULTIPLY, [part, rate.value])])
        return Step(expr, total, tuple(inputs))

    def interpolate(self, expr: Brackets, subject: Step, frame: Frame) -> Step:
        """Straight lines between the points; level before the first and after the last."""
        points = [(self.evaluate(row.lower, frame), self.evaluate(row.value, frame)) for row in expr.rows if row.lower is not None]
        inputs = (subject, *(step for point in points for step in point))
        reasons = reasons_of([step.value for step in inputs])
        if reasons:
            values = [interval_of(value.value) for _, value in points]
            low, high = intervals.hull(*values)
            return Step(expr, _bounded(reasons, (low, high)), inputs)
        place, known = _fraction(subject), [(_fraction(at), _fraction(value)) for at, value in points]
        if place <= known[0][0]:
            return Step(expr, Known(known[0][1]), inputs)
        for (left, low_value), (right, high_value) in zip(known, known[1:], strict=False):
            if left < right and place <= right:
                share = (place - left) / (right - left)
                return Step(expr, Known(low_value + share * (high_value - low_value)), inputs)
        return Step(expr, Known(known[-1][1]), inputs)


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
            return _bounded(reasons, row.bounds(*[interval_of(value) for value in values]))
        case Unknowns.HULL:
            return merge(values[1:], reasons)
        case Unknowns.STRICT:
            return Unknown(reasons)
    assert_never(row.unknowns)


def compare(op: Op, values: Sequence[Value], reasons: tuple[Reason, ...]) -> Value:
    """A comparison with an unknown operand: known if all members of the ranges answer alike."""
    (left_low, left_high), (right_low, right_high) = interval_of(values[0]), interval_of(values[1])
    below = left_high is not None and right_low is not None and left_high < right_low
    not_above = left_high is not None and right_low is not None and left_high <= right_low
    above = left_low is not None and right_high is not None and left_low > right_high
    not_below = left_low is not None and right_high is not None and left_low >= right_high
    yes, no = {
        Op.LESS: (below, not_below),
        Op.AT_MOST: (not_above, above),
        Op.GREATER: (above, not_above),
        Op.AT_LEAST: (not_below, below),
        Op.EQUAL: (False, below or above),
        Op.NOT_EQUAL: (below or above, False),
    }[op]
    return Known(True) if yes else Known(False) if no else Unknown(reasons)


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


def _bounded(reasons: tuple[Reason, ...], bounds: Interval) -> Value:
    low, high = bounds
    return Known(low) if low is not None and low == high else Unknown(reasons, low, high)


def _same_sign(value: Unknown) -> Unknown:
    """An unknown amount in another currency: only its sign carries over."""
    low = Fraction(0) if value.low is not None and value.low >= 0 else None
    high = Fraction(0) if value.high is not None and value.high <= 0 else None
    return Unknown(value.reasons, low, high)


def _holds(dated: DatedValue, day: date) -> bool:
    return (dated.start is None or dated.start <= day) and (dated.end is None or day <= dated.end)


def _fraction(step: Step) -> Fraction:
    value = step.value.value if isinstance(step.value, Known) else None
    if isinstance(value, Root):
        return value.enclosure()[0]
    assert isinstance(value, Fraction)  # noqa: S101  # INVARIANT: the caller has dealt with unknowns, the checker with types
    return value


def _words(values: Sequence[Value]) -> str:
    return ", ".join(str(value.value) for value in values if isinstance(value, Known) and isinstance(value.value, (str, date)))
