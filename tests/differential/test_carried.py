"""What is carried from year to year, in columns as by the evaluator: known, unknown and open to the past."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from tests.differential.answers import Question
from tests.differential.compare import compare
from tests.differential.engines import ENGINES
from tests.differential.firms import Firms
from tests.differential.measures import MORE_FACTS
from tests.worlds import RATES, compile_texts

ON = date(2024, 7, 1)
RULE = """\
title: {{en: Credit, zh: 抵免}}
jurisdiction: CN
kind: tax_credit
currency: CNY
source: {{name: {{en: A law, zh: 法}}, evidence: primary}}
in_force: {{from: 2020-01-01, until: 2029-12-31}}
awards:
  credit:
    nature: entitled
    amount: min(1000000 CNY, carried(revenue - research, {window}))
"""


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("window", ["last 4 years", "ever", "since 2021-01-01"])
@pytest.mark.parametrize("gaps", [0, 2])
def test_carried(engine: str, window: str, gaps: int) -> None:
    """Companies with all years and with some."""
    rulebook = compile_texts({"a": RULE.format(window=window)}, facts=MORE_FACTS)
    chance = Random(7)  # noqa: S311  # the same companies each time
    firms = Firms(rulebook, list(rulebook.programmes.values()), ON, chance, gaps=gaps)
    profiles = [firms.company(chance) for _ in range(30)]
    question = Question(rulebook=rulebook, profiles=profiles, on=ON, rates=RATES, currency="CNY", readings={})
    assert compare(ENGINES[engine], question).text() == ""
