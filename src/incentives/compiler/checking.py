"""
What checking an expression has at hand: the names of its programme, where mistakes go, the loops that it stands in.

Not for the checks: `typecheck.py` says which there are, its neighbours make them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from incentives.diagnostics import Collector, Label, suggestion
from incentives.ir.expr import Expr, Literal, Parameter, Reference
from incentives.ir.rulebook import (
    FactDeclaration,
    ParameterDeclaration,
    PlaceDeclaration,
    ReadingPoint,
    TableDeclaration,
)
from incentives.source import Span
from incentives.syntax.grammar import parse
from incentives.syntax.nodes import ScalarNode
from incentives.syntax.tree import Name, Tree, children
from incentives.types import BROKEN, DATE, DAYS, MONTHS, Broken, Numeric, Truth, Type, unit_text
from incentives.values import Known

# How many names are held against each other, over all mistakes, before neighbours are no longer looked for.
MOST_COMPARED = 500_000
MOST_SUGGESTED = 1000
# What does not fit together: many of these about one fact are one mistake, that of its type.
MISFITS = frozenset({"type-mismatch", "unit-mismatch", "currency-mismatch"})


class Scope(Protocol):
    """What the names of one programme stand for."""

    programme: str
    currency: str
    places: Mapping[str, PlaceDeclaration]
    collector: Collector
    readings: dict[str, ReadingPoint]
    parameters: dict[str, ParameterDeclaration]

    def fact(self, name: str) -> FactDeclaration | None:
        """A declared fact."""

    def table(self, name: str) -> TableDeclaration | None:
        """A table parameter."""

    def parameter_type(self, name: str) -> Type | None:
        """The type of a dated parameter."""

    def parameter_key(self, name: str) -> Expr | None:
        """The date that a parameter is keyed by, if not the day of assessment."""

    def definition_type(self, name: str) -> Type | None:
        """The type of a definition."""

    def list_of(self, name: str) -> tuple[str, Mapping[str, Type]] | None:
        """The list for each of whose items a definition is worked out, with its fields; None if it has one value."""

    def results_of(self, name: str) -> list[str]:
        """The names of the results of a definition that has several; none of any other."""

    def report_several(self, name: str, results: list[str], span: Span) -> None:
        """Report that *name* has several results where one value is due."""

    def scope_of(self, programme: str) -> Scope | None:
        """The names of another programme."""

    def member(self, owner: str, name: str, span: Span) -> Reference | Parameter | None:
        """What `owner.name` points at; None after a diagnostic."""

    def table_of(self, alias: str, name: str) -> tuple[str, TableDeclaration] | None:
        """A table of a programme under `uses`, with that programme."""

    def is_award(self, name: str) -> bool:
        """Whether an award is called so."""

    def currencies_of(self, programme: str) -> Mapping[str, str]:
        """The awards of a programme, each with its currency; empty if there is no such programme."""

    def used(self, alias: str) -> str | None:
        """The programme that *alias* stands for."""

    def knows(self, name: str) -> bool:
        """Whether *name* stands for something by itself."""

    def names(self) -> list[str]:
        """All names, for suggestions."""


class Checking(ABC):
    """
    The check of one expression, as its parts see it.

    Args:

        in_period: Whether the expression is the amount of an award that is paid by period.

        loops: The loops around, outermost first: the name of each and the types of its items' fields.

        shift: How many fiscal years before the last one closed facts are taken from, as a number below nought.

        gathered: Of the loops over distinct values, behind how many others each stands, itself included.

        members: The fields of the items of such a loop, by the name of the list.

        checked: Nodes so far.
    """

    def __init__(self, scope: Scope, collector: Collector, *, in_period: bool = False) -> None:
        self.scope = scope
        self.collector = collector
        self.in_period = in_period
        self.loops: list[tuple[str, Mapping[str, Type]]] = []
        self.gathered: list[int] = []
        self.members: dict[str, Mapping[str, Type]] = {}
        self.shift = 0
        self.checked = 0

    @abstractmethod
    def check(self, tree: Tree, *, currency: str | None = None, expected: Type | None = None) -> Expr:
        """
        The typed form of *tree*.

        *currency* is what money facts in it are converted to, the programme's own if None; *expected* lets a bare word
        be a member of a choice.
        """

    def truth(self, tree: Tree) -> Expr:
        """The typed form of a condition."""
        expr = self.check(tree)
        if isinstance(expr.type, (Truth, Broken)):
            return expr
        help = "compare it with something: `>=`, `==`, `in`"
        return self.fail("type-mismatch", f"a condition is due here, this is {a(expr.type)}", tree, help=help)

    def value(self, tree: Tree, wanted: Type, what: str) -> Expr:
        """The typed form of an expression that must have the type *wanted*; *what* it is, for the diagnostic."""
        currency = wanted.currency if isinstance(wanted, Numeric) else None
        expr = self.check(tree, currency=currency, expected=wanted)
        if isinstance(expr.type, Broken) or fits(expr.type, wanted):
            return expr
        if not (isinstance(expr.type, Numeric) and isinstance(wanted, Numeric)):
            year = (
                wanted == DATE and isinstance(expr, Literal) and len(expr.text) == len("2022") and expr.text.isdigit()
            )
            help = f"write a day: `{tree.span.text}-01-01`" if year else None
            return self.fail("type-mismatch", f"{what} is {a(wanted)}, this is {a(expr.type)}", tree, help=help)
        if expr.type.dimension == wanted.dimension and expr.type.currency != wanted.currency:
            message = f"{what} is in {wanted}, this is in {expr.type}"
            figure = f"state it in {wanted.currency}, or the others in {expr.type.currency}"
            help = figure if isinstance(expr, Literal) else f"write `convert(…, {wanted.currency})`"
            return self.fail("currency-mismatch", message, tree, help=help)
        message = f"{what} is {a(wanted)}, this is {a(expr.type)}"
        return self.fail("unit-mismatch", message, tree, help=unit_help(expr.type, wanted))

    def suggest(self, name: str, known: Callable[[], Iterable[str]]) -> str | None:
        """A help line for an unknown *name*; none where mistakes are so many that looking for neighbours takes long."""
        if len(self.collector.found) > MOST_SUGGESTED:
            return None
        names = tuple(known())
        return suggestion(name, names) if self.may_compare(len(names)) else None

    def may_compare(self, names: int) -> bool:
        """Whether mistakes are so few that each may be held against that many names."""
        found = len(self.collector.found)
        return found <= MOST_SUGGESTED and found * names < MOST_COMPARED

    def fail(self, code: str, message: str, tree: Tree, *, help: str | None = None, span: Span | None = None) -> Expr:
        """Report a mistake in *tree*, at *span* if given; what stands in for it."""
        about = self.facts_in(tree) if code in MISFITS else ()
        self.collector.add(code, message, span or tree.span, help=help, about=about)
        return broken(tree.span)

    def facts_in(self, tree: Tree) -> tuple[Label, ...]:
        """The facts that *tree* names, each with the place of its declaration."""
        found: dict[str, Label] = {}
        pending = [tree]
        while pending:
            each = pending.pop()
            pending.extend(children(each))
            fact = self.scope.fact(each.text) if isinstance(each, Name) else None
            if fact is not None and fact.span is not None:
                found[fact.name] = Label(span=fact.span, text=fact.name)
        return tuple(found.values())


def expression(written: ScalarNode, checker: Checking, wanted: Type | None, what: str) -> Expr:
    """A plain expression, of the type *wanted* if one is due."""
    tree = parse(written, checker.collector)
    return checker.check(tree) if wanted is None else checker.value(tree, wanted, what)


def broken(span: Span | None) -> Expr:
    """What stands in for an expression that has a diagnostic."""
    return Literal(value=Known(False), type=BROKEN, span=span)


def fits(given: Type, wanted: Type) -> bool:
    """Whether a value of type *given* may stand where *wanted* is due."""
    if isinstance(given, Numeric) and isinstance(wanted, Numeric):
        same = given.dimension == wanted.dimension and given.currency == wanted.currency
        return same and given.root == wanted.root
    return given == wanted


def unit_help(given: Type, wanted: Type) -> str | None:
    """What to write where the unit of *given* is not that of *wanted*."""
    if not (isinstance(given, Numeric) and isinstance(wanted, Numeric)):
        return None
    if given.root and not wanted.root:
        return "round it first: `round(growth(…), 0.1%)`"
    if wanted.is_money and not given.power:
        return f"write the amount with its currency: `5 million {wanted.currency}`"
    if wanted.dimension in (MONTHS.dimension, DAYS.dimension) and given.is_plain:
        return "write the time with its unit: `5 years`, `30 days`"
    if {given.dimension, wanted.dimension} == {MONTHS.dimension, DAYS.dimension}:
        return "months and years are one unit, days and weeks another: write `6 months`, `180 days`"
    if not given.power and not wanted.power and wanted.is_plain and dict(given.units) == {"person": 1}:
        return "a number of people is a plain number: write it without a unit"
    have, want = dict(given.units), dict(wanted.units)
    for unit in sorted(set(have) | set(want)):
        surplus = have.get(unit, 0) - want.get(unit, 0)
        if surplus > 0:
            return f"divide by something in `{unit}`, or state a figure per `{unit}`"
        if surplus < 0:
            return f"multiply by something in `{unit}`: `… * {'days' if unit == 'day' else unit}`"
    return None


def a(kind: Type) -> str:
    """A type in words, with its article: `an amount in CNY`, `a percentage`, `a choice of industry`."""
    if isinstance(kind, Numeric) and not kind.is_plain:
        what = "an amount" if kind.power == 1 else "a quantity"
        return f"{what} in {unit_text(kind)}"
    text = str(kind)
    return f"an {text}" if text[0] in "aeiou" else f"a {text}"
