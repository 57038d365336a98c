"""
One column of a table to one series of a block, by what the mapping says it holds; what is wrong is told by row.

The clean path goes over whole columns. Texts that are no plain digits are read once each, by the same reader as the
values of a profile. Not for numbers, nor for lists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from incentives.ir.rulebook import FactDeclaration, PlaceDeclaration
from incentives.population.amounts import AmountReader
from incentives.population.mapping import FactTarget
from incentives.population.numbers import read_numbers, valid
from incentives.population.rejects import Faults, quoted
from incentives.population.texts import Cells, TextReader
from incentives.profiles.bind import HELD, NOT_HELD
from incentives.profiles.fact_values import NOTHING
from incentives.profiles.profile import HeldStatus
from incentives.syntax.literals import TRUTHS, Misread, read_date, read_literal
from incentives.tables.block import Series
from incentives.types import Choice, Date, Numeric, Place, Set, Text, Truth

if TYPE_CHECKING:
    from incentives.tables.block import Booleans

# The ordinal of the day before 1970-01-01, from which columns of days count.
EPOCH = date(1970, 1, 1).toordinal()
TABLE_TRUTHS = {**TRUTHS, "1": True, "0": False, "t": True, "f": False}


@dataclass(slots=True, kw_only=True)
class CellReader(TextReader):
    """
    Reads the columns of one table.
    """

    places: Mapping[str, PlaceDeclaration]
    on: date

    def fact(
        self,
        array: pa.Array,
        column: str,
        target: FactTarget,
        declared: FactDeclaration,
        faults: Faults,
        currency: pa.Array | None = None,
    ) -> Cells:
        """The column of a fact, or of a field of a list."""
        match declared.type:
            case Numeric() as kind:
                return AmountReader(self, column, target, declared, kind, faults).read(array, currency)
            case Truth():
                return Cells(self.truths(array, column, faults))
            case Date():
                return Cells(self.dates(array, column, faults))
            case Set() if pa.types.is_list(array.type) or pa.types.is_large_list(array.type):
                return Cells(self.sets(array, column, declared, faults))
            case Place() | Choice() | Set() | Text():
                return Cells(self.words(array, column, declared, faults))
        raise AssertionError(declared.type)

    def truths(self, array: pa.Array, column: str, faults: Faults) -> Series:
        """True and false; also 1 and 0."""
        present = valid(array)
        if pa.types.is_boolean(array.type):
            filled = array.fill_null(False) if array.null_count else array  # arrow's own argument
            return Series(np.asarray(filled.to_numpy(zero_copy_only=False)).astype(np.int64), present)
        numbers = read_numbers(array)
        if numbers is not None:
            good = numbers.good & ((numbers.values == 0) | (numbers.values == 10**numbers.digits))
            for row in np.flatnonzero(present & ~good).tolist():
                value = array[row].as_py()
                faults.add(row, column, value, "not-a-truth", f"{quoted(value)} is neither true nor false")
            return Series((numbers.values != 0).astype(np.int64), present & good)

        def read(text: str) -> bool | Misread:
            found = TABLE_TRUTHS.get(text.strip().lower())
            return Misread("not-a-truth", f"{quoted(text)} is neither true nor false") if found is None else found

        codes, vocabulary, known = self.coded(array, column, read, faults)
        meaning = np.array([bool(each) for each in vocabulary] or [False], dtype=np.int64)
        return Series(meaning[codes], known)

    def dates(self, array: pa.Array, column: str, faults: Faults) -> Series:
        """Days, as their number in the calendar."""
        present = valid(array)
        if pa.types.is_date(array.type):
            days = array.cast(pa.date32()).cast(pa.int32()).fill_null(0)
            return Series(np.asarray(days.to_numpy(zero_copy_only=False), dtype=np.int64) + EPOCH, present)
        if pa.types.is_timestamp(array.type):
            whole = pc.floor_temporal(array, unit="day")
            for row in np.flatnonzero(present & ~_true(pc.equal(whole, array))).tolist():
                value = array[row].as_py()
                faults.add(row, column, value, "bad-date", f"{quoted(value)} is a time, not a day")
            return self.dates(whole.cast(pa.date32()), column, faults)

        def read(text: str) -> int | Misread:
            found = read_date(text.strip().removesuffix(" 00:00:00"))
            return found.toordinal() if isinstance(found, date) else found

        codes, vocabulary, known = self.coded(array, column, read, faults)
        meaning = np.array([int(str(each)) for each in vocabulary] or [1], dtype=np.int64)
        return Series(meaning[codes], known)

    def words(self, array: pa.Array, column: str, declared: FactDeclaration, faults: Faults) -> Series:
        """Places, choices, text, and sets that are written as one text."""

        def read(text: str) -> object | Misread:
            if isinstance(declared.type, Set):
                return self._set(text.replace("、", ",").replace("，", ",").replace(";", ",").split(","), declared)
            return read_literal(text, declared.type, places=self.places, labels=declared.members)

        codes, vocabulary, known = self.coded(array, column, read, faults)
        return Series(codes, known, vocabulary=tuple(_text_or_set(each) for each in vocabulary) or ("",))

    def sets(self, array: pa.Array, column: str, declared: FactDeclaration, faults: Faults) -> Series:
        """Sets that are lists of members."""
        found: dict[frozenset[str], int] = {}
        codes = np.zeros(len(array), dtype=np.int64)
        known = valid(array)
        for row in np.flatnonzero(known).tolist():
            members = self._set([str(each) for each in array[row].as_py()], declared)
            if isinstance(members, Misread):
                faults.misread(row, column, array[row].as_py(), members)
                known[row] = False
            else:
                codes[row] = found.setdefault(members, len(found))
        return Series(codes, known, vocabulary=tuple(found) or (frozenset(),))

    def _set(self, parts: list[str], declared: FactDeclaration) -> frozenset[str] | Misread:
        if len(parts) == 1 and parts[0].strip().lower() in NOTHING:
            return frozenset()
        members: set[str] = set()
        for part in parts:
            found = read_literal(part, declared.type, places=self.places, labels=declared.members)
            if isinstance(found, Misread):
                return found
            members.add(str(found))
        return frozenset(members)

    def held(self, array: pa.Array, column: str, faults: Faults) -> Series:
        """Whether a status is held on the day of assessment."""
        if pa.types.is_boolean(array.type):
            return self.truths(array, column, faults)
        if pa.types.is_date(array.type) or pa.types.is_timestamp(array.type):
            since = self.dates(array, column, faults)
            return Series((since.values <= self.on.toordinal()).astype(np.int64), since.known)

        def read(text: str) -> HeldStatus | Misread:
            word = text.strip().lower()
            if word in NOT_HELD or word == "0":
                return HeldStatus(held=False)
            if word in HELD or word == "1":
                return HeldStatus()
            start = read_date(text.strip().removesuffix(" 00:00:00"))
            return start if isinstance(start, Misread) else HeldStatus(start=start)

        codes, vocabulary, known = self.coded(array, column, read, faults)
        meaning = [isinstance(each, HeldStatus) and each.covers(self.on) for each in vocabulary]
        return Series(np.array(meaning or [False], dtype=np.int64)[codes], known)


def _true(array: pa.Array) -> Booleans:
    return np.asarray(array.fill_null(False).to_numpy(zero_copy_only=False), dtype=bool)  # arrow's own argument


def _text_or_set(value: object) -> str | frozenset[str]:
    return value if isinstance(value, frozenset) else str(value)
