"""
Columns of amounts and quantities: bare numbers in the column's unit, or texts that say their own: `500万元`, `12.5%`.

Not for numbers of no unit at all (`numbers`), nor for splitting rows by currency.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, gcd, lcm
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from incentives.ir.rulebook import FactDeclaration
from incentives.money.currency import currency_of
from incentives.population.mapping import FactTarget
from incentives.population.numbers import read_digits, read_numbers, valid, whole_numbers
from incentives.population.rejects import Faults, quoted
from incentives.population.texts import Cells, TextReader, is_text, plain_text
from incentives.profiles.fact_values import range_text
from incentives.syntax.literals import Misread, read_literal
from incentives.tables.block import Series
from incentives.types import Numeric
from incentives.values import Money

if TYPE_CHECKING:
    from incentives.tables.block import Booleans, Integers

_EXPONENT = re.compile(r"[-+]?([0-9]{1,20}\.?[0-9]{0,20}|\.[0-9]{1,20})[eE][-+]?[0-9]{1,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class AmountReader:
    """
    Reads one column.
    """

    texts: TextReader
    column: str
    target: FactTarget
    declared: FactDeclaration
    kind: Numeric
    faults: Faults

    def read(self, array: pa.Array, currency: pa.Array | None) -> Cells:
        """Amounts and quantities: bare numbers in the column's unit, or texts that say their own."""
        present = valid(array)
        unit, kind, column, faults = self.target.unit, self.kind, self.column, self.faults
        numbers = read_numbers(array, self.texts.digits.get(column, 0))
        own: dict[int, Fraction | Money] = {}
        if numbers is None and not is_text(array):
            return self.texts.refused(array, column, faults, f"a column of {array.type} holds no numbers")
        if numbers is None:
            array = plain_text(array)
            numbers = read_digits(array, self.texts.digits.get(column, 0))
            own = self.written(array, present & ~numbers.good)
        else:
            for row in np.flatnonzero(present & ~numbers.good).tolist():
                value = array[row].as_py()
                if not self.texts.not_stated(str(value)):
                    faults.misread(row, column, value, Misread("not-a-number", f"{quoted(value)} is not a number"))
        self.texts.digits[column] = numbers.digits
        known = numbers.good & present
        if unit is None:
            self.bare(array, known if kind.power else known & np.asarray(numbers.values != 0))
        scale = numbers.scale * (unit.factor if unit else 1)
        values = np.where(known, numbers.values, 0)
        names: tuple[str, ...] = (unit.currency,) if unit and unit.currency else ()
        codes: Integers | None = None
        if kind.power and currency is not None:
            codes, names = self.currencies(currency, known)
        if own:
            values, scale, known, codes, names = _with_own(values, scale, known, codes, names, own)
        series = Series(values, known, scale, names[0] if kind.power and codes is None and names else None)
        self.in_range(series, array)
        return Cells(series, codes if kind.power else None, names if kind.power else ())

    def bare(self, array: pa.Array, rows: Booleans) -> None:
        """Tell of bare numbers where the column has no unit, unless their kind needs none."""
        places = np.flatnonzero(rows).tolist()
        if places:
            told = read_literal(str(array[places[0]].as_py()), self.kind, places={})
            for row in places if isinstance(told, Misread) else ():
                value = array[row].as_py()
                found = read_literal(str(value), self.kind, places={})
                if isinstance(found, Misread):
                    self.faults.misread(row, self.column, value, found)

    def written(self, array: pa.Array, others: Booleans) -> dict[int, Fraction | Money]:
        """The numbers of texts that are no plain digits: `500万元`, `1.5 million USD`, `1,234.50`, `12.5%`."""
        found: dict[int, Fraction | Money] = {}
        rows = np.flatnonzero(others)
        texts = pc.take(array, pa.array(rows)).to_pylist() if rows.size else []
        for row, text in zip(rows.tolist(), texts, strict=True):
            value = self.texts.remember(self.column, text, self.number)
            if isinstance(value, Misread):
                self.faults.misread(row, self.column, text, value)
            elif value is not None:
                assert isinstance(value, (Fraction, Money))  # noqa: S101  # INVARIANT: what `number` gives
                found[row] = value
        return found

    def number(self, text: str) -> Fraction | Money | Misread | None:
        """A text that is no plain digits: complete in itself, or digits with grouping in the column's unit."""
        if self.texts.not_stated(text):
            return None
        if _EXPONENT.fullmatch(text.strip()):
            # Programs write large and small numbers so: 1e+05 in R. Said otherwise it is a number of digits.
            text = f"{Decimal(text.strip()):f}"
        found = read_literal(text, self.kind, places={})
        unit = self.target.unit
        bare = isinstance(found, Misread) and found.code == "bare-number"
        if unit is not None and (
            bare or (isinstance(found, Fraction) and unit.factor != 1 and text.strip()[-1:] != "%")
        ):
            plain = read_literal(text, Numeric(), places={})
            if isinstance(plain, Fraction) and text.strip()[-1:].isdigit():
                return Money(plain * unit.factor, unit.currency) if unit.currency else plain * unit.factor
        return found if isinstance(found, (Fraction, Money, Misread)) else None

    def currencies(self, array: pa.Array, known: Booleans) -> tuple[Integers, tuple[str, ...]]:
        """The currency of each row, where an amount is known."""

        def read(text: str) -> str | Misread:
            code = currency_of(text.strip())
            return code or Misread("unknown-currency", f"{quoted(text)} is not a currency")

        column = self.target.currency_column or ""
        codes, vocabulary, stated = self.texts.coded(array, column, read, self.faults)
        for row in np.flatnonzero(known & ~stated & ~self.faults.bad).tolist():
            self.faults.add(row, column, "", "bare-number", "no currency is named for an amount")
        return codes, tuple(str(each) for each in vocabulary)

    def in_range(self, series: Series, array: pa.Array) -> None:
        """Tell of numbers that the declaration does not allow."""
        values, known, declared = series.values, series.known, self.declared
        assert known is not None  # noqa: S101  # INVARIANT: number columns say what is known
        if declared.low is not None:
            self._outside(known & (values < ceil(declared.low / series.scale)), array)
        if declared.high is not None:
            self._outside(known & (values > floor(declared.high / series.scale)), array)
        if self.kind.whole and series.scale.denominator != 1:
            # A step is a whole number of things only if the rest of it is nought.
            broken = known & ((values % series.scale.denominator) != 0)
            for row in np.flatnonzero(broken).tolist():
                value = array[row].as_py()
                self.faults.add(row, self.column, value, "not-whole", f"{quoted(value)} is not a whole number")

    def _outside(self, rows: Booleans, array: pa.Array) -> None:
        for row in np.flatnonzero(rows).tolist():
            value = array[row].as_py()
            reason = (
                f"{quoted(value)} is outside the range of `{self.declared.name}`, which is {range_text(self.declared)}"
            )
            self.faults.add(row, self.column, value, "out-of-range", reason)


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
    if number == 0:
        return step
    return Fraction(gcd(step.numerator, number.numerator), lcm(step.denominator, number.denominator))
