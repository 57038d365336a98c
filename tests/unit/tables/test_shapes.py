"""Columns as a plan takes them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from incentives.tables.block import Block, FactKey, Series
from incentives.tables.shapes import shape_of, stored_columns
from tests.worlds import compile_texts

RULE = """\
title: {en: Test, zh: 测试}
jurisdiction: CN
kind: reward
currency: CNY
source: {name: {en: A law, zh: 法}, evidence: primary}
in_force: {from: 2020-01-01, until: 2030-12-31}
eligibility: {all: [{id: size, test: staff > 10}]}
"""


def test_python_integers_that_64_bits_hold_are_stored_as_such() -> None:
    """Rows taken from a column with a number that is too large for 64 bits may all be small: they are looked up by."""
    rulebook = compile_texts({"p": RULE})
    key = FactKey("staff")
    for values, dtype in (([5, 11], np.int64), ([5, 2**70], object)):
        block = Block(2, {key: Series(np.array(values, dtype=object), np.array([True, True]), Fraction(1))})
        stored = stored_columns(block, shape_of(block, rulebook, frozenset(), None))[key]
        assert stored.values.dtype == dtype
        assert stored.values.tolist() == values
