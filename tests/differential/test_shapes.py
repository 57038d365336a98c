"""A plan that has seen other blocks answers as one that has not: shapes only widen."""

from __future__ import annotations

from datetime import date
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from incentives.tables.answers import Detail, ProgrammeColumns
from incentives.tables.plan import TablePlan
from tests.conftest import EXAMPLES
from tests.differential.blocks import blocks_of
from tests.differential.firms import Firms
from tests.differential.measures import MORE_FACTS, rulebooks
from tests.worlds import RATES, compile_texts

ON = date(2024, 7, 1)


@settings(max_examples=max(1, EXAMPLES // 6))
@given(rulebooks(), st.integers(0, 2**32))
def test_a_plan_that_has_seen_more_answers_the_same(texts: dict[str, str], seed: int) -> None:
    """Blocks with gaps and large amounts first, then blocks without."""
    rulebook = compile_texts(texts, facts=MORE_FACTS)
    programmes = list(rulebook.programmes.values())
    chance = Random(seed)  # noqa: S311  # hypothesis chooses the seed

    def plan() -> TablePlan:
        return TablePlan(rulebook, programmes, on=ON, currency="CNY", rates=RATES, detail=Detail.ALL)

    old = plan()
    for gaps in (4, 0):
        firms = Firms(rulebook, programmes, ON, chance, gaps=gaps)
        for block, _ in blocks_of([firms.company(chance) for _ in range(12)], ON):
            seen, fresh = old.run(block), plan().run(block)
            for name in seen.programmes.keys() & fresh.programmes.keys():
                _same(seen.programmes[name], fresh.programmes[name])


def _same(one: ProgrammeColumns, other: ProgrammeColumns) -> None:
    assert one.standing.tolist() == other.standing.tolist()
    for money, another in ((one.entitled, other.entitled), (one.discretionary, other.discretionary)):
        assert [each * money.scale for each in money.low.tolist()] == [
            each * another.scale for each in another.low.tolist()
        ]
    assert (one.deciding is None) == (other.deciding is None)
    if one.deciding is not None and other.deciding is not None:
        assert np.array_equal(one.deciding, other.deciding)
    reasons = {reason for reason, rows in one.missing.items() if rows.any()}
    assert reasons == {reason for reason, rows in other.missing.items() if rows.any()}
