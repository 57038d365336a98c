"""
What a table in a warehouse holds, for rules as SQL: the same mapping as for files, with what SQL cannot read told.

Not for writing the SQL: `tables.sql` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pyarrow as pa

from incentives.diagnostics import Collector
from incentives.ir.rulebook import FactDeclaration, Rulebook
from incentives.population.mapping import ColumnMap, FactTarget, ListTarget, StatusTarget, is_due
from incentives.syntax.yaml_problems import shown
from incentives.tables.sql_columns import SqlColumn
from incentives.types import Date, Numeric, Record, Set, Truth

CODE = "not-in-sql"


class Warehouse:
    """
    Turns the columns of a mapping into what SQL reads.

    Args:

        schema: The types of the table's columns; None if they are not known.

        table: What the table is called, for messages.
    """

    def __init__(
        self, rulebook: Rulebook, columns: ColumnMap, schema: pa.Schema | None, table: str, collector: Collector
    ) -> None:
        self.rulebook = rulebook
        self.columns = columns
        self.schema = schema
        self.table = table
        self.collector = collector

    def sql_columns(self) -> tuple[SqlColumn, ...]:
        """The columns; what SQL cannot read goes to the collector."""
        self._check_rows()
        found = []
        for name, target in self.columns.columns.items():
            kind = None if self.schema is None else self.schema.field(name).type
            match target:
                case StatusTarget(programme=programme):
                    is_day = kind is not None and (pa.types.is_date(kind) or pa.types.is_timestamp(kind))
                    if kind is not None and not is_day and not pa.types.is_boolean(kind):
                        self._wrong(name, kind, "a truth or the day since when a status is held")
                    found.append(SqlColumn(name=name, fact=programme, is_status=True, is_day=is_day))
                case ListTarget():
                    found.append(self._list(name, target, kind))
                case FactTarget():
                    found.append(self._fact(name, name, target, self.rulebook.facts[target.fact], kind))
        return tuple(found)

    @property
    def kept(self) -> tuple[tuple[str, str], ...]:
        """The columns that are copied, each under its own name: the company first."""
        company = (self.columns.company,) if self.columns.company else ()
        return tuple((name, name) for name in (*company, *self.columns.kept))

    def _check_rows(self) -> None:
        """Tell of what differs from row to row and SQL has once for the whole table."""
        columns = self.columns
        if columns.year is not None:
            message = f"the column {shown(columns.year)} names the fiscal year of each row"
            self._tell(message, "give the table a row for each company, with a column for each year: `PIVOT`")
        if isinstance(columns.fiscal_year_end, str):
            message = f"the column {shown(columns.fiscal_year_end)} says when the fiscal years of each row end"
            self._tell(
                message, "write a query for each year's end: `fiscal_year_end: 03-31`, over a view with those rows"
            )
        for name, items in columns.items.items():
            message = f"the items of `{name}` stand in a table of their own, {shown(items.path)}"
            self._tell(message, "give the table a column with a list of structures: `array_agg`")
        if columns.missing:
            message = f"the text {shown(columns.missing[0])} means that a value is not known"
            self._tell(message, f"give the table NULL there: `NULLIF(column, '{columns.missing[0]}')`")

    def _list(self, name: str, target: ListTarget, kind: pa.DataType | None) -> SqlColumn:
        declared = self.rulebook.facts[target.fact]
        inner: Mapping[str, pa.DataType] = {}
        if kind is not None and (pa.types.is_list(kind) or pa.types.is_large_list(kind)):
            item = kind.value_type
            inner = {field.name: field.type for field in item.fields} if pa.types.is_struct(item) else {}
        if kind is not None and not inner:
            self._wrong(name, kind, "a list of structures")
        fields = tuple(
            self._fact(f"{name}.{field}", field, each, declared.fields[each.fact], inner.get(field))
            for field, each in target.fields.items()
        )
        return SqlColumn(name=name, fact=target.fact, fields=fields)

    def _fact(
        self, where: str, name: str, target: FactTarget, declared: FactDeclaration, kind: pa.DataType | None
    ) -> SqlColumn:
        if target.currency_column:
            message = f"the column {shown(target.currency_column)} names the currency of {shown(where)} row by row"
            self._tell(
                message, "convert to one currency per column, or write a query for each over a view with its rows"
            )
        missing = is_due(target, declared)
        if missing and not target.currency_column:
            message = f"the numbers of the column {shown(where)} have no unit: {missing}"
            self.collector.add("unclear-column", message, where=self.table, help="say it in the mapping: `unit: CNY`")
        if kind is not None:
            self._check_type(where, declared, kind)
        unit = target.unit
        digits, precision = _digits(kind)
        return SqlColumn(
            name=name,
            fact=target.fact,
            year=target.year,
            factor=unit.factor if unit else Fraction(1),
            currency=unit.currency if unit else None,
            digits=digits,
            precision=precision,
        )

    def _check_type(self, where: str, declared: FactDeclaration, kind: pa.DataType) -> None:
        types = pa.types
        match declared.type:
            case Numeric():
                if types.is_float16(kind) or types.is_float32(kind):
                    self._wrong(where, kind, "decimals, whole numbers or doubles")
                elif not (types.is_integer(kind) or types.is_decimal(kind) or types.is_float64(kind)):
                    self._wrong(where, kind, "numbers")
            case Truth():
                if not types.is_boolean(kind):
                    self._wrong(where, kind, "truths")
            case Date():
                if not (types.is_date(kind) or types.is_timestamp(kind)):
                    self._wrong(where, kind, "days")
            case Set():
                if not (types.is_list(kind) or types.is_large_list(kind)) or not _is_text(kind.value_type):
                    self._wrong(where, kind, "lists of texts")
            case Record():
                self._wrong(where, kind, "a list of structures")
            case _:
                if not _is_text(kind):
                    self._wrong(where, kind, "texts")

    def _wrong(self, name: str, kind: pa.DataType, due: str) -> None:
        self._tell(f"the column {shown(name)} has the type `{kind}`: {due} are due", "CAST it in a view over the table")

    def _tell(self, message: str, help: str) -> None:
        self.collector.add(CODE, message, where=self.table, help=help)


def _digits(kind: pa.DataType | None) -> tuple[int | None, int | None]:
    """How many digits a type has after the point, and in all; None where that is not known or not exact."""
    if kind is None:
        return None, None
    if pa.types.is_decimal(kind):
        return max(kind.scale, 0), kind.precision
    if pa.types.is_integer(kind):
        return 0, len(str(2**kind.bit_width))
    return None, None


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_text(kind.value_type)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))
