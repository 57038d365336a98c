"""
A block is answered the same however it is worked off: in one piece or many, by one thread or two, complete rows apart
or not, with details or without, and by a plan that has seen other blocks before.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incentives.ir.rulebook import Rulebook
from incentives.tables import shapes, vectors, work
from incentives.tables.answers import Detail, Money, ProgrammeColumns
from incentives.tables.plan import TablePlan
from tests.conftest import EXAMPLES
from tests.differential.blocks import blocks_of
from tests.differential.firms import Firms
from tests.differential.measures import MORE_FACTS, rulebooks
from tests.worlds import RATES, compile_texts

ON = date(2024, 7, 1)
COMPANIES = 24


@settings(max_examples=max(1, EXAMPLES // 6), suppress_health_check=[HealthCheck.too_slow])
@given(rulebooks(), st.integers(0, 2**32), st.sampled_from([0, 1, 4]), st.sampled_from([Detail.TOTALS, Detail.REASONS]))
def test_pieces_threads_and_details_do_not_change_the_answer(
    texts: dict[str, str], seed: int, gaps: int, detail: Detail
) -> None:
    """Twice, because the order of the tests follows what was seen."""
    rulebook = compile_texts(texts, facts=MORE_FACTS)
    chance = Random(seed)  # noqa: S311  # hypothesis chooses the seed
    firms = Firms(rulebook, list(rulebook.programmes.values()), ON, chance, gaps=gaps)
    whole, pieces = _plan(rulebook, Detail.ALL, 1), _plan(rulebook, detail, 2)
    for block, _ in blocks_of([firms.company(chance) for _ in range(COMPANIES)], ON):
        expected = whole.run(block).programmes
        for _ in range(2):
            with _in_small_pieces():
                found = pieces.run(block).programmes
            assert expected.keys() == found.keys()
            for name, columns in found.items():
                _same(expected[name], columns, detail)


def _plan(rulebook: Rulebook, detail: Detail, threads: int) -> TablePlan:
    programmes = list(rulebook.programmes.values())
    return TablePlan(rulebook, programmes, on=ON, currency="CNY", rates=RATES, detail=detail, threads=threads)


@contextmanager
def _in_small_pieces() -> Iterator[None]:
    """Whatever is done for many rows is done for few."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectors, "PIECE", 5)
        patch.setattr(work, "MANY_PROGRAMMES", 1)
        patch.setattr(shapes, "FEW_ROWS", 1)
        patch.setattr(shapes, "NEARLY_ALL", Fraction(1, 3))
        patch.setattr(shapes, "MANY", Fraction(1, 10))
        yield


def _same(expected: ProgrammeColumns, found: ProgrammeColumns, detail: Detail) -> None:
    assert expected.standing.tolist() == found.standing.tolist()
    assert expected.tally() == found.tally()
    assert _amounts(expected.entitled) == _amounts(found.entitled)
    assert _amounts(expected.discretionary) == _amounts(found.discretionary)
    if detail & Detail.REASONS:
        assert expected.deciding is not None
        assert found.deciding is not None
        assert np.array_equal(expected.deciding, found.deciding)
        assert _reasons(expected) == _reasons(found)


def _amounts(money: Money) -> list[tuple[Fraction, Fraction | None]]:
    bounded = [True] * money.low.size if money.bounded is None else money.bounded.tolist()
    return [
        (low * money.scale, high * money.scale if bound else None)
        for low, high, bound in zip(money.low.tolist(), money.high.tolist(), bounded, strict=True)
    ]


def _reasons(columns: ProgrammeColumns) -> list[list[str]]:
    rows = range(columns.standing.size)
    return [sorted(str(reason) for reason, flags in columns.missing.items() if flags[row]) for row in rows]
