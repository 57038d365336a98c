"""
The bundled programmes on generated companies: every engine answers as the exact evaluator does. `bundled.py` is the
same for as many companies as one has time for.
"""

from __future__ import annotations

import os
from collections import defaultdict
from fractions import Fraction

import pytest

from incentives.pipeline import bundled_rules, load_rulebook, programme_ids
from tests.differential.bundled import held_against
from tests.differential.engines import ENGINES

COMPANIES = int(os.environ.get("INCENTIVES_COMPANIES", "8"))
FOLDERS = sorted({name.partition("/")[0] for name in programme_ids(bundled_rules())})
# The worth of the test is gone where most answers are left to the evaluator that it compares with.
MOST_LEFT = Fraction(1, 2)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("folder", FOLDERS)
def test_bundled_programmes_answer_as_the_exact_evaluator(folder: str, engine: str) -> None:
    """Each programme of a place on companies of its own."""
    rulebook = load_rulebook()
    told: dict[str, str] = {}
    counts: dict[str, int] = defaultdict(int)
    for name, programme in rulebook.programmes.items():
        if name.startswith(f"{folder}/"):
            found = held_against(engine, rulebook, [programme], COMPANIES, seed=1)
            counts["left"] += sum(found.left.values())
            counts["all"] += COMPANIES
            if found.found:
                told[name] = found.text()

    assert {} == told
    assert counts["left"] <= MOST_LEFT * counts["all"]
