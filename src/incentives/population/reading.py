"""
A batch of a table to blocks: every column read, wrong rows told apart, the rest split so that the rows of a block have
the same currencies and end their fiscal years on the same day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from incentives.ir.rulebook import Rulebook
from incentives.population.cells import CellReader
from incentives.population.items import ItemRows
from incentives.population.lists import Items, is_list, read_items
from incentives.population.mapping import LAST_DAY, ColumnMap, FactTarget, ListTarget, StatusTarget
from incentives.population.rejects import Faults, Reject, quoted
from incentives.population.texts import Cells
from incentives.syntax.literals import Misread
from incentives.tables.block import Block, FactKey, Series

if TYPE_CHECKING:
    from incentives.tables.block import Integers

# Rows with longer lists stand in blocks of their own, so that one of them does not widen all others.
LONG_LIST = 12
MARKS = ("registered_in", "industry")
MISSING_COMPANY = "the row names no company"
_MONTH_AND_DAY = re.compile(r"([0-9]{2})-([0-9]{2})|([0-9]{1,2})月([0-9]{1,2})日")


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """
    Rows of a batch that make one block.

    Args:

        rows: Their indices in the batch, rising.
    """

    rows: Integers
    block: Block


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """
    A batch as it was read.

    Args:

        first: The number of its first row in the table, counted from 1.

        companies: What each row is called, for messages.

        ids: The same as the table has it, for the answer.

        good: The indices of the rows that can be answered, rising.

        groups: The good rows, each in one of them.

        kept: The columns that are copied to the answer.

        marks: Where each row is registered and what it does, for the summary, by the name of the fact.
    """

    first: int
    companies: pa.Array
    ids: pa.Array
    good: Integers
    groups: tuple[Group, ...]
    rejects: tuple[Reject, ...]
    kept: Mapping[str, pa.Array]
    marks: Mapping[str, Series]


class BatchReader:
    """
    Reads the batches of one table.
    """

    def __init__(
        self, rulebook: Rulebook, columns: ColumnMap, on: date, items: Mapping[str, ItemRows] | None = None
    ) -> None:
        self.rulebook = rulebook
        self.columns = columns
        self.tables = items or {}
        self.cells = CellReader(places=rulebook.places, on=on, missing=frozenset(columns.missing))

    def read(self, batch: pa.RecordBatch, first: int) -> Batch:
        """One batch, whose first row has the number *first*."""
        faults = Faults.none(batch.num_rows)
        companies = self.companies(batch, first, faults)
        facts: dict[FactKey, Cells] = {}
        lists: dict[str, Items] = {}
        held: dict[str, Series] = {}
        for column, target in self.columns.columns.items():
            array = batch.column(column)
            match target:
                case FactTarget():
                    currency = batch.column(target.currency_column) if target.currency_column else None
                    declared = self.rulebook.facts[target.fact]
                    key = FactKey(target.fact, target.year)
                    facts[key] = self.cells.fact(array, column, target, declared, faults, currency)
                case ListTarget():
                    lists[target.fact] = self.items(array, column, target, faults)
                case StatusTarget():
                    held[target.programme] = self.cells.held(array, column, faults)
        for fact, rows in self.tables.items():
            target = ListTarget(fact=fact, fields=rows.table.fields)
            lists[fact] = self.items(rows.of(companies), rows.table.path, target, faults)
        for fact, items in lists.items():
            facts.update(items.cells(fact) if items.counts.size and items.counts.max() <= LONG_LIST else {})
        ends, days = self.year_ends(batch, faults)
        good = np.flatnonzero(~faults.bad)
        groups = self.split(good, facts, lists, held, ends, days)
        return Batch(
            first=first,
            companies=companies,
            ids=self.ids(batch, first),
            good=good,
            groups=groups,
            rejects=tuple(faults.rejects(first, companies.to_pylist() if faults.found else [])),
            kept={name: batch.column(name) for name in self.columns.kept},
            marks={name: facts[FactKey(name)].series for name in MARKS if FactKey(name) in facts},
        )

    def companies(self, batch: pa.RecordBatch, first: int, faults: Faults) -> pa.Array:
        """What each row is called: its company, or its number where no column says."""
        if self.columns.company is None:
            return pa.array(np.arange(first, first + batch.num_rows)).cast(pa.string())
        array = batch.column(self.columns.company)
        texts = array if pa.types.is_string(array.type) else array.cast(pa.string())
        if texts.null_count:
            for row in np.flatnonzero(np.asarray(texts.is_null().to_numpy(zero_copy_only=False))).tolist():
                faults.add(row, self.columns.company, "", "missing-key", MISSING_COMPANY)
            texts = texts.fill_null("")
        return texts

    def ids(self, batch: pa.RecordBatch, first: int) -> pa.Array:
        """The company of each row as the table has it, or the row's number."""
        if self.columns.company is None:
            return pa.array(np.arange(first, first + batch.num_rows))
        return batch.column(self.columns.company)

    def items(self, array: pa.Array, column: str, target: ListTarget, faults: Faults) -> Items:
        """A nested column; a plain one can only say that there is nothing in the list."""
        declared = self.rulebook.facts[target.fact]
        if is_list(array):
            there = {
                name: each for name, each in target.fields.items() if array.type.value_type.get_field_index(name) >= 0
            }
            return read_items(array, column, there, declared, self.cells, faults)
        self.cells.refused(array, column, faults, f"a column of {array.type} holds no list of items")
        return Items(np.zeros(len(array), dtype=np.int64), np.zeros(len(array), dtype=bool), {})

    def year_ends(self, batch: pa.RecordBatch, faults: Faults) -> tuple[Integers, tuple[tuple[int, int], ...]]:
        """The end of each row's fiscal years, as an index among those that there are."""
        stated = self.columns.fiscal_year_end
        if not isinstance(stated, str):
            return np.zeros(batch.num_rows, dtype=np.int64), (stated,)
        codes, found, known = self.cells.coded(batch.column(stated), stated, year_end_of, faults)
        days = [each for each in found if isinstance(each, tuple)]
        return np.where(known, codes, len(days)), (*days, LAST_DAY)

    def split(
        self,
        good: Integers,
        facts: Mapping[FactKey, Cells],
        lists: Mapping[str, Items],
        held: Mapping[str, Series],
        ends: Integers,
        days: tuple[tuple[int, int], ...],
    ) -> tuple[Group, ...]:
        """The good rows in groups that have the same currencies, year ends and lists that are about as long."""
        parts = [ends]
        parts += [cells.currencies for cells in facts.values() if cells.currencies is not None]
        for items in lists.values():
            if any(cells.currencies is not None for cells in items.fields.values()):
                # Items in several currencies: each row with items is a block of its own.
                parts.append(np.where(items.counts > 0, np.arange(1, items.counts.size + 1), 0))
        labels = _labels(np.stack([part[good] for part in parts]) if len(parts) > 1 else ends[good][None, :])
        groups = []
        for label in range(int(labels.max()) + 1 if labels.size else 0):
            rows = good if labels.size == good.size and not labels.any() else good[labels == label]
            groups += [
                Group(some, self.block(some, facts, lists, held, days[int(ends[some[0]])]))
                for some in self.by_length(rows, lists)
            ]
        return tuple(groups)

    def by_length(self, rows: Integers, lists: Mapping[str, Items]) -> list[Integers]:
        """Rows apart whose lists are long."""
        longest = np.zeros(rows.size, dtype=np.int64)
        for items in lists.values():
            longest = np.maximum(longest, items.counts[rows])
        short = longest <= LONG_LIST
        found = [rows[short]] if short.any() else []
        return [*found, *(rows[[at]] for at in np.flatnonzero(~short).tolist())]

    def block(
        self,
        rows: Integers,
        facts: Mapping[FactKey, Cells],
        lists: Mapping[str, Items],
        held: Mapping[str, Series],
        year_end: tuple[int, int],
    ) -> Block:
        """The block of *rows*."""
        found = {key: _settled(cells, rows) for key, cells in facts.items()}
        counts: dict[str, Series] = {}
        for fact, items in lists.items():
            counts[fact] = take(items.count_series, rows)
            if items.counts.size and items.counts.max() > LONG_LIST:
                some = np.arange(rows.size)
                found.update({key: _settled(cells, some) for key, cells in _items_of(items, fact, rows).items()})
        return Block(
            rows=int(rows.size),
            facts=found,
            held={name: take(each, rows) for name, each in held.items()},
            lists=counts,
            fiscal_year_end=year_end,
        )


def take(series: Series, rows: Integers) -> Series:
    """Some rows of a series."""
    if rows.size == series.values.shape[0]:  # INVARIANT: rows rise, so that these are all
        return series
    return replace(series, values=series.values[rows], known=None if series.known is None else series.known[rows])


def _settled(cells: Cells, rows: Integers) -> Series:
    """Some rows of a column, all in the same currency."""
    series = take(cells.series, rows)
    if series.known is not None and series.known.all():
        series = replace(series, known=None)
    if cells.currencies is None or not rows.size:
        return series
    code = int(cells.currencies[rows[0]])
    return replace(series, currency=cells.names[code] if cells.names else None)


def _items_of(items: Items, fact: str, rows: Integers) -> dict[FactKey, Cells]:
    """The items of some rows only."""
    starts = np.cumsum(items.counts) - items.counts
    at = np.concatenate([np.arange(starts[row], starts[row] + items.counts[row]) for row in rows.tolist()])
    fields = {
        name: Cells(take(cells.series, at), None if cells.currencies is None else cells.currencies[at], cells.names)
        for name, cells in items.fields.items()
    }
    return Items(items.counts[rows], items.stated[rows], fields).cells(fact)


def _labels(parts: Integers) -> Integers:
    """For each row the number of its combination of *parts*."""
    if parts.size == 0 or (parts == parts[:, :1]).all():
        return np.zeros(parts.shape[1], dtype=np.int64)
    labels = np.unique(parts, axis=1, return_inverse=True)[1]
    return np.asarray(labels, dtype=np.int64).reshape(-1)


def year_end_of(text: str) -> tuple[int, int] | Misread:
    """The month and day that a text says."""
    found = _MONTH_AND_DAY.fullmatch(text.strip())
    if found:
        month, day = int(found[1] or found[3]), int(found[2] or found[4])
        try:
            date(2000, month, day)  # a leap year
        except ValueError:
            pass
        else:
            return month, day
    return Misread("bad-date", f"{quoted(text)} is not a month and day")
