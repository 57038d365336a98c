"""
What an expression can come to, whatever the company: the range of a number, the truths of a condition.

From declared ranges, literals and the operator table's bounds alone, so that a criterion that can never hold is found
before any company is seen. A range may be wider than what really occurs, never narrower.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import assert_never

from incentives.compiler.assumed import OPPOSITE, Assumed
from incentives.compiler.truths import MOST_STEPS, Notes, Truths
from incentives.ir import calendar, intervals
from incentives.ir.expr import (
    Aggregate,
    Brackets,
    Call,
    CarriedPart,
    Context,
    Convert,
    Expr,
    Fact,
    FactItems,
    Field,
    Gather,
    Given,
    GroupItems,
    InPeriod,
    ItemsBy,
    ItemsOf,
    Literal,
    Named,
    Parameter,
    Reading,
    Reference,
    Steps,
    TableRows,
    Years,
)
from incentives.ir.logic_operators import decided
from incentives.ir.operators import COMPARISONS, TABLE, Op, Unknowns
from incentives.ir.rulebook import Rulebook
from incentives.types import Numeric
from incentives.values import Interval, interval_of

ZERO = Fraction(0)
NOT_NEGATIVE: Interval = (ZERO, None)
LONGEST_PERIOD = 12
# The ranges of what the assessment gives; dates have none.
GIVEN: Mapping[Given, Interval] = {
    Given.FISCAL_YEAR: (Fraction(1), Fraction(9999)),
    Given.PERIOD_YEAR: (Fraction(1), Fraction(9999)),
    Given.PERIOD_NUMBER: (Fraction(1), None),
    Given.DAYS: (Fraction(calendar.DAYS_IN_MONTHS[1][0]), Fraction(calendar.DAYS_IN_MONTHS[LONGEST_PERIOD][1])),
}
# The ranges of what operators without bounds give.
STRICT: Mapping[Op, Interval] = {Op.SIZE: NOT_NEGATIVE, Op.YEAR_OF: (Fraction(1), Fraction(9999))}
# How far two expressions are looked into before nothing is said of which is the greater.
LOOKS = 4


def never(_left: Expr, _right: Expr) -> bool:
    """Nothing is taken for granted."""
    return False


@dataclass(frozen=True, slots=True)
class Ranges(Truths):
    """
    The ranges of a rulebook's expressions, as far as some conditions are taken to hold.

    Args:

        difference: Whether a first expression is to be taken as not below a second, though nothing shows it.
    """

    rulebook: Rulebook
    assumed: Assumed = field(default_factory=Assumed)
    notes: Notes = field(default_factory=Notes)
    difference: Callable[[Expr, Expr], bool] = never

    # Numbers.

    def interval(self, expr: Expr) -> Interval:
        """The range of a number."""
        self.notes.steps += 1
        return self.assumed.narrowed(expr, self._interval(expr))

    def _interval(self, expr: Expr) -> Interval:
        if self.notes.steps > MOST_STEPS:
            return intervals.EVERYTHING
        match expr:
            case Literal(value=value):
                return interval_of(value)
            case Fact(name=name):
                declared = self.rulebook.facts[name]
                return (declared.low, declared.high)
            case Field():
                return self._field(expr)
            case Context(name=given):
                return GIVEN.get(given, intervals.EVERYTHING)
            case Parameter(name=name, programme=programme):
                return self._parameter(programme, name)
            case Reference():
                return self._reference(expr)
            case Call():
                return self._call(expr)
            case Brackets():
                return self._brackets(expr)
            case Aggregate():
                return self._aggregate(expr)
            case Reading(options=options):
                return intervals.hull(*(self.interval(option) for _, option in options))
            case Convert(operand=operand):
                return intervals.sign(self.interval(operand))
            case InPeriod(operand=operand):
                # What is assumed of the last year closed says nothing of that year.
                return self.anywhere().interval(operand)
        assert_never(expr)

    def _parameter(self, programme: str, name: str) -> Interval:
        values = self.rulebook.rules(programme).parameters[name].values
        found = [self.interval(each.value) for each in values if each.value is not None]
        return intervals.hull(*found) if found else intervals.EVERYTHING

    def _field(self, expr: Field) -> Interval:
        declared = self.rulebook.facts.get(expr.source)
        inside = declared.fields.get(expr.name) if declared else None
        if inside is not None:
            return (inside.low, inside.high)
        tables = (programme.tables.get(expr.source) for programme in self.rulebook.programmes.values())
        columns = [self.interval(row[expr.name]) for table in tables if table for row in table.rows if expr.name in row]
        if columns:
            return intervals.hull(*columns)
        return (ZERO, Fraction(1))  # the weight of an enterprise in a group

    def _reference(self, expr: Reference) -> Interval:
        if expr.kind is Named.AWARD_AMOUNT:
            amount = self.rulebook.programmes[expr.programme].awards[expr.name].amount
            return (ZERO, self.anywhere().interval(amount)[1] if amount is not None else None)
        if expr.kind is Named.GRANTED:
            return NOT_NEGATIVE
        if expr.kind not in (Named.DEFINITION, Named.OF_ITEM):
            return intervals.EVERYTHING
        # What is taken to hold names the fields of a loop around: a definition of each item has its own.
        if self.assumed and expr.offset == 0 and expr.kind is Named.DEFINITION:
            return self.interval(self.meant(expr))
        key = (expr.programme, expr.name)
        if key not in self.notes.definitions:
            self.notes.definitions[key] = self.anywhere().interval(self._defined(expr))
        return self.notes.definitions[key]

    def meant(self, expr: Expr) -> Expr:
        """What a definition stands for; any other expression for itself."""
        while isinstance(expr, Reference) and expr.kind is Named.DEFINITION:
            expr = self._defined(expr)
        return expr

    def _defined(self, expr: Reference) -> Expr:
        return self.rulebook.rules(expr.programme).definitions[expr.name].expr

    def _call(self, expr: Call) -> Interval:
        row, arguments = TABLE[expr.op], expr.arguments
        if expr.op is Op.IF:
            return self._branches(expr)
        if row.unknowns is not Unknowns.BOUNDED or row.bounds is None:
            return STRICT.get(expr.op, intervals.EVERYTHING)
        found = row.bounds(*(self.interval(argument) for argument in arguments))
        first, last = arguments[0], arguments[-1]
        if expr.op is Op.SUBTRACT and (self.not_below(first, last) or self.difference(first, last)):
            return intervals.both(found, NOT_NEGATIVE)
        if expr.op is Op.DIVIDE and self.not_below(last, first):
            least = self.interval(last)[0]
            return intervals.both(found, (None, Fraction(1))) if least is not None and least >= 0 else found
        return found

    def not_below(self, left: Expr, right: Expr, looks: int = LOOKS) -> bool:
        """Whether *left* is never below *right*, as far as *looks* steps into both show it."""
        if left == right or (left, right) in self.assumed.above:
            return True
        if looks == 0:
            return False
        match self.meant(right):
            case Call(op=Op.MIN, arguments=lower) if any(self.not_below(left, each, looks - 1) for each in lower):
                return True
            case Call(op=Op.IF, arguments=(_, *lower)):
                return all(self.not_below(left, each, looks - 1) for each in lower)
        match self.meant(left):
            case Call(op=Op.MAX, arguments=upper) if any(self.not_below(each, right, looks - 1) for each in upper):
                return True
            case Call(op=Op.IF, arguments=(_, *upper)):
                return all(self.not_below(each, right, looks - 1) for each in upper)
        return decided(Op.AT_LEAST, self.interval(left), self.interval(right)) is True

    def _branches(self, expr: Call) -> Interval:
        condition, positive, negative = expr.arguments
        truth = self.truth(condition)
        found = []
        if truth is not False:
            found.append(self.given(condition).interval(positive))
        if truth is not True:
            found.append(self.given(condition, holds=False).interval(negative))
        return intervals.hull(*found)

    def _brackets(self, expr: Brackets) -> Interval:
        values = intervals.hull(*(self.interval(row.value) for row in expr.rows))
        if expr.kind is not Steps.MARGINAL:
            return values
        # The parts inside the rows are not negative, but for one below all edges, and no more than the subject in all.
        low, high = self.interval(expr.subject)
        edge = expr.rows[0].lower
        floor = self.interval(edge)[0] if edge is not None else ZERO
        if floor is None or floor < 0:
            return intervals.EVERYTHING
        least = ZERO if edge is not None or (low is not None and low >= 0) else low
        part = (least, None if high is None else max(ZERO, high))
        return intervals.multiply(part, intervals.hull((ZERO, ZERO), values))

    def _aggregate(self, expr: Aggregate) -> Interval:
        # Inside a loop the same words mean another year or item: what is taken to hold outside says nothing there.
        inside = self.anywhere().given(expr.where) if expr.where is not None else self.anywhere()
        body = (ZERO, Fraction(1)) if expr.gather is Gather.COUNT else inside.interval(expr.body)
        if expr.gather in (Gather.AVERAGE, Gather.MIN, Gather.MAX):
            return body
        turns = self._turns(expr)
        if expr.gather is Gather.CARRIED:
            most = intervals.multiply((ZERO, turns), body)[1]
            if expr.carry is not None and expr.carry.part in (CarriedPart.USED, CarriedPart.USED_FROM):
                most = intervals.least((ZERO, most), self.anywhere().interval(expr.carry.use))[1]
            return (ZERO, None if most is None else max(ZERO, most))
        fewest = turns if turns is not None and expr.where is None and expr.gather is not Gather.COUNT else ZERO
        return intervals.multiply((fewest, turns), body)

    def _turns(self, expr: Aggregate) -> Fraction | None:
        """How often a loop turns, if that is known."""
        match expr.source:
            case Years(count=count, since=since):
                return Fraction(count) if count is not None and since is None else None
            case TableRows(programme=programme, name=name):
                return Fraction(len(self.rulebook.rules(programme).tables[name].rows))
            case FactItems() | GroupItems() | ItemsBy() | ItemsOf():
                return None
        assert_never(expr.source)

    # Conditions that are taken to hold.

    def anywhere(self) -> Ranges:
        """The same where nothing is taken to hold."""
        return replace(self, assumed=Assumed()) if self.assumed else self

    def given(self, condition: Expr, *, holds: bool = True) -> Ranges:
        """The same where *condition* holds, or does not."""
        if not isinstance(condition, Call):
            return self
        if condition.op is Op.NOT:
            return self.given(condition.arguments[0], holds=not holds)
        if condition.op is (Op.AND if holds else Op.OR):
            found = self
            for each in condition.arguments:
                found = found.given(each, holds=holds)
            return found
        if condition.op not in COMPARISONS or not isinstance(condition.arguments[0].type, Numeric):
            return self
        left, right = condition.arguments
        op = condition.op if holds else OPPOSITE[condition.op]
        bounds = (self.interval(left), self.interval(right))
        return replace(self, assumed=self.assumed.with_comparison(op, left, right, bounds))
