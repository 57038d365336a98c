"""Columns as a plan takes them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pytest

from incentives.tables import plan as plans
from incentives.tables.block import Block, FactKey, Series
from incentives.tables.lowered import Lowered
from incentives.tables.plan import TablePlan
from incentives.tables.shapes import shape_of, stored_columns
from tests.worlds import RATES, compile_texts

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


def test_old_shapes_are_let_go_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of blocks of many shapes the rules are kept lowered for those used last, and lowered anew for others."""
    made: list[Lowered] = []
    monkeypatch.setattr(plans, "MOST_SHAPES", 2)
    monkeypatch.setattr(plans, "Lowered", lambda *given: made.append(Lowered(*given)) or made[-1])
    rulebook = compile_texts({"p": RULE})
    plan = TablePlan(rulebook, list(rulebook.programmes.values()), on=date(2024, 7, 1), currency="CNY", rates=RATES)
    for staff, lowered in ((11, 1), (1_000, 2), (11, 2), (100_000, 3), (11, 3), (1_000, 4)):
        block = Block(2, {FactKey("staff"): Series(np.array([5, staff]))})
        assert plan.run(block).programmes["p"].standing.tolist() == [0, 1]
        assert len(made) == lowered
