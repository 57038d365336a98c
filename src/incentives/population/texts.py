"""
Columns of texts: each distinct text is read once, and remembered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from incentives.population.numbers import valid
from incentives.population.rejects import Faults
from incentives.syntax.literals import LONGEST, UNKNOWN_WORDS, Misread
from incentives.tables.block import Series

if TYPE_CHECKING:
    from incentives.tables.block import Booleans, Integers

MOST_REMEMBERED = 50_000


@dataclass(slots=True, eq=False)
class Cells:
    """
    A column as it was read.

    Args:

        currencies: For money: the index into `names` of each row's currency; None if all rows have the same, which is
            the series' own.
    """

    series: Series
    currencies: Integers | None = None
    names: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class TextReader:
    """
    Reads columns of texts.

    Args:

        missing: Texts that mean: not known.

        digits: How many digits after the point the numbers of a column had in the last batch.
    """

    missing: frozenset[str] = frozenset()
    memory: dict[tuple[str, str], object] = field(default_factory=dict)
    digits: dict[str, int] = field(default_factory=dict)

    def coded(
        self, array: pa.Array, column: str, read: Callable[[str], object | Misread], faults: Faults
    ) -> tuple[Integers, tuple[object, ...], Booleans]:
        """Each cell as its index among the distinct values; which cells are known; wrong ones are told."""
        if not is_text(array):
            if pa.types.is_null(array.type):
                return np.zeros(len(array), dtype=np.int64), (), np.zeros(len(array), dtype=bool)
            if not (pa.types.is_integer(array.type) or pa.types.is_boolean(array.type)):
                self.refused(array, column, faults, f"a column of {array.type} holds no words")
                return np.zeros(len(array), dtype=np.int64), (), np.zeros(len(array), dtype=bool)
            array = array.cast(pa.string())
        coded = array if pa.types.is_dictionary(array.type) else pc.dictionary_encode(array)
        texts = coded.dictionary.to_pylist()
        indices = coded.indices
        present = valid(indices)
        codes = np.asarray(indices.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False), dtype=np.int64)
        found: dict[object, int] = {}
        meaning = np.zeros(max(1, len(texts)), dtype=np.int64)
        usable = np.zeros(max(1, len(texts)), dtype=bool)
        wrong: dict[int, Misread] = {}
        for index, text in enumerate(texts):
            value = None if self.not_stated(text) else self.remember(column, text, read)
            if isinstance(value, Misread):
                wrong[index] = value
            elif value is not None:
                meaning[index] = found.setdefault(value, len(found))
                usable[index] = True
        for index, misread in wrong.items():
            for row in np.flatnonzero(present & (codes == index)).tolist():
                faults.misread(row, column, texts[index], misread)
        return meaning[codes], tuple(found), present & usable[codes]

    def not_stated(self, text: str | None) -> bool:
        """Whether a cell says that nothing is known."""
        return text is None or text in self.missing or text.strip().lower() in UNKNOWN_WORDS

    def remember(self, column: str, text: str, read: Callable[[str], object | Misread]) -> object | Misread:
        """What *text* is in this column, read once."""
        key = (column, text)
        if key in self.memory:
            return self.memory[key]
        if len(text) > LONGEST:
            return Misread("too-large", f"a value has at most {LONGEST} characters, this one has {len(text)}")
        if len(self.memory) >= MOST_REMEMBERED:
            self.memory.clear()
        found = self.memory[key] = read(text)
        return found

    def refused(self, array: pa.Array, column: str, faults: Faults, reason: str) -> Cells:
        """A column of the wrong kind: every row that has a value in it is wrong."""
        for row in np.flatnonzero(valid(array)).tolist():
            faults.add(row, column, array[row].as_py(), "wrong-shape", reason)
        rows = len(array)
        return Cells(Series(np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=bool)))


def is_text(array: pa.Array) -> bool:
    """Whether a column holds texts."""
    kind = array.type.value_type if pa.types.is_dictionary(array.type) else array.type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def plain_text(array: pa.Array) -> pa.Array:
    """A column of texts in the one form that all functions take."""
    return array if pa.types.is_string(array.type) else array.cast(pa.string())
