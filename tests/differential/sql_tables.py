"""
Bound companies as a table of a warehouse, of decimals, dates, truths, texts and lists of structures; and what its
columns hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pyarrow as pa

from incentives.ir import calendar
from incentives.ir.rulebook import FactDeclaration, Rulebook
from incentives.profiles.profile import Profile, Yearly
from incentives.tables.sql_columns import SqlColumn
from incentives.types import Date, Numeric, Set, Truth
from incentives.values import Known, Money, Row, Rows, Value

ROW = "row number"


@dataclass(frozen=True, slots=True)
class SqlTable:
    """
    Companies that one query takes: they share their currencies and the end of their fiscal years.

    Args:

        rows: Their places among all companies.
    """

    table: pa.Table
    columns: tuple[SqlColumn, ...]
    rows: tuple[int, ...]
    fiscal_year_end: tuple[int, int]


def tables_of(profiles: Sequence[Profile], rulebook: Rulebook, on: date) -> list[SqlTable]:
    """The companies in tables."""
    groups: dict[object, list[int]] = defaultdict(list)
    for index, profile in enumerate(profiles):
        stated = _currencies(profile)
        groups[profile.fiscal_year_end, _together(stated)].append(index)
    return [_table(profiles, rows, rulebook, on) for rows in groups.values()]


def _currencies(profile: Profile) -> dict[object, str]:
    found: dict[object, str] = {}
    for name, value in profile.facts.items():
        for key, each in _values(value):
            if isinstance(each, Known) and isinstance(each.value, Money):
                found[name, key] = each.value.currency
            if isinstance(each, Known) and isinstance(each.value, Rows):
                for row in each.value.items:
                    for field, cell in row.fields:
                        if isinstance(cell, Known) and isinstance(cell.value, Money):
                            found[name, field] = cell.value.currency
    return found


def _together(stated: Mapping[object, str]) -> object:
    """What two companies of one table must agree on: one currency for all, or one for each column."""
    kinds = set(stated.values())
    return kinds.pop() if len(kinds) == 1 else tuple(sorted(stated.items(), key=str))


def _values(value: object) -> list[tuple[int | None, Value]]:
    if isinstance(value, Yearly):
        found: list[tuple[int | None, Value]] = list(value.values.items())
        return [*found, (None, value.latest)] if value.latest is not None else found
    return [(None, value)]  # type: ignore[list-item]  # what is not yearly is a value


def _table(profiles: Sequence[Profile], rows: Sequence[int], rulebook: Rulebook, on: date) -> SqlTable:
    cells: dict[tuple[str, int | None], dict[int, Value]] = defaultdict(dict)
    currencies: dict[object, str] = {}
    statuses: dict[str, dict[int, bool]] = defaultdict(dict)
    for place, row in enumerate(rows):
        profile = profiles[row]
        currencies |= _currencies(profile)
        for name, value in profile.facts.items():
            for year, each in _values(value):
                if year is None and rulebook.facts[name].yearly:
                    # One table has a column for each year or one without, not both.
                    year = calendar.last_closed_year(on, *profile.fiscal_year_end)  # noqa: PLW2901  # the same value
                cells[name, year][place] = each
        for name, status in profile.statuses.items():
            statuses[name][place] = status.covers(on)
    arrays: dict[str, pa.Array] = {ROW: pa.array(rows, pa.int64())}
    columns = []
    for (name, year), found in cells.items():
        declared = rulebook.facts[name]
        label = f"{name} {year}" if year else name
        values = [found.get(place) for place in range(len(rows))]
        arrays[label] = pa.array([_plain(each) for each in values], _type(declared))
        columns.append(
            SqlColumn(
                name=label,
                fact=name,
                year=year,
                currency=currencies.get((name, year)) or currencies.get((name, None)),
                fields=tuple(
                    SqlColumn(name=field, fact=field, currency=currencies.get((name, field)))
                    for field in declared.fields
                ),
            )
        )
    for name, held in statuses.items():
        label = f"holds {len(arrays)}"  # ids are longer than some engines' names
        arrays[label] = pa.array([held.get(place) for place in range(len(rows))], pa.bool_())
        columns.append(SqlColumn(name=label, fact=name, is_status=True))
    return SqlTable(pa.table(arrays), tuple(columns), tuple(rows), profiles[rows[0]].fiscal_year_end)


def _type(declared: FactDeclaration) -> pa.DataType:
    if declared.fields:
        return pa.list_(pa.struct([(name, _type(each)) for name, each in declared.fields.items()]))
    match declared.type:
        case Numeric():
            return pa.decimal128(38, 8)
        case Truth():
            return pa.bool_()
        case Date():
            return pa.date32()
        case Set():
            return pa.list_(pa.string())
        case _:
            return pa.string()


def _plain(value: Value | None) -> object:
    if not isinstance(value, Known):
        return None
    return _cell(value.value)


def _cell(value: object) -> object:
    match value:
        case Money(amount=amount):
            return _decimal(amount)
        case Fraction():
            return _decimal(value)
        case frozenset():
            return sorted(value)
        case Rows(items=items):
            return [_fields(row) for row in items]
        case _:
            return value


def _fields(row: Row) -> Mapping[str, object]:
    return {name: _plain(each) for name, each in row.fields}


def _decimal(number: Fraction) -> Decimal:
    steps = number * 10**8
    assert steps.denominator == 1
    return Decimal(steps.numerator).scaleb(-8)
