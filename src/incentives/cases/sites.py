"""
Where each expression of a programme stands, under the name that reports give it: `define/rd_floor`, `awards/rent/cap`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from incentives.ir.expr import DatedValue, Expr
from incentives.ir.rulebook import Award, Criterion, Group, ParameterDeclaration, Programme, TableDeclaration

Key = TypeVar("Key")
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """
    One expression of a programme that is not part of another.

    Args:

        name: Where it stands.

        part: The part of the programme that it belongs to: its kind and its name there.

        put: The programme with another expression in its place.
    """

    name: str
    part: tuple[str, str]
    expr: Expr
    put: Callable[[Expr], Programme]


def roots(programme: Programme) -> Iterator[Root]:
    """Every expression that decides something, in the order of the file: figures, definitions, tests, awards."""
    for parameter in programme.parameters.values():
        yield from _of_parameter(programme, parameter)
    for table in programme.tables.values():
        yield from _of_table(programme, table)
    for name, definition in programme.definitions.items():

        def put_definition(expr: Expr, name: str = name) -> Programme:
            changed = replace(programme.definitions[name], expr=expr)
            return replace(programme, definitions=with_item(programme.definitions, name, changed))

        yield Root(name=f"define/{name}", part=("definition", name), expr=definition.expr, put=put_definition)
    for criterion in programme.criteria().values():
        if criterion.kind is Group.TEST:

            def put_criterion(expr: Expr, name: str = criterion.id) -> Programme:
                return with_criterion(programme, name, lambda each: replace(each, expr=expr))

            name = f"criteria/{criterion.id}"
            yield Root(name=name, part=("criterion", criterion.id), expr=criterion.expr, put=put_criterion)
    for award in programme.awards.values():
        yield from _of_award(programme, award)
    for name, cap in programme.caps.items():

        def put_cap(expr: Expr, name: str = name) -> Programme:
            changed = replace(programme.caps[name], amount=expr)
            return replace(programme, caps=with_item(programme.caps, name, changed))

        yield Root(name=f"caps/{name}", part=("cap", name), expr=cap.amount, put=put_cap)


def _of_parameter(programme: Programme, parameter: ParameterDeclaration) -> Iterator[Root]:
    for index, dated in enumerate(parameter.values):
        if dated.value is None:
            continue

        def put(expr: Expr, index: int = index, dated: DatedValue = dated) -> Programme:
            values = list(parameter.values)
            values[index] = replace(dated, value=expr)
            return with_parameter(programme, replace(parameter, values=tuple(values)))

        name = parameter_name(parameter, index)
        yield Root(name=name, part=("parameter", parameter.name), expr=dated.value, put=put)


def _of_table(programme: Programme, table: TableDeclaration) -> Iterator[Root]:
    for index, row in enumerate(table.rows):
        for column, value in row.items():

            def put(expr: Expr, index: int = index, column: str = column) -> Programme:
                rows = list(table.rows)
                rows[index] = with_item(rows[index], column, expr)
                return replace(
                    programme, tables=with_item(programme.tables, table.name, replace(table, rows=tuple(rows)))
                )

            name = f"parameters/{table.name}.{index + 1}.{column}"
            yield Root(name=name, part=("table", table.name), expr=value, put=put)


def _of_award(programme: Programme, award: Award) -> Iterator[Root]:
    def put_amount(expr: Expr) -> Programme:
        return with_award(programme, replace(award, amount=expr))

    def put_cap(expr: Expr) -> Programme:
        return with_award(programme, replace(award, cap=expr))

    def put_start(expr: Expr) -> Programme:
        return with_award(programme, replace(award, schedule=replace(award.schedule, start=expr)))

    def put_deadline(expr: Expr) -> Programme:
        return with_award(programme, replace(award, deadline=expr))

    for what, expr, put in (
        ("amount", award.amount, put_amount),
        ("cap", award.cap, put_cap),
        ("paid", award.schedule.start, put_start),
        ("deadline", award.deadline, put_deadline),
    ):
        if expr is not None:
            yield Root(name=f"awards/{award.id}/{what}", part=("award", award.id), expr=expr, put=put)


# Programmes with one part changed.


def parameter_name(parameter: ParameterDeclaration, index: int) -> str:
    """The name of one value of a parameter; with the day it begins if there are several."""
    start = parameter.values[index].start
    return f"parameters/{parameter.name}" + (f"@{start or 'always'}" if len(parameter.values) > 1 else "")


def with_item(mapping: Mapping[Key, Item], key: Key, item: Item) -> dict[Key, Item]:
    """The mapping with another item under *key*, in the same place."""
    return {each: item if each == key else old for each, old in mapping.items()}


def with_award(programme: Programme, award: Award) -> Programme:
    """The programme with another award of that id."""
    return replace(programme, awards=with_item(programme.awards, award.id, award))


def with_parameter(programme: Programme, parameter: ParameterDeclaration) -> Programme:
    """The programme with another parameter of that name."""
    return replace(programme, parameters=with_item(programme.parameters, parameter.name, parameter))


def with_criterion(programme: Programme, name: str, change: Callable[[Criterion], Criterion | None]) -> Programme:
    """The programme with the criterion called *name* changed, or left out of its group where *change* gives None."""
    if programme.eligibility is not None and _find(programme.eligibility, name):
        return replace(programme, eligibility=_changed(programme.eligibility, name, change))
    for award in programme.awards.values():
        if award.when is not None and _find(award.when, name):
            return with_award(programme, replace(award, when=_changed(award.when, name, change)))
    raise LookupError(name)


def _find(root: Criterion, name: str) -> bool:
    return root.id == name or any(_find(member, name) for member in root.members)


def _changed(root: Criterion, name: str, change: Callable[[Criterion], Criterion | None]) -> Criterion | None:
    if root.id == name:
        return change(root)
    members = [_changed(member, name, change) if _find(member, name) else member for member in root.members]
    return replace(root, members=tuple(member for member in members if member is not None))
