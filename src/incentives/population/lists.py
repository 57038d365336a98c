"""
Lists in a table: a nested column, to one series for each field of the first, second, … item.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from incentives.ir.rulebook import FactDeclaration
from incentives.population.cells import CellReader
from incentives.population.mapping import FactTarget
from incentives.population.numbers import valid
from incentives.population.rejects import Faults
from incentives.population.texts import Cells
from incentives.tables.block import FactKey, Series

if TYPE_CHECKING:
    from incentives.tables.block import Booleans, Integers


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """
    A list column as it was read.

    Args:

        counts: How many items each row has.

        stated: Where the list is stated, be it empty.

        fields: The columns of all items of all rows, one after the other.
    """

    counts: Integers
    stated: Booleans
    fields: Mapping[str, Cells]

    @property
    def count_series(self) -> Series:
        """The counts as a block has them."""
        return Series(self.counts, self.stated)

    def cells(self, fact: str) -> dict[FactKey, Cells]:
        """The columns of each item of each row, by its number in the list."""
        starts = np.cumsum(self.counts) - self.counts
        found: dict[FactKey, Cells] = {}
        for item in range(int(self.counts.max()) if self.counts.size else 0):
            there = self.counts > item
            at = np.where(there, starts + item, 0)
            for name, flat in self.fields.items():
                known = there if flat.series.known is None else there & flat.series.known[at]
                series = Series(
                    flat.series.values[at], known, flat.series.scale, flat.series.currency, flat.series.vocabulary
                )
                currencies = None if flat.currencies is None else flat.currencies[at]
                found[FactKey(fact, None, item, name)] = Cells(series, currencies, flat.names)
        return found


def is_list(array: pa.Array) -> bool:
    """Whether a column holds lists of structures."""
    kind = array.type
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind)) and bool(pa.types.is_struct(kind.value_type))


def read_items(
    array: pa.Array,
    column: str,
    targets: Mapping[str, FactTarget],
    declared: FactDeclaration,
    reader: CellReader,
    faults: Faults,
) -> Items:
    """The items of a list column; what is wrong with one is told of its row."""
    stated = valid(array)
    counts = np.asarray(pc.list_value_length(array).fill_null(0).to_numpy(zero_copy_only=False), dtype=np.int64)
    flat = array.flatten()
    owners = np.repeat(np.arange(len(array)), counts)
    inner = Faults.none(len(flat))
    fields: dict[str, Cells] = {}
    for name, target in targets.items():
        cells = pc.struct_field(flat, name)
        currency = pc.struct_field(flat, target.currency_column) if target.currency_column else None
        place = f"{column}.{name}"
        fields[target.fact] = reader.fact(cells, place, target, declared.fields[target.fact], inner, currency)
    for item, where, value, code, reason in inner.found:
        faults.add(int(owners[item]), where, value, code, reason)
    return Items(counts, stated, fields)
