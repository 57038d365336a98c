"""
Definitions of an earlier fiscal year.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from incentives.values import Known
from tests.worlds import value_of

FACTS = {
    "revenue": {2021: "48 million CNY", 2022: "50 million CNY", 2023: "69.12 million CNY"},
    "research": {2022: "1 million CNY"},
}
DEFINITIONS = """
  ratio: {value: research / revenue, cite: art. 1}
  tier: {select: revenue, brackets: [{up_to: 50 million CNY, value: 5%}, {value: 4%}]}
  before: ratio[-1]
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("ratio[-1]", Fraction(1, 50)),
        ("before", Fraction(1, 50)),
        ("tier", Fraction(4, 100)),
        ("tier[-1]", Fraction(5, 100)),
        ("max(tier, last 2 years)", Fraction(5, 100)),
        ("growth(revenue, last 3 years) >= 20%", True),
    ],
)
def test_definition_of_an_earlier_year(expression: str, expected: Fraction | bool) -> None:
    """Whatever a definition is made of, `[-1]` is what it was the year before."""
    assert Known(expected) == value_of(expression, FACTS, more=DEFINITIONS)
