"""
A second table with a row for each item of a list: the items of each company, found by its name.

The whole of it is in memory, sorted by company. A company that it does not name has no items if the mapping says so,
and else unknown ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from incentives.population.mapping import ItemTable
from incentives.population.rejects import Reject
from incentives.population.sources import Source

if TYPE_CHECKING:
    from incentives.tables.block import Booleans, Integers


@dataclass(slots=True, eq=False)
class ItemRows:
    """
    The items of one list.

    Args:

        companies: Each company once.

        starts: Where its items begin among all, *counts* how many there are.

        seen: The companies that a row of the main table has named.
    """

    table: ItemTable
    digest: str
    companies: pa.Array
    starts: Integers
    counts: Integers
    items: pa.StructArray
    seen: Booleans

    def of(self, companies: pa.Array) -> pa.ListArray:
        """The items of each company, as a nested column."""
        at = pc.index_in(companies, value_set=self.companies)
        found = np.asarray(at.is_valid().to_numpy(zero_copy_only=False), dtype=bool)
        index = np.asarray(at.fill_null(0).to_numpy(zero_copy_only=False), dtype=np.int64)
        if not len(self.companies):
            index, counts = index * 0, np.zeros(len(companies), dtype=np.int64)
        else:
            self.seen[index[found]] = True
            counts = np.where(found, self.counts[index], 0)
        offsets = np.zeros(len(companies) + 1, dtype=np.int32)
        np.cumsum(counts, out=offsets[1:])
        first = self.starts[index] if len(self.companies) else index
        places = np.repeat(first - offsets[:-1], counts) + np.arange(int(offsets[-1]))
        unknown = None if self.table.absent_is_none else pa.array(~found)
        return pa.ListArray.from_arrays(pa.array(offsets), self.items.take(pa.array(places)), mask=unknown)

    def orphans(self) -> Iterator[Reject]:
        """The items of companies that no row of the main table names."""
        for company in self.companies.filter(pa.array(~self.seen)).to_pylist():
            reason = f"no row of the table of companies is about it; it has items in `{self.table.path}`"
            yield Reject(None, company, self.table.company, company, "unknown-column", reason)


def read_items(table: ItemTable, source: Source, lost: list[Reject]) -> ItemRows:
    """The items in *source*; lines that are none, and items of no company, go to *lost*."""
    needed = [table.company, *table.fields]
    needed += [each.currency_column for each in table.fields.values() if each.currency_column]
    names = list(dict.fromkeys(needed))
    batches = list(source.batches(names, lost))
    schema = pa.schema([source.schema.field(name) for name in names])
    whole = pa.Table.from_batches(batches, schema=batches[0].schema if batches else schema)
    whole = whole.unify_dictionaries().combine_chunks()
    company = whole.column(table.company).cast(pa.string())
    nameless = pc.sum(company.is_null()).as_py() or 0
    if nameless:
        reason = f"{nameless} items in `{table.path}` name no company"
        lost.append(Reject(None, "", table.company, "", "missing-key", reason))
        whole, company = whole.filter(company.is_valid()), company.drop_null()
    order = pc.sort_indices(company.combine_chunks())
    company = company.combine_chunks().take(order)
    runs = pc.run_end_encode(company)
    ends = np.asarray(runs.run_ends.to_numpy(zero_copy_only=False), dtype=np.int64)
    starts = np.concatenate([np.zeros(1, dtype=np.int64), ends])[:-1]
    arrays = [whole.column(name).combine_chunks().take(order) for name in names]
    return ItemRows(
        table=table,
        digest=source.digest,
        companies=runs.values.cast(pa.string()),
        starts=starts,
        counts=ends - starts,
        items=pa.StructArray.from_arrays(arrays, names=names),
        seen=np.zeros(len(runs.values), dtype=bool),
    )
