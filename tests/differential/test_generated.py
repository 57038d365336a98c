"""
Generated rulebooks on generated companies: every engine answers as the exact evaluator does, to the last cent, the last
unknown and the last reason.
"""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import EXAMPLES
from tests.differential.answers import Question
from tests.differential.compare import compare
from tests.differential.engines import ENGINES
from tests.differential.firms import Firms
from tests.differential.measures import MORE_FACTS, rulebooks
from tests.worlds import RATES, compile_texts

COMPANIES = 16
# Each example is a rulebook lowered several times and several hundred answers.
FEWER = 6
DAYS = (date(2024, 7, 1), date(2024, 2, 29), date(2023, 7, 1), date(2021, 1, 1))


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=max(1, EXAMPLES // FEWER), suppress_health_check=[HealthCheck.too_slow])
@given(
    rulebooks(),
    st.integers(0, 2**32),
    st.sampled_from(DAYS),
    st.sampled_from([0, 1, 4]),
    st.sampled_from(["CNY", "USD", "VND"]),
    st.sampled_from([{}, {"a": {"cap_then": "wide"}}]),
)
def test_engine_answers_as_the_exact_evaluator(
    engine: str,
    texts: dict[str, str],
    seed: int,
    on: date,
    gaps: int,
    currency: str,
    readings: dict[str, dict[str, str]],
) -> None:
    """Status, every criterion, every amount, all reasons, what decides."""
    rulebook = compile_texts(texts, facts=MORE_FACTS)
    chance = Random(seed)  # noqa: S311  # hypothesis chooses the seed
    firms = Firms(rulebook, list(rulebook.programmes.values()), on, chance, gaps=gaps)
    profiles = [firms.company(chance) for _ in range(COMPANIES)]
    question = Question(rulebook=rulebook, profiles=profiles, on=on, rates=RATES, currency=currency, readings=readings)
    assert compare(ENGINES[engine], question).text() == ""
