"""
One column of a table to one series of a block, by what the mapping says it holds; what is wrong is told by row.

The clean path goes over whole columns. Texts that are no plain digits are read once each, by the same reader as the
values of a profile. Not for splitting rows by currency, nor for lists.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from incentives.ir.rulebook import FactDeclaration, PlaceDeclaration
from incentives.population.mapping import FactTarget, Unit
from incentives.population.numbers import read_digits, read_numbers, valid, whole_numbers
from incentives.population.rejects import Faults, quoted
from incentives.profiles.bind import HELD, NOT_HELD
from incentives.profiles.fact_values import NOTHING, range_text
from incentives.profiles.profile import HeldStatus
from incentives.syntax.literals import LONGEST, TRUTHS, UNKNOWN_WORDS, Misread, read_date, read_literal
from incentives.tables.block import Series
from incentives.types import Choice, Date, Numeric, Place, Set, Text, Truth
from incentives.values import Money

if TYPE_CHECKING:
    from incentives.tables.block import Booleans, Integers

# The ordinal of the day before 1970-01-01, from which columns of days count.
EPOCH = date(1970, 1, 1).toordinal()
TABLE_TRUTHS = {**TRUTHS, "1": True, "0": False, "t": True, "f": False}
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


@dataclass(slots=True)
class CellReader:
    """
    Reads the columns of one table. Texts are remembered, so that each is read once.

    Args:

        missing: Texts that mean: not known.
    """

    places: Mapping[str, PlaceDeclaration]
    on: date
    missing: frozenset[str] = frozenset()
    memory: dict[tuple[str, str], object] = field(default_factory=dict)

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
                return self.money_or_number(array, column, target, declared, kind, faults, currency)
            case Truth():
                return Cells(self.truths(array, column, faults))
            case Date():
                return Cells(self.dates(array, column, faults))
            case Set() if pa.types.is_list(array.type) or pa.types.is_large_list(array.type):
                return Cells(self.sets(array, column, declared, faults))
            case Place() | Choice() | Set() | Text():
                return Cells(self.words(array, column, declared, faults))
        raise AssertionError(declared.type)

    # Numbers.

    def money_or_number(
        self,
        array: pa.Array,
        column: str,
        target: FactTarget,
        declared: FactDeclaration,
        kind: Numeric,
        faults: Faults,
        currency: pa.Array | None,
    ) -> Cells:
        """Amounts and quantities: bare numbers in the column's unit, or texts that say their own."""
        present = valid(array)
        unit = target.unit
        numbers = read_numbers(array)
        own: dict[int, Fraction | Money] = {}
        if numbers is None and not is_text(array):
            return self.refused(array, column, faults, f"a column of {array.type} holds no numbers")
        if numbers is None:
            array = plain_text(array)
            numbers = read_digits(array)
            own = self.written(array, column, declared, kind, unit, present, numbers.good, faults)
        else:
            for row in np.flatnonzero(present & ~numbers.good).tolist():
                value = array[row].as_py()
                faults.add(row, column, value, "not-a-number", f"{quoted(value)} is not a number")
        known = numbers.good & present
        bare_rows = np.flatnonzero(known)
        if unit is None and bare_rows.size:
            first = array[int(bare_rows[0])].as_py()
            told = read_literal(f"{first}", kind, places={})
            reason = told.message if isinstance(told, Misread) else f"{quoted(first)} has no unit"
            for row in bare_rows.tolist():
                faults.add(row, column, array[row].as_py(), "bare-number", reason)
        scale = numbers.scale * (unit.factor if unit else 1)
        values = np.where(known, numbers.values, 0)
        names: tuple[str, ...] = (unit.currency,) if unit and unit.currency else ()
        codes: Integers | None = None
        if kind.power and currency is not None:
            codes, names = self.currencies(currency, target, known, faults)
        if own:
            values, scale, known, codes, names = _with_own(values, scale, known, codes, names, own)
        series = Series(values, known, scale, names[0] if kind.power and codes is None and names else None)
        self.in_range(series, column, declared, kind, array, faults)
        return Cells(series, codes if kind.power else None, names if kind.power else ())

    def written(
        self,
        array: pa.Array,
        column: str,
        declared: FactDeclaration,
        kind: Numeric,
        unit: Unit | None,
        present: Booleans,
        good: Booleans,
        faults: Faults,
    ) -> dict[int, Fraction | Money]:
        """The numbers of texts that are no plain digits: `500万元`, `1.5 million USD`, `1,234.50`, `12.5%`."""
        found: dict[int, Fraction | Money] = {}
        rows = np.flatnonzero(present & ~good)
        texts = pc.take(array, pa.array(rows)).to_pylist() if rows.size else []
        for row, text in zip(rows.tolist(), texts, strict=True):
            value = self.remember(column, text, lambda each: _read_number(each, kind, unit, declared, self.missing))
            if isinstance(value, Misread):
                faults.misread(row, column, text, value)
            elif value is not None:
                assert isinstance(value, (Fraction, Money))  # noqa: S101  # INVARIANT: what `_read_number` gives
                found[row] = value
        return found

    def currencies(
        self, array: pa.Array, target: FactTarget, known: Booleans, faults: Faults
    ) -> tuple[Integers, tuple[str, ...]]:
        """The currency of each row, where an amount is known."""
        from incentives.money.currency import currency_of  # noqa: PLC0415  # only for tables that name currencies

        def read(text: str) -> str | Misread:
            code = currency_of(text.strip())
            return code or Misread("unknown-currency", f"{quoted(text)} is not a currency")

        column = target.currency_column or ""
        codes, vocabulary, stated = self.coded(array, column, read, faults)
        for row in np.flatnonzero(known & ~stated & ~faults.bad).tolist():
            faults.add(row, column, "", "bare-number", "no currency is named for an amount")
        return codes, tuple(str(each) for each in vocabulary)

    def in_range(
        self,
        series: Series,
        column: str,
        declared: FactDeclaration,
        kind: Numeric,
        array: pa.Array,
        faults: Faults,
    ) -> None:
        """Tell of numbers that the declaration does not allow."""
        values, known = series.values, series.known
        assert known is not None  # noqa: S101  # INVARIANT: number columns say what is known
        if declared.low is not None:
            self._outside(known & (values < ceil(declared.low / series.scale)), column, declared, array, faults)
        if declared.high is not None:
            self._outside(known & (values > floor(declared.high / series.scale)), column, declared, array, faults)
        if kind.whole and series.scale.denominator != 1:
            # A step is a whole number of things only if the rest of it is nought.
            broken = known & ((values % series.scale.denominator) != 0)
            for row in np.flatnonzero(broken).tolist():
                value = array[row].as_py()
                faults.add(row, column, value, "not-whole", f"{quoted(value)} is not a whole number")

    def _outside(self, rows: Booleans, column: str, declared: FactDeclaration, array: pa.Array, faults: Faults) -> None:
        for row in np.flatnonzero(rows).tolist():
            value = array[row].as_py()
            reason = f"{quoted(value)} is outside the range of `{declared.name}`, which is {range_text(declared)}"
            faults.add(row, column, value, "out-of-range", reason)

    # Other kinds.

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

    # Texts.

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


def _true(array: pa.Array) -> Booleans:
    return np.asarray(array.fill_null(False).to_numpy(zero_copy_only=False), dtype=bool)  # arrow's own argument


def _text_or_set(value: object) -> str | frozenset[str]:
    return value if isinstance(value, frozenset) else str(value)


def _read_number(
    text: str, kind: Numeric, unit: Unit | None, declared: FactDeclaration, missing: frozenset[str]
) -> Fraction | Money | Misread | None:
    """A number that is no plain digits: complete in itself, or digits with grouping in the column's unit."""
    if text in missing or text.strip().lower() in UNKNOWN_WORDS:
        return None
    found = read_literal(text, kind, places={}, labels=declared.members)
    bare = isinstance(found, Misread) and found.code == "bare-number"
    if unit is not None and (
        bare or (isinstance(found, Fraction) and unit.factor != 1 and not text.strip()[-1:] == "%")
    ):
        plain = read_literal(text, Numeric(), places={})
        if isinstance(plain, Fraction) and text.strip()[-1:].isdigit():
            return Money(plain * unit.factor, unit.currency) if unit.currency else plain * unit.factor
    return found if isinstance(found, (Fraction, Money, Misread)) else None


def _with_own(
    values: Integers,
    scale: Fraction,
    known: Booleans,
    codes: Integers | None,
    names: tuple[str, ...],
    own: Mapping[int, Fraction | Money],
) -> tuple[Integers, Fraction, Booleans, Integers | None, tuple[str, ...]]:
    """A column with the cells laid in that say their own unit; the step becomes one that writes all of them."""
    amounts = {row: each.amount if isinstance(each, Money) else each for row, each in own.items()}
    step = scale
    for each in amounts.values():
        step = _common_step(step, each)
    numbers: list[Any] = [int(each) for each in values]
    factor = int(scale / step)
    if factor != 1:
        numbers = [each * factor for each in numbers]
    known = known.copy()
    index = {name: number for number, name in enumerate(names)}
    found = codes.copy() if codes is not None else np.zeros(len(numbers), dtype=np.int64)
    for row, value in own.items():
        numbers[row] = int(amounts[row] / step)
        known[row] = True
        if isinstance(value, Money):
            found[row] = index.setdefault(value.currency, len(index))
    several = len(index) > 1 or codes is not None
    return whole_numbers(numbers), step, known, found if several else None, tuple(index)


def _common_step(step: Fraction, number: Fraction) -> Fraction:
    """The largest step that divides both *step* and *number*."""
    from math import gcd, lcm  # noqa: PLC0415  # only where cells say their own unit

    if number == 0:
        return step
    return Fraction(gcd(step.numerator, number.numerator), lcm(step.denominator, number.denominator))
