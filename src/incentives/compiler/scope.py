"""
What the names of one programme stand for: facts, parameters, tables, definitions, awards, and programmes it uses.

Definitions are checked when first asked for: `order.py` asks in the order in which they need each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Protocol

from incentives.compiler.carrying import USED_FROM
from incentives.compiler.checking import broken
from incentives.compiler.formulas import Loop, formula, several
from incentives.compiler.loops import items
from incentives.compiler.results import Result, has_several
from incentives.compiler.texts import place_of
from incentives.compiler.typecheck import Checker
from incentives.compiler.waterfalls import AFTER, WHOLE
from incentives.diagnostics import Collector, suggestion
from incentives.ir.expr import Expr, Named, Parameter, Reference
from incentives.ir.rulebook import (
    FactDeclaration,
    ParameterDeclaration,
    PlaceDeclaration,
    ReadingPoint,
    TableDeclaration,
)
from incentives.source import Span
from incentives.syntax.documents import CriterionShape, FormulaShape, ProgrammeShape
from incentives.syntax.nodes import ScalarNode
from incentives.syntax.tree import Name
from incentives.types import BROKEN, TRUTH, Broken, Record, Type, money


class Library(Protocol):
    """The other programmes."""

    def scope_of(self, programme: str) -> ProgrammeScope | None:
        """The scope of another programme."""

    @property
    def awards(self) -> Mapping[str, Mapping[str, object]]:
        """All programmes there are, each with its awards as written."""


class ProgrammeScope:
    """The names of one programme; what typecheck's `Scope` asks for."""

    def __init__(
        self,
        programme: str,
        shape: ProgrammeShape,
        currency: str,
        facts: Mapping[str, FactDeclaration],
        places: Mapping[str, PlaceDeclaration],
        library: Library,
        collector: Collector,
    ) -> None:
        self.programme = programme
        self.shape = shape
        self.currency = currency
        self.facts = facts
        self.places = places
        self.library = library
        self.collector = collector
        self.parameters: dict[str, ParameterDeclaration] = {}
        self.tables: dict[str, TableDeclaration] = {}
        self.readings: dict[str, ReadingPoint] = {}
        self.definitions: dict[str, Expr] = {}
        self.definitions_written: Mapping[str, ScalarNode | FormulaShape] = shape.define or {}
        self.results: dict[str, tuple[Result, ...]] = {}
        self.uses = {alias: written.text for alias, written in (shape.uses or {}).items()}

    @cached_property
    def criteria(self) -> frozenset[str]:
        """The ids that criteria of this file are given."""
        return frozenset(_criterion_ids(self.shape))

    def fact(self, name: str) -> FactDeclaration | None:
        """A declared fact."""
        return self.facts.get(name)

    def table(self, name: str) -> TableDeclaration | None:
        """A table parameter."""
        return self.tables.get(name)

    def parameter_type(self, name: str) -> Type | None:
        """The type of a dated parameter."""
        found = self.parameters.get(name)
        return found.type if found else None

    def parameter_key(self, name: str) -> Expr | None:
        """The date that a parameter is keyed by, if not the day of assessment."""
        return self.parameters[name].keyed_by

    def definition_type(self, name: str) -> Type | None:
        """The type of a definition, which is checked now if it was not."""
        found = self.definition(name) if name in self.definitions_written or "." in name else None
        return None if found is None else found.type

    def definition(self, name: str) -> Expr | None:
        """The checked expression of a definition; None if there is none of that name."""
        if name in self.definitions:
            return self.definitions[name]
        written = self.definitions_written.get(name)
        if written is None:
            whole, dot, _ = name.partition(".")
            # A result is there as soon as the whole is.
            return self.definitions.get(name) if dot and self.results_of(whole) else None
        # INVARIANT: `order.check_definitions` asks for each behind those that it needs, so that this goes no deeper.
        loop: Loop | None = None
        if isinstance(written, FormulaShape) and written.for_each is not None:
            loop = self._items_of(name, written.for_each)
            if loop is None:
                return self.definitions.setdefault(name, broken(written.for_each.span))
        if isinstance(written, FormulaShape) and has_several(written):
            self.results[name] = several(written, self, name, loop)
            self.definitions.update({each.name: each.expr for each in self.results[name]})
            return self.definitions.setdefault(name, broken(place_of(written)))
        expr = formula(written, self, name, loop=loop, defined=True)
        return self.definitions.setdefault(name, expr)

    def results_of(self, name: str) -> list[str]:
        """The names of the results of a definition that has several; none of any other."""
        if not has_several(self.definitions_written.get(name)):
            return []
        self.definition(name)
        return [each.name for each in self.results.get(name, ())]

    def _items_of(self, name: str, written: ScalarNode) -> Loop | None:
        """The list for each of whose items a definition is worked out; None after a diagnostic."""
        found = items(Checker(self, self.collector), Name(written.text, written.span))
        if found is None:
            return None
        _, listed, fields = found
        if name in fields:
            help = "call it otherwise"
            self.collector.add("hidden-name", f"`{name}` is also a field of `{listed}`", written.span, help=help)
            return None
        return listed, fields

    def list_of(self, name: str) -> Loop | None:
        """The list for each of whose items a definition is worked out, with its fields; None if it has one value."""
        written = self.definitions_written.get(name) or self.definitions_written.get(name.partition(".")[0])
        stated = written.for_each if isinstance(written, FormulaShape) else None
        if stated is None:
            return None
        table, fact = self.tables.get(stated.text), self.facts.get(stated.text)
        fields = table.columns if table is not None else {}
        if table is None and fact is not None and isinstance(fact.type, Record):
            fields = dict(fact.type.fields)
        return stated.text, fields

    def member(self, owner: str, name: str, span: Span) -> Reference | Parameter | None:
        """What `owner.name` points at; None after a diagnostic."""
        awards = self.shape.awards or {}
        if owner in awards:
            if name == "when":
                return Reference(kind=Named.AWARD_WHEN, programme=self.programme, name=owner, type=TRUTH, span=span)
            if name == "amount":
                currency = awards[owner].currency
                kind = money(currency.text if currency else self.currency)
                return Reference(kind=Named.AWARD_AMOUNT, programme=self.programme, name=owner, type=kind, span=span)
            self.collector.add(
                "unknown-name", f"an award has no `{name}`", span, help="write `.when` for its conditions or `.amount`"
            )
            return None
        if owner in ("eligibility", "criteria"):
            return self._criterion(name, span)
        if owner in self.uses:
            return self._foreign(owner, name, span)
        if has_several(self.definitions_written.get(owner)):
            return self._result(owner, name, span)
        self.collector.add(
            "unknown-name",
            f"`{owner}` is neither an award nor among `uses`",
            span,
            help=suggestion(owner, [*awards, *self.uses, *self._several()]),
        )
        return None

    def _criterion(self, name: str, span: Span) -> Reference | None:
        if name in self.criteria:
            return Reference(kind=Named.CRITERION, programme=self.programme, name=name, type=TRUTH, span=span)
        self.collector.add(
            "unknown-name", f"there is no criterion `{name}`", span, help=suggestion(name, self.criteria)
        )
        return None

    def _result(self, owner: str, name: str, span: Span) -> Reference | None:
        """One result of a definition that has several."""
        results = self.results_of(owner)
        kind = self.definitions[f"{owner}.{name}"].type if f"{owner}.{name}" in results else BROKEN
        if isinstance(kind, Broken) and results and f"{owner}.{name}" not in results:
            help = suggestion(name, [each.partition(".")[2] for each in results])
            if name.startswith(USED_FROM):
                help = f"`{owner}.{USED_FROM}1` is used of what arose a year before, and so on, as long as it lasts"
            self.collector.add("unknown-name", f"`{owner}` has no result `{name}`", span, help=help)
            return None
        what = Named.DEFINITION if self.list_of(owner) is None else Named.OF_ITEM
        return Reference(kind=what, programme=self.programme, name=f"{owner}.{name}", type=kind, span=span)

    def _foreign(self, alias: str, name: str, span: Span) -> Reference | Parameter | None:
        """A definition or parameter of a programme under `uses`."""
        other = self.library.scope_of(self.uses[alias])
        if other is None:
            return None
        if has_several(other.definitions_written.get(name)):
            self.report_several(f"{alias}.{name}", [f"{alias}.{each}" for each in other.results_of(name)], span)
            return None
        whole, dot, result = name.partition(".")
        if dot and has_several(other.definitions_written.get(whole)):
            return other._result(whole, result, span)  # noqa: SLF001  # a scope like this one
        kind = other.definition_type(name)
        if kind is not None:
            kind = BROKEN if isinstance(kind, Broken) else kind
            what = Named.DEFINITION if other.list_of(name) is None else Named.OF_ITEM
            return Reference(kind=what, programme=other.programme, name=name, type=kind, span=span)
        figure = other.parameters.get(name)
        if figure is not None:
            return Parameter(name=name, programme=other.programme, type=figure.type, at=figure.keyed_by, span=span)
        if name in other.tables:
            help = f"gather it: `sum(… for each {alias}.{name})`, or `min`, `max`, `any`"
            self.collector.add("list-as-value", f"`{alias}.{name}` is a table", span, help=help)
            return None
        if whole in (other.shape.awards or {}):
            message = f"`{whole}` is an award of `{self.uses[alias]}`, which has no value by that name"
            help = (
                f"`granted({alias}.{whole})` is what it comes to beside this one, `qualifies({alias})` whether it may"
            )
            self.collector.add("unknown-definition", message, span, help=f"{help} be had")
            return None
        self.collector.add(
            "unknown-definition",
            f"`{self.uses[alias]}` has neither a definition nor a parameter `{name}`",
            span,
            help=suggestion(name, [*other.definitions_written, *other.parameters]),
        )
        return None

    def _several(self) -> list[str]:
        """The definitions that have several results."""
        return [name for name, written in self.definitions_written.items() if has_several(written)]

    def report_several(self, name: str, results: list[str], span: Span) -> None:
        """Report that *name* has several results where one value is due."""
        if results:  # else it has a diagnostic of its own
            shown = ", ".join(f"`{each}`" for each in results if "." + AFTER not in each and not each.endswith(WHOLE))
            message = f"`{name}` has several results"
            self.collector.add("several-results", message, span, help=f"write which one: {shown}")

    def table_of(self, alias: str, name: str) -> tuple[str, TableDeclaration] | None:
        """A table of a programme under `uses`, with that programme."""
        other = self.library.scope_of(self.uses.get(alias, ""))
        found = other.tables.get(name) if other is not None else None
        return None if other is None or found is None else (other.programme, found)

    def scope_of(self, programme: str) -> ProgrammeScope | None:
        """The names of another programme."""
        return self if programme == self.programme else self.library.scope_of(programme)

    def is_award(self, name: str) -> bool:
        """Whether an award is called so."""
        return name in (self.shape.awards or {})

    def currencies_of(self, programme: str) -> dict[str, str]:
        """The awards of a programme, each with its currency; empty if there is no such programme."""
        other = self.scope_of(programme)
        awards = (other.shape.awards or {}) if other is not None else {}
        return {
            name: award.currency.text if award.currency else other.currency if other is not None else ""
            for name, award in awards.items()
        }

    def used(self, alias: str) -> str | None:
        """The programme that *alias* stands for."""
        return self.uses.get(alias)

    def knows(self, name: str) -> bool:
        """Whether *name* stands for something by itself."""
        return name in self.definitions_written or name in self.parameters or name in self.tables or name in self.facts

    def names(self) -> list[str]:
        """All names, for suggestions."""
        return [*self.definitions_written, *self.parameters, *self.tables, *self.facts]


def _criterion_ids(shape: ProgrammeShape) -> list[str]:
    """The ids that criteria of this file are given."""
    found: list[str] = []
    pending: list[object] = [shape.eligibility, *(award.when for award in (shape.awards or {}).values())]
    while pending:
        each = pending.pop()
        if isinstance(each, list):
            pending.extend(each)
        elif isinstance(each, CriterionShape):
            if each.id is not None:
                found.append(each.id.text)
            pending.extend([group for group in (each.all, each.any, each.none, each.of) if group])
    return found
