"""
A panel, with a row for each company and fiscal year, as a table with a row for each company.

The rows of a company stand together, in any order of years. A fact without years takes its value from the last year
that states one. Not for what the columns mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from incentives.diagnostics import Diagnostic, IncentivesError
from incentives.ir.rulebook import Rulebook
from incentives.population.identities import Identities
from incentives.population.mapping import ColumnMap, FactTarget, Target
from incentives.population.numbers import read_numbers
from incentives.population.rejects import Reject, quoted
from incentives.population.sources import BATCH_ROWS, of_size
from incentives.population.texts import is_text
from incentives.profiles.fact_values import EARLIEST, LATEST

if TYPE_CHECKING:
    from incentives.tables.block import Booleans, Integers

BETWEEN = " in "


class Rows(Protocol):
    """
    Where the rows of a panel come from.
    """

    @property
    def name(self) -> str:
        """What a person calls it."""

    @property
    def schema(self) -> pa.Schema:
        """Its columns."""

    @property
    def digest(self) -> str:
        """What the rows depend on."""

    def batches(self, columns: Sequence[str], rejects: list[Reject], *, size: int = ...) -> Iterator[pa.RecordBatch]:
        """The rows in batches."""


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """
    A panel, read as a table of companies.

    Args:

        yearly: The columns with a value for each year.
    """

    source: Rows
    company: str
    year: str
    yearly: frozenset[str]
    years: tuple[int, ...]

    @property
    def digest(self) -> str:
        """What the rows depend on."""
        return self.source.digest

    @property
    def schema(self) -> pa.Schema:
        """The columns of the table of companies."""
        fields: list[tuple[str, pa.DataType]] = []
        for field in self.source.schema:
            if field.name in self.yearly:
                fields += [(in_year(field.name, year), field.type) for year in self.years]
            elif field.name != self.year:
                fields.append((field.name, field.type))
        return pa.schema(fields)

    def rows(self) -> int | None:
        """Not known without reading."""
        return None

    def batches(
        self, columns: Sequence[str], rejects: list[Reject], *, size: int = BATCH_ROWS
    ) -> Iterator[pa.RecordBatch]:
        """
        Batches of exactly *size* companies, the last one apart.

        Raises:

            IncentivesError: if the rows of a company do not stand together.
        """
        seen = Identities()
        yield from of_size(self._pieces(columns, rejects, seen, size), size)
        if seen.repeated:
            message = "the rows of a company do not stand together"
            help = f"sort the table by {quoted(self.company)}"
            raise IncentivesError([Diagnostic(code="bad-table", message=message, where=self.source.name, help=help)])

    def _pieces(
        self, columns: Sequence[str], rejects: list[Reject], seen: Identities, size: int
    ) -> Iterator[pa.RecordBatch]:
        inside = [name for name in self.source.schema.names if self._is_needed(name, columns)]
        waiting: pa.Table | None = None
        for batch in self.source.batches(inside, rejects, size=size):
            table = pa.Table.from_batches([batch])
            keys = table.column(self.company).cast(pa.string()).combine_chunks()
            # The rows of the last company may go on in the next batch.
            last = int(np.flatnonzero(_changes(keys))[-1])
            done = table.slice(0, last)
            whole = done if waiting is None else pa.concat_tables([waiting, done])
            if waiting is not None and last == 0 and waiting.column(self.company)[0] == table.column(self.company)[0]:
                waiting = pa.concat_tables([waiting, table])
                continue
            if waiting is not None and last == 0:
                whole = waiting
            waiting = table.slice(last)
            if whole.num_rows:
                yield self._pivoted(whole, columns, rejects, seen)
        if waiting is not None and waiting.num_rows:
            yield self._pivoted(waiting, columns, rejects, seen)

    def _is_needed(self, name: str, columns: Sequence[str]) -> bool:
        if name in (self.company, self.year):
            return True
        return any(in_year(name, year) in columns for year in self.years) if name in self.yearly else name in columns

    def _pivoted(
        self, table: pa.Table, columns: Sequence[str], rejects: list[Reject], seen: Identities
    ) -> pa.RecordBatch:
        """A row for each company of *table*, whose rows stand together."""
        table = table.unify_dictionaries().combine_chunks()
        keys = table.column(self.company).cast(pa.string()).combine_chunks()
        starts = np.flatnonzero(_changes(keys))
        owner = np.cumsum(_changes(keys)) - 1
        seen.add(keys.take(pa.array(starts)))
        years, wrong = years_of(table.column(self.year).combine_chunks())
        for row in np.flatnonzero(wrong).tolist():
            value = table.column(self.year)[row].as_py()
            reason = f"{quoted(value)} is not a year"
            rejects.append(Reject(None, keys[row].as_py() or "", self.year, str(value), "bad-year", reason))
        lost = np.isin(np.arange(starts.size), owner[wrong])
        arrays: dict[str, pa.Array] = {}
        order = np.lexsort((years, owner))
        for year in self.years:
            rows = np.flatnonzero((years == year) & ~wrong)
            owners, at, count = np.unique(owner[rows], return_index=True, return_counts=True)
            for double in owners[count > 1].tolist():
                name = keys[int(starts[double])].as_py() or ""
                reason = f"the company has several rows for {year}"
                rejects.append(Reject(None, name, self.year, str(year), "duplicate-key", reason))
                lost[double] = True
            place = np.full(starts.size, -1, dtype=np.int64)
            place[owners] = rows[at]
            index = pa.array(place, mask=place < 0)
            for name in self.yearly:
                if in_year(name, year) in columns:
                    arrays[in_year(name, year)] = table.column(name).combine_chunks().take(index)
        for name in columns:
            if name not in arrays:
                arrays[name] = _last_stated(table.column(name).combine_chunks(), owner, order, starts.size)
        whole = pa.RecordBatch.from_arrays([arrays[name] for name in columns], names=list(columns))
        return whole.filter(pa.array(~lost)) if lost.any() else whole


def as_panel(source: Rows, columns: ColumnMap, rulebook: Rulebook) -> tuple[Panel, ColumnMap]:
    """
    A table with a column for the fiscal year as a panel, and what the columns of its table of companies hold.
    """
    assert columns.company is not None  # noqa: S101  # INVARIANT: a mapping with a year names the company
    assert columns.year is not None  # noqa: S101  # INVARIANT: this is asked for tables with a year only
    yearly = frozenset(
        name
        for name, target in columns.columns.items()
        if isinstance(target, FactTarget) and target.year is None and rulebook.facts[target.fact].yearly
    )
    found: set[int] = set()
    for batch in source.batches([columns.year], []):
        years, wrong = years_of(batch.column(0))
        found |= set(np.unique(years[~wrong]).tolist())
    panel = Panel(source, columns.company, columns.year, yearly, tuple(sorted(found)))
    targets: dict[str, Target] = {}
    for name, target in columns.columns.items():
        if name in yearly and isinstance(target, FactTarget):
            targets.update({in_year(name, year): replace(target, year=year) for year in panel.years})
        else:
            targets[name] = target
    return panel, replace(columns, columns=targets, year=None)


def in_year(column: str, year: int) -> str:
    """What the column of one year is called."""
    return f"{column}{BETWEEN}{year}"


def years_of(array: pa.Array) -> tuple[Integers, Booleans]:
    """The years of a column, and which cells are none."""
    if is_text(array):
        texts = array.cast(pa.string())
        good = pc.match_substring_regex(texts, r"^[0-9]{4}$").fill_null(False)  # arrow's own argument
        years = np.asarray(
            pc.if_else(good, array.cast(pa.string()), "0").cast(pa.int64()).to_numpy(zero_copy_only=False)
        )
    else:
        numbers = read_numbers(array)
        if numbers is None:
            return np.zeros(len(array), dtype=np.int64), np.ones(len(array), dtype=bool)
        unit = 10**numbers.digits
        years = np.where(numbers.good & (numbers.values % unit == 0), numbers.values // unit, 0).astype(np.int64)
    return years, (years < EARLIEST) | (years > LATEST)


def _changes(keys: pa.Array) -> Booleans:
    """Where a row is about another company than the one before it."""
    found = np.ones(len(keys), dtype=bool)
    if len(keys) > 1:
        same = pc.equal(keys[1:], keys[:-1]).fill_null(False)  # arrow's own argument
        found[1:] = ~np.asarray(same.to_numpy(zero_copy_only=False), dtype=bool)
    return found


def _last_stated(array: pa.Array, owner: Integers, order: Integers, count: int) -> pa.Array:
    """For each company the last value that is there, by year."""
    present = np.asarray(array.is_valid().to_numpy(zero_copy_only=False), dtype=bool)
    rows = order[present[order]]
    place = np.full(count, -1, dtype=np.int64)
    place[owner[rows]] = rows  # of several the last one stays
    return array.take(pa.array(place, mask=place < 0))
