"""
Cells to whole numbers and one scale, exactly: integers, decimals, floats and texts of digits.

A binary float stands for the shortest decimal that reads back as it: 0.1 is one tenth, as whoever wrote it meant.
Nothing is computed in floats: a candidate of whole steps is proposed, and it is taken only where it reads back as the
same float. Not for units or ranges.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

if TYPE_CHECKING:
    from incentives.tables.block import Booleans, Integers

# Digits after the point that are tried for a column, few first.
DIGITS = (0, 2, 4, 6, 9)
SAMPLE = 1000
# A decimal of at most 15 digits is the only one of so few that reads as its float.
SURE = 10**15
MOST_DIGITS_64 = 18
PLAIN_NUMBER = r"^[-+]?([0-9]{1,15}(\.[0-9]{0,9})?|\.[0-9]{1,9})$"


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """
    Whole numbers of steps of `10**-digits`.

    Args:

        values: 64-bit, or Python integers in an object array.

        good: Where a number was read; elsewhere anything may stand.
    """

    values: Integers
    good: Booleans
    digits: int = 0

    @property
    def scale(self) -> Fraction:
        """What one step is."""
        return Fraction(1, 10**self.digits)


def read_numbers(array: pa.Array, least: int = 0) -> Numbers | None:
    """
    The numbers of a column of numbers; None if it is of another kind. What is null is not good.

    Args:

        least: Digits after the point that floats have at least, so that a column keeps its scale from batch to batch.
    """
    kind = array.type
    present = valid(array)
    if pa.types.is_uint64(kind):
        return _unsigned(array, present)
    if pa.types.is_integer(kind):
        return Numbers(_filled(array.cast(pa.int64())), present)
    if pa.types.is_decimal(kind):
        return _decimals(array, present)
    if pa.types.is_floating(kind):
        return read_floats(np.asarray(array.cast(pa.float64()).to_numpy(zero_copy_only=False)), present, least)
    return None


def read_digits(array: pa.Array, least: int = 0) -> Numbers:
    """The numbers of a column of texts that are digits, a sign and a point; the rest is not good."""
    plain = pc.match_substring_regex(array, PLAIN_NUMBER).fill_null(False)  # arrow's own argument
    good = np.asarray(plain.to_numpy(zero_copy_only=False), dtype=bool)
    digits = array if good.all() else pc.if_else(plain, array, "0")
    # The first cells tell how the column is written; if a later one has more digits, the cast says so.
    for cells in (digits[:SAMPLE], digits):
        count = max(least, _most_digits_after(cells))
        try:
            return Numbers(_steps(digits.cast(pa.decimal64(MOST_DIGITS_64, count))), good, count)
        except pa.ArrowInvalid:
            continue
    return _many_digits(digits, good)  # 15 digits before the point in one cell and many after it in another


def read_floats(floats: NDArray[np.float64], present: Booleans, least: int = 0) -> Numbers:
    """Floats as the shortest decimals that read back as them; what is not finite is not good."""
    good = present & np.isfinite(floats)
    if not good.all():
        floats = np.where(good, floats, 0)
    for digits in [each for each in DIGITS if each >= least]:
        with np.errstate(over="ignore"):
            steps = np.rint(floats * 10**digits)
        # INVARIANT: below 10**15 both the steps and the power are exact, and a division is rounded once.
        if (np.abs(steps) < SURE).all() and (steps / 10**digits == floats).all():
            return Numbers(steps.astype(np.int64), good, digits)
    return _many_digits(pa.array([repr(each) for each in floats.tolist()]), good)


def valid(array: pa.Array) -> Booleans:
    """Where a column has a value."""
    if array.null_count == 0:
        return np.ones(len(array), dtype=bool)
    return np.asarray(array.is_valid().to_numpy(zero_copy_only=False), dtype=bool)


def whole_numbers(numbers: list[int]) -> Integers:
    """An array of whole numbers, of 64 bits where they fit."""
    try:
        return np.array(numbers, dtype=np.int64)
    except OverflowError:
        found: NDArray[Any] = np.empty(len(numbers), dtype=object)
        found[:] = numbers
        return found


def _filled(array: pa.Array) -> Integers:
    filled = array.fill_null(0) if array.null_count else array
    return np.asarray(filled.to_numpy(zero_copy_only=False), dtype=np.int64)


def _unsigned(array: pa.Array, present: Booleans) -> Numbers:
    values = np.asarray(array.fill_null(0).to_numpy(zero_copy_only=False))
    if values.size == 0 or values.max() <= np.iinfo(np.int64).max:
        return Numbers(values.astype(np.int64), present)
    return Numbers(whole_numbers([int(each) for each in values]), present)


def _decimals(array: pa.Array, present: Booleans) -> Numbers:
    """Decimals as they are stored: whole steps already."""
    kind = array.type
    filled = array.fill_null(pa.scalar(0, kind)) if array.null_count else array
    if kind.scale >= 0:
        try:
            return Numbers(_steps(filled.cast(pa.decimal64(MOST_DIGITS_64, kind.scale))), present, kind.scale)
        except pa.ArrowInvalid:
            pass
    digits = max(kind.scale, 0)
    # A fraction is exact; a decimal that is moved is cut to the digits of the context.
    steps = [int(Fraction(each) * 10**digits) for each in filled.to_pylist()]
    return Numbers(whole_numbers(steps), present, digits)


def _steps(array: pa.Array) -> Integers:
    """The whole steps inside a column of 64-bit decimals without nulls."""
    buffer = array.buffers()[1]
    if buffer is None:
        return np.zeros(0, dtype=np.int64)
    return np.frombuffer(buffer, dtype=np.int64)[array.offset : array.offset + len(array)]


def _most_digits_after(texts: pa.Array) -> int:
    """The most digits that stand behind a point in a column of plain numbers without nulls."""
    points = pc.find_substring(texts, ".")
    behind = pc.if_else(pc.less(points, 0), 0, pc.subtract(pc.subtract(pc.binary_length(texts), points), 1))
    return int(pc.max(behind).as_py() or 0)


def _many_digits(texts: pa.Array, good: Booleans) -> Numbers:
    """Numbers of many digits, one by one."""
    exact = [Fraction(text) for text in texts.to_pylist()]
    digits = max((_digits_after(each) for each in exact), default=0)
    return Numbers(whole_numbers([int(each * 10**digits) for each in exact]), good, digits)


def _digits_after(number: Fraction) -> int:
    """How many digits after the point a number that was written as a decimal has."""
    count, power = 0, 1
    while power % number.denominator:
        count, power = count + 1, power * 10
    return count
