"""
The lowering: an expression of the rules to what it is for all rows of a block. It mirrors `engine.evaluator`, which
defines the meaning, node by node.

What columns cannot hold raises `NotLowered`, and the programme goes to the exact evaluator; rows that columns cannot
hold are noted, and only those rows go there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import assert_never

from incentives.ir import calendar
from incentives.ir.expr import (
    Aggregate,
    Brackets,
    Call,
    Context,
    Convert,
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
from incentives.ir.rulebook import FactDeclaration, Rulebook
from incentives.money.rates import RateTable
from incentives.tables import bracket_tables, choices, conversions, loops, operators
from incentives.tables.block import FactKey
from incentives.tables.days import Days
from incentives.tables.frames import Frame, Period, Results, TableRow, as_number, as_truth
from incentives.tables.graph import Graph, Node
from incentives.tables.numbers import Numbers
from incentives.tables.rationals import Rational
from incentives.tables.shape import Shape
from incentives.tables.terms import NONE, Amount, Day, End, NotLowered, Number, Reasons, Term, Truth, Word
from incentives.types import ANY_CURRENCY, Choice, Date, Numeric, Place, Set, Text, Type
from incentives.types import Truth as TruthType
from incentives.values import Known, Reason, Why

ZERO = Fraction(0)


class Lowering:
    """Lowers expressions for blocks of one shape; definitions are lowered once."""

    def __init__(
        self,
        rulebook: Rulebook,
        on: date,
        rates: RateTable,
        readings: Mapping[str, Mapping[str, str]],
        shape: Shape,
        results: Results,
    ) -> None:
        self.rulebook = rulebook
        self.on = on
        self.rates = rates
        self.readings = readings
        self.shape = shape
        self.results = results
        self.graph = Graph()
        self.numbers = Numbers(self.graph)
        self.days = Days(self.graph)
        self.beyond: list[Node] = []
        self._memo: dict[tuple[object, ...], tuple[Term, tuple[Node, ...]]] = {}

    # Rows that columns cannot hold.

    def leave(self, rows: Node) -> None:
        """Leave *rows* to the exact evaluator."""
        if rows is not self.graph.false:
            self.beyond.append(rows)

    @contextmanager
    def left(self) -> Iterator[list[Node]]:
        """The rows that are left to the exact evaluator in the course of this."""
        outer, self.beyond = self.beyond, []
        found = self.beyond
        try:
            yield found
        finally:
            self.beyond = outer
            outer.extend(found)

    # Expressions.

    def lower(self, expr: Expr, frame: Frame) -> Term:
        """What *expr* is in *frame*."""
        match expr:
            case Literal():
                return self.literal(expr)
            case Fact():
                return self.fact(expr, frame)
            case Field():
                return self.field(expr, frame)
            case Context():
                return self.context(expr.name, frame)
            case Parameter():
                return self.parameter(expr, frame)
            case Reference():
                return self.reference(expr, frame)
            case Call():
                return operators.call(self, expr, frame)
            case Brackets():
                return bracket_tables.brackets(self, expr, frame)
            case Aggregate():
                return loops.aggregate(self, expr, frame)
            case Reading():
                return self.lower(expr.option(self.chosen(frame.programme, expr.point)), frame)
            case Convert():
                return conversions.convert(self, expr, frame)
            case InPeriod():
                raise NotLowered("a fact of a payment period's own year")
        assert_never(expr)

    def truth(self, expr: Expr, frame: Frame) -> Truth:
        """The truth of a truth-typed expression."""
        return as_truth(self.lower(expr, frame))

    def number(self, expr: Expr, frame: Frame) -> Number:
        """The number of a numeric expression."""
        return as_number(self.lower(expr, frame))

    # Leaves.

    def literal(self, expr: Literal) -> Term:
        value = expr.value.value
        known = self.graph.true
        match value:
            case bool():
                return self.truth_of(value)
            case Fraction():
                return self.numbers.constant(value)
            case date():
                return Day(self.graph.constant(value.toordinal()), known)
            case str() | frozenset():
                return Word(known, constant=value)
        raise NotLowered(f"a literal of {expr.type}")

    def truth_of(self, truth: bool) -> Truth:
        """A truth that is the same for every row."""
        return Truth(self.graph.of(truth), self.graph.of(not truth))

    def fact(self, expr: Fact, frame: Frame) -> Term:
        declared = self.rulebook.facts[expr.name]
        if not expr.yearly:
            return self.column(FactKey(expr.name), declared, Reason(Why.MISSING_FACT, expr.name))
        year = frame.year + expr.offset
        reason = Reason(Why.MISSING_FACT, expr.name, year)
        latest = FactKey(expr.name)
        if year != self.last_year() or latest not in self.shape.columns:
            return self.column(FactKey(expr.name, year), declared, reason)
        if FactKey(expr.name, year) not in self.shape.columns:
            return self.column(latest, declared, reason)
        raise NotLowered(f"{expr.name} both by year and without one")

    def field(self, expr: Field, frame: Frame) -> Term:
        item = frame.items[-1 - expr.depth]
        if isinstance(item, TableRow):
            return self.lower(item.cells[expr.name], replace(frame, items=()))
        if expr.name == "weight" and expr.name not in self.rulebook.facts[item.source].fields:
            raise NotLowered("a group of enterprises")
        declared = self.rulebook.facts[item.source].fields[expr.name]
        reason = Reason(Why.MISSING_FACT, f"{expr.source}.{expr.name}")
        if item.index is None:
            return self.absent(declared, {reason: self.graph.true})
        return self.column(FactKey(item.source, item=item.index, field=expr.name), declared, reason)

    def column(self, key: FactKey, declared: FactDeclaration, reason: Reason) -> Term:
        """A column of the block, unknown for *reason* where it is not known."""
        shape = self.shape.columns.get(key)
        graph = self.graph
        if shape is None:
            return self.absent(declared, {reason: graph.true})
        known = graph.true if shape.complete else graph.is_known(key)
        reasons: Reasons = NONE if shape.complete else {reason: graph.no(known)}
        match declared.type:
            case TruthType():
                value = graph.equal(graph.column(key, 0, 1), graph.constant(1))
                return Truth(graph.both(known, value), graph.both(known, graph.no(value)), reasons)
            case Numeric():
                number = Rational(graph.column(key, shape.low, shape.high), None, shape.scale)
                return self.measured(number, known, reasons, declared, shape.currency)
            case Date():
                return Day(graph.column(key, shape.low, shape.high), known, reasons)
            case Place() | Choice() | Text() | Set():
                return Word(known, reasons, column=key)
        raise NotLowered(f"a fact of {declared.type}")

    def measured(
        self, number: Rational, known: Node, reasons: Reasons, declared: FactDeclaration, currency: str | None
    ) -> Term:
        """A numeric column; where it is not known it is nought, and only its declaration bounds it."""
        low, high = (self._declared_end(number, known, end) for end in (declared.low, declared.high))
        found = Number(low, high, known, reasons)
        if isinstance(declared.type, Numeric) and declared.type.currency == ANY_CURRENCY:
            return Amount(found, currency or "")
        return found

    def _declared_end(self, number: Rational, known: Node, end: Fraction | None) -> End:
        if end is None or known is self.graph.true:
            return End(number, known)
        if end == 0:
            return End(number, self.graph.true)
        return End(self.numbers.rationals.choose(known, number, self.numbers.rationals.constant(end)), self.graph.true)

    def absent(self, declared: FactDeclaration, reasons: Reasons) -> Term:
        """A fact that no row states."""
        graph = self.graph
        match declared.type:
            case TruthType():
                return Truth(graph.false, graph.false, reasons)
            case Numeric():
                number = self.numbers.unknown(reasons, declared.low, declared.high)
                return Amount(number, "") if declared.type.currency == ANY_CURRENCY else number
            case _:
                return self.nothing(declared.type, reasons)

    def nothing(self, kind: Type, reasons: Reasons) -> Term:
        """A value of type *kind* of which no row knows anything."""
        graph = self.graph
        match kind:
            case TruthType():
                return Truth(graph.false, graph.false, reasons)
            case Numeric():
                return self.numbers.unknown(reasons)
            case Date():
                return Day(graph.constant(1), graph.false, reasons)
            case Place() | Choice() | Text():
                return Word(graph.false, reasons, constant="")
            case Set():
                return Word(graph.false, reasons, constant=frozenset())
        raise NotLowered(f"a value of {kind}")

    # What the assessment gives.

    def last_year(self) -> int:
        """The last fiscal year closed on the day of assessment."""
        return calendar.last_closed_year(self.on, *self.shape.fiscal_year_end)

    def year_end(self, year: int) -> date:
        """The day on which fiscal year *year* ends."""
        return calendar.fiscal_year_end(min(max(year, 1), 9999), *self.shape.fiscal_year_end)

    def context(self, name: Given, frame: Frame) -> Term:
        match name:
            case Given.ASSESSMENT_DATE:
                return self.day(self.on)
            case Given.FISCAL_YEAR:
                return self.numbers.constant(Fraction(frame.year))
            case Given.FISCAL_YEAR_END:
                return self.day(self.year_end(frame.year))
            case Given.FISCAL_YEAR_START:
                return self.day(calendar.add_days(self.year_end(frame.year - 1), 1))
            case Given.PERIOD_NUMBER:
                return self.numbers.constant(Fraction(frame.period.number if frame.period else 1))
            case Given.DAYS:
                return self.days_of(frame.period)
            case Given.PERIOD_YEAR:
                raise NotLowered("the fiscal year of a payment period")
            case Given.PERIOD_START | Given.PERIOD_END:
                found = (
                    (frame.period.start if name is Given.PERIOD_START else frame.period.end) if frame.period else None
                )
                return found or Day(self.graph.constant(1), self.graph.false)
        assert_never(name)

    def day(self, day: date) -> Day:
        """A day that is the same for every row."""
        return Day(self.graph.constant(day.toordinal()), self.graph.true)

    def days_of(self, period: Period | None) -> Number:
        """How many days a payment period has."""
        low, high = (Fraction(each) for each in calendar.DAYS_IN_MONTHS[period.months if period else 12])
        if period is None or period.start is None or period.end is None:
            return self.numbers.unknown(NONE, low, high)
        graph, known = self.graph, period.start.known
        least, most = int(low), int(high)
        length = graph.add(graph.subtract(period.end.number, period.start.number), graph.constant(1))
        days = Rational(graph.within(length, least, most), None, Fraction(1))
        rationals = self.numbers.rationals
        ends = [End(rationals.choose(known, days, rationals.constant(each)), graph.true) for each in (low, high)]
        return Number(ends[0], ends[1], known, period.start.reasons)

    def parameter(self, expr: Parameter, frame: Frame) -> Term:
        declared = self.rulebook.programmes[expr.programme].parameters[expr.name]
        constant = Frame(programme=frame.programme, year=frame.year)
        if expr.at is None:
            day = self.day(self.on)
        else:
            found = self.lower(expr.at, frame)
            assert isinstance(found, Day)  # noqa: S101  # INVARIANT: the checker wants a date after `at`
            day = found
        graph = self.graph
        options: list[tuple[Node, Term]] = []
        earlier = graph.false
        for dated in declared.values:
            if dated.value is None:
                continue
            inside = graph.both(
                graph.true if dated.start is None else graph.at_most(self.day(dated.start).number, day.number),
                graph.true if dated.end is None else graph.at_most(day.number, self.day(dated.end).number),
            )
            chosen = graph.both(inside, graph.no(earlier))
            earlier = graph.either(earlier, inside)
            options.append((graph.either(chosen, graph.no(day.known)), self.lower(dated.value, constant)))
        none = graph.both(day.known, graph.no(earlier))
        reasons = dict(day.reasons)
        if none is not graph.false:
            reasons[Reason(Why.NO_VALUE_YET, expr.name)] = none
        return choices.merge(self, options, reasons, expr.type, exclusive=day.known is graph.true)

    # References, readings, conversions.

    def reference(self, expr: Reference, frame: Frame) -> Term:
        match expr.kind:
            case Named.DEFINITION | Named.OF_ITEM:
                return self.definition(expr, frame)
            case Named.CRITERION:
                return self.results.criterion_truth(expr.programme, expr.name)
            case Named.ELIGIBILITY | Named.QUALIFIES:
                return self.results.qualifies(expr.programme)
            case Named.AWARD_WHEN:
                return self.results.award_conditions(expr.programme, expr.name)
            case Named.AWARD_AMOUNT:
                return self.results.award_amount(expr.programme, expr.name)
            case Named.GRANTED:
                # By itself, which is what a column shows; rows with both go to the exact choice.
                return self.lower(Literal(value=Known(ZERO), type=expr.type, span=expr.span), frame)
            case Named.HOLDS:
                return self.held(expr.programme)
        assert_never(expr.kind)

    def held(self, programme: str) -> Truth:
        """Whether companies state that they hold a status on the day."""
        graph = self.graph
        complete = self.shape.held.get(programme)
        reason = Reason(Why.STATUS_NOT_STATED, programme)
        if complete is None:
            return Truth(graph.false, graph.false, {reason: graph.true})
        key = ("held", programme)
        known = graph.true if complete else graph.is_known(key)
        value = graph.equal(graph.column(key, 0, 1), graph.constant(1))
        reasons = NONE if complete else {reason: graph.no(known)}
        return Truth(graph.both(known, value), graph.both(known, graph.no(value)), reasons)

    def list_of(self, name: str) -> tuple[Node, Node, int, Reasons]:
        """Whether a list is stated, how many items it has, the most of any row, and why it is not known."""
        graph = self.graph
        reason = Reason(Why.MISSING_FACT, name)
        if name not in self.shape.lists:
            return graph.false, graph.constant(0), 0, {reason: graph.true}
        most, complete = self.shape.lists[name]
        key = ("items", name)
        known = graph.true if complete else graph.is_known(key)
        return known, graph.column(key, 0, most), most, {} if complete else {reason: graph.no(known)}

    def definition(self, expr: Reference, frame: Frame) -> Term:
        year = frame.year + expr.offset
        definition = self.rulebook.programmes[expr.programme].definitions[expr.name]
        if expr.kind is Named.OF_ITEM:
            of_item = Frame(programme=expr.programme, year=year, items=(frame.items[-1 - expr.depth],))
            return self.lower(definition.expr, of_item)
        inner = Frame(programme=expr.programme, year=year)
        return self.once((expr.programme, expr.name, year), lambda: self.lower(definition.expr, inner))

    def once(self, key: tuple[object, ...], make: Callable[[], Term]) -> Term:
        """A term that is asked for many times, lowered once; the rows it leaves are left wherever it is used."""
        if key not in self._memo:
            with self.left() as left:
                term = make()
            self._memo[key] = (term, tuple(left))
            return term
        term, rows = self._memo[key]
        self.beyond.extend(rows)
        return term

    def chosen(self, programme: str, point: str) -> str:
        """The reading of *point* that applies."""
        asked = self.readings.get(programme, {}).get(point)
        return asked or self.rulebook.programmes[programme].readings[point].default
