from __future__ import annotations

import struct
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from incentives.population.numbers import Numbers, read_digits, read_floats, read_numbers

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9)


def exact(found: Numbers) -> list[Fraction | None]:
    """The numbers that were read, None where there is none."""
    return [
        Fraction(int(value)) * found.scale if good else None
        for value, good in zip(found.values.tolist(), found.good.tolist(), strict=True)
    ]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=8))
def test_a_float_is_the_shortest_decimal_that_reads_back_as_it(floats: list[float]) -> None:
    """Whatever the floats: nothing is rounded, nothing is computed in binary."""
    found = read_floats(np.array(floats), np.ones(len(floats), dtype=bool))
    assert [Fraction(Decimal(repr(each))) for each in floats] == exact(found)


@given(st.lists(DECIMALS, min_size=1, max_size=20))
def test_amounts_that_were_stored_as_floats_are_the_amounts(amounts: list[Decimal]) -> None:
    """What a table with cents as floats was made from comes back, in 64 bits."""
    found = read_numbers(pa.array([float(each) for each in amounts]))
    assert found is not None
    assert found.values.dtype == np.int64
    assert [Fraction(each) for each in amounts] == exact(found)


@given(st.integers(min_value=0, max_value=2**64 - 1))
def test_bits_that_are_no_number_are_not_read(bits: int) -> None:
    """NaN and infinities, in any of their patterns, are told apart from numbers."""
    (number,) = struct.unpack("<d", struct.pack("<Q", bits))
    found = read_floats(np.array([number]), np.ones(1, dtype=bool))
    assert bool(np.isfinite(number)) is bool(found.good[0])


@example([Decimal("10000000000000000000000000.001")])
@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False, places=3), min_size=1, max_size=10))
def test_decimals_are_their_steps(amounts: list[Decimal]) -> None:
    """Decimals of any size, beyond 64 bits too."""
    amounts = [each for each in amounts if abs(each) < 10**30] or [Decimal("1.000")]
    found = read_numbers(pa.array(amounts, pa.decimal128(38, 3)))
    assert found is not None
    assert [Fraction(each) for each in amounts] == exact(found)


def test_texts_of_digits() -> None:
    """Digits with a sign and a point are read at once; the rest is left for who reads texts."""
    found = read_digits(
        pa.array(["1", "-2.50", "+.5", "7.", None, "", "1e5", "1,000", "5 CNY", "\uff11", "0x1", "--1", "."])
    )
    told = [Fraction(1), Fraction(-5, 2), Fraction(1, 2), Fraction(7)]
    assert [*told, *[None] * 9] == exact(found)


def test_texts_of_many_digits() -> None:
    """Fifteen digits before the point and nine after it in one column are more than 64 bits."""
    found = read_digits(pa.array(["999999999999999.5", "0.123456789"]))
    assert [Fraction("999999999999999.5"), Fraction("0.123456789")] == exact(found)


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63), 2**64 - 1])
def test_edges_of_64_bits(number: int) -> None:
    """The largest numbers of a column of whole numbers do not wrap."""
    found = read_numbers(pa.array([number], pa.uint64() if number >= 2**63 else pa.int64()))
    assert found is not None
    assert [Fraction(number)] == exact(found)


def test_a_column_keeps_its_scale() -> None:
    """From batch to batch a column has at least the digits that it had."""
    found = read_numbers(pa.array([1.0, 2.0]), 2)
    assert found is not None
    assert (2, [100, 200]) == (found.digits, found.values.tolist())
