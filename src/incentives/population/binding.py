"""
A mapping against the columns that a table really has: every column is used, kept or named as ignored, and clear.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

import pyarrow as pa

from incentives.diagnostics import Collector, suggestion
from incentives.ir.rulebook import Rulebook
from incentives.population.guess import (
    COMPANY_NAMES,
    CURRENCY_NAMES,
    YEAR_END_NAMES,
    YEAR_NAMES,
    Guesser,
    Unclear,
    reserved,
)
from incentives.population.mapping import (
    LAST_DAY,
    ColumnMap,
    FactTarget,
    ItemTable,
    ListTarget,
    Target,
    is_due,
)
from incentives.source import Span
from incentives.syntax.yaml_problems import shown

HELP_MAPPING = "say what it holds in a mapping file (`incentives table TABLE --map` writes one), or `--ignore` it"


def guess_columns(
    schema: pa.Schema,
    rulebook: Rulebook,
    *,
    amounts_in: str | None = None,
    kept: Sequence[str] = (),
    ignored: Sequence[str] = (),
) -> tuple[ColumnMap, dict[str, Unclear]]:
    """What the names of the columns say, and which say too little."""
    names: list[str] = list(schema.names)
    rest = [name for name in names if not _matches(name, kept) and not _matches(name, ignored)]
    company = next((name for each in COMPANY_NAMES for name in names if reserved(name, [each])), None)
    year_end = next((name for name in rest if reserved(name, YEAR_END_NAMES)), None)
    year = next((name for name in rest if reserved(name, YEAR_NAMES)), None)
    currency = next((name for name in rest if reserved(name, CURRENCY_NAMES)), None)
    guesser = Guesser(rulebook, amounts_in=amounts_in, currency_column=currency)
    columns: dict[str, Target] = {}
    unclear: dict[str, Unclear] = {}
    for name in rest:
        if name in (company, year_end, year, currency):
            continue
        if company is not None and reserved(name, COMPANY_NAMES):
            # A second name of the company says nothing of it, and whoever reads the answer wants it.
            kept = (*kept, name)
            continue
        found = guesser.target(name)
        if isinstance(found, Unclear):
            close = guesser.neighbours(name) if not found.why else None
            unclear[name] = replace(found, help=found.help or close) if close else found
        else:
            columns[name] = _nested(found, schema.field(name).type, guesser, rulebook, unclear, name)
    return (
        ColumnMap(
            company=company,
            year=year if company is not None else None,
            fiscal_year_end=year_end if year_end is not None else LAST_DAY,
            columns=columns,
            kept=tuple(name for name in names if _matches(name, kept)),
            ignored=tuple(name for name in names if _matches(name, ignored)),
        ),
        unclear,
    )


def _nested(
    target: Target, kind: pa.DataType, guesser: Guesser, rulebook: Rulebook, unclear: dict[str, Unclear], column: str
) -> Target:
    """For a list: what each field of the structures that the column really has holds."""
    if not isinstance(target, ListTarget) or not (pa.types.is_list(kind) or pa.types.is_large_list(kind)):
        return target
    if not pa.types.is_struct(kind.value_type):
        return target
    fields: dict[str, FactTarget] = {}
    for index in range(kind.value_type.num_fields):
        name = kind.value_type.field(index).name
        found = guesser.field(name, rulebook.facts[target.fact])
        if isinstance(found, Unclear):
            unclear[f"{column}.{name}"] = found
        else:
            fields[name] = found
    return ListTarget(fact=target.fact, fields=fields)


def tell_unclear(unclear: Mapping[str, Unclear], table: str, collector: Collector) -> None:
    """The columns whose names say too little, as mistakes."""
    for name, each in unclear.items():
        if not each.candidates and not each.why:
            message = f"the column {shown(name)} names no fact"
            collector.add("unknown-column", message, where=table, help=each.help or HELP_MAPPING)
            continue
        facts = ", ".join(f"`{fact}`" for fact in each.candidates[:5])
        message = f"the column {shown(name)} {each.why}: {facts}"
        collector.add("unclear-column", message, where=table, help=each.help or HELP_MAPPING)


def check_columns(
    columns: ColumnMap,
    schema: pa.Schema,
    rulebook: Rulebook,
    table: str,
    collector: Collector,
    *,
    places: Mapping[str, Span] | None = None,
    told: Collection[str] = (),
) -> None:
    """
    Tell of columns that are not there, not used, used twice, or whose numbers have no unit.

    Args:

        places: Where the mapping file speaks of each column.

        told: Columns that were told of already.
    """
    names = list(schema.names)
    places = places or {}
    for name in columns.needed:
        if name not in names:
            message = f"the table has no column {shown(name)}"
            span = places.get(name)
            where = None if span else table
            collector.add("unknown-column", message, span, help=suggestion(name, names), where=where)
    if not columns.columns and not told:
        message = "no column of the table holds a fact"
        collector.add("unknown-column", message, where=table, help=HELP_MAPPING)
    used = {*columns.needed, *columns.ignored, *told}
    for name in names:
        if name not in used:
            message = f"nothing is said of the column {shown(name)}"
            help = "add it to `columns`, `kept` or `ignored` of the mapping"
            collector.add("unknown-column", message, where=table, help=help)
    held: dict[tuple[object, ...], str] = {}
    for name, target in columns.columns.items():
        key = (
            type(target),
            getattr(target, "fact", ""),
            getattr(target, "programme", ""),
            getattr(target, "year", None),
        )
        if key in held:
            message = f"the columns {shown(held[key])} and {shown(name)} hold the same"
            collector.add("duplicate-column", message, places.get(name), where=None if name in places else table)
        held[key] = name
        if name in names:
            _check_kind(name, target, schema.field(name).type, rulebook, table, collector, places)


def check_items(table: ItemTable, schema: pa.Schema, collector: Collector) -> None:
    """Tell of columns of a second table that are not there or of which nothing is said."""
    named = {table.company, *table.fields}
    named |= {each.currency_column for each in table.fields.values() if each.currency_column}
    for name in sorted(named - set(schema.names)):
        message = f"the table has no column {shown(name)}"
        collector.add("unknown-column", message, where=table.path, help=suggestion(name, schema.names))
    for name in schema.names:
        if name not in named and name not in table.ignored:
            message = f"nothing is said of the column {shown(name)}"
            help = "add it to `columns` or `ignored` of the list"
            collector.add("unknown-column", message, where=table.path, help=help)


def _check_kind(
    name: str,
    target: Target,
    kind: pa.DataType,
    rulebook: Rulebook,
    table: str,
    collector: Collector,
    places: Mapping[str, Span],
) -> None:
    """Tell of columns of bare numbers whose unit nobody says."""
    span = places.get(name)
    for column, missing in bare_numbers(name, target, kind, rulebook):
        tell_bare(column, missing, table, collector, span)
    if isinstance(target, ListTarget) and pa.types.is_list(kind) and pa.types.is_struct(kind.value_type):
        for field in target.fields:
            if kind.value_type.get_field_index(field) < 0:
                message = f"the items of {shown(name)} have no field {shown(field)}"
                collector.add("unknown-column", message, places.get(name), where=None if name in places else table)


def tell_bare(column: str, missing: str, table: str, collector: Collector, span: Span | None = None) -> None:
    """Tell of a column of bare numbers, of which it is not known what they count."""
    message = f"the numbers of the column {shown(column)} have no unit: {missing}"
    help = "name it in the column (`revenue_2023_cny_million`), in a mapping, or for all amounts: `--amounts-in CNY`"
    collector.add("unclear-column", message, span, help=help, where=None if span else table)


def bare_numbers(name: str, target: Target, kind: pa.DataType, rulebook: Rulebook) -> list[tuple[str, str]]:
    """The columns and fields of bare numbers that mean nothing without a unit, with what is due."""
    bare: list[tuple[str, str]] = []
    if isinstance(target, FactTarget) and _is_number(kind):
        missing = is_due(target, rulebook.facts[target.fact])
        bare += [(name, missing)] if missing else []
    if isinstance(target, ListTarget) and pa.types.is_list(kind) and pa.types.is_struct(kind.value_type):
        for field, inner in target.fields.items():
            index = kind.value_type.get_field_index(field)
            if index >= 0 and _is_number(kind.value_type.field(index).type):
                missing = is_due(inner, rulebook.facts[target.fact].fields[inner.fact])
                bare += [(f"{name}.{field}", missing)] if missing else []
    return bare


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return any(name == pattern or fnmatchcase(name, pattern) for pattern in patterns)
