"""
The columns of a table as the generated SQL takes them: whole numbers, texts that are never null, and a truth for each
cell that says whether it is what it was taken for.

Ranges and digits are promised to the rest of the query, so they are looked at: a cell that breaks the promise (too
large, more digits, a word that is no member) is never read as something else; what depends on it has no answer, and
says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from incentives.ir.places import COUNTRIES
from incentives.ir.quantities import exact_text
from incentives.ir.rulebook import FactDeclaration, Rulebook
from incentives.money.currency import minor_unit
from incentives.tables.block import FactKey
from incentives.tables.shape import FIRST_YEAR, ColumnShape, Shape, wide_places
from incentives.tables.sql_dialects import Dialect
from incentives.tables.sql_expressions import Names
from incentives.types import Choice, Date, Numeric, Place, Set, Text, Truth

# Whole steps of a column: fifteen digits are exact also where a column turns out to be of binary floats.
SAFE_DIGITS = 15
MOST_DIGITS = 18
LONGEST_LIST = 8
# The finest step of what is not money: a millionth of a percent, a ten-thousandth of a square metre.
FINEST = Fraction(1, 10**8)
FINE = Fraction(1, 10**4)
LAST_DAY = 3_652_059
ONE = Fraction(1)
# Later than all years: a row that states nothing of any.
NO_YEAR = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlColumn:
    """
    A column of the table, or a field of the structures in one.

    Args:

        name: As the table calls it.

        fact: The fact or the field of a list; for a status the programme.

        year: The fiscal year of a yearly fact.

        factor: What one of its unit is in the fact's base unit.

        digits: How many digits its type has after the point, *precision* how many in all; None if that is not known.

        is_status: Whether it says that a status is held; *is_day* whether it says since when.

        fields: For a list, its fields.
    """

    name: str
    fact: str
    year: int | None = None
    factor: Fraction = ONE
    currency: str | None = None
    digits: int | None = None
    precision: int | None = None
    is_status: bool = False
    is_day: bool = False
    fields: tuple[SqlColumn, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """
    One value of every row.

    Args:

        column: The column of the table that it stands in.

        fits: Whether it is what it was taken for, *value* the number or text (never null), *known* whether it is one.
    """

    key: object
    column: str
    fits: str
    value: str
    known: str
    shape: ColumnShape | None
    is_text: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """
    What is promised of cells.

    Args:

        digits: The most digits that a number has, counted in its finest steps; None for as many as are exact whatever
            the column is made of.

        items: The most items of a list.
    """

    digits: int | None = None
    items: int = LONGEST_LIST


NO_MORE_LIMITS = Limits()


class SqlColumns:
    """
    All columns of one table.
    """

    def __init__(
        self, dialect: Dialect, rulebook: Rulebook, columns: Sequence[SqlColumn], on: int, limits: Limits
    ) -> None:
        self.dialect = dialect
        self.rulebook = rulebook
        self.columns = columns
        self.on = on
        self.limits = limits
        self.wide = wide_places(rulebook)
        self.sources: list[tuple[str, str]] = [(f"r{index}", each.name) for index, each in enumerate(columns)]
        self.items: list[tuple[str, str]] = []
        self.cells: list[Cell] = []
        for (raw, _), column in zip(self.sources, columns, strict=True):
            if column.fields:
                self._list(column, raw)
            elif column.is_status:
                self.cells.append(self._status(column, raw))
            else:
                key = FactKey(column.fact, column.year)
                self.cells.append(self._cell(key, column, self.rulebook.facts[column.fact], raw, column.name))

        self.cells.append(self._first_year())

    # What the rest of the query asks.

    def shape(self, fiscal_year_end: tuple[int, int]) -> Shape:
        """What is known of every row beforehand."""
        cells = {each.key: each.shape for each in self.cells if isinstance(each.key, FactKey) and each.shape}
        held = {each.fact: False for each in self.columns if each.is_status}
        lists = {each.fact: (self.limits.items, False) for each in self.columns if each.fields}
        first_years = tuple(sorted({NO_YEAR, *(each.year for each in self.columns if each.year is not None)}))
        return Shape(cells, held, lists, fiscal_year_end, None, first_years)

    def names(self) -> Names:
        """What cells are called after the steps that this writes."""
        values: dict[object, str] = {each.key: f"c{index}" for index, each in enumerate(self.cells)}
        known: dict[object, str] = {each.key: f"k{index}" for index, each in enumerate(self.cells)}
        return Names(values, known, {each.key: values[each.key] for each in self.cells if each.is_text})

    def steps(self) -> list[list[tuple[str, str]]]:
        """The steps after the first, which only names columns: items of lists, whether cells fit, their values."""
        fits = [(f"f{index}", each.fits) for index, each in enumerate(self.cells) if each.fits != "TRUE"]
        values = []
        for index, each in enumerate(self.cells):
            values += [(f"c{index}", each.value.replace("{fits}", f"f{index}")), (f"k{index}", each.known)]
        return [step for step in (self.items, fits, values) if step]

    def fitting(self, facts: Iterable[str]) -> Mapping[str, str]:
        """For each column of these facts that may hold something else, whether the row's cells fit."""
        wanted = frozenset(facts)
        found: dict[str, list[str]] = {}
        for index, each in enumerate(self.cells):
            if each.fits != "TRUE" and _fact_of(each.key) in wanted:
                found.setdefault(each.column, []).append(f"f{index}")
        return {column: " AND ".join(fits) for column, fits in found.items()}

    # Cells.

    def _first_year(self) -> Cell:
        """The first fiscal year of which the row states something."""
        raws: dict[int, list[str]] = {}
        for (raw, _), column in zip(self.sources, self.columns, strict=True):
            if column.year is not None:
                raws.setdefault(column.year, []).append(f"{raw} IS NOT NULL")
        cases = "".join(f" WHEN {' OR '.join(raws[year])} THEN {year}" for year in sorted(raws))
        value = f"CAST(CASE{cases} ELSE {NO_YEAR} END AS {self.dialect.whole})" if cases else str(NO_YEAR)
        return Cell(FIRST_YEAR, "", "TRUE", value, "TRUE", None)

    def _list(self, column: SqlColumn, raw: str) -> None:
        """The items of a list, and how many there are."""
        declared, most = self.rulebook.facts[column.fact], self.limits.items
        length = self.dialect.length.format(raw)
        self.cells.append(
            Cell(
                key=("items", column.fact),
                column=column.name,
                fits=f"({raw} IS NULL OR {length} <= {most})",
                value=f"CASE WHEN {{fits}} THEN COALESCE(CAST({length} AS {self.dialect.whole}), 0) ELSE 0 END",
                known=f"({raw} IS NOT NULL)",
                shape=None,
            )
        )
        for place in range(most):
            for field in column.fields:
                name = f"{raw}_{place}_{len(self.items)}"
                self.items.append((name, self.dialect.item.format(raw, place, self.dialect.name(field.name))))
                key = FactKey(column.fact, item=place, field=field.fact)
                self.cells.append(self._cell(key, field, declared.fields[field.fact], name, column.name))

    def _status(self, column: SqlColumn, raw: str) -> Cell:
        held = f"{self.dialect.ordinal.format(raw)} <= {self.on}" if column.is_day else raw
        return Cell(("held", column.fact), column.name, "TRUE", self._one_where(held), f"({raw} IS NOT NULL)", None)

    def _one_where(self, truth: str) -> str:
        return f"CAST(CASE WHEN {truth} THEN 1 ELSE 0 END AS {self.dialect.whole})"

    def _cell(self, key: FactKey, column: SqlColumn, declared: FactDeclaration, raw: str, name: str) -> Cell:
        known = f"({raw} IS NOT NULL)"
        match declared.type:
            case Numeric() as kind:
                return replace(self._number(key, column, declared, kind, raw), column=name)
            case Truth():
                return Cell(key, name, "TRUE", self._one_where(raw), known, ColumnShape(0, 1, False, ONE, None))
            case Date():
                fits = f"({raw} IS NULL OR {raw} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31')"
                value = f"CASE WHEN {{fits}} THEN COALESCE({self.dialect.ordinal.format(raw)}, 0) ELSE 0 END"
                return Cell(key, name, fits, value, known, ColumnShape(0, LAST_DAY, False, ONE, None))
            case Place():
                return self._word(key, name, raw, self._places(), rough=self.wide)
            case Choice():
                return self._word(
                    key,
                    name,
                    raw,
                    {member: declared.members.get(member, {}).values() for member in declared.type.members},
                )
            case Set():
                words = ", ".join(self.dialect.literal(member) for member in sorted(declared.type.members))
                fits = f"({raw} IS NULL OR {self.dialect.among.format(raw, words)})"
                return Cell(key, name, fits, raw, known, ColumnShape(0, 1, False, ONE, None), is_text=True)
            case Text():
                return Cell(
                    key, name, "TRUE", f"COALESCE({raw}, '')", known, ColumnShape(0, 1, False, ONE, None), is_text=True
                )
        raise TypeError(declared.type)

    def _places(self) -> Mapping[str, Iterable[str]]:
        declared = self.rulebook.places
        return {
            **dict.fromkeys(COUNTRIES, ()),
            **{code: each.label.values() for code, each in declared.items() if not each.members},
        }

    def _word(
        self, key: FactKey, name: str, raw: str, words: Mapping[str, Iterable[str]], rough: frozenset[str] = frozenset()
    ) -> Cell:
        """A text that is one of some words, or a label of one."""
        labels = {label: word for word, all_labels in words.items() for label in all_labels if label not in words}
        turned = raw
        if labels:
            cases = "".join(
                f" WHEN {self.dialect.literal(label)} THEN {self.dialect.literal(word)}"
                for label, word in sorted(labels.items())
            )
            turned = f"CASE {raw}{cases} ELSE {raw} END"
        fits = f"({raw} IS NULL OR {self.dialect.one_of(raw, [*sorted(words), *sorted(labels)])})"
        shape = ColumnShape(0, 1, False, ONE, None, rough)
        return Cell(key, name, fits, f"COALESCE({turned}, '')", f"({raw} IS NOT NULL)", shape, is_text=True)

    def _number(self, key: FactKey, column: SqlColumn, declared: FactDeclaration, kind: Numeric, raw: str) -> Cell:
        """A number in whole steps: with its digits after the point, and never more than was promised."""
        digits = self._digits(column, kind)
        scale = column.factor / 10**digits
        most = 10 ** self._most_digits(column, digits) - 1
        low = -most if declared.low is None else max(-most, -(-declared.low // scale))
        high = most if declared.high is None else min(most, declared.high // scale)
        low, high = int(low), int(high)
        ends = [self.dialect.decimal_number(exact_text(Fraction(each, 10**digits))) for each in (low, high)]
        fixed = self.dialect.fixed.format(raw, digits)
        fits = (
            f"CASE WHEN {raw} IS NULL THEN TRUE "
            f"WHEN {raw} BETWEEN {ends[0]} AND {ends[1]} THEN {fixed} = {raw} ELSE FALSE END"
        )
        steps = f"{fixed} * {10**digits}" if digits else fixed
        value = f"CASE WHEN {{fits}} THEN COALESCE(CAST({steps} AS {self.dialect.whole}), 0) ELSE 0 END"
        currency = column.currency if kind.currency else None
        shape = ColumnShape(min(low, 0), max(high, 0), False, scale, currency)
        return Cell(key, column.name, fits, value, f"({raw} IS NOT NULL)", shape)

    def _most_digits(self, column: SqlColumn, digits: int) -> int:
        """How many digits a number of the column can have, counted in steps."""
        most = self.limits.digits
        if column.precision is None or column.digits is None:
            return min(most or SAFE_DIGITS, MOST_DIGITS)
        # The type is exact and says how large its numbers are.
        return min(column.precision - column.digits + digits, most or MOST_DIGITS, MOST_DIGITS)

    def _digits(self, column: SqlColumn, kind: Numeric) -> int:
        """How many digits after the point are looked at, in the column's own unit."""
        if kind.whole:
            finest = ONE
        elif column.digits is not None:
            return min(column.digits, self.limits.digits or MOST_DIGITS)
        elif kind.is_money and column.currency:
            finest = minor_unit(column.currency)
        else:
            finest = FINEST if kind.percent else FINE
        digits = 0
        while column.factor / 10**digits > finest:
            digits += 1
        return digits


def _fact_of(key: object) -> object:
    if isinstance(key, FactKey):
        return key.name
    return key[1] if isinstance(key, tuple) and key[0] == "items" else None
