"""
What each column of a table holds: the bound form of a mapping file, and of what was guessed from names.

Not for finding it out: `mapping_file` reads what a person wrote, `guess` reads the names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from incentives.ir.rulebook import FactDeclaration
from incentives.syntax.literals import Misread
from incentives.syntax.measures import due, read_measure
from incentives.syntax.quantities import SCALES
from incentives.types import Numeric

# The word for a percentage that is written as a share: 0.125 for 12.5%.
SHARE = "share"
LAST_DAY = (12, 31)


@dataclass(frozen=True, slots=True)
class Unit:
    """
    What a bare number of a column means.

    Args:

        text: As a person writes it: `million CNY`, `万元`, `%`.

        factor: What one of it is in the fact's base unit.

        currency: For money; None where another column names it.
    """

    text: str
    factor: Fraction = Fraction(1)
    currency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactTarget:
    """
    The column holds a fact, or a field of the items of a list.

    Args:

        year: The fiscal year of a yearly fact; None for the last one closed, or where a column of the table names it.

        unit: What bare numbers mean; None if there are none, or each cell must say.

        currency_column: The column that names the currency of each row.
    """

    fact: str
    year: int | None = None
    unit: Unit | None = None
    currency_column: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTarget:
    """
    The column holds the items of a list, each a structure of fields.

    Args:

        fields: What each field of the structure holds, by its name in the table.
    """

    fact: str
    fields: Mapping[str, FactTarget]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusTarget:
    """The column says whether a company holds the status of a programme, or since when."""

    programme: str


Target: TypeAlias = FactTarget | ListTarget | StatusTarget


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTable:
    """
    A second table with a row for each item of a list.

    Args:

        path: The file, as the mapping names it.

        company: The column that says whose item it is.

        fields: What each of its columns holds.

        ignored: Its columns that hold nothing of interest.

        absent_is_none: Whether a company that it does not name has no items, instead of unknown ones.
    """

    path: str
    company: str
    fields: Mapping[str, FactTarget]
    ignored: tuple[str, ...] = ()
    absent_is_none: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """
    What all columns of a table hold.

    Args:

        company: The column that names the company; None if rows are known by their number.

        year: The column that names the fiscal year, of a table with a row for each company and year.

        fiscal_year_end: The day for all companies, or the column that says it.

        missing: Texts that mean: not known.

        kept: Columns that are copied to the answer.

        items: Second tables, by the list that they hold.
    """

    company: str | None = None
    year: str | None = None
    fiscal_year_end: tuple[int, int] | str = LAST_DAY
    missing: tuple[str, ...] = ()
    columns: Mapping[str, Target] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    items: Mapping[str, ItemTable] = field(default_factory=dict)

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that must be read, each once."""
        return tuple(dict.fromkeys(self._needed()))

    def _needed(self) -> Iterator[str]:
        if self.company is not None:
            yield self.company
        if self.year is not None:
            yield self.year
        if isinstance(self.fiscal_year_end, str):
            yield self.fiscal_year_end
        yield from self.kept
        for column, target in self.columns.items():
            yield column
            if isinstance(target, FactTarget) and target.currency_column:
                yield target.currency_column


def read_unit(text: str, kind: Numeric) -> Unit | Misread:
    """What one of the unit *text* is for a fact of type *kind*: a size, a unit, a currency, `%` or `share`."""
    text = text.strip()
    if text == SHARE and kind.is_plain and kind.percent:
        return Unit(SHARE)
    if text in SCALES and (kind.is_money or (kind.is_plain and not kind.percent)):
        return Unit(text, SCALES[text])
    found = read_measure(f"1 {text}", kind)
    if isinstance(found, Misread):
        return found
    if isinstance(found, Fraction):
        return Unit(text, found)
    return Unit(text, found.amount, found.currency)


def is_due(target: FactTarget, declared: FactDeclaration) -> str:
    """What must still be said before bare numbers mean something; empty if nothing."""
    kind = declared.type
    if not isinstance(kind, Numeric):
        return ""
    if kind.power and not target.currency_column and (target.unit is None or target.unit.currency is None):
        return f"{due(kind)} is due"
    if target.unit is None and not (kind.is_plain and not kind.percent):
        return "`%` or `share`?" if kind.percent else f"{due(kind)} is due"
    return ""
