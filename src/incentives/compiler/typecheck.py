"""
Tree to typed IR: names looked up, operators resolved to one row, units and currencies checked.

Everything is settled before any company is seen. A mistake becomes a diagnostic and a node of type `Broken`, which
silences its consequences, so that one mistake gives one diagnostic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Protocol, assert_never

from incentives.ir.places import COUNTRIES, is_place, roots
from incentives.syntax.units import unit_of
from incentives.diagnostics import Collector, nearest, suggestion
from incentives.ir.expr import (
    Aggregate,
    Call,
    Context,
    Convert,
    Expr,
    Fact,
    FactItems,
    Field,
    Gather,
    Given,
    Literal,
    Named,
    Parameter,
    Reference,
    Source,
    TableRows,
    Years,
)
from incentives.ir.operators import FUNCTIONS, INFIX, TABLE, Op, Operator
from incentives.ir.rulebook import FactDeclaration, PlaceDeclaration, TableDeclaration
from incentives.money.currency import is_currency
from incentives.source import Span
from incentives.syntax import tree as syntax
from incentives.syntax.tree import Tree
from incentives.types import (
    ANY_CURRENCY,
    BROKEN,
    DATE,
    DAYS,
    MONTHS,
    NUMBER,
    PLACE,
    TEXT,
    TRUTH,
    Broken,
    Choice,
    Date,
    Numeric,
    Place,
    Record,
    Set,
    Truth,
    Type,
    divide,
    money,
    multiply,
    with_currency,
)
from incentives.types import Text as TextType
from incentives.values import Known

CONTEXT_TYPES: Mapping[Given, Type] = {
    Given.ASSESSMENT_DATE: DATE,
    Given.FISCAL_YEAR: NUMBER,
    Given.FISCAL_YEAR_START: DATE,
    Given.FISCAL_YEAR_END: DATE,
    Given.DAYS: DAYS,
    Given.PERIOD_NUMBER: NUMBER,
    Given.PERIOD_START: DATE,
    Given.PERIOD_END: DATE,
}
PERIOD_ONLY = frozenset({Given.DAYS, Given.PERIOD_NUMBER, Given.PERIOD_START, Given.PERIOD_END})
GATHERS = {gather.value: gather for gather in Gather}
SPECIAL = ("convert", "growth", "first_time", "holds", "qualifies")


class Scope(Protocol):
    """What the names of one programme stand for."""

    programme: str
    currency: str
    places: Mapping[str, PlaceDeclaration]

    def fact(self, name: str) -> FactDeclaration | None:
        """A declared fact."""

    def table(self, name: str) -> TableDeclaration | None:
        """A table parameter."""

    def parameter_type(self, name: str) -> Type | None:
        """The type of a dated parameter."""

    def parameter_key(self, name: str) -> Expr | None:
        """The date that a parameter is keyed by, if not the day of assessment."""

    def definition_type(self, name: str, span: Span) -> Type | None:
        """The type of a definition, which is checked now if it was not."""

    def definition_tree(self, name: str) -> Tree | None:
        """The expression of a definition, if it is a plain one."""

    def member(self, owner: str, name: str, span: Span) -> Reference | None:
        """What `owner.name` points at; None after a diagnostic."""

    def used(self, alias: str) -> str | None:
        """The programme that *alias* stands for."""

    def names(self) -> list[str]:
        """All names, for suggestions."""


class Checker:
    """Checks expressions of one programme."""

    def __init__(self, scope: Scope, collector: Collector, *, in_period: bool = False) -> None:
        self.scope = scope
        self.collector = collector
        self.in_period = in_period
        self.loops: list[tuple[str, Mapping[str, Type]]] = []
        self.shift = 0

    # Entry points.

    def truth(self, tree: Tree) -> Expr:
        """Check a condition."""
        expr = self.check(tree)
        if not isinstance(expr.type, (Truth, Broken)):
            self.collector.add(
                "type-mismatch",
                f"a condition is due here, this is a {expr.type}",
                tree.span,
                help="compare it with something: `>=`, `==`, `in`",
            )
            return self.broken(tree)
        return expr

    def value(self, tree: Tree, wanted: Type, what: str) -> Expr:
        """Check an expression that must have the type *wanted*."""
        currency = wanted.currency if isinstance(wanted, Numeric) else None
        expr = self.check(tree, currency=currency, expected=wanted)
        if isinstance(expr.type, Broken) or self.fits(expr.type, wanted):
            return expr
        if isinstance(expr.type, Numeric) and isinstance(wanted, Numeric) and expr.type.dimension == wanted.dimension:
            self.collector.add(
                "currency-mismatch",
                f"{what} is in {wanted}, this is in {expr.type}",
                tree.span,
                help=f"write `convert(…, {wanted.currency})`",
            )
        else:
            self.collector.add(
                "unit-mismatch" if isinstance(expr.type, Numeric) and isinstance(wanted, Numeric) else "type-mismatch",
                f"{what} is a {wanted}, this is a {expr.type}",
                tree.span,
                help=self.unit_help(expr.type, wanted),
            )
        return self.broken(tree)

    def broken(self, tree: Tree) -> Expr:
        return Literal(value=Known(False), type=BROKEN, span=tree.span)

    def fits(self, given: Type, wanted: Type) -> bool:
        if isinstance(given, Numeric) and isinstance(wanted, Numeric):
            return given.dimension == wanted.dimension and given.currency == wanted.currency and given.root == wanted.root
        return given == wanted

    def unit_help(self, given: Type, wanted: Type) -> str | None:
        if not (isinstance(given, Numeric) and isinstance(wanted, Numeric)):
            return None
        if wanted.is_money and not given.power:
            return f"write the amount with its currency: `5 million {wanted.currency}`"
        have, want = dict(given.units), dict(wanted.units)
        for unit in sorted(set(have) | set(want)):
            surplus = have.get(unit, 0) - want.get(unit, 0)
            if surplus > 0:
                return f"divide by something in `{unit}`, or state a figure per `{unit}`"
            if surplus < 0:
                return f"multiply by something in `{unit}`: `… * {'days' if unit == 'day' else unit}`"
        return None

    # The walk.

    def check(self, tree: Tree, *, currency: str | None = None, expected: Type | None = None) -> Expr:
        """
        The typed form of *tree*.

        *currency* is what money facts in it are converted to, the programme's own if None; *expected* lets a bare word
        be a member of a choice.
        """
        match tree:
            case syntax.Number():
                return self.number(tree)
            case syntax.Day():
                return Literal(value=Known(tree.value), type=DATE, text=tree.value.isoformat(), span=tree.span)
            case syntax.Text():
                return Literal(value=Known(tree.value), type=TEXT, text=tree.span.text, span=tree.span)
            case syntax.Name():
                return self.name(tree, currency, expected)
            case syntax.Code():
                return self.code(tree)
            case syntax.Member():
                return self.member(tree, currency)
            case syntax.Index():
                return self.index(tree, currency)
            case syntax.At():
                return self.dated(tree)
            case syntax.Items():
                return self.fail("type-mismatch", "a list may only stand after `in` or `within`", tree)
            case syntax.Window():
                return self.fail("type-mismatch", "a window of years may only stand in `sum`, `average`, `growth` and the like", tree)
            case syntax.Call():
                return self.call(tree, currency, expected)
            case syntax.ForEach():
                return self.for_each(tree, currency)
            case syntax.Invalid():
                return self.broken(tree)
        assert_never(tree)

    def fail(self, code: str, message: str, tree: Tree, *, help: str | None = None, span: Span | None = None) -> Expr:
        self.collector.add(code, message, span or tree.span, help=help)
        return self.broken(tree)

    def number(self, tree: syntax.Number) -> Expr:
        text = tree.span.text
        if tree.unit is None:
            return Literal(value=Known(tree.value), type=Numeric(percent=tree.percent), text=text, span=tree.span)
        unit = unit_of(tree.unit)
        if isinstance(unit, str):
            return self.unknown_unit(unit, tree)
        return Literal(value=Known(tree.value * unit[1]), type=unit[0], text=text, span=tree.span)

    def unknown_unit(self, part: str, tree: Tree) -> Expr:
        from incentives.money.currency import CURRENCIES  # noqa: PLC0415  (only on the way to an error)

        if part.isupper() and len(part) == 3:
            close = nearest(part, CURRENCIES)
            return self.fail(
                "unknown-currency",
                f"`{part}` is not a currency",
                tree,
                help=f"did you mean `{close[0]}`?" if close else "currencies are written with their ISO 4217 code: `CNY`, `USD`",
            )
        return self.fail("unknown-unit", f"`{part}` is not a unit", tree, help="units are `m2`, `days`, `months`, `years`, `hours`, `persons`")

    def name(self, tree: syntax.Name, currency: str | None, expected: Type | None) -> Expr:
        name = tree.text
        if name in ("true", "false"):
            return Literal(value=Known(name == "true"), type=TRUTH, text=name, span=tree.span)
        if isinstance(expected, (Choice, Set)) and name in expected.members:
            return Literal(value=Known(name), type=Choice(expected.name, expected.members), text=name, span=tree.span)
        found = self.look_up(tree, currency)
        if found is not None:
            return found
        if isinstance(expected, (Choice, Set)):
            return self.fail(
                "unknown-member",
                f"`{name}` is not a member of `{expected.name}`",
                tree,
                help=suggestion(name, expected.members),
            )
        return self.fail("unknown-name", f"`{name}` is neither a fact nor defined here", tree, help=suggestion(name, self.known_names()))

    def known_names(self) -> list[str]:
        fields = [name for _, fields in self.loops for name in fields]
        return [*fields, *self.scope.names(), *(given.value for given in Given)]

    def look_up(self, tree: syntax.Name, currency: str | None) -> Expr | None:
        """What a bare word stands for, innermost first; None if nothing."""
        name = tree.text
        for depth, (source, fields) in enumerate(reversed(self.loops)):
            if name in fields:
                return self.in_currency(Field(name=name, type=fields[name], source=source, depth=depth, span=tree.span), currency)
        definition = self.definition(tree, currency)
        if definition is not None:
            return definition
        kind = self.scope.parameter_type(name)
        if kind is not None:
            at = self.scope.parameter_key(name)
            return Parameter(name=name, programme=self.scope.programme, type=kind, at=at, span=tree.span)
        fact = self.scope.fact(name)
        if fact is not None:
            return self.fact(fact, tree, 0, currency)
        if name in Given._value2member_map_:
            return self.given(Given(name), tree)
        return None

    def definition(self, tree: syntax.Name, currency: str | None) -> Expr | None:
        kind = self.scope.definition_type(tree.text, tree.span)
        if kind is None:
            return None
        if self.shift:
            inner = self.scope.definition_tree(tree.text)
            if inner is not None:
                return self.check(inner, currency=currency)
            return self.fail("not-yearly", f"`{tree.text}` has no value for an earlier year", tree)
        return Reference(kind=Named.DEFINITION, programme=self.scope.programme, name=tree.text, type=kind, span=tree.span)

    def given(self, given: Given, tree: Tree) -> Expr:
        if given in PERIOD_ONLY and not self.in_period:
            return self.fail(
                "no-period",
                f"`{given}` has a value only in the amount of an award that is paid by period",
                tree,
                help="add `paid: {yearly: 3, from: …}` to the award",
            )
        return Context(name=given, type=CONTEXT_TYPES[given], span=tree.span)

    def fact(self, fact: FactDeclaration, tree: Tree, offset: int, currency: str | None) -> Expr:
        if isinstance(fact.type, Record):
            return self.fail(
                "list-as-value",
                f"`{fact.name}` is a list",
                tree,
                help=f"gather it: `sum(… for each {fact.name})`, `count(…)`, `any(…)`",
            )
        offset = offset + self.shift if fact.yearly else 0
        return self.in_currency(Fact(name=fact.name, type=fact.type, yearly=fact.yearly, offset=offset, span=tree.span), currency)

    def in_currency(self, expr: Expr, currency: str | None) -> Expr:
        """A money fact as given is converted, at once and visibly, to the currency that its surroundings are in."""
        if not isinstance(expr.type, Numeric) or expr.type.currency != ANY_CURRENCY:
            return expr
        target = currency or self.scope.currency
        return Convert(operand=expr, currency=target, type=with_currency(expr.type, target), span=expr.span)

    def code(self, tree: syntax.Code) -> Expr:
        if is_place(tree.text, self.scope.places):
            return Literal(value=Known(tree.text), type=PLACE, text=tree.text, span=tree.span)
        if is_currency(tree.text):
            return self.fail("type-mismatch", f"`{tree.text}` is a currency, a value is due here", tree, help=f"write an amount: `5 million {tree.text}`")
        return self.unknown_place(tree)

    def unknown_place(self, tree: syntax.Code) -> Expr:
        return self.fail(
            "unknown-place",
            f"`{tree.text}` is not a place",
            tree,
            help=suggestion(tree.text, [*self.scope.places, *COUNTRIES]) or "declare it in `places.yaml`",
        )

    def member(self, tree: syntax.Member, currency: str | None) -> Expr:
        if not isinstance(tree.owner, syntax.Name):
            return self.fail("syntax", "only a name may stand before `.`", tree)
        found = self.scope.member(tree.owner.text, tree.name, tree.span)
        return self.in_currency(found, currency) if found else self.broken(tree)

    def index(self, tree: syntax.Index, currency: str | None) -> Expr:
        if isinstance(tree.owner, syntax.Name):
            fact = self.scope.fact(tree.owner.text)
            if fact is not None and fact.yearly:
                if tree.offset > 0:
                    return self.fail("bad-window", "only earlier years can be looked at", tree, help="write `[-1]` for the year before, `[0]` for the last year closed")
                return self.fact(fact, tree, tree.offset, currency)
            if self.scope.definition_tree(tree.owner.text) is not None:
                self.shift += tree.offset
                found = self.name(tree.owner, currency, None)
                self.shift -= tree.offset
                return found
            if fact is None and self.look_up(tree.owner, currency) is None:
                return self.name(tree.owner, currency, None)
        return self.fail("not-yearly", f"`{tree.owner.span.text}` has no value per fiscal year", tree, help="declare the fact with `per: fiscal_year`")

    def dated(self, tree: syntax.At) -> Expr:
        if isinstance(tree.owner, syntax.Name):
            kind = self.scope.parameter_type(tree.owner.text)
            if kind is not None:
                day = self.value(tree.day, DATE, "what stands after `at`")
                return Parameter(name=tree.owner.text, programme=self.scope.programme, type=kind, at=day, span=tree.span)
        return self.fail("type-mismatch", "only a parameter may stand before `at`", tree, help="facts of another year are written `revenue[-1]`")

    # Calls.

    def call(self, tree: syntax.Call, currency: str | None, expected: Type | None) -> Expr:
        name = tree.function
        if name in ("in", "within"):
            return self.membership(tree)
        if name in INFIX:
            return self.operator(tree, tuple(TABLE[op] for op in INFIX[name]), currency, expected)
        if name in GATHERS and len(tree.arguments) == 2 and isinstance(tree.arguments[1], syntax.Window):
            body, window = tree.arguments
            each = syntax.ForEach(name, body, window, None, tree.span, tree.function_span)
            return self.for_each(each, currency)
        if name in SPECIAL:
            return self.special(tree, currency)
        if name in FUNCTIONS:
            return self.operator(tree, (TABLE[FUNCTIONS[name]],), currency, expected)
        if name in GATHERS:
            return self.fail(
                "wrong-arguments",
                f"`{name}` gathers a list or a window of years",
                tree,
                help=f"write `{name}(revenue, last 3 years)` or `{name}(cost for each projects)`",
            )
        known = [*FUNCTIONS, *GATHERS, *SPECIAL]
        return self.fail("unknown-function", f"there is no function `{name}`", tree, help=suggestion(name, known), span=tree.function_span)

    def special(self, tree: syntax.Call, currency: str | None) -> Expr:
        match tree.function:
            case "convert":
                return self.convert(tree)
            case "growth":
                return self.growth(tree, currency)
            case "first_time":
                return self.first_time(tree, currency)
            case _:
                return self.status(tree)

    def convert(self, tree: syntax.Call) -> Expr:
        if len(tree.arguments) != 2 or not isinstance(tree.arguments[1], syntax.Code):
            return self.fail("wrong-arguments", "`convert` takes an amount and a currency", tree, help="write `convert(amount, USD)`")
        target = tree.arguments[1]
        if not is_currency(target.text):
            return self.unknown_unit(target.text, target)
        operand = self.check(tree.arguments[0], currency=stated_currency(tree.arguments[0], self.scope))
        if isinstance(operand.type, Broken):
            return operand
        if not isinstance(operand.type, Numeric) or operand.type.power != 1:
            return self.fail("type-mismatch", f"only money can be converted, this is a {operand.type}", tree.arguments[0])
        return Convert(operand=operand, currency=target.text, type=with_currency(operand.type, target.text), span=tree.span)

    def growth(self, tree: syntax.Call, currency: str | None) -> Expr:
        """
        Compound growth over n fiscal years, which are n - 1 intervals: (last / first) ** (1 / (n - 1)) - 1, as a root.
        """
        window = tree.arguments[1] if len(tree.arguments) == 2 else None
        if not isinstance(window, syntax.Window) or window.years is None or window.years < 2 or window.previous or window.since:
            return self.fail(
                "wrong-arguments",
                "`growth` takes a fact and a number of fiscal years, at least 2",
                tree,
                help="`growth(revenue, last 3 years)` compares the last year closed with the one two years before",
            )
        intervals = window.years - 1
        last = self.check(tree.arguments[0], currency=currency)
        self.shift -= intervals
        first = self.check(tree.arguments[0], currency=currency)
        self.shift += intervals
        if isinstance(last.type, Broken) or isinstance(first.type, Broken):
            return self.broken(tree)
        if not isinstance(last.type, Numeric):
            return self.fail("type-mismatch", f"only numbers grow, this is a {last.type}", tree.arguments[0])
        if last == first:
            return self.fail("not-yearly", f"`{tree.arguments[0].span.text}` has no value per fiscal year", tree.arguments[0])
        quotient: Expr = Call(op=Op.DIVIDE, arguments=(last, first), type=Numeric(), span=tree.span)
        kind = Numeric(percent=True)
        if intervals > 1:
            kind = Numeric(root=True, percent=True)
            degree = Literal(value=Known(Fraction(intervals)), type=NUMBER, text=str(intervals), span=window.span)
            quotient = Call(op=Op.ROOT, arguments=(quotient, degree), type=kind, span=tree.span)
        one = Literal(value=Known(Fraction(1)), type=Numeric(percent=True), text="100%", span=tree.span)
        return Call(op=Op.SUBTRACT, arguments=(quotient, one), type=kind, span=tree.span)

    def first_time(self, tree: syntax.Call, currency: str | None) -> Expr:
        """
        `first_time(condition, since day)`: the condition holds this fiscal year and in no earlier one of the window.
        """
        window = tree.arguments[1] if len(tree.arguments) == 2 else None
        if not isinstance(window, syntax.Window) or window.years is not None:
            return self.fail(
                "wrong-arguments",
                "`first_time` takes a condition and a window",
                tree,
                help="write `first_time(revenue >= 500 million CNY, since 2022-01-01)` or `…, ever)`",
            )
        condition = tree.arguments[0]
        now = self.truth(condition)
        earlier = syntax.Window(None, window.since, True, window.ever, window.span)
        before = self.for_each(syntax.ForEach("none", condition, earlier, None, tree.span, tree.function_span), currency)
        if isinstance(now.type, Broken) or isinstance(before.type, Broken):
            return self.broken(tree)
        return Call(op=Op.AND, arguments=(now, before), type=TRUTH, span=tree.span)

    def status(self, tree: syntax.Call) -> Expr:
        argument = tree.arguments[0] if len(tree.arguments) == 1 else None
        if not isinstance(argument, syntax.Name):
            return self.fail(
                "wrong-arguments",
                f"`{tree.function}` takes the name of a programme from `uses`",
                tree,
                help="write `uses: {hnte: cn-national/hnte}` and then `holds(hnte)`",
            )
        programme = self.scope.used(argument.text)
        if programme is None:
            return self.fail("unknown-programme", f"`{argument.text}` is not among `uses`", argument, help="add `uses: {" + argument.text + ": place/programme}` to the file")
        kind = Named.HOLDS if tree.function == "holds" else Named.QUALIFIES
        return Reference(kind=kind, programme=programme, name="", type=TRUTH, span=tree.span)

    def membership(self, tree: syntax.Call) -> Expr:
        left, right = tree.arguments
        if tree.function == "within":
            return self.within(tree, left, right)
        if isinstance(right, syntax.Name):
            declared = self.set_of(right)
            if declared is not None:
                members = left.items if isinstance(left, syntax.Items) else (left,)
                return self.contains(tree, declared, members)
        subject = self.check(left)
        if isinstance(subject.type, Broken):
            return subject
        if isinstance(subject.type, Place):
            return self.within(tree, left, right)
        if not isinstance(subject.type, Choice):
            return self.fail("type-mismatch", f"`in` looks for a member of a choice, this is a {subject.type}", left)
        items = right.items if isinstance(right, syntax.Items) else (right,)
        found = self.members(items, subject.type)
        if found is None:
            return self.broken(tree)
        literal = Literal(value=Known(found), type=Set(subject.type.name, subject.type.members), text=right.span.text, span=right.span)
        return Call(op=Op.IN, arguments=(subject, literal), type=TRUTH, span=tree.span)

    def set_of(self, tree: syntax.Name) -> Expr | None:
        """The set-valued fact or field that *tree* names."""
        before = len(self.collector.found)
        found = self.look_up(tree, None)
        if found is not None and isinstance(found.type, Set):
            return found
        del self.collector.found[before:]
        return None

    def contains(self, tree: syntax.Call, holder: Expr, members: tuple[Tree, ...]) -> Expr:
        assert isinstance(holder.type, Set)  # noqa: S101  (INVARIANT: the caller looked it up as a set)
        found = self.members(members, holder.type)
        if found is None:
            return self.broken(tree)
        kind = Set(holder.type.name, holder.type.members)
        literal = Literal(value=Known(found), type=kind, text=tree.arguments[0].span.text, span=tree.arguments[0].span)
        return Call(op=Op.CONTAINS, arguments=(holder, literal), type=TRUTH, span=tree.span)

    def members(self, items: tuple[Tree, ...], kind: Choice | Set) -> frozenset[str] | None:
        """The members of *kind* that are listed; None after a diagnostic."""
        found: set[str] = set()
        failed = False
        for item in items:
            if isinstance(item, syntax.Name) and item.text in kind.members:
                found.add(item.text)
                continue
            failed = True
            text = item.span.text
            self.fail("unknown-member", f"`{text}` is not a member of `{kind.name}`", item, help=suggestion(text, kind.members))
        return None if failed else frozenset(found)

    def within(self, tree: syntax.Call, left: Tree, right: Tree) -> Expr:
        subject = self.check(left)
        if isinstance(subject.type, Broken):
            return subject
        if not isinstance(subject.type, Place):
            return self.fail("type-mismatch", f"`within` asks where a place lies, this is a {subject.type}", left)
        codes: set[str] = set()
        for item in right.items if isinstance(right, syntax.Items) else (right,):
            if not isinstance(item, syntax.Code):
                return self.fail("type-mismatch", "a place is due after `within`", item, help="places are written in capitals: `CN-SH`, `DE`")
            if not is_place(item.text, self.scope.places):
                return self.unknown_place(item)
            codes |= roots(item.text, self.scope.places)
        literal = Literal(value=Known(frozenset(codes)), type=Set("place", ()), text=right.span.text, span=right.span)
        return Call(op=Op.WITHIN, arguments=(subject, literal), type=TRUTH, span=tree.span)

    # Operators.

    def operator(self, tree: syntax.Call, rows: tuple[Operator, ...], currency: str | None, expected: Type | None) -> Expr:
        arguments = self.arguments(tree, rows[0], currency, expected)
        if any(isinstance(argument.type, Broken) for argument in arguments):
            return self.broken(tree)
        if rows[0].op is Op.AGE and len(arguments) == 1:
            arguments = (*arguments, Context(name=Given.ASSESSMENT_DATE, type=DATE, span=tree.span))
        row = next((row for row in rows[:-1] if self.accepts(row, arguments)), rows[-1])
        kind = self.resolve(tree, row, arguments)
        if kind is None:
            return self.broken(tree)
        return Call(op=row.op, arguments=arguments, type=kind, span=tree.span)

    def arguments(self, tree: syntax.Call, row: Operator, currency: str | None, expected: Type | None) -> tuple[Expr, ...]:
        """Check the operands, those that say the type first: a bare word is a member of the other operand's choice."""
        if row.parameters[0] in ("truth", "whole"):
            offset = 1 if row.parameters[0] == "whole" else 0
            head = [self.check(argument) for argument in tree.arguments[:offset]]
            if row.op is Op.IF and len(tree.arguments) == 3:
                hint = currency or stated_currency(tree, self.scope)
                condition, positive, negative = tree.arguments
                first = self.check(positive, currency=hint, expected=expected)
                second = self.check(negative, currency=hint, expected=expected or first.type)
                return (self.truth(condition), first, second)
            return (*head, *(self.truth(argument) for argument in tree.arguments[offset:]))
        # A comparison has a currency of its own; arithmetic takes the one asked for around it, if nothing inside states one.
        hint = stated_currency(tree, self.scope) or (None if row.returns == "truth" else currency)
        known: dict[int, Expr] = {}
        words = [index for index, argument in enumerate(tree.arguments) if isinstance(argument, syntax.Name) and not self.resolvable(argument)]
        kind: Type | None = None
        for index, argument in enumerate(tree.arguments):
            if index not in words:
                known[index] = self.check(argument, currency=hint)
                kind = kind or known[index].type
        for index in words:
            known[index] = self.check(tree.arguments[index], currency=hint, expected=kind)
        return tuple(known[index] for index in range(len(tree.arguments)))

    def resolvable(self, tree: syntax.Name) -> bool:
        name = tree.text
        return (
            name in ("true", "false")
            or any(name in fields for _, fields in self.loops)
            or name in self.scope.names()
            or name in Given._value2member_map_
        )

    def accepts(self, row: Operator, arguments: tuple[Expr, ...]) -> bool:
        """Whether the row takes operands of these types, without a diagnostic: tells overloaded signs apart."""
        return len(arguments) == len(row.parameters) and all(
            kind_fits(parameter, argument.type) for parameter, argument in zip(row.parameters, arguments, strict=True)
        )

    def resolve(self, tree: syntax.Call, row: Operator, arguments: tuple[Expr, ...]) -> Type | None:
        """The type of the result of *row* on *arguments*; None after a diagnostic."""
        parameters = row.parameters
        if row.variadic and len(arguments) >= len(parameters):
            parameters = (*parameters, *[parameters[-1]] * (len(arguments) - len(parameters)))
        if len(parameters) != len(arguments):
            self.fail("wrong-arguments", f"`{tree.function}` takes {len(row.parameters)} operands, here are {len(arguments)}", tree, help=f"write `{row.spelling}`")
            return None
        for parameter, argument, written in zip(parameters, arguments, tree.arguments + (tree,) * len(arguments), strict=False):
            if not kind_fits(parameter, argument.type):
                what = KIND_WORDS.get(parameter, parameter)
                self.fail("type-mismatch", f"`{tree.function}` needs {what} here, this is a {argument.type}", written, help=f"write `{row.spelling}`")
                return None
            if parameter == "whole" and not (isinstance(argument, Literal) and argument.value.value.denominator == 1 and 1 <= argument.value.value <= 100):  # type: ignore[attr-defined]  # a number, checked above
                self.fail("wrong-arguments", f"`{tree.function}` needs a whole number from 1 to 100 here", written)
                return None
        same = [argument for parameter, argument in zip(parameters, arguments, strict=True) if parameter in ("same", "any")]
        if same and not self.agree(tree, same):
            return None
        if not self.roots_allowed(tree, row, arguments):
            return None
        return self.result(tree, row, arguments, same)

    def agree(self, tree: syntax.Call, operands: list[Expr]) -> bool:
        """Whether all operands are of one type; else a diagnostic that says what differs."""
        first = operands[0]
        for other in operands[1:]:
            a, b = first.type, other.type
            if isinstance(a, Numeric) and isinstance(b, Numeric):
                if a.dimension != b.dimension:
                    self.fail("unit-mismatch", f"`{tree.function}` cannot join {_a(a)} and {_a(b)}", tree, help=self.unit_help(b, a) or self.unit_help(a, b))
                    return False
                if a.currency != b.currency:
                    self.fail("currency-mismatch", f"`{tree.function}` cannot join {a.currency} and {b.currency}", tree, help=f"write `convert(…, {a.currency})`")
                    return False
            elif a != b:
                self.fail("type-mismatch", f"`{tree.function}` cannot join {_a(a)} and {_a(b)}", tree)
                return False
        if isinstance(first.type, (Truth, Set, Record)) and tree.function != "if":
            self.fail("type-mismatch", f"`{tree.function}` does not apply to {_a(first.type)}", tree, help="use it directly: `listed`, `not listed`" if isinstance(first.type, Truth) else None)
            return False
        if isinstance(first.type, (Choice, TextType, Place)) and tree.function not in ("==", "!=", "if"):
            self.fail("type-mismatch", f"`{tree.function}` needs an order, {_a(first.type)} has none", tree, help="use `==`, `!=` or `in`")
            return False
        return True

    def roots_allowed(self, tree: syntax.Call, row: Operator, arguments: tuple[Expr, ...]) -> bool:
        """A root may be compared with a number, shifted and scaled by numbers, or rounded; nothing else."""
        irrational = [isinstance(argument.type, Numeric) and argument.type.root for argument in arguments]
        if not any(irrational):
            return True
        if sum(irrational) == 1 and row.op in ROOT_OPERATORS and (row.op is not Op.DIVIDE or irrational[0]) and (irrational[0] or "round" not in row.op.value):
            return True
        self.fail("root-arithmetic", f"a growth rate or root cannot be an operand of `{tree.function}`", tree, help="compare it with a number, or round it first: `round(growth(…), 0.1%)`")
        return False

    def result(self, tree: syntax.Call, row: Operator, arguments: tuple[Expr, ...], same: list[Expr]) -> Type | None:
        types = [argument.type for argument in arguments]
        match row.returns:
            case "truth":
                return TRUTH
            case "date":
                return DATE
            case "days":
                return DAYS
            case "months":
                return MONTHS
            case "number":
                return Numeric(whole=row.op in (Op.STEPS, Op.SIZE, Op.YEAR_OF))
            case "root":
                return Numeric(root=True)
            case "same" | "any":
                return self.joined([argument.type for argument in same] or types[:1], row)
        left, right = types
        assert isinstance(left, Numeric)  # noqa: S101  (INVARIANT: products and quotients take numerics)
        assert isinstance(right, Numeric)  # noqa: S101  (as above)
        if left.power and right.power and left.currency != right.currency:
            self.fail("currency-mismatch", f"`{tree.function}` cannot join {left.currency} and {right.currency}", tree, help=f"write `convert(…, {left.currency})`")
            return None
        kind = multiply(left, right) if row.returns == "product" else divide(left, right)
        if abs(kind.power) > 1:
            self.fail("unit-mismatch", "money times money has no meaning", tree)
            return None
        return replace(kind, root=left.root or right.root)

    def joined(self, types: list[Type], row: Operator) -> Type:
        numerics = [each for each in types if isinstance(each, Numeric)]
        if not numerics:
            return types[0]
        root = any(each.root for each in numerics) and "round" not in row.op.value
        return replace(numerics[0], root=root, percent=any(each.percent for each in numerics), whole=all(each.whole for each in numerics))

    # Loops.

    def for_each(self, tree: syntax.ForEach, currency: str | None) -> Expr:
        gather = GATHERS.get(tree.function)
        if gather is None:
            return self.fail("unknown-function", f"`{tree.function}` cannot gather a list", tree, help=suggestion(tree.function, GATHERS), span=tree.function_span)
        source = self.source(tree.source)
        if source is None:
            return self.broken(tree)
        found, name, fields = source
        hint = currency or stated_currency(tree, self.scope)
        # A loop over fiscal years has no items: it shifts the year that yearly facts mean.
        if not isinstance(found, Years):
            self.loops.append((name, fields))
        where = self.truth(tree.where) if tree.where else None
        truthful = gather in (Gather.ANY, Gather.ALL, Gather.NONE, Gather.COUNT)
        body = self.truth(tree.body) if truthful else self.check(tree.body, currency=hint)
        if not isinstance(found, Years):
            self.loops.pop()
        if isinstance(body.type, Broken) or (where is not None and isinstance(where.type, Broken)):
            return self.broken(tree)
        if gather is Gather.COUNT:
            kind: Type = Numeric(whole=True)
        elif truthful:
            kind = TRUTH
        elif isinstance(body.type, Numeric) and not body.type.root:
            kind = body.type
        else:
            return self.fail("type-mismatch", f"`{tree.function}` gathers numbers, this is a {body.type}", tree.body)
        return Aggregate(gather=gather, source=found, body=body, where=where, type=kind, span=tree.span)

    def source(self, tree: Tree) -> tuple[Source, str, Mapping[str, Type]] | None:
        """What a loop runs over, with its name and fields; None after a diagnostic."""
        if isinstance(tree, syntax.Window):
            since = self.value(tree.since, DATE, "what stands after `since`") if tree.since else None
            return Years(count=tree.years, since=since, previous=tree.previous, ever=tree.ever), "year", {}
        if not isinstance(tree, syntax.Name):
            self.fail("type-mismatch", "the name of a list is due after `for each`", tree)
            return None
        table = self.scope.table(tree.text)
        if table is not None:
            return TableRows(programme=self.scope.programme, name=tree.text), tree.text, table.columns
        fact = self.scope.fact(tree.text)
        if fact is not None and isinstance(fact.type, Record):
            return FactItems(name=tree.text), tree.text, dict(fact.type.fields)
        if fact is not None or tree.text in self.scope.names():
            self.fail("type-mismatch", f"`{tree.text}` is not a list", tree)
        else:
            self.fail("unknown-name", f"there is no list `{tree.text}`", tree, help=suggestion(tree.text, self.scope.names()))
        return None


ROOT_OPERATORS = frozenset(
    {Op.LESS, Op.AT_MOST, Op.GREATER, Op.AT_LEAST, Op.EQUAL, Op.NOT_EQUAL, Op.ADD, Op.SUBTRACT, Op.MULTIPLY, Op.DIVIDE, Op.NEGATE}
    | {Op.ROUND, Op.ROUND_HALF_EVEN, Op.ROUND_DOWN, Op.ROUND_UP}
)
KIND_WORDS = {
    "truth": "a condition",
    "numeric": "a number or quantity",
    "number": "a number without unit",
    "whole": "a whole number",
    "date": "a date",
    "months": "a number of months or years",
    "days": "a number of days",
    "place": "a place",
    "set": "a set",
}


def kind_fits(parameter: str, given: Type) -> bool:
    """Whether an operand of type *given* may stand for a parameter of that kind."""
    match parameter:
        case "truth":
            return isinstance(given, Truth)
        case "numeric":
            return isinstance(given, Numeric)
        case "number" | "whole":
            return isinstance(given, Numeric) and given.is_plain
        case "date":
            return isinstance(given, Date)
        case "months":
            return isinstance(given, Numeric) and given.dimension == MONTHS.dimension
        case "days":
            return isinstance(given, Numeric) and given.dimension == DAYS.dimension
        case "set":
            return isinstance(given, Set)
        case "same" | "any":
            return True
    return False


def stated_currency(tree: Tree, scope: Scope) -> str | None:
    """The first currency that a literal, `convert` or parameter in *tree* states: what money facts beside it become."""
    match tree:
        case syntax.Number(unit=unit):
            first = (unit or "").split("/")[0]
            return first if is_currency(first) else None
        case syntax.Name(text=text):
            kind = scope.parameter_type(text)
            return kind.currency if isinstance(kind, Numeric) else None
        case syntax.Call(function="convert", arguments=(_, syntax.Code(text=text))):
            return text
        case syntax.Call(function="if", arguments=(_, positive, negative)):
            return stated_currency(positive, scope) or stated_currency(negative, scope)
        case syntax.Call(function="and" | "or" | "not" | ">=" | "<=" | ">" | "<" | "==" | "!="):
            return _first_currency(tree.arguments, scope) if tree.function not in ("and", "or", "not") else None
        case syntax.Call(arguments=arguments):
            return _first_currency(arguments, scope)
        case syntax.ForEach(body=body):
            return stated_currency(body, scope)
        case syntax.At(owner=owner) | syntax.Index(owner=owner):
            return stated_currency(owner, scope)
        case syntax.Day() | syntax.Text() | syntax.Code() | syntax.Member() | syntax.Items() | syntax.Window() | syntax.Invalid():
            return None
    assert_never(tree)


def _first_currency(trees: tuple[Tree, ...], scope: Scope) -> str | None:
    return next((found for each in trees if (found := stated_currency(each, scope))), None)


def _a(kind: Type) -> str:
    text = str(kind)
    return f"an {text}" if text[0] in "aeiou" else f"a {text}"
